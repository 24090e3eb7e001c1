"""The part of the chapter Did trade move from China? on who gained what China lost, and how alike the goods are."""

from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters.common import partner, peer_roles, said, source
from analysis.chapters.origin_periods import (
    FIRST_YEAR,
    INDUSTRIES,
    ORIGIN,
    origins,
    period_name,
    periods,
    product_imports,
)
from analysis.data import load
from analysis.effects import trade_diversion
from analysis.effects.trade_diversion import REST
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, words
from analysis.present.charts import BILLION_USD, INDEX, POINTS, Bars, Lines, Scatter, Series
from analysis.present.roles import Role
from analysis.trade import product_names

SHOWN_GAINERS, SHOWN_PRODUCTS, PLOTTED = 8, 15, 3
NAMED = 4  # in one sentence
SHARES_HS6, SIMILARITY_HS6, PUBLISHED = "hs6_shares_of_three_origins", "export_similarity_hs6", "published_rerouting"
LINES_2024 = "imports_by_hts10_2024"


def taken_sentence(p: Parameters) -> str:
    """Say what China lost in market share and how much of it falls to each gainer."""
    rows = _apportioned(p)
    if rows is None:
        return ""
    lost, by_gainer = rows.to_numpy().sum(), _by_gainer(rows)
    own = float(by_gainer.get(p.partner, 0))
    others = by_gainer.drop(index=[p.partner, REST], errors="ignore").head(3)
    went = [
        say(
            "**{share}** of that went to {partner} ({amount})",
            share=words.some_share(own / lost),
            partner=partner(p),
            amount=words.usd(own),
        ),
        *[
            say("{share} to {partner}", share=words.share(value / lost), partner=partners.in_sentence(str(code)))
            for code, value in others.items()
        ],
    ]
    return say(
        "Where China lost share since {year}, it would sell {lost} more a year with that share. In proportion to who "
        "gained, {went}.",
        year=FIRST_YEAR,
        lost=words.usd(lost),
        went=words.join(went),
    )


def published(p: Parameters) -> str:
    """Say how much of the partner's exports research has found to be re-routed from China; empty without research."""
    table = load(PUBLISHED)
    table = table[table["partner"] == p.partner].sort_values("share_pct", ascending=False)
    if table.empty:
        return ""
    found = [
        say("**{share}** by {level}", share=words.percent(row.share_pct), level=say(row.level))
        for row in each_row(table)
    ]
    year, paper = table["year"].iloc[0], table["paper"].iloc[0]
    return say(
        "How much {partner} re-routed in {year} depends on the count: {shares} of its exports ({paper}).",
        partner=partner(p),
        year=year,
        shares=words.join(found),
        paper=say(paper),
    )


def bars(p: Parameters) -> Figure | None:
    """Show what each gainer took of the market share that China lost."""
    rows, spans = _apportioned(p), periods(p)
    if rows is None or spans is None:
        return None
    by_gainer = _by_gainer(rows)
    shown = by_gainer[
        [code for place, code in enumerate(by_gainer.index) if place < SHOWN_GAINERS or code == p.partner]
    ]
    lost = rows.to_numpy().sum()
    lead = _name(str(shown.index[0]))
    table = pd.DataFrame({"gainer": shown.index, "taken_usd": shown.to_numpy(), "taken_share": shown / lost})
    return Figure(
        "gainers",
        say(
            "Of the {lost} that China lost, {lead} gained {share}",
            lost=words.usd(lost),
            lead=lead,
            share=words.share(shown.iloc[0] / lost),
        ),
        say(
            "billion US dollars a year, {before} to {after}; an industry's loss goes to "
            "those whose share of it rose, in proportion",
            before=period_name(spans[0]),
            after=period_name(spans[2]),
        ),
        _gained(lost, shown),
        source(INDUSTRIES),
        table.reset_index(drop=True),
        Bars(
            [words.capital(_name(str(code))) for code in shown.index],
            BILLION_USD,
            0.9,
            Series(say("Gained"), Role.OTHER, shown),
            [Role.PARTNER if code == p.partner else Role.OTHER for code in shown.index],
        ),
    )


def _gained(lost_usd: float, shown: "pd.Series[float]") -> str:
    """Say how much of China's loss each of those shown took, the largest in a sentence of their own."""
    told = [f"{_name(str(code))} {words.usd(value)}" for code, value in shown.items()]
    return say(
        message("Apportioned by industry, China's loss of {lost} went first to {gainers}. Then came {others}.")
        if len(told) > NAMED
        else message("Apportioned by industry, China's loss of {lost} went to {gainers}."),
        lost=words.usd(lost_usd),
        gainers=words.join(told[:NAMED]),
        others=words.join(told[NAMED:]),
    )


def scatter(p: Parameters) -> Figure | None:
    """Show by industry how China's share and those of the largest gainers moved."""
    rows, spans = _apportioned(p), periods(p)
    if rows is None or spans is None:
        return None
    order = [str(code) for code in _by_gainer(rows).index if code != REST]
    codes = list(dict.fromkeys([p.partner, *order]))[:PLOTTED]
    changes = trade_diversion.share_changes(product_imports(spans[0]), product_imports(spans[2]), [ORIGIN, *codes])
    changes = changes.drop(index="all").nlargest(SHOWN_PRODUCTS, "after_usd").rename_axis("naics3").reset_index()
    changes = changes.merge(said(load("naics3_names"), "name"), on="naics3")
    together = changes[(changes[f"{ORIGIN}_pp"] < 0) & (changes[f"{p.partner}_pp"] > 0)]
    kinds = peer_roles(p, codes)
    return Figure(
        "loss-and-gain",
        say(
            "In {count} of the {shown} largest industries China lost share and {partner} gained",
            count=len(together),
            shown=SHOWN_PRODUCTS,
            partner=partner(p),
        ),
        say(
            "change of the share of US imports of an industry, percentage points, {before} to {after}",
            before=period_name(spans[0]),
            after=period_name(spans[2]),
        ),
        say(
            message("China lost share and {partner} gained in one industry: {names}.")
            if len(together) == 1
            else message("China lost share and {partner} gained in {count} industries, first of all {names}.")
            if len(together)
            else message("China lost share and {partner} gained in no industry."),
            partner=partner(p),
            count=len(together),
            names=words.join([name.lower() for name in together["name"].head(NAMED)]),
        ),
        source(INDUSTRIES),
        changes,
        Scatter(
            [f"{name}" for _ in codes for name in changes["name"]],
            Series(say("China, percentage points"), Role.OTHER, pd.concat([changes[f"{ORIGIN}_pp"]] * len(codes))),
            Series(say("Gainer, percentage points"), Role.OTHER, pd.concat([changes[f"{code}_pp"] for code in codes])),
            POINTS,
            POINTS,
            [kinds[code] for code in codes for _ in changes["name"]],
            [Series(partners.name(code), kinds[code], ()) for code in codes],
        ),
    )


def similar(p: Parameters) -> Figure | None:
    """Show how alike the goods are that China and each other origin sold to the United States in 2024."""
    found = trade_diversion.similarities(ORIGIN, origins(p))
    if p.partner not in found:
        return None
    return Figure(
        "similarity",
        say(
            "What {partner} sells is {share} like what China sells",
            partner=partner(p),
            share=words.share(found[p.partner]),
        ),
        say(
            "index of Finger and Kreinin by ten-digit tariff line, US imports for consumption of "
            "2024; 1 is the same mix",
        ),
        say(
            "The index of similarity with China is: {indices}.",
            indices=words.join(
                [f"{partners.in_sentence(str(code))} {words.index(value)}" for code, value in found.items()]
            ),
        ),
        source(LINES_2024),
        found.reset_index(),
        Bars(
            [partners.name(str(code)) for code in found.index],
            INDEX,
            0.7,
            Series(say("Similarity with China"), Role.OTHER, found),
            [Role.PARTNER if code == p.partner else Role.OTHER for code in found.index],
        ),
    )


def similar_by_year(p: Parameters) -> Figure | None:
    """Show how the similarity with China's exports has moved since 2015; None where the data hold no index."""
    table = load(SIMILARITY_HS6)
    wide = table.pivot_table("similarity", "year", "partner")
    if p.partner not in wide:
        return None
    first, last, high = (wide[p.partner].iloc[0], wide[p.partner].iloc[-1], wide[p.partner].idxmax())
    colours = peer_roles(p, [str(code) for code in wide])
    return Figure(
        "similarity-by-year",
        say(
            "The goods of {partner} were most like China's in {year}",
            partner=partner(p),
            year=high,
        ),
        say(
            "index of Finger and Kreinin by HS subheading (six digits), US imports, CIF; 1 is the same mix",
        ),
        say(
            "The index of {partner} was {before} in {first}, {most} in {peak} and {now} in {last}.",
            partner=partner(p),
            before=words.index(first),
            first=wide.index[0],
            most=words.index(wide[p.partner].max()),
            peak=high,
            now=words.index(last),
            last=wide.index[-1],
        ),
        source(SIMILARITY_HS6),
        wide.reset_index(),
        Lines(
            [int(year) for year in wide.index],
            [Series(partners.name(str(c)), colours[str(c)], wide[c], c == p.partner) for c in wide],
            INDEX,
            height=0.8,
            zero=False,
        ),
    )


def products(p: Parameters) -> Table | None:
    """List the six-digit products in which China's share fell most, with the shares of the three origins."""
    table = load(SHARES_HS6)
    if p.partner == ORIGIN or p.partner not in set(table["partner"]):
        return None
    years = [int(table["year"].min()), FIRST_YEAR, int(table["year"].max())]
    flat = trade_diversion.subheading_shares(years)
    flat["lost_pp"] = flat[f"{ORIGIN}_{years[2]}"] - flat[f"{ORIGIN}_{years[1]}"]
    flat["gained_pp"] = flat[f"{p.partner}_{years[2]}"] - flat[f"{p.partner}_{years[1]}"]
    flat = flat[flat["lost_pp"] < 0].nlargest(SHOWN_PRODUCTS, "gained_pp").reset_index()
    flat["name"] = flat["hs6"].map(product_names.names(flat["hs6"]))
    return Table(
        "hs6-shares",
        say(
            "Where China lost and {partner} gained most: shares of US imports from China, Mexico and Viet Nam",
            partner=partner(p),
        ),
        [
            Column("hs6", say("HS")),
            Column("name", say("Product")),
            *(
                Column(f"{code}_{year}", f"{partners.name(code)} {year}", "%", words.count)
                for code in dict.fromkeys([ORIGIN, p.partner])
                for year in years
            ),
        ],
        source(SHARES_HS6),
        flat,
    )


def chapters(p: Parameters) -> Figure | None:
    """Show by HS chapter how the shares of China and the partner moved; the file holds every chapter and origin."""
    years = sorted(load("general_imports_by_hs2")["month"].dt.year.unique())
    span = {"first": years[0], "last": years[-1]}
    before, after = (
        trade_diversion.chapter_imports((pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1)))
        for year in (years[0], years[-1])
    )
    if p.partner == ORIGIN or p.partner not in after:
        return None
    codes = [code for code in origins(p) if code in after]
    rows = trade_diversion.share_changes(before, after, codes).drop(index="all").rename_axis("hs2").reset_index()
    rows = rows.merge(said(load("hs2_names"), "name"), on="hs2")
    rows = rows.sort_values("after_usd", ascending=False, ignore_index=True)
    shown, own = rows.head(SHOWN_PRODUCTS), f"{p.partner}_pp"
    top = row_at(shown, shown[own].idxmax())
    return Figure(
        "hs-shares",
        say(
            "{partner} gained most from {first} to {last} in {products}: {points}",
            partner=partners.name(p.partner),
            **span,
            products=str(top["name"]).lower(),
            points=words.points(top[own]),
        ),
        say(
            "change of the share of US general imports, percentage points, {first} to {last}; the "
            "{shown} largest HS chapters, all {count} in the file",
            **span,
            shown=SHOWN_PRODUCTS,
            count=len(rows),
        ),
        say(
            "In {products} the share of China moved by {points}, that of {partner} by {own_points}.",
            products=str(top["name"]).lower(),
            points=words.points(top[f"{ORIGIN}_pp"]),
            partner=partner(p),
            own_points=words.points(top[own]),
        ),
        source("general_imports_by_hs2"),
        rows,
        Scatter(
            [str(name) for name in shown["name"]],
            Series(say("China, percentage points"), Role.OTHER, shown[f"{ORIGIN}_pp"]),
            Series(say("{partner}, percentage points", partner=partners.name(p.partner)), Role.PARTNER, shown[own]),
            POINTS,
            POINTS,
            told=int(shown[own].argmax()),
        ),
    )


def table(p: Parameters) -> Table | None:
    """List by industry what China lost and who took it."""
    rows = _apportioned(p)
    if rows is None:
        return None
    order = list(dict.fromkeys([p.partner, *(str(code) for code in _by_gainer(rows).index)]))[:SHOWN_GAINERS]
    shown = rows[order].assign(lost_usd=rows.sum(axis=1))
    shown.loc["all"] = shown.sum()
    names = said(load("naics3_names"), "name")
    shown = shown.rename_axis("naics3").reset_index().merge(names, on="naics3", how="left")
    shown = shown.fillna({"name": say("All industries")}).sort_values("lost_usd", ascending=False, ignore_index=True)
    return Table(
        "apportioned",
        say("What China lost by industry, and who took it"),
        [
            Column("name", say("Industry")),
            Column("lost_usd", say("Lost by China"), say("$ billion"), words.billions),
            *(Column(code, words.capital(_name(code)), say("$ billion"), words.billions) for code in order),
        ],
        source(INDUSTRIES),
        shown.assign(total=shown["naics3"] == "all"),
        searchable=True,
        emphasis="total",
    )


def _apportioned(p: Parameters) -> pd.DataFrame | None:
    """Return what each gainer took by industry, or None without periods to compare or without any loss."""
    spans = periods(p)
    if spans is None:
        return None
    rows = trade_diversion.apportioned(product_imports(spans[0]), product_imports(spans[2]), ORIGIN)
    return rows if rows.to_numpy().sum() > 0 else None


def _by_gainer(rows: pd.DataFrame) -> Any:
    return rows.sum().sort_values(ascending=False)


def _name(code: str) -> str:
    return say("all others") if code == REST else partners.in_sentence(code)
