"""What every product line from a partner pays on every day of the record: each distinct path of duties once.

A path is what `quote` says of one line, span after span: which measures charge it, and what each condition changes.
Thousands of lines share a few hundred paths, so the whole record fits into a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.data import as_of, load
from analysis.tariffs.base import SCHEDULE
from analysis.tariffs.duties import RECORD_START, SAME
from analysis.tariffs.engine import Goods
from analysis.tariffs.measures import Law, Measure
from analysis.tariffs.quote import Lines, Quote

_EXACT = 9  # decimals of a percent to which two duties are the same


class Charges(NamedTuple):
    """What is charged where ``conditions`` alone hold: pairs of measure and percent of customs value.

    The percent is None where the measure tops the base duty up to its rate.
    """

    conditions: tuple[str, ...]
    added: tuple[tuple[Measure, float | None], ...]


class Step(NamedTuple):
    """From ``day`` on, until the next step: the cases, the first that no condition holds."""

    day: pd.Timestamp
    cases: tuple[Charges, ...]


@dataclass(frozen=True)
class DutyPaths:
    """Lines from one partner: ``path`` of each is a place among ``paths``, ``ahead`` among ``scheduled``.

    ``base`` has a row a line: hts10, general_rate as printed, base_pct (percent, NaN where unknown), source.
    ``special_pct`` is by condition what an agreement sets in its place, NaN for nothing. ``scheduled`` are sets of
    measures whose product lists hold a line.
    """

    base: pd.DataFrame
    special_pct: dict[str, np.ndarray]
    path: np.ndarray
    paths: tuple[tuple[Step, ...], ...]
    ahead: np.ndarray
    scheduled: tuple[tuple[Measure, ...], ...]


def product_lines() -> pd.Series:
    """Return the ten-digit lines of the schedule, ascending, without chapters 98 and 99, which name no product."""
    codes = load(SCHEDULE)["hts"]
    ten = codes[(codes.str.len() == 10) & ~codes.str.startswith(("98", "99"))]
    return ten.sort_values(ignore_index=True)


def duty_paths(law: Law, partners: Sequence[str], hts10: pd.Series) -> dict[str, DutyPaths]:
    """Return for each of ``partners`` the paths of ``hts10`` (ascending ten-digit lines) on all days of the record."""
    goods = pd.DataFrame({"partner": np.repeat(partners, len(hts10)), "hts10": np.tile(hts10, len(partners))})
    lines = Lines(law, goods)
    return {
        partner: _of_partner(lines, partner, np.arange(number * len(hts10), (number + 1) * len(hts10)))
        for number, partner in enumerate(partners)
    }


def _of_partner(lines: Lines, partner: str, rows: np.ndarray) -> DutyPaths:
    goods = next(lines.quotes(RECORD_START, RECORD_START + pd.Timedelta(days=1), rows)).goods
    kind = _kinds(goods)
    first = rows[np.unique(kind, return_index=True)[1]]
    path = _merged(_signature(quote) for quote in _quotes(lines, first))
    begins = [row for row in goods.law.of_partner(partner) if row.valid_from > RECORD_START]
    listed = {row: goods.reach(row) for row in begins}
    ahead = _merged(listed.values())
    return DutyPaths(
        base=lines.base.iloc[rows].reset_index(drop=True),
        special_pct=dict(goods.special_pct),
        path=path[kind],
        paths=_steps(lines, first[np.unique(path, return_index=True)[1]]),
        ahead=ahead,
        scheduled=tuple(
            tuple(row for row in begins if listed[row][line]) for line in np.unique(ahead, return_index=True)[1]
        ),
    )


def _kinds(goods: Goods) -> np.ndarray:
    """Return a number for each line; lines have the same if every list, share and base of the law treats them alike."""
    scopes = sorted({row.products for row in goods.rows})
    lists = (goods.listed.of(scope)[goods.positions] for scope in scopes)
    numbers = (goods.mfn_pct, *goods.products.metal_share.values(), *goods.special_pct.values())
    return _merged([*lists, *(pd.factorize(values, use_na_sentinel=False)[0] for values in numbers)])


def _quotes(lines: Lines, rows: np.ndarray) -> Iterable[Quote]:
    return lines.quotes(RECORD_START, as_of() + pd.Timedelta(days=1), rows)


def _signature(quote: Quote) -> np.ndarray:
    """Return a number for each line; lines have the same if the same is charged to them in the same cases."""
    count = len(quote.span.cases.lines)
    codes = [np.zeros(count, dtype=np.int64)]
    for _, reached, added in _added(quote):
        codes.append(np.zeros(count, dtype=np.int64))
        codes[-1][reached] = 1 + pd.factorize(added, use_na_sentinel=False)[0]
    case = _merged(codes)
    signature: np.ndarray = case[quote.span.cases.only("")]
    for conditions, at in _told(quote):
        code = np.zeros(len(signature), dtype=np.int64)
        code[at] = 1 + case[quote.span.cases.only(*conditions)[at]]
        signature = _pair(signature, code)
    return signature


def _told(quote: Quote) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Yield the conditions that `quote.cases` tells apart, alone and two together, with the places of the lines."""
    yield from (((condition,), at) for condition, at in quote.changed.items())
    for first, second in combinations(quote.changed, 2):
        at = np.intersect1d(quote.changed[first], quote.changed[second])
        if len(at):
            other = [_unlike(quote, (first, second), (alone,), at) for alone in (first, second)]
            yield (first, second), at[other[0] & other[1]]


def _unlike(quote: Quote, conditions: tuple[str, ...], others: tuple[str, ...], at: np.ndarray) -> np.ndarray:
    """Say of the lines at the places ``at`` whether they pay another duty in one case than in the other."""
    base, other_base = quote.base_pct(*conditions)[at], quote.base_pct(*others)[at]
    same = np.isclose(base, other_base, rtol=0, atol=SAME, equal_nan=True)
    change = quote.additional_pct(*conditions)[at] - quote.additional_pct(*others)[at]
    unlike: np.ndarray = ~same | (np.abs(change) >= SAME)
    return unlike


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


def _merged(numbers: Iterable[np.ndarray]) -> np.ndarray:
    """Return a number for each distinct combination of ``numbers``."""
    merged: np.ndarray = reduce(_pair, (np.asarray(number, dtype=np.int64) for number in numbers))
    return merged


def _pair(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    number: np.ndarray = pd.factorize(one * (other.max() + 1) + other)[0]
    return number


def _steps(lines: Lines, rows: np.ndarray) -> tuple[tuple[Step, ...], ...]:
    """Return the steps of the lines at ``rows``."""
    steps: list[list[Step]] = [[] for _ in rows]
    for quote in _quotes(lines, rows):
        told: dict[tuple[str, ...], np.ndarray] = {(): np.arange(len(rows)), **dict(_told(quote))}
        cases = {names: quote.span.cases.only(*names)[at] for names, at in told.items()}
        charged = _charged(quote, np.unique(np.concatenate(list(cases.values()))))
        said: list[list[Charges]] = [[] for _ in rows]
        for names, at in told.items():
            for place, case in zip(at.tolist(), cases[names].tolist(), strict=True):
                said[place].append(Charges(names, tuple(charged[case])))
        for course, held in zip(steps, said, strict=True):
            if not course or course[-1].cases != tuple(held):
                course.append(Step(quote.span.start, tuple(held)))
    return tuple(tuple(course) for course in steps)


def _charged(quote: Quote, cases: np.ndarray) -> dict[int, list[tuple[Measure, float | None]]]:
    """Return what each of ``cases`` is charged."""
    charged: dict[int, list[tuple[Measure, float | None]]] = defaultdict(list)
    for row, reached, added in _added(quote):
        told = np.isin(reached, cases)
        for case, pct in zip(reached[told].tolist(), added[told].tolist(), strict=True):
            charged[case].append((row, None if np.isnan(pct) else pct))
    return charged
