"""The duty on every product line as small data files for the page What does my product pay?

One file for ten headings of the schedule holds their names, lines and paths of duties; `index` what all share; the
other files find a heading by a word. All are scripts that only assign: a page opened from a disk may load nothing else.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs import authorities
from analysis.tariffs.base import SCHEDULE
from analysis.tariffs.duties import RECORD_START
from analysis.tariffs.duty_paths import DutyPaths, Step, duty_paths, product_lines
from analysis.tariffs.measures import Law, Measure, current_law

_COMMON = 300  # headings; a word that stands in more of them finds nothing
_PART = 3  # digits that the lines of one file share: ten headings
_SHORT = 60  # letters of a heading among suggestions


def files(p: Parameters) -> dict[str, Any]:
    """Return the content of each file by its name: index, headings, letters for words, 010 to 970 for parts."""
    law, lines = current_law(), product_lines()
    codes = [p.partner, *p.others]
    paths = duty_paths(law, codes, lines)
    schedule = load(SCHEDULE)
    schedule = schedule[~schedule["hts"].str.startswith(("98", "99"))].sort_values("hts")
    parts = _parts(law, codes, lines, paths, schedule)
    return {"index": _index(law, codes, paths, p.day), **_words(schedule), **parts}


def _index(law: Law, codes: Sequence[str], paths: Mapping[str, DutyPaths], last: pd.Timestamp) -> dict[str, Any]:
    """Return what all parts share: the days on which duties change, and the measures, conditions, events and orders."""
    events = load("tariff_events").set_index("event")
    used = {event for row in law.of_partner(codes[0]) for event in row.event}
    return {
        "names": [partners.name(code) for code in codes],
        "first": f"{RECORD_START:%Y-%m-%d}",
        "last": f"{last:%Y-%m-%d}",
        "days": [f"{day:%Y-%m-%d}" for day in _days(paths)],
        "measures": [_measure(row, law, events["announced"]) for row in law.of_partner(codes[0])],
        "conditions": [row.words for row in law.conditions.values()],
        "events": {event: str(events.loc[event, "source_title"]) for event in sorted(used)},
        "orders": _orders(codes[0]),
    }


def _days(paths: Mapping[str, DutyPaths]) -> list[pd.Timestamp]:
    return sorted({step.day for found in paths.values() for path in found.paths for step in path})


def _measure(row: Measure, law: Law, announced: "pd.Series[pd.Timestamp]") -> dict[str, Any]:
    """Return what an answer says of a measure; rates are percent of the value that it falls on."""
    basis = "" if row.value_basis == "full" else f" on {row.value_basis}"
    return {
        "authority": row.authority,
        "role": authorities.authority(row.authority).colour_role.replace(".", "-"),
        "words": f"{words.rate(row.rate_pct)}{basis}, {row.instrument}, {row.hts_heading}",
        "rate_pct": row.rate_pct,
        "events": list(row.event),
        "from": f"{row.valid_from:%Y-%m-%d}",
        "announced": f"{announced[list(row.event)].max():%Y-%m-%d}",
    } | ({"if": f"only if {law.conditions[row.condition].words}"} if row.condition else {})


def _orders(partner: str) -> list[dict[str, Any]]:
    """Return the anti-dumping and countervailing orders on goods of ``partner``."""
    table = load("trade_remedies")
    table = table[(table["step"] == "order") & (table["partner"] == partner)]
    return [
        {
            "words": f"{row.product} ({row.order}, {row.kind})",
            "day": f"{row.first_day:%Y-%m-%d}",
            "prefixes": [prefix for prefix in row.hts_prefixes.split(";") if prefix],
        }
        for row in each_row(table)
    ]


def _places(law: Law, conditions: Sequence[str]) -> list[int]:
    """Return the places of ``conditions`` among those of the law."""
    known = list(law.conditions)
    return [known.index(condition) for condition in conditions]


def _parts(
    law: Law, codes: Sequence[str], lines: pd.Series, paths: Mapping[str, DutyPaths], schedule: pd.DataFrame
) -> dict[str, Any]:
    """Return the content of each part of the schedule, ten headings a part."""
    imports = load("imports_by_hts10_2024").set_index(["partner", "hts10"])["imports_for_consumption_usd"]
    shipped = [_shipped(imports, code, lines) for code in codes]
    days = {day: place for place, day in enumerate(_days(paths))}
    courses = [_courses(law, days, found, codes[0] if code == codes[0] else None) for code, found in paths.items()]
    bases, own = _bases(law, list(paths.values())), paths[codes[0]]
    number = {row: place for place, row in enumerate(law.of_partner(codes[0]))}
    ahead = [[number[row] for row in rows] for rows in own.scheduled]
    of_line, of_row = (codes.str[:_PART].to_numpy() for codes in (lines, schedule["hts"]))
    return {
        part: _part(np.flatnonzero(of_line == part), bases, (own.ahead, ahead), list(paths.values()), courses, shipped)
        | {"names": _names(schedule[of_row == part])}
        for part in np.unique(of_line)
    }


def _shipped(imports: "pd.Series[Any]", code: str, lines: pd.Series) -> list[int]:
    if code not in imports.index:
        return [0] * len(lines)
    return [int(value) for value in imports[code].reindex(lines, fill_value=0)]


def _part(
    lines: np.ndarray,
    bases: Sequence[Any],
    ahead: tuple[np.ndarray, Sequence[Any]],
    paths: Sequence[DutyPaths],
    courses: Sequence[Sequence[Any]],
    shipped: Sequence[Sequence[int]],
) -> dict[str, Any]:
    """Return the lines of a part: base, what is scheduled, then path and imports of the partner and of each peer."""
    base, later, case, path = _Numbered(), _Numbered(), _Numbered(), [_Numbered() for _ in paths]
    rows = []
    for line in lines.tolist():
        row = [base.of(bases[line]), later.of(ahead[1][ahead[0][line]])]
        for place, found in enumerate(paths):
            course = courses[place][found.path[line]]
            row += [
                path[place].of([part for day, held in course for part in (day, case.of(held))]),
                shipped[place][line],
            ]
        rows.append(row)
    return {
        "bases": base.items,
        "ahead": later.items,
        "cases": case.items,
        "paths": [numbered.items for numbered in path],
        "lines": rows,
    }


class _Numbered:
    """Distinct values in the order of their first use."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._places: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        """Return the place of ``value``, which is added if it is new."""
        key = repr(value)
        if key not in self._places:
            self._places[key] = len(self.items)
            self.items.append(value)
        return self._places[key]


def _bases(law: Law, paths: Sequence[DutyPaths]) -> list[list[Any]]:
    """Return the base duty of each line: rate as printed, source, and percent and special rates of each partner."""
    rates = [_rates(law, found) for found in paths]
    base = paths[0].base
    return [list(row) for row in zip(base["general_rate"], base["source"], *rates, strict=True)]


def _rates(law: Law, found: DutyPaths) -> list[list[Any]]:
    """Return of each line the base duty in percent, null where unknown, and the special rates by condition."""
    special = {str(_places(law, [name])[0]): pct.round(6).tolist() for name, pct in found.special_pct.items()}
    return [
        [
            None if math.isnan(pct) else pct,
            {name: rate[line] for name, rate in special.items() if not math.isnan(rate[line])},
        ]
        for line, pct in enumerate(found.base["base_pct"].round(6).tolist())
    ]


def _courses(
    law: Law, days: Mapping[pd.Timestamp, int], found: DutyPaths, own: str | None
) -> list[list[tuple[int, Any]]]:
    """Return the steps of each path: day and cases, of the partner with each charge, of a peer with their sum."""
    number = {row: place for place, row in enumerate(law.of_partner(own))} if own else {}
    return [
        [(days[step.day], _charged(law, number, step) if own else _summed(law, step)) for step in path]
        for path in found.paths
    ]


def _charged(law: Law, number: Mapping[Measure, int], step: Step) -> list[Any]:
    """Return the cases of the partner: conditions, then measure and percent of each charge."""
    return [
        [_places(law, case.conditions), *(part for row, pct in case.added for part in (number[row], pct))]
        for case in step.cases
    ]


def _summed(law: Law, step: Step) -> list[Any]:
    """Return the cases of a peer: conditions, sum of the charges, and the rate up to which a measure tops the base."""
    return [
        [
            _places(law, case.conditions),
            round(sum(pct for _, pct in case.added if pct is not None), 6),
            *(row.rate_pct for row, pct in case.added if pct is None),
        ]
        for case in step.cases
    ]


def _names(schedule: pd.DataFrame) -> list[list[Any]]:
    """Return each code and its text; of a code only how many digits it shares with the one before, and the others."""
    names, before = [], ""
    for row in each_row(schedule):
        shared = next(
            (n for n, (a, b) in enumerate(zip(row.hts, before, strict=False)) if a != b), min(len(row.hts), len(before))
        )
        names.append([shared, row.hts[shared:], row.description.rstrip(":")])
        before = row.hts
    return names


def _words(schedule: pd.DataFrame) -> dict[str, Any]:
    """Return the headings with their texts, and by first letter the headings in which a word stands."""
    heading = schedule["hts"].str[:4]
    texts = schedule.groupby(heading)["description"].first()
    every = schedule["description"].groupby(heading).agg(" ".join)
    everyday = load("product_words").set_index("hts_prefix")["words"]
    found: dict[str, list[int]] = defaultdict(list)
    for place, (code, text) in enumerate(every.items()):
        for word in sorted(set(tokens(f"{text} {everyday.get(code, '')}"))):
            found[word].append(place)
    letters: dict[str, Any] = defaultdict(dict)
    for word, places in sorted(found.items()):
        if len(places) <= _COMMON:
            letters[word[0]][word] = places
    headings = [[code, _cut(text.rstrip(":"))] for code, text in texts.items()]
    return {"headings": headings, **letters}


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` of two letters or more, in lower case and without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[a-z][a-z0-9]+", plain.replace("đ", "d"))


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: text.rfind(" ", 0, _SHORT)].rstrip(",;") + " …"
