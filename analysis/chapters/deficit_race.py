"""The part of the chapter Where the deficit ranks on who has the largest deficit, over twelve months and by month."""

import pandas as pd

from analysis import partners
from analysis.chapters.common import peer_roles, source, totals, turning_points
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import Figure, words
from analysis.present.charts import BILLION_USD, Lines, Series
from analysis.trade import balances, rankings

YEARS = 8


def last_month(p: Parameters) -> pd.Timestamp:
    """Return the last month of the edition; if it names none, the last that the data hold of any country."""
    return p.months[1] if p.end else balances.all_months(p.vintage)["month"].max()


def race(p: Parameters) -> Figure | None:
    """Show the deficits over twelve months of the countries that have the largest now, and of the partner."""
    rows = _race(p)
    if rows.empty or len(rows.columns) < 2:
        return None
    last = rows.iloc[-1]
    codes = [str(code) for code in rows]
    roles_of = peer_roles(p, codes)
    lead = partners.in_sentence(str(rows.columns[0]))
    return Figure(
        "race",
        say(
            "The largest US goods deficit of the year to {month} was that with {lead}, {last}",
            month=words.month(rows.index[-1]),
            lead=lead,
            last=words.usd(last.iloc[0]),
        ),
        say(
            "US goods deficit, billion US dollars, sum of the twelve months to each date",
        ),
        say(
            "In the twelve months to {month} the deficits were: {listed}.",
            month=words.month(rows.index[-1]),
            listed=_listed(last),
        ),
        source(*totals(p)),
        rows.reset_index(),
        Lines(
            rows.index,
            [Series(partners.name(code), roles_of[code], rows[code], code == p.partner) for code in codes],
            BILLION_USD,
            turning_points(p),
            height=1.1,
        ),
    )


def twelve_months(p: Parameters) -> str:
    """Say which country has the largest deficit over twelve months, and which follow."""
    rows = _race(p)
    if rows.empty or len(rows.columns) < 2:
        return ""
    last = rows.iloc[-1].head(rankings.RACERS)
    lead, others = partners.in_sentence(str(last.index[0])), _listed(last.iloc[1:])
    return say(
        "In the twelve months to {month} the largest US goods deficit was that with **{lead}**, "
        "{last}. Next came {others}.",
        month=words.month(rows.index[-1]),
        lead=lead,
        last=words.usd(last.iloc[0]),
        others=others,
    )


def is_ahead(p: Parameters) -> bool:
    """Tell whether the partner is among the countries that `twelve_months` names."""
    return p.partner in _race(p).columns[: rankings.RACERS]


def by_month(p: Parameters) -> str:
    """Say who led in the single months of the latest calendar year, newest first: it need not be who leads the sum."""
    last = last_month(p)
    leaders = rankings.monthly_leaders(pd.Timestamp(last.year, 1, 1), last, p.vintage)
    codes = list(dict.fromkeys(leaders.iloc[::-1]))
    if not codes:
        return ""
    if len(codes) == 1:
        return say(
            "It was also the largest in each single month of {year}.",
            year=last.year,
        )
    named = [
        say("{partner} in {months}", partner=partners.in_sentence(code), months=_months(leaders.index[leaders == code]))
        for code in codes
    ]
    return say(
        "In single months of {year} the largest deficit was that with {named}.",
        year=last.year,
        named=words.join(named),
    )


def _months(months: pd.DatetimeIndex) -> str:
    return words.join([words.month_name(month) for month in months])


def _race(p: Parameters) -> pd.DataFrame:
    last = last_month(p)
    first = max(p.months[0] + pd.DateOffset(months=11), last - pd.DateOffset(years=YEARS))
    return rankings.race(first, last, p.partner, p.vintage)


def _listed(deficits_usd: pd.Series) -> str:
    return words.join([f"{partners.in_sentence(str(code))} {words.usd(value)}" for code, value in deficits_usd.items()])
