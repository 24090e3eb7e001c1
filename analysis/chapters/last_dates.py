"""How far the data behind a page reach, and when the next ones are due."""

import pandas as pd
from pandas.tseries.holiday import USFederalHolidayCalendar

from analysis import partners
from analysis.data import as_of, load
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import words
from analysis.trade import balances

TOTALS = "goods_by_partner"
RECORD = "tariff_events"
_WORKING_DAY = pd.offsets.CustomBusinessDay(calendar=USFederalHolidayCalendar())  # agencies publish on no other


def last_dates(p: Parameters, *tables: str) -> str:
    """Return, in a line, the last date of each of ``tables`` that holds something on the partner.

    A month that is due is named with its day; one that should have been out when the data were last read is said not to
    have been read. An edition that was asked to end earlier says so.
    """
    said = [_law(p) if table == RECORD else _months(p, table) for table in tables]
    said += [_imports_alone(p)] if TOTALS in tables and not p.vintage else []
    return " ".join([f"**{partners.name(p.partner)}.**", *_period(p), *(sentence for sentence in said if sentence)])


def known(p: Parameters) -> str:
    """Return to which dates the edition knows its trade and its law, as frame and citation say it."""
    return say(
        "Trade totals to {months}, law as of {day}.",
        months=words.month(p.months[1]),
        day=words.day(p.day),
    )


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
    english, days = schedule.loc[schedule["table"] == table, ["name", "first_days_after_month"]].iloc[0]
    name = say(english)
    if p.end or (table == TOTALS and p.vintage):
        return say("{name} to {last}.", name=name, last=words.month(last))
    following = last + pd.DateOffset(months=1)
    due = _WORKING_DAY.rollforward(following + pd.offsets.MonthEnd(0) + pd.Timedelta(days=days))
    if due <= as_of():
        return say(
            "{name} to {last} (newer months not read yet).",
            name=name,
            last=words.month(last),
        )
    return say(
        "{name} to {last}; {following} is expected about {due}.",
        name=name,
        last=words.month(last),
        following=words.month(following),
        due=words.day(due),
    )


def _imports_alone(p: Parameters) -> str:
    """Return how far imports reach where exports are not held as far."""
    newer = balances.imports_beyond(p.partner, p.months[1], p.window[1])
    return "" if newer.empty else say("US imports alone to {last}.", last=words.month(newer["month"].max()))


def _law(p: Parameters) -> str:
    return say("Law as of {day}.", day=words.day(p.day))


def _period(p: Parameters) -> list[str]:
    """Return what the edition was asked for beside the partner, in sentences."""
    asked = [say("This edition shows {period}.", period=words.period(*p.months))] if p.start or p.end else []
    return asked + ([say("Totals as known in vintage {vintage}.", vintage=p.vintage)] if p.vintage else [])
