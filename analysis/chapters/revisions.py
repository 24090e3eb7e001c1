"""Chapter What was revised: the same months in two vintages."""

import pandas as pd

from analysis.chapters.common import introduction, partner, said, source
from analysis.chapters.last_dates import TOTALS
from analysis.claims.verdict_changes import changed_verdicts
from analysis.data import vintages
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import MILLION_USD, Columns, Series
from analysis.present.roles import Role
from analysis.trade import vintage_changes

FLOWS = {"exports_usd": message("exports"), "general_imports_usd": message("imports")}
CLAIMED = "VNM"  # the partner that the source documents are about


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Trade figures are corrected after they are first printed. This page sets two readings "
            "of the totals for {partner} side by side: the one that this edition is built on, and "
            "the one before it.",
            partner=partner(p),
        ),
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
        return say(
            "Vintage {vintage} is the first that the data hold, so there is nothing to compare it with.",
            vintage=p.vintage,
        )
    months = _months(p)
    if months.empty:
        return say(
            "The totals of {partner} are known in one vintage only: nothing can be said about revisions.",
            partner=partner(p),
        )
    return _share(p, months, *between)


def sizes(p: Parameters) -> Figure | None:
    """Show the revision of exports and imports of each month."""
    months = _months(p)
    if months.empty or not months["revised"].any():
        return None
    first = months.loc[months["revised"], "month"].min()
    shown = months[months["month"] >= first]
    largest = vintage_changes.largest(shown)
    flow, change = say(FLOWS[largest.flow]), words.usd(largest.change_usd)
    return Figure(
        "revision-sizes",
        say(
            "The largest revision moved {flow} of {month} by {change}",
            flow=flow,
            month=words.month(largest.month),
            change=change,
        ),
        say(
            "US goods trade with {partner}, million US dollars, newer less older vintage; months "
            "before the first revised one are left out",
            partner=partner(p),
        ),
        say(
            "The largest revision is that of {flow} in {month}: {change}, or {size_pct} of the earlier value.",
            flow=flow,
            month=words.month(largest.month),
            change=change,
            size_pct=words.percent(largest.size_pct, 2),
        ),
        _source(p),
        shown[["month", "exports_usd_change", "general_imports_usd_change", "balance_usd_change"]],
        Columns(
            shown["month"],
            [
                Series(say("Exports"), Role.EXPORTS, shown["exports_usd_change"]),
                Series(say("Imports"), Role.IMPORTS, shown["general_imports_usd_change"]),
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
    flows = {"exports_usd": say("Exports"), "general_imports_usd": say("Imports"), "balance_usd": say("Balance")}
    columns = [
        Column(f"{flow}_{side}", f"{name}, {label}", say("$ billion"), lambda value: words.billions(value, 3))
        for flow, name in flows.items()
        for side, label in (("before", old), ("after", new))
    ]
    return Table(
        "revised-months",
        say(
            "Months of US goods trade with {partner} that were revised",
            partner=partner(p),
        ),
        [Column("month", say("Month"), "", words.month), *columns],
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
    return Table(
        "revision-ages",
        say(
            "Months revised by their age when vintage {vintage} was read",
            vintage=between[0],
        ),
        [
            Column("age", say("Age of the month")),
            Column("months", say("Months"), "", words.count),
            Column("revised_share", say("Revised"), "%", lambda value: words.share_number(value, 0)),
            Column(
                "mean_abs_imports_pct",
                say("Mean revision of imports, revised months only"),
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
        say("Statements that the revision turned"),
        [
            Column("year", say("Year")),
            Column("statement", say("Statement")),
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
    table = changed_verdicts(*between)
    if table.empty:
        return text(
            say(
                "No claim of the source documents is judged differently because of this revision.",
            )
        )
    return Table(
        "moved-claims",
        say("Claims judged differently because of this revision"),
        [
            Column("claim", say("No.")),
            Column("paraphrase", say("Claim")),
            Column("document_title", say("Document")),
            Column("before", say("With vintage {vintage}", vintage=between[0])),
            Column("after", say("With vintage {vintage}", vintage=between[1])),
        ],
        _source(p),
        said(table, "paraphrase", "document_title", "before", "after"),
    )


def history(p: Parameters) -> Table | None:
    """List the vintages that hold the partner, with what each added and revised."""
    rows = vintage_changes.history(p.partner, p.vintage)
    if len(rows) < 2:
        return None
    return Table(
        "vintages",
        say(
            "Vintages of the totals of US trade with {partner}",
            partner=partner(p),
        ),
        [
            Column("vintage", say("Vintage")),
            Column("last_month", say("Last month"), "", words.month),
            Column("months", say("Months held"), "", words.count),
            Column("added_later", say("Later months added"), "", words.count),
            Column("added_earlier", say("Earlier months added"), "", words.count),
            Column("revised", say("Months revised"), "", words.count),
            Column("imports_change_usd", say("Imports revised by"), say("$ million"), words.millions),
            Column("exports_change_usd", say("Exports revised by"), say("$ million"), words.millions),
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
    """Return the names of the two vintages, which do not break in the heading of a column."""
    old, new = (label.replace("-", "\u2011") for label in vintage_changes.pair(p.vintage) or ("", ""))
    return say("vintage {old}", old=old), say("vintage {new}", new=new)


def _source(p: Parameters) -> str:
    readings = vintages.readings()
    return source(*(readings[label] for label in reversed(vintage_changes.pair(p.vintage) or ())))


def _share(p: Parameters, months: pd.DataFrame, old: str, new: str) -> str:
    count = int(months["revised"].sum())
    return say(
        "Vintages {old} and {new} both hold {held} months of trade with {partner}, {period}. "
        "**{count}** of them were revised by more than a million dollars, in exports or imports.",
        old=old,
        new=new,
        held=len(months),
        partner=partner(p),
        period=words.period(months["month"].min(), months["month"].max()),
        count=count,
    )


def _direction(months: pd.DataFrame) -> str:
    revised = months[months["revised"]]
    if revised.empty:
        return ""
    exports, imports = (revised[f"{flow}_change"].sum() for flow in ("exports_usd", "general_imports_usd"))
    verbs = message("raised"), message("lowered"), message("left as they were")
    return say(
        "Exports were {exports_moved} by {exports} in all, imports were {imports_moved} by {imports} in all.",
        exports_moved=words.direction(0, exports, *verbs),
        exports=words.usd(abs(exports)),
        imports_moved=words.direction(0, imports, *verbs),
        imports=words.usd(abs(imports)),
    )


def _by_age(months: pd.DataFrame, old: str) -> str:
    """Return how much of each age was revised, the ages of which nothing was revised together."""
    ages = vintage_changes.by_age(months, old)
    revised = ages[ages["revised_share"] > 0]
    if revised.empty:
        return ""
    first, *others = ((_age(row.age_from, row.age_until), words.share(row.revised_share)) for row in each_row(revised))
    rest = words.join([say("{share} of those aged {age}", share=share, age=age) for age, share in others])
    told = [
        say(
            "Of the months aged {age} when vintage {old} was read, {share} were revised.",
            age=first[0],
            old=old,
            share=first[1],
        )
    ]
    if rest:
        told.append(say("So were {rest}.", rest=rest))
    if len(revised) < len(ages):
        told.append(say("Of the rest, none was."))
    return " ".join(told)


def _year(months: pd.DataFrame) -> str:
    """Return what the last whole year of both vintages became."""
    years = vintage_changes.by_year(months)
    if years.empty:
        return ""
    row = years.iloc[-1]
    return say(
        "The year {year} had {before} in the older vintage and has {after} in the newer.",
        year=row["year"],
        before=words.balance(row["before_usd"], 2),
        after=words.balance(row["after_usd"], 2),
    )


def _turned(p: Parameters, old: str, new: str) -> str:
    table = vintage_changes.statements(p.partner, old, new)
    if table.empty:
        return ""
    turned = int(table["turned"].sum())
    pattern = (
        message(
            "{count} statements about whole years (did exports and imports rise, did the deficit widen, which rank it "
            "has) were checked against both vintages: {turned} turned."
        )
        if turned
        else message(
            "{count} statements about whole years (did exports and imports rise, did the deficit widen, which rank it "
            "has) were checked against both vintages: none turned."
        )
    )
    return say(pattern, count=len(table), turned=turned)


def _age(low: int, high: int) -> str:
    if low == 0:
        return say("under 1 year")
    return (
        say("{low} years and more", low=low)
        if high >= 100
        else say("{span} years", span=words.span(f"{low}", f"{high}"))
    )
