"""Chapter How the rates of 2 April 2025 were computed."""

from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, source
from analysis.effects import estimates
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.partners import groups
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import WHOLE_PERCENT, Columns, Series
from analysis.present.roles import Role
from analysis.tariffs import reciprocal_formula
from analysis.tariffs.reciprocal_formula import ELASTICITY, FLOOR_PCT, PASS_THROUGH

ELASTICITIES = (4.0, 3.0, 2.0, 1.0)
FORMULA_YEAR = 2024  # whose trade the rates of 2 April 2025 were computed from
CITED = "cgnt_border"  # the study on the page of the Trade Representative
PASS_THROUGHS = (0.25, 0.5, 0.75, 0.945, 1.0)


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        "On 2 April 2025 the President announced a tariff rate for each country, by a formula that the Trade "
        f"Representative published. This page follows it for {partner(p)} and shows what other assumptions would "
        "give.",
    )


def findings(p: Parameters) -> Text:
    """Return how the partner's announced rate follows from the formula."""
    table = reciprocal_formula.published_formula()
    own = table[table["partner"] == p.partner]
    rounding = table["matches"].value_counts()
    missed = rounding.get("neither", 0)
    counted = (
        f"The formula can be tried on {int((table['matches'] != '').sum())} countries. Rounding half the ratio up "
        f"gives the announced rate for {rounding.get('up', 0) + rounding.get('both', 0)}, rounding to the nearest for "
        f"{rounding.get('nearest', 0) + rounding.get('both', 0)}; "
        f"{f'{missed} fit neither' if missed else 'each fits at least one of the two'}."
    )
    if own.empty:
        missing = f"The published inputs do not hold {partner(p)}.{_within_union(p)}"
        return text(missing, counted, _corrected(table))
    row = own.iloc[0]
    return text(_own(p, row), _critique(p, row), counted, _corrected(table))


def _within_union(p: Parameters) -> str:
    """Say of a member of the European Union that the rate announced for the Union was its own."""
    return " It was charged the rate of the European Union." if "EU" in groups(p.partner) else ""


def steps(p: Parameters) -> Table | None:
    """List the formula step by step for the partner."""
    table = reciprocal_formula.published_formula()
    own = table[table["partner"] == p.partner]
    if own.empty:
        return None
    row = own.iloc[0]
    lines = [
        ("US exports 2024", words.usd(row["exports_2024_usd"])),
        ("US imports 2024", words.usd(row["imports_2024_usd"])),
        ("Deficit: imports less exports", words.usd(row["deficit_usd"])),
        (
            "Elasticity times pass-through",
            f"{words.plain(ELASTICITY)} × {words.plain(PASS_THROUGH)} = {words.plain(ELASTICITY * PASS_THROUGH)}",
        ),
        ("Deficit divided by that and by imports", words.percent(row["balancing_pct"], 2)),
        ("Shown on 2 April 2025 as charged to the United States", _rate(row["claimed_charged_pct"])),
        ("Half of it", words.percent(row["half_pct"], 2)),
        (f"Rounded up, at least {words.rate(FLOOR_PCT)}", _rate(row["rounded_up_pct"])),
        (f"Rounded to the nearest, at least {words.rate(FLOOR_PCT)}", _rate(row["rounded_nearest_pct"])),
        ("Announced, as in the tariff schedule", _rate(row["announced_pct"])),
    ]
    return Table(
        "formula",
        f"The published formula for {partner(p)}, step by step",
        [Column("step", "Step"), Column("value", "Value")],
        source("reciprocal_rates"),
        pd.DataFrame(lines, columns=["step", "value"]),
    )


def sensitivity(p: Parameters) -> Table | None:
    """List what other elasticities and pass-throughs would have given."""
    table = reciprocal_formula.published_formula()
    if not (table.loc[table["partner"] == p.partner, "deficit_usd"] > 0).any():  # else all assumptions give the floor
        return None
    rows = []
    for elasticity in ELASTICITIES:
        row: dict[str, Any] = {"elasticity": elasticity}
        for number, share in enumerate(PASS_THROUGHS):
            given = reciprocal_formula.published_formula(elasticity, share)
            row[f"rate_{number}"] = given.loc[given["partner"] == p.partner, "half_pct"].clip(lower=FLOOR_PCT).iloc[0]
        rows.append(row)
    return Table(
        "sensitivity",
        f"Half of the formula's result for {partner(p)} with other assumptions, at least {words.rate(FLOOR_PCT)}",
        [
            Column("elasticity", "Elasticity", "", words.plain),
            *(
                Column(f"rate_{n}", f"Rate at pass-through {words.plain(share)}", "%", words.number)
                for n, share in enumerate(PASS_THROUGHS)
            ),
        ],
        source("reciprocal_rates"),
        pd.DataFrame(rows),
    )


def critique(p: Parameters) -> Table | None:
    """List what the announced rate would be with the pass-through that published studies find at the border."""
    table = reciprocal_formula.published_formula()
    announced = table.loc[table["partner"] == p.partner, "announced_pct"].dropna()
    if announced.empty or announced.iloc[0] <= FLOOR_PCT:
        return None
    rows = estimates.offered(estimates.PASS_THROUGH).reset_index()
    rows = rows.assign(
        rate_pct=[reciprocal_formula.with_pass_through(announced.iloc[0], share) for share in rows["value"]],
        cited=rows["estimate"] == CITED,
    )
    return Table(
        "critique",
        f"The announced {_rate(announced.iloc[0])} for {partner(p)} with the pass-through of published studies",
        [
            Column("paper", "Study", link="source_url"),
            Column("definition", "What it measures"),
            Column("value", "Pass-through", "", lambda value: words.number(value, 3)),
            Column("rate_pct", "Rate", "%", words.number),
        ],
        source("trade_elasticities", "reciprocal_rates"),
        rows.sort_values("value", ignore_index=True),
        emphasis="cited",
    )


def by_year(p: Parameters) -> Figure | None:
    """Show what the formula gives with the trade of other years; the year that was used stands out."""
    years = reciprocal_formula.by_year(p.partner)
    years = years[years["year"].between(p.months[0].year, p.months[1].year)]
    if years.empty:
        return None
    last = years.iloc[-1]
    table = reciprocal_formula.published_formula()
    announced = table.loc[table["partner"] == p.partner, "announced_pct"].dropna()
    line = Series("Announced", Role.AUTHORITY_IEEPA, announced) if len(announced) else None
    low, high = words.rate(years["rounded_up_pct"].min()), words.rate(years["rounded_up_pct"].max())
    return Figure(
        "formula-by-year",
        f"The formula for {partner(p)} gives "
        + (f"{low} to {high}, according to the year" if low != high else f"{low} in every year"),
        "percent; half the ratio of deficit to imports of goods, rounded up, at least 10%; dark: 2024, the year used",
        f"With the trade of {int(last['year'])} the formula gives {_rate(last['rounded_up_pct'])}.",
        source("goods_by_partner", "goods_by_country"),
        years,
        Columns(
            years["year"],
            [Series("Formula", Role.OTHER, years["rounded_up_pct"])],
            WHOLE_PERCENT,
            height=0.9,
            roles=[Role.AUTHORITY_IEEPA if year == FORMULA_YEAR else Role.OTHER for year in years["year"]],
            line=line,
        ),
    )


def all_partners(p: Parameters) -> Table:
    """List the formula for every partner of the published table."""
    table = reciprocal_formula.published_formula().sort_values("deficit_usd", ascending=False)
    table = table.assign(name=table["partner"].map(partners.name), own=table["partner"] == p.partner)
    return Table(
        "formula-partners",
        "The published formula for every partner whose inputs are known",
        [
            Column("name", "Partner"),
            Column("deficit_usd", "Deficit 2024", "$ billion", words.billions),
            Column("balancing_pct", "Formula", "%", words.number),
            Column("claimed_charged_pct", "Shown as charged", "%", words.count),
            Column("half_pct", "Half", "%", words.number),
            Column("rounded_up_pct", "Rounded up", "%", words.count),
            Column("rounded_nearest_pct", "To the nearest", "%", words.count),
            Column("first_print_pct", "First printed, if another", "%", words.count),
            Column("announced_pct", "Announced", "%", words.count),
            Column("matches", "Rounding that fits"),
        ],
        source("reciprocal_rates"),
        table,
        searchable=True,
        emphasis="own",
    )


def _corrected(table: pd.DataFrame) -> str:
    """Tell the story of the first print: which rates it had, how they were rounded, and what they were corrected to."""
    first = table.dropna(subset="first_print_pct")
    if first.empty:
        return ""
    up = int((first["first_print_pct"] == first["rounded_up_pct"]).sum())
    nearest = int((first["announced_pct"] == first["rounded_nearest_pct"]).sum())
    named = words.join([f"{partners.in_sentence(row.partner)} {_rate(row.first_print_pct)}" for row in each_row(first)])
    return (
        f"The annex as first printed had other rates for some: {named}. "
        f"{words.capital(words.cardinal(up))} of these {words.cardinal(len(first))} are half the ratio rounded up. "
        f"A day later they were corrected to the President's chart: {words.cardinal(nearest)} round to the nearest."
    )


def _critique(p: Parameters, row: pd.Series) -> str:
    """Say what the rate would be with the pass-through of the study that the formula's page cites."""
    if pd.isna(row["announced_pct"]) or row["announced_pct"] <= FLOOR_PCT:
        return ""
    share = float(estimates.offered(estimates.PASS_THROUGH)["value"][CITED])
    rate = words.percent(reciprocal_formula.with_pass_through(row["announced_pct"], share))
    return (
        f"The formula lets {words.share(PASS_THROUGH)} of a duty reach import prices; the study that its page cites "
        f"finds {words.share(share, 1)}. With that the rate for {partner(p)} is **{rate}**, as Corinth and Veuger "
        "(2025) show."
    )


def _own(p: Parameters, row: pd.Series) -> str:
    if row["deficit_usd"] <= 0:
        return (
            f"The United States had a surplus of {words.usd(-row['deficit_usd'])} with {partner(p)} in the figures "
            f"used, so the formula gives nothing and the floor of **{words.rate(FLOOR_PCT)}** applies."
        )
    announced = (
        f"; **{_rate(row['announced_pct'])}** was announced"
        if pd.notna(row["announced_pct"])
        else "; no rate was announced"
    )
    return (
        f"The deficit with {partner(p)}, {words.usd(row['deficit_usd'])}, is {words.percent(row['balancing_pct'])} of "
        f"imports. Half of that is {words.percent(row['half_pct'])}{announced}."
    )


def _rate(value: float) -> str:
    return "none" if pd.isna(value) else words.rate(value)
