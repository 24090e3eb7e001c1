"""The duty on every product line as small data files for the page What does my product pay?

Two files for ten headings of the schedule hold their names and the paths of their duties; `index` what all share; the
other files find a heading by a word. All are scripts that only assign: a page opened from a disk may load nothing else.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import partners
from analysis.chapters import product_search
from analysis.data import load
from analysis.frames import each_row
from analysis.language import say
from analysis.parameters import Parameters, facts
from analysis.present import words
from analysis.tariffs import authorities
from analysis.tariffs.base import SCHEDULE, ad_valorem_pct
from analysis.tariffs.default_rate import headings
from analysis.tariffs.duty_paths import Charges, DutyPaths, afloat, combined, duty_paths, firsts, product_lines
from analysis.tariffs.measures import Law, Measure, current_law
from analysis.tariffs.not_charged import Reason
from analysis.tariffs.quote import under_way
from analysis.tariffs.transit import transit_days
from analysis.trade import official_names

_PART = 3  # digits that the lines of one file share: ten headings
_SUBHEADING = 6  # digits of a subheading, the last that all countries share


def files(p: Parameters) -> dict[str, Any]:
    """Return the content of each file by its name: index, letters for words, 010 to 970 and duties-010 for parts."""
    codes = [p.partner, *p.others]
    schedule = load(SCHEDULE)
    schedule = schedule[~schedule["hts"].str.startswith(("98", "99"))].sort_values("hts")
    index = _index(current_law(), codes, _paths(p), p.day) | {"headings": schedule["hts"].str[:4].unique().tolist()}
    names = names_of(schedule, dict(zip(product_lines(), _shipped(p)[0], strict=True)))
    duties = {f"duties-{part}": _in_words(content) for part, content in _parts(p).items()}
    return {"index": index, **product_search.letters(schedule), **names, **duties}


@facts
def _paths(p: Parameters) -> dict[str, DutyPaths]:
    """Return the paths of all lines of the partner and of its peers; their reasons are said later."""
    return duty_paths(current_law(), [p.partner, *p.others], product_lines())


def _index(law: Law, codes: Sequence[str], paths: Mapping[str, DutyPaths], last: pd.Timestamp) -> dict[str, Any]:
    """Return what all parts share: the days on which duties change, and texts to which the parts point."""
    events = load("tariff_events").set_index("event")
    return {
        "names": [partners.name(code) for code in codes],
        "last": f"{last:%Y-%m-%d}",
        "days": [f"{day:%Y-%m-%d}" for day in _days(paths)],
        "measures": [_measure(row, law, events["announced"]) for row in law.of_partner(codes[0])],
        "conditions": list(_conditions(law).values()),
        "reasons": [reason.said(words.rate) for reason in _reasons(paths[codes[0]])],
        "orders": _orders(codes[0]),
    }


def _days(paths: Mapping[str, DutyPaths]) -> list[pd.Timestamp]:
    steps = {step.day for found in paths.values() for path in found.paths for step in path}
    return sorted(steps | {step.day for found in paths.values() for path in found.not_charged_paths for step in path})


def _reasons(paths: DutyPaths) -> list[Reason]:
    """Return the distinct reasons for which measures add nothing."""
    found = {reason for path in paths.not_charged_paths for step in path for _, reason in step.not_charged}
    return sorted(found)


def _conditions(law: Law) -> dict[str, str]:
    """Return the words of each condition by its name."""
    of_the_law = {name: say(row.words) for name, row in law.conditions.items()}
    return of_the_law | {afloat(day): under_way(day) for day in transit_days()}


def _measure(row: Measure, law: Law, announced: "pd.Series[pd.Timestamp]") -> dict[str, Any]:
    """Return what an answer says of a measure; rates are percent of the value that it falls on."""
    rate = words.rate(row.rate_pct)
    if row.value_basis != "full":
        rate = say("{rate} on {basis}", rate=rate, basis=say(row.value_basis))
    measure = f"{rate}, {say(row.instrument)}, {headings(row.hts_heading)}"
    if row.condition:
        held = say(law.conditions[row.condition].words)
        measure = say("{measure}; only if {condition}", measure=measure, condition=held)
    return {
        "authority": say(row.authority),
        "role": authorities.authority(row.authority).colour_role.replace(".", "-"),
        "words": measure,
        "events": list(row.event),
        "from": f"{row.valid_from:%Y-%m-%d}",
        "announced": f"{announced[list(row.event)].max():%Y-%m-%d}",
    }


def _orders(partner: str) -> list[dict[str, Any]]:
    """Return the anti-dumping and countervailing orders on goods of ``partner``."""
    table = load("trade_remedies")
    table = table[(table["step"] == "order") & (table["partner"] == partner)]
    return [
        {
            "words": f"{say(row.product)} ({row.order}, {say(row.kind)})",
            "day": f"{row.first_day:%Y-%m-%d}",
            "prefixes": [prefix for prefix in row.hts_prefixes.split(";") if prefix],
        }
        for row in each_row(table)
    ]


class _Column(NamedTuple):
    """Values of which many lines share one: ``items`` are the distinct ones, ``of_line`` the place of each line's."""

    of_line: np.ndarray
    items: Sequence[Any]

    def within(self, lines: np.ndarray) -> tuple[list[int], list[Any]]:
        """Return of ``lines`` alone the places, and the items that they need."""
        used, places = np.unique(self.of_line[lines], return_inverse=True)
        return places.tolist(), [self.items[number] for number in used]


def _column(values: Iterable[Any]) -> _Column:
    """Return ``values`` with each distinct one once."""
    first: dict[Any, int] = {}
    return _Column(np.array([first.setdefault(value, len(first)) for value in values]), list(first))


@facts
def _parts(p: Parameters) -> dict[str, dict[str, Any]]:
    """Return the duties of each part of the schedule, ten headings a part, without words."""
    law, paths, codes = current_law(), _paths(p), [p.partner, *p.others]
    days = {day: place for place, day in enumerate(_days(paths))}
    own = paths[codes[0]]
    number = {row.measure: place for place, row in enumerate(law.of_partner(codes[0]))}
    place = {name: at for at, name in enumerate(_conditions(law))}
    columns = {
        "bases": _bases(law, place, list(paths.values())),
        "ahead": _Column(own.ahead, [[number[row.measure] for row in rows] for rows in own.scheduled]),
        "not_charged": _Column(own.not_charged, _not_charged(own, days, number)),
    }
    courses = [_courses(place, days, paths[code], number if code == codes[0] else {}) for code in codes]
    of_line, shipped = product_lines().str[:_PART].to_numpy(), _shipped(p)
    return {str(part): _part(np.flatnonzero(of_line == part), columns, courses, shipped) for part in np.unique(of_line)}


def _in_words(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part with each base duty as it is printed, and where it comes from if not from there."""
    bases = [[f"{_rate(rate)}; {source.said()}".removeprefix("; "), *rates] for rate, source, *rates in part["bases"]]
    return {**part, "bases": bases}


def _rate(printed: str) -> str:
    """Return a ``printed`` rate in the current language; one that is not in percent stays as it is."""
    pct = ad_valorem_pct(printed)
    return printed if pct is None else words.rate(pct) if pct else say("Free")


@facts
def _shipped(p: Parameters) -> list[list[int]]:
    """Return the imports of each line from the partner and from each peer, US dollars of 2024."""
    lines = product_lines()
    imports = load("imports_by_hts10_2024").set_index(["partner", "hts10"])["imports_for_consumption_usd"]
    return [
        imports[code].reindex(lines, fill_value=0).astype(int).tolist() if code in imports.index else [0] * len(lines)
        for code in (p.partner, *p.others)
    ]


def _part(
    lines: np.ndarray, columns: Mapping[str, _Column], courses: Sequence[_Column], shipped: Sequence[Sequence[int]]
) -> dict[str, Any]:
    """Return the lines of a part: the ``columns``, then path and imports of the partner and of each peer."""
    shared = {name: column.within(lines) for name, column in columns.items()}
    paths = [column.within(lines) for column in courses]
    cases = _column([held for _, items in paths for course in items for _, held in course])
    place = iter(cases.of_line.tolist())
    imports = [[values[line] for line in lines.tolist()] for values in shipped]
    by_partner = [column for path, usd in zip(paths, imports, strict=True) for column in (path[0], usd)]
    return {
        **{name: items for name, (_, items) in shared.items()},
        "cases": cases.items,
        "paths": [
            [[part for day, _ in course for part in (day, next(place))] for course in items] for _, items in paths
        ],
        "lines": list(zip(*(places for places, _ in shared.values()), *by_partner, strict=True)),
    }


def _bases(law: Law, place: Mapping[str, int], paths: Sequence[DutyPaths]) -> _Column:
    """Return the base duty of each line: in print and its source, then percent and special rates of each partner."""
    base = paths[0].base
    rates = [
        {name: pd.Series(pct).round(6) for name, pct in {"": found.base["base_pct"], **found.special_pct}.items()}
        for found in paths
    ]
    agreement = {place[name]: row.within or name for name, row in law.conditions.items()}
    columns = [base["general_rate"], base["source"], *(pct for each in rates for pct in each.values())]
    of_line = combined(pd.factorize(column, use_na_sentinel=False)[0] for column in columns)
    items = [
        [base["general_rate"][line], base["source"][line], *(_rates(agreement, each, line) for each in rates)]
        for line in firsts(of_line).tolist()
    ]
    return _Column(of_line, items)


def _rates(agreement: Mapping[int, str], rates: Mapping[str, "pd.Series[float]"], line: int) -> list[Any]:
    """Return the base duty of a line in percent, null where unknown, and the special rates by place of a condition.

    A condition sets the special rate of its own ``agreement``, or of the one that it needs.
    """
    known = {name: float(pct[line]) for name, pct in rates.items() if not math.isnan(pct[line])}
    return [known.pop("", None), {str(at): known[name] for at, name in agreement.items() if name in known}]


def _courses(
    place: Mapping[str, int], days: Mapping[pd.Timestamp, int], found: DutyPaths, number: Mapping[str, int]
) -> _Column:
    """Return the steps of each path: day and cases, of the partner with each charge, of a peer with their sum."""
    said = _charged if number else _summed
    held = [
        tuple((tuple(place[one] for one in case.conditions), *said(number, case)) for case in cases)
        for cases in found.cases
    ]
    distinct = _column(tuple((days[step.day], held[step.cases]) for step in path) for path in found.paths)
    return _Column(distinct.of_line[found.path], distinct.items)


def _charged(number: Mapping[str, int], case: Charges) -> Iterator[tuple[Any, ...]]:
    """Yield the charges of the partner: measure and percent, or the rate to which it tops the base up."""
    for row, pct in case.added:
        yield (number[row.measure], None, row.rate_pct) if pct is None else (number[row.measure], pct)


def _summed(_: Mapping[str, int], case: Charges) -> Iterator[tuple[Any, ...]]:
    """Yield the charges of a peer in the same form, as one and without their measures."""
    yield None, words.exact(sum(pct for _, pct in case.added if pct is not None))
    yield from ((None, None, row.rate_pct) for row, pct in case.added if pct is None)


def _not_charged(found: DutyPaths, days: Mapping[pd.Timestamp, int], number: Mapping[str, int]) -> list[list[Any]]:
    """Return the steps of what adds nothing: day, then measures with their reasons."""
    reason = {one: place for place, one in enumerate(_reasons(found))}
    return [
        [
            part
            for step in path
            for part in (days[step.day], [[number[row.measure], reason[why]] for row, why in step.not_charged])
        ]
        for path in found.not_charged_paths
    ]


def _whole_subheadings(codes: pd.Series) -> dict[str, str]:
    """Return the subheading of each of ``codes``, in order, that all others of the subheading are below."""
    groups = codes.groupby(codes.str[:_SUBHEADING])
    return {
        one[0]: str(code) for code, one in groups.agg(list).items() if all(below.startswith(one[0]) for below in one)
    }


def names_of(schedule: pd.DataFrame, shipped: Mapping[str, int]) -> dict[str, Any]:
    """Return by part each code with its text, and of a line the partner's imports in US dollars.

    A line that is all of its subheading has the subheading's official name, or the heading's if there is no other.
    """
    official, whole = official_names.official(), _whole_subheadings(schedule["hts"])
    by_heading = {code: official[code] for code in schedule["hts"].str[:4].unique() if code in official}
    by_heading |= dict.fromkeys(by_heading.keys() & set(schedule["hts"]), "")  # it says its name itself
    names: dict[str, Any] = defaultdict(list)
    for row in each_row(schedule):
        code = whole.get(row.hts, row.hts)
        own = row.description.rstrip(":")
        text = official.get(code) or (by_heading.get(code[:4], own) if code[4:] == "00" else own)
        names[row.hts[:_PART]].append([row.hts, text, *([shipped[row.hts]] if row.hts in shipped else [])])
    return names
