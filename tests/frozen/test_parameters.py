"""Parameters: everything wrong is said at once, nothing right is refused."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import load
from analysis.errors import ReportError
from analysis.parameters import Parameters, edition, parse
from analysis.publish import notebooks


def refusal(**values: Any) -> str:
    """Return what is said of ``values``."""
    with pytest.raises(ReportError) as error:
        parse(values)
    return str(error.value)


@pytest.mark.parametrize("text", ["VNM", "vnm", "Viet Nam", "Vietnam", "5520", " viet nam "])
def test_a_partner_has_many_names(text: str) -> None:
    assert parse({"partner": text}).partner == "VNM"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Czech Republic", "CZE"),
        ("czechia", "CZE"),
        ("UK", "GBR"),
        ("Turkey", "TUR"),
        ("Ivory Coast", "CIV"),
        ("EU", "EUU"),
    ],
)
def test_a_partner_has_the_names_of_its_table(text: str, code: str) -> None:
    assert parse({"partner": text}).partner == code


def test_no_text_is_no_partner() -> None:
    assert "partner: is empty" in refusal(partner="")


def test_a_name_belongs_to_one_partner() -> None:
    table = load("partners")
    named = [*table["name"], *(name for cell in table["aliases"] for name in cell.split(";") if name)]
    assert len({name.lower() for name in named}) == len(named)


@pytest.mark.parametrize(
    ("values", "parts"),
    [
        ({"partner": "Tailand"}, ["Tailand", "nearest: Thailand"]),
        ({"partner": "WLD"}, ["WLD", "not a country"]),
        ({"start": "2024-13"}, ["start", "2024-13", "YYYY-MM"]),
        ({"start": "2024-1"}, ["2024-1", "YYYY-MM"]),
        ({"start": 202401}, ["202401", "YYYY-MM"]),
        ({"start": "2025-01", "end": "2024-01"}, ["start 2025-01 is after end 2024-01"]),
        ({"partner": "KHM", "start": "2025-03"}, ["2025-03", "Cambodia", "2013-01 to 2024-12"]),
        ({"end": "2027-01"}, ["2027-01", "1999-01 to 2026-08"]),
        ({"end": "1990-01"}, ["no data", "1999-01 to 2026-08"]),
        ({"partnr": "VNM"}, ["partnr", "nearest: partner"]),
        ({"base_year": "abc"}, ["base_year", "abc"]),
        ({"base_year": 2001}, ["2001", "2014 to 2024"]),
        ({"as_of": "2027-01-01"}, ["2027-01-01", "2026-10-09"]),
        ({"as_of": "2025-02-30"}, ["2025-02-30", "YYYY-MM-DD"]),
        ({"peers": "CHN,Mexcio"}, ["Mexcio", "nearest: Mexico"]),
        ({"peers": "CHN,WLD"}, ["peers", "'WLD' is not a country"]),
        ({"peers": 5}, ["peers", "5 is no list"]),
        ({"tariff_by_product": 5}, ["tariff_by_product", "5 is no list"]),
        ({"tariff_by_product": "9403=0.3,9403=0.4"}, ["9403 has more than one rate, 0.3 and 0.4"]),
        ({"authorities_off": "IEEPA", "authorities_on": "IEEPA"}, ["IEEPA", "authorities_off and authorities_on"]),
        ({"tariff": "46%"}, ["tariff", "'46%'", "a fraction, 0.46 for 46%"]),
        ({"seed": "-1"}, ["-1 is outside 0 to 4294967295"]),
    ],
)
def test_what_is_wrong_is_named(values: dict[str, Any], parts: list[str]) -> None:
    message = refusal(**values)
    assert all(part in message for part in parts), message
    assert len(message.splitlines()) == 1


def test_all_errors_of_one_input_are_reported_at_once() -> None:
    message = refusal(partner="Tailand", start="2024-13", base_yaer=2024)
    assert len(message.splitlines()) == 3


def test_texts_of_the_command_line_are_typed() -> None:
    parameters = parse({"peers": "China, THA ,china", "base_year": "2023"})
    assert parameters.peers == ("CHN", "THA")
    assert parameters.base_year == 2023


def test_a_period_is_cut_to_what_the_data_hold() -> None:
    assert parse({"partner": "THA", "start": "2001-01"}).months[0] == pd.Timestamp("2013-01-01")


def test_parameters_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        parse({}).partner = "THA"


def test_a_notebook_gives_what_it_declares_and_nothing_else() -> None:
    assert edition({"partner": "Thailand", "seed": 7, "pd": pd, "_": 1}) == parse({"partner": "THA", "seed": 7})


@pytest.mark.parametrize("name", ["partnr", "country"])
def test_a_chapter_refuses_a_name_that_is_no_parameter(name: str) -> None:
    with pytest.raises(ReportError, match=f"no parameter named '{name}'"):
        edition({"partner": "THA", name: "x"})


def test_names_that_a_user_sets_later_are_no_parameters() -> None:
    before = {"partner": "THA", "p": parse({"partner": "THA"}), "rows": 3}
    assert edition(before).partner == "THA"
    with pytest.raises(ReportError, match="nearest: partner"):
        edition({**before, "partnr": "VNM"})


def test_a_census_code_that_papermill_reads_as_a_number_is_taken() -> None:
    assert edition({"partner": 5520}).partner == "VNM"


def test_a_day_may_be_written_without_its_zeros() -> None:
    assert parse({"as_of": "2025-1-1"}).as_of == "2025-01-01"
    assert parse({"as_of": "2026-9-30"}).as_of == "2026-09-30"


def test_a_slug_is_a_file_name_whatever_the_parameters() -> None:
    countries = load("partners").query("kind == 'country'")["partner"].tolist()
    slugs = [parse({"peers": countries[:count]}).slug for count in (80, 81)]
    assert len(set(slugs)) == 2
    assert max(map(len, slugs)) <= 100
    odd = parse({"authorities_off": "Section 301", "elasticity": " -2\n"}).slug
    assert odd == "VNM_authorities_off-Section-301_elasticity--2"


def test_the_slug_names_what_differs() -> None:
    assert parse({}).slug == "VNM"
    assert parse({"partner": "THA", "start": "2018-01"}).slug == "THA_start-2018-01"


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_every_notebook_agrees_with_the_model(chapter: str) -> None:
    declared = notebooks.declared(notebooks.head(notebooks.path(chapter)))
    assert declared, "no cell is tagged parameters"
    defaults = Parameters().model_dump()
    for name, value in declared.items():
        assert name in defaults
        expected = list(defaults[name]) if isinstance(defaults[name], tuple) else defaults[name]
        assert value == expected and type(value) is type(expected), name


@given(st.text(max_size=12))
def test_any_text_is_a_partner_or_a_plain_refusal(text: str) -> None:
    try:
        partner = parse({"partner": text}).partner
    except ReportError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert len(partner) == 3


@given(st.dates(min_value=pd.Timestamp("1999-01-01").date(), max_value=pd.Timestamp("2026-08-31").date()), st.data())
def test_any_period_within_the_data_is_kept(first: Any, data: Any) -> None:
    last = data.draw(st.dates(min_value=first, max_value=pd.Timestamp("2026-08-31").date()))
    parameters = parse({"start": f"{first:%Y-%m}", "end": f"{last:%Y-%m}"})
    assert parameters.months == (pd.Timestamp(first.replace(day=1)), pd.Timestamp(last.replace(day=1)))
    assert parse(parameters.model_dump()) == parameters
