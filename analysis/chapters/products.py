"""Chapter What is traded."""

from typing import NamedTuple

import pandas as pd

from analysis.chapters.common import introduction, partner, said, source
from analysis.frames import row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import INDEX, Dumbbell, Lines, Series, unit_of_usd
from analysis.present.roles import Role
from analysis.trade import product_names, product_shares
from analysis.trade.product_shares import Period, last_two_years

SHOWN = 12
SHOWN_EXPORTS = 25
OF_WEIGHT_USD = 10e6  # rows below it are folded away


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    name = partner(p)
    sold = len(product_shares.exports_by_hs6(p.partner)) > 0
    return introduction(
        p,
        say(
            message(
                "Which goods the United States buys from {name} and sells to {name}, what grew, and how concentrated "
                "the trade is. Industries (NAICS) say who makes a good, chapters of the Harmonized System (HS) what "
                "it is."
            )
            if sold
            else message(
                "Which goods the United States buys from {name}, what grew, and how concentrated the trade is. "
                "Industries (NAICS) say who makes a good, chapters of the Harmonized System (HS) what it is."
            )
            if len(product_shares.industries(p.partner))
            else message(
                "Which goods the United States buys from {name}, and what grew. Chapters of the Harmonized System (HS) "
                "say what a good is."
            ),
            name=name,
        ),
        "imports_by_naics3",
        "general_imports_by_hs2",
        *(["exports_to_vietnam_by_hs6"] if sold else []),
    )


def findings(p: Parameters) -> Text:
    """Return the chapter's key findings, or which data are missing."""
    found = text(_industry_finding(p), _concentration_finding(p), _chapter_finding(p), _export_finding(p))
    return (
        found
        if found.paragraphs
        else text(
            say(
                "The data hold no trade by product with {partner}.",
                partner=partner(p),
            )
        )
    )


def coverage(p: Parameters) -> Text | None:
    """Say which of the three product tables hold nothing on the partner."""
    tables = {
        say("imports by NAICS-3 industry"): product_shares.industries(p.partner),
        say("imports by chapter of the Harmonized System"): product_shares.hs_chapters(p.partner),
        say("exports by product"): product_shares.exports_by_hs6(p.partner),
    }
    missing = [name for name, table in tables.items() if table.empty]
    if not missing or len(missing) == len(tables):
        return None
    pattern = (
        message("The data hold no {first} for {partner}; that part is left out.")
        if len(missing) == 1
        else message("The data hold no {first} or {last} for {partner}; those parts are left out.")
    )
    return text(say(pattern, first=", ".join(missing[:-1] or missing), last=missing[-1], partner=partner(p)))


def industries(p: Parameters) -> Figure | None:
    """Show imports by industry in the base year and in the last twelve months."""
    traded = _industries(p)
    if traded is None:
        return None
    top = traded.rows.iloc[0]
    return _before_and_after(
        "industries",
        say("US imports from {partner}", partner=partner(p)),
        traded,
        say(
            "{name} led with {after}, {share} of all imports for consumption in {period}, against "
            "{before} in {earlier}.",
            name=top["name"],
            after=words.usd(top["after_usd"]),
            share=words.share(top["after_share"], 1),
            period=words.period(*traded.after),
            before=words.usd(top["before_usd"]),
            earlier=words.period(*traded.before),
        ),
        say("imports for consumption"),
    )


def industry_table(p: Parameters) -> Table | None:
    """List imports by industry with share, growth and contribution to the change."""
    title = say("US imports for consumption from {partner} by NAICS-3 industry", partner=partner(p))
    return _table("industry-table", title, _industries(p), "NAICS", say("Industry"))


def concentration(p: Parameters) -> Figure | None:
    """Show how concentrated imports are, year by year; a year known in part has an open mark."""
    table = product_shares.industries(p.partner)
    table = table[table["month"].between(*p.window)]
    if table.empty:
        return None
    years = product_shares.concentration_by_year(table)
    equal = words.number(1 / years["herfindahl_index"].iloc[-1])
    return Figure(
        "concentration",
        say(
            "Imports from {partner} are as concentrated as if they came from {equal} equal industries",
            partner=partner(p),
            equal=equal,
        ),
        say(
            "Herfindahl index over NAICS-3 industries, imports for consumption; 1: one industry; "
            "open mark: part of a year",
        ),
        _concentration_sentence(years),
        source("imports_by_naics3"),
        years.drop(columns="whole"),
        Lines(
            years["year"],
            [Series(say("Index"), Role.IMPORTS, years["herfindahl_index"])],
            INDEX,
            height=0.8,
            marks=True,
            open_after=int(years["whole"].sum()),
        ),
    )


def hs_chapters(p: Parameters) -> Figure | None:
    """Show general imports by HS chapter, the last year against the year before."""
    traded = _chapters(p)
    if traded is None:
        return None
    traded.rows["name"] = traded.rows["hs2"] + " " + traded.rows["name"]
    top = traded.rows.iloc[0]
    return _before_and_after(
        "hs-chapters",
        say(
            "US imports from {partner}, by chapter of the Harmonized System",
            partner=partner(p),
        ),
        traded,
        say(
            "Chapter {name} led with {after} in {period}, {share} of all general imports.",
            name=top["name"],
            after=words.usd(top["after_usd"]),
            period=words.period(*traded.after),
            share=words.share(top["after_share"], 1),
        ),
        say("general imports"),
    )


def hs_table(p: Parameters) -> Table | None:
    """List general imports by HS chapter."""
    title = say("US general imports from {partner} by HS chapter", partner=partner(p))
    return _table("hs-table", title, _chapters(p), "HS", say("Chapter"))


def exports(p: Parameters) -> Table | None:
    """List the largest exports by HS subheading."""
    traded = _exports(p)
    if traded is None:
        return None
    rows = traded.rows.head(SHOWN_EXPORTS)
    rows = rows.assign(name=rows["hs6"].map(product_names.names(rows["hs6"])))
    title = say("Largest US exports to {partner} by HS subheading", partner=partner(p))
    return _table("exports", title, traded._replace(rows=rows), "HS", say("Product"))


class _Traded(NamedTuple):
    """Trade by product: a row a product, largest now first (see `product_shares.compare`), and the two periods."""

    table: str
    code: str
    rows: pd.DataFrame
    before: Period
    after: Period


def _industries(p: Parameters) -> _Traded | None:
    table = product_shares.industries(p.partner)
    spans = product_shares.since_base_year(table, p.base_year, p.window[1])
    return _traded(table, spans, "imports_by_naics3", "naics3", "imports_for_consumption_usd")


def _chapters(p: Parameters) -> _Traded | None:
    table = product_shares.hs_chapters(p.partner)
    spans = last_two_years(table, p.window[1])
    return _traded(table, spans, "general_imports_by_hs2", "hs2", "general_imports_usd")


def _exports(p: Parameters) -> _Traded | None:
    table = product_shares.exports_by_hs6(p.partner)
    spans = last_two_years(table, p.window[1])
    return _traded(table, spans, "exports_to_vietnam_by_hs6", "hs6", "exports_usd")


def _traded(
    table: pd.DataFrame, spans: tuple[Period, Period] | None, name: str, code: str, flow: str
) -> _Traded | None:
    if spans is None:
        return None
    return _Traded(name, code, said(product_shares.compare(table, code, flow, *spans)), *spans)


def _industry_finding(p: Parameters) -> str:
    traded = _industries(p)
    if traded is None:
        return ""
    rows = traded.rows
    lead, driver = rows.iloc[0], row_at(rows, rows["contribution_pp"].abs().idxmax())
    growth = rows["contribution_pp"].sum()
    return say(
        "**{name}** made up {share} of US imports for consumption from {partner} in {period}. "
        "All imports {moved} by {growth} against {earlier}. What moved them most was {driver}: "
        "{contribution}.",
        name=lead["name"],
        share=words.share(lead["after_share"], 1),
        partner=partner(p),
        period=words.period(*traded.after),
        moved=words.direction(0, growth),
        growth=words.percent(abs(growth)),
        earlier=words.period(*traded.before),
        driver=driver["name"].lower(),
        contribution=words.points(driver["contribution_pp"]),
    )


def _concentration_finding(p: Parameters) -> str:
    traded = _industries(p)
    if traded is None:
        return ""
    return say(
        "The five largest industries make up {share} of imports for consumption.",
        share=words.share(traded.rows.head(5)["after_share"].sum(), 1),
    )


def _concentration_sentence(years: pd.DataFrame) -> str:
    """Return the index of the first and last year, each under the name of the months that it counts."""
    first, last = years.iloc[0], years.iloc[-1]
    pattern = (
        message(
            "The index went from {before} in {earlier} to {now} in {period}, as if imports came from {equal} "
            "industries of equal size."
        )
        if len(years) > 1
        else message("The index was {now} in {period}, as if imports came from {equal} industries of equal size.")
    )
    return say(
        pattern,
        before=words.index(first["herfindahl_index"]),
        earlier=words.period(first["first"], first["last"]),
        now=words.index(last["herfindahl_index"]),
        period=words.period(last["first"], last["last"]),
        equal=words.number(1 / last["herfindahl_index"]),
    )


def _chapter_finding(p: Parameters) -> str:
    traded = _chapters(p)
    if traded is None:
        return ""
    rows = traded.rows.head(3)
    parts = [
        f"{name.lower()} ({words.share(share, 1)})"
        for name, share in zip(rows["name"], rows["after_share"], strict=True)
    ]
    return say(
        "By kind of good, the largest general imports in {period} were {parts}.",
        period=words.period(*traded.after),
        parts=words.join(parts),
    )


def _export_finding(p: Parameters) -> str:
    traded = _exports(p)
    if traded is None:
        return ""
    lead = traded.rows.iloc[0]
    return say(
        "US exports to {partner} were {total} in {period}. The largest product was {name} (HS {hs6}), {after}.",
        partner=partner(p),
        total=words.usd(traded.rows["after_usd"].sum()),
        period=words.period(*traded.after),
        name=product_names.names([lead["hs6"]])[lead["hs6"]].lower(),
        hs6=lead["hs6"],
        after=words.usd(lead["after_usd"]),
    )


def _before_and_after(name: str, title: str, traded: _Traded, sentence: str, basis: str) -> Figure:
    shown = traded.rows.head(SHOWN)
    lead, unit = shown.iloc[0], unit_of_usd(shown[["before_usd", "after_usd"]], words.SMALL_COLUMN_USD)
    return Figure(
        name,
        say(
            "{name}: {share} of {title}",
            name=lead["name"],
            share=words.share(lead["after_share"]),
            title=title,
        ),
        say(
            "{unit}, {basis}; logarithmic scale: equal lengths are equal growth, given in brackets",
            unit=unit.name,
            basis=basis,
        ),
        sentence,
        source(traded.table),
        shown,
        Dumbbell(
            shown["name"].tolist(),
            unit,
            1.5,
            Series(_period(traded.before), Role.IMPORTS, shown["before_usd"]),
            Series(_period(traded.after), Role.IMPORTS, shown["after_usd"]),
            log=True,
            texts=[f"({words.signed_percent(value)})" if pd.notna(value) else "" for value in shown["growth_pct"]],
        ),
    )


def _table(name: str, title: str, traded: _Traded | None, label: str, kind: str) -> Table | None:
    if traded is None:
        return None
    rows = traded.rows
    unit, write = words.column_of_usd(rows[["before_usd", "after_usd"]].max().max(), 2)
    return Table(
        name,
        title,
        [
            Column(traded.code, label),
            Column("name", kind),
            *(
                Column(field, _period(months), unit, write)
                for field, months in (("before_usd", traded.before), ("after_usd", traded.after))
            ),
            Column("after_share", say("Share"), "%", words.share_number),
            Column("growth_pct", say("Growth"), "%", words.number),
            Column("contribution_pp", say("Contribution to growth"), say("percentage points"), words.number),
        ],
        source(traded.table),
        rows,
        searchable=len(rows) > 15,
        shown=int((rows["after_usd"] >= OF_WEIGHT_USD).sum()),
        subject="after_usd",
    )


def _period(months: Period) -> str:
    return words.capital(words.tabled_period(*months))
