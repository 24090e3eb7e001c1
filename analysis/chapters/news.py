"""Chapter News: what changed since the last vintage."""

from collections.abc import Sequence

import pandas as pd

from analysis import news_items
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.last_dates import RECORD, TOTALS
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Table, Text, text, words
from analysis.tariffs.event_record import WRITTEN_FOR

_IN_FULL = (
    message("New months"),
    message("Revision"),
    message("New duty"),
    message("Duty ended"),
    message("Verdict moved"),
)
_TABLES = ("general_imports_by_partner", "tariff_events", "candidate_events", "candidate_measures")


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            message(
                "What is new about US trade and tariffs with {partner}: months and revisions since the "
                "vintage before this one, and law of the last three months. It also tells which claims "
                "moved and which documents wait for a person."
            )
            if p.partner == WRITTEN_FOR
            else message(
                "What is new about US trade and tariffs with {partner}: months and revisions since the vintage before "
                "this one, and law of the last three months. It also tells which documents wait for a person."
            ),
            partner=partner(p),
        ),
        TOTALS,
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Say since when this page tells the news, and the newest of trade, of revisions and of law."""
    start, law = news_items.since(p), news_items.law_since(p)
    if start is None or law is None:
        return text(
            say(
                "Vintage {vintage} is the first that the data hold, so there is no news against an earlier one.",
                vintage=p.vintage,
            )
        )
    found = news_items.items(p)
    since = say(
        "News of trade is told since the vintage of {start}, news of law since {law}; older law "
        "stands in the tariff timeline.",
        start=words.month(start),
        law=words.day(law),
    )
    if not found:
        return text(say("Nothing about {partner} has changed.", partner=partner(p)), since)
    return text(*_told(found, _IN_FULL, True), *_told(found, [item.kind for item in found], False), since)


def _told(found: list[news_items.Item], kinds: Sequence[str], in_full: bool) -> list[str]:
    """Return the newest item of each of ``kinds``, as title and text, or the title with the event's number."""
    newest = {item.kind: item for item in reversed(found) if item.kind in kinds and (item.kind in _IN_FULL) == in_full}
    return [f"{item.title}. {item.text}" if in_full else f"{item.title} ({item.name})." for item in newest.values()]


def listing(p: Parameters) -> Table | None:
    """List all news, the newest first."""
    found = news_items.items(p)
    if not found:
        return None
    frame = pd.DataFrame(
        {
            "name": [item.name for item in found],
            "day": [item.day for item in found],
            "kind": [say(item.kind) for item in found],
            "title": [item.title for item in found],
            "text": [item.text for item in found],
            "address": [item.address for item in found],
        }
    )
    return Table(
        "news",
        say("What changed since the vintage before this one"),
        [
            Column("name", say("Item"), below="title"),
            Column("day", say("Day"), "", words.day),
            Column("kind", say("Kind")),
            Column("title", say("What"), link="address"),
            Column("text", say("More")),
        ],
        source(*totals(p), *_TABLES),
        frame,
        searchable=True,
        row_is="news",
    )
