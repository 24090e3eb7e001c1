"""A page that answers: a field for a question, the form of an answer, and data files that a script loads for it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.language import current, message, say
from analysis.present import files, words
from analysis.present.outputs import in_notebook

NAME = "product-duty"
_DAY = '<span data-slot="day"></span>'
PAGE = "product_duty.html"
LOOK_UP = "trade-report rate CODE --partner PARTNER --on DAY"
_LABEL = message("Product: a code of 4 to 10 digits, or words")
_EXAMPLES = message("6109.10.00.12, sweater, wooden bed")


def data_files(contents: Mapping[str, Any]) -> str:
    """Return the element that names data files, each a script that only assigns: from a disk a page loads nothing else.

    They stand in it as data addresses until publication.
    """
    held = " ".join(
        files.address(
            f"{name}.js", "text/javascript", f"(window.reportData??={{}})[{json.dumps(name)}]={_compact(content)};\n"
        )
        for name, content in contents.items()
    )
    return f'<data class="report-files" value="{held}"></data>'


def course(title: str, unit: str, ticks: Sequence[tuple[float, str]]) -> str:
    """Return the figure into which a script draws one course over ``ticks``: places from 0 to 1 and their names."""
    axis = "".join(f'<text x="{100 * place:g}%" y="1em">{escape(name)}</text>' for place, name in ticks)
    return (
        f'<figure class="report-figure"><p class="report-title">{title} <span class="report-unit">{unit}</span></p>'
        '<div class="report-plot"><svg viewBox="0 0 1000 300" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="report-axis" d="M0 294H1000"></path><path class="report-course"></path></svg></div>'
        f'<svg class="report-ticks" aria-hidden="true">{axis}</svg>'
        '<p class="report-reading" role="status"></p></figure>'
    )


@dataclass(frozen=True)
class Question:
    """The field alone, which leads to the page that answers; it needs no script. ``partner`` is named in a sentence."""

    partner: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/plain": say("What does a product pay? A field for its code or words."),
            "text/html": in_notebook(self.html(), LOOK_UP),
        }

    def html(self) -> str:
        """Return the form for the book."""
        label = say("What does my product from {partner} pay?", partner=self.partner)
        return (
            f'<form class="report-ask-form" action="{PAGE}" method="get">'
            f'<label for="question">{escape(label)}</label>'
            f'<input id="question" name="q" autocomplete="off" placeholder="{say(_EXAMPLES)}" '
            f'aria-label="{say(_LABEL)}"><button>{say("Look up")}</button></form>'
        )


@dataclass(frozen=True)
class Answers:
    """The field for a product and a day, and what the script ``product_duty.js`` shows for them.

    ``without`` says what to do without scripts, ``partner`` names the origin in a sentence, ``outside`` what no answer
    holds. ``first`` and ``last`` bound the day, ``year`` is that of the imports, ``contents`` are the data files by
    name.
    """

    partner: str
    outside: str
    without: str
    first: pd.Timestamp
    last: pd.Timestamp
    year: int
    contents: Mapping[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        told = say("Product: a code, or words. {without}", without=self.without)
        return {"text/plain": told, "text/html": in_notebook(self.html(), LOOK_UP)}

    def html(self) -> str:
        """Return the form for the book."""
        return _asking(self.first, self.last, self.without, self._answer(), data_files(self.contents))

    def _answer(self) -> str:
        """Return the form of an answer; the script fills what has a ``data-slot``."""
        asides = (
            ("cases", say("If a condition holds, the total is")),
            ("not_charged", say("Not charged, and why")),
            ("coming", say("Scheduled, not in the total")),
            ("orders", say("An order on these goods may add to this")),
        )
        lists = "".join(f'<div hidden><h3>{title}</h3><ul data-slot="{name}"></ul></div>' for name, title in asides)
        told = say("Duty on {day} on goods from {partner}, percent of customs value, where no condition below holds.")
        since = say("Its duty since {year}", year=self.first.year)
        unit = say("total, percent of customs value, where no condition holds")
        law = say("Law as known on {day}. Information, not advice.", day=words.day(self.last))
        return (
            '<h2><span data-slot="code"></span>: <span data-slot="total"></span></h2><p data-slot="product"></p>'
            f"<p>{told.format(day=_DAY, partner=escape(self.partner))}</p>"
            f'<table class="report-table">{_head(say("Part"), say("Duty"), say("Basis"))}<tbody>'
            f'<tr><td>{say("Base rate")}</td><td data-slot="base"></td><td data-slot="printed"></td></tr></tbody>'
            '<tbody data-slot="charges"></tbody></table>'
            f"{lists}{course(since, unit, _half_years(self.first, self.last))}"
            f"<h3>{say('The same product from others, {day}').format(day=_DAY)}</h3>{_partners(self.year)}"
            f'<p class="report-source">{escape(self.outside)} {law}</p>'
        )


@dataclass(frozen=True)
class AcrossBooks:
    """The field for a product and a day over many books, each of which answers for its own partner.

    ``books`` are the folders of their pages, as addresses from the page that asks.
    """

    books: Sequence[str]
    first: pd.Timestamp
    last: pd.Timestamp
    year: int

    def html(self) -> str:
        """Return the form for a page of its own."""
        without = say("Without scripts this page cannot answer; trade-report rate 6109100012 --partner VNM does.")
        told = say("Duty on {day}, percent of customs value, the lowest first. A name leads to the whole answer.")
        law = say("Law as known on {day}. Information, not advice.", day=words.day(self.last))
        answer = (
            '<h2 data-slot="code"></h2><p data-slot="product"></p>'
            f'<p>{told.format(day=_DAY)}</p>{_partners(self.year)}<p class="report-source">{law}</p>'
        )
        files = "".join(
            f'<data class="report-files" value="{escape(book)}_static/product_duty/" data-page="{escape(book)}{PAGE}">'
            "</data>"
            for book in self.books
        )
        return _asking(self.first, self.last, without, answer, files)


def _asking(first: pd.Timestamp, last: pd.Timestamp, without: str, answer: str, files: str) -> str:
    """Return the field with its day, the place of an answer, its form, and where its data are."""
    vietnamese = current() == "vi"
    texts = {
        "language": "vi" if vietnamese else "en-GB",
        "month": "numeric" if vietnamese else "long",
        "unknown": say("unknown"),
        "none": say("none"),
        "and": say(", and "),
        "missing": say("Not in the schedule of 2026; what is nearest is listed, if anything is"),
        "lines": say("lines found; those that fit best or were imported most are listed"),
    }
    held = " ".join(f'data-{name}="{escape(text)}"' for name, text in texts.items())
    return (
        f'<div class="report-ask" id="{NAME}" {held}>'
        f'<form class="report-ask-form"><label for="{NAME}-asked">{say(_LABEL)}</label>'
        f'<input id="{NAME}-asked" name="q" autocomplete="off" spellcheck="false" role="combobox" '
        f'aria-autocomplete="list" aria-expanded="false" aria-controls="{NAME}-list" placeholder="{say(_EXAMPLES)}">'
        f'<label for="{NAME}-day">{say("Day")} <input id="{NAME}-day" type="date" required min="{first:%Y-%m-%d}" '
        f'max="{last:%Y-%m-%d}" value="{last:%Y-%m-%d}"></label>'
        f'<ul id="{NAME}-list" class="report-found" role="listbox" aria-label="{say("Products found")}" hidden></ul>'
        f"</form><noscript><p>{escape(without)}</p></noscript>"
        '<p class="report-ask-said" role="status"></p><div class="report-answer"></div>'
        f"<template>{answer}</template>{files}</div>"
    )


def _half_years(first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[float, str]]:
    """Return where each January and July between two days begins, from 0 to 1, with the year or the month."""
    days = [day for day in pd.date_range(first, last, freq="MS") if day.month in (1, 7)]
    names = [f"{day:%Y}" if day.month == 1 else words.date(day, say("MMM")) for day in days]
    return [(round((day - first) / (last - first), 4), name) for day, name in zip(days, names, strict=True)]


def _partners(year: int) -> str:
    """Return the table of what partners pay, without its rows."""
    imports = say("US imports {year}", year=year)
    unit = f'<span class="report-unit">{say("million US dollars")}</span>'
    more = f'<th scope="col" class="number">{imports} {unit}</th>'
    head = _head(say("Origin"), say("Duty"), say("If a condition holds"), more)
    return f'<table class="report-table">{head}<tbody data-slot="partners"></tbody></table>'


def _head(part: str, duty: str, basis: str, more: str = "") -> str:
    return (
        f'<thead><tr><th scope="col" class="text">{part}</th><th scope="col" class="number">{duty}</th>'
        f'<th scope="col" class="text">{basis}</th>{more}</tr></thead>'
    )


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
