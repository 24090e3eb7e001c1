"""Chapter News: what changed since the last vintage."""

import pandas as pd

from analysis import news_items
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.reach import RECORD, TOTALS
from analysis.parameters import Parameters
from analysis.present import Column, Table, Text, text, words

_TABLES = ("tariff_events", "candidate_events", "candidate_measures")


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"What is new about US trade and tariffs with {partner(p)} since the data were last read. It covers new "
        "months, revisions, duties and events, and documents that wait for a person's judgement.",
        TOTALS,
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Say since when this page tells the news, and the newest of each kind."""
    start = news_items.since(p)
    if start is None:
        return text(f"Vintage {p.vintage} is the first that the data hold, so there is no news against an earlier one.")
    found = news_items.items(p)
    if not found:
        return text(f"Nothing about {partner(p)} has changed since {words.month(start)}.")
    kinds = dict.fromkeys(item.kind for item in found)
    counts = [f"{kind.lower()} ({sum(item.kind == kind for item in found)})" for kind in kinds]
    newest = [item for item in found if item.kind in ("New months", "Revision")]
    return text(
        f"Since {words.month(start)}, the vintage before this one, the news by kind: {words.join(counts)}.",
        *(f"{item.title}. {item.text}" for item in newest),
    )


def listing(p: Parameters) -> Table | None:
    """List all news, the newest first."""
    found = news_items.items(p)
    if not found:
        return None
    frame = pd.DataFrame(
        {
            "day": [item.day for item in found],
            "kind": [item.kind for item in found],
            "title": [item.title for item in found],
            "text": [item.text for item in found],
            "address": [item.address for item in found],
        }
    )
    return Table(
        "news",
        "What changed since the vintage before this one",
        [
            Column("day", "Day", "", words.day),
            Column("kind", "Kind"),
            Column("title", "What", link="address"),
            Column("text", "More"),
        ],
        source(*totals(p), *_TABLES),
        frame,
        searchable=True,
    )
