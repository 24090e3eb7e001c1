"""Chapter What if: what another tariff would do to imports, duty, prices and the balance."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words, own_scenario, what_happened
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.reach import RECORD
from analysis.data import load
from analysis.effects import base_trade, estimates, scenarios, series, uncertainty
from analysis.effects.equilibrium import outcomes
from analysis.effects.scenarios import Result, Scenario
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Ranges, Series
from analysis.present.roles import Role

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
        *what_happened.findings(p),
        _range_sentence(p),
        _imports_sentence(p, own),
        f"With exports held fixed, the US balance with {partner(p)} would go from "
        f"{words.usd(own.balance_before_usd)} to {words.usd(own.balance_usd)}. Duty would come to "
        f"{words.usd(own.duty_usd)} a year, and importers would pay {words.percent(abs(own.price_pct))} "
        f"{_more(own.price_pct)} for the same goods.",
        _law_sentence(p, own),
        _since_sentence(p),
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
        f"Base: {own_scenario.base_name(p)}; the duties before are those of {own_scenario.duty_time(p)}.",
        f"Response: elasticity {words.number(response.value, 2)} ({_elasticity_name(p)}), "
        f"{own_scenario.horizon(p)}; importers pay {words.number(p.pass_through, 2)} of a duty (pass-through).",
        f"Buyers switch between foreign goods more easily than from foreign to American ones: the second is "
        f"{words.number(estimates.substitution_ratio(), 2)} of the first (Li and others 2022).",
        f"Other countries pay what the law of {words.day(p.day)} charges them.",
        f"Range within the estimate: {p.draws:,} draws, uniform and independent, of the elasticity from "
        f"{words.number(low, 2)} to {words.number(high, 2)} and of the pass-through from {words.number(least, 2)} to "
        f"{words.number(most, 2)}; seed {p.seed}.",
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
        f"Per year, {own_scenario.horizon(p)}, against {own_scenario.base_name(p)}: {own_scenario.describe(p)}",
        [
            Column("name", "What"),
            *(
                Column(field, label, "$ billion", words.billions)
                for field, label in {
                    "before_usd": "Before",
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
        f"Scenarios for goods from {partner(p)}, {own_scenario.horizon(p)}, against the trade of "
        f"{own_scenario.base_name(p)}",
        [
            Column("name", "Scenario"),
            Column("rate_pct", "Average duty", "%", words.number),
            Column("imports_change_pct", "Imports", "% change", words.number),
            Column("imports_change_usd", "Imports", "$ billion", words.billions),
            Column("duty_usd", "Duty", "$ billion", words.billions),
            Column("price_pct", "Price to importers", "% change", words.number),
            Column("diverted_usd", "Sales of other countries", "$ billion, change", words.billions),
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
        f"percent change of imports from {partner(p)}, {own_scenario.horizon(p)}, one assumption changed at a time; "
        "line: the edition's own",
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
        elasticity = response.by_line(part.hts10)
        imports = float(outcomes(part, elasticity, response.pass_through, ratio, response.felt)[0, 0])
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
        f"By chapter of the Harmonized System, {own_scenario.horizon(p)}, against {own_scenario.base_name(p)}: "
        f"{own_scenario.describe(p)}",
        [
            Column("hs2", "HS"),
            Column("name", "Products"),
            Column("before_usd", "Imports before", "$ billion", words.billions),
            Column("base_pct", "Duty before", "%", words.number),
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
        (f"Law of {words.day(p.day)}, on all countries", law),
        (f"Law of {words.day(p.day)}, on {partner(p)} only", replace(law, alone=True)),
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


def _range_sentence(p: Parameters) -> str:
    """Return how far the estimates of the long run go apart on the scenario."""
    scenario, names = own_scenario.scenario_of(p), estimates.long_run()
    changes = [own_scenario.change_by(p, name, scenario) for name in names]
    low, high = min(changes), max(changes)
    scenario_name = words.capital(own_scenario.describe(p))
    return (
        f"**{scenario_name} would change imports from {partner(p)} by {words.percent(low)} to {words.percent(high)}, "
        f"{own_scenario.horizon(p)}, against {own_scenario.base_name(p)}.** That is the range over "
        f"{words.cardinal(len(names))} estimates of how buyers respond; which one is right matters most."
    )


def _imports_sentence(p: Parameters, own: Result) -> str:
    low, high = own_scenario.intervals(p)["imports_usd"]
    before = own.imports_before_usd
    base, duty_time = own_scenario.base_name(p), own_scenario.duty_time(p)
    weights = "" if base == duty_time else f", weighted with the trade of {base},"
    return (
        f"The average duty would go from {words.percent(own.rate_before_pct)} in {duty_time}{weights} to "
        f"{words.percent(own.rate_pct)}. If {_elasticity_name(p)} is right, imports would "
        f"{words.moved(before, own.imports_usd, 'rise', 'fall', 'not change')} by "
        f"{words.usd(abs(own.imports_change_usd))}, or {words.percent(abs(own.imports_change_pct))} "
        f"(range within that estimate: {words.percent(100 * (low / before - 1))} to "
        f"{words.percent(100 * (high / before - 1))})."
    )


def _law_sentence(p: Parameters, own: Result) -> str:
    """Return what the law by itself would do, to this partner alone and to all."""
    law = own_scenario.law_of(p)
    everyone, alone = (own_scenario.result_of(p, one).imports_change_pct for one in (law, replace(law, alone=True)))
    return (
        f"The law of {words.day(p.day)} alone would put imports {words.percent(abs(everyone))} "
        f"{words.moved(0, everyone, 'above', 'below', 'at')} those of {own_scenario.base_name(p)}. It moves the duties "
        f"of all countries; if it moved those of {partner(p)} only, they would be {words.percent(abs(alone))} "
        f"{words.moved(0, alone, 'above', 'below', 'at')}."
    )


def _since_sentence(p: Parameters) -> str:
    """Return what imports have come to since the base."""
    usd = series.general(p.partner, p.vintage).tail(12)
    last, before = usd.index[-1], scenarios.flows(own_scenario.scenario_of(p))[0]
    if last <= base_trade.months(own_scenario.base_of(p))[1]:
        return ""
    return (
        f"All amounts are against {own_scenario.base_name(p)}; trade by product is known for {base_trade.PRODUCT_YEAR} "
        f"and carried there by industry. General imports were {words.usd(before)} then, and "
        f"{words.usd(float(usd.sum()))} in the twelve months to {words.month(last)}."
    )


def _partial(p: Parameters) -> str:
    """Return what is partial about the law of the partner's goods, and that a scenario's own rate is not."""
    partial = default_rate_words.partial(p)
    return f"{partial} A scenario's own rate is charged on all goods." if partial else ""


def _more(change: float) -> str:
    return words.moved(0, change, "more", "less", "more")


def _elasticity_name(p: Parameters) -> str:
    offered = estimates.offered(estimates.ELASTICITY)
    return str(offered["paper"][p.elasticity]) if p.elasticity in offered.index else "the number given"


def _setting(row: Any) -> str:
    names = {0.0: "ended", 1.0: "kept"}
    scale = 100 if row.assumption == "transshipped_share" else 1
    low, high = (
        names[value] if row.assumption == "exempt" else words.plain(value * scale)
        for value in (row.low_setting, row.high_setting)
    )
    return f"{low} or {high}"
