"""What every product line from a partner pays on every day of the record: each distinct path of duties once.

A path is what `quote` says of one line, span after span: which measures charge it, and what each condition changes.
Thousands of lines share a few hundred paths, so the whole record fits into a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.data import as_of, load
from analysis.tariffs.base import SCHEDULE
from analysis.tariffs.duties import RECORD_START, SAME
from analysis.tariffs.engine import Goods
from analysis.tariffs.measures import Law, Measure
from analysis.tariffs.not_charged import Reason, reasons
from analysis.tariffs.quote import Lines, Quote, differ
from analysis.tariffs.transit import ANY_VOYAGE_DAYS, loaded_before, transit_days, with_transit

_EXACT = 9  # decimals of a percent to which two duties are the same
_MOST = 2**62  # combinations that a number can tell apart


class Charges(NamedTuple):
    """What is charged where ``conditions`` alone hold: pairs of measure and percent of customs value.

    Conditions are names of the law, or as `afloat` names goods on the water when it changed. The percent is None where
    the measure tops the base duty up to its rate.
    """

    conditions: tuple[str, ...]
    added: tuple[tuple[Measure, float | None], ...]


class Step(NamedTuple):
    """From ``day`` on, until the next step: the place of its cases among those of the paths."""

    day: pd.Timestamp
    cases: int


class NotChargedStep(NamedTuple):
    """From ``day`` on, until the next step: the measures in force that add nothing, each with its reason."""

    day: pd.Timestamp
    not_charged: tuple[tuple[Measure, Reason], ...]


@dataclass(frozen=True)
class DutyPaths:
    """Lines from one partner: ``path`` of each is a place among ``paths``, ``ahead`` among ``scheduled``.

    ``cases`` are those of the steps of all paths, each time the first that no condition holds.
    ``base`` has a row a line: hts10, general_rate as printed, base_pct (percent, NaN where unknown), source.
    ``special_pct`` is by condition what an agreement sets in its place, NaN for nothing. ``scheduled`` are sets of
    measures that charge a line when they begin. ``not_charged`` of each line is a place among
    ``not_charged_paths``, which only the first partner asked for has.
    """

    base: pd.DataFrame
    special_pct: dict[str, np.ndarray]
    path: np.ndarray
    paths: tuple[tuple[Step, ...], ...]
    cases: tuple[tuple[Charges, ...], ...]
    ahead: np.ndarray
    scheduled: tuple[tuple[Measure, ...], ...]
    not_charged: np.ndarray
    not_charged_paths: tuple[tuple[NotChargedStep, ...], ...]


class Told(NamedTuple):
    """A case of a quote: where it is told, and which case of which quote holds there."""

    conditions: tuple[str, ...]
    at: np.ndarray
    quote: Quote
    cases: np.ndarray


def afloat(loaded: pd.Timestamp) -> str:
    """Return the name of the condition that goods ``loaded`` before a change of the law were under way."""
    return f"loaded before {loaded:%Y-%m-%d}"


def product_lines() -> pd.Series:
    """Return the ten-digit lines of the schedule, ascending, without chapters 98 and 99, which name no product."""
    codes = load(SCHEDULE)["hts"]
    ten = codes[(codes.str.len() == 10) & ~codes.str.startswith(("98", "99"))]
    return ten.sort_values(ignore_index=True)


def duty_paths(law: Law, partners: Sequence[str], hts10: pd.Series) -> dict[str, DutyPaths]:
    """Return for each of ``partners`` the paths of ``hts10`` (ascending ten-digit lines) on all days of the record."""
    goods = pd.DataFrame({"partner": np.repeat(partners, len(hts10)), "hts10": np.tile(hts10, len(partners))})
    lines = Lines(law, goods)
    told = _Teller(lines, lines.under(with_transit(law, ANY_VOYAGE_DAYS)))
    return {
        partner: _of_partner(told, np.arange(number * len(hts10), (number + 1) * len(hts10)), partner == partners[0])
        for number, partner in enumerate(partners)
    }


def _of_partner(told: "_Teller", rows: np.ndarray, with_reasons: bool) -> DutyPaths:
    goods = told.lines.on(RECORD_START, rows).goods
    base = told.lines.base.iloc[rows].reset_index(drop=True)
    kind = _kinds(goods, base["base_pct"].to_numpy())
    first = rows[firsts(kind)]
    quotes = list(told.quotes(first))
    known: dict[tuple[Charges, ...], int] = {}
    steps = [_steps(list(told.cases(quote, first)), len(first), known) for quote in quotes]
    path = combined(steps)
    courses = np.array(steps)[:, firsts(path)].T.tolist()
    days = [quote.span.start for quote in quotes]
    not_charged, not_charged_paths = _not_charged(quotes if with_reasons else [], len(first))
    (partner,) = goods.partners
    begins = [row for row in goods.law.of_partner(partner) if row.valid_from > RECORD_START]
    held = {quote.span.start: quote.span for quote in quotes}
    later = {row.valid_from for row in begins} - held.keys()
    held |= {day: told.lines.on(day, first).span for day in later}
    places = np.arange(len(first))
    charged = {row: np.isin(places, held[row.valid_from].charged(row)) for row in begins}
    ahead = combined(charged.values())
    return DutyPaths(
        base=base,
        special_pct=dict(goods.special_pct),
        path=path[kind],
        paths=tuple(_path(days, course) for course in courses),
        cases=tuple(known),
        ahead=ahead[kind],
        scheduled=tuple(tuple(row for row in begins if charged[row][line]) for line in firsts(ahead)),
        not_charged=not_charged[kind],
        not_charged_paths=not_charged_paths,
    )


@dataclass(frozen=True)
class _Teller:
    """What lines pay on the days of the record, and, under the law ``before`` a change, as goods on the water."""

    lines: Lines
    before: Lines

    def quotes(self, rows: np.ndarray) -> Iterator[Quote]:
        """Yield the quotes of the lines at ``rows``, parted also where goods on the water cease to be told apart."""
        for quote in self.lines.quotes(RECORD_START, as_of() + pd.Timedelta(days=1), rows):
            span = quote.span
            cuts = [day for day in transit_days() if span.start < day < span.end]
            for start, end in pairwise([span.start, *cuts, span.end]):
                yield replace(quote, span=replace(span, start=start, end=end)) if cuts else quote

    def cases(self, quote: Quote, rows: np.ndarray) -> Iterator[Told]:
        """Yield the cases that `lookup.duty` tells: none holds, each condition, each two, goods on the water."""
        only = quote.span.cases.only
        yield Told((), np.arange(len(rows)), quote, only(""))
        for condition, at in quote.changed.items():
            yield Told((condition,), at, quote, only(condition)[at])
        alone = {name: _pays(quote, (name,)) for name in quote.changed}
        among = {name: np.isin(np.arange(len(rows)), at) for name, at in quote.changed.items()}
        for first, second in combinations(quote.changed, 2):
            if len(at := np.flatnonzero(among[first] & among[second])):
                both = _pays(quote, (first, second))
                at = at[_unlike(both, alone[first])[at] & _unlike(both, alone[second])[at]]
                yield Told((first, second), at, quote, only(first, second)[at])
        day = quote.span.start
        if loadings := list(loaded_before(day)):
            other = self.before.on(day, rows)
            at = np.flatnonzero(_unlike(_pays(other, ("",)), _pays(quote, ("",))))
            for loaded in loadings:
                yield Told((afloat(loaded),), at, other, other.span.cases.only("")[at])


def _kinds(goods: Goods, base_pct: np.ndarray) -> np.ndarray:
    """Return a number for each line; lines have the same if every list, share and base of the law treats them alike.

    ``base_pct`` is what an agreement has to beat: it may be unknown where the average duty is not.
    """
    scopes = sorted({row.products for row in goods.rows})
    lists = (goods.listed.of(scope)[goods.positions] for scope in scopes)
    numbers = (base_pct, goods.mfn_pct, *goods.products.metal_share.values(), *goods.special_pct.values())
    return combined([*lists, *(pd.factorize(values, use_na_sentinel=False)[0] for values in numbers)])


def _steps(told: Sequence[Told], count: int, known: dict[tuple[Charges, ...], int]) -> np.ndarray:
    """Return for each of ``count`` lines the place of its cases among those ``known``, to which new ones are added."""
    charged = {key: _charged(quote) for key, quote in {id(one.quote): one.quote for one in told}.items()}
    codes = np.zeros((len(told), count), dtype=np.int64)
    for code, one in zip(codes, told, strict=True):
        code[one.at] = 1 + charged[id(one.quote)][0][one.cases]
    group = combined(codes)
    distinct = [
        tuple(
            Charges(one.conditions, charged[id(one.quote)][1][code - 1])
            for one, code in zip(told, column, strict=True)
            if code
        )
        for column in codes[:, firsts(group)].T.tolist()
    ]
    steps: np.ndarray = np.array([known.setdefault(cases, len(known)) for cases in distinct])[group]
    return steps


def _charged(quote: Quote) -> tuple[np.ndarray, list[tuple[tuple[Measure, float | None], ...]]]:
    """Return for each case the place of what is charged among the distinct charges, and these."""
    added = list(_added(quote))
    codes = np.zeros((1 + len(added), len(quote.span.cases.lines)), dtype=np.int64)
    for code, (_, reached, pct) in zip(codes, added, strict=False):
        code[reached] = 1 + pd.factorize(pct, use_na_sentinel=False)[0]
    group = combined(codes)
    shown = firsts(group)
    place = np.full(len(group), -1)
    place[shown] = np.arange(len(shown))
    charges: list[list[tuple[Measure, float | None]]] = [[] for _ in shown]
    for row, reached, pct in added:
        told = place[reached] >= 0
        for at, value in zip(place[reached[told]].tolist(), pct[told].tolist(), strict=True):
            charges[at].append((row, None if np.isnan(value) else value))
    return group, list(map(tuple, charges))


def _path(days: Sequence[pd.Timestamp], course: Sequence[int]) -> tuple[Step, ...]:
    """Return the steps of a line whose cases stand at the places ``course`` from each of ``days`` on."""
    befores = (-1, *course)
    return tuple(Step(day, now) for day, now, before in zip(days, course, befores, strict=False) if now != before)


def _pays(quote: Quote, conditions: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    return quote.base_pct(*conditions), quote.additional_pct(*conditions)


def _unlike(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Say of each line whether base or additional duty differ."""
    unlike: np.ndarray = differ(one[0], other[0]) | (np.abs(one[1] - other[1]) >= SAME)
    return unlike


def _not_charged(quotes: Iterable[Quote], count: int) -> tuple[np.ndarray, tuple[tuple[NotChargedStep, ...], ...]]:
    """Return the distinct courses of what adds nothing, and of each of ``count`` lines the place among them."""
    courses: list[list[NotChargedStep]] = [[] for _ in range(count)]
    for quote in quotes:
        said: list[list[tuple[Measure, Reason]]] = [[] for _ in courses]
        for row, at, reason in reasons(quote.goods, quote.span.start, quote.span):
            for place in at.tolist():
                said[place].append((row, reason))
        for course, held in zip(courses, map(tuple, said), strict=True):
            if not course or course[-1].not_charged != held:
                course.append(NotChargedStep(quote.span.start, held))
    distinct: dict[tuple[NotChargedStep, ...], int] = {}
    places = np.array([distinct.setdefault(tuple(course), len(distinct)) for course in courses])
    return places, tuple(distinct)


def _added(quote: Quote) -> Iterator[tuple[Measure, np.ndarray, np.ndarray]]:
    """Yield each measure, the cases that it charges, and the percent; NaN where it tops the base up to its rate."""
    span = quote.span
    base_pct = quote.goods.base_pct(span.cases)
    for row, layer, added in zip(span.measures, span.layers, span.added_pct, strict=True):
        charged = added > 0
        reached, pct = layer.reached[charged], added[charged].round(_EXACT)
        if row.stacking == "ceiling":
            pct = np.where(np.isclose(pct, row.rate_pct - base_pct[reached], rtol=0, atol=10**-_EXACT), np.nan, pct)
        yield row, reached, pct


def combined(numbers: Iterable[np.ndarray]) -> np.ndarray:
    """Return a number for each distinct combination of ``numbers``, in the order in which they come."""
    merged, count = np.zeros(1, dtype=np.int64), 1
    for number in numbers:
        width = int(number.max()) + 1
        if count * width > _MOST:
            merged = pd.factorize(merged)[0]
            count = int(merged.max()) + 1
        merged, count = merged * width + number, count * width
    found: np.ndarray = pd.factorize(merged)[0]
    return found


def firsts(numbers: np.ndarray) -> np.ndarray:
    """Return the first place of each number."""
    places: np.ndarray = np.unique(numbers, return_index=True)[1]
    return places
