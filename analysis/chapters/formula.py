"""Chapter How the rates of 2 April 2025 were computed."""

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, said, source
from analysis.chapters.last_dates import TOTALS
from analysis.effects import estimates
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.partners import groups
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import WHOLE_PERCENT, Columns, Series
from analysis.present.roles import Role
from analysis.tariffs import reciprocal_formula
from analysis.tariffs.reciprocal_formula import ELASTICITY, FLOOR_PCT, PASS_THROUGH, balancing_tariff_pct

ELASTICITIES = (4.0, 3.0, 2.0, 1.0)
FORMULA_YEAR = 2024  # whose trade the rates of 2 April 2025 were computed from
CITED = "cgnt_border"  # the study on the page of the Trade Representative
PASS_THROUGHS = (0.25, 0.5, 0.75, 0.945, 1.0)
UNION = "EUU"


def charged(p: Parameters) -> str:
    """Return whose trade made the rate of the partner: its own, or that of the European Union for a member."""
    return UNION if "EU" in groups(p.partner) else p.partner


def _name(p: Parameters) -> str:
    return partners.in_sentence(charged(p))


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "On 2 April 2025 the President announced a tariff rate for each country, by a formula "
            "that the Trade Representative published. This page follows it for {partner} and shows "
            "what other assumptions would give.",
            partner=_name(p),
        ),
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Return how the partner's announced rate follows from the formula."""
    table = reciprocal_formula.published_formula()
    own = table[table["partner"] == charged(p)]
    rounding = table["matches"].value_counts()
    missed = rounding.get("neither", 0)
    counted = say(
        message(
            "The formula can be tried on {countries} partners, the European Union as one of them. Rounding half the "
            "ratio up gives the announced rate for {up}, rounding to the nearest for {nearest}; {missed} fit neither."
        )
        if missed
        else message(
            "The formula can be tried on {countries} partners, the European Union as one of them. Rounding half the "
            "ratio up gives the announced rate for {up}, rounding to the nearest for {nearest}; each fits at least one "
            "of the two."
        ),
        countries=int((table["matches"] != "").sum()),
        up=rounding.get("up", 0) + rounding.get("both", 0),
        nearest=rounding.get("nearest", 0) + rounding.get("both", 0),
        missed=missed,
    )
    if own.empty:
        return text(say("The published inputs do not hold {partner}.", partner=_name(p)), counted, _corrected(table))
    row = own.iloc[0]
    return text(_as_member(p, row), _own(p, row), _critique(p, row), counted, _corrected(table))


def _as_member(p: Parameters, row: pd.Series) -> str:
    """Say of a member of the European Union that the Union was charged as a whole; nothing of others."""
    if charged(p) == p.partner:
        return ""
    return say(
        "The European Union was to pay {rate}, one rate for all its members, and {partner} is one of them.",
        rate=_rate(row["announced_pct"]),
        partner=partner(p),
    )


def steps(p: Parameters) -> Table | None:
    """List the formula step by step for the partner."""
    table = reciprocal_formula.published_formula()
    own = table[table["partner"] == charged(p)]
    if own.empty:
        return None
    row = own.iloc[0]
    lines = [
        (say("US exports 2024"), words.usd(row["exports_2024_usd"])),
        (say("US imports 2024"), words.usd(row["imports_2024_usd"])),
        (say("Deficit: imports less exports"), words.usd(row["deficit_usd"])),
        (
            say("Elasticity times pass-through"),
            f"{words.plain(ELASTICITY)} × {words.plain(PASS_THROUGH)} = {words.plain(ELASTICITY * PASS_THROUGH)}",
        ),
        (say("Deficit divided by that and by imports"), words.percent(row["balancing_pct"], 2)),
        (say("Shown on 2 April 2025 as charged to the United States"), _rate(row["claimed_charged_pct"])),
        (say("Half of it"), words.percent(row["half_pct"], 2)),
        (say("Rounded up, at least {floor}", floor=words.rate(FLOOR_PCT)), _rate(row["rounded_up_pct"])),
        (
            say(
                "Rounded to the nearest, at least {floor}",
                floor=words.rate(FLOOR_PCT),
            ),
            _rate(row["rounded_nearest_pct"]),
        ),
        (say("Announced, as in the tariff schedule"), _rate(row["announced_pct"])),
    ]
    return Table(
        "formula",
        say(
            "The published formula for {partner}, step by step",
            partner=_name(p),
        ),
        [Column("step", say("Step")), Column("value", say("Value"))],
        source("reciprocal_rates"),
        pd.DataFrame(lines, columns=["step", "value"]),
    )


def sensitivity(p: Parameters) -> Table | None:
    """List what other elasticities and pass-throughs would have given."""
    table = reciprocal_formula.published_formula()
    own = table[table["partner"] == charged(p)]
    if not (own["deficit_usd"] > 0).any():  # else all assumptions give the floor
        return None
    exports, imports = float(own["exports_2024_usd"].iloc[0]), float(own["imports_2024_usd"].iloc[0])
    rows = [
        {"elasticity": elasticity}
        | {
            f"rate_{number}": max(FLOOR_PCT, balancing_tariff_pct(exports, imports, elasticity, share) / 2)
            for number, share in enumerate(PASS_THROUGHS)
        }
        for elasticity in ELASTICITIES
    ]
    return Table(
        "sensitivity",
        say(
            "Half of the formula's result for {partner} with other assumptions, at least {floor}",
            partner=_name(p),
            floor=words.rate(FLOOR_PCT),
        ),
        [
            Column("elasticity", say("Elasticity"), "", words.plain),
            *(
                Column(
                    f"rate_{n}",
                    say("Rate at pass-through {share}", share=words.plain(share)),
                    "%",
                    words.number,
                )
                for n, share in enumerate(PASS_THROUGHS)
            ),
        ],
        source("reciprocal_rates"),
        pd.DataFrame(rows),
    )


def critique(p: Parameters) -> Table | None:
    """List what the announced rate would be with the pass-through that published studies find at the border."""
    table = reciprocal_formula.published_formula()
    announced = table.loc[table["partner"] == charged(p), "announced_pct"].dropna()
    if announced.empty or announced.iloc[0] <= FLOOR_PCT:
        return None
    rows = estimates.offered(estimates.PASS_THROUGH).reset_index()
    rows = rows.assign(
        rate_pct=[reciprocal_formula.with_pass_through(announced.iloc[0], share) for share in rows["value"]],
        cited=rows["estimate"] == CITED,
    )
    if (rows["rate_pct"] <= FLOOR_PCT).all():
        return None
    return Table(
        "critique",
        say(
            "The announced {rate} for {partner} with the pass-through of published studies",
            rate=_rate(announced.iloc[0]),
            partner=_name(p),
        ),
        [
            Column("paper", say("Study"), link="source_url"),
            Column("definition", say("What it measures")),
            Column("value", say("Pass-through"), "", lambda value: words.number(value, 3)),
            Column("rate_pct", say("Rate"), "%", words.number),
        ],
        source("trade_elasticities", "reciprocal_rates"),
        said(rows, "paper", "definition").sort_values("value", ignore_index=True),
        emphasis="cited",
    )


def by_year(p: Parameters) -> Figure | None:
    """Show what the formula gives with the trade of other years; the year that was used stands out."""
    years = reciprocal_formula.by_year(charged(p))
    years = years[years["year"].between(p.months[0].year, p.months[1].year)]
    if years.empty:
        return None
    last = years.iloc[-1]
    table = reciprocal_formula.published_formula()
    announced = table.loc[table["partner"] == charged(p), "announced_pct"].dropna()
    line = Series(say("Announced"), Role.AUTHORITY_IEEPA, announced) if len(announced) else None
    low, high = words.rate(years["rounded_up_pct"].min()), words.rate(years["rounded_up_pct"].max())
    return Figure(
        "formula-by-year",
        say(
            message("The formula for {partner} gives {low} to {high}, according to the year")
            if low != high
            else message("The formula for {partner} gives {low} in every year"),
            partner=_name(p),
            low=low,
            high=high,
        ),
        say(
            "percent; half the ratio of deficit to imports of goods, rounded up, at least 10%; coloured: "
            "2024, the year used",
        ),
        say(
            "With the trade of {year} the formula gives {rate}.",
            year=int(last["year"]),
            rate=_rate(last["rounded_up_pct"]),
        ),
        source("goods_by_partner", "goods_by_country"),
        years,
        Columns(
            years["year"],
            [Series(say("Formula"), Role.OTHER, years["rounded_up_pct"])],
            WHOLE_PERCENT,
            height=0.9,
            roles=[Role.AUTHORITY_IEEPA if year == FORMULA_YEAR else Role.OTHER for year in years["year"]],
            line=line,
        ),
    )


def all_partners(p: Parameters) -> Table:
    """List the formula for every partner of the published table."""
    table = reciprocal_formula.published_formula().sort_values("deficit_usd", ascending=False)
    table = table.assign(name=table["partner"].map(partners.name), own=table["partner"] == charged(p))
    return Table(
        "formula-partners",
        say("The published formula for every country whose inputs are known"),
        [
            Column("name", say("Country")),
            Column("deficit_usd", say("Deficit 2024"), say("$ billion"), words.billions),
            Column("balancing_pct", say("Formula"), "%", words.number),
            Column("claimed_charged_pct", say("Shown as charged"), "%", words.count),
            Column("half_pct", say("Half"), "%", words.number),
            Column("rounded_up_pct", say("Rounded up"), "%", words.count),
            Column("rounded_nearest_pct", say("To the nearest"), "%", words.count),
            Column("first_print_pct", say("First printed, if another"), "%", words.count),
            Column("announced_pct", say("Announced"), "%", words.count),
            Column("matches", say("Rounding that fits")),
        ],
        source("reciprocal_rates"),
        said(table, "matches"),
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
    return say(
        "The annex as first printed had other rates for some: {named}. {up} of these {count} are "
        "half the ratio rounded up. A day later they were corrected to the President's chart: "
        "{nearest} round to the nearest.",
        named=named,
        up=words.capital(words.cardinal(up)),
        count=words.cardinal(len(first)),
        nearest=words.cardinal(nearest),
    )


def _critique(p: Parameters, row: pd.Series) -> str:
    """Say what the rate would be with the pass-through of the study that the formula's page cites."""
    if pd.isna(row["announced_pct"]) or row["announced_pct"] <= FLOOR_PCT:
        return ""
    share = float(estimates.offered(estimates.PASS_THROUGH)["value"][CITED])
    rate = words.percent(reciprocal_formula.with_pass_through(row["announced_pct"], share))
    return say(
        "The formula lets {formula} of a duty reach import prices; the study that its page "
        "cites finds {share}. With that the rate for {partner} is **{rate}**, by the argument of Corinth and "
        "Veuger (2025).",
        formula=words.share(PASS_THROUGH),
        share=words.share(share, 1),
        partner=_name(p),
        rate=rate,
    )


def _own(p: Parameters, row: pd.Series) -> str:
    if row["deficit_usd"] <= 0:
        return say(
            "The United States had a surplus of {deficit} with {partner} in the figures used, so the "
            "formula gives nothing and the floor of **{floor}** applies.",
            deficit=words.usd(-row["deficit_usd"]),
            partner=_name(p),
            floor=words.rate(FLOOR_PCT),
        )
    return say(
        message(
            "The deficit with {partner}, {deficit}, is {balancing} of imports. Half of that is {half}; **{rate}** was "
            "announced."
        )
        if pd.notna(row["announced_pct"])
        else message(
            "The deficit with {partner}, {deficit}, is {balancing} of imports. Half of that is {half}; no rate was "
            "announced."
        ),
        partner=_name(p),
        deficit=words.usd(row["deficit_usd"]),
        balancing=words.percent(row["balancing_pct"]),
        half=words.percent(row["half_pct"]),
        rate=_rate(row["announced_pct"]),
    )


def _rate(value: float) -> str:
    return "none" if pd.isna(value) else words.rate(value)
