"""Checks of dates, rates, names and rounds against the record of events."""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from analysis.claims.judge import amount
from analysis.claims.model import Claim, Finding, Tables, Verdict, record_vintage
from analysis.language import message, say
from analysis.present import words
from analysis.tariffs import default_rate

_DAY = pd.Timedelta(days=1)
_DATED = {
    "announced": message("{instrument} ({event}): announced {day}."),
    "effective": message("{instrument} ({event}): effective {day}."),
    "last day": message("{instrument} ({event}): last day {day}."),
}


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
    return _decide(first <= date < last + pd.DateOffset(months=1), _dated(claim, name, event, date))


def on_day(claim: Claim, tables: Tables) -> Finding:
    """Check that the event's named date is the stated day."""
    name, event = _first(claim, tables)
    date = date_of(event, claim.named)
    return _decide(date == claim.day, _dated(claim, name, event, date))


def between(claim: Claim, tables: Tables) -> Finding:
    """Check that the event's named date lies between two stated days, both included."""
    name, event = _first(claim, tables)
    date = date_of(event, claim.named)
    start, end = claim.need(claim.day, "day"), claim.need(claim.day_until, "day_until")
    return _decide(start <= date <= end, _dated(claim, name, event, date))


def _dated(claim: Claim, name: str, event: pd.Series, date: pd.Timestamp) -> str:
    return say(_DATED[claim.named], instrument=say(event["instrument"]), event=name, day=words.day(date))


def weekday_of_event(claim: Claim, tables: Tables) -> Finding:
    """Check the day of the week of the event; in Washington the day may be the next one in Ha Noi already."""
    name, event = _first(claim, tables)
    date, later = event["announced"], event["announced"] + _DAY
    text = say("{day} ({event}) was a {weekday}.", day=words.day(date), event=name, weekday=words.weekday(date))
    if tables.places.get(name) == "Washington" and later.day_name() == claim.named:
        there = say(
            "In Ha Noi it was {weekday} from 1 p.m. of Washington on; the hour of the event is not on record.",
            weekday=words.weekday(later),
        )
        return Finding(Verdict.NOT_CHECKABLE, f"{text} {there}", None, record_vintage())
    return _decide(date.day_name() == claim.named, text)


def weekday_of_day(claim: Claim, tables: Tables) -> Finding:
    """Check the day of the week of the stated day."""
    date = claim.need(claim.day, "day")
    return Finding(
        Verdict.CONFIRMED if date.day_name() == claim.named else Verdict.CONTRADICTED,
        say("{day} was a {weekday}.", day=words.day(date), weekday=words.weekday(date)),
        None,
        say("the calendar"),
    )


def week_before_document(claim: Claim, tables: Tables) -> Finding:
    """Check that the event began in the calendar week (Monday to Sunday) before that of the document."""
    name, event = _first(claim, tables)
    start, printed = event["announced"], tables.document_day(claim)
    weeks = (printed.to_period("W").start_time - start.to_period("W").start_time).days // 7
    apart = (
        message("The event ({event}) began on {day}, in the calendar week before that of {printed}.")
        if weeks == 1
        else message("The event ({event}) began on {day}, {weeks} calendar weeks before that of {printed}.")
    )
    places = {"event": name, "day": words.day(start), "printed": words.day(printed)}
    return _decide(weeks == 1, say(apart, weeks=words.count(weeks), **places))


def hanoi_day(claim: Claim, tables: Tables) -> Finding:
    """Check the early hours of a day in Ha Noi: in Washington, eleven hours behind, it was the day before."""
    name, event = _first(claim, tables)
    signed = event["announced"]
    early = claim.need(claim.day, "day")
    text = say(
        "Signed in Washington on {signed} ({event}). The early hours of {early} in Ha Noi are the afternoon of "
        "{before} there; the hour itself is not on record.",
        signed=words.day(signed),
        event=name,
        early=words.day(early),
        before=words.day(early - _DAY),
    )
    return _decide(signed == early - _DAY, text)


def rate(claim: Claim, tables: Tables) -> Finding:
    """Check the rate that the event sets for Viet Nam, in percent."""
    name, event = _first(claim, tables)
    found = float(event["rate_vietnam_pct"])
    text = f"{say(event['instrument'])} ({name}): {amount(found, 'percent')}."
    return _decide(found == claim.value, text, found)


def participant(claim: Claim, tables: Tables) -> Finding:
    """Check that the named person acted in the event."""
    name, event = _first(claim, tables)
    holds = _missing(claim, [str(event["actor"])]) == []
    said = message("The record of {day} ({event}) names: {actor}.")
    return _decide(holds, say(said, **_record(name, event), actor=say(event["actor"])))


def place(claim: Claim, tables: Tables) -> Finding:
    """Check where an event of the talks was held."""
    name, event = _first(claim, tables)
    found = tables.places.get(name, "")
    said = message("The record of {day} ({event}): held in {place}.")
    return _decide(found == claim.named, say(said, **_record(name, event), place=say(found)))


def says(claim: Claim, tables: Tables) -> Finding:
    """Check that the record of the event states it: every named term is in it, and the record is quoted."""
    name, event = _first(claim, tables)
    missing = _missing(claim, _texts(event))
    text = _quoted(name, event)
    if missing:
        terms = words.join([f"“{term}”" for term in missing])
        text += f" {say('It has nothing on {terms}.', terms=terms)}"
    return _decide(not missing, text)


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
    said = (
        message("{instrument} ({event}) ran from {start} to {end}, so it was in session on {day}.")
        if in_session
        else message("{instrument} ({event}) ran from {start} to {end}, so it was not in session on {day}.")
    )
    text = say(
        said,
        instrument=say(event["instrument"]),
        event=name,
        start=words.day(start),
        end=words.day(end),
        day=words.day(date),
    )
    return Finding(Verdict.NOT_SUPPORTED if in_session else Verdict.NOT_CHECKABLE, text, None, record_vintage())


def midterm_year(claim: Claim, tables: Tables) -> Finding:
    """Check the year of a midterm election: even, and no year of a presidential election (2 U.S.C. 1 and 7)."""
    year = int(claim.stated)
    holds = year % 4 == 2
    said = (
        message("Elections to Congress fall in every even year; {year} is between two presidential ones.")
        if holds
        else message("Elections to Congress fall in every even year; {year} is not between two presidential ones.")
    )
    verdict = Verdict.CONFIRMED if holds else Verdict.CONTRADICTED
    return Finding(verdict, say(said, year=year), None, say("the calendar"))


def _texts(event: pd.Series) -> list[str]:
    return [str(event[column]) for column in ("scope", "instrument", "stacking", "summary")]


def _quoted(name: str, event: pd.Series) -> str:
    said = message("The record of {day} ({event}): “{summary}”")
    return say(said, **_record(name, event), summary=say(event["summary"]))


def _record(name: str, event: pd.Series) -> dict[str, str]:
    """Return the places by which a sentence names the record of an event."""
    return {"day": words.day(event["announced"]), "event": name}


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
    events = "; ".join(
        f"{say(tables.event(claim, name)['instrument'])} ({name}): {words.day(date)}" for name, date in dates.items()
    )
    text = say("{events}; the document: {day}.", events=events, day=words.day(printed))
    return _decide(all(rule(date, printed) for date in dates.values()), text)


def rate_first_in_force(claim: Claim, tables: Tables) -> Finding:
    """Check the month in which the default rate on Viet Nam first stood at the stated percentage."""
    steps = tables.rate_steps
    in_force = steps[steps["rate_pct"] == claim.value].sort_values("valid_from")
    if in_force.empty:
        return _decide(False, say("This rate was never in force."))
    start, end = in_force.iloc[0][["valid_from", "valid_until"]]
    first, last = claim.period
    holds = first <= start < last + pd.DateOffset(months=1)
    text = say(
        "The default rate on Viet Nam first stood at {rate} on {start}; it was replaced from {end}.",
        rate=amount(claim.stated, "percent"),
        start=words.day(start),
        end=words.day(end),
    )
    return _decide(holds, text)


def _rate_on(tables: Tables, date: pd.Timestamp) -> float:
    step = default_rate.in_force(tables.rate_steps, date)
    return 0.0 if step is None else float(step["rate_pct"])


def rate_not_in_force(claim: Claim, tables: Tables) -> Finding:
    """Check that on the stated day another default rate was charged than the one stated."""
    date = claim.need(claim.day, "day")
    found = _rate_on(tables, date)
    said = message("On {day} the default rate on Viet Nam was {rate}.")
    text = say(said, day=words.day(date), rate=amount(found, "percent"))
    return _decide(found != claim.value, text)


def rate_below_announced(claim: Claim, tables: Tables) -> Finding:
    """Check that the first event sets a lower rate than the second; say what was charged the day before."""
    new, old = (float(tables.event(claim, name)["rate_vietnam_pct"]) for name in claim.event_ids)
    start = claim.need(claim.day, "day")
    charged = _rate_on(tables, start - _DAY)
    said = (
        message(
            "{new} against {old} announced. What was charged until the day before {day} was {charged}, so the rate in "
            "force went up."
        )
        if new > charged
        else message(
            "{new} against {old} announced. What was charged until the day before {day} was {charged}, so the rate in "
            "force went down."
        )
    )
    rates = {"new": new, "old": old, "charged": charged}
    places = {name: amount(rate, "percent") for name, rate in rates.items()}
    return _decide(new < old, say(said, day=words.day(start), **places), new)


def round_number(claim: Claim, tables: Tables) -> Finding:
    """Check the number of the round."""
    name, event = _first(claim, tables)
    return _decide(
        event["instrument"] == f"Round {words.count(claim.stated)}",
        say("The record of {day} ({event}) calls it {round}.", **_record(name, event), round=_lower(event)),
    )


def _lower(event: pd.Series) -> str:
    """Return the name of a round as it stands in a sentence."""
    return say(event["instrument"]).lower()


def talks_held(claim: Claim, tables: Tables) -> Finding:
    """Check that several of the cited talks, more than one, had been held when the document appeared."""
    printed = tables.document_day(claim)
    held = sum(tables.event(claim, name)["announced"] <= printed for name in claim.event_ids)
    return _decide(held > 1, say("{number} on record by {day}.", number=held, day=words.day(printed)), held)


def agreement_signed(claim: Claim, tables: Tables) -> Finding:
    """Check an aim or forecast of a signature by the stated day against the signatures among the talks.

    What the document states is the aim; if it was not met, that is no error of the document.
    """
    date = claim.need(claim.day, "day")
    signed = [tables.event(claim, name)["announced"] for name in tables.signatures]
    events = {name: tables.event(claim, name) for name in claim.event_ids}
    cited = "; ".join(
        f"{words.capital(say('state of the record'))}: {words.day(event['announced'])}"
        if event["kind"] == "note"
        else f"{words.capital(say(event['instrument']))} ({name}): {words.day(event['announced'])}"
        for name, event in events.items()
    )
    if not signed:
        text = say("Not met by {day}: no signature is on record. {events}.", day=words.day(date), events=cited)
        return Finding(Verdict.AIM_NOT_MET, text, None, record_vintage())
    verdict = Verdict.CONFIRMED if min(signed) <= date else Verdict.AIM_NOT_MET
    text = say("Signed on {day}. {events}.", day=words.day(min(signed)), events=cited)
    return Finding(verdict, text, None, record_vintage())


def annex_partners(claim: Claim, tables: Tables) -> Finding:
    """Count the partners with a heading of their own (9903.02.…) in the order of 31 July 2025."""
    headings = tables.reciprocal_rates["hts_heading_2025_08"]
    found = int(headings.str.startswith("9903.02.").sum())
    said = message("{number} partners have a heading of their own in Annex I of the order, the European Union as one.")
    text = say(said, number=found)
    return _decide(found == claim.value, text, found)


def not_in_data(claim: Claim, tables: Tables) -> Finding:
    """Say that nothing here can decide the statement; the reason is the note of the row."""
    return Finding(Verdict.NOT_CHECKABLE, say(claim.note))
