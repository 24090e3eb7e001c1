"""Chapter What if: what another tariff would do to imports, duty, prices and the balance."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words, own_scenario
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.reach import RECORD
from analysis.data import load
from analysis.effects import breakeven, estimates, scenarios, uncertainty
from analysis.effects.equilibrium import outcomes
from analysis.effects.scenarios import Result, Scenario
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Ranges, Series
from analysis.present.roles import Role
from analysis.tariffs import reciprocal_formula

UNIFORM_RATES = (0.0, 0.1, 0.2)  # beside the rate announced for the partner on 2 April 2025
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


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"What would another tariff on goods from {partner(p)} do to imports, to the duty, to the price that "
        "importers pay, and to the balance? The law's own rules charge it, and published estimates say how trade "
        "responds.",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return what the scenario would do, or why it cannot be computed."""
    problem = own_scenario.problem(p)
    if problem:
        return text(problem)
    own = own_scenario.result_of(p, own_scenario.scenario_of(p))
    return text(
        _imports_sentence(p, own),
        f"With exports held fixed, the US balance with {partner(p)} would go from "
        f"{words.usd(own.balance_before_usd)} to {words.usd(own.balance_usd)}; duty would come to "
        f"{words.usd(own.duty_usd)} a year, importers would pay {words.percent(abs(own.price_pct))} "
        f"{_more(own.price_pct)} for the same goods, and other countries would sell "
        f"{words.usd(abs(own.diverted_usd))} {_more(own.diverted_usd)}.",
        _law_sentence(p, own),
        _formula_sentence(p),
        _partial(p),
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
        f"Response: elasticity {words.number(response.value, 2)} ({_elasticity_name(p)}), {p.horizon} "
        f"{'year' if p.horizon == 1 else 'years'} after the tariff; pass-through "
        f"{words.number(p.pass_through, 2)}; goods of foreign origins together substitute for domestic goods "
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
        "outcome",
        f"What follows in a year: {own_scenario.describe(p)}",
        [
            Column("name", "What"),
            *(
                Column(field, label, "$ billion", words.billions)
                for field, label in {
                    "before_usd": f"In {p.base_year}",
                    "value_usd": "In the scenario",
                    "change_usd": "Change",
                    "low_usd": "Change, low",
                    "high_usd": "Change, high",
                }.items()
            ),
        ],
        source(*TRADE, LAW, PUBLISHED),
        frame,
    )


def compare(p: Parameters) -> Table | None:
    """List the scenarios side by side at the same elasticity and pass-through."""
    if own_scenario.problem(p):
        return None
    rows = [_compared(p, name, scenario) for name, scenario in _scenarios(p)]
    return Table(
        "scenarios",
        f"Scenarios for goods from {partner(p)}, against the trade of {p.base_year}",
        [
            Column("name", "Scenario"),
            Column("rate_pct", "Average duty", "%", words.number),
            Column("imports_change_pct", "Imports", "% change", words.number),
            Column("imports_change_usd", "Imports", "$ billion", words.billions),
            Column("duty_usd", "Duty", "$ billion", words.billions),
            Column("price_pct", "Price to importers", "% change", words.number),
            Column("diverted_usd", "Gained by other countries", "$ billion", words.billions),
            Column("balance_usd", "Balance", "$ billion", words.billions),
        ],
        source(*TRADE, LAW, PUBLISHED),
        pd.DataFrame(rows),
    )


def tornado(p: Parameters) -> Figure | None:
    """Show which assumption moves the result most."""
    if own_scenario.problem(p):
        return None
    table = uncertainty.tornado(
        own_scenario.scenario_of(p), own_scenario.response_of(p), estimates.substitution_ratio()
    )
    table["label"] = [f"{LABELS[row.assumption]}: {_setting(row)}" for row in each_row(table)]
    centre = own_scenario.result_of(p, own_scenario.scenario_of(p)).imports_change_pct
    widest = table.iloc[0]
    return Figure(
        "tornado",
        f"What matters most: {LABELS[widest['assumption']].lower()}",
        f"percent change of imports from {partner(p)}, one assumption changed at a time; line: the edition's own",
        f"With every other assumption at the edition's own value ({words.percent(centre)}), the widest range is of "
        f"{LABELS[widest['assumption']].lower()}: from {words.percent(widest['low_pct'])} to "
        f"{words.percent(widest['high_pct'])}.",
        source(*TRADE, LAW, PUBLISHED),
        table,
        Ranges(
            table["label"].tolist(),
            PERCENT,
            1.35,
            Series("Low", Role.PARTNER, table["low_pct"]),
            Series("High", Role.PARTNER, table["high_pct"]),
            line=centre,
        ),
    )


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
            {
                "hs2": hs2,
                "name": names.get(hs2, ""),
                "before_usd": before,
                "base_pct": 100 * float(part.imports_usd @ part.base) / before,
                "rate_pct": 100 * float(part.imports_usd @ part.rate) / before,
                "change_usd": imports - before,
                "change_pct": 100 * (imports / before - 1),
            }
        )
    frame = pd.DataFrame(rows).sort_values("before_usd", ascending=False, ignore_index=True)
    return Table(
        "products",
        f"By chapter of the Harmonized System: {own_scenario.describe(p)}",
        [
            Column("hs2", "HS"),
            Column("name", "Products"),
            Column("before_usd", f"Imports {p.base_year}", "$ billion", words.billions),
            Column("base_pct", f"Duty {scenarios.PRODUCT_YEAR}", "%", words.number),
            Column("rate_pct", "Duty in the scenario", "%", words.number),
            Column("change_usd", "Change", "$ billion", words.billions),
            Column("change_pct", "Change", "%", words.number),
        ],
        source(*TRADE, LAW),
        frame,
        searchable=True,
    )


def _scenarios(p: Parameters) -> list[tuple[str, Scenario]]:
    """Return the edition's own scenario and those that stand beside it, named."""
    law, highest = own_scenario.law_of(p), UNIFORM_RATES[-1]
    share = p.transshipped_share or ILLUSTRATED_SHARE
    announced = scenarios.announced_rate(p.partner)
    rates = sorted({*UNIFORM_RATES, *([] if announced is None else [announced])})
    last = rates[-1] if announced is None else announced
    return [
        (f"Own: {own_scenario.describe(p)}", own_scenario.scenario_of(p)),
        (f"Law of {words.day(p.day)}", law),
        *((_default(rate, announced), replace(law, default_rate=rate)) for rate in rates),
        (
            f"{_default(highest)}, {words.rate(100 * scenarios.transshipment_rate())} on "
            f"{words.percent(100 * share, 0)} of goods",
            replace(law, default_rate=highest, transshipped_share=share),
        ),
        (f"{_default(last)}, no exempt lists", replace(law, default_rate=last, exempt=False)),
    ]


def _default(rate: float, announced: float | None = None) -> str:
    name = f"Default rate {words.rate(100 * rate)}"
    return f"{name}, as announced on 2 April 2025" if rate == announced else name


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


def _imports_sentence(p: Parameters, own: Result) -> str:
    low, high = own_scenario.intervals(p)["imports_usd"]
    before = own.imports_before_usd
    weights = "" if p.base_year == scenarios.PRODUCT_YEAR else f", weighted with the trade of {p.base_year},"
    return (
        f"**{words.capital(own_scenario.describe(p))}** would bring the average duty on goods from {partner(p)} from "
        f"{words.percent(own.rate_before_pct)} in {scenarios.PRODUCT_YEAR}{weights} to {words.percent(own.rate_pct)}. "
        f"Against the trade of {p.base_year}, imports for consumption would "
        f"{words.moved(before, own.imports_usd, 'rise', 'fall', 'not change')} by "
        f"{words.usd(abs(own.imports_change_usd))}, a change of {words.percent(own.imports_change_pct)} (95% interval "
        f"over the published ranges: {words.percent(100 * (low / before - 1))} to "
        f"{words.percent(100 * (high / before - 1))})."
    )


def _law_sentence(p: Parameters, own: Result) -> str:
    """Return what the law by itself would do and what the scenario adds, unless the scenario is the law."""
    if own_scenario.scenario_of(p) == own_scenario.law_of(p):
        return ""
    law = own_scenario.result_of(p, own_scenario.law_of(p))
    apart = own.imports_usd - law.imports_usd
    side = "higher" if apart > 0 else "lower"
    return (
        f"Under the law of {words.day(p.day)} alone, imports would stand {words.percent(abs(law.imports_change_pct))} "
        f"{words.moved(0, law.imports_change_pct, 'above', 'below', 'at')} those of {p.base_year}; in the scenario "
        f"they are {f'{words.usd(abs(apart))} {side} than that' if round(apart) else 'the same'}."
    )


def _partial(p: Parameters) -> str:
    """Return what is partial about the law of the partner's goods, and that a scenario's own rate is not."""
    partial = default_rate_words.partial(p)
    return f"{partial} A scenario's own rate is charged on all goods." if partial else ""


def _more(change: float) -> str:
    return words.moved(0, change, "more", "less", "more")


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
    balancing = float(reciprocal_formula.balancing_tariff_pct(exports, imports))
    elasticity, ratio = own_scenario.response_of(p).value, estimates.substitution_ratio()
    even = breakeven.model_rate(scenarios.lines(scenario), exports, imports, elasticity, p.pass_through, ratio)
    found = (
        f"a uniform {words.percent(100 * even, 0)}"
        if even is not None
        else f"more than {words.percent(100 * breakeven.HIGHEST_RATE, 0)}"
    )
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
        names[value] if row.assumption == "exempt" else words.plain(value * scale)
        for value in (row.low_setting, row.high_setting)
    )
    return f"{low} or {high}"
