"""The words by which the page What does my product pay? finds a heading of the schedule, by their first letter.

In Vietnamese two syllables that follow each other are searched as one word too: most words have two. The words that
name a heading are kept with their accents too, so that who types shoes (giày) does not find paper (giấy).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.data import load
from analysis.language import SOURCE, current
from analysis.trade import official_names

_COMMON = 300  # headings; a word that stands in more of them finds nothing
_WORDS = re.compile(r"[^\W\d_]\w*")
_ACCENTS = re.compile("[\u0300-\u036f]")  # the marks that accented letters part into


def letters(schedule: pd.DataFrame) -> dict[str, Any]:
    """Return by first letter the words that find headings: for each those that it means most, then the others.

    An everyday word means the headings it is given to, another word those that it names.
    """
    found: dict[str, tuple[list[int], ...]] = defaultdict(lambda: ([], [], []))
    for place, (everyday, names, inside) in enumerate(_texts(schedule)):
        seen: set[str] = set()
        for level, words in enumerate((_keys(everyday), _keys(names), set(tokens(" ".join(inside))))):
            for word in sorted(words - seen):
                found[word][level].append(place)
            seen |= words
    by_letter: dict[str, Any] = defaultdict(dict)
    for word, (used, named, below) in sorted(found.items()):
        others = [named, below] if len(named) + len(below) <= _COMMON else [[], []]
        if used or any(others):
            by_letter[_plain(word)[0]][word] = [used, others[0] + others[1]] if used else others
    return by_letter


def _texts(schedule: pd.DataFrame) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield of each heading its everyday words, the texts that name it, and the texts below it."""
    official, everyday = official_names.official(), load("product_words").set_index("hts_prefix")
    own = {} if current() == SOURCE else dict(everyday[f"words_{current()}"])
    inside: dict[str, list[str]] = defaultdict(list)
    for code, name in official.items():
        inside[code[:4]].append(name)
    for code, texts in schedule.groupby(schedule["hts"].str[:4])["description"]:
        phrases = [everyday["words"].get(code, ""), *own.get(code, "").split(";")]
        yield phrases, [texts.iloc[0], official.get(code, "")], [*texts, *inside[code]]


def _keys(texts: Iterable[str]) -> set[str]:
    """Return the words of ``texts`` without and with accents, and each two that follow each other."""
    marked = (word for text in texts for word in _WORDS.findall(unicodedata.normalize("NFC", text.lower())))
    return {word for text in texts for word in (*tokens(text), *_pairs(text))} | {
        word for word in marked if current() != SOURCE and _plain(word) not in ("", word)
    }


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in lower case and without accents."""
    return re.findall(r"[a-z][a-z0-9]*", _plain(text.lower()))


def _plain(text: str) -> str:
    """Return lower-case ``text`` without accents."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d")


def _pairs(text: str) -> list[str]:
    """Return each two words of the first part of ``text`` that follow each other; none in English."""
    return [] if current() == SOURCE else [" ".join(pair) for pair in pairwise(tokens(re.split("[,;(]", text)[0]))]
