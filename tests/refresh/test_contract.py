"""What each adapter relies on: of the local server always, of the real service with ``pytest -m live``.

Live runs need a network, and the Census and Comtrade parts a key in the environment. Figures are compared with those
in ``data/`` within revision, so that a change of unit, code or basis at a source is seen.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from sources_server import QUICK, Server, World

from analysis.data import load
from analysis.refresh import census, comtrade, federal_register, fred, treasury, usitc
from analysis.refresh.client import Client
from analysis.refresh.sources import Sources, at, from_environment

MONTH = pd.Timestamp("2024-06-01")
MONTHS = list(pd.date_range(MONTH, pd.Timestamp.now(), freq="MS"))


@dataclass
class Place:
    """Where the questions go."""

    client: Client
    sources: Sources
    live: bool


@pytest.fixture(params=["local", pytest.param("live", marks=pytest.mark.live)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "live":
        with Client(tmp_path / "raw") as client:
            yield Place(client, from_environment(), live=True)
        return
    world = World()
    world.hts10_since = MONTH
    world.documents = [
        {
            "authority": "Section 232",
            "document_number": "2025-1",
            "title": "T",
            "type": "Notice",
            "publication_date": "2025-03-03",
            "html_url": "https://www.federalregister.gov/d/2025-1",
        }
    ]
    world.reported = [
        {"period": "202406", "reporterCode": 156, "partnerCode": 842, "flowCode": "X", "primaryValue": 4.5e10}
    ]
    with Server(world) as server, Client(tmp_path / "raw", QUICK) as client:
        yield Place(client, at(server.base, Sources(comtrade_key="any-key-at-all")), live=False)


def agree(read: pd.DataFrame, table: str, keys: list[str], column: str, share: float = 0.1) -> None:
    """Compare ``column`` of what was read with a table of the project."""
    both = read.merge(load(table), on=keys, suffixes=("", "_held"))
    assert len(both) > 0
    gap = (both[column] - both[f"{column}_held"]).abs() / both[f"{column}_held"].clip(lower=1e6)
    assert gap.max() < share


@pytest.mark.parametrize(("flow", "column"), [("exports", "exports_usd"), ("imports", "general_imports_usd")])
def test_census_totals(place: Place, flow: str, column: str) -> None:
    codes = {"5520": "VNM", "5700": "CHN", "0003": "EUU"}
    read = census.read_totals(place.client.get(census.totals_request(place.sources, flow, MONTH)), flow, codes)
    assert sorted(read["partner"]) == ["CHN", "EUU", "VNM"]
    agree(read, "goods_by_partner", ["partner", "month"], column)


@pytest.mark.parametrize("total", [True, False])
def test_census_industries(place: Place, total: bool) -> None:
    codes = {"5520": "VNM", "-": "WLD"}
    read = census.read_industries(place.client.get(census.industries_request(place.sources, MONTH, total)), codes)
    assert set(read["partner"]) == {"VNM", "WLD"}
    assert (set(read["naics3"]) == {"00"}) == total
    agree(read, "imports_by_naics3", ["partner", "month", "naics3"], "imports_for_consumption_usd", 0.25)


def test_census_lines_of_the_tariff_schedule(place: Place) -> None:
    answer = place.client.get(census.hts10_request(place.sources, "5520", MONTH))
    read = census.read_hts10(answer, {"5520": "VNM"})
    assert read["hts10"].str.fullmatch(r"\d{10}").all()
    assert not read.duplicated(["partner", "hts10", "month"]).any()


def test_census_exports_by_schedule_b(place: Place) -> None:
    read = census.read_schedule_b(place.client.get(census.schedule_b_request(place.sources, "5520", MONTH)))
    held = load("exports_to_vietnam_by_hs6")
    assert read["exports_usd"].sum() == pytest.approx(held.loc[held["month"] == MONTH, "exports_usd"].sum(), rel=0.05)


def test_census_has_nothing_for_the_future(place: Place) -> None:
    month = pd.Timestamp("2035-01-01")
    assert place.client.get(census.totals_request(place.sources, "imports", month)).body == b""


def test_fred(place: Place) -> None:
    series = "IMP5520"
    read = fred.read(place.client.get(fred.request(place.sources, series, MONTHS)), series)
    read = read.rename(columns={"value_usd": "general_imports_usd"}).assign(partner="VNM")
    agree(read, "goods_by_partner", ["partner", "month"], "general_imports_usd")


def test_treasury(place: Place) -> None:
    first = place.client.get(treasury.request(place.sources, MONTHS, 1))
    assert min(treasury.counts(first)) >= 1
    agree(treasury.read(first), "treasury_customs_receipts", ["month"], "gross_receipts_usd")


def test_usitc(place: Place) -> None:
    read = usitc.read(place.client.get(usitc.request(place.sources)))
    assert len(read) > 400
    assert read["heading"].is_unique
    assert "9903.01.25" in set(read["heading"])


def test_federal_register(place: Place) -> None:
    since = pd.Timestamp("2025-02-01")
    answer = place.client.get(federal_register.request(place.sources, "Section 232", since, 1))
    assert min(federal_register.counts(answer)) >= 1
    read = federal_register.read(answer, "Section 232", since, pd.Timestamp.now().normalize())
    assert (read["published"] > since).all()
    assert read["html_url"].str.startswith("https://www.federalregister.gov/").all()


def test_comtrade(place: Place) -> None:
    if place.live and not os.environ.get("COMTRADE_API_KEY"):
        pytest.skip("no COMTRADE_API_KEY")
    read = comtrade.read(place.client.get(comtrade.request(place.sources, "CHN", [MONTH])))
    value = read.set_index(["partner", "flow"])["value_usd"]["USA", "exports"]
    assert 2e10 < value < 8e10
