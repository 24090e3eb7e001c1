"""The part of the chapter What if that a reader moves: the edition's scenario at other settings."""

from dataclasses import replace

import numpy as np

from analysis.chapters import own_scenario
from analysis.chapters.common import partner
from analysis.effects import duty_burden, estimates, scenarios, surfaces
from analysis.effects.surfaces import Setting
from analysis.frames import each_row
from analysis.language import say
from analysis.parameter_values import RANGES
from analysis.parameters import Parameters, facts
from analysis.present import words
from analysis.present.settings import Field, Row, Settings

USUAL_RATE = 0.2  # at which the fields start where the edition asks for the law as it is
CHECKED, SEED = 4, 7  # settings at which each polynomial is compared with the model
PAYERS = {"law": False, "before": True}  # of others_pay: whether this partner alone is charged
KEPT = (
    "scenario_base",
    "tariff_by_product",
    "authorities_off",
    "authorities_on",
    "transshipped_share",
    "draws",
    "seed",
    "vintage",
    "language",
)
_COMMAND = "trade-report scenario --tariff {tariff} --elasticity {elasticity} --pass-through {pass_through}"
_CELL = (
    "tariff = {tariff}\nelasticity = '{elasticity}'\npass_through = {pass_through}\nhorizon = {horizon}\n"
    "others_pay = '{others_pay}'"
)


def ask(p: Parameters) -> Settings | None:
    """Return the fields, the outcomes at the edition's own settings, and the coefficients for all others."""
    if own_scenario.problem(p):
        return None
    offered = _offered(p)
    found, off = _surfaces(p)
    return Settings(
        fields=_fields(p),
        elasticities=offered,
        elasticity=p.elasticity,
        alone=say(
            "Charge goods from {partner} only; other countries pay what they paid before",
            partner=partner(p),
        ),
        is_alone=PAYERS[p.others_pay],
        rows=_rows(p),
        said=say(
            "At a default rate of {rate}%, imports change by {share_change}% and the price by "
            "{price}%. Duty comes to ${duty} billion, the cost to ${cost} for each US household.",
        ),
        note=say(
            "Before: {base}. The page reads the outcomes from polynomials through exact ones. "
            "At {count} settings between those, they were at most {off} percentage points from the "
            "model.",
            base=own_scenario.base_name(p),
            count=CHECKED * len(offered) * len(PAYERS),
            off=words.number(off, 3),
        ),
        command=_command(p),
        cell=_cell(p),
        content={
            "years": [
                words.exact(surfaces.places((years, 0, 0))[0]) for years in range(1, int(RANGES["horizon"][1]) + 1)
            ],
            "surfaces": {
                who: {name: surface.tolist() for name, surface in each.items()} for who, each in found.items()
            },
        },
    )


def _offered(p: Parameters) -> dict[str, str]:
    """Return the elasticities to choose from by name, the edition's own among them."""
    table = estimates.offered(estimates.ELASTICITY)
    named = {str(row.Index): own_scenario.estimate_name(row) for row in each_row(table)}
    if p.elasticity in named:
        return named
    return {p.elasticity: say("{elasticity}, as this edition has it", elasticity=p.elasticity), **named}


@facts
def _surfaces(p: Parameters) -> tuple[dict[str, dict[str, np.ndarray]], float]:
    """Return coefficients by who pays and elasticity, and how many percentage points they are off the model at most."""
    offered, settings = list(_offered(p)), _between()
    found = {who: {name: _surface(p, name, who) for name in offered} for who in PAYERS}
    return found, max(_off(p, name, who, found[who][name], settings) for who in PAYERS for name in offered)


def _surface(p: Parameters, elasticity: str, others_pay: str) -> np.ndarray:
    scenario = replace(own_scenario.scenario_of(p), alone=PAYERS[others_pay])
    return surfaces.surface(scenario, elasticity, estimates.substitution_ratio())


def _between() -> list[Setting]:
    """Return settings at random, the same each time."""
    noise = np.random.default_rng(SEED)
    first, last = (int(year) for year in RANGES["horizon"])
    return [
        (int(noise.integers(first, last + 1)), float(noise.uniform(*RANGES["pass_through"])), float(rate))
        for rate in noise.uniform(0, surfaces.HIGHEST, CHECKED)
    ]


def _off(p: Parameters, elasticity: str, others_pay: str, surface: np.ndarray, settings: list[Setting]) -> float:
    """Return by how many percentage points a surface differs from the model at most."""
    scenario = replace(own_scenario.scenario_of(p), alone=PAYERS[others_pay])
    ratio = estimates.substitution_ratio()
    return max(
        float(np.abs(surfaces.value(surface, one) - surfaces.exact(scenario, elasticity, ratio, one)).max())
        for one in settings
    )


def _start(p: Parameters) -> float:
    """Return the default rate at which the fields start, as a fraction."""
    return min(USUAL_RATE if p.tariff is None else p.tariff, surfaces.HIGHEST)


def _fields(p: Parameters) -> list[Field]:
    return [
        Field.of_share("rate", say("Default rate"), 0, surfaces.HIGHEST, 0.005, _start(p)),
        Field("pass_through", say("Pass-through: share of a duty that importers pay"), "", 0, 1, 0.01, p.pass_through),
        Field("horizon", say("Years after the tariff"), "", *RANGES["horizon"], 1, p.horizon),
    ]


def _rows(p: Parameters) -> list[Row]:
    scenario = replace(own_scenario.scenario_of(p), default_rate=_start(p))
    own, (general, exports) = own_scenario.result_of(p, scenario), scenarios.flows(scenario)
    imports, duty, price, cost = range(len(surfaces.OUTCOMES))
    before, people = own.imports_before_usd, duty_burden.households()
    dollars = say("$ billion")
    amounts = [  # before, in the scenario; what a surface finds, where it starts from, what a percentage point is
        Row("imports", say("Imports for consumption"), dollars, before, own.imports_usd, imports, before, before / 100),
        Row("duty", say("Duty, the revenue"), dollars, own.duty_before_usd, own.duty_usd, duty, 0, before / 100),
        Row(
            "balance",
            say("Balance, exports held fixed"),
            dollars,
            own.balance_before_usd,
            own.balance_usd,
            imports,
            exports - general,
            -general / 100,
        ),
    ]
    return [
        Row("share", say("Imports"), say("% of those before"), 100, 100 + own.imports_change_pct, imports, 100, 1),
        *(row.in_billions() for row in amounts),
        Row("price", say("Price to importers"), say("% change"), 0, own.price_pct, price, 0, 1),
        Row(
            "cost",
            say("Cost to US buyers"),
            say("$ a household"),
            0,
            own.us_cost_usd / people,
            cost,
            0,
            before / 100 / people,
            0,
        ),
    ]


def _command(p: Parameters) -> str:
    """Return the command that computes a setting, with the names of settings in braces."""
    usual = Parameters.model_fields
    kept = {name: getattr(p, name) for name in KEPT if getattr(p, name) != usual[name].default}
    more = {"horizon": "{horizon}", "others_pay": "{others_pay}", "as_of": f"{p.day:%Y-%m-%d}", **kept}
    texts = {name: ",".join(value) if isinstance(value, tuple) else value for name, value in more.items()}
    return " ".join([_COMMAND, f"--partner {p.partner}", *(f"-p {name}={value}" for name, value in texts.items())])


def _cell(p: Parameters) -> str:
    """Return the parameters cell that computes a setting, with the names of settings in braces."""
    kept = {"partner": p.partner, "as_of": f"{p.day:%Y-%m-%d}"} | {name: getattr(p, name) for name in KEPT}
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}
    return "\n".join([*(f"{name} = {value!r}" for name, value in lists.items()), _CELL])
