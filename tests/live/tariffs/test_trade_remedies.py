"""Orders in force on goods of Viet Nam, some of them by hand from their notices."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.trade_remedies import orders_on

DAY = pd.Timestamp("2026-08-01")


@pytest.mark.parametrize(
    ("order", "first_day", "citation"),
    [
        ("A-552-801", "2003-08-12", "68 FR 47909"),  # pangasius
        ("C-552-838", "2024-12-26", "89 FR 104982"),  # shrimp
        ("A-552-841", "2025-06-24", "90 FR 26786"),  # solar cells
        ("C-552-829", "2021-07-19", "86 FR 38013"),  # tyres
    ],
)
def test_an_order_has_the_day_and_page_of_its_notice(order, first_day, citation):
    row = load("trade_remedies").set_index("order").loc[order]
    assert (row["first_day"], row["citation"]) == (pd.Timestamp(first_day), citation)


def test_a_line_leads_to_its_orders_from_their_first_day():
    assert set(orders_on("8541430010", "VNM", DAY)["order"]) == {"A-552-841", "C-552-842"}
    assert orders_on("8541430010", "VNM", pd.Timestamp("2025-06-23")).empty
    assert set(orders_on("0306170004", "VNM", DAY)["order"]) == {"A-552-802", "C-552-838"}
    assert orders_on("6109100012", "VNM", DAY).empty
    assert orders_on("8541430010", "THA", DAY).empty


def test_a_rate_has_a_unit_a_stage_and_where_it_was_read():
    table = load("trade_remedies")
    stated = table["rate_lowest"].notna() | table["rate_highest"].notna()
    for column in ("rate_unit", "rate_stage", "rate_stated_in", "rate_read_in"):
        assert ((table[column] != "") == stated).all()


def test_what_was_not_read_is_not_stated():
    table = load("trade_remedies").map(str)
    assert not table.apply(lambda column: column.str.contains("memory|unread|not read")).any(axis=None)
