"""The two sets of statistics, the talks, and what may be shown as a link or as a fact."""

from urllib.parse import urlsplit

import pandas as pd
import pytest

from analysis.claims import ledger_figures, talks
from analysis.claims.model import Tables
from analysis.data import load
from analysis.links import established, link, links

WITH_ADDRESS = ("published_figures", "documents", "tariff_events")


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return ledger_figures.pairs()


def _pair(pairs: pd.DataFrame, first: str, last: str, flow: str) -> pd.Series:
    chosen = pairs[(pairs["first_month"] == first) & (pairs["last_month"] == last) & (pairs["flow"] == flow)]
    return chosen.iloc[0]


def test_the_gap_of_2025(pairs: pd.DataFrame) -> None:
    # 153.2 printed by the statistics office, 193.880 in US general imports: 40.68 or 26.6% of 153.2
    row = _pair(pairs, "2025-01-01", "2025-12-01", "exports")
    assert row["gap_usd"] == pytest.approx(40.68e9, abs=1e7)
    assert row["gap_pct"] == pytest.approx(26.55, abs=0.01)


def test_the_reverse_flow_has_the_other_sign(pairs: pd.DataFrame) -> None:
    row = _pair(pairs, "2025-01-01", "2025-12-01", "imports")
    assert row["basis"] == "exports less surplus"
    assert row["vietnamese_usd"] == pytest.approx(19.3e9)
    assert row["gap_usd"] == pytest.approx(-3.7e9, abs=1e7)


def test_a_printed_import_is_not_derived_again(pairs: pd.DataFrame) -> None:
    rows = pairs[(pairs["first_month"] == "2014-01-01") & (pairs["flow"] == "imports")]
    assert list(rows["basis"]) == ["printed"]


def test_printed_bounds_make_no_pair(pairs: pd.DataFrame) -> None:
    assert pairs[(pairs["first_month"] == "2025-04-01") & (pairs["last_month"] == "2025-04-01")].empty


def test_product_groups_cover_the_chapters_that_answer_to_them() -> None:
    products = ledger_figures.product_pairs()
    textiles = products[(products["product_group"] == "textiles & garments")].iloc[-1]
    assert textiles["hs2_chapters"] == "61, 62, 63"
    assert textiles["us_usd"] == pytest.approx(11.149e9, abs=1e6)


def test_reasons_are_sized_where_the_data_allow() -> None:
    sizes = ledger_figures.reasons().set_index("reason")["size_usd"]
    # January 2026 came in for January 2025: 12.992 less 19.595
    assert sizes["goods at sea"] == pytest.approx((12.992 - 19.595) * 1e9, abs=1e6)
    assert sizes["revisions"] == pytest.approx((136.319 - 136.6) * 1e9, abs=1e6)
    assert sizes.isna().sum() == len(sizes) - 2


def test_the_two_bases_of_us_imports() -> None:
    first, general, entered = ledger_figures.basis()
    assert (first.year, general, entered) == (
        2024,
        pytest.approx(136.319e9, abs=1e6),
        pytest.approx(141.361e9, abs=1e6),
    )


def test_a_gap_is_known_no_better_than_the_printed_figure(pairs: pd.DataFrame) -> None:
    # January 2026: a surplus printed as 12 to the nearest billion against 18.26: from 18.26 / 12.5 to 18.26 / 11.5
    row = _pair(pairs, "2026-01-01", "2026-01-01", "surplus")
    assert row["rounding_usd"] == 1e9
    assert (row["gap_low_pct"], row["gap_high_pct"]) == (pytest.approx(46.1, abs=0.1), pytest.approx(58.8, abs=0.1))
    # imports are 13.9 less 12, so both roundings count: 1.9 give or take 0.55
    derived = _pair(pairs, "2026-01-01", "2026-01-01", "imports")
    assert derived["rounding_usd"] == 1.1e9


@pytest.mark.parametrize("name", WITH_ADDRESS)
def test_addresses_are_well_formed(name: str) -> None:
    table = load(name)
    for url in table.loc[table["source_url"] != "", "source_url"]:
        parts = urlsplit(url)
        assert parts.scheme in ("http", "https")
        assert "." in (parts.hostname or "")
        assert not any(letter.isspace() or letter in '<>"()' for letter in url.replace("(", "").replace(")", ""))


def test_addresses_among_second_sources_are_well_formed() -> None:
    addresses = load("tariff_events")["second_source"].str.findall(r"https?://[^ ;)]+").explode().dropna()
    assert len(addresses) > 0
    assert all("." in (urlsplit(url).hostname or "") for url in addresses)


def test_printed_exports_imports_and_balance_add_up_within_rounding() -> None:
    figures = load("published_figures")
    exact = figures[(figures["bound"] == "exact") & (figures["product_group"] == "total")]
    exact = exact[~exact["seasonally_adjusted"]]
    table = exact.pivot_table(
        index=["reporter", "partner", "first_month", "last_month"],
        columns="flow",
        values=["value_usd", "rounding_usd"],
        aggfunc="first",
    ).dropna()
    assert len(table) >= 4
    value, rounding = table["value_usd"], table["rounding_usd"]
    off = (value["exports"] - value["imports"] - value["balance"]).abs()
    assert (off <= rounding.sum(axis=1) / 2).all()


@pytest.mark.parametrize("name", WITH_ADDRESS)
def test_an_address_called_a_page_has_a_path(name: str) -> None:
    table = load(name)
    pages = table[table["url_precision"] == "page"]
    bare = [url for url in pages["source_url"] if urlsplit(url).path in ("", "/") and not urlsplit(url).query]
    assert bare == []


@pytest.mark.parametrize("name", WITH_ADDRESS)
def test_a_front_page_is_never_a_link(name: str) -> None:
    table = load(name)
    shown = links(table)
    assert (shown[table["url_precision"].isin(["site only", "source document"])] == "").all()
    assert link("https://en.sggp.org.vn", "site only") == ""


def test_front_pages_do_occur_so_that_the_rule_matters() -> None:
    line = talks.timeline()
    sites = load("tariff_events").query("url_precision == 'site only'")["event"]
    shown = line[line["event"].isin(sites)]
    assert len(shown) > 0
    assert (shown["link"] == "").all()


def test_an_unverified_figure_reaches_no_reader(pairs: pd.DataFrame) -> None:
    figures = load("published_figures")
    unverified = figures[figures["confidence"] == "unverified"]
    assert len(unverified) == 1
    assert not set(unverified["figure"]) & set(Tables.load().figures["figure"])
    assert pairs[pairs["last_month"] == unverified["last_month"].iloc[0]].empty
    assert established(unverified).empty


def test_every_talk_and_position_is_shown() -> None:
    assert len(talks.timeline()) == len(load("talks"))
    assert len(talks.positions()) == len(load("negotiation_positions"))


def test_every_negotiation_event_is_in_the_timeline() -> None:
    events = load("tariff_events")
    own = events[events["partners"] == "VNM"]
    negotiation = set(own.loc[own["authority"].str.contains("Negotiation"), "event"])
    assert negotiation <= set(load("talks")["event"])


def test_rounds_and_the_ones_without_a_date() -> None:
    rounds = talks.rounds().set_index("round")
    assert list(rounds.index) == [1, 2, 3, 5, 6]
    assert (rounds.loc[3, "first_day"], rounds.loc[3, "last_day"]) == (
        pd.Timestamp("2025-06-09"),
        pd.Timestamp("2025-06-12"),
    )
    assert talks.missing_rounds(pd.Timestamp("2025-06-30")) == []  # the third round is the last that had begun
    assert talks.missing_rounds(pd.Timestamp("2026-10-01")) == [4]


def test_a_rate_that_ends_does_not_stretch_the_day_of_the_order() -> None:
    line = talks.timeline().set_index("event")
    assert line.loc["U017", "last_day"] == pd.Timestamp("2025-07-31")


def test_the_signature_is_among_what_is_not_established() -> None:
    assert talks.not_established()["not_established"].str.contains("signed").any()


def test_a_position_known_from_a_document_has_its_day() -> None:
    positions = talks.positions().set_index("item")
    assert positions.loc["recognition as a market economy", "day"] == pd.Timestamp("2025-11-12")
