"""Readable names of products, made by rule from the texts of the tariff schedule.

A line of the schedule says only what sets it apart from its neighbours ("Other", "Valued over $12/pair"); what it
is stands in the texts above it. A name is the lowest of these texts that names a thing, then what the lower ones say
of it. Whom clothes and shoes are for stands in unnumbered lines, which the schedule's data lack: that is read from the
short description of the Census Bureau. Where this description is made of words of the schedule alone, without any
abbreviation, it is the name.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from analysis.data import load
from analysis.language import message, say
from analysis.trade import official_names, schedule_words

LEVELS = (4, 5, 6, 8, 10)
SUBHEADING = 6  # digits
LONGER = 4  # letters of a word that names something
FEWEST = 3  # times that a word stands in the schedule before it is taken for one, not for a slip
LONGEST = 64  # letters of the part that names the thing
OTHER = "other kinds"
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_WORN = ("61", "62", "64")
AIRCRAFT = message("Civilian aircraft, engines, equipment, and parts")  # 880000, which no schedule has


def names(codes: Iterable[str]) -> dict[str, str]:
    """Return the readable name of each of ``codes``, HS or HTS numbers of 6 to 10 digits.

    A code that the schedule does not have keeps the Census Bureau's description. In another language than English a
    name is made of the official names of that language, down to six digits.
    """
    official = official_names.official()
    schedule, printed, known, every = _texts()
    return {
        code: official_names.readable(code, official)
        or say(_name(code, _chain(code, schedule), printed.get(code, ""), known, every))
        for code in codes
    }


@cache
def _texts() -> tuple[Mapping[str, str], Mapping[str, str], frozenset[str], frozenset[str]]:
    """Return the texts of the schedule and of the Census Bureau by code, and the schedule's frequent and all words."""
    schedule = dict(load("hts_schedule_2026")[["hts", "description"]].itertuples(index=False, name=None))
    printed = {**_printed("hs6_names", "hs6", "name"), **_printed("hts10_names", "hts10", "description")}
    return (
        _with_only_lines(schedule) | _printed("hs5_names", "hs5", "description"),
        printed,
        vocabulary(schedule.values(), FEWEST),
        vocabulary(schedule.values(), 1),
    )


def _name(code: str, chain: Sequence[str], printed: str, known: Collection[str], every: Collection[str]) -> str:
    """Return the name of one product.

    The Census Bureau may describe a subheading by one of its lines: its words count if the schedule has them there.
    Where the schedule says only "Other", its words need to stand once in the schedule.
    """
    own = len(code) > SUBHEADING or not chain[-1] or printed.startswith("Parts") or _stems(printed) <= _stems(*chain)
    name = (own and clear(printed, known)) or readable(code, chain, printed)
    return (own and name.endswith(OTHER) and clear(printed, every)) or name


def _only_qualifies(texts: Sequence[str], place: int) -> bool:
    """Tell whether the text at ``place`` of a chain says of what kind a thing is, and does not name it."""
    text, above = texts[place], " ".join(texts[:place])
    varies = LEVELS[place] == LEVELS[-1] and schedule_words.VARIETY.fullmatch(text) and text not in above
    return bool(schedule_words.QUALIFIER.match(text) or schedule_words.BARE.fullmatch(text) or varies)


def _stems(*texts: str) -> set[str]:
    """Return the longer words of ``texts``, in the singular."""
    return {word.lower().rstrip("s") for word in _WORD.findall(" ".join(map(_bare, texts))) if len(word) >= LONGER}


def vocabulary(texts: Iterable[str], fewest: int) -> frozenset[str]:
    """Return the words that stand in ``texts`` at least ``fewest`` times, in lower case."""
    counts = Counter(_WORD.findall(" ".join(texts).lower()))
    return frozenset(word for word, times in counts.items() if times >= fewest)


def clear(printed: str, known: Collection[str]) -> str:
    """Return a description of the Census Bureau in sentence case if all its words are ``known``; else nothing."""
    text = _bare(printed)
    said = _WORD.findall(text)
    if (
        not said
        or said[-1] == "OTHER"
        or "/" in text
        or not all(word.lower() in known and (len(word) > 1 or word == "A") for word in said)
    ):
        return ""
    return _sentence(re.sub(r",(?=\S)|(?<=\))(?=\w)|(?<=\w)(?=\()", lambda found: f"{found[0]} ", text.lower()))


def _bare(printed: str) -> str:
    """Return a description of the Census Bureau without "not elsewhere specified or included"."""
    text = re.sub(r",? ?\bNES(?:OI?)?\b", "", printed, flags=re.IGNORECASE).replace("&", " and ")
    return " ".join(text.split()).strip(" ,;")


def _chain(code: str, schedule: Mapping[str, str]) -> list[str]:
    """Return the texts from the heading down to ``code``; one that has no lines of its own stands at more digits."""
    chain = [schedule.get(code[:digits], "") for digits in LEVELS if digits <= len(code)]
    return [*chain[:-1], chain[-1] or schedule.get(code.ljust(8, "0")) or schedule.get(code.ljust(10, "0"), "")]


def _with_only_lines(schedule: Mapping[str, str]) -> dict[str, str]:
    """Return ``schedule`` with each subheading that is not printed under the text of the only line in it."""
    lines = sorted((hts for hts in schedule if len(hts) > SUBHEADING), key=lambda hts: (len(hts), hts))
    several = Counter(line[:SUBHEADING] for line in {line[:8] for line in lines})
    only = {line[:SUBHEADING]: schedule[line] for line in reversed(lines) if several[line[:SUBHEADING]] == 1}
    return {**only, **schedule}


def readable(code: str, chain: Sequence[str], printed: str) -> str:
    """Return the name that the texts in ``chain``, from the heading down, make; ``printed`` is the Census Bureau's."""
    texts = [_plain(text) for text in chain]
    things = [place for place, text in enumerate(texts) if text and (place == 0 or not _only_qualifies(texts, place))]
    if not things:
        return _sentence(_bare(printed).lower() if printed.isupper() else _bare(printed))
    thing = _short(texts[things[-1]])
    said = [text for text in texts[things[-1] + 1 :] if text]
    said += [_short(texts[place]) for place in things[:-1] if texts[place].startswith("parts of")]
    if code[:2] in _WORN:
        said = [*_upper(chain[0]), *said, *_for_whom([thing, *said], printed)]
    for whom, young in (("men's", "boys'"), ("women's", "girls'")):
        if whom in said and thing.startswith(f"{whom} or {young}"):
            thing = thing.replace(f"{whom} or {young}", whom)
            said.remove(whom)
    thing, said = _part_or_whole(thing, said, printed if len(code) > SUBHEADING else "")
    if not said and _is_other(chain):
        said = [OTHER]
    by_measure = {re.sub(r"[\d.,]+", "", text): text for text in [thing, *said]}  # the lowest text is the narrowest
    return _sentence(", ".join(by_measure.values()))


def _part_or_whole(thing: str, said: list[str], printed: str) -> tuple[str, list[str]]:
    """Return ``thing`` as parts of it where the lower texts, or the Census Bureau, speak of parts; no word twice."""
    whole = ", ".join([thing, *(text for text in said if text.startswith("parts of"))])
    if not re.search(r"\bparts\b", whole) and ("parts" in said or schedule_words.PARTS.match(printed.upper())):
        thing = f"parts of {thing}"
    said = [text for text in said if text != "parts"]
    return thing, [text for place, text in enumerate(said) if text not in ", ".join([thing, *said[:place]])]


def _printed(table: str, code: str, text: str) -> dict[str, str]:
    rows = load(table)
    return dict(zip(rows[code], rows[text], strict=True))


def _plain(text: str) -> str:
    """Return a text of the schedule in plain words; empty if it says only that something is other."""
    text = re.sub(r"(?<![a-z])\([^()]*\)", "", text.replace("ʼ", "'").replace("’", "'"))
    text = re.sub(r"(?<=[a-z])- (?!or |and )(?=[a-z])", "", " ".join(text.split()).replace(" ,", ",")).strip(" :;")
    text = text[:1].lower() + text[1:] if not text[:2].isupper() else text
    for printed, plain in schedule_words.PLAIN.items():
        text = re.sub(printed, plain, text, flags=re.IGNORECASE)
    text = schedule_words.DANGLING.sub("", schedule_words.CUT.sub("", text.partition(";")[0]).strip(" ,"))
    return re.sub(r"^other(?: |,|$)", "", text, flags=re.IGNORECASE).strip(" ,")


def _short(text: str) -> str:
    """Return ``text`` cut where a part of it ends, if it is long; not after a word that is no name by itself."""
    if len(text) <= LONGEST:
        return text
    ends = [found.start() for found in re.finditer(r", | or | and ", text[:LONGEST])]
    return text[: max((end for end in ends if not schedule_words.BARE.fullmatch(text[:end])), default=len(text))]


def _is_other(chain: Sequence[str]) -> bool:
    """Tell whether the lowest text that there is says "Other"."""
    lowest = next((text for text in reversed(chain) if text), "")
    return lowest.lower().startswith("other")


def _upper(heading: str) -> list[str]:
    return [name for pattern, name in schedule_words.UPPERS if pattern.search(heading)][:1]


def _for_whom(said: Sequence[str], printed: str) -> list[str]:
    """Return for whom an article is, if no text has said so."""
    if any(re.search(r"\b(?:wo)?men's", text) for text in said):
        return []
    return [name for pattern, name in schedule_words.FOR_WHOM if pattern.search(printed.upper())][:1]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
