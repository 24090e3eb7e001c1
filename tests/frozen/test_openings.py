"""What opens each page: what it is about, by the country's name, and how far its own data reach."""

import re
from importlib import import_module
from typing import Any

import pytest

from analysis import partners
from analysis.parameters import parse
from analysis.publish import normal_form, notebooks

EDITIONS = ("VNM", "THA", "MEX", "DEU", "KHM")


def opening(chapter: str, **values: Any) -> list[str]:
    """Return the paragraphs that open ``chapter``."""
    module = import_module(f"analysis.chapters.{chapter}")
    return list(module.opening(parse(values)).paragraphs)


@pytest.mark.parametrize("partner", EDITIONS)
def test_every_page_opens_with_the_countrys_name_and_plain_sentences(partner: str) -> None:
    for chapter in notebooks.chapters():
        if not notebooks.belongs(notebooks.head(notebooks.path(chapter)), partner):
            continue
        about, data = opening(chapter, partner=partner)
        assert data.startswith(f"**{partners.name(partner)}.**")
        for sentence in re.split(r"(?<=[.?:])\s", f"{about} {data}"):
            assert len(sentence.split()) <= 30, sentence


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_no_page_says_the_partner(chapter: str) -> None:
    cells = normal_form.read(notebooks.path(chapter)).cells
    assert not [cell.source for cell in cells if cell.cell_type == "markdown" and "the partner" in cell.source]


def test_a_page_states_its_own_last_dates_and_the_next_release() -> None:
    """The Census Bureau's months come 35 days after their end: September 2026 on 4 November."""
    _, data = opening("balance")
    assert data == "**Viet Nam.** Trade totals to August 2026; September 2026 is expected about 4 November 2026."
    _, data = opening("duty_owed")
    assert "Imports and duty by industry to November 2025 (newer months not read yet)." in data
    # 12 days after September is Columbus Day, on which no agency publishes.
    assert "Customs receipts to August 2026; September 2026 is expected about 13 October 2026." in data
    assert "Trade totals" not in data


def test_imports_that_reach_further_than_balances_are_told() -> None:
    # Thailand: exports to December 2024, imports alone (Census, GEN_VAL_MO) to May 2026.
    assert opening("before_after", partner="THA")[1].endswith("US imports alone to May 2026.")
    assert "alone" not in opening("before_after", partner="THA", end="2024-12")[1]


def test_an_edition_that_ends_earlier_promises_no_next_month() -> None:
    _, data = opening("balance", start="2020-01", end="2024-12")
    assert data == ("**Viet Nam.** This edition shows January 2020 to December 2024. Trade totals to December 2024.")


def test_a_page_names_no_table_that_holds_nothing_of_the_country() -> None:
    about, data = opening("products", partner="DEU")
    assert "sells to" not in about
    assert "Exports by product" not in data
    about, _ = opening("products")
    assert "sells to" in about


def test_a_chapter_may_leave_a_country_out() -> None:
    editions = [code for code in ("VNM", "CHN") if notebooks.belongs(notebooks.head(notebooks.path("rerouting")), code)]
    assert editions == ["VNM"]
