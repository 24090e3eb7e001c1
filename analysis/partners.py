"""Names and codes of trading partners."""

import unicodedata
from functools import cache
from typing import Any

from analysis.data import load
from analysis.errors import ReportError, nearest, shown
from analysis.language import say

_REPORTER = {"us", "usa", "u.s.", "u.s.a.", "united states", "the united states", "united states of america", "america"}


def name(partner: str) -> str:
    """Return the partner's name as it stands in a table: ``United Kingdom``."""
    return say(_registry()[partner]["name"])


def in_sentence(partner: str) -> str:
    """Return the partner's name as it stands in a sentence: ``the United Kingdom``."""
    return say(_registry()[partner]["name_in_sentence"])


def is_country(partner: str) -> bool:
    """Tell a single country from a group, the world and what is unidentified."""
    return _registry()[partner]["kind"] == "country"


def groups(partner: str) -> frozenset[str]:
    """Return the groups of tariff_partner_scopes that the partner is in, such as the European Union."""
    table = load("tariff_partner_scopes")
    return frozenset(table.loc[table["partner"] == partner, "scope"])


def one(text: str) -> str:
    """Return the code of one country or of the European Union, given as for `resolve`.

    Raises ReportError also for a group, the world and what is unidentified.
    """
    if _plain(text) in _REPORTER:
        raise ReportError(f"{text!r}: the United States is whose trade this is; name one of its partners")
    code = resolve(text)
    if not (is_country(code) or code == "EUU"):
        raise ReportError(f"{text!r} is not a country; name one country or the European Union")
    return code


def resolve(text: str) -> str:
    """Return the code of a partner given as ISO alpha-3, English name, another name of it or Census code.

    Raises ReportError naming the nearest partners.

    >>> partners.resolve("Vietnam")
    """
    if text in _registry():
        return text
    wanted = _plain(text)
    for code, row in _registry().items():
        other = [name for name in row["aliases"].split(";") if name]
        if wanted in (code.lower(), row["census_code"].lower(), *map(_plain, (row["name"], *other))):
            return code
    countries = {code: row["name"] for code, row in _registry().items() if row["kind"] == "country" or code == "EUU"}
    known = [*countries.values(), *countries]
    raise ReportError(f"no partner {shown(text)}: give an ISO alpha-3 code, name or Census code{nearest(text, known)}")


@cache
def _registry() -> dict[str, dict[str, str]]:
    rows: dict[Any, dict[Any, str]] = load("partners").set_index("partner").to_dict("index")
    return rows


def _plain(text: str) -> str:
    """Return ``text`` in lower case and without accents."""
    letters = unicodedata.normalize("NFD", text.strip())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
