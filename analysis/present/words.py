"""Numbers, dates and lists as a reader sees them: the only place that scales and rounds."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pandas as pd
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from analysis import language
from analysis.errors import ReportError
from analysis.language import message, say

_SCALES = (
    (1e12, message("{sign}${number} trillion")),
    (1e9, message("{sign}${number} billion")),
    (1e6, message("{sign}${number} million")),
)
_ORDINALS = (
    message("first"),
    message("second"),
    message("third"),
    message("fourth"),
    message("fifth"),
    message("sixth"),
    message("seventh"),
    message("eighth"),
    message("ninth"),
    message("tenth"),
)
_CARDINALS = (
    message("no"),
    message("one"),
    message("two"),
    message("three"),
    message("four"),
    message("five"),
    message("six"),
    message("seven"),
    message("eight"),
    message("nine"),
    message("ten"),
)
_WEEKDAYS = (
    message("Monday"),
    message("Tuesday"),
    message("Wednesday"),
    message("Thursday"),
    message("Friday"),
    message("Saturday"),
    message("Sunday"),
)
MINUS = "−"
SMALL_COLUMN_USD = 20e9  # of a column whose largest amount is below it the small ones would print as nothing


def usd(amount: float, digits: int = 1) -> str:
    """Return ``$123.5 billion``, with a minus sign before the dollar sign for amounts below zero."""
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    for scale, pattern in _SCALES:
        if round(size / scale, digits) >= 1:
            places = 0 if scale == 1e6 and size >= 10 * scale else digits
            return say(pattern, sign=sign, number=written(f"{size / scale:,.{places}f}"))
    return say("{sign}${number}", sign=sign, number=written(f"{size:,.0f}"))


def billions(amount: float, digits: int = 1) -> str:
    """Return an amount in billions of dollars for a table cell: ``−123.5``."""
    return number(amount / 1e9, digits)


def plain_billions(amount: float) -> str:
    """Return an amount in billions of dollars with the decimals that it has: ``0.5``."""
    return plain(amount / 1e9)


def usd_as_stated(amount: float, digit: float) -> str:
    """Return an amount as a source would whose last stated digit has the size ``digit``: ``$124 billion``."""
    return usd(amount, 0 if digit >= 1e9 else 1)


def column_of_usd(largest: float, digits: int = 1) -> tuple[str, Callable[[float], str]]:
    """Return unit and writing of a table's column of dollars: billions, or millions where ``largest`` is small."""
    if abs(largest) < SMALL_COLUMN_USD:
        return say("$ million"), millions
    return say("$ billion"), lambda value: billions(value, digits)


def number(value: float | None, digits: int = 1) -> str:
    """Return ``1,234.5`` with a true minus sign, or an en dash for a missing value."""
    if pd.isna(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    sign = MINUS if value < 0 and float(text.replace(",", "")) else ""
    return f"{sign}{written(text)}"


def exact(value: float, digits: int = 6) -> float:
    """Return a number for a file or a program, without what binary fractions add: 0.3 for 0.1 + 0.2."""
    return round(value, digits or None)


def written(figures: str) -> str:
    """Return ``1,234.5`` with the signs of the current language for thousands and decimals: ``1.234,5``."""
    if language.current() == language.SOURCE:
        return figures
    return figures.translate(_signs(language.current()))


@cache
def _signs(spoken: str) -> Mapping[int, int]:
    return str.maketrans(",.", f"{get_group_symbol(spoken)}{get_decimal_symbol(spoken)}")


def percent(value: float, digits: int = 1) -> str:
    """Return ``12.3%`` for a value in percent."""
    return f"{number(value, digits)}%"


def signed_percent(value: float) -> str:
    """Return a change in percent without decimals and with its sign: ``+80%``, ``−3%``."""
    return f"{_signed(value, 0)}%"


def signed_share(value: float) -> str:
    """Return a change as a fraction in percent with its sign: ``+80%`` for 0.8."""
    return signed_percent(value * 100)


def rate(value: float) -> str:
    """Return a statutory rate in percent without needless zeros: ``10%``, ``12.5%``."""
    return f"{plain(value)}%"


def tariff(value: float) -> str:
    """Return a tariff that is a fraction as a rate in percent: ``12.5%`` for 0.125."""
    return rate(value * 100)


def short_percent(value: float) -> str:
    """Return a value in percent with one decimal where it has one: ``46%``, ``12.5%``."""
    return rate(round(value, 1))


def points(value: float, digits: int = 1) -> str:
    """Return ``+2.1 percentage points``."""
    return say("{number} percentage points", number=_signed(value, digits))


def _signed(value: float, digits: int) -> str:
    """Return a number with its sign; what prints as zero has none."""
    return f"{'+' if round(value, digits) > 0 else ''}{number(value, digits)}"


def split(parts: Mapping[str, float], total: float, digits: int = 1, kept: str = "") -> dict[str, float]:
    """Return ``parts`` rounded so that what is printed adds up to the printed total, without those that print as 0.

    What rounding loses goes to the parts that it hurt most (largest remainder), but for the part ``kept``, which is
    printed elsewhere by itself. Raises ReportError if the parts do not add up to ``total`` in the first place.
    """
    check_sum(parts, total)
    unit = 10.0**-digits
    whole = {name: (round if name == kept else math.floor)(value / unit) for name, value in parts.items()}
    short = round(total / unit) - sum(whole.values())
    hurt = sorted((name for name in parts if name != kept), key=lambda name: whole[name] - parts[name] / unit)
    rounded = {name: (whole[name] + (name in hurt[:short])) * unit for name in parts}
    return {name: round(value, digits) for name, value in rounded.items() if round(value, digits)}


def check_sum(parts: Mapping[str, float], total: float) -> None:
    """Raise ReportError if the parts of a quantity do not add up to it."""
    found = sum(parts.values())
    if abs(found - total) > 1e-6 * max(1, abs(total)):
        raise ReportError(
            f"a split does not add up: {', '.join(f'{name} {value:g}' for name, value in parts.items())} come to "
            f"{found:g}, the whole is {total:g}; an authority is missing from the split"
        )


def summands(parts: Mapping[str, float], total: float) -> str:
    """Return what a rate in percent rests on, each with its part where several add up; empty if there are none.

    Raises ReportError if the parts do not add up to ``total``.
    """
    check_sum(parts, total)
    if len(parts) < 2:
        return join([say(name) for name in parts])
    return join([f"{say(name)} ({rate(value)})" for name, value in parts.items()])


def count(value: float) -> str:
    """Return a count or rank without decimals: ``1,234``."""
    return number(value, 0)


def index(value: float) -> str:
    """Return an index between 0 and 1 with two decimals: ``0.29``."""
    return number(value, 2)


def plain(value: float) -> str:
    """Return a value with the decimals it has and a true minus sign: ``12.5``, ``−2``."""
    return written(f"{value:g}").replace("-", MINUS)


def share(value: float, digits: int = 0) -> str:
    """Return a fraction as percent: ``22%`` for 0.22."""
    return percent(value * 100, digits)


def share_number(value: float, digits: int = 1) -> str:
    """Return a fraction in percent for a table cell: ``22.3`` for 0.223."""
    return number(value * 100, digits)


def some_share(value: float) -> str:
    """Return a fraction above zero as percent: ``22%``, and ``less than 1%`` for what would print as 0%."""
    return say("less than {share}", share=percent(1, 0)) if 0 < value < 0.005 else share(value)


def millions(amount: float, digits: int = 0) -> str:
    """Return an amount in millions of dollars for a table cell: ``1,235``."""
    return number(amount / 1e6, digits)


def month(day: pd.Timestamp) -> str:
    """Return ``August 2026``."""
    return date(day, say("MMMM y"))


def day(value: pd.Timestamp) -> str:
    """Return ``9 April 2025``."""
    return date(value, say("d MMMM y"))


def weekday(day: pd.Timestamp) -> str:
    """Return ``Wednesday``."""
    return say(_WEEKDAYS[day.weekday()])


def dated(text: str) -> str:
    """Return a date known to the day, the month or the year: ``2026-10-09``, ``2026-10`` or ``2026`` in words."""
    told = {len("2026-10-09"): day, len("2026-10"): month}.get(len(text))
    return told(pd.Timestamp(text)) if told else text


def month_name(day: pd.Timestamp) -> str:
    """Return ``August``."""
    return date(day, say("MMMM"))


def date(day: pd.Timestamp, pattern: str) -> str:
    """Return a day after a ``pattern`` of CLDR (Unicode TR 35), with the names of the current language."""
    return format_date(day, pattern, locale=language.current())


def period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return the shortest plain name of the months ``first`` to ``last``: a year, a month, or a span."""
    return _period(first, last, say("MMMM y"), say("MMMM"))


def tabled_period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return `period` as a table has room for it: in Vietnamese with numbers for months, ``T1 đến T8/2026``."""
    return _period(first, last, say("LLLL y"), say("LLLL"))


def _period(first: pd.Timestamp, last: pd.Timestamp, of_year: str, alone: str) -> str:
    """Return the name of a period, with months after the patterns ``of_year`` and ``alone``."""
    if first == last:
        return date(first, of_year)
    if first.year == last.year:
        whole = (first.month, last.month) == (1, 12)
        return say("{year}", year=first.year) if whole else span(date(first, alone), date(last, of_year))
    return span(date(first, of_year), date(last, of_year))


def span(first: str, last: str) -> str:
    """Return ``10% to 20%``, ``January to August 2026``."""
    return say("{first} to {last}", first=first, last=last)


def ordinal(rank: int) -> str:
    """Return ``third``, or ``14th`` beyond the tenth."""
    if 0 < rank <= len(_ORDINALS):
        return say(_ORDINALS[rank - 1])
    return nth(rank)


def nth(rank: int) -> str:
    """Return ``3rd``, ``14th``."""
    suffix = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return say("{rank}{suffix}", rank=rank, suffix=suffix)


def rank_range(best: int, worst: int) -> str:
    """Return ``3rd``, or ``7th to 8th`` where the rank is not certain."""
    return nth(best) if best == worst else span(nth(best), nth(worst))


def cardinal(count: int) -> str:
    """Return ``three``, or ``11`` beyond ten."""
    return say(_CARDINALS[count]) if 0 <= count < len(_CARDINALS) else f"{count}"


def times(count: int) -> str:
    """Return ``once``, ``twice``, ``6 times``."""
    return say("once") if count == 1 else say("twice") if count == 2 else say("{count} times", count=count)


def superlative(rank: int) -> str:
    """Return ``largest``, ``third largest``."""
    return say("largest") if rank == 1 else say("{ordinal} largest", ordinal=ordinal(rank))


def join(items: Sequence[str]) -> str:
    """Return ``a, b and c``, or ``a; b, not c; and d`` where an item has a comma in it."""
    if len(items) < 2:
        return "".join(items)
    if any(", " in item for item in items):
        return say("{items}; and {last}", items="; ".join(items[:-1]), last=items[-1])
    return say("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])


def direction(
    before: float,
    after: float,
    up: str = message("rose"),
    down: str = message("fell"),
    same: str = message("did not change"),
    digits: int | None = None,
) -> str:
    """Return the word or message for a change, so that a sentence stays true for any partner and period.

    With ``digits`` a change counts only if it shows in so many decimals.
    """
    if digits is not None:
        before, after = round(before, digits), round(after, digits)
    return say(up if after > before else down if after < before else same)


def surplus_or_deficit(balance: float) -> str:
    """Return ``deficit`` or ``surplus``, seen from the United States."""
    return say("deficit") if balance < 0 else say("surplus")


def balance(amount: float, digits: int = 1) -> str:
    """Return a balance in US dollars with its sign in words: ``a deficit of $25.0 billion``."""
    pattern = message("a deficit of {amount}") if amount < 0 else message("a surplus of {amount}")
    return say(pattern, amount=usd(abs(amount), digits))


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]
