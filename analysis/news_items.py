"""What changed since the last vintage, as dated items that never change their identity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import data, partners
from analysis.claims.verdict_changes import changed_verdicts
from analysis.data import vintages
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs import default_rate
from analysis.tariffs.event_record import events
from analysis.trade import balances, vintage_changes

CLAIMS_PARTNER = "VNM"  # whom the statements of the source documents are about
LAW_MONTHS = 3  # how far back new law is news; what is older stands in the timeline
WEIGHTY_SHARE = 0.005  # of a flow in a month, from which a revision is news
_REVISED = {
    "exports_usd": (
        message("US exports to {partner} in {month} were raised by {amount}"),
        message("US exports to {partner} in {month} were lowered by {amount}"),
    ),
    "general_imports_usd": (
        message("US imports from {partner} in {month} were raised by {amount}"),
        message("US imports from {partner} in {month} were lowered by {amount}"),
    ),
}  # flow → what is said of a revision up, and down
_LAW = {
    "rates": message("Rates"),
    "sector duties": message("Sector duties"),
    "trade remedies": message("Trade remedies"),
    "courts": message("Courts"),
    "talks": message("Talks"),
    "partner's own acts": message("Partner's own acts"),
    "reviews": message("Reviews"),
}  # kinds of events that are news, with their names


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
            message("New months"),
            say("US trade with {partner} is now known to {month}", partner=name, month=words.month(max(added))),
            say(
                "{months} came with vintage {vintage}: {span}.",
                months=_months(len(added)),
                vintage=new,
                span=words.period(min(added), max(added)),
            ),
        )
    yield from _revisions(p, old, new)


def _revisions(p: Parameters, old: str, new: str) -> Iterator[Item]:
    table = vintage_changes.by_month(p.partner, old, new)
    table = table[table["revised"] & table["month"].between(*p.months)].reset_index(drop=True)
    if table.empty:
        return
    flow, patterns = max(_REVISED.items(), key=lambda pair: table[f"{pair[0]}_change"].abs().max())
    row = row_at(table, table[f"{flow}_change"].abs().idxmax())
    if abs(row[f"{flow}_change"]) < WEIGHTY_SHARE * row[f"{flow}_before"]:
        return
    yield Item(
        f"{new}/{p.partner}/revisions",
        _reading_day(new),
        message("Revision"),
        say(
            words.direction(0, row[f"{flow}_change"], *patterns),
            partner=partners.in_sentence(p.partner),
            month=words.month(row["month"]),
            amount=words.usd(abs(row[f"{flow}_change"]), 2),
        ),
        say(
            message("From {before} to {after}; it is the largest change among {count} revised months.")
            if len(table) > 1
            else message("From {before} to {after}; it is the largest change among 1 revised month."),
            before=words.usd(row[f"{flow}_before"], 2),
            after=words.usd(row[f"{flow}_after"], 2),
            count=words.count(len(table)),
        ),
    )


def _imports_alone(p: Parameters) -> Iterator[Item]:
    """Yield that imports are held beyond the totals, where they are."""
    months = balances.imports_beyond(p.partner, p.months[1], p.window[1])
    if len(months) and p.vintage is None:
        last, vintage = months["month"].max(), data.describe("general_imports_by_partner").vintage
        yield Item(
            f"{vintage}/{p.partner}/imports",
            _day(vintage),
            message("New months"),
            say(
                "US imports from {partner} are now known to {month}, exports are not",
                partner=partners.in_sentence(p.partner),
                month=words.month(last),
            ),
            say(
                "{months} of imports came with vintage {vintage}; without exports they have no balance.",
                months=_months(len(months)),
                vintage=vintage,
            ),
        )


def _tables(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield what refreshes changed in the other tables."""
    shown = set(vintages.readings().values())
    for row in each_row(data.load("refreshes")):
        day = _day(str(row.vintage))
        if row.table in shown or day < start or (p.vintage is not None and row.vintage > p.vintage):
            continue
        yield Item(
            f"{row.vintage}/table/{row.table}",
            day,
            message("Table"),
            say("The table “{title}” was read again", title=say(data.describe(row.table).title)),
            _change(row),
        )


def _change(row: Any) -> str:
    """Return what a refresh changed in a table: rows, values and months."""
    added = _counted(row.rows_added, message("1 row added"), message("{count} rows added"))
    revised = _counted(row.rows_revised, message("1 value revised"), message("{count} values revised"))
    removed = _counted(row.rows_removed, message("1 row removed"), message("{count} rows removed"))
    change = f"{added}, {revised}, {removed}."
    if pd.isna(row.first_new_month):
        return change
    months = words.capital(words.period(row.first_new_month, row.last_new_month))
    return f"{change} " + say("{months} is new.", months=months)


def _steps(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the changes of the default rate on the partner's goods since, up to the edition's day."""
    steps = default_rate.steps(p.partner)
    for before, row in pairwise(each_row(steps)):
        if start <= row.valid_from <= p.day:
            now, was = _duty(row), _duty(before)
            if row.basis == "ceiling" != before.basis and before.rate_pct:
                was = say("{rate} on top of it", rate=was)
            yield Item(
                f"duty/{p.partner}/{row.valid_from:%Y-%m-%d}",
                row.valid_from,
                message("New duty") if row.rate_pct else message("Duty ended"),
                _step_title(p, row, now, was),
                _step_law(row, before),
            )


def _step_title(p: Parameters, step: Any, now: str, was: str) -> str:
    if step.rate_pct == 0:
        title = message("Goods from {partner} pay no default rate any more, after {was}")
    elif now == was:
        title = message("The default rate on goods from {partner} is still {now}")
    else:
        title = message("The default rate on goods from {partner} is {now}, after {was}")
    return say(title, partner=partners.in_sentence(p.partner), now=now, was=was)


def _step_law(step: Any, before: Any) -> str:
    """Return since when a step of the default rate holds, and under what law; of an end, what law ended."""
    law = before if step.rate_pct == 0 else step
    return say(
        message("Since {day}, under {authority} ({instrument}).")
        if step.rate_pct
        else message("Since {day}, when the duty under {authority} ended ({instrument})."),
        day=words.day(step.valid_from),
        authority=_authority(law),
        instrument=default_rate.instruments(law.instrument),
    )


def _authority(step: Any) -> str:
    return words.summands(dict(step.split), step.rate_pct)


def _duty(step: Any) -> str:
    """Return the rate of a step of the default rate, and that the ordinary duty is in it where it is a ceiling."""
    rate = words.rate(step.rate_pct)
    return say("{rate} with the ordinary duty in it", rate=rate) if step.basis == "ceiling" else rate


def _events(p: Parameters, start: pd.Timestamp) -> Iterator[Item]:
    """Yield the events of the tariff record announced since, up to the edition's day."""
    table = events(p.partner, p.day)
    table = table[(table["announced"] >= start) & table["kind"].isin(_LAW)]
    for row, address in zip(each_row(table), links(table), strict=True):
        title, rest = _headline(say(row.summary))
        what = ", ".join(say(part) for part in (row.authority, row.instrument) if part)
        told = f"{rest} {what}.".strip()
        if pd.notna(row.effective):
            told += " " + say("In force from {first}.", first=words.day(row.effective))
        yield Item(
            f"event/{row.event}",
            row.announced,
            _LAW[row.kind],
            title,
            told,
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
    for row in each_row(changed_verdicts(*between)):
        yield Item(
            f"{between[1]}/claim/{row.claim}",
            _reading_day(between[1]),
            message("Verdict moved"),
            say("The claim “{claim}” is now {verdict}", claim=say(row.paraphrase).rstrip("."), verdict=say(row.after)),
            say(
                "With vintage {vintage} it was {verdict}. It stands in {document}.",
                vintage=between[0],
                verdict=say(row.before),
                document=say(row.document_title),
            ),
        )


def _waiting(p: Parameters) -> Iterator[Item]:
    """Yield documents and headings that a refresh found and no person has judged yet."""
    for row in each_row(data.load("candidate_events")):
        yield Item(
            f"document/{row.document_number}",
            row.published,
            message("Not yet judged"),
            say("The Federal Register published “{title}”", title=row.title),
            say(
                "Federal Register {number}, found under {authority}.",
                number=row.document_number,
                authority=say(row.authority),
            ),
            row.html_url,
        )
    for row in each_row(data.load("candidate_measures")):
        yield Item(
            f"heading/{row.heading}/{row.seen:%Y-%m-%d}",
            row.seen,
            message("Not yet judged"),
            say(
                "Heading {heading} of the tariff schedule is {change}",
                heading=row.heading,
                change=say(row.change),
            ),
            row.description or row.general_before,
        )


def _reading_day(vintage: str) -> pd.Timestamp:
    """Return the day on which the totals of a vintage were read."""
    return _day(data.describe(vintages.readings()[vintage]).retrieved)


def _day(label: str) -> pd.Timestamp:
    """Return the day that ``label`` names, or the first of its month if it names no day."""
    return pd.Timestamp(label if len(label) > 7 else f"{label}-01")


def _months(count: int) -> str:
    return _counted(count, message("1 month"), message("{count} months"))


def _counted(count: int, one: str, many: str) -> str:
    return say(one if count == 1 else many, count=words.count(count))
