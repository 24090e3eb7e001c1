"""What changed since the last vintage, as dated items that never change their identity."""

import re
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
from analysis.trade import balances, vintage_changes

CLAIMS_PARTNER = "VNM"  # whom the statements of the source documents are about
LAW_MONTHS = 3  # how far back new law is news; what is older stands in the timeline
WEIGHTY_SHARE = 0.005  # of a flow in a month, from which a revision is news
_LAW = ("rates", "sector duties", "trade remedies", "courts", "talks", "partner's own acts", "reviews")


@dataclass(frozen=True)
class Item:
    """One piece of news: a stable key, its day, kind, title (a sentence), text, and an address or nothing."""

    key: str
    day: pd.Timestamp
    kind: str
    title: str
    text: str
    address: str = ""

    @property
    def name(self) -> str:
        """The name of the item within the page, made of its key: an event keeps its own."""
        return re.sub(r"[^\w-]+", "-", self.key.removeprefix("event/"))


def since(p: Parameters) -> pd.Timestamp | None:
    """Return the day of the vintage before the edition's, from which news are told; None if there is none."""
    between = vintage_changes.pair(p.vintage)
    return _reading_day(between[0]) if between else None


def law_since(p: Parameters) -> pd.Timestamp | None:
    """Return the day from which new law is news: three months before the edition's, or its older vintage if later."""
    start = since(p)
    return None if start is None else max(start, p.day - pd.DateOffset(months=LAW_MONTHS))


def items(p: Parameters) -> list[Item]:
    """Return the news of an edition, the newest first: months, revisions, tables, law, claims, what waits."""
    start, law = since(p), law_since(p)
    if start is None or law is None:
        return []
    found = [*_totals(p), *_imports_alone(p), *_tables(p, start), *_steps(p, law), *_events(p, law), *_waiting(p)]
    if p.partner == CLAIMS_PARTNER:
        found += _claims(p)
    return sorted(found, key=lambda item: (item.day, item.key), reverse=True)


def _totals(p: Parameters) -> Iterator[Item]:
    """Yield the new months and the weighty revisions of the partner's totals, within the edition's period."""
    between = vintage_changes.pair(p.vintage)
    if between is None:
        return
    old, new = between
    name, day = partners.in_sentence(p.partner), _reading_day(new)
    held = [vintages.totals(vintage) for vintage in between]
    months = [table.loc[table["partner"] == p.partner, "month"] for table in held]
    newer = months[1][months[1].between(*p.months)]
    added = sorted(month for month in newer if months[0].empty or month > months[0].max())
    if added:
        yield Item(
            f"{new}/{p.partner}/months",
            day,
            "New months",
            f"US trade with {name} is now known to {words.month(max(added))}",
            f"{_count(len(added), 'month')} came with vintage {new}: {words.period(min(added), max(added))}.",
        )
    yield from _revisions(p, old, new)


def _revisions(p: Parameters, old: str, new: str) -> Iterator[Item]:
    table = vintage_changes.by_month(p.partner, old, new)
    table = table[table["revised"] & table["month"].between(*p.months)].reset_index(drop=True)
    if table.empty:
        return
    flow, label = max(
        (("exports_usd", "exports to"), ("general_imports_usd", "imports from")),
        key=lambda pair: table[f"{pair[0]}_change"].abs().max(),
    )
    row = row_at(table, table[f"{flow}_change"].abs().idxmax())
    if abs(row[f"{flow}_change"]) < WEIGHTY_SHARE * row[f"{flow}_before"]:
        return
    moved_by = words.usd(abs(row[f"{flow}_change"]), 2)
    verb = words.moved(0, row[f"{flow}_change"], "raised", "lowered", "left")
    yield Item(
        f"{new}/{p.partner}/revisions",
        _reading_day(new),
        "Revision",
        f"US {label} {partners.in_sentence(p.partner)} in {words.month(row['month'])} were {verb} by {moved_by}",
        f"From {words.usd(row[f'{flow}_before'], 2)} to {words.usd(row[f'{flow}_after'], 2)}; it is the largest change "
        f"among {_count(len(table), 'revised month')}.",
    )


def _imports_alone(p: Parameters) -> Iterator[Item]:
    """Yield that imports are held beyond the totals, where they are."""
    months = balances.imports_beyond(p.partner, p.months[1], p.window[1])
    if len(months) and p.vintage is None:
        last, vintage = months["month"].max(), data.describe("general_imports_by_partner").vintage
        yield Item(
            f"{vintage}/{p.partner}/imports",
            _day(vintage),
            "New months",
            f"US imports from {partners.in_sentence(p.partner)} are now held to {words.month(last)}, exports are not",
            f"{_count(len(months), 'month')} of imports came with vintage {vintage}; they have no balance.",
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
            f"The table “{data.describe(row.table).title}” was read again",
            f"{_count(row.rows_added, 'row')} added, {_count(row.rows_revised, 'value')} revised, "
            f"{_count(row.rows_removed, 'row')} removed.{months}",
        )


def _steps(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the changes of the default rate on the partner's goods since, up to the edition's day."""
    steps = default_rate.steps(p.partner)
    for before, row in pairwise(each_row(steps)):
        if start <= row.valid_from <= p.day:
            now, was = _duty(row), _duty(before)
            if row.basis == "ceiling" != before.basis and before.rate_pct:
                was += " on top of it"
            goods = f"goods from {partners.in_sentence(p.partner)}"
            title = (
                f"The default rate on {goods} is still {now}, now under {row.authority}"
                if now == was
                else f"The default rate on {goods} is {now}, after {was}"
            )
            instrument = row.instrument.replace(";", "; ")
            yield Item(
                f"duty/{p.partner}/{row.valid_from:%Y-%m-%d}",
                row.valid_from,
                "New duty",
                title,
                f"Since {words.day(row.valid_from)}, under {row.authority} ({instrument}).",
            )


def _duty(step: Any) -> str:
    """Return the rate of a step of the default rate, and that the ordinary duty is in it where it is a ceiling."""
    return words.rate(step.rate_pct) + (" with the ordinary duty in it" if step.basis == "ceiling" else "")


def _events(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the events of the tariff record announced since, up to the edition's day."""
    table = events(p.partner, p.day)
    table = table[(table["announced"] >= start) & table["kind"].isin(_LAW)]
    for row, address in zip(each_row(table), links(table), strict=True):
        title, rest = _headline(row.summary)
        in_force = f" In force from {words.day(row.effective)}." if pd.notna(row.effective) else ""
        what = ", ".join(part for part in (row.authority, row.instrument) if part)
        yield Item(
            f"event/{row.event}",
            row.announced,
            words.capital(row.kind),
            title,
            f"{rest} {what}.{in_force}".strip(),
            address,
        )


def _headline(summary: str) -> tuple[str, str]:
    """Return the first sentence of a summary, or what stands before its first semicolon, and the rest of it."""
    first, mark, rest = re.match(r"(.*?)(; |\. |\.$|$)(.*)", summary, re.DOTALL).groups()  # type: ignore[union-attr]
    return first, words.capital(rest) if mark else ""


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
            f"The claim “{row.paraphrase.rstrip('.')}” is now {row.after}",
            f"With vintage {between[0]} it was {row.before}. It stands in {row.document_title}.",
        )


def _waiting(p: Parameters) -> Iterator[Item]:
    """Yield documents and headings that a refresh found and no person has judged yet."""
    for row in each_row(data.load("candidate_events")):
        yield Item(
            f"document/{row.document_number}",
            row.published,
            "Not yet judged",
            f"The Federal Register published “{row.title}”",
            f"Federal Register {row.document_number}, found under {row.authority}.",
            row.html_url,
        )
    for row in each_row(data.load("candidate_measures")):
        yield Item(
            f"heading/{row.heading}/{row.seen:%Y-%m-%d}",
            row.seen,
            "Not yet judged",
            f"Heading {row.heading} of the tariff schedule is {row.change}",
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
