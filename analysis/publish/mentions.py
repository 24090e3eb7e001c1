"""How a text names an event other than by its number: by its instrument, its day or its words."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.data import load
from analysis.frames import each_row
from analysis.language import say
from analysis.present import words
from analysis.publish import terms

_ACT = re.compile(r"\b(?:EO \d+|Proc \d+|FR \d{4}-\d+|\d+ FR \d+|[AC]-\d{3}-\d{3})")  # as the record writes them
_IN_FULL = {"EO": "Executive Order", "Proc": "Proclamation"}
_LAW = ("rates", "sector duties")
_ROW = re.compile("(<tr.*?</tr>)", re.DOTALL)
_ABOUT_ONE = re.compile("<tr.*#event-", re.DOTALL)
# Where no such name is a link: what no term is linked in, and the events themselves.
_CLOSED = re.compile(f'{terms.CLOSED.pattern}|<div class="report-(?:block report-timeline|paper)"')


def instruments(targets: Mapping[str, str]) -> dict[str, str]:
    """Return where the first event of each executive order, proclamation, notice and case stands, of ``targets``."""
    found: dict[str, str] = {}
    for row in each_row(load("tariff_events").sort_values(["announced", "event"])):
        for act in _ACT.findall(row.instrument) if row.event in targets else ():
            for name in (act, *_in_words(act, say(row.instrument))):
                found.setdefault(name, targets[row.event])
    return found


def _in_words(act: str, said: str) -> list[str]:
    """Return an order or a proclamation as a text writes it out, and as ``said``, its translation, does."""
    kind, _, number = act.partition(" ")
    return (
        [f"{_IN_FULL[kind]} {number}", *re.findall(rf"[^\W\d]+ (?:[^\W\d]+ )?{number}\b", said)]
        if kind in _IN_FULL
        else []
    )


def names(targets: Mapping[str, str]) -> dict[str, str]:
    """Return where the events of ``targets`` stand that a text names by their day or in words."""
    told = load("event_names")
    said = {
        form: targets[row.event]
        for row in each_row(told)
        if row.event in targets
        for form in (say(row.name), *_in_words(row.name, ""))
    }
    return {day: targets[event] for day, event in days(targets).items()} | {
        form: address for name, address in said.items() for form in (name, words.capital(name))
    }


def days(events: Iterable[str]) -> dict[str, str]:
    """Return the event of ``events`` that each day names: law that began on it, else a main event announced on it.

    Of several it is the one that charts mark. A day of a press document names the document.
    """
    record = load("tariff_events").merge(load("tariff_turning_points"), on="event", how="left")
    record = record[record["event"].isin(set(events)) & (record["kind"] != "note")]
    begun = record[record["kind"].isin(_LAW) | record["main"]]
    begun, announced = begun.assign(day=begun["effective"]), record[record["main"]].assign(day=record["announced"])
    first = pd.concat([_ranked(begun), _ranked(announced)]).dropna(subset="day").drop_duplicates("day")
    first = first[~first["day"].isin(load("documents")["date"])]
    return {words.day(row.day): row.event for row in each_row(first)}


def _ranked(events: pd.DataFrame) -> pd.DataFrame:
    """Return ``events``, those that charts mark first, then main ones."""
    return events.sort_values(["importance", "main", "event"], ascending=[True, False, True])


def with_names(text: str, link: Mapping[str, str]) -> str:
    """Return the HTML ``text`` with each mention of a name as its ``link``.

    A row of a table that names an event by its number is about that one: nothing else in it becomes a link.
    """
    if not link:
        return text
    head, opening, rest = text.partition("<article")
    body, closing, foot = rest.partition("</article>")
    alternatives = "|".join(map(re.escape, sorted(link, key=len, reverse=True)))
    mention = re.compile(rf"(?<![\w.-])(?:{alternatives})(?![\w-]| \(\Z)")  # the event's number follows

    def linked(passage: str) -> str:
        return mention.sub(lambda found: f'<a href="{link[found[0]]}">{found[0]}</a>', passage)

    parts = [part if _ABOUT_ONE.match(part) else terms.in_texts(part, _CLOSED, linked) for part in _ROW.split(body)]
    return head + opening + "".join(parts) + closing + foot
