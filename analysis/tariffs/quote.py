"""What product lines from one partner pay on one day, in every case that a condition makes."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.language import say
from analysis.links import link
from analysis.tariffs.base import base_rates, special_rates
from analysis.tariffs.duties import SAME, products_of
from analysis.tariffs.engine import Goods, Membership, Span, spans
from analysis.tariffs.measures import Law
from analysis.tariffs.outlook import announced_to_begin
from analysis.tariffs.transit import ANY_VOYAGE_DAYS, loaded_before, with_transit


@dataclass(frozen=True)
class Basis:
    """Where a charge comes from: event, title and address of its source."""

    event: str
    title: str
    url: str


@dataclass(frozen=True)
class Charge:
    """What one measure adds: ``added_pct`` of customs value, at ``rate_pct`` of ``value_basis``."""

    measure: str
    program: str
    authority: str
    instrument: str
    hts_heading: str
    rate_pct: float
    stacking: str
    value_basis: str
    added_pct: float
    basis: tuple[Basis, ...]
    note: str


@dataclass(frozen=True)
class Coming:
    """A measure that is proclaimed but not yet in force: what it will charge and from which day."""

    measure: str
    day: pd.Timestamp
    authority: str
    instrument: str
    hts_heading: str
    rate_pct: float
    if_: str | None


@dataclass(frozen=True)
class Case:
    """The duty where ``conditions`` hold, percent of customs value.

    ``if_`` says them in words that complete a sentence that begins with "if"; None where none holds. ``base_pct`` is
    None where the printed rate is not ad valorem and nothing was imported in 2024.
    """

    if_: str | None
    conditions: tuple[str, ...]
    base_pct: float | None
    charges: tuple[Charge, ...]

    @property
    def additional_pct(self) -> float:
        """Sum of what the measures add."""
        return sum(charge.added_pct for charge in self.charges)

    @property
    def total_pct(self) -> float | None:
        """Base and additional duty together; None where the base is."""
        return None if self.base_pct is None else self.base_pct + self.additional_pct


@dataclass(frozen=True)
class RangeCase:
    """The totals of a group of lines where a condition holds, as in `Case`: lowest, highest, import-weighted mean.

    A line whose base is unknown has no total and enters no bound (``unknown`` counts them). The bounds are None if
    no line has a total, ``mean_pct`` also where nothing was imported from the partner in 2024.
    """

    if_: str | None
    lowest_pct: float | None
    highest_pct: float | None
    mean_pct: float | None
    unknown: int


@dataclass(frozen=True)
class Quote:
    """What lines of ``goods`` pay on the days of ``span``, in every case; ``base`` is as `base_rates` gives it."""

    goods: Goods
    base: pd.DataFrame
    span: Span

    @cached_property
    def added_pct(self) -> np.ndarray:
        """Additional duty of each case by authority of the law, percent of customs value."""
        return self.span.by_case(self.goods.law.authorities)

    @cached_property
    def _base_pct(self) -> np.ndarray:
        """Base duty of each case, NaN where it is not known."""
        cases, base = self.span.cases, self.base["base_pct"].to_numpy()
        found: np.ndarray = base[cases.lines]
        for agreement, special in self.goods.special_pct.items():
            found = np.where(cases.holds[agreement], np.fmin(found, special[cases.lines]), found)
        return found

    def base_pct(self, *conditions: str) -> np.ndarray:
        """Return the base duty of each line where ``conditions`` alone hold, NaN where it is not known."""
        base: np.ndarray = self._base_pct[self.span.cases.only(*conditions)]
        return base

    def additional_pct(self, *conditions: str) -> np.ndarray:
        """Return the additional duty of each line where ``conditions`` alone hold."""
        total: np.ndarray = self._total_pct[self.span.cases.only(*conditions)]
        return total

    @cached_property
    def _total_pct(self) -> np.ndarray:
        """Additional duty of each case."""
        total: np.ndarray = self.added_pct.sum(axis=0)
        return total

    @cached_property
    def changed(self) -> dict[str, np.ndarray]:
        """The conditions that change any duty, in the order of the table, with the places of the lines.

        A condition that needs another is set beside that one too.
        """
        found = {}
        for condition, row in self.goods.law.conditions.items():
            if condition not in self.span.cases.holds:
                continue
            places = [self._unlike(condition, other) for other in {"", row.within}]
            if any(len(part) for part in places):
                found[condition] = np.unique(np.concatenate(places))
        return found

    def _unlike(self, condition: str, other: str) -> np.ndarray:
        """Return the places of the lines that pay another duty under ``condition`` than under ``other``."""
        total, base = self._total_pct, self._base_pct
        first, second = self.span.cases.only(condition), self.span.cases.only(other)
        met = np.flatnonzero((first != second) & (first != self.span.cases.only("")))
        a, b = first[met], second[met]
        unlike: np.ndarray = met[differ(base[a], base[b]) | (np.abs(total[a] - total[b]) >= SAME)]
        return unlike


def differ(base_pct: np.ndarray, other_pct: np.ndarray) -> np.ndarray:
    """Say where two base duties differ; one that is not known (NaN) is like another that is not."""
    unlike: np.ndarray = (np.isnan(base_pct) != np.isnan(other_pct)) | (np.abs(base_pct - other_pct) > SAME)
    return unlike


class Lines:
    """Ten-digit lines, each from one partner, under ``law``: columns partner and hts10 of ``goods``."""

    def __init__(self, law: Law, goods: pd.DataFrame) -> None:
        self._law = law
        codes, self._positions = np.unique(goods["hts10"].astype("int64").to_numpy(), return_inverse=True)
        self._products = products_of(codes)
        self._listed = Membership(law, self._products)
        self.base = base_rates(law, goods)
        self._special = special_rates(law, goods)

    def under(self, law: Law) -> "Lines":
        """Return the same lines, with the same base, under another law."""
        other = copy(self)
        other._law, other._listed = law, Membership(law, self._products)
        return other

    def on(self, day: pd.Timestamp, rows: np.ndarray | None = None) -> Quote:
        """Return what the lines at ``rows`` (all if left out) pay on ``day``."""
        return next(self.quotes(day, day + pd.Timedelta(days=1), rows))

    def quotes(self, start: pd.Timestamp, end: pd.Timestamp, rows: np.ndarray | None = None) -> Iterator[Quote]:
        """Yield what the lines at ``rows`` (all if left out) pay in each span of ``[start, end)``."""
        at = np.arange(len(self.base)) if rows is None else rows
        base = self.base.iloc[at]
        origin, names = pd.factorize(base["partner"])
        positions = self._positions[at]
        goods = Goods(
            self._law,
            tuple(names),
            self._products.take(positions),
            self._listed,
            positions,
            base["base_pct"].fillna(0).to_numpy(),
            special_pct={condition: special[at] for condition, special in self._special.items()},
            origin=origin if len(names) > 1 else None,
        )
        for span in spans(goods, start, end):
            yield Quote(goods, base, span)


def lines_of(law: Law, partner: str, hts10: Sequence[str]) -> Lines:
    """Return ten-digit lines from one partner."""
    return Lines(law, pd.DataFrame({"partner": partner, "hts10": hts10}))


def words(law: Law, condition: str) -> str | None:
    """Return the plain words of ``condition``; None for none."""
    return say(law.conditions[condition].words) if condition else None


def cases(quote: Quote) -> list[Case]:
    """Return the cases of the one line of ``quote``.

    The first is that no condition holds; then each condition that changes it, and each two that come to another duty
    together than either alone.
    """
    events = load("tariff_events").set_index("event")
    alone = {name: _case(quote, (name,), events) for name in quote.changed}
    found = [_case(quote, (), events), *alone.values()]
    for first, second in combinations(alone, 2):
        both = _case(quote, (first, second), events)
        if not any(_same(both, one) for one in (alone[first], alone[second])):
            found.append(both)
    return found


def _case(quote: Quote, conditions: tuple[str, ...], events: pd.DataFrame) -> Case:
    base_pct, at = float(quote.base_pct(*conditions)[0]), int(quote.span.cases.only(*conditions)[0])
    said = [say(quote.goods.law.conditions[name].words) for name in conditions]
    charges = tuple(_charges(quote.span, at, events))
    if_ = say("{first}, and {second}", first=said[0], second=said[1]) if len(said) == 2 else "".join(said)
    return Case(if_ or None, conditions, None if np.isnan(base_pct) else base_pct, charges)


def _same(case: Case, other: Case) -> bool:
    """Say whether two cases come to the same duty."""
    return case.base_pct == other.base_pct and abs(case.additional_pct - other.additional_pct) < SAME


def on_the_water(law: Law, lines: Lines, day: pd.Timestamp, plain: Case) -> Iterator[Case]:
    """Yield what one line pays on ``day`` if it was loaded before a change of ``law``, where that is not ``plain``."""
    events = load("tariff_events").set_index("event")
    for loaded in loaded_before(day):
        before = lines.under(with_transit(law, ANY_VOYAGE_DAYS))
        quote = before.on(day)
        case = _case(quote, (), events)
        if not _same(case, plain):
            yield replace(case, if_=under_way(loaded))


def under_way(loaded: pd.Timestamp) -> str:
    """Return the words of the case that goods were on the water, as `words` has those of conditions."""
    day = say("{year}-{month:02}-{day:02}", year=loaded.year, month=loaded.month, day=loaded.day)
    return say("the goods were loaded before {day} and were on their way on that day", day=day)


def range_case(quote: Quote, condition: str, shipped_usd: np.ndarray) -> RangeCase:
    """Return the range of the lines of ``quote`` where ``condition`` alone holds, weighted with ``shipped_usd``."""
    total = quote.base_pct(condition) + quote.additional_pct(condition)
    known = ~np.isnan(total)
    total, weight = total[known], shipped_usd[known]
    return RangeCase(
        if_=words(quote.goods.law, condition),
        lowest_pct=float(total.min()) if len(total) else None,
        highest_pct=float(total.max()) if len(total) else None,
        mean_pct=float(total @ weight / weight.sum()) if weight.sum() else None,
        unknown=int((~known).sum()),
    )


def coming(lines: Lines, goods: Goods, day: pd.Timestamp) -> Iterator[Coming]:
    """Yield the measures announced by ``day`` that begin after it and then charge the one line of ``lines``."""
    (partner,) = goods.partners
    for row in announced_to_begin(goods.law.of_partner(partner), day):
        if lines.on(row.valid_from).span.charged(row).size:
            if_ = words(goods.law, row.condition)
            yield Coming(row.measure, row.valid_from, row.authority, row.instrument, row.hts_heading, row.rate_pct, if_)


def _charges(span: Span, case: int, events: pd.DataFrame) -> Iterator[Charge]:
    for row, layer, added in zip(span.measures, span.layers, span.added_pct, strict=True):
        pct = float(added[layer.reached == case].sum())
        if pct > 0:
            yield Charge(
                row.measure,
                row.program,
                row.authority,
                row.instrument,
                row.hts_heading,
                row.rate_pct,
                row.stacking,
                row.value_basis,
                pct,
                tuple(_basis(e, events.loc[e]) for e in row.event),
                row.note,
            )


def _basis(event: str, row: Any) -> Basis:
    return Basis(event, str(row["source_title"]), link(str(row["source_url"]), str(row["url_precision"])))
