"""The part of the chapter The average tariff by law on the goods of the last twelve months instead of those of 2024."""

import pandas as pd

from analysis.chapters.common import said, source
from analysis.frames import row_at
from analysis.language import say
from analysis.parameters import Parameters, facts
from analysis.present import Column, Table, words
from analysis.tariffs import duties, latest_weights

TABLES = ("imports_by_hts10_2024", "tariff_measures", "imports_by_naics3")
OF_WEIGHT_PP = 0.005  # percentage points; less prints as nothing
LAST_OF_WEIGHTS = pd.Timestamp("2024-12-01")  # the last month of the imports that weigh the lines


def table(p: Parameters) -> Table | None:
    """List what the move of imports between industries since 2024 did to the average duty of today."""
    found = _latest(p)
    if found is None:
        return None
    rows, months = found
    rows = said(rows).sort_values("effect_pp", key=abs, ascending=False, ignore_index=True)
    return Table(
        "latest-goods",
        say(
            "The average duty with the goods of {period}, industry by industry",
            period=words.period(*months),
        ),
        [
            Column("name", say("Industry")),
            Column("rate_pct", say("Duty now"), "%", words.number),
            Column("share_2024", say("Share 2024"), say("% of imports"), words.share_number),
            Column("share", say("Share now"), say("% of imports"), words.share_number),
            Column("effect_pp", say("Moved the average by"), say("points"), lambda value: words.number(value, 2)),
        ],
        source(*TABLES),
        rows,
        shown=int((rows["effect_pp"].abs() >= OF_WEIGHT_PP).sum()),
        subject="effect_pp",
    )


def sentence(p: Parameters) -> str:
    """Say what the average is with the goods of the last twelve months, and which industry moved it most."""
    found = _latest(p)
    if found is None:
        return ""
    rows, months = found
    now, effect = float((rows["share"] * rows["rate_pct"]).sum()), float(rows["effect_pp"].sum())
    lead = row_at(rows, rows["effect_pp"].abs().idxmax())
    return say(
        "With the goods of {period} the average is **{now}**, {effect}: imports moved between "
        "industries. {name} alone: {of_lead}.",
        period=words.period(*months),
        now=words.percent(now),
        effect=words.points(effect),
        name=say(lead["name"]),
        of_lead=words.points(lead["effect_pp"]),
    )


@facts
def _latest(p: Parameters) -> tuple[pd.DataFrame, latest_weights.Months] | None:
    """Return the duty by industry with old and new shares, and the months of the new ones; None without them."""
    months = latest_weights.last_months(p.partner, p.window[1])
    held = p.partner in duties.current_world().partners and p.day >= duties.RECORD_START
    if months is None or months[1] <= LAST_OF_WEIGHTS or not held:
        return None
    return latest_weights.by_industry(p.partner, p.day, months), months
