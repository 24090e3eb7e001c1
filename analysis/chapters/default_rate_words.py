"""The default rate in words: its level and basis, how it changed, and what it does not say about a partner."""

from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from analysis.chapters.common import partner
from analysis.data import load
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs.measures import ALL_PRODUCTS, COLUMN_2, Measure, current_law

MFN = "the most-favoured-nation (MFN) duty"


def pays_column_2(code: str) -> bool:
    """Say whether goods of a partner pay column 2 of the tariff schedule in place of MFN."""
    return code in current_law().partner_scopes[COLUMN_2]


def ordinary(code: str) -> str:
    """Return the short name of the duty to which the default rate is added."""
    return "column 2" if pays_column_2(code) else "MFN"


def rate(step: Any) -> str:
    """Return a step's rate, and its basis where that is not the usual one: ``12.5%``, ``15% including MFN``."""
    ceiling = " including MFN" if step["basis"] == "ceiling" else ""
    return words.rate(step["rate_pct"]) + ceiling


def basis(step: Any, code: str) -> str:
    """Return what a step's rate is counted from; empty where there is no duty."""
    if step["rate_pct"] == 0:
        return ""
    return "including MFN" if step["basis"] == "ceiling" else f"on top of {ordinary(code)}"


def unit(steps: pd.DataFrame, code: str) -> str:
    """Return the basis of a drawing of ``steps``."""
    included = " or including it" if (steps["basis"] == "ceiling").any() else ""
    return f"on top of {ordinary(code)}{included}"


def authority(step: Any) -> str:
    """Return a step's authorities as they stand in a sentence, each with its part of the rate where several add up.

    Empty where there is no duty.
    """
    parts = dict(step["split"])
    words.check_sum(parts, step["rate_pct"])
    if len(parts) < 2:
        return words.join(list(parts))
    return words.join([f"{name} ({words.rate(value)})" for name, value in parts.items()])


def in_force(step: Any, p: Parameters) -> str:
    """Return the sentence that says what goods without an exemption pay on the edition's day."""
    goods = f"goods from {partner(p)}"
    if step["rate_pct"] == 0:
        return f"On {words.day(p.day)}, {_known(p)}, no default rate is in force on {goods}."
    level = f"**{words.rate(step['rate_pct'])}** on top of {MFN}"
    if step["basis"] == "ceiling":
        level = f"**{words.rate(step['rate_pct'])}** including {MFN}, or that alone where it is higher"
    elif pays_column_2(p.partner):
        level = f"**{words.rate(step['rate_pct'])}** on top of the ordinary duty"
    return (
        f"On {words.day(p.day)}, {_known(p)}, {goods} without an exemption pay {level}. The duty rests on "
        f"{authority(step)} and began on {words.day(step['valid_from'])}."
    )


def since(before: Any, now: Any, p: Parameters) -> str:
    """Return the sentence that says from when most goods pay what they pay, and what they paid before."""
    goods = f"Since {words.day(now['valid_from'])} most goods from {partner(p)} pay"
    was = f"{pays(before)} under {authority(before)}" if before["rate_pct"] else "none"
    if now["rate_pct"] == 0:
        return f"{goods} no default rate any more; before, they paid {was}."
    if now["basis"] == before["basis"] and now["rate_pct"] == before["rate_pct"]:
        return f"{goods} {pays(now)} under {authority(now)}, as they did before under {authority(before)}."
    return f"{goods} {pays(now)} under {authority(now)}; before, it was {was}."


def pays(step: Any) -> str:
    """Return a step's rate as most goods pay it: ``an extra 12.5%``, ``15% in all``, ``no extra duty``."""
    if step["rate_pct"] == 0:
        return "no extra duty"
    level = words.rate(step["rate_pct"])
    return f"{level} in all" if step["basis"] == "ceiling" else f"an extra {level}"


def on_listed_goods(p: Parameters) -> str:
    """Return which duties on listed goods of the partner come on top of the default rate on the edition's day."""
    rows = [
        m
        for m in current_law().of_partner(p.partner)
        if m.kind == "independent" and m.products != (ALL_PRODUCTS,) and not m.condition and m.holds_on(p.day)
    ]
    titles = load("tariff_programs").set_index("program")["title"]
    return " ".join(_of_program(str(titles[name]), list(same)) for name, same in groupby(rows, attrgetter("program")))


def _of_program(title: str, rows: list[Measure]) -> str:
    """Say what listed goods pay under the measures of one programme, on top of every other duty."""
    rates = [m.rate_pct for m in rows]
    span = " to ".join(dict.fromkeys(words.rate(value) for value in (min(rates), max(rates))))
    headings = sorted({heading for m in rows for heading in m.hts_heading.split("; ")})
    listed = f"heading {headings[0]}"
    if len(headings) > 1:
        listed = f"{len(headings)} headings from {headings[0]} to {headings[-1]}"
    return f"On top of all other duties, listed goods pay {span} under {rows[0].authority} ({title}, {listed})."


def limits(p: Parameters) -> list[str]:
    """Return what the default rate does not say: column 2, who is spared, what is partial."""
    column_2 = f"Goods from {partner(p)} pay column 2 of the tariff schedule, not MFN, as their ordinary duty."
    return [column_2 if pays_column_2(p.partner) else "", partial(p)]


def partial(p: Parameters) -> str:
    """Return on which conditions the default rate of the edition's day spares goods, and whether rates are partial."""
    law = current_law()
    rows = [m for m in law.of_partner(p.partner) if m.products == (ALL_PRODUCTS,) and m.holds_on(p.day)]
    lists = [x for x in law.exemptions_of(rows, p.partner) if x.products == (ALL_PRODUCTS,) and x.holds_on(p.day)]
    spared = [law.conditions[name] for name in dict.fromkeys(x.condition for x in lists if x.condition)]
    told = [f"No default rate is due if {row.words}; averages count such goods by {row.share_basis}." for row in spared]
    if law.is_partial(p.partner):
        told.append("The treatment of this partner needs more than the data hold: read the rates as **partial**.")
    return " ".join(told)


def _known(p: Parameters) -> str:
    return "the day of this edition" if p.as_of else "the last day on record"
