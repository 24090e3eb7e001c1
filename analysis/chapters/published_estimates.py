"""The part of the chapter What if on published estimates: what each makes of the scenario, what they are."""

from typing import Any

import pandas as pd

from analysis.chapters import own_scenario, what_happened
from analysis.chapters.common import partner, said, source
from analysis.chapters.what_if import LAW, PUBLISHED, TRADE
from analysis.data import load
from analysis.effects import base_trade, breakeven, estimates, scenarios
from analysis.effects.estimates import Response
from analysis.effects.scenarios import Scenario
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, words
from analysis.present.charts import PERCENT, Event, Lines, Series
from analysis.present.roles import Role
from analysis.tariffs import reciprocal_formula

HIGHEST_STUDIED_PCT = 50.0  # duties of 2018 and 2019, on washing machines
KINDS = {
    "trade_elasticity": message("Trade elasticity"),
    "border_pass_through": message("Pass-through at the border"),
    "assumed_pass_through": message("Pass-through, assumed"),
    "retail_pass_through": message("Pass-through in shops"),
    "upper_to_lower_ratio": message(
        "Substitution for domestic goods, as a share of that between origins",
    ),
    "origin_substitution": message("Substitution between origins"),
    "product_substitution": message("Substitution between products"),
    "domestic_substitution": message("Substitution for domestic goods"),
}


def fan(p: Parameters) -> Figure | None:
    """Show imports against the default rate by every estimate, the rates of the record, and what happened."""
    if own_scenario.problem(p):
        return None
    rates, table = own_scenario.fan(p)
    own_name = say(own_scenario.OWN)
    own = table[own_name]
    spell, happened = what_happened.held(p), [float("nan")] * len(rates)
    if spell is not None and spell.rate_pct in rates:
        happened[rates.index(spell.rate_pct)] = float(what_happened.origins(p)["happened_pct"].iloc[0])
    outer = {table.iloc[-1].idxmin(), table.iloc[-1].idxmax()}
    series = [
        *(Series(str(name), Role.OTHER, table[name], named=name in outer) for name in table if name != own_name),
        Series(own_name, Role.PARTNER, own, strong=True, low=table.min(axis=1), high=table.max(axis=1)),
    ]
    if not all(pd.isna(value) for value in happened):
        series.append(Series(say("Happened"), Role.OUTSIDE, happened, dots=True))
    high = rates[-1]
    return Figure(
        "fan",
        say(
            "At a default rate of {high}, estimates of the change of imports {horizon} go from {lowest} to {highest}",
            horizon=own_scenario.horizon(p),
            high=words.rate(high),
            lowest=words.percent(table.iloc[-1].min()),
            highest=words.percent(table.iloc[-1].max()),
        ),
        say(
            "percent change of imports for consumption from {partner} against {year}, "
            "{horizon}, by default rate; other countries as the law has them; grey: one line an "
            "estimate, band: their range; single dot: general imports while that rate was law, on a "
            "year before",
            partner=partner(p),
            year=base_trade.PRODUCT_YEAR,
            horizon=own_scenario.horizon(p),
        ),
        " ".join(
            say(
                "{rate}: {own} ({lowest} to {highest}).",
                rate=words.rate(rate),
                own=words.percent(own.iloc[place]),
                lowest=words.percent(table.iloc[place].min()),
                highest=words.percent(table.iloc[place].max()),
            )
            for place, rate in enumerate(rates)
        ),
        source(*TRADE, LAW, PUBLISHED),
        table.assign(rate_pct=rates, happened_pct=happened),
        Lines(rates, series, PERCENT, [Event(rate, words.rate(rate), 1) for rate in rates[1:]], x_unit=PERCENT),
    )


def methods(p: Parameters) -> Table | None:
    """List what the scenario does by each published response, the formula of April 2025 among them."""
    if own_scenario.problem(p):
        return None
    scenario = own_scenario.scenario_of(p)
    goods, (imports, exports) = scenarios.lines(scenario), scenarios.flows(scenario)
    balancing = float(reciprocal_formula.balancing_tariff_pct(exports, imports))
    rows: list[dict[str, Any]] = []
    if scenario.default_rate is not None:
        change = breakeven.formula_change_pct(
            scenario.default_rate, reciprocal_formula.ELASTICITY, reciprocal_formula.PASS_THROUGH
        )
        rows.append(
            {
                "name": say("Formula of 2 April 2025: linear, all goods"),
                "elasticity": -reciprocal_formula.ELASTICITY,
                "pass_through": reciprocal_formula.PASS_THROUGH,
                "imports_change_pct": change,
                "balance_change_usd": -imports * change / 100,
                "break_even_pct": balancing if imports > exports else None,
                "beyond": _beyond(balancing) if imports > exports else "",
            }
        )
    for name, row in estimates.offered(estimates.ELASTICITY).iterrows():
        response, ratio = Response(str(name), p.pass_through, p.horizon), estimates.substitution_ratio()
        found = scenarios.result(scenario, goods, response, ratio)
        even = breakeven.model_rate_pct(goods, exports, imports, response, ratio)
        rows.append(
            {
                "name": say("By product, {estimate}", estimate=own_scenario.estimate_name(row)),
                "elasticity": response.value,
                "pass_through": response.felt,
                "imports_change_pct": found.imports_change_pct,
                "balance_change_usd": found.balance_change_usd,
                "break_even_pct": None if even is None or exports >= imports else even,
                "beyond": "" if even is None or exports >= imports else _beyond(even),
            }
        )
    return Table(
        "methods",
        say(
            "One scenario by several methods, {horizon}: {scenario}",
            horizon=own_scenario.horizon(p),
            scenario=own_scenario.describe(p),
        ),
        _method_columns(),
        source(*TRADE, LAW, PUBLISHED),
        pd.DataFrame(rows).astype({"break_even_pct": "float64"}),
    )


def _method_columns() -> list[Column]:
    return [
        Column("name", say("Method")),
        Column("elasticity", say("Elasticity"), "", lambda v: words.number(v, 2)),
        Column("pass_through", say("Applied to this share of the duty"), "", lambda v: words.number(v, 2)),
        Column("imports_change_pct", say("Imports"), say("% change"), words.number),
        Column("balance_change_usd", say("Balance"), say("$ billion, change"), words.billions),
        Column("break_even_pct", say("Uniform rate that balances trade"), "%", lambda v: words.number(v, 0)),
        Column("beyond", say("Which is")),
    ]


def _beyond(rate_pct: float) -> str:
    """Say whether a rate lies beyond those on which elasticities were estimated."""
    return (
        say("beyond any rate that was studied")
        if rate_pct > HIGHEST_STUDIED_PCT
        else say("within rates that were studied")
    )


def published(p: Parameters) -> Table | None:
    """List what others expected at a rate, beside the same rate computed here."""
    table = load("published_scenario_estimates")
    table = table[table["partner"] == p.partner]
    if table.empty or own_scenario.problem(p):
        return None
    rows = []
    for row in each_row(table):
        scenario = Scenario(
            p.partner,
            p.day,
            default_rate=row.default_rate_pct / 100,
            exempt=row.exempt_goods == "not charged",
            alone=True,
        )
        found = own_scenario.result_of(p, scenario)
        rows.append(
            {
                "author": say(row.author),
                "rate_pct": row.default_rate_pct,
                "exempt": say(row.exempt_goods),
                "theirs_pct": row.imports_change_pct,
                "theirs_usd": row.imports_change_usd,
                "ours_pct": found.imports_change_pct,
                "ours_usd": found.imports_change_usd,
                "note": say(row.note),
                "title": say(row.source_title),
                "address": row.source_url,
            }
        )
    return Table(
        "published",
        say("Next to what others published, {horizon}", horizon=own_scenario.horizon(p)),
        [
            Column("author", say("By")),
            Column("rate_pct", say("Default rate"), "%", words.plain),
            Column("exempt", say("Exempt goods")),
            Column("theirs_pct", say("Published"), say("% change"), words.number),
            Column("theirs_usd", say("Published"), say("$ billion"), words.billions),
            Column("ours_pct", say("Here"), say("% change"), words.number),
            Column("ours_usd", say("Here"), say("$ billion"), words.billions),
            Column("note", say("What they say")),
            Column("title", say("Source"), link="address", below="note"),
        ],
        source("published_scenario_estimates", *TRADE),
        pd.DataFrame(rows),
    )


def estimates_table(p: Parameters) -> Table | None:
    """List the published estimates that have been read in their sources, where a scenario can use them."""
    if own_scenario.problem(p):
        return None
    table = load(PUBLISHED)
    shown = table[table["verified"]].assign(kind=table["kind"].map(KINDS))
    shown = said(shown, "kind", "paper", "definition", "seen_in", "citation")
    return Table(
        "estimates",
        say("Published estimates"),
        [
            Column("paper", say("Study")),
            Column("kind", say("Kind"), below="paper"),
            Column("estimate", say("Name in a scenario"), below="paper"),
            Column("value", say("Value"), "", lambda v: words.number(v, 2)),
            Column("low", say("Low"), "", lambda v: words.number(v, 2)),
            Column("high", say("High"), "", lambda v: words.number(v, 2)),
            Column("definition", say("What it says")),
            Column("seen_in", say("Value read in"), below="definition"),
            Column("citation", say("Published in"), link="source_url", below="definition"),
        ],
        source(PUBLISHED),
        shown,
        searchable=True,
    )
