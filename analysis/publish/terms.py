"""The first mention of each term on a page becomes a link to its meaning, which also stands in its tooltip."""

import re
from collections.abc import Mapping
from html import escape

from analysis.data import load
from analysis.frames import each_row

_TOKENS = re.compile(r"(<[^>]*>)")
_CLOSED = {"a", "script", "style", "pre", "code", "button", "svg", "nav", "option", "summary", "dt", "th", "title"}
_CLOSED |= {"h1", "h2", "h3", "h4", "caption"}


def glossary() -> dict[str, tuple[str, str]]:
    """Return the forms in which terms stand in a text, each with the term's key and meaning."""
    rows = each_row(load("glossary"))
    return {form: (row.key, row.meaning) for row in rows for form in row.forms.split(";")}


def with_terms(text: str, up: str, place: str, forms: Mapping[str, tuple[str, str]]) -> str:
    """Return the HTML ``text`` with the first mention of each term in its article as a link to ``place``.

    ``up`` leads from the page to the book's folder. Headings, titles of figures, links, code and heads of tables stay.
    """
    head, opening, rest = text.partition("<article")
    body, closing, foot = rest.partition("</article>")
    alternatives = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    mention = re.compile(rf"(?<![\w./-])(?:{alternatives})(?![\w/-])")
    told: set[str] = set()

    def link(found: re.Match[str]) -> str:
        key, meaning = forms[found[0]]
        if key in told:
            return found[0]
        told.add(key)
        return f'<a class="term" href="{up}{place}#term-{key}" title="{escape(meaning)}">{found[0]}</a>'

    parts, closed, titled = [], 0, False
    for part in _TOKENS.split(body):
        if part.startswith("<"):
            tag = part.strip("</>").partition(" ")[0]
            closed += (-1 if part.startswith("</") else 1) if tag in _CLOSED else 0
            titled = ('class="report-title"' in part or titled) and part != "</p>"
        elif not (closed or titled):
            part = mention.sub(link, part)
        parts.append(part)
    return head + opening + "".join(parts) + closing + foot
