"""The scenario that the parameters of an edition ask for: what stands against it, its numbers, its words."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.common import partner
from analysis.effects import base_trade, duty_burden, estimates, scenarios, uncertainty
from analysis.effects.estimates import Response
from analysis.effects.scenarios import Result, Scenario
from analysis.errors import ReportError
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters, facts
from analysis.present import words
from analysis.tariffs import default_rate
from analysis.tariffs.duties import current_world
from analysis.tariffs.measures import FIRST_DAY
from analysis.trade.balances import coverage

OWN = message("This edition")
HORIZONS = {"short": message("short"), "long": message("long"), "unstated": message("unstated")}
RUNS = {"short": message("short run"), "long": message("long run"), "unstated": message("horizon not stated")}
USUAL_PCT = (10.0, 20.0, 30.0)  # where the record knows no rate
MOST_PCT = 60.0


def problem(p: Parameters) -> str:
    """Return what stands against computing the scenario, or nothing."""
    if p.partner not in current_world().partners:
        return say(
            "The data hold no imports by tariff line from {partner}, so no scenario can be computed.",
            partner=partner(p),
        )
    if p.day < FIRST_DAY:
        return say(
            "Duties by product are known from {first} on; {day} is before that.",
            first=words.day(FIRST_DAY),
            day=words.day(p.day),
        )
    try:
        scenarios.lines(scenario_of(p))
    except ReportError as error:
        return words.capital(str(error)) + "."
    return ""


def scenario_of(p: Parameters) -> Scenario:
    """Return the scenario itself."""
    return Scenario(
        p.partner,
        p.day,
        base_of(p),
        p.tariff,
        tuple(p.product_rates.items()),
        p.authorities_off,
        p.authorities_on,
        p.transshipped_share,
        alone=p.others_pay == "before",
        vintage=p.vintage,
    )


def base_of(p: Parameters) -> str:
    """Return the base of the edition; 2024 where the data do not hold the latest months of the partner."""
    if p.scenario_base != base_trade.LATEST:
        return p.scenario_base
    known = base_trade.has_industries(p.partner) and coverage(p.partner, p.vintage)[1] >= base_trade.months("latest")[1]
    return base_trade.LATEST if known else base_trade.PRODUCT_YEAR


def base_name(p: Parameters) -> str:
    """Return the time of the base as it stands after ``in``: ``2024``, ``the twelve months to November 2025``."""
    base = base_of(p)
    if base != base_trade.LATEST:
        return say("{year}", year=base)
    return say("the twelve months to {month}", month=words.month(base_trade.months(base)[1]))


def duty_time(p: Parameters) -> str:
    """Return the time whose duties are those before, as it stands after ``in``."""
    return base_name(p) if base_of(p) == base_trade.LATEST else say("{year}", year=base_trade.PRODUCT_YEAR)


def law_of(p: Parameters) -> Scenario:
    """Return the law of the edition's day, which changes nothing."""
    return Scenario(p.partner, p.day, base_of(p), vintage=p.vintage)


def response_of(p: Parameters) -> Response:
    """Return how trade and prices respond in the edition."""
    return Response(p.elasticity, p.pass_through, p.horizon)


def result_of(p: Parameters, scenario: Scenario) -> Result:
    """Return the outcome of any ``scenario`` under the edition's response."""
    return scenarios.result(scenario, scenarios.lines(scenario), response_of(p), estimates.substitution_ratio())


def change_by(p: Parameters, elasticity: str, scenario: Scenario) -> float:
    """Return the change of imports in percent that ``scenario`` makes by another elasticity."""
    response, ratio = Response(elasticity, p.pass_through, p.horizon), estimates.substitution_ratio()
    return scenarios.result(scenario, scenarios.lines(scenario), response, ratio).imports_change_pct


def marked_rates(p: Parameters) -> list[float]:
    """Return the default rates of the record on the partner and the one announced for it, percent, ascending."""
    announced = scenarios.announced_rate_pct(p.partner)
    steps = default_rate.steps(p.partner)
    known = steps.loc[steps["valid_from"] <= p.day, "rate_pct"].tolist()
    return sorted({rate for rate in [*known, announced or 0.0] if 0 < rate <= MOST_PCT})


def fan(p: Parameters) -> tuple[list[float], pd.DataFrame]:
    """Return default rates in percent and the change of imports at each by every estimate, a column each, percent.

    The base is 2024, before any of these rates, so that what happened can stand beside them.
    """
    rates, table = _fan(p)
    offered = estimates.offered(estimates.ELASTICITY)
    names = {str(row.Index): _short(row) for row in each_row(offered)} | {p.elasticity: say(OWN)}
    return rates, table.rename(columns=names)


@facts
def _fan(p: Parameters) -> tuple[list[float], pd.DataFrame]:
    """Return what ``fan`` does with columns named by elasticities, the edition's own first."""
    rates = [0.0, *(marked_rates(p) or USUAL_PCT)]
    law = replace(law_of(p), base=base_trade.PRODUCT_YEAR)
    columns = {
        elasticity: [change_by(p, elasticity, replace(law, default_rate=rate / 100)) for rate in rates]
        for elasticity in dict.fromkeys([p.elasticity, *estimates.offered(estimates.ELASTICITY).index])
    }
    return rates, pd.DataFrame(columns)


def _short(row: Any) -> str:
    """Return the first author of an estimate and its horizon: ``Boehm, short``, ``Office of the USTR, long``."""
    author = re.split(r", | and | và | \(", say(row.paper))[0]  # papers are named in either language
    return say("{author}, {horizon}", author=author, horizon=say(HORIZONS[row.horizon]))


def estimate_name(row: Any) -> str:
    """Return a published elasticity's paper and horizon: ``Simonovska and Waugh (2014), long run``."""
    return say("{paper}, {run}", paper=say(row.paper), run=say(RUNS[row.horizon]))


@facts
def intervals(p: Parameters) -> dict[str, tuple[float, float]]:
    """Return the 95% interval of each outcome, US dollars a year."""
    goods = scenarios.lines(scenario_of(p))
    values = uncertainty.simulate(goods, response_of(p), estimates.substitution_ratio(), p.draws, p.seed)
    table = uncertainty.intervals(values)
    return {str(row.Index): (float(row.low), float(row.high)) for row in each_row(table)}


def describe(p: Parameters) -> str:
    """Return the edition's scenario as a phrase."""
    if p.tariff is None:
        parts = [say("the law of {day}", day=words.day(p.day))]
    else:
        parts = [say("a default rate of {rate}", rate=words.tariff(p.tariff))]
    parts += [
        say("{rate} on HTS {prefix}", rate=words.tariff(rate), prefix=prefix)
        for prefix, rate in p.product_rates.items()
    ]
    parts += [say("without {authority}", authority=say(authority)) for authority in p.authorities_off]
    parts += [say("with {authority} in force", authority=say(authority)) for authority in p.authorities_on]
    if p.transshipped_share:
        parts.append(
            say(
                "{rate} on {share} of goods as transshipped",
                rate=words.tariff(scenarios.transshipment_rate()),
                share=words.share(p.transshipped_share),
            )
        )
    if p.others_pay == "before":
        parts.append(say("on {partner} only", partner=partner(p)))
    return ", ".join(parts)


def horizon(p: Parameters) -> str:
    """Return how long after the tariff the edition asks: ``ten years on``."""
    return say("one year on") if p.horizon == 1 else say("{count} years on", count=words.cardinal(p.horizon))


def outcome_rows(p: Parameters) -> list[tuple[str, float, float, float, float]]:
    """Return name, value before, value in the scenario and its 95% interval of each amount, US dollars a year."""
    scenario, bounds = scenario_of(p), intervals(p)
    own = result_of(p, scenario)
    most, least = (scenarios.balance(scenario, value / own.imports_before_usd) for value in bounds["imports_usd"])
    return [
        (say("Imports for consumption"), own.imports_before_usd, own.imports_usd, *bounds["imports_usd"]),
        (say("Duty"), own.duty_before_usd, own.duty_usd, *bounds["duty_usd"]),
        (say("Gained by other countries"), 0.0, own.diverted_usd, *bounds["diverted_usd"]),
        (say("Balance, exports held fixed"), own.balance_before_usd, own.balance_usd, least, most),
    ]


def summary(p: Parameters) -> dict[str, Any]:
    """Return the scenario's numbers for a program: amounts in US dollars a year, rates in percent.

    Raises ReportError if the data cannot answer.
    """
    if stands_against := problem(p):
        raise ReportError(stands_against)
    own = result_of(p, scenario_of(p))
    low, high = estimates.elasticity_range(p.elasticity, p.horizon)
    return {
        "partner": p.partner,
        "scenario": describe(p),
        "day": f"{p.day:%Y-%m-%d}",
        "base": base_of(p),
        "base_months": [f"{month:%Y-%m}" for month in base_trade.months(base_of(p))],
        "elasticity": response_of(p).value,
        "elasticity_range": [low, high],
        "pass_through": p.pass_through,
        "pass_through_range": list(estimates.pass_through_range(p.pass_through)),
        "horizon_years": p.horizon,
        "draws": p.draws,
        "seed": p.seed,
        **{name: words.exact(value, 0 if name.endswith("_usd") else 4) for name, value in vars(own).items()},
        "imports_change_pct": words.exact(own.imports_change_pct, 4),
        "us_cost_per_household_usd": words.exact(own.us_cost_usd / duty_burden.households(), 2),
        "intervals_usd": {
            name: [words.exact(low, 0), words.exact(high, 0)] for name, _, _, low, high in outcome_rows(p)
        },
    }
