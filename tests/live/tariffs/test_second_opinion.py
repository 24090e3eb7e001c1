"""An unweighted second opinion: for 300 lines drawn at random and five days all that answers agrees.

The look-up of one product, the list of many, the data of the page What does my product pay and the average engine.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.chapters import product_files
from analysis.data import load
from analysis.parameters import parse
from analysis.tariffs.duties import current_world, on_day
from analysis.tariffs.lookup import duty
from analysis.tariffs.measures import current_law
from analysis.tariffs.quote import Case, cases, lines_of
from analysis.tariffs.shipments import assess

pytestmark = pytest.mark.long  # the same cases, fewer of them, are in the tests of each of the four

DAYS = ("2025-03-05", "2025-04-09", "2025-09-15", "2026-03-01", "2026-08-15")
NEVER_OF_A_PRODUCT = ("98", "99")
Cases = dict[tuple[str, ...], tuple[float | None, float]]  # by conditions: base and additional duty, percent


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    """300 lines that Viet Nam shipped in 2024, whatever their value."""
    imports = load("imports_by_hts10_2024")
    known = load("hts_schedule_2026")["hts"]
    shipped = imports[(imports["partner"] == "VNM") & imports["hts10"].isin(known)]
    shipped = shipped[~shipped["hts10"].str.startswith(NEVER_OF_A_PRODUCT)]
    return shipped.sample(300, random_state=20261127).sort_values("hts10", ignore_index=True)


@pytest.fixture(scope="module")
def looked_up(drawn: pd.DataFrame) -> dict[tuple[str, str], Cases]:
    """What a look-up of each line alone says, by line and day."""
    lines, found = lines_of(current_law(), "VNM", list(drawn["hts10"])), {}
    for place, hts10 in enumerate(drawn["hts10"]):
        for day in DAYS:
            on = pd.Timestamp(day)
            alone = lines.quotes(on, on + pd.Timedelta(days=1), np.array([place]))
            found[hts10, day] = _by_conditions(cases(next(alone)))
    return found


def _by_conditions(said: list[Case]) -> Cases:
    return {case.conditions: (case.base_pct, case.additional_pct) for case in said}


def _agree(one: Cases, other: Cases, place: object) -> None:
    assert list(one) == list(other), place
    for conditions, (base, added) in one.items():
        assert other[conditions] == (None if base is None else pytest.approx(base, abs=1e-5), pytest.approx(added)), (
            place,
            conditions,
        )


def test_the_command_says_what_these_cases_are(drawn: pd.DataFrame, looked_up: dict[tuple[str, str], Cases]) -> None:
    for hts10, day in zip(drawn["hts10"][::30], DAYS * 2, strict=True):
        said = duty(hts10, "VNM", pd.Timestamp(day)).cases
        loaded_before = [case for case in said if case.if_ and "on their way" in case.if_]
        _agree(_by_conditions([case for case in said if case not in loaded_before]), looked_up[hts10, day], hts10)


@pytest.mark.parametrize("day", DAYS)
def test_a_list_of_shipments_says_the_same(
    day: str, drawn: pd.DataFrame, looked_up: dict[tuple[str, str], Cases]
) -> None:
    asked = [(hts10, ";".join(names)) for hts10 in drawn["hts10"] for names in looked_up[hts10, day]]
    rows = pd.DataFrame(asked, columns=["hts", "case"]).assign(partner="VNM", date=day)
    answers = assess(rows).duties
    found: dict[str, Cases] = {hts10: {} for hts10 in drawn["hts10"]}
    for row in answers.itertuples():
        names = tuple(filter(None, str(row.case).split(";")))
        found[str(row.hts10)][names] = (None if math.isnan(row.base_pct) else row.base_pct, row.additional_pct)
    for hts10, said in found.items():
        _agree(looked_up[hts10, day], said, (hts10, day))


def test_the_data_of_the_page_say_the_same(drawn: pd.DataFrame, looked_up: dict[tuple[str, str], Cases]) -> None:
    files = product_files.files(parse({}))
    for hts10 in drawn["hts10"]:
        for day in DAYS:
            said = dict(_on_the_page(files, hts10, day))
            _agree(looked_up[hts10, day], said, (hts10, day))


def _on_the_page(files: Mapping[str, Any], hts10: str, day: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield what the page's data say of a line of the partner: conditions, then base and additional duty."""
    index, part = files["index"], files[f"duties-{hts10[:3]}"]
    names = list(current_law().conditions)
    line = part["lines"][_place(files, hts10)]
    base, special = part["bases"][line[0]][1]
    path = part["paths"][0][line[3]]
    steps = list(zip(path[::2], path[1::2], strict=True))
    (*_, held) = (case for at, case in steps if index["days"][at] <= day)
    for places, *charges in part["cases"][held]:
        if any(at >= len(names) for at in places):
            continue  # goods on the water
        own = min([base, *(special[str(at)] for at in places if str(at) in special)], default=None) if base else base
        added = sum(rate[0] - own if pct is None else pct for _, pct, *rate in charges)
        yield tuple(names[at] for at in places), (own, added)


def _place(files: Mapping[str, Any], hts10: str) -> int:
    """Return the place of a line among those of its file: the ten-digit codes in their order."""
    return [code for code, *_ in files[hts10[:3]] if len(code) == 10].index(hts10)


@pytest.mark.parametrize("day", DAYS)
def test_the_average_of_a_line_lies_between_its_cases(
    day: str, drawn: pd.DataFrame, looked_up: dict[tuple[str, str], Cases]
) -> None:
    """Where 2024 paid the printed rate alone, and no older duty; a line of one case lies on it."""
    older = assess(pd.DataFrame({"hts": drawn["hts10"], "partner": "VNM", "date": "2025-01-01"})).duties
    drawn = drawn[(older["additional_pct"] == 0).to_numpy()]
    lines = on_day("VNM", pd.Timestamp(day), current_world()).set_index("hts10").loc[drawn["hts10"]]
    compared = 0
    for hts10, base, total in zip(lines.index, lines["base_pct"], lines["total_pct"], strict=True):
        said = looked_up[hts10, day]
        printed = said[()][0]
        if printed is not None and abs(base - printed) < 0.02:
            totals = [own + added for own, added in said.values() if own is not None]
            assert min(totals) - 0.05 < total < max(totals) + 0.05, hts10
            compared += 1
    assert compared > 200
