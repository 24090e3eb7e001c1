"""How numbers are written, and that nothing in data becomes markup."""

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import ReportError
from analysis.present import Column, Figure, Table, roles, sources, text, words
from analysis.present.charts import COUNT, Lines, Series
from analysis.present.roles import Role


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (123_456_000_000, "$123.5 billion"),
        (-178_250_000_000, "−$178.2 billion"),
        (999_960_000, "$1.0 billion"),
        (26_800_000, "$27 million"),
        (3_400_000, "$3.4 million"),
        (1_234, "$1,234"),
        (0, "$0"),
    ],
)
def test_dollars(amount: float, expected: str) -> None:
    assert words.usd(amount) == expected


def test_numbers() -> None:
    assert words.number(-0.04) == "0.0"
    assert words.number(-1234.56) == "−1,234.6"
    assert words.number(float("nan")) == "–"
    assert words.rate(12.5) == "12.5%"
    assert words.rate(10.0) == "10%"
    assert words.points(2.13) == "+2.1 percentage points"


def test_periods() -> None:
    stamp = pd.Timestamp
    assert words.period(stamp("2024-01-01"), stamp("2024-12-01")) == "2024"
    assert words.period(stamp("2026-01-01"), stamp("2026-08-01")) == "January to August 2026"
    assert words.period(stamp("2024-12-01"), stamp("2025-11-01")) == "December 2024 to November 2025"
    assert words.period(stamp("2024-05-01"), stamp("2024-05-01")) == "May 2024"
    assert words.day(stamp("2025-04-09")) == "9 April 2025"


def test_ranks_and_lists() -> None:
    assert [words.ordinal(rank) for rank in (0, 1, 10, 11, 21, 22, 112)] == [
        "0th",
        "first",
        "tenth",
        "11th",
        "21st",
        "22nd",
        "112th",
    ]
    assert words.superlative(1) == "largest"
    assert words.superlative(3) == "third largest"
    assert words.join(["a"]) == "a"
    assert words.join(["a", "b", "c"]) == "a, b and c"
    assert (
        words.join(["food", "machinery, except electrical", "paper"]) == "food; machinery, except electrical; and paper"
    )
    assert [words.signed_percent(value) for value in (12.4, 0.3, -0.3, -3)] == ["+12%", "0%", "0%", "−3%"]


def test_a_sentence_follows_the_figures() -> None:
    assert words.direction(1, 2) == "rose"
    assert words.direction(2, 1, "widened", "narrowed") == "narrowed"
    assert words.surplus_or_deficit(1) == "surplus"


ROOT = Path(__file__).parents[2]
EVIL = '<script>alert(1)</script> [x](javascript:1) "quoted"'


def test_no_cell_becomes_markup() -> None:
    frame = pd.DataFrame({"a": [EVIL], "address": ["javascript:alert(1)"]})
    html = Table("t", EVIL, [Column("a", EVIL, link="address")], EVIL, frame).html()
    assert "<script>" not in html
    assert "javascript:alert" not in html
    assert "<a href" not in html


def test_no_paragraph_becomes_markup() -> None:
    markdown = text(EVIL)._repr_mimebundle_()["text/markdown"]
    assert "<script>" not in markdown.replace("\\<", "")
    assert "[x]" not in markdown


def figure(sentence: str = "It was 1.") -> Figure:
    """Return a small figure."""
    frame = pd.DataFrame({"month": pd.to_datetime(["2024-01-01"]), "value": [1.5]})
    imports = Series("Imports", Role.IMPORTS, [1.5, 2.5])
    return Figure("f", "Title", "unit", sentence, "source", frame, Lines([2024, 2025], [imports], COUNT))


def test_no_alternative_text_becomes_markup() -> None:
    assert "<script>" not in figure(EVIL).html()


def test_a_figure_is_the_same_bytes_each_time() -> None:
    assert figure().html() == figure().html()


def test_a_figure_has_a_dark_form_in_other_colours() -> None:
    light = figure().svg(narrow=False)
    assert Role.IMPORTS.light in light
    assert Role.IMPORTS.light not in roles.dark(light)
    assert Role.IMPORTS.dark in roles.dark(light)


def test_a_light_colour_has_one_dark_partner() -> None:
    assert len({(role.light, role.dark) for role in Role}) == len({role.light for role in Role})


def test_one_value_changes_everything_that_has_its_role(monkeypatch: pytest.MonkeyPatch) -> None:
    for role, new in ((Role.IMPORTS, "#123456"), (Role.LINK, "#654321")):
        monkeypatch.setattr(role, "light", new)
    assert "#123456" in figure().svg(narrow=False)
    assert "--report-imports: light-dark(#123456" in roles.css()
    assert "--pst-color-link: light-dark(#654321" in roles.css()
    assert "#654321" in roles.favicon()


@pytest.mark.parametrize("folder", ["analysis", "book"])
def test_no_other_file_holds_a_colour(folder: str) -> None:
    files = [file for file in (ROOT / folder).rglob("*") if file.suffix in (".py", ".css", ".js", ".html", ".j2")]
    holding = {file.name for file in files if re.search(r"#[0-9a-fA-F]{6}\b", file.read_text("utf-8"))}
    assert holding <= {"roles.py"}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    lights = []
    for colour in (one, other):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_a_colour_means_one_thing() -> None:
    shared = {("ink", "all_countries", "outside"), ("expected", "interval")}
    rest = {("other", "base_duty", "unexplained", "inside", "unknown", "act")}  # grey is what has no name of its own
    same = {one.light: tuple(other.label for other in Role if other.light == one.light) for one in Role}
    assert {labels for labels in same.values() if len(labels) > 1} == shared | rest


MARKS = [role for role in Role if role not in (Role.GRID, Role.PAGE, Role.SURFACE)]


@pytest.mark.parametrize("role", MARKS)
def test_names_in_any_colour_can_be_read_on_the_page(role: Role) -> None:
    assert contrast(role.light, Role.PAGE.light) >= 4.5  # WCAG 2.2, level AA, for text
    assert contrast(role.dark, Role.PAGE.dark) >= 4.5


def test_a_split_prints_parts_that_add_up_to_the_printed_total() -> None:
    parts = {"base": 3.84, "one": 6.84, "two": 3.14, "three": -0.12}  # rounded by themselves: 3.8 + 6.8 + 3.1 - 0.1
    rounded = words.split(parts, 13.70)
    assert sum(rounded.values()) == pytest.approx(13.7)
    assert all(abs(rounded[name] - value) < 0.1 for name, value in parts.items())


def test_a_part_that_is_printed_elsewhere_is_the_same_in_a_split() -> None:
    # Cambodia in October 2026: by the largest remainder the base would print as 7.1, by itself it prints as 7.0.
    parts = {"base": 7.0499, "one": 2.64, "two": 8.92}
    assert words.split(parts, 18.6099) == {"base": 7.1, "one": 2.6, "two": 8.9}
    assert words.split(parts, 18.6099, kept="base") == {"base": 7.0, "one": 2.7, "two": 8.9}


def test_a_split_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(ReportError, match="does not add up"):
        words.split({"base": 3.8, "one": 6.8}, 21.8)


def test_a_table_has_units_in_its_header_and_a_plain_form() -> None:
    frame = pd.DataFrame({"year": [2024], "value_usd": [1.5e9]})
    table = Table(
        "t", "T", [Column("year", "Year"), Column("value_usd", "Value", "$ billion", words.billions)], "s", frame
    )
    assert "$&nbsp;billion</span></th>" in table.html()  # the sign keeps its unit on one line
    assert "Value ($ billion)" in table.plain()
    assert "1.5" in table.plain()


def test_a_source_is_short_and_linked_with_its_full_text_to_unfold() -> None:
    source = sources.Source(
        "Census Bureau, series A and B (vintage 2026-10)", [("Census Bureau", "https://census.gov/")]
    )
    told = sources.line(source)
    assert told.startswith('Source: <a href="https://census.gov/">Census Bureau</a>. <details')
    assert "series A and B (vintage 2026-10)" in told
    assert sources.line("data/<x>") == "Source: data/&lt;x&gt;."
