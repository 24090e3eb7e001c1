"""The default additional rate on any partner, as steps, derived from the measures on all goods."""

from itertools import pairwise

import pandas as pd

from analysis.tariffs.duties import FIRST_DAY
from analysis.tariffs.measures import ALL_PRODUCTS, NEVER, Law, Measure, current_law

NO_DUTY = "MFN only"


def default_rate_steps(partner: str, law: Law | None = None) -> pd.DataFrame:
    """Return what goods of ``partner`` without any exemption pay on top of MFN, one row a step.

    Columns: partner, valid_from and valid_until (half-open; NaT while in force), rate_pct, authority,
    instrument, events (several separated by semicolons), basis (additive, or ceiling where the rate includes
    MFN), partial. Measures that add up on all goods are summed. Steps with the same rate, authority and basis
    are one step.
    """
    law = law or current_law()
    rows = [
        m
        for m in law.of_partner(partner)
        if m.products == (ALL_PRODUCTS,) and m.reach_share and m.valid_until > FIRST_DAY
    ]
    days = {FIRST_DAY, NEVER, *(day for m in rows for day in (m.valid_from, m.valid_until) if day > FIRST_DAY)}
    edges = sorted(days)
    steps: list[list[object]] = []
    for first, until in pairwise(edges):
        step = [partner, first, until, *_step([m for m in rows if m.holds_on(first)])]
        if steps and (steps[-1][3], steps[-1][4], steps[-1][7]) == (step[3], step[4], step[7]):
            joined = [_joined(f"{steps[-1][i]};{step[i]}") for i in (5, 6)]
            steps[-1] = [*steps[-1][:2], until, *steps[-1][3:5], *joined, *steps[-1][7:]]
        else:
            steps.append(step)
    columns = ["partner", "valid_from", "valid_until", "rate_pct", "authority", "instrument", "events", "basis"]
    table = pd.DataFrame(steps, columns=columns).assign(partial=law.is_partial(partner))
    return table.assign(
        valid_from=table["valid_from"].astype("datetime64[s]"),
        valid_until=table["valid_until"].mask(table["valid_until"] == NEVER).astype("datetime64[s]"),
    )


def _step(rows: list[Measure]) -> tuple[float, str, str, str, str]:
    """Return rate, authority, instrument, events and basis of the measures that hold together."""
    return (
        sum(m.rate_pct for m in rows),
        _joined(";".join(m.authority for m in rows)) or NO_DUTY,
        _joined(";".join(f"{m.instrument}, {m.hts_heading}" for m in rows)) or NO_DUTY,
        _joined(";".join(event for m in rows for event in m.event)),
        "ceiling" if any(m.stacking == "ceiling" for m in rows) else "additive",
    )


def _joined(names: str) -> str:
    """Return the distinct names of a semicolon-separated text, in their order."""
    return ";".join(dict.fromkeys(name for name in names.split(";") if name))
