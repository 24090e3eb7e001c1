"""Why a measure in force adds nothing to the duty on a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.language import message, say
from analysis.tariffs.default_rate import headings
from analysis.tariffs.engine import Goods, Span
from analysis.tariffs.measures import Exemption, Measure


def _percent(rate_pct: float) -> str:
    return f"{rate_pct:g}%"


@dataclass(frozen=True, order=True)
class Reason:
    """Why a measure adds nothing: a message and what its places name."""

    message: str
    instrument: str = ""
    authority: str = ""
    value_basis: str = ""
    rate_pct: float = 0.0
    lists: tuple[tuple[str, str], ...] = ()  # exempt lists: heading and note

    def said(self, percent: Callable[[float], str] = _percent) -> str:
        """Return the reason in the current language; ``percent`` writes a rate."""
        return say(
            self.message,
            instrument=say(self.instrument),
            authority=say(self.authority),
            basis=say(self.value_basis),
            rate=percent(self.rate_pct),
            lists="; ".join(f"{headings(at)} ({say(note)})" if note else headings(at) for at, note in self.lists),
        )


@dataclass(frozen=True)
class NotCharged:
    """A measure in force that would reach the product but adds nothing, and why."""

    measure: str
    program: str
    authority: str
    reason: str


def uncharged(goods: Goods, day: pd.Timestamp, span: Span) -> list[NotCharged]:
    """Return the measures that add nothing to the one line of ``goods``, as `reasons` has them."""
    return [
        NotCharged(row.measure, row.program, row.authority, why.said()) for row, _, why in reasons(goods, day, span)
    ]


def reasons(goods: Goods, day: pd.Timestamp, span: Span) -> Iterator[tuple[Measure, np.ndarray, Reason]]:
    """Yield each measure in force with the lines whose product it names but to which it adds nothing, by reason.

    The lines are places among ``goods``, all of one partner. The reasons are for the case that no condition holds; a
    measure that needs one is no part of it.
    """
    plain = span.cases.only("")
    reached = {row: np.isin(plain, layer.reached) for row, layer in zip(span.measures, span.layers, strict=True)}
    charged = {
        row: np.isin(plain, layer.reached[added > 0])
        for row, layer, added in zip(span.measures, span.layers, span.added_pct, strict=True)
    }
    for row in span.measures:
        left = goods.lines_of(row) & ~charged[row]
        if row.condition or not left.any():
            continue
        for mask, why in _in_turn(goods, day, row, reached, charged):
            if (at := np.flatnonzero(left & mask)).size:
                yield row, at, why
            left &= ~mask


def _in_turn(
    goods: Goods,
    day: pd.Timestamp,
    row: Measure,
    reached: dict[Measure, np.ndarray],
    charged: dict[Measure, np.ndarray],
) -> Iterator[tuple[np.ndarray, Reason]]:
    """Yield the reasons why ``row`` may add nothing, the first to hold counts, each with a mask of its lines."""
    (partner,) = goods.partners
    lists = [x for x in goods.law.exemptions_of([row], partner) if x.holds_on(day) and not x.condition]
    yield from _on_lists(goods, lists)
    yield _share(row, goods) == 0, Reason(message("no {basis} in its value"), value_basis=row.value_basis)
    for other in reached:
        if other.program == row.program:
            why = message("a higher duty of the same programme applies: {instrument}")
            yield charged[other], Reason(why, other.instrument)
    for other in reached:
        if row.kind != "independent" and other.kind == "sector" and other.precedence < row.precedence:
            taken = reached[other] & (_share(other, goods) == 1)
            yield taken, Reason(message("{authority} takes its place: {instrument}"), other.instrument, other.authority)
    why = message("the MFN duty is {rate} or more") if row.stacking == "ceiling" else message("its rate is {rate}")
    yield np.ones(len(goods.positions), dtype=bool), Reason(why, rate_pct=row.rate_pct)


def _on_lists(goods: Goods, lists: list[Exemption]) -> Iterator[tuple[np.ndarray, Reason]]:
    """Yield the lines on each set of exempt ``lists``, with their names."""
    if not lists:
        return
    on = np.array([goods.lines_of(x) for x in lists])
    for held in np.unique(on[:, on.any(axis=0)], axis=1).T:
        named = tuple((x.hts_heading, x.note) for x, holds in zip(lists, held, strict=True) if holds)
        yield (on == held[:, None]).all(axis=0), Reason(message("on the exempt list: {lists}"), lists=named)


def _share(row: Measure, goods: Goods) -> np.ndarray:
    """Return the share of each line's value on which ``row`` falls: all of it, or the metal in it."""
    if row.value_basis == "full":
        return np.ones(len(goods.positions))
    share: np.ndarray = goods.products.metal_share[row.value_basis]
    return share
