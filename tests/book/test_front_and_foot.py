"""The front page within the first screen, the switch for code, and the foot of every page."""

import re
from pathlib import Path
from typing import Any

import pytest
from serving import parsed

from analysis.publish import notebooks

CHAPTERS = [f"{name}.html" for name in notebooks.chapters()]


def test_the_headline_figure_stands_within_the_first_screen(tab: Any, site: str) -> None:
    tab.goto(f"{site}/summary.html", wait_until="networkidle")
    box = tab.locator("#figure-headline .report-plot").bounding_box()
    assert box["y"] + box["height"] <= 900
    assert tab.locator(".report-card:visible").count() == 5


def test_the_front_page_leads_into_each_chapter_with_its_first_finding(book: Path) -> None:
    front = parsed(book / "summary.html")
    for chapter in notebooks.chapters():
        if chapter == "summary" or f"{chapter}.findings(p)" not in notebooks.path(chapter).read_text("utf-8"):
            continue
        term = next(one for one in front.select("dt") if one.select_one(f'a[href="{chapter}.html"]'))
        page = parsed(book / f"{chapter}.html")
        assert term.get_text() == page.h1.find(string=True)
        finding = " ".join(term.find_next("dd").get_text().split())
        assert finding in " ".join(page.select_one("article").get_text().split())


def test_the_switch_shows_all_code_and_is_remembered(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{site}/balance.html")
    code = tab.locator("div.cell_input")
    assert code.count() > 3
    assert code.locator("visible=true").count() == 0
    tab.get_by_label("Show the code of this page").check()
    assert code.locator("visible=true").count() == code.count()
    tab.goto(f"{site}/ranks.html")
    assert tab.locator("div.cell_input:visible").count() > 1
    context.close()


@pytest.mark.parametrize("name", [*CHAPTERS, "guides/rerun.html", "search.html"])
def test_every_page_says_what_it_is_and_where_to_get_it(book: Path, name: str) -> None:
    page = parsed(book / name)
    foot = page.select_one("footer").get_text(" ", strip=True)
    for told in ("This edition", "law as of", "Cite", "Licence", "All data of this book (zip)", "News feed"):
        assert told in foot
    addresses = [link["href"] for link in page.select("footer a")]
    assert all((book / name).parent.joinpath(address).resolve().is_file() for address in addresses)
    assert ("executed notebook" in foot) == (name in CHAPTERS)
    assert page.select_one('meta[name="description"]')["content"]
    assert not page.select('link[rel="canonical"], base')  # the book has no address until it is given one
    assert not page.select("details.hide")  # nothing to unfold above an output


def test_the_citation_names_commit_day_and_address(tab: Any, site: str) -> None:
    tab.goto(f"{site}/ranks.html")
    cited = tab.locator("footer dd").nth(1).inner_text()
    assert re.search(r"Commit [0-9a-f]{40}(-dirty)?, built \d{4}-\d\d-\d\d\.", cited) or "Commit unknown" in cited
    assert cited.endswith(f"{site}/ranks.html")
    assert "“Where the balance ranks”, in: US–Viet Nam trade and tariffs" in cited


def test_the_door_of_the_book_has_a_title_and_a_link(book: Path) -> None:
    door = parsed(book / "index.html")
    assert door.html["lang"] == "en"
    assert door.title.string == "US–Viet Nam trade and tariffs"
    assert (book / door.a["href"]).is_file()
