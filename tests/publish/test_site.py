"""What lies beside the pages: the data as one zip, and what a known address adds."""

import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from analysis.parameters import Parameters
from analysis.publish import assemble, site
from analysis.publish.build import build
from analysis.publish.settings import Settings
from analysis.publish.toc import BOOK

ADDRESS = "https://example.org/report/"


def test_the_zip_holds_each_table_with_its_description_and_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "_static" / "balance"
    folder.mkdir(parents=True)
    (folder / "flows.csv").write_text("month,exports_usd\n2026-08,1\n")
    (folder / "flows.csv-metadata.json").write_text(json.dumps({"dc:title": "Flows", "dc:source": "Census"}))
    site.write_data(tmp_path, "A book", "Known to a day.")
    first = (tmp_path / site.DATA).read_bytes()
    site.write_data(tmp_path, "A book", "Known to a day.")
    assert (tmp_path / site.DATA).read_bytes() == first
    with ZipFile(tmp_path / site.DATA) as content:
        assert content.namelist() == ["balance/flows.csv", "balance/flows.csv-metadata.json", "README.txt"]
        told = content.read("README.txt").decode()
    assert told.splitlines()[0] == "A book. Known to a day."
    assert "balance/flows.csv\n  Flows\n  Source: Census" in told


def test_an_edition_lies_below_the_address_of_the_book() -> None:
    settings = {"site_url": ADDRESS, "repository": ""}
    assert assemble.report(settings, [], Parameters())["address"] == ADDRESS
    assert assemble.report(settings, [], Parameters(partner="THA"))["address"] == f"{ADDRESS}editions/THA/html/"
    vietnamese = assemble.report(settings, [], Parameters(partner="THA", language="vi"))
    assert vietnamese["address"] == f"{ADDRESS}editions/THA/html/vi/"
    assert assemble.report(settings | {"site_url": ""}, [], Parameters(partner="THA"))["address"] == ""


def test_a_book_with_an_address_can_be_found_and_shared(
    settings: Settings, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources" / "book"
    shutil.copytree(BOOK, sources, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(BOOK.parent / "LICENSE", sources.parent)
    config = sources / "_config.yml"
    said = config.read_text("utf-8").replace('site_url: ""', f"site_url: {ADDRESS}")
    config.write_text(said.replace('repository: ""', "repository: https://example.org/code"), "utf-8")
    monkeypatch.setattr(assemble, "BOOK", sources)
    html = build(Parameters(), tmp_path / "html", settings=settings).index.parent
    page = (html / f"{names[0]}.html").read_text("utf-8")
    own = f"{ADDRESS}{names[0]}.html"
    for element in (
        f'<link rel="canonical" href="{own}">',
        f'<link rel="alternate" hreflang="en" href="{own}">',
        f'<link rel="alternate" hreflang="vi" href="{ADDRESS}vi/{names[0]}.html">',
        f'<link rel="alternate" hreflang="x-default" href="{own}">',
        f'<a href="{ADDRESS}vi/{names[0]}.html" lang="vi" hreflang="vi">Tiếng Việt</a>',
        f'<meta property="og:image" content="{ADDRESS}_static/headline.png">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<a href="https://example.org/code">Source code</a>',
    ):
        assert element in page
    assert (html / "_static" / "headline.png").read_bytes().startswith(b"\x89PNG")
    listed = re.findall("<loc>(.*?)</loc>", (html / "sitemap.xml").read_text("utf-8"))
    assert own in listed
    assert all((html / address.removeprefix(ADDRESS)).is_file() for address in listed)
    assert f"{ADDRESS}404.html" not in listed
    assert f"Sitemap: {ADDRESS}sitemap.xml\nSitemap: {ADDRESS}vi/sitemap.xml\n" in (html / "robots.txt").read_text(
        "utf-8"
    )
    lost = (html / "404.html").read_text("utf-8")
    assert f'<base href="{ADDRESS}">' in lost
    assert "This page is not here" in lost
