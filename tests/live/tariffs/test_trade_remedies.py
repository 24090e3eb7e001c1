"""Orders in force on goods of Viet Nam, some of them by hand from their notices."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.trade_remedies import orders_on

TODAY = pd.Timestamp("2026-10-09")


def test_42_orders_on_29_products_are_in_force():
    orders = load("trade_remedies").query("step == 'order'")
    assert orders["kind"].value_counts().to_dict() == {"anti-dumping": 29, "countervailing": 13}
    assert orders["product"].nunique() == 29


@pytest.mark.parametrize(
    ("order", "first_day", "citation"),
    [
        ("A-552-801", "2003-08-12", "68 FR 47909"),  # pangasius
        ("C-552-838", "2024-12-26", "89 FR 104982"),  # shrimp
        ("A-552-841", "2025-06-24", "90 FR 26786"),  # solar cells
        ("C-552-829", "2021-07-19", "86 FR 38013"),  # tyres
        ("A-552-853", "2026-09-18", "FR document 2026-19102"),  # reinforcing bar
    ],
)
def test_an_order_has_the_day_and_page_of_its_notice(order, first_day, citation):
    row = load("trade_remedies").set_index("order").loc[order]
    assert (row["first_day"], row["citation"]) == (pd.Timestamp(first_day), citation)


def test_plywood_is_not_in_force_and_no_order_on_extrusions_exists():
    table = load("trade_remedies")
    on_viet_nam = table[table["country"] == "VNM"]["product"]
    assert not on_viet_nam.str.contains("plywood|extrusion", case=False).any()


def test_a_line_leads_to_its_orders_from_their_first_day():
    assert set(orders_on("8541430010", "VNM", TODAY)["order"]) == {"A-552-841", "C-552-842"}
    assert orders_on("8541430010", "VNM", pd.Timestamp("2025-06-23")).empty
    assert set(orders_on("0306170004", "VNM", TODAY)["order"]) == {"A-552-802", "C-552-838"}
    assert orders_on("6109100012", "VNM", TODAY).empty
    assert orders_on("8541430010", "THA", TODAY).empty


def test_a_rate_has_a_unit_a_stage_and_where_it_was_read():
    table = load("trade_remedies")
    stated = table["rate_lowest"].notna() | table["rate_highest"].notna()
    for column in ("rate_unit", "rate_stage", "rate_stated_in", "rate_read_in"):
        assert ((table[column] != "") == stated).all()
    assert table.loc[table["rate_unit"] == "USD/kg", "order"].tolist() == ["A-552-801"]


def test_what_was_not_read_is_not_stated():
    table = load("trade_remedies").map(str)
    assert not table.apply(lambda column: column.str.contains("memory|unread|not read")).any(axis=None)
