"""Checks of dates, rates, names and rounds against the record of events."""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from analysis.claims.judge import amount
from analysis.claims.model import Claim, Finding, Tables, Verdict, record_vintage
from analysis.present import words
from analysis.tariffs import default_rate

_DAY = pd.Timedelta(days=1)


def fold(text: str) -> str:
    """Return ``text`` in lower case without diacritics, as search compares it."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def _decide(holds: bool, text: str, found: float | None = None) -> Finding:
    return Finding(Verdict.CONFIRMED if holds else Verdict.CONTRADICTED, text, found, record_vintage())


def _first(claim: Claim, tables: Tables) -> tuple[str, pd.Series]:
    name = claim.event_ids[0]
    return name, tables.event(claim, name)


def date_of(event: pd.Series, basis: str) -> pd.Timestamp:
    """Return a date of the event: ``announced``, ``effective``, or ``last day`` (the day before it ends)."""
    return pd.Timestamp(event["valid_until"] - _DAY if basis == "last day" else event[basis])


def in_month(claim: Claim, tables: Tables) -> Finding:
    """Check that the event's named date falls in the stated months."""
    name, event = _first(claim, tables)
    date = date_of(event, claim.named)
    first, last = claim.period
    holds = first <= date < last + pd.DateOffset(months=1)
    return _decide(holds, f"{event['instrument']} ({name}): {claim.named} {words.day(date)}.")


def on_day(claim: Claim, tables: Tables) -> Finding:
    """Check that the event's named date is the stated day."""
    name, event = _first(claim, tables)
    date = date_of(event, claim.named)
    return _decide(date == claim.day, f"{event['instrument']} ({name}): {claim.named} {words.day(date)}.")


def between(claim: Claim, tables: Tables) -> Finding:
    """Check that the event's named date lies between two stated days, both included."""
    name, event = _first(claim, tables)
    date = date_of(event, claim.named)
    start, end = claim.need(claim.day, "day"), claim.need(claim.day_until, "day_until")
    return _decide(start <= date <= end, f"{event['instrument']} ({name}): {claim.named} {words.day(date)}.")


def weekday_of_event(claim: Claim, tables: Tables) -> Finding:
    """Check the day of the week of the event; in Washington the day may be the next one in Ha Noi already."""
    name, event = _first(claim, tables)
    date, later = event["announced"], event["announced"] + _DAY
    text = f"{words.day(date)} ({name}) was a {date.day_name()}."
    if tables.places.get(name) == "Washington" and later.day_name() == claim.named:
        text += f" In Ha Noi it was {claim.named} from 1 p.m. of Washington on; the hour of the event is not on record."
        return Finding(Verdict.NOT_CHECKABLE, text, None, record_vintage())
    return _decide(date.day_name() == claim.named, text)


def weekday_of_day(claim: Claim, tables: Tables) -> Finding:
    """Check the day of the week of the stated day."""
    date = claim.need(claim.day, "day")
    return Finding(
        Verdict.CONFIRMED if date.day_name() == claim.named else Verdict.CONTRADICTED,
        f"{words.day(date)} was a {date.day_name()}.",
        None,
        "the calendar",
    )


def week_before_document(claim: Claim, tables: Tables) -> Finding:
    """Check that the event began in the calendar week (Monday to Sunday) before that of the document."""
    name, event = _first(claim, tables)
    start, printed = event["announced"], tables.document_day(claim)
    weeks = (printed.to_period("W").start_time - start.to_period("W").start_time).days // 7
    apart = "in the calendar week before" if weeks == 1 else f"{words.count(weeks)} calendar weeks before"
    text = f"The event ({name}) began on {words.day(start)}, {apart} that of {words.day(printed)}."
    return _decide(weeks == 1, text)


def hanoi_day(claim: Claim, tables: Tables) -> Finding:
    """Check the early hours of a day in Ha Noi: in Washington, eleven hours behind, it was the day before."""
    name, event = _first(claim, tables)
    signed = event["announced"]
    early = claim.need(claim.day, "day")
    text = (
        f"Signed in Washington on {words.day(signed)} ({name}). The early hours of {words.day(early)} in Ha Noi are "
        f"the afternoon of {words.day(early - _DAY)} there; the hour itself is not on record."
    )
    return _decide(signed == early - _DAY, text)


def rate(claim: Claim, tables: Tables) -> Finding:
    """Check the rate that the event sets for Viet Nam, in percent."""
    name, event = _first(claim, tables)
    found = float(event["rate_vietnam_pct"])
    return _decide(found == claim.value, f"{event['instrument']} ({name}): {amount(found, 'percent')}.", found)


def participant(claim: Claim, tables: Tables) -> Finding:
    """Check that the named person acted in the event."""
    name, event = _first(claim, tables)
    holds = _missing(claim, [str(event["actor"])]) == []
    return _decide(holds, f"The record of {words.day(event['announced'])} ({name}) names: {event['actor']}.")


def place(claim: Claim, tables: Tables) -> Finding:
    """Check where an event of the talks was held."""
    name, event = _first(claim, tables)
    found = tables.places.get(name, "")
    return _decide(found == claim.named, f"The record of {words.day(event['announced'])} ({name}): held in {found}.")


def says(claim: Claim, tables: Tables) -> Finding:
    """Check that the record of the event states it: every named term is in it, and the record is quoted."""
    name, event = _first(claim, tables)
    missing = _missing(claim, _texts(event))
    lacks = f" It has nothing on {words.join([f'“{term}”' for term in missing])}." if missing else ""
    return _decide(not missing, _quoted(name, event) + lacks)


def fits(claim: Claim, tables: Tables) -> Finding:
    """Say that the record of the event fits the statement without stating it, or that it does not even fit."""
    name, event = _first(claim, tables)
    holds = not _missing(claim, _texts(event))
    verdict = Verdict.CONSISTENT if holds else Verdict.NOT_CHECKABLE
    return Finding(verdict, _quoted(name, event), None, record_vintage())


def round_in_session(claim: Claim, tables: Tables) -> Finding:
    """Check that nothing was scheduled on the stated day: a round in session that day speaks against it."""
    name, event = _first(claim, tables)
    date = claim.need(claim.day, "day")
    start, end = event["announced"], date_of(event, "last day")
    in_session = bool(start <= date <= end)
    text = (
        f"{event['instrument']} ({name}) ran from {words.day(start)} to {words.day(end)}, so it was "
        f"{'in session' if in_session else 'not in session'} on {words.day(date)}."
    )
    return Finding(Verdict.NOT_SUPPORTED if in_session else Verdict.NOT_CHECKABLE, text, None, record_vintage())


def midterm_year(claim: Claim, tables: Tables) -> Finding:
    """Check the year of a midterm election: even, and no year of a presidential election (2 U.S.C. 1 and 7)."""
    year = int(claim.stated)
    holds = year % 4 == 2
    between_two = f"{year} is {'' if holds else 'not '}between two presidential ones"
    text = f"Elections to Congress fall in every even year; {between_two}."
    return Finding(Verdict.CONFIRMED if holds else Verdict.CONTRADICTED, text, None, "the calendar")


def _texts(event: pd.Series) -> list[str]:
    return [str(event[column]) for column in ("scope", "instrument", "stacking", "summary")]


def _quoted(name: str, event: pd.Series) -> str:
    return f"The record of {words.day(event['announced'])} ({name}): “{event['summary']}”"


def _missing(claim: Claim, texts: list[str]) -> list[str]:
    """Return the named terms, separated by semicolons, that are in none of the texts as whole words."""
    whole = fold(" | ".join(texts))
    return [term for term in claim.named.split(";") if not re.search(rf"\b{re.escape(fold(term))}\b", whole)]


def by_document(claim: Claim, tables: Tables) -> Finding:
    """Check that every cited event had happened when the document appeared."""
    return _relative(claim, tables, lambda date, printed: date <= printed)


def after_document(claim: Claim, tables: Tables) -> Finding:
    """Check that every cited event came after the document."""
    return _relative(claim, tables, lambda date, printed: date > printed)


def _relative(claim: Claim, tables: Tables, rule: Callable[[pd.Timestamp, pd.Timestamp], bool]) -> Finding:
    printed = tables.document_day(claim)
    dates = {name: tables.event(claim, name)["announced"] for name in claim.event_ids}
    said = "; ".join(
        f"{tables.event(claim, name)['instrument']} ({name}): {words.day(date)}" for name, date in dates.items()
    )
    return _decide(all(rule(date, printed) for date in dates.values()), f"{said}; the document: {words.day(printed)}.")


def rate_first_in_force(claim: Claim, tables: Tables) -> Finding:
    """Check the month in which the default rate on Viet Nam first stood at the stated percentage."""
    steps = tables.rate_steps
    in_force = steps[steps["rate_pct"] == claim.value].sort_values("valid_from")
    if in_force.empty:
        return _decide(False, "This rate was never in force.")
    start, end = in_force.iloc[0][["valid_from", "valid_until"]]
    first, last = claim.period
    holds = first <= start < last + pd.DateOffset(months=1)
    text = (
        f"The default rate on Viet Nam first stood at {amount(claim.stated, 'percent')} on {words.day(start)}; "
        f"it was replaced from {words.day(end)}."
    )
    return _decide(holds, text)


def _rate_on(tables: Tables, date: pd.Timestamp) -> float:
    step = default_rate.in_force(tables.rate_steps, date)
    return 0.0 if step is None else float(step["rate_pct"])


def rate_not_in_force(claim: Claim, tables: Tables) -> Finding:
    """Check that on the stated day another default rate was charged than the one stated."""
    date = claim.need(claim.day, "day")
    found = _rate_on(tables, date)
    text = f"On {words.day(date)} the default rate on Viet Nam was {amount(found, 'percent')}."
    return _decide(found != claim.value, text)


def rate_below_announced(claim: Claim, tables: Tables) -> Finding:
    """Check that the first event sets a lower rate than the second; say what was charged the day before."""
    new, old = (float(tables.event(claim, name)["rate_vietnam_pct"]) for name in claim.event_ids)
    start = claim.need(claim.day, "day")
    charged = _rate_on(tables, start - _DAY)
    text = (
        f"{amount(new, 'percent')} against {amount(old, 'percent')} announced. What was charged until the "
        "day before "
        f"{words.day(start)} was {amount(charged, 'percent')}, so the rate in force went "
        f"{'up' if new > charged else 'down'}."
    )
    return _decide(new < old, text, new)


def round_number(claim: Claim, tables: Tables) -> Finding:
    """Check the number of the round."""
    name, event = _first(claim, tables)
    return _decide(
        event["instrument"] == f"Round {words.count(claim.stated)}",
        f"The record of {words.day(event['announced'])} ({name}) calls it {event['instrument'].lower()}.",
    )


def talks_held(claim: Claim, tables: Tables) -> Finding:
    """Check that several of the cited talks, more than one, had been held when the document appeared."""
    printed = tables.document_day(claim)
    held = sum(tables.event(claim, name)["announced"] <= printed for name in claim.event_ids)
    return _decide(held > 1, f"{held} on record by {words.day(printed)}.", held)


def agreement_signed(claim: Claim, tables: Tables) -> Finding:
    """Check an aim or forecast of a signature by the stated day against the signatures among the talks.

    What the document states is the aim; if it was not met, that is no error of the document.
    """
    date = claim.need(claim.day, "day")
    signed = [tables.event(claim, name)["announced"] for name in tables.signatures]
    cited = "; ".join(
        f"{words.capital(tables.event(claim, name)['instrument'] or 'state of the record')} ({name}): "
        f"{words.day(tables.event(claim, name)['announced'])}"
        for name in claim.event_ids
    )
    if not signed:
        text = f"Not met by {words.day(date)}: no signature is on record. {cited}."
        return Finding(Verdict.AIM_NOT_MET, text, None, record_vintage())
    verdict = Verdict.CONFIRMED if min(signed) <= date else Verdict.AIM_NOT_MET
    return Finding(verdict, f"Signed on {words.day(min(signed))}. {cited}.", None, record_vintage())


def annex_partners(claim: Claim, tables: Tables) -> Finding:
    """Count the partners with a heading of their own (9903.02.…) in the order of 31 July 2025."""
    headings = tables.reciprocal_rates["hts_heading_2025_08"]
    found = int(headings.str.startswith("9903.02.").sum())
    text = f"{found} partners have a heading of their own in Annex I of the order, the European Union as one."
    return _decide(found == claim.value, text, found)


def not_in_data(claim: Claim, tables: Tables) -> Finding:
    """Say that nothing here can decide the statement; the reason is the note of the row."""
    return Finding(Verdict.NOT_CHECKABLE, claim.note)
