"""The bibliography holds every work that a page or a published estimate names, each with an address."""

import re
from runpy import run_path

import pytest
from pybtex.database import BibliographyData, parse_file

from analysis.chapters import published_estimates
from analysis.data import load
from analysis.language import using
from analysis.parameters import Parameters
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


def test_the_list_names_works_as_pages_do(works: BibliographyData) -> None:
    def labels() -> dict[str, str]:
        style = run_path(str(BOOK / "_ext" / "citations.py"))["Listed"]()
        entries = style.sort(works.entries.values())
        return dict(zip((entry.key for entry in entries), style.format_labels(entries), strict=True))

    known = labels()
    assert known["armington1969"] == "Armington 1969"
    assert known["simonovska2014"] == "Simonovska and Waugh 2014"
    assert known["fontagne2022"] == "Fontagné et al. 2022"
    assert (known["ustr2025"], known["undp2025b"]) == ("USTR 2025", "UNDP 2025a")
    assert known["espinosa"] == "Espinosa n.d."
    with using("vi"):
        assert labels()["amiti2019"] == "Amiti và cộng sự 2019"


def test_every_published_estimate_is_in_the_bibliography(works: BibliographyData) -> None:
    listed = {work.fields["url"] for work in works.entries.values()}
    addresses = {
        url for name in ("published_scenario_estimates", "published_rerouting") for url in load(name)["source_url"]
    }
    addresses |= set(load("trade_elasticities").query("verified")["source_url"])
    assert {address for address in addresses if not address.startswith("./")} <= listed  # but for this book's pages


def cited() -> set[str]:
    """Return the keys that pages cite."""
    pages = [*notebooks.NOTEBOOKS.glob("*.ipynb"), *(BOOK / "guides").glob("*.md")]
    found = [keys for page in pages for keys in CITED.findall(page.read_text("utf-8"))]
    return {key.strip() for keys in found for key in keys.split(",")}


def test_the_bibliography_holds_what_pages_cite_and_nothing_else(works: BibliographyData) -> None:
    assert cited() == set(works.entries)


def test_no_estimate_is_shown_that_has_not_been_verified() -> None:
    shown = published_estimates.estimates_table(Parameters()).data
    assert shown["verified"].all()
    assert "not yet" not in published_estimates.estimates_table(Parameters()).plain()
