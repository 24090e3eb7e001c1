"""The front page: the sentence to quote, the cards, what to watch."""

import re

import pandas as pd
import pytest

from analysis.chapters import headline_numbers, summary
from analysis.parameters import Parameters, parse
from analysis.trade import world_share

EDITIONS = ("VNM", "CHN", "DEU", "KHM", "SGP", "THA", "MEX")


def edition(partner: str) -> Parameters:
    return parse({"partner": partner})


def test_the_sentence_to_quote() -> None:
    assert headline_numbers.lead(Parameters()) == (
        "**The US goods deficit with Viet Nam was $229.1 billion in the year to August 2026, up 44%: 20.5% of the "
        "whole US deficit, against 10.2% in 2024.**"
    )


@pytest.mark.parametrize("partner", EDITIONS)
def test_the_sentence_to_quote_is_one_plain_sentence(partner: str) -> None:
    sentence = headline_numbers.lead(edition(partner))
    assert len(sentence.split()) <= 30
    assert sentence.count(". ") == 0
    assert ("surplus" in sentence) == (partner == "SGP")


def test_the_share_of_the_whole_deficit_by_hand() -> None:
    """2024 as the Census Bureau prints it: 123.251 of 1,204.7; the year to August 2026: 229.126 of 1,117.0."""
    year = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")
    assert world_share.of_deficit("VNM", *year) == pytest.approx(123.251 / 1204.7, abs=2e-4)
    last = pd.Timestamp("2025-09-01"), pd.Timestamp("2026-08-01")
    assert world_share.of_deficit("VNM", *last) == pytest.approx(229.126 / 1117.0, abs=2e-4)
    assert world_share.of_deficit("SGP", *year) is None  # a surplus
    assert world_share.of_deficit("THA", *last) is None  # months that are not held


def test_five_cards_each_with_its_date() -> None:
    cards = summary.cards(Parameters()).cards
    assert [card.value for card in cards] == ["$229.1 billion", "$25.0 billion", "1st", "12.5%", cards[4].value]
    assert all(re.search(r"20\d\d", card.date) for card in cards)
    assert cards[3].change == "10% before 24 July 2026"
    assert cards[4].change == "12.2% owed in November 2025, under older law and in part refundable"


def test_a_card_without_its_number_is_left_out() -> None:
    labels = [card.label for card in summary.cards(edition("SGP")).cards]
    assert "Rank of the deficit" not in labels
    assert labels[0] == "US surplus, 12 months"


@pytest.mark.parametrize("partner", EDITIONS)
def test_what_to_watch_has_dates_and_sources(partner: str) -> None:
    table = summary.watch(edition(partner))
    assert table is not None
    assert table.data["when"].str.fullmatch(r"(Begins|Open; last news) \d+ \w+ \d{4}( \(\w+\))?").all()
    assert (table.data["address"].str.startswith("https://") | (table.data["address"] == "")).all()
    assert {"measure", "court"} | ({"action", "talks"} if partner == "VNM" else set()) <= set(table.data["kind"])
