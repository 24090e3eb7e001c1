"""Months, days and numbers as a reader types them: ASCII digits, one form each."""

import re

import pandas as pd

from analysis.errors import ReportError, shown

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def month(text: object) -> pd.Timestamp:
    """Return the first day of a month written as ``2024-08``; raises ReportError for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"[12][0-9]{3}-(0[1-9]|1[0-2])", text):
        raise ReportError(f"{shown(text)} is not a month; write it as YYYY-MM, as in 2024-08")
    return pd.Timestamp(text)


def day(text: object) -> pd.Timestamp:
    """Return a day written as ``2025-04-09`` or ``2025-4-9``; raises ReportError for anything else."""
    written = isinstance(text, str) and re.fullmatch(r"[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}", text)
    found = pd.to_datetime(str(text), format="%Y-%m-%d", errors="coerce") if written else pd.NaT
    if pd.isna(found):
        raise ReportError(f"{shown(text)} is not a day; write it as YYYY-MM-DD, as in 2025-04-09")
    return found


def number(text: str) -> float | None:
    """Return the number that ``text`` writes with a decimal point, 0 for −0.

    None if it writes none, or one so small that nothing would be left of it.
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text) + 0.0
    return value if value or not re.search("[1-9]", re.split("[eE]", text)[0]) else None


def digits(value: float) -> str:
    """Return ``value`` with all its digits, and no more: ``0.3``, ``10``, ``9.9999999``."""
    return repr(float(value)).removesuffix(".0")
