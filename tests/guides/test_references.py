"""The bibliography holds every work that a page or a published estimate names, each with an address."""

import re

import pytest
from pybtex.database import BibliographyData, parse_file

from analysis.data import load
from analysis.publish import notebooks
from analysis.publish.toc import BOOK

CITED = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


@pytest.fixture(scope="module")
def works() -> BibliographyData:
    return parse_file(str(BOOK / "references.bib"))


def test_every_work_has_an_author_a_title_and_an_address(works: BibliographyData) -> None:
    for key, work in works.entries.items():
        assert work.persons["author"], key
        assert work.fields["title"], key
        assert work.fields["url"].startswith("https://"), key


def test_every_published_estimate_is_in_the_bibliography(works: BibliographyData) -> None:
    listed = {work.fields["url"] for work in works.entries.values()}
    table = load("trade_elasticities")
    addresses = set(table.loc[table["verified"], "source_url"])
    assert {address for address in addresses if not address.startswith("./")} <= listed  # but for this book's pages


def test_every_key_on_a_page_is_in_the_bibliography(works: BibliographyData) -> None:
    pages = [*notebooks.NOTEBOOKS.glob("*.ipynb"), *(BOOK / "guides").glob("*.md")]
    keys = {
        key.strip() for page in pages for found in CITED.findall(page.read_text("utf-8")) for key in found.split(",")
    }
    assert keys <= set(works.entries)
