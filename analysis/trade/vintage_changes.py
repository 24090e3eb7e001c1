"""What revisions did to the totals of a partner: sizes, ages, and which statements they turned."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pandas as pd

from analysis.data import vintages
from analysis.frames import each_row, once, row_at
from analysis.trade import balances, rankings
from analysis.trade.balances import FLOWS

ROUNDING_USD = 1_000_000  # some readings are in millions; a smaller change is no revision
VALUES = [*FLOWS, "balance_usd"]


@once
def by_month(partner: str, old: str, new: str) -> pd.DataFrame:
    """Return the months of ``partner`` that both vintages hold, with what changed.

    Columns: month; each of the two flows and balance_usd as …_before, …_after and …_change, in dollars; revised,
    whether a flow changed by more than the rounding. A month that the newer vintage did not read again is left out.

    >>> vintage_changes.by_month("VNM", *vintage_changes.pair(None)).query("revised").tail(3)
    """
    early, late = (balances.all_months(vintage) for vintage in (old, new))
    both = early.merge(late, on=["partner", "month"], suffixes=("_before", "_after"))
    both = both[(both["partner"] == partner) & (both["vintage_before"] != both["vintage_after"])]
    both = both.reset_index(drop=True)
    for value in VALUES:
        both[f"{value}_change"] = both[f"{value}_after"] - both[f"{value}_before"]
    both["revised"] = (both[[f"{flow}_change" for flow in FLOWS]].abs() > ROUNDING_USD).any(axis=1)
    return both.drop(columns=["partner", "vintage_before", "vintage_after"])


def by_age(months: pd.DataFrame, old: str) -> pd.DataFrame:
    """Return, by age of a month when the older vintage was read, how many months were revised.

    Columns: age_from and age_until in years, half-open; months; revised_share; mean_abs_imports_pct, the mean
    size of the revision of imports in percent over the revised months alone, missing if there are none: what the
    others differ by is rounding.
    """
    read = pd.Timestamp(old if len(old) > 7 else f"{old}-01")
    age = (read.year - months["month"].dt.year) * 12 + read.month - months["month"].dt.month
    bounds = [0, 12, 24, 36, 1200]
    size = months["general_imports_usd_change"].abs() / months["general_imports_usd_before"].where(
        months["general_imports_usd_before"] > 0
    )
    rows = []
    for low, high in pairwise(bounds):
        held = (age >= low) & (age < high)
        if held.any():
            revised = held & months["revised"]
            share = float(revised.sum() / held.sum())
            rows.append((low // 12, high // 12, int(held.sum()), share, float(size[revised].mean() * 100)))
    names = ["age_from", "age_until", "months", "revised_share", "mean_abs_imports_pct"]
    return pd.DataFrame(rows, columns=names)


@dataclass(frozen=True)
class Revision:
    """The revision of a flow in a month: change in dollars, and its size in percent of the earlier value."""

    flow: str
    month: pd.Timestamp
    change_usd: float
    size_pct: float


def largest(months: pd.DataFrame) -> Revision:
    """Return the largest revision of a flow among the rows of `by_month`, which may not be empty."""
    found = []
    for flow in FLOWS:
        row = row_at(months, months[f"{flow}_change"].abs().idxmax())
        change = float(row[f"{flow}_change"])
        found.append(Revision(flow, row["month"], change, abs(change) / row[f"{flow}_before"] * 100))
    return max(found, key=lambda one: abs(one.change_usd))


def by_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return the balance of each whole year among the rows of `by_month`: year, before_usd and after_usd."""
    years = months.groupby(months["month"].dt.year.rename("year")).agg(
        months=("month", "size"), before_usd=("balance_usd_before", "sum"), after_usd=("balance_usd_after", "sum")
    )
    return years[years["months"] == 12].drop(columns="months").reset_index()


@cache
def statements(partner: str, old: str, new: str) -> pd.DataFrame:
    """Return what the book says of each whole year that both vintages hold, under either.

    Columns: year, statement (exports, imports, deficit or rank), before, after (words or a rank as a number),
    turned, whether the two differ.
    """
    tables = [_said(partner, vintage) for vintage in (old, new)]
    both = tables[0].merge(tables[1], on=["year", "statement"], suffixes=("_before", "_after"))
    both = both.rename(columns={"said_before": "before", "said_after": "after"})
    both["turned"] = both["before"] != both["after"]
    return both


def _said(partner: str, vintage: str) -> pd.DataFrame:
    """Return year, statement and what is said, for every whole year that has one before it."""
    months = balances.monthly(partner, *balances.coverage(partner, vintage), vintage)
    years = balances.annual(months).set_index("year")
    years = years[years["months"] == 12]
    rows = []
    for year in years.index[1:]:
        for flow, name in (("exports_usd", "exports"), ("general_imports_usd", "imports")):
            rows.append((year, name, _direction(years.loc[year - 1, flow], years.loc[year, flow], "rose", "fell")))
        deficits = -years["balance_usd"]
        rows.append((year, "deficit", _direction(deficits[year - 1], deficits[year], "widened", "narrowed")))
    ranked = rankings.history(partner, vintage).dropna(subset="rank")
    rows += [(row.year, "rank", f"{row.rank:.0f}") for row in each_row(ranked)]
    return pd.DataFrame(rows, columns=["year", "statement", "said"])


def _direction(before: float, after: float, up: str, down: str) -> str:
    return up if after > before else down if after < before else "did not change"


def history(partner: str, vintage: str | None) -> pd.DataFrame:
    """Return each vintage up to ``vintage`` that holds ``partner``, newest first, against the one before it.

    Columns: vintage, last_month, months held, added_later and added_earlier (months after the last, or before the
    first, that the vintage before held), revised, and the sum of the revisions of either flow in dollars; the first
    vintage has none of the last five.
    """
    rows = []
    for label in vintages.readings():
        if vintage is not None and label > vintage:
            continue
        held = balances.all_months(label)
        held = held[held["partner"] == partner]
        if label not in set(held["vintage"]):
            continue  # this vintage does not hold the partner: what it would show is the one before
        old = vintages.before(label)
        row = {"vintage": label, "last_month": held["month"].max(), "months": len(held)}
        if old is not None:
            before = balances.all_months(old)
            known = before.loc[before["partner"] == partner, "month"]
            later = held["month"] > known.max() if len(known) else held["month"].notna()
            changed = by_month(partner, old, label)
            row |= {
                "added_later": int(later.sum()),
                "added_earlier": len(held) - len(known) - int(later.sum()),
                "revised": int(changed["revised"].sum()),
                "imports_change_usd": float(changed.loc[changed["revised"], "general_imports_usd_change"].sum()),
                "exports_change_usd": float(changed.loc[changed["revised"], "exports_usd_change"].sum()),
            }
        if len(held):
            rows.append(row)
    return pd.DataFrame(rows)


def pair(vintage: str | None) -> tuple[str, str] | None:
    """Return the vintage of an edition and the one before it, older first; None if it is the first."""
    new = vintage or next(iter(vintages.readings()))
    old = vintages.before(new)
    return (old, new) if old else None
