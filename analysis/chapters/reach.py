"""How far the data behind a page reach, and when the next ones are due."""

import pandas as pd

from analysis import partners
from analysis.data import as_of, load
from analysis.parameters import Parameters
from analysis.present import words

TOTALS = "goods_by_partner"
RECORD = "tariff_events"


def reach(p: Parameters, *tables: str) -> str:
    """Return, in a line, the last date of each of ``tables`` that holds something on the partner.

    A month that is due is named with its day; one that should have been out when the data were last read is said not to
    have been read. An edition that was asked to end earlier says so.
    """
    said = [_law(p) if table == RECORD else _months(p, table) for table in tables]
    return " ".join([f"**{partners.name(p.partner)}.**", *_period(p), *(sentence for sentence in said if sentence)])


def known(p: Parameters) -> str:
    """Return to which dates the edition knows its trade and its law, as frame and citation say it."""
    return f"Trade totals to {words.month(p.months[1])}, law as of {words.day(p.day)}."


def last_month(p: Parameters, table: str) -> pd.Timestamp | None:
    """Return the last month that the edition has in ``table``; None if the table holds nothing on the partner."""
    if table == TOTALS:
        return p.months[1]
    rows = load(table)
    if "partner" in rows:
        rows = rows[rows["partner"] == p.partner]
    months = rows.loc[rows["month"].between(*p.window), "month"]
    return None if months.empty else months.max()


def _months(p: Parameters, table: str) -> str:
    last = last_month(p, table)
    if last is None:
        return ""
    schedule = load("release_schedule")
    name, days = schedule.loc[schedule["table"] == table, ["name", "first_days_after_month"]].iloc[0]
    if p.end or (table == TOTALS and p.vintage):
        return f"{name} to {words.month(last)}."
    following = last + pd.DateOffset(months=1)
    due = following + pd.offsets.MonthEnd(0) + pd.Timedelta(days=days)
    if due <= as_of():
        return f"{name} to {words.month(last)}; later months have come out and are not read yet."
    return f"{name} to {words.month(last)}; {words.month(following)} is due about {words.day(due)}."


def _law(p: Parameters) -> str:
    return f"Law as of {words.day(p.day)}."


def _period(p: Parameters) -> list[str]:
    """Return what the edition was asked for beside the partner, in sentences."""
    asked = [f"This edition shows {words.period(*p.months)}."] if p.start or p.end else []
    return asked + ([f"Totals as known in vintage {p.vintage}."] if p.vintage else [])
