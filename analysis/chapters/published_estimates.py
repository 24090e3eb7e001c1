"""The part of the chapter What if on published estimates: what each makes of the scenario, what they are."""

from typing import Any

import pandas as pd

from analysis.chapters import own_scenario
from analysis.chapters.common import source
from analysis.chapters.what_if import LAW, PUBLISHED, TRADE
from analysis.data import load
from analysis.effects import breakeven, estimates, scenarios
from analysis.effects.scenarios import Scenario
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Table, words
from analysis.tariffs import reciprocal_formula

KINDS = {
    "trade_elasticity": "Trade elasticity",
    "border_pass_through": "Pass-through at the border",
    "assumed_pass_through": "Pass-through, assumed",
    "retail_pass_through": "Pass-through in shops",
    "upper_to_lower_ratio": "Substitution for domestic goods, as a share of that between origins",
    "origin_substitution": "Substitution between origins",
    "product_substitution": "Substitution between products",
    "domestic_substitution": "Substitution for domestic goods",
}


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
                "name": "Formula of 2 April 2025: linear, all goods",
                "elasticity": -reciprocal_formula.ELASTICITY,
                "pass_through": reciprocal_formula.PASS_THROUGH,
                "imports_change_pct": change,
                "balance_change_usd": -imports * change / 100,
                "break_even_pct": balancing if imports > exports else None,
            }
        )
    for name, row in estimates.offered(estimates.ELASTICITY).iterrows():
        elasticity = estimates.elasticity(str(name), p.horizon)
        found = scenarios.result(scenario, goods, elasticity, p.pass_through, estimates.substitution_ratio())
        even = breakeven.model_rate(goods, exports, imports, elasticity, p.pass_through, estimates.substitution_ratio())
        rows.append(
            {
                "name": f"By product, {row['paper']}, {row['horizon']} run".replace(
                    "unstated run", "horizon not stated"
                ),
                "elasticity": elasticity,
                "pass_through": p.pass_through,
                "imports_change_pct": found.imports_change_pct,
                "balance_change_usd": found.balance_change_usd,
                "break_even_pct": None if even is None or exports >= imports else 100 * even,
            }
        )
    return Table(
        "methods",
        f"One scenario by several methods: {own_scenario.describe(p)}",
        [
            Column("name", "Method"),
            Column("elasticity", "Elasticity", "", lambda v: words.number(v, 2)),
            Column("pass_through", "Pass-through", "", lambda v: words.number(v, 2)),
            Column("imports_change_pct", "Imports", "% change", words.number),
            Column("balance_change_usd", "Balance", "$ billion, change", words.billions),
            Column("break_even_pct", "Uniform rate that balances trade", "%", lambda v: words.number(v, 0)),
        ],
        source(*TRADE, LAW, PUBLISHED),
        pd.DataFrame(rows).astype({"break_even_pct": "float64"}),
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
            p.partner, p.day, p.base_year, row.default_rate_pct / 100, exempt=row.exempt_goods == "spared"
        )
        found = own_scenario.result_of(p, scenario)
        rows.append(
            {
                "author": row.author,
                "rate_pct": row.default_rate_pct,
                "exempt": row.exempt_goods,
                "theirs_pct": row.imports_change_pct,
                "theirs_usd": row.imports_change_usd,
                "ours_pct": found.imports_change_pct,
                "ours_usd": found.imports_change_usd,
                "note": row.note,
                "title": row.source_title,
                "address": row.source_url,
            }
        )
    return Table(
        "published",
        "Next to what others published",
        [
            Column("author", "By"),
            Column("rate_pct", "Default rate", "%", words.plain),
            Column("exempt", "Exempt goods"),
            Column("theirs_pct", "Published", "% change", words.number),
            Column("theirs_usd", "Published", "$ billion", words.billions),
            Column("ours_pct", "Here", "% change", words.number),
            Column("ours_usd", "Here", "$ billion", words.billions),
            Column("note", "What they say"),
            Column("title", "Source", link="address", below="note"),
        ],
        source("published_scenario_estimates", *TRADE),
        pd.DataFrame(rows),
    )


def estimates_table(p: Parameters) -> Table:
    """List the published estimates that have been read in their sources."""
    table = load(PUBLISHED)
    shown = table[table["verified"]].assign(kind=table["kind"].map(KINDS))
    return Table(
        "estimates",
        "Published estimates",
        [
            Column("estimate", "Name"),
            Column("kind", "Kind", below="estimate"),
            Column("paper", "Paper"),
            Column("value", "Value", "", lambda v: words.number(v, 2)),
            Column("low", "Low", "", lambda v: words.number(v, 2)),
            Column("high", "High", "", lambda v: words.number(v, 2)),
            Column("definition", "What it says"),
            Column("seen_in", "Value read in", below="definition"),
            Column("citation", "Published in", link="source_url", below="definition"),
        ],
        source(PUBLISHED),
        shown,
        searchable=True,
    )
