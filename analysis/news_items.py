"""What changed since the last vintage, as dated items that never change their identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import data, partners
from analysis.claims.verdict_changes import moved
from analysis.data import vintages
from analysis.frames import each_row, row_at
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs import default_rate
from analysis.tariffs.event_record import events
from analysis.trade import vintage_changes

CLAIMS_PARTNER = "VNM"  # whom the statements of the source documents are about


@dataclass(frozen=True)
class Item:
    """One piece of news: a stable key, its day, kind, title, text, and an address or nothing."""

    key: str
    day: pd.Timestamp
    kind: str
    title: str
    text: str
    address: str = ""


def since(p: Parameters) -> pd.Timestamp | None:
    """Return the day of the vintage before the edition's, from which news are told; None if there is none."""
    between = vintage_changes.pair(p.vintage)
    return _reading_day(between[0]) if between else None


def items(p: Parameters) -> list[Item]:
    """Return the news of an edition, the newest first: months, revisions, tables, events, documents that wait."""
    start = since(p)
    if start is None:
        return []
    found = [*_totals(p), *_tables(p, start), *_steps(p, start), *_events(p, start), *_waiting(p)]
    if p.partner == CLAIMS_PARTNER:
        found += _claims(p)
    return sorted(found, key=lambda item: (item.day, item.key), reverse=True)


def _totals(p: Parameters) -> Iterator[Item]:
    """Yield the new months and the revisions of the partner's totals in the edition's vintage."""
    between = vintage_changes.pair(p.vintage)
    if between is None:
        return
    old, new = between
    name, day = partners.in_sentence(p.partner), _reading_day(new)
    held = [vintages.totals(vintage) for vintage in between]
    months = [table.loc[table["partner"] == p.partner, "month"] for table in held]
    added = sorted(month for month in months[1] if months[0].empty or month > months[0].max())
    if added:
        yield Item(
            f"{new}/{p.partner}/months",
            day,
            "New months",
            f"Trade with {name}: {_count(len(added), 'new month')}",
            f"Totals now cover {words.period(min(months[1]), max(months[1]))}; {_count(len(added), 'month')} came with "
            f"vintage {new}.",
        )
    table = vintage_changes.by_month(p.partner, old, new)
    table = table[table["revised"]]
    if len(table):
        flow, label = max(
            (("exports_usd", "exports"), ("general_imports_usd", "imports")),
            key=lambda pair: table[f"{pair[0]}_change"].abs().max(),
        )
        row = row_at(table, table[f"{flow}_change"].abs().idxmax())
        yield Item(
            f"{new}/{p.partner}/revisions",
            day,
            "Revision",
            f"Trade with {name}: {_count(len(table), 'month')} revised",
            f"The largest revision is that of {label} in {words.month(row['month'])}: "
            f"{words.usd(row[f'{flow}_change'])}, from {words.usd(row[f'{flow}_before'], 2)} to "
            f"{words.usd(row[f'{flow}_after'], 2)}.",
        )


def _tables(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield what refreshes changed in the other tables."""
    shown = set(vintages.readings().values())
    for row in each_row(data.load("refreshes")):
        day = _day(str(row.vintage))
        if row.table in shown or day < start or (p.vintage is not None and row.vintage > p.vintage):
            continue
        months = (
            f" {words.capital(words.period(row.first_new_month, row.last_new_month))} is new."
            if pd.notna(row.first_new_month)
            else ""
        )
        yield Item(
            f"{row.vintage}/table/{row.table}",
            day,
            "Table",
            f"{data.describe(row.table).title}: read again",
            f"{_count(row.rows_added, 'row')} added, {_count(row.rows_revised, 'value')} revised, "
            f"{_count(row.rows_removed, 'row')} removed.{months}",
        )


def _steps(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the changes of the default rate on the partner's goods since, up to the edition's day."""
    steps = default_rate.steps(p.partner)
    for before, row in pairwise(each_row(steps)):
        if start <= row.valid_from <= p.day:
            now, was = _duty(row), _duty(before)
            same = now == was
            yield Item(
                f"duty/{p.partner}/{row.valid_from:%Y-%m-%d}",
                row.valid_from,
                "New duty",
                f"Default rate on goods of {partners.in_sentence(p.partner)}: "
                + (f"still {now}, now under {row.authority}" if same else now),
                (f"The rate was the same under {before.authority}." if same else f"It was {was} before.")
                + f" {row.authority}, {row.instrument.replace(';', '; ')}.",
            )


def _duty(step: Any) -> str:
    """Return the rate of a step of the default rate, and that the ordinary duty is in it where it is a ceiling."""
    return words.rate(step.rate_pct) + (" with the ordinary duty in it" if step.basis == "ceiling" else "")


def _events(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the events of the tariff record announced since, up to the edition's day; notes on the record are none."""
    table = events(p.partner, p.day)
    table = table[(table["announced"] >= start) & (table["kind"] != "note")]
    for row, address in zip(each_row(table), links(table), strict=True):
        title = f"{row.authority}: {row.instrument or row.scope}"
        yield Item(f"event/{row.event}", row.announced, "Event", title, row.summary, address)


def _claims(p: Parameters) -> Iterator[Item]:
    """Yield the claims whose verdict the revision moved."""
    between = vintage_changes.pair(p.vintage)
    if between is None:
        return
    for row in each_row(moved(*between)):
        yield Item(
            f"{between[1]}/claim/{row.claim}",
            _reading_day(between[1]),
            "Verdict moved",
            f"A claim is now {row.after}",
            f"“{row.paraphrase}” ({row.document_title}) was {row.before} with vintage {between[0]}.",
        )


def _waiting(p: Parameters) -> Iterator[Item]:
    """Yield documents and headings that a refresh found and no person has judged yet."""
    for row in each_row(data.load("candidate_events")):
        yield Item(
            f"document/{row.document_number}",
            row.published,
            "Document, not yet judged",
            row.title,
            f"Federal Register {row.document_number}, found under {row.authority}.",
            row.html_url,
        )
    for row in each_row(data.load("candidate_measures")):
        yield Item(
            f"heading/{row.heading}/{row.seen:%Y-%m-%d}",
            row.seen,
            "Heading, not yet judged",
            f"Heading {row.heading} is {row.change}",
            row.description or row.general_before,
        )


def _reading_day(vintage: str) -> pd.Timestamp:
    """Return the day on which the totals of a vintage were read."""
    return _day(data.describe(vintages.readings()[vintage]).retrieved)


def _day(label: str) -> pd.Timestamp:
    """Return the day that ``label`` names, or the first of its month if it names no day."""
    return pd.Timestamp(label if len(label) > 7 else f"{label}-01")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
