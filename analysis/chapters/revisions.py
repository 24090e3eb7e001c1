"""Chapter What was revised: the same months in two vintages."""

import pandas as pd

from analysis.chapters.common import introduction, partner, source
from analysis.chapters.reach import TOTALS
from analysis.claims.verdict_changes import moved
from analysis.data import vintages
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import MILLION_USD, Columns, Series
from analysis.present.roles import Role
from analysis.trade import vintage_changes

FLOWS = {"exports_usd": "exports", "general_imports_usd": "imports"}
CLAIMED = "VNM"  # the partner that the source documents are about


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        "Trade figures are corrected after they are first printed. This page sets two readings of the totals for "
        f"{partner(p)} side by side: the one that this edition is built on, and the one before it.",
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Say how much was revised, which way, and whether it turned a statement."""
    between, months = vintage_changes.pair(p.vintage), _months(p)
    if between is None or months.empty:
        return text(share_revised(p))
    return text(
        share_revised(p),
        _direction(months),
        _by_age(months, between[0]),
        _year(months),
        _turned(p, *between),
    )


def share_revised(p: Parameters) -> str:
    """Return the sentence on how much of the partner's totals the two newest vintages differ in, or why none can."""
    between = vintage_changes.pair(p.vintage)
    if between is None:
        return f"Vintage {p.vintage} is the first that the data hold, so there is nothing to compare it with."
    months = _months(p)
    if months.empty:
        return f"The totals of {partner(p)} are known in one vintage only: nothing can be said about revisions."
    return _share(p, months, *between)


def sizes(p: Parameters) -> Figure | None:
    """Show the revision of exports and imports of each month."""
    months = _months(p)
    if months.empty or not months["revised"].any():
        return None
    first = months.loc[months["revised"], "month"].min()
    shown = months[months["month"] >= first]
    largest = vintage_changes.largest(shown)
    flow, change = FLOWS[largest.flow], words.usd(largest.change_usd)
    return Figure(
        "revision-sizes",
        f"The largest revision moved {flow} of {words.month(largest.month)} by {change}",
        f"US goods trade with {partner(p)}, million US dollars, newer less older vintage; months before the first "
        "revised one are left out",
        f"The largest revision is that of {flow} in {words.month(largest.month)}: "
        f"{change}, or {words.percent(largest.size_pct, 2)} of the earlier value.",
        _source(p),
        shown[["month", "exports_usd_change", "general_imports_usd_change", "balance_usd_change"]],
        Columns(
            shown["month"],
            [
                Series("Exports", Role.EXPORTS, shown["exports_usd_change"]),
                Series("Imports", Role.IMPORTS, shown["general_imports_usd_change"]),
            ],
            MILLION_USD,
            grouped=True,
        ),
    )


def months(p: Parameters) -> Table | None:
    """List every revised month with both values."""
    table = _months(p)
    if table.empty or not table["revised"].any():
        return None
    table = table[table["revised"]].sort_values("month", ascending=False)
    old, new = _labels(p)
    flows = {"exports_usd": "Exports", "general_imports_usd": "Imports", "balance_usd": "Balance"}
    columns = [
        Column(f"{flow}_{side}", f"{name}, {label}", "$ billion", lambda value: words.billions(value, 3))
        for flow, name in flows.items()
        for side, label in (("before", old), ("after", new))
    ]
    return Table(
        "revised-months",
        f"Months of US goods trade with {partner(p)} that were revised",
        [Column("month", "Month", "", words.month), *columns],
        _source(p),
        table,
        searchable=True,
    )


def ages(p: Parameters) -> Table | None:
    """List how often months were revised by their age."""
    between = vintage_changes.pair(p.vintage)
    found = _months(p)
    if between is None or found.empty:
        return None
    table = vintage_changes.by_age(found, between[0])
    table["age"] = [_age(row.age_from, row.age_until) for row in each_row(table)]
    table["revised_pct"] = table["revised_share"] * 100
    return Table(
        "revision-ages",
        f"Months revised by their age when vintage {between[0]} was read",
        [
            Column("age", "Age of the month"),
            Column("months", "Months", "", words.count),
            Column("revised_pct", "Revised", "%", words.count),
            Column(
                "mean_abs_imports_pct",
                "Mean revision of imports, revised months only",
                "%",
                lambda value: words.number(value, 2),
            ),
        ],
        _source(p),
        table,
    )


def statements(p: Parameters) -> Table | None:
    """List the statements about whole years that the revision turned."""
    between = vintage_changes.pair(p.vintage)
    if between is None or _months(p).empty:
        return None
    table = vintage_changes.statements(p.partner, *between)
    table = table[table["turned"]].sort_values("year", ascending=False)
    if table.empty:
        return None
    return Table(
        "turned",
        "Statements that the revision turned",
        [
            Column("year", "Year"),
            Column("statement", "About"),
            Column("before", between[0]),
            Column("after", between[1]),
        ],
        _source(p),
        table,
    )


def claims(p: Parameters) -> Text | Table | None:
    """List the claims of the source documents whose verdict the revision moved; they are about Viet Nam alone."""
    between = vintage_changes.pair(p.vintage)
    if between is None or p.partner != CLAIMED or _months(p).empty:
        return None
    table = moved(*between)
    if table.empty:
        return text("No claim of the source documents is judged differently because of this revision.")
    return Table(
        "moved-claims",
        "Claims judged differently because of this revision",
        [
            Column("paraphrase", "Claim"),
            Column("document_title", "Document"),
            Column("before", f"With vintage {between[0]}"),
            Column("after", f"With vintage {between[1]}"),
        ],
        _source(p),
        table,
    )


def history(p: Parameters) -> Table | None:
    """List the vintages that hold the partner, with what each added and revised."""
    rows = vintage_changes.history(p.partner, p.vintage)
    if len(rows) < 2:
        return None
    return Table(
        "vintages",
        f"Vintages of the totals of US trade with {partner(p)}",
        [
            Column("vintage", "Vintage"),
            Column("last_month", "Last month", "", words.month),
            Column("months", "Months held", "", words.count),
            Column("added_later", "Later months added", "", words.count),
            Column("added_earlier", "Earlier months added", "", words.count),
            Column("revised", "Months revised", "", words.count),
            Column("imports_change_usd", "Imports revised by", "$ million", words.millions),
            Column("exports_change_usd", "Exports revised by", "$ million", words.millions),
        ],
        _source(p),
        rows,
    )


def _months(p: Parameters) -> pd.DataFrame:
    between = vintage_changes.pair(p.vintage)
    if between is None:
        return pd.DataFrame(columns=["month", "revised"])
    found = vintage_changes.by_month(p.partner, *between)
    return found[found["month"].between(*p.months)].reset_index(drop=True)


def _labels(p: Parameters) -> tuple[str, str]:
    old, new = vintage_changes.pair(p.vintage) or ("", "")
    return f"vintage {old}", f"vintage {new}"


def _source(p: Parameters) -> str:
    readings = vintages.readings()
    return source(*(readings[label] for label in reversed(vintage_changes.pair(p.vintage) or ())))


def _share(p: Parameters, months: pd.DataFrame, old: str, new: str) -> str:
    count = int(months["revised"].sum())
    return (
        f"Vintages {old} and {new} both hold {len(months)} months of trade with {partner(p)}, "
        f"{words.period(months['month'].min(), months['month'].max())}. **{count}** of them were revised by more than "
        "a million dollars in a flow."
    )


def _direction(months: pd.DataFrame) -> str:
    revised = months[months["revised"]]
    if revised.empty:
        return ""
    parts = []
    for flow, name in (("exports_usd", "Exports"), ("general_imports_usd", "imports")):
        total = revised[f"{flow}_change"].sum()
        verb = words.moved(0, total, "raised", "lowered", "left as they were")
        parts.append(f"{name} were {verb} by {words.usd(abs(total))} in all")
    return f"{', '.join(parts)}."


def _by_age(months: pd.DataFrame, old: str) -> str:
    """Return how much of each age was revised, the ages of which nothing was revised together."""
    ages = vintage_changes.by_age(months, old)
    revised = ages[ages["revised_share"] > 0]
    if revised.empty:
        return ""
    first, *others = (
        (_age(row.age_from, row.age_until), words.percent(row.revised_share * 100, 0)) for row in each_row(revised)
    )
    rest = words.join([f"{share} of those aged {age}" for age, share in others])
    none = " Of the rest, none was." if len(revised) < len(ages) else ""
    said = f"Of the months aged {first[0]} when vintage {old} was read, {first[1]} were revised"
    return f"{said}.{f' So were {rest}.' if rest else ''}{none}"


def _year(months: pd.DataFrame) -> str:
    """Return what the last whole year of both vintages became."""
    years = vintage_changes.by_year(months)
    if years.empty:
        return ""
    row = years.iloc[-1]
    return (
        f"The balance of {row['year']} was {words.usd(row['before_usd'], 2)} in the older vintage and is "
        f"{words.usd(row['after_usd'], 2)} in the newer."
    )


def _turned(p: Parameters, old: str, new: str) -> str:
    table = vintage_changes.statements(p.partner, old, new)
    if table.empty:
        return ""
    turned = int(table["turned"].sum())
    checked = (
        f"{len(table)} statements about whole years (did exports and imports rise, did the deficit widen, which rank "
        "it has) were checked against both vintages"
    )
    return f"{checked}: {f'{turned} turned' if turned else 'none turned'}."


def _age(low: int, high: int) -> str:
    if low == 0:
        return "under 1 year"
    return f"{low} years and more" if high >= 100 else f"{low} to {high} years"
