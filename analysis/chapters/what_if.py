"""Chapter What if: what another tariff would do to imports, duty, prices and the balance."""

from dataclasses import replace
from textwrap import fill
from typing import Any

import pandas as pd

from analysis.chapters import own_scenario
from analysis.chapters.common import partner, source
from analysis.data import load
from analysis.effects import breakeven, estimates, scenarios, uncertainty
from analysis.effects.equilibrium import outcomes
from analysis.effects.scenarios import Scenario
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, style, text, words
from analysis.tariffs import formula

UNIFORM_RATES = (0.0, 0.1, 0.2, 0.46)
ILLUSTRATED_SHARE = 0.1  # of goods found to be transshipped, where the edition sets none
TRADE = ("imports_by_hts10_2024", "goods_by_partner", "goods_by_country")
LAW = "tariff_measures"
PUBLISHED = "trade_elasticities"
LABELS = {
    "elasticity": "Elasticity, over the long-run estimates",
    "years": "Years after the tariff",
    "pass_through": "Pass-through at the border",
    "ratio": "Substitution for domestic goods, as a share of that between origins",
    "transshipped_share": "Share of goods found to be transshipped, in percent",
    "exempt": "Exempt lists",
}


def findings(p: Parameters) -> Text:
    """Return what the scenario would do, or why it cannot be computed."""
    problem = own_scenario.problem(p)
    if problem:
        return text(problem)
    scenario = own_scenario.scenario_of(p)
    own, law = own_scenario.result_of(p, scenario), own_scenario.result_of(p, replace(scenario, default_rate=None))
    low, high = own_scenario.intervals(p)["imports_usd"]
    before = own.imports_before_usd
    return text(
        f"**{words.capital(own_scenario.describe(p))}** would bring the average duty on goods from {partner(p)} from "
        f"{words.percent(own.rate_before_pct)} in {scenarios.PRODUCT_YEAR} to {words.percent(own.rate_pct)}. "
        f"Against the trade of "
        f"{p.base_year}, imports for consumption would "
        f"{words.moved(before, own.imports_usd, 'rise', 'fall', 'not change')} by "
        f"{words.usd(abs(own.imports_change_usd))}, {words.percent(abs(own.imports_change_pct))}, with a 95% "
        f"interval from "
        f"{words.percent(100 * (low / before - 1))} to {words.percent(100 * (high / before - 1))} over the "
        f"published ranges.",
        f"With exports held fixed, the US balance with {partner(p)} would go from "
        f"{words.usd(own.balance_before_usd)} to "
        f"{words.usd(own.balance_usd)}; duty would come to {words.usd(own.duty_usd)} a year, importers would pay "
        f"{words.percent(own.price_pct)} more for the same goods, and other countries would sell "
        f"{words.usd(own.diverted_usd)} "
        "more.",
        f"Under the law of {words.day(p.day)} alone, imports would stand {words.percent(abs(law.imports_change_pct))} "
        f"{words.moved(0, law.imports_change_pct, 'above', 'below', 'at')} those of {p.base_year}: the scenario "
        f"changes them by "
        f"{words.usd(own.imports_usd - law.imports_usd)} against that.",
        _formula_sentence(p),
    )


def assumptions(p: Parameters) -> Text | None:
    """Say what the scenario and the response are."""
    if own_scenario.problem(p):
        return None
    response = own_scenario.response_of(p)
    low, high = estimates.elasticity_range(p.elasticity, p.horizon)
    least, most = estimates.pass_through_range(p.pass_through)
    return text(
        f"Scenario: {own_scenario.describe(p)}.",
        f"Response: elasticity {words.number(response.value, 2)} ({_elasticity_name(p)}), {p.horizon} years after "
        f"the tariff; "
        f"pass-through {words.number(p.pass_through, 2)}; goods of foreign origins together substitute for domestic "
        f"goods "
        f"{words.number(estimates.substitution_ratio(), 2)} times as easily as for one another (Li and others 2022).",
        f"Uncertainty: {p.draws:,} draws, uniform and independent, of the elasticity from {words.number(low, 2)} to "
        f"{words.number(high, 2)} and of the pass-through from {words.number(least, 2)} to {words.number(most, 2)}; "
        f"seed {p.seed}.",
    )


def outcome(p: Parameters) -> Table | None:
    """List the outcomes of the edition's own scenario with their intervals."""
    if own_scenario.problem(p):
        return None
    rows = [
        (name, before, value, value - before, low - before, high - before)
        for name, before, value, low, high in own_scenario.outcome_rows(p)
    ]
    frame = pd.DataFrame(rows, columns=["name", "before_usd", "value_usd", "change_usd", "low_usd", "high_usd"])
    return Table(
        "outcome", f"What follows in a year: {own_scenario.describe(p)}",
        [Column("name", "What"), *(Column(field, label, "$ billion", words.billions) for field, label in {
            "before_usd": f"In {p.base_year}", "value_usd": "In the scenario", "change_usd": "Change",
            "low_usd": "Change, low", "high_usd": "Change, high"}.items())],
        source(*TRADE, LAW, PUBLISHED), frame,
    )  # fmt: skip


def compare(p: Parameters) -> Table | None:
    """List the scenarios side by side at the same elasticity and pass-through."""
    if own_scenario.problem(p):
        return None
    rows = [_compared(p, name, scenario) for name, scenario in _scenarios(p)]
    return Table(
        "scenarios", f"Scenarios for goods from {partner(p)}, against the trade of {p.base_year}",
        [Column("name", "Scenario"), Column("rate_pct", "Average duty", "%", words.number),
         Column("imports_change_pct", "Imports", "% change", words.number),
         Column("imports_change_usd", "Imports", "$ billion", words.billions),
         Column("duty_usd", "Duty", "$ billion", words.billions),
         Column("price_pct", "Price to importers", "% change", words.number),
         Column("diverted_usd", "Gained by other countries", "$ billion", words.billions),
         Column("balance_usd", "Balance", "$ billion", words.billions)],
        source(*TRADE, LAW, PUBLISHED), pd.DataFrame(rows),
    )  # fmt: skip


def methods(p: Parameters) -> Table | None:
    """List what the scenario does by each published response, the formula of April 2025 among them."""
    if own_scenario.problem(p):
        return None
    scenario = own_scenario.scenario_of(p)
    goods, (imports, exports) = scenarios.lines(scenario), scenarios.flows(scenario)
    balancing = float(formula.balancing_tariff_pct(exports, imports))
    rows: list[dict[str, Any]] = []
    if scenario.default_rate is not None:
        change = breakeven.formula_change_pct(scenario.default_rate, formula.ELASTICITY, formula.PASS_THROUGH)
        rows.append(
            {"name": "Formula of 2 April 2025: linear, all goods", "elasticity": -formula.ELASTICITY,
             "pass_through": formula.PASS_THROUGH, "imports_change_pct": change,
             "balance_change_usd": -imports * change / 100, "break_even_pct": max(balancing, 0.0)}
        )  # fmt: skip
    for name, row in estimates.offered(estimates.ELASTICITY).iterrows():
        elasticity = estimates.elasticity(str(name), p.horizon)
        found = scenarios.result(scenario, goods, elasticity, p.pass_through, estimates.substitution_ratio())
        even = breakeven.model_rate(goods, exports, imports, elasticity, p.pass_through, estimates.substitution_ratio())
        rows.append(
            {"name": f"By product, {row['paper']}, {row['horizon']} run".replace("unstated run", "horizon not stated"),
             "elasticity": elasticity, "pass_through": p.pass_through, "imports_change_pct": found.imports_change_pct,
             "balance_change_usd": found.balance_change_usd, "break_even_pct": None if even is None else 100 * even}
        )  # fmt: skip
    return Table(
        "methods", f"One scenario by several methods: {own_scenario.describe(p)}",
        [Column("name", "Method"), Column("elasticity", "Elasticity", "", lambda v: words.number(v, 2)),
         Column("pass_through", "Pass-through", "", lambda v: words.number(v, 2)),
         Column("imports_change_pct", "Imports", "% change", words.number),
         Column("balance_change_usd", "Balance", "$ billion, change", words.billions),
         Column("break_even_pct", "Uniform rate that balances trade", "%", lambda v: words.number(v, 0))],
        source(*TRADE, LAW, PUBLISHED), pd.DataFrame(rows).astype({"break_even_pct": "float64"}),
    )  # fmt: skip


def tornado(p: Parameters) -> Figure | None:
    """Show which assumption moves the result most."""
    if own_scenario.problem(p):
        return None
    table = uncertainty.tornado(
        own_scenario.scenario_of(p), own_scenario.response_of(p), estimates.substitution_ratio()
    )
    table["label"] = [f"{LABELS[row.assumption]}: {_setting(row)}" for row in table.itertuples()]
    centre = own_scenario.result_of(p, own_scenario.scenario_of(p)).imports_change_pct
    widest = table.iloc[0]

    def draw(ax: Any, narrow: bool) -> None:
        places = range(len(table))
        ax.barh(places, table["high_pct"] - table["low_pct"], left=table["low_pct"], color=style.BLUE, height=0.36)
        ax.axvline(centre, color=style.INK, linewidth=0.8)
        ax.invert_yaxis()
        ax.set_yticks([])
        ax.grid(visible=True, axis="x")
        for place, row in zip(places, table.itertuples(), strict=True):
            ax.annotate(_wrapped(row.label, narrow), (0, place), (2, 15), xycoords=("axes fraction", "data"),
                        textcoords="offset points", va="bottom", fontsize=7.5 if narrow else 8.5,
                        annotation_clip=False)  # fmt: skip
        ax.set_ylim(len(table) - 0.5, -0.95)

    return Figure(
        "tornado", "What matters most: imports with one assumption changed at a time",
        f"percent change of imports from {partner(p)}; line: the edition's own assumptions",
        f"With every other assumption at the edition's own value ({words.percent(centre)}), the widest range is "
        f"that of "
        f"{LABELS[widest['assumption']].lower()}: from {words.percent(widest['low_pct'])} to "
        f"{words.percent(widest['high_pct'])}.",
        source(*TRADE, LAW, PUBLISHED), table, draw, height=1.25,
    )  # fmt: skip


def products(p: Parameters) -> Table | None:
    """List the chapters of the Harmonized System with what the scenario does to each."""
    if own_scenario.problem(p):
        return None
    goods, response = scenarios.lines(own_scenario.scenario_of(p)), own_scenario.response_of(p)
    names = load("hs2_names").set_index("hs2")["name"]
    ratio = estimates.substitution_ratio()
    chapters = pd.Series(goods.hts10).str[:2]
    rows = []
    for hs2 in sorted(chapters.unique()):
        part = goods.only((chapters == hs2).to_numpy())
        before = float(part.imports_usd.sum())
        if before == 0:
            continue
        imports = float(outcomes(part, response.value, response.pass_through, ratio)[0, 0])
        rows.append(
            {"hs2": hs2, "name": names.get(hs2, ""), "before_usd": before,
             "base_pct": 100 * float(part.imports_usd @ part.base) / before,
             "rate_pct": 100 * float(part.imports_usd @ part.rate) / before,
             "change_usd": imports - before, "change_pct": 100 * (imports / before - 1)}
        )  # fmt: skip
    frame = pd.DataFrame(rows).sort_values("before_usd", ascending=False, ignore_index=True)
    return Table(
        "products", f"By chapter of the Harmonized System: {own_scenario.describe(p)}",
        [Column("hs2", "HS"), Column("name", "Products"),
         Column("before_usd", f"Imports {p.base_year}", "$ billion", words.billions),
         Column("base_pct", f"Duty {scenarios.PRODUCT_YEAR}", "%", words.number),
         Column("rate_pct", "Duty in the scenario", "%", words.number),
         Column("change_usd", "Change", "$ billion", words.billions),
         Column("change_pct", "Change", "%", words.number)],
        source(*TRADE, LAW), frame, searchable=True,
    )  # fmt: skip


def published(p: Parameters) -> Table | None:
    """List what others expected at a rate, beside the same rate computed here."""
    table = load("published_scenario_estimates")
    table = table[table["partner"] == p.partner]
    if table.empty or own_scenario.problem(p):
        return None
    rows = []
    for row in table.itertuples():
        scenario = Scenario(
            p.partner, p.day, p.base_year, row.default_rate_pct / 100, exempt=row.exempt_goods == "spared"
        )
        found = own_scenario.result_of(p, scenario)
        rows.append(
            {"author": row.author, "rate_pct": row.default_rate_pct, "exempt": row.exempt_goods,
             "theirs_pct": row.imports_change_pct, "theirs_usd": row.imports_change_usd,
             "ours_pct": found.imports_change_pct, "ours_usd": found.imports_change_usd, "note": row.note,
             "title": row.source_title, "address": row.source_url}
        )  # fmt: skip
    return Table(
        "published", "Next to what others published",
        [Column("author", "By"), Column("rate_pct", "Default rate", "%", lambda v: f"{v:g}"),
         Column("exempt", "Exempt goods"),
         Column("theirs_pct", "Published", "% change", words.number),
         Column("theirs_usd", "Published", "$ billion", words.billions),
         Column("ours_pct", "Here", "% change", words.number), Column("ours_usd", "Here", "$ billion", words.billions),
         Column("note", "What they say"), Column("title", "Source", link="address")],
        source("published_scenario_estimates", *TRADE), pd.DataFrame(rows),
    )  # fmt: skip


def estimates_table(p: Parameters) -> Table:
    """List the published estimates and which of them are offered."""
    table = load(PUBLISHED)
    table["offered"] = ["yes" if verified else "no, not yet verified" for verified in table["verified"]]
    table["kind"] = table["kind"].str.replace("_", " ")
    shown = table.assign(value=table["value"].where(table["verified"]))
    return Table(
        "estimates", "Published estimates",
        [Column("estimate", "Name"), Column("kind", "Kind"), Column("paper", "Paper"),
         Column("value", "Value", "", lambda v: words.number(v, 2)),
         Column("low", "Low", "", lambda v: words.number(v, 2)),
         Column("high", "High", "", lambda v: words.number(v, 2)), Column("definition", "What it says"),
         Column("seen_in", "Value read in"), Column("offered", "Offered"),
         Column("citation", "Published in", link="source_url")],
        source(PUBLISHED), shown, searchable=True,
    )  # fmt: skip


def _scenarios(p: Parameters) -> list[tuple[str, Scenario]]:
    """Return the edition's own scenario and those that stand beside it, named."""
    law = Scenario(p.partner, p.day, p.base_year, vintage=p.vintage)
    share = p.transshipped_share or ILLUSTRATED_SHARE
    uniform = [(f"Default rate {words.rate(100 * rate)}", replace(law, default_rate=rate)) for rate in UNIFORM_RATES]
    transshipped = replace(law, default_rate=UNIFORM_RATES[2], transshipped_share=share)
    return [
        (f"Own: {own_scenario.describe(p)}", own_scenario.scenario_of(p)),
        (f"Law of {words.day(p.day)}", law),
        *uniform,
        (
            f"Default rate {words.rate(100 * UNIFORM_RATES[2])}, {words.rate(100 * scenarios.transshipment_rate())} on "
            f"{words.percent(100 * share, 0)} of goods",
            transshipped,
        ),
        (f"Default rate {words.rate(100 * UNIFORM_RATES[3])}, no exempt lists", replace(uniform[3][1], exempt=False)),
    ]


def _compared(p: Parameters, name: str, scenario: Scenario) -> dict[str, Any]:
    found = own_scenario.result_of(p, scenario)
    return {
        "name": name,
        "rate_pct": found.rate_pct,
        "imports_change_pct": found.imports_change_pct,
        "imports_change_usd": found.imports_change_usd,
        "duty_usd": found.duty_usd,
        "price_pct": found.price_pct,
        "diverted_usd": found.diverted_usd,
        "balance_usd": found.balance_usd,
    }


def _elasticity_name(p: Parameters) -> str:
    offered = estimates.offered(estimates.ELASTICITY)
    return str(offered["paper"][p.elasticity]) if p.elasticity in offered.index else "given as a number"


def _formula_sentence(p: Parameters) -> str:
    scenario = own_scenario.scenario_of(p)
    imports, exports = scenarios.flows(scenario)
    if exports >= imports:
        return (
            f"The United States has a surplus with {partner(p)}, so no tariff is needed to balance trade by any method."
        )
    balancing = float(formula.balancing_tariff_pct(exports, imports))
    elasticity, ratio = own_scenario.response_of(p).value, estimates.substitution_ratio()
    even = breakeven.model_rate(scenarios.lines(scenario), exports, imports, elasticity, p.pass_through, ratio)
    found = (
        f"a uniform {words.percent(100 * even, 0)}" if even is not None
        else f"more than {words.percent(100 * breakeven.HIGHEST_RATE, 0)}"
    )  # fmt: skip
    return (
        f"The formula of 2 April 2025 says that {words.percent(balancing, 0)} would balance the goods trade of "
        f"{p.base_year}; "
        f"with this edition's elasticity and pass-through it takes {found} on top of the duty of "
        f"{scenarios.PRODUCT_YEAR}."
    )


def _setting(row: Any) -> str:
    names = {0.0: "ended", 1.0: "kept"}
    scale = 100 if row.assumption == "transshipped_share" else 1
    low, high = (
        names[value] if row.assumption == "exempt" else f"{value * scale:g}".replace("-", words.MINUS)
        for value in (row.low_setting, row.high_setting)
    )
    return f"{low} or {high}"


def _wrapped(label: str, narrow: bool) -> str:
    return fill(label, 62) if narrow else label
