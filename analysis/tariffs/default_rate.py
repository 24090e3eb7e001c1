"""The default rate on any partner as steps, derived from the measures on all goods, and the step of a day."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import partners
from analysis.language import say
from analysis.tariffs.measures import ALL_PRODUCTS, FIRST_DAY, NEVER, Law, Measure, current_law

NO_DUTY = "MFN only"


def steps(partner: str, law: Law | None = None) -> pd.DataFrame:
    """Return the default rate on ``partner``, what its goods without any exemption pay on top of MFN: a row a step.

    Columns: valid_from and valid_until (half-open; NaT while in force), rate_pct, authority,
    instrument, events (several separated by semicolons), basis (additive, or ceiling where the rate includes
    MFN), split (pairs of an authority and its part of the rate, in the order of authorities), partial (the treatment
    of the partner needs more than the data hold). Measures that add up on all goods are summed. Steps with the same
    rate, authority and basis are one step. Raises ReportError for an unknown partner.

    >>> default_rate.steps("VNM")
    """
    partner, law = partners.resolve(partner), law or current_law()
    rows = [
        m
        for m in law.of_partner(partner)
        if m.products == (ALL_PRODUCTS,) and not m.condition and m.valid_until > FIRST_DAY
    ]
    days = {FIRST_DAY, NEVER, *(day for m in rows for day in (m.valid_from, m.valid_until) if day > FIRST_DAY)}
    found: list[dict[str, Any]] = []
    for first, until in pairwise(sorted(days)):
        together = _step([m for m in rows if m.holds_on(first)], law.authorities)
        step = {"valid_from": first, "valid_until": until, **together}
        last = found[-1] if found else {}
        if all(last.get(name) == step[name] for name in ("rate_pct", "authority", "basis")):
            joined = {name: _joined(f"{last[name]};{step[name]}") for name in ("instrument", "events")}
            found[-1] = {**last, "valid_until": until, **joined}
        else:
            found.append(step)
    table = pd.DataFrame(found).assign(partial=law.is_partial(partner))
    return table.assign(
        valid_from=table["valid_from"].astype("datetime64[s]"),
        valid_until=table["valid_until"].mask(table["valid_until"] == NEVER).astype("datetime64[s]"),
    )


def instruments(names: str) -> str:
    """Return the instruments and headings of a step as a reader sees them, one after the other."""
    parts = (part.strip().rpartition(", ") for part in names.split(";"))
    return "; ".join(f"{say(instrument)}{mark}{headings(heading)}" for instrument, mark, heading in parts)


def headings(span: str) -> str:
    """Return a heading, a note, or a span of headings such as ``9903.05.20 to .84``, as a reader sees it."""
    first, mark, last = span.partition(" to ")
    return say("{first} to {last}", first=first, last=last) if mark else say(first)


def in_force(steps: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """Return the step that holds on ``day``, or None before the first step."""
    holds = (steps["valid_from"] <= day) & (steps["valid_until"].isna() | (day < steps["valid_until"]))
    return steps[holds].iloc[0] if holds.any() else None


def rate_on(steps: pd.DataFrame, day: pd.Timestamp) -> float:
    """Return the rate in percent that holds on ``day``, zero before the first step."""
    step = in_force(steps, day)
    return 0.0 if step is None else float(step["rate_pct"])


def _step(rows: list[Measure], authorities: Iterable[str]) -> dict[str, Any]:
    """Return rate_pct, authority, instrument, events, basis and split of the measures that hold together."""
    parts = {name: sum(m.rate_pct for m in rows if m.authority == name) for name in authorities}
    return {
        "rate_pct": sum(m.rate_pct for m in rows),
        "authority": _joined(";".join(m.authority for m in rows)) or NO_DUTY,
        "instrument": _joined(";".join(f"{m.instrument}, {m.hts_heading}" for m in rows)) or NO_DUTY,
        "events": _joined(";".join(event for m in rows for event in m.event)),
        "basis": "ceiling" if any(m.stacking == "ceiling" for m in rows) else "additive",
        "split": tuple((name, rate) for name, rate in parts.items() if rate),
    }


def _joined(names: str) -> str:
    """Return the distinct names of a semicolon-separated text, in their order."""
    return ";".join(dict.fromkeys(name for name in names.split(";") if name))
