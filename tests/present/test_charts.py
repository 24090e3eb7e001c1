"""Charts that are declared: what they answer, where they label, what they refuse, what can be taken away."""

import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReportError
from analysis.present import Figure
from analysis.present.charts import (
    BILLION_USD,
    COUNT,
    PERCENT,
    Bars,
    Chart,
    Columns,
    Dumbbell,
    Event,
    HeatMap,
    Lanes,
    Lines,
    Multiples,
    Panels,
    Ranges,
    Scatter,
    Series,
    StackedBars,
    StackedSteps,
    Steps,
    Waterfall,
    sheet,
)
from analysis.present.charts.base import drawing, drawn
from analysis.present.roles import Role

MONTHS = pd.date_range("2024-01-01", periods=24, freq="MS")
UP, DOWN = [1e9 * place for place in range(24)], [-2e9 * place for place in range(24)]
END = pd.Timestamp("2026-02-01")
ONE = Series("Imports", Role.IMPORTS, UP)
TWO = Series("Balance", Role.DEFICIT, DOWN)
NAMES = ["Viet Nam", "A partner with a name of several words", "China"]
THREE = Series("Now", Role.PARTNER, [3.0, 2.0, 1.0])
KINDS: dict[str, Chart] = {
    "lines": Lines(MONTHS, [ONE, TWO], BILLION_USD, [Event(pd.Timestamp("2025-04-02"), "Turn", 1)]),
    "years": Lines([2020, 2021, 2022], [THREE], COUNT, marks=True, open_after=2, downward=True, zero=False),
    "steps": Steps(MONTHS, [ONE], BILLION_USD, until=END),
    "stacked steps": StackedSteps(
        MONTHS[:3], [THREE, Series("Then", Role.OTHER, [1.0, -1.0, 0.0])], PERCENT, until=END, total=[4.0, 1.0, 1.0]
    ),
    "columns": Columns(MONTHS, [TWO], BILLION_USD),
    "grouped columns": Columns(MONTHS, [ONE, TWO], BILLION_USD, grouped=True),
    "panels": Panels(
        [Steps(MONTHS, [ONE], BILLION_USD, until=END), Columns(MONTHS, [TWO], BILLION_USD)], ["a", "b"], [1, 1]
    ),
    "bars": Bars(NAMES, COUNT, 1, THREE, most=Series("At most", Role.INK, [float("nan"), 2.0, 3.0]), faint_from=2),
    "stacked bars": StackedBars(NAMES, COUNT, 1, [THREE, Series("Then", Role.INK, [1.0, 2.0, 3.0])]),
    "ranges": Ranges(
        NAMES, PERCENT, 1, Series("Low", Role.INTERVAL, [1, 2, 0]), Series("High", Role.INTERVAL, [3, 4, 5]), THREE
    ),
    "waterfall": Waterfall([*NAMES, "All"], COUNT, 1, [3.0, -2.0, 1.0], 2.0),
    "lanes": Lanes(
        NAMES, COUNT, 1, list(MONTHS[:3]), NAMES, [Series("kind", Role.ACT, ())], ["kind"] * 3, ["x", "y", "z"]
    ),
    "multiples": Multiples(MONTHS, [ONE, ONE], BILLION_USD, behind=ONE),
    "heat map": HeatMap(
        NAMES,
        MONTHS[:2],
        [[1.0, -2.0], [0.0, 3.0], [2.0, float("nan")]],
        PERCENT,
        Series("less", Role.DEFICIT, ()),
        Series("more", Role.EXPORTS, ()),
    ),
    "scatter": Scatter(NAMES, THREE, THREE, COUNT, PERCENT, [Role.ACT] * 3, [Series("kind", Role.ACT, ())]),
    "fan": Lines(
        [0.0, 12.5, 46.0],
        [
            Series("Expected", Role.EXPECTED, [0.0, -20.0, -50.0], low=[0.0, -25.0, -60.0], high=[0.0, -15.0, -40.0]),
            Series("Happened", Role.INK, [float("nan"), 60.0, float("nan")], dots=True),
        ],
        PERCENT,
        [Event(12.5, "now", 1)],
        x_unit=PERCENT,
    ),
    "dumbbell": Dumbbell(NAMES, COUNT, 1, Series("Then", Role.OTHER, [1.0, 2.0, 100.0]), THREE, log=True),
    "waterfall from a level": Waterfall(["Then", *NAMES, "Now"], COUNT, 1, [3.0, -2.0, 1.0], -8.0, -10.0),
}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_stop_has_a_place_on_the_drawing_and_a_value_in_words(kind: str, narrow: bool) -> None:
    asked = KINDS[kind].answers()
    _, places = drawing(KINDS[kind], narrow)
    assert len(places) == len(asked.series)
    for (_, _, texts), series in zip(asked.series, places, strict=True):
        assert len(texts) == len(series) == len(asked.stops)
        assert all(-0.01 <= x <= 1.01 and -0.01 <= y <= 1.01 for x, y in series if x == x and y == y)


def test_a_stop_says_its_month_and_its_values() -> None:
    asked = KINDS["lines"].answers()
    assert asked.stops[-1] == "December 2025"
    assert [(name, texts[-1]) for name, _, texts in asked.series] == [("Imports", "23.0"), ("Balance", "−46.0")]


def test_a_value_between_two_gaps_is_marked() -> None:
    lone = Series("Expected", Role.EXPECTED, [float("nan")] * 23 + [2e9], low=[0] * 24, high=[3e9] * 24)
    with drawn(Lines(MONTHS, [ONE, lone], BILLION_USD), narrow=False) as (canvas, _):
        dots = [line for line in canvas.axes[0].lines if line.get_marker() == "o"]
    assert [list(dot.get_ydata()) for dot in dots] == [[2.0]]


def test_a_band_is_read_out_with_its_value() -> None:
    ((_, _, texts), (_, _, happened)) = KINDS["fan"].answers().series
    assert KINDS["fan"].answers().stops[1] == "12.5%"
    assert texts[1] == "−20.0% (−25.0% to −15.0%)"
    assert happened == ["–", "60.0%", "–"]


def test_the_arrows_down_and_up_of_a_grid_go_a_row_further() -> None:
    asked = KINDS["heat map"].answers()
    assert asked.stops[asked.across] == "A partner with a name of several words, January 2024"


def test_a_place_is_that_of_its_value() -> None:
    _, ((*_, last), (*_, low)) = drawing(KINDS["lines"], narrow=False)
    assert last[0] == low[0]  # one month
    assert last[1] < low[1]  # 23 stands above −46


def test_parts_that_do_not_add_up_are_not_drawn() -> None:
    with pytest.raises(ReportError, match="does not add up"):
        StackedSteps(MONTHS[:1], [Series("One", Role.OTHER, [3.8])], PERCENT, until=END, total=[21.8])
    with pytest.raises(ReportError, match="does not add up"):
        Waterfall(["a", "b", "all"], COUNT, 1, [1.0, 1.0], 3.0)
    with pytest.raises(ReportError, match="does not add up"):
        Waterfall(["then", "a", "b", "now"], COUNT, 1, [1.0, 1.0], 2.0, 5.0)


labels = st.lists(st.floats(0, 200), min_size=1, max_size=9)


@given(labels)
def test_labels_neither_meet_nor_leave_the_drawing_nor_change_their_order(wanted: list[float]) -> None:
    found = sheet.spread(wanted, [sheet.LINE] * len(wanted), 0, 200)
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    for below, above in itertools.pairwise(order):
        assert found[above] - found[below] >= sheet.LINE - 1e-6
    assert min(found) >= sheet.LINE / 2 - 1e-6 and max(found) <= 200 - sheet.LINE / 2 + 1e-6


def test_labels_move_as_little_as_needed_in_both_directions() -> None:
    assert sheet.spread([100, 100], [10, 10], 0, 200) == pytest.approx([95, 105])
    assert sheet.spread([20, 100, 180], [10, 10, 10], 0, 200) == pytest.approx([20, 100, 180])


def test_fewer_events_stand_on_the_narrow_drawing_and_the_most_important_first() -> None:
    days = pd.date_range("2024-02-01", periods=12, freq="45D")
    found = [Event(day, f"Event {place}", 1 + place % 3) for place, day in enumerate(days)]
    wide, narrow = (sheet.choose(found, MONTHS[0], END, width, width < 300) for width in (480.0, 230.0))
    assert len(narrow) < len(wide)
    assert {event.importance for event, _ in narrow} == {1}


def test_an_event_of_the_record_is_named_under_the_drawing_with_its_identifier() -> None:
    marked = Lines(MONTHS, [ONE], BILLION_USD, [Event(MONTHS[3], "Known", 1, "U001"), Event(MONTHS[20], "Other", 1)])
    assert "Events: Known (U001)." in replace(figure(), chart=marked).html()
    assert "Events:" not in figure().html()


def figure() -> Figure:
    frame = pd.DataFrame({"partner": "VNM", "month": MONTHS, "imports_usd": UP})
    return Figure("f", "Imports rose <b>", "billion US dollars", "It was 1.", "the source", frame, KINDS["lines"])


def test_the_script_stands_in_the_output_in_jupyterlab_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert "<script>" not in figure()._repr_mimebundle_()["text/html"]
    monkeypatch.setenv("JPY_SESSION_NAME", "balance.ipynb")
    assert "<script>" in figure()._repr_mimebundle_()["text/html"]


def held() -> dict[str, str]:
    """Return the files of the figure by name."""
    found = re.findall(r"data:[\w/+.-]+;name=([\w.-]+);base64,([\w+/=]+)", figure().html())
    return {name: b64decode(content).decode() for name, content in found}


def test_the_answers_stand_beside_the_drawing_as_data() -> None:
    (value,) = re.findall(r'<data class="report-points" value="([^"]*)">', figure().html())
    content = json.loads(unescape(value))
    assert content["stops"][0] == "January 2024"
    assert content["names"] == ["Imports", "Balance"]
    assert len(content["wide"]["x"][0]) == len(content["narrow"]["y"][1]) == 24


def test_a_figure_can_be_taken_away() -> None:
    files = held()
    assert {"f.csv", "f.csv-metadata.json", "f.svg", "f.html", "f-1.svg", "f-4.svg"} <= set(files)
    words = " ".join(ElementTree.fromstring(files["f.svg"]).itertext())
    for said in ("Imports rose <b>", "billion US dollars", "the source", "Data known on", "#figure-f"):
        assert said in words
    assert files["f.csv"].splitlines()[1] == "VNM,Viet Nam,2024-01,0"
    about = json.loads(files["f.csv-metadata.json"])
    units = {column["name"]: column.get("dc:description") for column in about["tableSchema"]["columns"]}
    assert units == {"partner": None, "partner_name": None, "month": None, "imports_usd": "US dollars"}
    assert '<img src="f-2.svg"' in files["f.html"] and "<b>" not in files["f.html"]
