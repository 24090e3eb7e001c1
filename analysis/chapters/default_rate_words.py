"""The default rate in words: its level and basis, how it changed, and what it does not say about a partner."""

from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from analysis.chapters.common import partner
from analysis.data import load
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import words
from analysis.tariffs import duties, incidence
from analysis.tariffs.measures import ALL_PRODUCTS, COLUMN_2, USMCA, Measure, current_law


def pays_column_2(code: str) -> bool:
    """Say whether goods of a partner pay column 2 of the tariff schedule in place of MFN."""
    return code in current_law().partner_scopes[COLUMN_2]


def ordinary(code: str) -> str:
    """Return the short name of the duty to which the default rate is added."""
    return say("column 2") if pays_column_2(code) else say("MFN")


def rate(step: Any) -> str:
    """Return a step's rate, and its basis where that is not the usual one: ``12.5%``, ``15% including MFN``."""
    level = words.rate(step["rate_pct"])
    return say("{level} including MFN", level=level) if step["basis"] == "ceiling" else level


def basis(step: Any, code: str) -> str:
    """Return what a step's rate is counted from; empty where there is no duty."""
    if step["rate_pct"] == 0:
        return ""
    return say("including MFN") if step["basis"] == "ceiling" else say("on top of {duty}", duty=ordinary(code))


def unit(steps: pd.DataFrame, code: str) -> str:
    """Return the basis of a drawing of ``steps``."""
    if (steps["basis"] == "ceiling").any():
        return say("on top of {duty} or including it", duty=ordinary(code))
    return say("on top of {duty}", duty=ordinary(code))


def authority(step: Any) -> str:
    """Return a step's authorities as they stand in a sentence, each with its part of the rate where several add up.

    Empty where there is no duty.
    """
    return words.summands(dict(step["split"]), step["rate_pct"])


def in_force(step: Any, p: Parameters) -> str:
    """Return the sentence that says what goods without an exemption pay on the edition's day."""
    if step["rate_pct"] == 0:
        return say(
            message("On {day}, the day of this edition, no default rate is in force on goods from {partner}.")
            if p.as_of
            else message("On {day}, the last day on record, no default rate is in force on goods from {partner}."),
            day=words.day(p.day),
            partner=partner(p),
        )
    goods = (
        message("On {day}, the day of this edition, goods from {partner} without an exemption pay {level}.")
        if p.as_of
        else message("On {day}, the last day on record, goods from {partner} without an exemption pay {level}.")
    )
    pay = say(goods, day=words.day(p.day), partner=partner(p), level=_level(step, p))
    rests = say(
        "The duty rests on {authority} and began on {first}.",
        authority=authority(step),
        first=words.day(step["valid_from"]),
    )
    return f"{pay} {rests}"


def _level(step: Any, p: Parameters) -> str:
    """Return a rate with its basis in full, the rate in bold."""
    if step["basis"] == "ceiling":
        pattern = message("**{rate}** including the most-favoured-nation (MFN) duty, or that alone where it is higher")
    elif pays_column_2(p.partner):
        pattern = message("**{rate}** on top of the ordinary duty")
    else:
        pattern = message("**{rate}** on top of the most-favoured-nation (MFN) duty")
    return say(pattern, rate=words.rate(step["rate_pct"]))


def outside(p: Parameters) -> str:
    """Return the agreement whose goods pay no default rate on the edition's day, or nothing."""
    return USMCA.upper() if USMCA in current_law().exempting(p.partner, p.day) else ""


def goods(p: Parameters) -> str:
    """Return which goods of the partner pay the default rate, as they stand in a sentence."""
    agreements = outside(p)
    if not agreements:
        return say("goods from {partner} without an exemption", partner=partner(p))
    return say("goods from {partner} outside {agreement}", partner=partner(p), agreement=agreements)


def since(before: Any, now: Any, p: Parameters) -> str:
    """Return the sentence that says from when goods pay what they pay, and what they paid before."""
    places = {
        "first": words.day(now["valid_from"]),
        "goods": goods(p),
        "duty": pays(now),
        "authority": authority(now),
        "earlier": authority(before),
    }
    was = say("{duty} under {authority}", duty=pays(before), authority=authority(before))
    if before["rate_pct"] == 0:
        was = say("none")
    if now["rate_pct"] == 0:
        pattern = message("Since {first} {goods} pay no default rate any more; before, they paid {was}.")
    elif now["basis"] == before["basis"] and now["rate_pct"] == before["rate_pct"]:
        pattern = message("Since {first} {goods} pay {duty} under {authority}, as they did before under {earlier}.")
    else:
        pattern = message("Since {first} {goods} pay {duty} under {authority}; before, it was {was}.")
    return say(pattern, **places, was=was)


def pays(step: Any) -> str:
    """Return a step's rate as goods without an exemption pay it: ``an extra 12.5%``, ``15% in all``, or none."""
    if step["rate_pct"] == 0:
        return say("no extra duty")
    pattern = message("{level} in all") if step["basis"] == "ceiling" else message("an extra {level}")
    return say(pattern, level=words.rate(step["rate_pct"]))


def on_listed_goods(p: Parameters) -> str:
    """Return which duties on listed goods of the partner come on top of the default rate on the edition's day."""
    rows = [
        m
        for m in current_law().of_partner(p.partner)
        if m.kind == "independent" and m.products != (ALL_PRODUCTS,) and not m.condition and m.holds_on(p.day)
    ]
    titles = load("tariff_programs").set_index("program")["title"]
    duties = [_of_program(str(titles[name]), list(same)) for name, same in groupby(rows, attrgetter("program"))]
    if not duties:
        return ""
    return say("On top of all other duties, listed goods pay {duties}.", duties=words.join(duties))


def _of_program(title: str, rows: list[Measure]) -> str:
    """Return what listed goods pay under the measures of one programme, on top of every other duty."""
    rates = [m.rate_pct for m in rows]
    low, high = (words.rate(value) for value in (min(rates), max(rates)))
    headings = sorted({heading for m in rows for heading in m.hts_heading.split("; ")})
    places = {
        "rates": low if low == high else words.span(low, high),
        "authority": say(rows[0].authority),
        "title": say(title),
    }
    if len(headings) == 1:
        return say("{rates} under {authority} ({title}, heading {heading})", heading=headings[0], **places)
    return say(
        "{rates} under {authority} ({title}, {count} headings from {first} to {last})",
        count=len(headings),
        first=headings[0],
        last=headings[-1],
        **places,
    )


def limits(p: Parameters) -> list[str]:
    """Return what the default rate does not say: column 2, who is exempt, what is partial."""
    if not pays_column_2(p.partner):
        return ["", partial(p)]
    column_2 = say(
        "Goods from {partner} pay column 2 of the tariff schedule, not MFN, as their ordinary duty.", partner=partner(p)
    )
    return [column_2, partial(p)]


def partial(p: Parameters) -> str:
    """Return on which conditions the default rate of the edition's day spares goods, and whether rates are partial."""
    law = current_law()
    agreements = [law.conditions[name] for name in law.exempting(p.partner, p.day)]
    told = [
        say(
            "No default rate is due if {condition}; averages count such goods by {share}.",
            condition=say(row.words),
            share=say(row.share_basis),
        )
        for row in agreements
    ]
    if agreements and p.partner in duties.current_world().partners:
        told.append(
            say(
                "By the latest claims on record that is {part} of the goods imported in 2024.",
                part=words.share(incidence.exempt_import_share(p.partner, p.day), 1),
            )
        )
    if law.is_partial(p.partner):
        told.append(say("The treatment of this partner needs more than the data hold: read the rates as **partial**."))
    return " ".join(told)
