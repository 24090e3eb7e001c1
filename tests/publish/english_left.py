"""English words that are left on a page in another language."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from bs4 import BeautifulSoup
from bs4.element import Comment, Declaration, Doctype

from analysis import language

# Words that almost every English sentence has some of; "to", "in", "an", "do" and "than" are Vietnamese words too.
_FUNCTION_WORDS = re.compile(
    r"\b(?:the|of|and|is|are|was|were|with|from|for|that|which|not|has|have|their|its|less|more|only|after|before"
    r"|other|new|each|per|between|what|when|where)\b",
    re.IGNORECASE,
)
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "data-title", "label")
# What stays English by rule: code, marked English, works cited and their titles, sources elsewhere on the web.
_ENGLISH = (
    "script, style, code, pre, kbd, .highlight, [lang=en], .bibliography, .citation, a[href*='references.html']"
    ", a[href^=http], .report-quoted"
)


def english_left(page: str, code: str = "vi") -> list[str]:
    """Return the texts and attributes of a page that are an English message, or hold an English function word."""
    known = _translated(code)
    return [text for text in _texts(page) if text in known or _FUNCTION_WORDS.search(text)]


@cache
def _translated(code: str) -> Mapping[str, str]:
    """Return the English messages that read otherwise in the language, with their translations."""
    return {text: said for text, said in language.catalogue(code).items() if text != said and len(text) > 2}


def _texts(page: str) -> Iterator[str]:
    tree = BeautifulSoup(page, "html.parser")
    for tag in tree.select(_ENGLISH):
        tag.decompose()
    for tag in tree.find_all():
        for name in _ATTRIBUTES:
            if text := str(tag.get(name, "")).strip():
                yield text
    for text in tree.find_all(string=True):
        if not isinstance(text, Comment | Declaration | Doctype) and (told := " ".join(str(text).split())):
            yield told
