"""Why a measure in force adds nothing to the duty on a line."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.tariffs.engine import Goods, Span
from analysis.tariffs.measures import Exemption, Measure


@dataclass(frozen=True)
class Spared:
    """A measure in force that would reach the product but adds nothing, and why."""

    measure: str
    program: str
    authority: str
    reason: str


def spared(goods: Goods, day: pd.Timestamp, span: Span) -> list[Spared]:
    """Return the measures that add nothing to the one line of ``goods``, as `reasons` has them."""
    return [Spared(row.measure, row.program, row.authority, why) for row, _, why in reasons(goods, day, span)]


def reasons(goods: Goods, day: pd.Timestamp, span: Span) -> Iterator[tuple[Measure, np.ndarray, str]]:
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
        left = goods.reach(row) & ~charged[row]
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
) -> Iterator[tuple[np.ndarray, str]]:
    """Yield the reasons why ``row`` may add nothing, the first to hold counts, each with a mask of its lines."""
    (partner,) = goods.partners
    lists = [x for x in goods.law.exemptions_of([row], partner) if x.holds_on(day) and not x.condition]
    yield from _on_lists(goods, lists)
    yield _share(row, goods) == 0, f"no {row.value_basis} in its value"
    for other in reached:
        if other.program == row.program:
            yield charged[other], f"a higher duty of the same programme applies: {other.instrument}"
    for other in reached:
        if row.kind != "independent" and other.kind == "sector" and other.precedence < row.precedence:
            taken = reached[other] & (_share(other, goods) == 1)
            yield taken, f"{other.authority} takes its place: {other.instrument}"
    rate = f"{row.rate_pct:g}%"
    why = f"the MFN duty is {rate} or more" if row.stacking == "ceiling" else f"its rate is {rate}"
    yield np.ones(len(goods.positions), dtype=bool), why


def _on_lists(goods: Goods, lists: list[Exemption]) -> Iterator[tuple[np.ndarray, str]]:
    """Yield the lines on each set of exempt ``lists``, with their names."""
    if not lists:
        return
    on = np.array([goods.reach(x) for x in lists])
    for held in np.unique(on[:, on.any(axis=0)], axis=1).T:
        named = (
            f"{x.hts_heading} ({x.note})" if x.note else x.hts_heading
            for x, holds in zip(lists, held, strict=True)
            if holds
        )
        yield (on == held[:, None]).all(axis=0), "on the exempt list: " + "; ".join(named)


def _share(row: Measure, goods: Goods) -> np.ndarray:
    """Return the share of each line's value on which ``row`` falls: all of it, or the metal in it."""
    if row.value_basis == "full":
        return np.ones(len(goods.positions))
    share: np.ndarray = goods.products.metal_share[row.value_basis]
    return share
