"""Chapter What is traded."""

from typing import Any

import pandas as pd

from analysis.chapters.common import partner, source
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, axes, style, text, words
from analysis.trade import products

Span = tuple[pd.Timestamp, pd.Timestamp]
CONSUMPTION = "imports_for_consumption_usd"
SHOWN = 12


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings, or which data are missing."""
    found = text(_industry_finding(p), _concentration_finding(p), _chapter_finding(p), _export_finding(p))
    return found if found.paragraphs else text(f"The data hold no trade by product with {partner(p)}.")


def coverage(p: Parameters) -> Text | None:
    """Say which of the three product tables hold nothing on the partner."""
    tables = {
        "imports by NAICS-3 industry": products.industries(p.partner),
        "imports by chapter of the Harmonized System": products.hs_chapters(p.partner),
        "exports by product": products.exports_by_hs6(p.partner),
    }
    missing = [name for name, table in tables.items() if table.empty]
    if not missing or len(missing) == len(tables):
        return None
    return text(f"The data hold no {words.join(missing)} for {partner(p)}; that part is left out.")


def industries(p: Parameters) -> Figure | None:
    """Show imports by industry in the base year and in the last twelve months."""
    spans = _industry_spans(p)
    if spans is None:
        return None
    before, after = spans
    shown = products.compare(products.industries(p.partner), "naics3", CONSUMPTION, before, after)
    top = shown.iloc[0]
    return _pair_of_bars(
        "industries",
        f"US imports from {partner(p)} by industry",
        before,
        after,
        shown,
        f"{top['name']} led with {words.usd(top['after_usd'])}, {words.percent(top['after_share'] * 100)} of all "
        f"imports for consumption in {words.period(*after)}, against {words.usd(top['before_usd'])} in "
        f"{words.period(*before)}.",
        "imports for consumption",
        source("imports_by_naics3"),
    )


def industry_table(p: Parameters) -> Table | None:
    """List imports by industry with share, growth and contribution to the change."""
    spans = _industry_spans(p)
    if spans is None:
        return None
    rows = products.compare(products.industries(p.partner), "naics3", CONSUMPTION, *spans)
    return _table(
        "industry-table",
        f"US imports for consumption from {partner(p)} by NAICS-3 industry",
        rows,
        "naics3",
        "NAICS",
        spans,
        source("imports_by_naics3"),
    )


def concentration(p: Parameters) -> Figure | None:
    """Show how concentrated imports are, year by year."""
    table = products.industries(p.partner)
    table = table[table["month"].between(*p.window)]
    if table.empty:
        return None
    sums = table.groupby([table["month"].dt.year, "naics3"])[CONSUMPTION].sum()
    years = (
        sums.groupby("month")
        .agg(products.concentration)
        .rename("herfindahl_index")
        .reset_index(name="herfindahl_index")
    )
    years = years.rename(columns={"month": "year"})
    first, last = years.iloc[0], years.iloc[-1]

    def draw(ax: Any, narrow: bool) -> None:
        ax.plot(years["year"], years["herfindahl_index"], color=style.BLUE, marker="o", markersize=4)
        ax.set_ylim(bottom=0)
        ax.set_xticks(years["year"][:: 3 if narrow else 1])

    return Figure(
        "concentration",
        f"Concentration of US imports from {partner(p)}",
        "Herfindahl index over NAICS-3 industries; 1 means a single industry",
        f"The index went from {first['herfindahl_index']:.2f} in {first['year']:.0f} to "
        f"{last['herfindahl_index']:.2f} in {last['year']:.0f}, as if imports came from "
        f"{1 / last['herfindahl_index']:.1f} industries of equal size.",
        source("imports_by_naics3"),
        years,
        draw,
        height=0.8,
    )


def hs_chapters(p: Parameters) -> Figure | None:
    """Show general imports by HS chapter, the last year against the year before."""
    spans = _year_spans(p, products.hs_chapters(p.partner))
    if spans is None:
        return None
    shown = products.compare(products.hs_chapters(p.partner), "hs2", "general_imports_usd", *spans)
    shown["name"] = shown["hs2"] + " " + shown["name"]
    top = shown.iloc[0]
    return _pair_of_bars(
        "hs-chapters",
        f"US imports from {partner(p)} by chapter of the Harmonized System",
        *spans,
        shown,
        f"Chapter {top['name']} led with {words.usd(top['after_usd'])} in {words.period(*spans[1])}, "
        f"{words.percent(top['after_share'] * 100)} of all general imports.",
        "general imports",
        source("general_imports_by_hs2"),
    )


def hs_table(p: Parameters) -> Table | None:
    """List general imports by HS chapter."""
    spans = _year_spans(p, products.hs_chapters(p.partner))
    if spans is None:
        return None
    rows = products.compare(products.hs_chapters(p.partner), "hs2", "general_imports_usd", *spans)
    return _table(
        "hs-table",
        f"US general imports from {partner(p)} by HS chapter",
        rows,
        "hs2",
        "HS",
        spans,
        source("general_imports_by_hs2"),
    )


def exports(p: Parameters) -> Table | None:
    """List the largest exports by HS subheading."""
    table = products.exports_by_hs6(p.partner)
    spans = _year_spans(p, table)
    if spans is None:
        return None
    rows = products.compare(table, "hs6", "exports_usd", *spans).head(25)
    return _table(
        "exports",
        f"Largest US exports to {partner(p)} by HS subheading",
        rows,
        "hs6",
        "HS",
        spans,
        source("exports_to_vietnam_by_hs6"),
    )


def _industry_spans(p: Parameters) -> tuple[Span, Span] | None:
    """Return the base year and the last twelve months of the industry data within the edition."""
    known = products.industries(p.partner)["month"]
    known = known[known <= p.window[1]]
    if known.empty:
        return None
    last, base = known.max(), pd.Timestamp(p.base_year, 1, 1)
    spans = (base, base + pd.DateOffset(months=11)), (last - pd.DateOffset(months=11), last)
    return (
        spans if spans[0][0] >= known.min() and spans[0] != spans[1] else _year_spans(p, products.industries(p.partner))
    )


def _year_spans(p: Parameters, table: pd.DataFrame) -> tuple[Span, Span] | None:
    """Return the last twelve months of ``table`` within the edition and the twelve months before."""
    known = table.loc[table["month"] <= p.window[1], "month"]
    if known.empty or known.max() - pd.DateOffset(months=23) < known.min():
        return None
    last = known.max()
    middle = last - pd.DateOffset(months=12)
    return (middle - pd.DateOffset(months=11), middle), (middle + pd.DateOffset(months=1), last)


def _industry_finding(p: Parameters) -> str:
    spans = _industry_spans(p)
    if spans is None:
        return ""
    before, after = spans
    rows = products.compare(products.industries(p.partner), "naics3", CONSUMPTION, before, after)
    lead, driver = rows.iloc[0], rows.loc[rows["contribution_pp"].abs().idxmax()]
    growth = rows["contribution_pp"].sum()
    return (
        f"**{lead['name']}** were {words.percent(lead['after_share'] * 100)} of US imports from {partner(p)} in "
        f"{words.period(*after)}. All imports {words.moved(0, growth)} by {words.percent(abs(growth))} against "
        f"{words.period(*before)}; the largest contribution, {words.points(driver['contribution_pp'])}, came from "
        f"{driver['name'].lower()}."
    )


def _concentration_finding(p: Parameters) -> str:
    spans = _industry_spans(p)
    if spans is None:
        return ""
    rows = products.compare(products.industries(p.partner), "naics3", CONSUMPTION, *spans)
    five = rows.head(5)
    return f"The five largest industries make up {words.percent(five['after_share'].sum() * 100)} of imports."


def _chapter_finding(p: Parameters) -> str:
    spans = _year_spans(p, products.hs_chapters(p.partner))
    if spans is None:
        return ""
    rows = products.compare(products.hs_chapters(p.partner), "hs2", "general_imports_usd", *spans).head(3)
    parts = [
        f"{row.name_.lower()} ({words.percent(row.after_share * 100)})"
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    return f"By chapter of the Harmonized System, the largest in {words.period(*spans[1])} were {words.join(parts)}."


def _export_finding(p: Parameters) -> str:
    table = products.exports_by_hs6(p.partner)
    spans = _year_spans(p, table)
    if spans is None:
        return ""
    rows = products.compare(table, "hs6", "exports_usd", *spans)
    lead = rows.iloc[0]
    return (
        f"US exports to {partner(p)} were {words.usd(rows['after_usd'].sum())} in {words.period(*spans[1])}; "
        f"the largest product was {lead['name'].lower()} (HS {lead['hs6']}), {words.usd(lead['after_usd'])}."
    )


def _pair_of_bars(
    name: str,
    title: str,
    before: Span,
    after: Span,
    rows: pd.DataFrame,
    sentence: str,
    basis: str,
    origin: str,
) -> Figure:
    shown = rows.head(SHOWN)
    places = range(len(shown))

    def draw(ax: Any, narrow: bool) -> None:
        axes.bars(
            ax,
            shown["name"].tolist(),
            axes.billions(shown["after_usd"]),
            style.ORANGE,
            [words.billions(value) for value in shown["after_usd"]],
        )
        ax.scatter(
            axes.billions(shown["before_usd"]),
            places,
            marker="|",
            s=160,
            color=style.INK,
            linewidths=2,
            zorder=3,
        )

    return Figure(
        name,
        title,
        f"billion US dollars, {basis}; bar: {words.period(*after)}, mark: {words.period(*before)}",
        sentence,
        origin,
        shown,
        draw,
        height=1.1,
    )


def _table(
    name: str, title: str, rows: pd.DataFrame, code: str, label: str, spans: tuple[Span, Span], origin: str
) -> Table:
    rows = rows.assign(after_share_pct=rows["after_share"] * 100)
    return Table(
        name,
        title,
        [
            Column(code, label),
            Column("name", "Product"),
            Column(
                "before_usd",
                words.capital(words.period(*spans[0])),
                "$ billion",
                lambda value: words.billions(value, 2),
            ),
            Column(
                "after_usd", words.capital(words.period(*spans[1])), "$ billion", lambda value: words.billions(value, 2)
            ),
            Column("after_share_pct", "Share", "%", words.number),
            Column("growth_pct", "Growth", "%", words.number),
            Column("contribution_pp", "Contribution to growth", "percentage points", words.number),
        ],
        origin,
        rows,
        searchable=len(rows) > 15,
    )
