"""Chapter What if: what another tariff would do to imports, duty, prices and the balance."""

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words, own_scenario, what_happened
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.last_dates import RECORD
from analysis.data import load
from analysis.effects import base_trade, estimates, scenarios, series
from analysis.effects.equilibrium import rivals_price_pct
from analysis.effects.scenarios import Result, Scenario
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Table, Text, text, words

UNIFORM_RATES = (0.0, 0.1, 0.2)  # beside the rate announced for the partner on 2 April 2025
ILLUSTRATED_SHARE = 0.1  # of goods found to be transshipped, where the edition sets none
TRADE = ("imports_by_hts10_2024", "goods_by_partner", "goods_by_country")
LAW = "tariff_measures"
PUBLISHED = "trade_elasticities"


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "What would another tariff on goods from {partner} do to imports, to the duty, to the "
            "price that importers pay, and to the balance? The law's own rules charge it, and "
            "published estimates say how trade responds.",
            partner=partner(p),
        ),
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
        say(
            "With exports held fixed, the United States would have {after} with {partner}, after {before}. "
            "Duty would come to {duty} a year, and importers would pay {more} for the same goods.",
            partner=partner(p),
            before=words.balance(own.balance_before_usd),
            after=words.balance(own.balance_usd),
            duty=words.usd(own.duty_usd),
            more=_more(own.price_pct),
        ),
        _law_sentence(p),
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
        say("Scenario: {scenario}.", scenario=own_scenario.describe(p)),
        say(
            "Base: {base}; the duties before are those of {duty_time}.",
            base=own_scenario.base_name(p),
            duty_time=own_scenario.duty_time(p),
        ),
        say(
            "Response: elasticity {value} ({estimate}), {horizon}; importers pay "
            "{pass_through} of a duty (pass-through).",
            value=words.number(response.value, 2),
            estimate=_elasticity_name(p),
            horizon=own_scenario.horizon(p),
            pass_through=words.number(p.pass_through, 2),
        ),
        say(
            "Buyers switch between foreign goods more easily than from foreign to American ones: the "
            "second is {ratio} of the first (Li et al. 2022).",
            ratio=words.number(estimates.substitution_ratio(), 2),
        ),
        say(
            "Other countries pay what the law of {day} charges them.",
            day=words.day(p.day),
        ),
        say(
            "Range within the estimate: {draws} draws, uniform and independent, of the elasticity "
            "from {low} to {high} and of the pass-through from {least} to {most}; seed {seed}.",
            draws=words.count(p.draws),
            low=words.number(low, 2),
            high=words.number(high, 2),
            least=words.number(least, 2),
            most=words.number(most, 2),
            seed=p.seed,
        ),
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
        say(
            "Per year, {horizon}, against {base}: {scenario}",
            horizon=own_scenario.horizon(p),
            base=own_scenario.base_name(p),
            scenario=own_scenario.describe(p),
        ),
        [
            Column("name", say("What")),
            *(
                Column(field, label, say("$ billion"), words.billions)
                for field, label in {
                    "before_usd": say("Before"),
                    "value_usd": say("In the scenario"),
                    "change_usd": say("Change"),
                    "low_usd": say("Change, low"),
                    "high_usd": say("Change, high"),
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
        say(
            "Scenarios for goods from {partner}, {horizon}, against the trade of {base}",
            partner=partner(p),
            horizon=own_scenario.horizon(p),
            base=own_scenario.base_name(p),
        ),
        [
            Column("name", say("Scenario")),
            Column("rate_pct", say("Average duty"), "%", words.number),
            Column("imports_change_pct", say("Imports"), say("% change"), words.number),
            Column("imports_change_usd", say("Imports"), say("$ billion"), words.billions),
            Column("duty_usd", say("Duty"), say("$ billion"), words.billions),
            Column("price_pct", say("Price to importers"), say("% change"), words.number),
            Column("diverted_usd", say("Sales of other countries"), say("$ billion, change"), words.billions),
            Column("balance_usd", say("Balance"), say("$ billion"), words.billions),
        ],
        source(*TRADE, LAW, PUBLISHED),
        pd.DataFrame(rows),
    )


def products(p: Parameters) -> Table | None:
    """List the chapters of the Harmonized System with what the scenario does to each."""
    if own_scenario.problem(p):
        return None
    names = load("hs2_names").set_index("hs2")["name"]
    goods, response = scenarios.lines(own_scenario.scenario_of(p)), own_scenario.response_of(p)
    frame = scenarios.by_chapter(goods, response, estimates.substitution_ratio())
    frame.insert(1, "name", [say(names.get(hs2, "")) for hs2 in frame["hs2"]])
    unit, write = words.column_of_usd(frame["before_usd"].max())
    return Table(
        "products",
        say(
            "By chapter of the Harmonized System, {horizon}, against {base}: {scenario}",
            horizon=own_scenario.horizon(p),
            base=own_scenario.base_name(p),
            scenario=own_scenario.describe(p),
        ),
        [
            Column("hs2", say("HS")),
            Column("name", say("Products")),
            Column("before_usd", say("Imports before"), unit, write),
            Column("base_pct", say("Duty before"), "%", words.number),
            Column("rate_pct", say("Duty in the scenario"), "%", words.number),
            Column("change_usd", say("Change"), unit, write),
            Column("change_pct", say("Change"), "%", words.number),
        ],
        source(*TRADE, LAW),
        frame,
        searchable=True,
    )


def _scenarios(p: Parameters) -> list[tuple[str, Scenario]]:
    """Return the edition's own scenario and those that stand beside it, named; none twice."""
    law, highest = own_scenario.law_of(p), UNIFORM_RATES[-1]
    share = p.transshipped_share or ILLUSTRATED_SHARE
    announced_pct = scenarios.announced_rate_pct(p.partner)
    announced = None if announced_pct is None else announced_pct / 100
    rates = sorted({*UNIFORM_RATES, *([] if announced is None else [announced])})
    last = rates[-1] if announced is None else announced
    own = own_scenario.scenario_of(p)
    uniform = [(_default(rate, announced), replace(law, default_rate=rate)) for rate in rates]
    return [
        (say("Own: {scenario}", scenario=own_scenario.describe(p)), own),
        (say("Law of {day}, on all countries", day=words.day(p.day)), law),
        (
            say(
                "Law of {day}, on {partner} only",
                day=words.day(p.day),
                partner=partner(p),
            ),
            replace(law, alone=True),
        ),
        *((name, scenario) for name, scenario in uniform if scenario != own),
        (
            say(
                "{default}, {rate} on {share} of goods",
                default=_default(highest),
                rate=words.tariff(scenarios.transshipment_rate()),
                share=words.share(share),
            ),
            replace(law, default_rate=highest, transshipped_share=share),
        ),
        (say("{default}, no exempt lists", default=_default(last)), replace(law, default_rate=last, exempt=False)),
    ]


def _default(rate: float, announced: float | None = None) -> str:
    name = say("Default rate {rate}", rate=words.tariff(rate))
    return say("{default}, as announced on 2 April 2025", default=name) if rate == announced else name


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
    if high < 0:
        low, high = -high, -low
        pattern = message(
            "**{scenario} would lower imports from {partner} by {low} to {high}, {horizon}, against {base}.** That is "
            "the range over {count} estimates of how buyers respond; which one is right matters most."
        )
    else:
        pattern = message(
            "**{scenario} would change imports from {partner} by {low} to {high}, {horizon}, against {base}.** That is "
            "the range over {count} estimates of how buyers respond; which one is right matters most."
        )
    return say(
        pattern,
        scenario=words.capital(own_scenario.describe(p)),
        partner=partner(p),
        low=words.percent(low),
        high=words.percent(high),
        horizon=own_scenario.horizon(p),
        base=own_scenario.base_name(p),
        count=words.cardinal(len(names)),
    )


def _imports_sentence(p: Parameters, own: Result) -> str:
    low, high = own_scenario.intervals(p)["imports_usd"]
    before = own.imports_before_usd
    base, duty_time = own_scenario.base_name(p), own_scenario.duty_time(p)
    duty = say(
        message("The average duty would go from {before} in {time} to {after}.")
        if base == duty_time
        else message(
            "The average duty would go from {before} in {time}, weighted with the trade of {base}, to {after}."
        ),
        before=words.percent(own.rate_before_pct),
        time=duty_time,
        base=base,
        after=words.percent(own.rate_pct),
    )
    imports = say(
        "If {estimate} is right, imports would {moved} by {amount}, or {percent} (range within that estimate: {low} to "
        "{high}).",
        estimate=_elasticity_name(p),
        moved=words.direction(before, own.imports_usd, message("rise"), message("fall"), message("not change")),
        amount=words.usd(abs(own.imports_change_usd)),
        percent=words.percent(abs(own.imports_change_pct)),
        low=words.share(low / before - 1, 1),
        high=words.share(high / before - 1, 1),
    )
    return f"{duty} {imports}"


def _law_sentence(p: Parameters) -> str:
    """Return what the law by itself would do, to this partner alone and to all, and why the two differ."""
    law = own_scenario.law_of(p)
    everyone, alone = (own_scenario.result_of(p, one).imports_change_pct for one in (law, replace(law, alone=True)))
    sentence = say(
        "The law of {day} alone would put imports {everyone} those of {base}. It moves the duties of all countries; if "
        "it moved those of {partner} only, they would be {alone}.",
        day=words.day(p.day),
        everyone=_off(everyone),
        base=own_scenario.base_name(p),
        partner=partner(p),
        alone=_off(alone),
    )
    rivals_pct = rivals_price_pct(scenarios.lines(law), p.pass_through)
    return f"{sentence} {rivals_sentence(p, everyone - alone, rivals_pct)}".rstrip()


def rivals_sentence(p: Parameters, effect_pp: float, rivals_pct: float) -> str:
    """Say why the law on all countries does ``effect_pp`` more to imports than the law on this one only.

    ``rivals_pct`` is how much dearer the same goods from others become; nothing is said if the two do not agree.
    """
    if words.percent(abs(rivals_pct)) == words.percent(0) or effect_pp * rivals_pct <= 0:
        return ""
    return say(
        message(
            "The reason: compared with {time}, duties on the same goods from other countries are higher. Importers pay "
            "{percent} more for those and turn to {partner}."
        )
        if rivals_pct > 0
        else message(
            "The reason: compared with {time}, duties on the same goods from other countries are lower. Importers pay "
            "{percent} less for those and turn to them."
        ),
        time=own_scenario.duty_time(p),
        percent=words.percent(abs(rivals_pct)),
        partner=partner(p),
    )


def _off(change_pct: float) -> str:
    pattern = words.direction(
        0, change_pct, message("{percent} above"), message("{percent} below"), message("{percent} at")
    )
    return say(pattern, percent=words.percent(abs(change_pct)))


def _since_sentence(p: Parameters) -> str:
    """Return what imports have come to since the base."""
    usd = series.general(p.partner, p.vintage).tail(12)
    last, before = usd.index[-1], scenarios.flows(own_scenario.scenario_of(p))[0]
    if last <= base_trade.months(own_scenario.base_of(p))[1]:
        return ""
    return say(
        message("All amounts are against {base}. General imports were {before} then, and {now} in the year to {last}.")
        if own_scenario.base_of(p) == base_trade.PRODUCT_YEAR
        else message(
            "All amounts are against {base}; trade by product is known for {year} and carried there by industry. "
            "General imports were {before} then, and {now} in the twelve months to {last}."
        ),
        base=own_scenario.base_name(p),
        year=base_trade.PRODUCT_YEAR,
        before=words.usd(before),
        now=words.usd(float(usd.sum())),
        last=words.month(last),
    )


def _partial(p: Parameters) -> str:
    """Return what is partial about the law of the partner's goods, and that a scenario's own rate is not."""
    partial = default_rate_words.partial(p)
    whole = say("A scenario's own rate is charged on all goods.")
    return f"{partial} {whole}" if partial else ""


def _more(change_pct: float) -> str:
    pattern = message("{percent} less") if change_pct < 0 else message("{percent} more")
    return say(pattern, percent=words.percent(abs(change_pct)))


def _elasticity_name(p: Parameters) -> str:
    offered = estimates.offered(estimates.ELASTICITY)
    return say(offered["paper"][p.elasticity]) if p.elasticity in offered.index else say("the number given")
