"""Numbers, dates and lists as a reader sees them: the only place that scales and rounds."""

from collections.abc import Sequence

import pandas as pd

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MINUS = "−"


def usd(amount: float, digits: int = 1) -> str:
    """Return ``$123.5 billion``, with a minus sign before the dollar sign for amounts below zero."""
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    for scale, name in _SCALES:
        if round(size / scale, digits) >= 1:
            places = 0 if name == "million" and size >= 10 * scale else digits
            return f"{sign}${size / scale:,.{places}f} {name}"
    return f"{sign}${size:,.0f}"


def billions(amount: float, digits: int = 1) -> str:
    """Return an amount in billions of dollars for a table cell: ``−123.5``."""
    return number(amount / 1e9, digits)


def number(value: float, digits: int = 1) -> str:
    """Return ``1,234.5`` with a true minus sign, or an en dash for a missing value."""
    if pd.isna(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def percent(value: float, digits: int = 1) -> str:
    """Return ``12.3%`` for a value in percent."""
    return f"{number(value, digits)}%"


def rate(value: float) -> str:
    """Return a statutory rate in percent without needless zeros: ``10%``, ``12.5%``."""
    return f"{value:g}%".replace("-", MINUS)


def points(value: float, digits: int = 1) -> str:
    """Return ``+2.1 percentage points``."""
    return f"{'+' if value > 0 else ''}{number(value, digits)} percentage points"


def month(day: pd.Timestamp) -> str:
    """Return ``August 2026``."""
    return f"{day:%B %Y}"


def day(value: pd.Timestamp) -> str:
    """Return ``9 April 2025``."""
    return f"{value.day} {value:%B %Y}"


def period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the shortest plain name of the months ``first`` to ``last``: a year, a month, or a span."""
    if first == last:
        return month(first)
    if first.year == last.year:
        whole = (first.month, last.month) == (1, 12)
        return f"{first.year}" if whole else f"{first:%B} to {month(last)}"
    return f"{month(first)} to {month(last)}"


def ordinal(rank: int) -> str:
    """Return ``third``, or ``14th`` beyond the tenth."""
    if 0 < rank <= len(_ORDINALS):
        return _ORDINALS[rank - 1]
    suffix = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{suffix}"


def times(count: int) -> str:
    """Return ``once``, ``twice``, ``6 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def superlative(rank: int, adjective: str = "largest") -> str:
    """Return ``largest``, ``third largest``."""
    return adjective if rank == 1 else f"{ordinal(rank)} {adjective}"


def join(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def moved(before: float, after: float, up: str = "rose", down: str = "fell", same: str = "did not change") -> str:
    """Return the verb for a change, so that a sentence stays true for any partner and period."""
    return up if after > before else down if after < before else same


def surplus_or_deficit(balance: float) -> str:
    """Return ``deficit`` or ``surplus``, seen from the United States."""
    return "deficit" if balance < 0 else "surplus"


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]
