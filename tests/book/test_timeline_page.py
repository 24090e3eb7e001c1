"""The timeline in a browser: main events first, chosen by kind, weight and word, each with an address of its own."""

import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from analysis.data import load


def test_events_are_chosen_by_weight_kind_and_word(tab: Any, site: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 900})
    tab.goto(f"{site}/timeline.html")
    block = tab.locator(".report-timeline")
    shown = block.locator(".report-event:not([hidden])")
    every = block.locator(".report-event").count()
    assert all(shown.evaluate_all("(all) => all.map((one) => one.dataset.main === 'true')"))
    main = shown.count()
    assert block.locator("output").inner_text() == f"{main} of {every} events"
    block.get_by_label("all ", exact=False).check()
    assert shown.count() == every > main
    block.get_by_label("courts").check()
    assert set(shown.evaluate_all("(all) => all.map((one) => one.dataset.kind)")) == {"courts"}
    block.get_by_label("courts").uncheck()
    field = block.locator("input[type=search]")
    field.fill("supreme court")
    found = shown.count()
    assert 0 < found < every
    field.fill("SUPRÊME CÓURT")
    assert shown.count() == found
    field.fill("no such event anywhere")
    assert shown.count() == 0


def test_an_address_shows_its_event_even_if_it_is_not_a_main_one(tab: Any, site: str, book: Path) -> None:
    page = BeautifulSoup((book / "timeline.html").read_bytes(), "html.parser")
    name = page.select_one(".report-event[data-main=false]")["id"]
    tab.goto(f"{site}/timeline.html#{name}")
    assert tab.locator(f"#{name}").is_visible()
    assert tab.locator(f"#{name}").evaluate("(one) => one.getBoundingClientRect().top < innerHeight")


def test_every_event_is_shown_once_and_every_mention_leads_to_it(book: Path) -> None:
    page = BeautifulSoup((book / "timeline.html").read_bytes(), "html.parser")
    ids = [one["id"].removeprefix("event-") for one in page.select(".report-event")]
    notes = set(load("tariff_events").query("kind == 'note'")["event"])
    assert len(ids) == len(set(ids)) > 50
    assert not notes & set(ids)
    mention = re.compile(rf"(?<![\w.-])(?:{'|'.join(ids)})(?![\w-])")
    for file in [*book.glob("*.html"), *book.glob("guides/*.html")]:
        article = BeautifulSoup(file.read_bytes(), "html.parser").select_one("article")
        for text in article.find_all(string=mention) if article else []:
            around = {parent.name for parent in text.parents}
            assert around & {"a", "pre", "button"}, (file.name, text)
    acts = BeautifulSoup((book / "effective.html").read_bytes(), "html.parser").select(
        "a[href^='timeline.html#event-']"
    )
    assert {link["href"].partition("#event-")[2] for link in acts if link.get_text() == "EO 14257"} == {"U005"}
    steps = page.select("#table-steps a[href^='#event-']")
    assert {link["href"].removeprefix("#event-") for link in steps} <= set(ids)
    assert len(steps) >= 5


def test_an_event_says_its_source_and_what_kind_of_source_that_is(book: Path) -> None:
    page = BeautifulSoup((book / "timeline.html").read_bytes(), "html.parser")
    kinds = ("the text itself", "a page of the agency", "secondary: two press reports", "secondary: one report")
    for event in page.select(".report-event"):
        assert any(f"({kind}" in event.get_text() for kind in kinds), event["id"]
        assert event.select_one(".report-chip").get_text(strip=True)
