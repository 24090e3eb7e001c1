"""The first mention of each term on a page becomes a link to its meaning, which also stands in its tooltip."""

import re
from collections.abc import Callable, Mapping
from html import escape

from analysis.data import load
from analysis.frames import each_row
from analysis.language import say

_TOKENS = re.compile(r"(<[^>]*>)")
CLOSED = re.compile(
    "<(?:a|script|style|pre|code|button|svg|nav|option|summary|dt|th|title|h[1-4]|caption)(?=[ >])"
    '|<p class="report-title">'
)


def glossary() -> dict[str, tuple[str, str]]:
    """Return the forms in which terms stand in a text, each with the term's key and meaning."""
    rows = each_row(load("glossary"))
    return {form: (row.key, say(row.meaning)) for row in rows for form in say(row.forms).split(";")}


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

    return head + opening + in_texts(body, CLOSED, lambda part: mention.sub(link, part)) + closing + foot


def in_texts(html: str, closed: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Return ``html`` with each text changed that does not stand in an element whose opening tag is ``closed``."""
    parts, within, depth = [], "", 0
    for part in _TOKENS.split(html):
        tag = part.strip("</>").partition(" ")[0] if part.startswith("<") else ""
        if not tag and not depth:
            part = change(part)
        elif depth and tag == within:
            depth += -1 if part.startswith("</") else 1
        elif not depth and closed.match(part):
            within, depth = tag, 1
        parts.append(part)
    return "".join(parts)
