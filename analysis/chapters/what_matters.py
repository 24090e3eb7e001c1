"""Chapter What if: which assumption moves the result most."""

from typing import Any

from analysis.chapters import own_scenario
from analysis.chapters.common import partner, source
from analysis.chapters.what_if import LAW, PUBLISHED, TRADE
from analysis.effects import estimates, uncertainty
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Figure, words
from analysis.present.charts import PERCENT, Ranges, Series
from analysis.present.roles import Role

LABELS = {
    "elasticity": message("Elasticity, over the long-run estimates"),
    "years": message("Years after the tariff"),
    "pass_through": message("Pass-through at the border"),
    "ratio": message(
        "Substitution for domestic goods, as a share of that between origins",
    ),
    "transshipped_share": message("Share of goods found to be transshipped, in percent"),
    "exempt": message("Exempt lists"),
}


def tornado(p: Parameters) -> Figure | None:
    """Show which assumption moves the result most."""
    if own_scenario.problem(p):
        return None
    table = uncertainty.tornado(
        own_scenario.scenario_of(p), own_scenario.response_of(p), estimates.substitution_ratio()
    )
    table["label"] = [f"{say(LABELS[row.assumption])}: {_setting(row)}" for row in each_row(table)]
    centre = own_scenario.result_of(p, own_scenario.scenario_of(p)).imports_change_pct
    widest = table.iloc[0]
    return Figure(
        "tornado",
        say(
            "What matters most {horizon}: {assumption}",
            horizon=own_scenario.horizon(p),
            assumption=say(LABELS[widest["assumption"]]).lower(),
        ),
        say(
            "percent change of imports from {partner}, {horizon}, one assumption changed at a time; "
            "line: the edition's own",
            partner=partner(p),
            horizon=own_scenario.horizon(p),
        ),
        say(
            "With every other assumption at the edition's own value ({centre}), the widest range is "
            "of {assumption}: from {low} to {high}.",
            centre=words.percent(centre),
            assumption=say(LABELS[widest["assumption"]]).lower(),
            low=words.percent(widest["low_pct"]),
            high=words.percent(widest["high_pct"]),
        ),
        source(*TRADE, LAW, PUBLISHED),
        table,
        Ranges(
            table["label"].tolist(),
            PERCENT,
            1.35,
            Series(say("Low"), Role.PARTNER, table["low_pct"]),
            Series(say("High"), Role.PARTNER, table["high_pct"]),
            line=centre,
        ),
    )


def _setting(row: Any) -> str:
    names = {0.0: say("ended"), 1.0: say("kept")}
    scale = 100 if row.assumption == "transshipped_share" else 1
    low, high = (
        names[value] if row.assumption == "exempt" else words.plain(value * scale)
        for value in (row.low_setting, row.high_setting)
    )
    return say("{low} or {high}", low=low, high=high)
