"""US trade in goods with one partner: months, years, growth, seasonal adjustment.

Exports are US total exports, FAS value; imports are US general imports, customs value; balance is exports
less imports. Nominal US dollars, not seasonally adjusted unless the name says so.
"""

from functools import cache

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import load, vintages

FLOWS = ["exports_usd", "general_imports_usd"]
WINDOWS = (25, 35)  # years over which a season may change; the first is shown
ORDINARY_UNTIL = pd.Timestamp("2024-12-01")  # the last month before the tariffs of 2025, which are no season


def all_months(vintage: str | None = None) -> pd.DataFrame:
    """Return every partner's months: partner, month, the two flows, vintage, balance_usd.

    The newest reading that has a month stands; with ``vintage``, the newest up to that vintage.
    """
    return _all_months(vintage).copy(deep=False)


@cache
def _all_months(vintage: str | None) -> pd.DataFrame:
    months = vintages.totals(vintage)
    months["balance_usd"] = months["exports_usd"] - months["general_imports_usd"]
    return months


def coverage(partner: str, vintage: str | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last month with data on ``partner``, both NaT without any."""
    months = all_months(vintage).loc[lambda frame: frame["partner"] == partner, "month"]
    return months.min(), months.max()


def monthly(
    partner: str, start: pd.Timestamp | None = None, end: pd.Timestamp | None = None, vintage: str | None = None
) -> pd.DataFrame:
    """Return the months of ``partner`` with the two flows, balance_usd and vintage.

    ``start`` and ``end`` are inclusive; None is as far as the data reach. Raises ReportError for an unknown partner.

    >>> balances.monthly("VNM").tail(3)
    """
    months = all_months(vintage)
    inside = months["month"].between(start or months["month"].min(), end or months["month"].max())
    return months[(months["partner"] == partners.resolve(partner)) & inside].reset_index(drop=True)


def imports_beyond(partner: str, after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Return month and general_imports_usd of the months after ``after``, up to ``until``, held without exports.

    >>> balances.imports_beyond("THA", pd.Timestamp("2024-12-01"), pd.Timestamp("2026-12-01")).tail(1)
    """
    table = load("general_imports_by_partner")
    inside = (table["partner"] == partner) & (table["month"] > after) & (table["month"] <= until)
    return table[inside].drop(columns="partner").reset_index(drop=True)


def last_twelve(months: pd.DataFrame, before: int = 0) -> pd.DataFrame:
    """Return the rows of the twelve calendar months that end ``before`` months before the last one."""
    last = months["month"].max() - pd.DateOffset(months=before)
    return months[months["month"].between(last - pd.DateOffset(months=11), last)]


def years_around(months: pd.DataFrame, day: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Return the twelve months before the month of ``day`` and the last twelve; None if they are not whole or overlap.

    >>> balances.years_around(balances.monthly("VNM"), pd.Timestamp("2025-04-02"))
    """
    before = months[months["month"] < day.replace(day=1)].tail(12)
    after = months.tail(12)
    if len(before) < 12 or len(after) < 12 or after["month"].iloc[0] <= before["month"].iloc[-1]:
        return None
    return before, after


def rolling_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return sums over the twelve months that end with each month, for months of which all twelve are known.

    >>> balances.rolling_year(balances.monthly("VNM")).tail(1)
    """
    sums = months.set_index("month")[[*FLOWS, "balance_usd"]].asfreq("MS").rolling(12).sum()
    return sums.dropna().astype("int64").reset_index()


def annual(months: pd.DataFrame) -> pd.DataFrame:
    """Return calendar years: the flows, balance_usd, how many months the year has, growth in percent.

    Growth compares the same months of the year before, so a part year is set against the same part; it is empty
    where nothing was traded then.

    >>> balances.annual(balances.monthly("Mexico"))
    """
    keyed = months.assign(year=months["month"].dt.year)
    years = keyed.groupby("year").agg(
        months=("month", "size"), **{flow: (flow, "sum") for flow in [*FLOWS, "balance_usd"]}
    )
    before = keyed.assign(month=keyed["month"] + pd.DateOffset(years=1))[["month", *FLOWS]]
    paired = keyed[["month", "year", *FLOWS]].merge(before, on="month", suffixes=("", "_before"))
    sums = paired.groupby("year").agg(
        compared=("month", "size"),
        **{name: (name, "sum") for flow in FLOWS for name in (flow, f"{flow}_before")},
    )
    sums = sums.reindex(years.index)
    for flow in FLOWS:
        before_usd = sums[f"{flow}_before"]
        growth = (sums[flow] / before_usd.where(before_usd > 0) - 1) * 100
        years[flow.replace("_usd", "_growth_pct")] = growth.where(sums["compared"] == years["months"])
    return years.reset_index()


def growth_on_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return month, and the growth of each flow on the same month of the year before, in percent.

    >>> balances.growth_on_year(balances.monthly("VNM")).tail(12)
    """
    flows = months.set_index("month")[FLOWS]
    before = flows.set_axis(flows.index + pd.DateOffset(years=1)).reindex(flows.index)
    growth = (flows / before.where(before > 0) - 1) * 100
    return growth.rename(columns=lambda name: name.replace("_usd", "_growth_pct")).dropna(how="all").reset_index()


def three_months(months: pd.DataFrame) -> pd.DataFrame:
    """Return month and the sums of both flows over the three months to it, where all three are known.

    >>> balances.three_months(balances.monthly("VNM")).tail(3)
    """
    sums = months.set_index("month")[FLOWS].asfreq("MS").rolling(3).sum()
    return sums.dropna().reset_index()


def seasonally_adjusted(
    months: pd.DataFrame, window: int = WINDOWS[0], until: pd.Timestamp | None = ORDINARY_UNTIL
) -> pd.DataFrame:
    """Return month, the two flows and balance_usd with the season taken out.

    Empty with fewer than 36 months up to ``until``, with a gap, and where a month has no exports or no imports, of
    which there is no logarithm.

    STL on logarithms with a period of twelve months and a seasonal ``window`` of so many years, robust to outliers
    (Cleveland, Cleveland, McRae and Terpenning 1990, as in statsmodels). Each flow is divided by its seasonal factor,
    and the balance is the difference of the two. Factors are estimated from the months up to ``until`` (None: all).
    Later months have those of the last year estimated, so that a shock is not taken for a season. Trading days and the
    lunar new year, which moves between January and February, are not adjusted for.

    >>> balances.seasonally_adjusted(balances.monthly("VNM")).tail(3)
    """
    whole = pd.date_range(months["month"].min(), months["month"].max(), freq="MS")
    known = months["month"] <= (until or months["month"].max())
    if known.sum() < 36 or len(months) < len(whole) or (months[FLOWS] <= 0).any(axis=None):
        return pd.DataFrame(columns=["month", *FLOWS, "balance_usd"])
    adjusted = months[["month"]].copy()
    for flow in FLOWS:
        season = _season(tuple(months.loc[known, flow]), window)
        later = np.resize(season[-12:], int((~known).sum()))
        adjusted[flow] = np.rint(months[flow] / np.exp(np.append(season, later))).astype("int64")
    adjusted["balance_usd"] = adjusted["exports_usd"] - adjusted["general_imports_usd"]
    return adjusted


@cache
def _season(values: tuple[float, ...], window: int) -> np.ndarray:
    """Return the season in ``values``, one a month, in logarithms."""
    from statsmodels.tsa.seasonal import STL

    season: np.ndarray = STL(np.log(values), 12, seasonal=window, robust=True).fit().seasonal
    return season


def seasonal_range(months: pd.DataFrame) -> pd.DataFrame:
    """Return month, low_usd and high_usd: the adjusted balance over the choices of how a season is estimated.

    The choices: seasonal windows of ``WINDOWS`` years, factors up to ``ORDINARY_UNTIL`` or of all months. Empty where
    ``seasonally_adjusted`` is.
    """
    each = [seasonally_adjusted(months, window, until) for window in WINDOWS for until in (ORDINARY_UNTIL, None)]
    if any(one.empty for one in each):
        return pd.DataFrame(columns=["month", "low_usd", "high_usd"])
    found = pd.concat([one.set_index("month")["balance_usd"] for one in each], axis=1)
    return pd.DataFrame({"low_usd": found.min(axis=1), "high_usd": found.max(axis=1)}).reset_index()


def contributions(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return what exports and imports added to the change of the balance between two sets of months, in USD.

    More imports lower the balance, so their contribution is the fall of imports. The two sum to the change.
    """
    exports = after["exports_usd"].sum() - before["exports_usd"].sum()
    imports = before["general_imports_usd"].sum() - after["general_imports_usd"].sum()
    return pd.Series({"exports_usd": exports, "general_imports_usd": imports, "balance_usd": exports + imports})
