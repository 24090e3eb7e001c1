"""The words by which the page What does my product pay? finds a heading of the schedule, by their first letter.

In Vietnamese two syllables that follow each other are searched as one word too: most words have two.
"""

import re
import unicodedata
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.data import load
from analysis.language import SOURCE, current
from analysis.trade import official_names

_COMMON = 300  # headings; a word that stands in more of them finds nothing
_ACCENTS = re.compile("[\u0300-\u036f]")  # the marks that accented letters part into


def letters(schedule: pd.DataFrame) -> dict[str, Any]:
    """Return by first letter the words that find headings: for each those that it names, then those below."""
    named, within = _texts(schedule)
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, (title, inside) in enumerate(zip(named, within, strict=True)):
        names = {word for text in title for word in (*tokens(text), *_pairs(text))}
        for word in sorted(names | set(tokens(" ".join(inside)))):
            found[word][word not in names].append(place)
    by_letter: dict[str, Any] = defaultdict(dict)
    for word, (names_it, below) in sorted(found.items()):
        if len(names_it) + len(below) <= _COMMON:
            by_letter[word[0]][word] = [names_it, below]
    return by_letter


def _texts(schedule: pd.DataFrame) -> tuple[list[list[str]], list[list[str]]]:
    """Return of each heading the texts that name it, everyday words among them, and the texts below it."""
    official, everyday = official_names.official(), load("product_words").set_index("hts_prefix")
    own = {} if current() == SOURCE else dict(everyday[f"words_{current()}"])
    inside: dict[str, list[str]] = defaultdict(list)
    for code, name in official.items():
        inside[code[:4]].append(name)
    named, within = [], []
    for code, texts in schedule.groupby(schedule["hts"].str[:4])["description"]:
        phrases = [official.get(code, ""), *own.get(code, "").split(";")]
        named.append([texts.iloc[0], everyday["words"].get(code, ""), *phrases])
        within.append([*texts, *inside[code]])
    return named, within


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in lower case and without accents."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text.lower()))
    return re.findall(r"[a-z][a-z0-9]*", plain.replace("đ", "d"))


def _pairs(text: str) -> list[str]:
    """Return each two words of the first part of ``text`` that follow each other; none in English."""
    return [] if current() == SOURCE else [" ".join(pair) for pair in pairwise(tokens(re.split("[,;(]", text)[0]))]
