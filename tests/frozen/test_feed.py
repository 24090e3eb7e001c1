"""The Atom feed: valid, stable, and safe whatever a source writes."""

import re
from xml.etree import ElementTree

import pandas as pd

from analysis import language, news_items
from analysis.news_items import Item
from analysis.parameters import parse
from analysis.publish import feed

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = pd.Timestamp("2026-10-09")


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_what_the_standard_requires_is_there() -> None:
    p = parse({})
    root = parsed(feed.atom("Title", p.slug, news_items.items(p), p.day))
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(news_items.items(p)) > 5
    for item in (root, *entries):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item.findtext(f"{ATOM}id") or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", item.findtext(f"{ATOM}updated") or "")
        assert item.findtext(f"{ATOM}title")
        assert item.find(f"{ATOM}link[@rel='alternate']") is not None
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(identities)) == len(identities)
    assert root.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") or "" for entry in entries)


def test_a_feed_says_its_language_and_a_translation_is_another_entry() -> None:
    roots = {}
    for spoken in language.LANGUAGES:
        with language.using(spoken):
            roots[spoken] = parsed(feed.atom("T", "VNM", [Item("key", DAY, "Event", "title", "text")], DAY))
    said = {spoken: root.get("{http://www.w3.org/XML/1998/namespace}lang") for spoken, root in roots.items()}
    assert said == {"en": "en", "vi": "vi"}
    assert len({root.findtext(f"{ATOM}entry/{ATOM}id") for root in roots.values()}) == 2


def test_an_identity_depends_on_the_key_alone() -> None:
    texts = [feed.atom("T", "VNM", [Item("key", DAY, "Event", title, "text")], DAY) for title in ("one", "two")]
    first, second = (parsed(text).findtext(f"{ATOM}entry/{ATOM}id") for text in texts)
    assert first == second == "urn:uuid:9eb22ef4-a010-5629-a378-9e68237d2761"


def test_markup_and_control_characters_do_no_harm() -> None:
    item = Item(
        "key", DAY, "Event", "<script>alert(1)</script> & \x00\x0b", 'a "quoted" <b>', 'https://x.test/?a="><b>&'
    )
    entry = parsed(feed.atom("T", "VNM", [item], DAY)).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "<script>alert(1)</script> & "
    assert len(entry) == 7


def test_no_news_is_a_valid_feed() -> None:
    p = parse({"vintage": "2025-02"})
    root = parsed(feed.atom("T", p.slug, news_items.items(p), p.day))
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "2026-10-09T00:00:00Z"


def test_news_are_sorted_and_their_keys_differ() -> None:
    items = news_items.items(parse({"partner": "Thailand"}))
    assert [item.day for item in items] == sorted((item.day for item in items), reverse=True)
    assert len({item.key for item in items}) == len(items)


def test_notes_of_the_record_on_itself_are_no_news() -> None:
    items = news_items.items(parse({}))
    assert not [item for item in items if item.title.startswith(("Status", "Method note"))]
    assert "event/N14" not in {item.key for item in items}


def test_a_revision_has_the_day_on_which_the_source_was_read() -> None:
    days = {item.day for item in news_items.items(parse({})) if item.kind in ("Revision", "New months")}
    assert days == {pd.Timestamp("2026-10-10")}


def test_a_duty_that_changes_its_law_alone_is_told_so() -> None:
    # Argentina paid 10% under IEEPA and pays 10% under Section 122 from 24 February 2026
    p = parse({"partner": "ARG", "as_of": "2026-03-31"})
    titles = {item.title for item in news_items.items(p) if item.kind == "New duty"}
    assert "The default rate on goods from Argentina is still 10%" in titles


def test_a_duty_that_ends_is_told_with_the_law_that_ended() -> None:
    # Proc 11012: the surcharge of 10% lapsed on 24 July 2026, and no heading of US note 52 names Nepal
    (told,) = [item for item in news_items.items(parse({"partner": "NPL"})) if item.kind == "Duty ended"]
    assert told.title == "Goods from Nepal pay no default rate any more, after 10%"
    assert told.text == "Since 24 July 2026, when the duty under Section 122 ended (Proc 11012, 9903.03.01)."


def test_law_older_than_three_months_is_left_to_the_timeline() -> None:
    p = parse({})
    law = [item for item in news_items.items(p) if item.key.startswith(("event/", "duty/"))]
    assert law
    assert min(item.day for item in law) >= pd.Timestamp("2026-07-09")


def test_titles_are_sentences() -> None:
    titles = [item.title for partner in ("VNM", "THA", "CHN") for item in news_items.items(parse({"partner": partner}))]
    assert "US trade with Viet Nam is now known to August 2026" in titles
    assert "US imports from Thailand are now known to May 2026, exports are not" in titles
    assert all(
        re.search(r" (is|are|was|were|began|opened|kept|pay|sued|put|ends?|lets|asked|published|let)\b", x)
        for x in titles
    )


def test_an_edition_that_ends_earlier_has_no_months_after_it() -> None:
    items = news_items.items(parse({"end": "2024-12"}))
    assert not [item for item in items if item.kind == "New months"]
    assert not [
        item for item in news_items.items(parse({"partner": "THA", "end": "2024-12"})) if "May 2026" in item.title
    ]


def test_an_entry_leads_to_its_place_and_to_its_source() -> None:
    item = Item("event/U045", DAY, "Rates", "T", "t", "https://x.test/notice")
    entry = parsed(feed.atom("T", "VNM", [item], DAY, "https://report.test/")).find(f"{ATOM}entry")
    assert entry is not None
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links == {"alternate": "https://report.test/news.html#news-U045", "via": "https://x.test/notice"}
