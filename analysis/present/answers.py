"""A page that answers: a field for a question, the form of an answer, and data files that a script loads for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.language import message, say
from analysis.present import files
from analysis.present.outputs import in_notebook

NAME = "product-duty"
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


def course(title: str, unit: str) -> str:
    """Return the figure into which a script draws one course."""
    return (
        f'<figure class="report-figure"><p class="report-title">{title} <span class="report-unit">{unit}</span></p>'
        '<div class="report-plot"><svg viewBox="0 0 1000 300" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="report-course"></path></svg></div><p class="report-reading" role="status"></p></figure>'
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
    first: str
    last: str
    year: int
    contents: Mapping[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/plain": f"Product: a code, or words. {self.without}",
            "text/html": in_notebook(self.html(), LOOK_UP),
        }

    def html(self) -> str:
        """Return the form for the book."""
        return (
            f'<div class="report-ask" id="{NAME}" data-language="en-GB" data-unknown="unknown" data-none="none" '
            'data-missing="Not in the schedule of 2026; what is nearest is listed, if anything is" '
            'data-lines="lines found; those that fit best or were imported most are listed">'
            f'<form class="report-ask-form">'
            f'<label for="{NAME}-asked">{say(_LABEL)}</label>'
            f'<input id="{NAME}-asked" name="q" autocomplete="off" spellcheck="false" aria-controls="{NAME}-list" '
            f'placeholder="{say(_EXAMPLES)}">'
            f'<label for="{NAME}-day">Day <input id="{NAME}-day" type="date" min="{self.first}" max="{self.last}" '
            f'value="{self.last}"></label>'
            f'<ul id="{NAME}-list" class="report-found" aria-label="Products found" hidden></ul></form>'
            f"<noscript><p>{escape(self.without)}</p></noscript>"
            '<p class="report-ask-said" role="status"></p><div class="report-answer"></div>'
            f"<template>{self._answer()}</template>"
            f"{data_files(self.contents)}</div>"
        )

    def _answer(self) -> str:
        """Return the form of an answer; the script fills what has a ``data-slot``."""
        head = (
            '<th scope="col" class="text">{}</th><th scope="col" class="number">{}</th>'
            '<th scope="col" class="text">{}</th>'
        )
        asides = (
            ("cases", "If a condition holds, the total is"),
            ("spared", "Not charged, and why"),
            ("coming", "Scheduled, not in the total"),
            ("orders", "An order on these goods may add to this"),
        )
        basis = "total, percent of customs value, where no condition holds"
        lists = "".join(f'<div hidden><h3>{title}</h3><ul data-slot="{name}"></ul></div>' for name, title in asides)
        return (
            '<h2 data-slot="title"></h2><p data-slot="product"></p>'
            f'<p>Duty on <span data-slot="day"></span> on goods from {escape(self.partner)}, percent of customs value, '
            "where no condition below holds.</p>"
            f'<table class="report-table"><thead><tr>{head.format("Part", "Duty", "Basis")}</tr></thead><tbody>'
            '<tr><td>Base rate</td><td data-slot="base"></td><td data-slot="printed"></td></tr></tbody>'
            '<tbody data-slot="charges"></tbody></table>'
            f"{lists}{course(f'Its duty since {self.first[:4]}', basis)}"
            '<h3>The same product from others, <span data-slot="day"></span></h3>'
            f'<table class="report-table"><thead><tr>{head.format("From", "Duty", "If a condition holds")}'
            f'<th scope="col" class="number">US imports {self.year} '
            '<span class="report-unit">million US dollars</span></th>'
            '</tr></thead><tbody data-slot="partners"></tbody></table>'
            f'<p class="report-source">{escape(self.outside)} Law as known on {self.last}. Information, not advice.</p>'
        )


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
