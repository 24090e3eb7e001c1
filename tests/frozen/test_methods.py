"""The chapter Data and methods: what it says of the data holds for each partner."""

import hashlib
from pathlib import Path

import pytest
import yaml

from analysis import citation
from analysis.chapters import methods
from analysis.chapters.last_dates import known
from analysis.data import catalogue, edition_tables
from analysis.parameters import parse
from analysis.publish import edition_files


@pytest.mark.parametrize(
    ("partner", "said"),
    [
        ("VNM", "November 2025, earlier than the totals of its trade (August 2026)"),
        ("THA", "November 2025, later than the totals of its trade (December 2024)"),
        ("KHM", "not held by month"),
    ],
)
def test_how_far_duty_reaches_is_said_of_the_partner(partner: str, said: str) -> None:
    assert said in methods.duty(parse({"partner": partner})).paragraphs[0]


def test_tables_of_all_countries_are_not_told_as_the_partners() -> None:
    table = methods.coverage(parse({"partner": "THA"})).data.set_index("title")
    assert table.loc["Customs receipts of the US Treasury", "about"] == "All countries"
    assert table.loc["US general imports by HS chapter", "about"] == "Thailand"


def test_tables_of_an_edition_are_those_that_hold_something_on_it() -> None:
    thailand, germany = (set(edition_tables.of_partner(partner)) for partner in ("THA", "DEU"))
    assert not {"claims", "talks", "exports_to_vietnam_by_hs6", "default_rate_steps"} & thailand
    assert {"goods_by_country", "tariff_events", "imports_by_hts10_2024"} <= thailand
    assert "imports_by_hts10_2024" not in germany  # tariff lines of 2024 are held of 50 countries, not of Germany
    assert {"claims", "talks"} <= set(edition_tables.of_partner("VNM"))


def test_each_table_can_be_taken_away_and_verified(tmp_path: Path) -> None:
    p = parse({"partner": "DEU"})
    edition_files.write(tmp_path, "DEU", {"known": "", "address": ""})
    rows = methods.tables(p).data
    assert len(rows) == len(list((tmp_path / edition_tables.FOLDER).iterdir()))
    for row in rows.itertuples():
        content = (tmp_path / str(row.file)).read_bytes()
        assert hashlib.sha256(content).hexdigest().startswith(str(row.sha256))


@pytest.mark.parametrize("partner", ["VNM", "THA", "DEU"])
def test_book_file_and_page_cite_an_edition_alike(partner: str) -> None:
    p = parse({"partner": partner})
    cited = yaml.safe_load(edition_files.cff(partner, known(p), "https://report.test/"))
    said = methods.citation(p).paragraphs[0]
    assert cited["title"] in said
    assert cited["abstract"] in said
    assert str(cited["version"]) in said
    assert cited["authors"][0]["name"] in said
    assert cited["url"] == "https://report.test/"


def test_the_citation_of_the_repository_is_that_of_the_default_edition() -> None:
    assert citation.repository()["title"] == citation.title("VNM")
    assert catalogue.DATA.name == "frozen_data"
