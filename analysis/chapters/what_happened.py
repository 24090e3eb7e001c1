"""The part of the chapter What if on what a law predicted and what happened while it held."""

import pandas as pd

from analysis import partners
from analysis.chapters import own_scenario
from analysis.chapters.common import partner, said, source
from analysis.data import load
from analysis.effects import aftermath, estimates, series
from analysis.effects.aftermath import Early, Spell
from analysis.errors import ReportError
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters, facts
from analysis.present import Figure, words
from analysis.present.charts import PERCENT, Dumbbell, Series
from analysis.present.roles import Role
from analysis.tariffs import default_rate
from analysis.tariffs.duties import current_world
from analysis.trade.product_shares import TOTAL

TABLES = ("imports_by_hts10_2024", "tariff_measures", "trade_elasticities")
ELECTRONICS = "334"
SHOWN_INDUSTRIES = 10


@facts
def held(p: Parameters) -> Spell | None:
    """Return the spell that is compared; None if there is none or the scenario cannot be computed."""
    return None if own_scenario.problem(p) else aftermath.spell(default_rate.steps(p.partner), p.day)


@facts
def origins(p: Parameters) -> pd.DataFrame:
    """Return prediction and outcome of the partner and its peers, the partner first."""
    known = [code for code in (p.partner, *p.others) if code in current_world().partners]
    ratio = estimates.substitution_ratio()
    return aftermath.by_partner(known, _known(p), own_scenario.response_of(p), ratio)


@facts
def industries(p: Parameters) -> pd.DataFrame:
    """Return prediction and outcome of the partner's industries, the largest first."""
    return aftermath.by_industry(p.partner, _known(p), own_scenario.response_of(p), estimates.substitution_ratio())


def findings(p: Parameters) -> list[str]:
    """Return what the law predicted, what happened and what explains the gap; nothing if no rate held long enough."""
    if held(p) is None:
        return []
    early = aftermath.ordered_early(_other_goods(p), _known(p))
    return [_headline(p), _others_sentence(p), *industry_sentences(industries(p)), early_sentence(early)]


def _headline(p: Parameters) -> str:
    spell, own = _known(p), origins(p).iloc[0]
    months = words.period(spell.months[0], spell.months[-1])
    pattern = words.direction(
        0,
        own["happened_pct"],
        message("In {months} they were {percent} above the same months a year before."),
        message("In {months} they were {percent} below the same months a year before."),
        message("In {months} they were {percent} at the same months a year before."),
    )
    happened = (
        say(pattern, months=months, percent=words.percent(abs(own["happened_pct"])))
        if pd.notna(own["happened_pct"])
        else say("The data do not hold imports of {months}.", months=months)
    )
    until = words.day(spell.end - pd.Timedelta(days=1))
    falls = max(own["early_pct"], own["late_pct"]) < 0
    return say(
        message(
            "**A default rate of {rate} was law from {start} to {until}.** By themselves, the duties of that time "
            "would lower imports from {partner} by {early} after a year and {late} {horizon}. {happened}"
        )
        if falls
        else message(
            "**A default rate of {rate} was law from {start} to {until}.** By themselves, the duties of that time "
            "would change imports from {partner} by {early} after a year and {late} {horizon}. {happened}"
        ),
        rate=words.rate(spell.rate_pct),
        start=words.day(spell.start),
        until=until,
        partner=partner(p),
        early=words.percent(abs(own["early_pct"]) if falls else own["early_pct"]),
        late=words.percent(abs(own["late_pct"]) if falls else own["late_pct"]),
        horizon=own_scenario.horizon(p),
        happened=happened,
    )


def _others_sentence(p: Parameters) -> str:
    own = origins(p).iloc[0]
    return (
        say(
            "Other countries were charged as well, which makes goods from {partner} easier to sell. "
            "Had they not been, the fall {horizon} would be {alone}.",
            partner=partner(p),
            horizon=own_scenario.horizon(p),
            alone=words.percent(abs(own["alone_pct"])),
        )
        if own["alone_pct"] < own["late_pct"] < 0
        else ""
    )


def industry_sentences(table: pd.DataFrame) -> list[str]:
    """Return what electronics, which the law mostly exempts, and all other goods had in the growth."""
    if table.empty or ELECTRONICS not in set(table["naics3"]):
        return []
    points = table.set_index("naics3")["points"]
    total, electronics = float(points.sum()), float(points[ELECTRONICS])
    share = table.loc[table["naics3"] != ELECTRONICS, "before_usd"].sum() / table["before_usd"].sum()
    rest = (total - electronics) / share
    duty_pct = float(table.set_index("naics3")["duty_pct"][ELECTRONICS])
    part = (
        say(
            "electronics made {points} points of it",
            points=words.number(abs(electronics)),
        )
        if electronics * total >= 0
        else say(
            "electronics moved {points} points the other way",
            points=words.number(abs(electronics)),
        )
    )
    return [
        say(
            "Imports {moved} by {total} in the months known by industry, and {part}; their average "
            "duty was {duty}. All other goods {rest_moved} by {rest}. Demand, what other origins lost "
            "and early orders moved them too, not only duties.",
            moved=_grew(total),
            total=words.percent(abs(total)),
            part=part,
            duty=words.percent(duty_pct),
            rest_moved=_grew(rest),
            rest=words.percent(abs(rest)),
        )
    ]


def early_sentence(early: Early | None) -> str:
    """Return how much of other goods was ordered before the law; nothing if the data cannot tell."""
    if early is None:
        return ""
    pace = say(
        "All other goods {moved} by {percent} in {period}, after the announcement and before the law.",
        moved=_grew(early.ahead_pct),
        percent=words.percent(abs(early.ahead_pct)),
        period=words.period(early.months[0], early.months[-1]),
    )
    verdict = (
        say("That is no more than while it held, so early orders do not show.")
        if early.usd <= 0
        else say(
            "Above the later pace, that was {amount} of goods, or {count} months of such imports: about what early "
            "orders can explain.",
            amount=words.usd(early.usd),
            count=words.number(early.stock_months),
        )
    )
    return f"{pace} {verdict}"


def _grew(change: float) -> str:
    return words.direction(0, change, message("grew"), message("fell"), message("moved"))


def _other_goods(p: Parameters) -> pd.Series:
    """Return imports for consumption of all goods but electronics by month, US dollars."""
    table = load("imports_by_naics3")
    rows = (table["partner"] == p.partner) & ~table["naics3"].isin([TOTAL, ELECTRONICS])
    return table[rows].groupby("month")["imports_for_consumption_usd"].sum()


def by_origin(p: Parameters) -> Figure | None:
    """Show prediction and outcome of the partner and its peers."""
    if held(p) is None:
        return None
    table = origins(p).dropna().assign(name=lambda rows: rows["partner"].map(partners.name))
    if table.empty:
        return None
    off = table[(table["early_pct"] - table["happened_pct"]).abs() > 10]
    return Figure(
        "prediction-by-origin",
        say(
            "For {count} of {all} origins imports moved more than 10 points away from what duties alone predict, one "
            "year on",
            count=len(off),
            all=len(table),
        ),
        say(
            "percent change of imports: predicted from duties alone, one year on, against 2024 "
            "(open); general imports in {months} on a year before (full)",
            months=_months(p),
        ),
        " ".join(
            say(
                "{name}: predicted {early}, {late} {horizon}; happened {happened}.",
                name=row.name,
                early=words.percent(row.early_pct),
                late=words.percent(row.late_pct),
                horizon=own_scenario.horizon(p),
                happened=words.percent(row.happened_pct),
            )
            for row in each_row(table)
        ),
        source(*TABLES, *series.GENERAL_TABLES),
        table,
        _dumbbell(table),
    )


def by_industry(p: Parameters) -> Figure | None:
    """Show prediction and outcome of the partner's largest industries."""
    if held(p) is None or industries(p).empty:
        return None
    table = industries(p).merge(said(load("naics3_names"), "name"), on="naics3", how="left").head(SHOWN_INDUSTRIES)
    return Figure(
        "prediction-by-industry",
        say(
            "By industry, imports from {partner} changed by {least} to {most}; duties alone predict {low} to {high}, "
            "one year on",
            partner=partner(p),
            least=words.percent(table["happened_pct"].min()),
            most=words.percent(table["happened_pct"].max()),
            low=words.percent(table["early_pct"].min()),
            high=words.percent(table["early_pct"].max()),
        ),
        say(
            "percent change of imports for consumption: predicted from duties alone, one year on "
            "(open); on a year before, in the months of that law that the data hold (full)",
        ),
        " ".join(
            say(
                "{name}: duty {before} to {after}; predicted {early}, happened {happened}.",
                name=row.name,
                before=words.percent(row.duty_before_pct),
                after=words.percent(row.duty_pct),
                early=words.percent(row.early_pct),
                happened=words.percent(row.happened_pct),
            )
            for row in each_row(table)
        ),
        source("imports_by_naics3", *TABLES),
        table,
        _dumbbell(table),
    )


def _dumbbell(table: pd.DataFrame) -> Dumbbell:
    return Dumbbell(
        table["name"].tolist(),
        PERCENT,
        before=Series(say("Predicted"), Role.EXPECTED, table["early_pct"]),
        after=Series(say("Happened"), Role.PARTNER, table["happened_pct"]),
    )


def _months(p: Parameters) -> str:
    spell = _known(p)
    return words.period(spell.months[0], spell.months[-1])


def _known(p: Parameters) -> Spell:
    spell = held(p)
    if spell is None:
        raise ReportError(f"no default rate on {partner(p)} has held for two whole months")
    return spell
