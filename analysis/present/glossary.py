"""A list of terms, each with a place that other pages link to."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.present.outputs import in_notebook


@dataclass(frozen=True)
class Term:
    """A term: the name of its place, what it is called, what it means."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """What a chapter shows as a list of terms."""

    terms: Sequence[Term]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/plain": "\n".join(f"{term.name}: {term.meaning}" for term in self.terms),
            "text/html": in_notebook(self.html()),
        }

    def html(self) -> str:
        """Return the terms for the book."""
        return f'<dl class="report-terms">{"".join(map(_entry, self.terms))}</dl>'


def _entry(term: Term) -> str:
    return f'<dt id="term-{escape(term.key)}">{escape(term.name)}</dt><dd>{escape(term.meaning)}</dd>'
