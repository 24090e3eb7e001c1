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
from analysis.trade import official_names

LEVELS = (4, 6, 8, 10)
SUBHEADING = 6  # digits
LONGER = 4  # letters of a word that names something
FEWEST = 3  # times that a word stands in the schedule before it is taken for one, not for a slip
LONGEST = 64  # letters of the part that names the thing
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_PRICE = r"(\$[\d.,]*\d|[\d.]+(?:¢| cents))"
_PLAIN = {
    r"automatic data processing machines and units thereof": "computers and their units",
    r"capable of directly connecting to and designed for use with an automatic data processing machine": (
        "for computers"
    ),
    r"automatic data processing machine": "computer",
    r"an computer": "a computer",
    r"machines which perform two or more of the functions of printing, copying or facsimile transmission": (
        "printers that also copy or fax"
    ),
    r"of a kind used as the primary source of electrical power for electrically powered vehicles": (
        "for electric vehicles"
    ),
    r"the machines of heading 8471|machines of heading 8471": "computers",
    r"machines for the reception, conversion and transmission or regeneration of voice, images or other data": (
        "machines that send and receive voice, images or data"
    ),
    r"medicaments": "medicines",
    r"^containing by weight .*not less than (9[\d.]+) percent of (\w+)$": r"\2, at least \1% pure",
    r"tricycles, scooters, pedal cars and similar wheeled toys": "toys",
    r"the motor vehicles of headings 8701 to 8705": "motor vehicles",
    r"motor cars and other motor vehicles principally designed for the transport of persons": "passenger cars",
    r"motor vehicles for the transport of goods": "trucks",
    r"other vehicles, with only electric motors for propulsion": "passenger cars, electric only",
    r"compression-ignition internal combustion piston engines?": "diesel engines",
    r"with only diesel engines": "diesel only",
    r"of a cylinder capacity exceeding ([\d,]+) cc but not exceeding ([\d,]+) cc": r"\1 to \2 cc",
    r"of a cylinder capacity exceeding ([\d,]+) cc": r"over \1 cc",
    r"g\.v\.w\. exceeding ([\d.,]+) (metric tons|kg) but not exceeding ([\d.,]+) .*": r"gross weight \1 to \3 \2",
    r"g\.v\.w\. not exceeding ([\d.,]+) (metric tons|kg)": r"gross weight up to \1 \2",
    rf"valued not over {_PRICE} each": r"up to \1 each",
    rf"valued over {_PRICE} but not over {_PRICE} each": r"\1 to \2 each",
    rf"valued over {_PRICE} each": r"over \1 each",
    rf"valued not over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"up to \1 a \2",
    rf"valued over {_PRICE} but not over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"\1 to \2 a \3",
    rf"valued over {_PRICE}(?:/| per )((?:proof )?\w+).*": r"over \1 a \2",
    r"^if entered .*": "",
    r"top loading": "top loading",
    r"machines, each of": "of",
    r"^not exceeding ": "up to ",
    r"^exceeding ": "over ",
    r"for men, youths and boys": "men's and boys'",
    r"^for men$": "men's",
    r"^for women$": "women's",
    r"of a kind used (?:in|on|for|with) ": "for ",
    r"containing (\d+) percent or more by weight of ": r"\1% or more ",
    r"products of the united states when returned.*": "US goods returned",
    r"parts and accessories": "parts",
    r"wooden furniture for the (\w+)": r"wooden \1 furniture",
    r"petroleum oils and oils obtained from bituminous minerals, crude": "crude petroleum",
}
_CUT = re.compile(
    r"[,;]? (?:whether or not|of which|including|other than|excluding|not elsewhere|not specified|not including"
    r"|having individual|of a kind described|described in|put up in|suitable for|consisting of|of headings?"
    r"|of subheadings?|capable of|with outer|which|provided for|parts? thereof|principally|or made up"
    r"|and (?:other )?similar|and the like|, of leather or of|and sets)\b.*"
)
_QUALIFIER = re.compile(
    r"(?:of|with|for|valued|containing|over|up to|not|having|capable|to be|testing|in|put|weighing|measuring|gross"
    r"|assembled|upholstered|radial|new|used|shelled|printed(?! circuit)|dyed|men's|women's|\d|\d+(?= cents|¢)|\$"
    r"|diesel only"
    r"|blue denim|household|frozen|fresh|dried|light truck|color|fitted|farmed|wild|painted|plated|welded"
    r"|spark-ignition|hydraulic|at least|less than|under|if|each|suitable|incorporating|covering|comprising|designed"
    r"|using|imported|otherwise|longitudinally|electrically|mechanically|numerically|water resistant|certified organic"
    r"|count size|unworked|cut but not|threaded|seamless|structured|turbofan powered|(?:top|front) loading"
    r"|coin operated|neither|self-contained|wheel-type|linear acting|operated|powered|except|(?:non)?coniferous"
    r"|(?:\w+ )+type$)\b"
)
_VARIETY = re.compile(r"\w+s'|[\w-]*[^\Ws]")  # one word and no plural, which ten digits may add: "black", "girls'"
_UPPERS = (
    (re.compile(r"uppers of textile"), "textile upper"),
    (re.compile(r"uppers of leather"), "leather upper"),
    (re.compile(r"uppers of rubber or plastics"), "rubber or plastic upper"),
)
_FOR_WHOM = (
    (re.compile(r"\bW/G\b"), "women's and girls'"),
    (re.compile(r"\bM/B\b"), "men's and boys'"),
    (re.compile(r"\bWOMEN'?S?\b|\bWMN\b"), "women's"),
    (re.compile(r"\bMEN'?S?\b|\bME$"), "men's"),
)
_WORN = ("61", "62", "64")
AIRCRAFT = message("Civilian aircraft, engines, equipment, and parts")  # 880000, which no schedule has


def names(codes: Iterable[str]) -> dict[str, str]:
    """Return the readable name of each of ``codes``, HS or HTS numbers of 6 to 10 digits.

    A code that the schedule does not have keeps the Census Bureau's description. In another language than English a
    name is made of the official names of that language, down to six digits.
    """
    official = official_names.official()
    schedule, printed, known = _texts()
    return {
        code: official_names.readable(code, official)
        or say(_name(code, _chain(code, schedule), printed.get(code, ""), known))
        for code in codes
    }


@cache
def _texts() -> tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]:
    """Return the texts of the schedule and of the Census Bureau by code, and the words of the schedule."""
    schedule = dict(load("hts_schedule_2026")[["hts", "description"]].itertuples(index=False, name=None))
    printed = {**_printed("hs6_names", "hs6", "name"), **_printed("hts10_names", "hts10", "description")}
    return _with_only_lines(schedule), printed, vocabulary(schedule.values())


def _name(code: str, chain: Sequence[str], printed: str, known: Collection[str]) -> str:
    """Return the name of one product.

    The Census Bureau may describe a subheading by one of its lines: its words count if the schedule has them there.
    """
    own = len(code) > SUBHEADING or not chain[-1] or printed.startswith("Parts") or _stems(printed) <= _stems(*chain)
    return (own and clear(printed, known)) or readable(code, chain, printed)


def _only_qualifies(texts: Sequence[str], place: int) -> bool:
    """Tell whether the text at ``place`` of a chain says of what kind a thing is, and does not name it."""
    text, above = texts[place], " ".join(texts[:place])
    varies = LEVELS[place] == LEVELS[-1] and _VARIETY.fullmatch(text) and text not in above
    return bool(_QUALIFIER.match(text) or varies)


def _stems(*texts: str) -> set[str]:
    """Return the longer words of ``texts``, in the singular."""
    return {word.lower().rstrip("s") for word in _WORD.findall(" ".join(map(_bare, texts))) if len(word) >= LONGER}


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in ``texts`` several times, in lower case."""
    counts = Counter(_WORD.findall(" ".join(texts).lower()))
    return frozenset(word for word, times in counts.items() if times >= FEWEST)


def clear(printed: str, known: Collection[str]) -> str:
    """Return a description of the Census Bureau in sentence case if all its words are ``known``; else nothing."""
    text = _bare(printed)
    said = _WORD.findall(text)
    if not said or "/" in text or not all(word.lower() in known and (len(word) > 1 or word == "A") for word in said):
        return ""
    return _sentence(re.sub(r",(?=\S)|(?<=\))(?=\w)|(?<=\w)(?=\()", lambda found: f"{found[0]} ", text.lower()))


def _bare(printed: str) -> str:
    """Return a description of the Census Bureau without "not elsewhere specified or included"."""
    text = re.sub(r",? ?\bNES(?:OI?)?\b", "", printed, flags=re.IGNORECASE).replace("&", "and")
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
    if not said and _is_other(chain):
        said = ["other kinds"]
    return _sentence(", ".join(dict.fromkeys([thing, *said])))


def _printed(table: str, code: str, text: str) -> dict[str, str]:
    rows = load(table)
    return dict(zip(rows[code], rows[text], strict=True))


def _plain(text: str) -> str:
    """Return a text of the schedule in plain words; empty if it says only that something is other."""
    text = re.sub(r"(?<![a-z])\([^()]*\)", "", text.replace("ʼ", "'").replace("’", "'"))
    text = re.sub(r"(?<=[a-z])- (?!or |and )(?=[a-z])", "", " ".join(text.split()).replace(" ,", ",")).strip(" :;")
    text = text[:1].lower() + text[1:] if not text[:2].isupper() else text
    for printed, plain in _PLAIN.items():
        text = re.sub(printed, plain, text, flags=re.IGNORECASE)
    text = _CUT.sub("", text.partition(";")[0]).strip(" ,").removesuffix(" and")
    return re.sub(r"^other(?: |,|$)", "", text, flags=re.IGNORECASE).strip(" ,")


def _short(text: str) -> str:
    """Return ``text`` cut where a part of it ends, if it is long."""
    if len(text) <= LONGEST:
        return text
    ends = [found.start() for found in re.finditer(r", | or | and ", text[:LONGEST])]
    return text[: ends[-1]] if ends else text


def _is_other(chain: Sequence[str]) -> bool:
    """Tell whether the lowest text that there is says "Other"."""
    lowest = next((text for text in reversed(chain) if text), "")
    return lowest.lower().startswith("other")


def _upper(heading: str) -> list[str]:
    return [name for pattern, name in _UPPERS if pattern.search(heading)][:1]


def _for_whom(said: Sequence[str], printed: str) -> list[str]:
    """Return for whom an article is, if no text has said so."""
    if any(re.search(r"\b(?:wo)?men's", text) for text in said):
        return []
    return [name for pattern, name in _FOR_WHOM if pattern.search(printed.upper())][:1]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
