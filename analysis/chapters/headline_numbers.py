"""The numbers of the front page: the sentence to quote, and the cards."""

from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words
from analysis.chapters.common import partner
from analysis.frames import row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Card, Cards, words
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty, default_rate, duties
from analysis.trade import balances, rank_bounds, world_share

Span = tuple[pd.Timestamp, pd.Timestamp]
BASE_YEAR = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01"))  # the last before the tariffs of 2025
END_OF_IEEPA = pd.Timestamp("2026-02-24")  # what was owed before it under IEEPA may be refunded


def lead(p: Parameters) -> str:
    """Return the sentence to quote: the balance of the last twelve months, its change, its share of the whole."""
    year, before = _years(p)
    if len(year) < 12:
        last = balances.monthly(p.partner, *p.months, p.vintage).iloc[-1]
        usd = last["balance_usd"]
        return say(
            "**The US goods {kind} with {partner} was {amount} in {month}.**",
            kind=words.surplus_or_deficit(usd),
            partner=partner(p),
            amount=words.usd(abs(usd)),
            month=words.month(last["month"]),
        )
    total = year["balance_usd"].sum()
    balance = say(
        "The US goods {kind} with {partner} was {amount} in {span}",
        kind=words.surplus_or_deficit(total),
        partner=partner(p),
        amount=words.usd(abs(total)),
        span=_twelve(year),
    )
    change = f", {_change(before['balance_usd'].sum(), total)}" if len(before) == 12 else ""
    return f"**{balance}{change}{_share(p, _span(year))}.**"


def cards(p: Parameters) -> Cards:
    """Return the cards: twelve months, last month, rank, duty without an exemption, average duty by law."""
    found = [_year_card(p), _month_card(p), _rank_card(p), _rate_card(p), _average_card(p)]
    return Cards("headline", [card for card in found if card])


def newer_imports(p: Parameters) -> str:
    """Return the imports of the last twelve months by industry, where these reach further than the totals."""
    months = calculated_duty.monthly(p.partner)
    months = months[months["month"].between(*p.window)]
    year, before = balances.last_twelve(months), balances.last_twelve(months, 12)
    if len(before) < 12 or months["month"].max() <= p.months[1]:
        return ""
    now, then = (one["imports_for_consumption_usd"].sum() for one in (year, before))
    return say(
        "Imports reach further than the balance: those from {partner} came to {amount} in {span}, {change} on a year "
        "before (imports for consumption).",
        partner=partner(p),
        amount=words.usd(now),
        span=_twelve(year),
        change=words.signed_share(now / then - 1),
    )


def basis_of_share(p: Parameters) -> str:
    """Return on what basis the share of the whole deficit stands, if the page gives one on another than its own."""
    year, _ = _years(p)
    if len(year) < 12 or not _share(p, _span(year)) or not world_share.is_adjusted(*_span(year)):
        return ""
    return say(
        "Shares of the US deficit use a total that is seasonally adjusted after 2024: the data have no other. Over a "
        "whole year this moves the total by {change}.",
        change=words.percent(0.3),
    )


def in_force(p: Parameters) -> pd.Series | None:
    """Return the step of the default rate on the edition's day, or None before the record."""
    return default_rate.in_force(default_rate.steps(p.partner), p.day)


def step_before(now: pd.Series, p: Parameters) -> pd.Series | None:
    """Return the step of the default rate before ``now``, or None if that is the first of the record."""
    place: Any = now.name
    return row_at(default_rate.steps(p.partner), place - 1) if place else None


def _years(p: Parameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the last twelve months and the twelve before, each shorter where the edition is."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    return balances.last_twelve(months), balances.last_twelve(months, 12)


def _span(months: pd.DataFrame) -> Span:
    return months["month"].iloc[0], months["month"].iloc[-1]


def _twelve(months: pd.DataFrame) -> str:
    last = months["month"].iloc[-1]
    return say("{year}", year=last.year) if last.month == 12 else say("the year to {month}", month=words.month(last))


def _change(before: float, now: float) -> str:
    """Return how a balance changed; a change of sign is told with both amounts."""
    if not _alike(before, now):
        return say(
            "after a {kind} of {amount} a year before",
            kind=words.surplus_or_deficit(before),
            amount=words.usd(abs(before)),
        )
    growth = abs(now) / abs(before) - 1
    return say(message("up {change}") if growth > 0 else message("down {change}"), change=words.share(abs(growth)))


def _share(p: Parameters, span: Span) -> str:
    now = world_share.of_deficit(p.partner, *span, p.vintage)
    if now is None:
        return ""
    part = say("{share} of the whole US deficit", share=words.share(now, 1))
    then = world_share.of_deficit(p.partner, *BASE_YEAR, p.vintage) if span[1] > BASE_YEAR[1] else None
    if not then:
        return f": {part}"
    return ": " + say(
        "{part}, against {share} in {year}", part=part, share=words.share(then, 1), year=BASE_YEAR[0].year
    )


def _alike(one: float, other: float) -> bool:
    """Tell whether both balances are deficits, or both are not."""
    return bool((one < 0) == (other < 0))


def _role(usd: float) -> Role:
    return Role.DEFICIT if usd < 0 else Role.SURPLUS


def _year_card(p: Parameters) -> Card | None:
    year, before = _years(p)
    if len(year) < 12:
        return None
    now, then = year["balance_usd"].sum(), before["balance_usd"].sum()
    compared = len(before) == 12 and _alike(now, then)
    change = say("{amount} the year before", amount=words.usd(abs(then))) if compared else ""
    label = say("US {kind}, 12 months", kind=words.surplus_or_deficit(now))
    return Card(label, words.usd(abs(now)), change, say("to {month}", month=words.month(p.months[1])), _role(now))


def _month_card(p: Parameters) -> Card:
    months = balances.monthly(p.partner, *p.months, p.vintage)
    last = months.iloc[-1]
    earlier = months[months["month"] == last["month"] - pd.DateOffset(years=1)]
    change = ""
    if len(earlier):
        then = earlier["balance_usd"].iloc[0]
        pattern = (
            message("{amount} a year before")
            if _alike(then, last["balance_usd"])
            else message("{kind} of {amount} a year before")
        )
        change = say(pattern, kind=words.surplus_or_deficit(then), amount=words.usd(abs(then)))
    usd = last["balance_usd"]
    label = say("US {kind}, last month", kind=words.surplus_or_deficit(usd))
    return Card(label, words.usd(abs(usd)), change, words.month(last["month"]), _role(usd))


def _rank_card(p: Parameters) -> Card | None:
    found = rank_bounds.latest_ranks(p.partner, p.months[1], p.vintage)
    if not found:
        return None
    *before, (span, now) = found
    then = [say("{place} in {span}", place=words.rank_range(*place), span=words.period(*old)) for old, place in before]
    change = "; ".join([say("of all countries"), *then])
    return Card(say("Rank of the deficit"), words.rank_range(*now), change, words.period(*span), Role.PARTNER)


def _rate_card(p: Parameters) -> Card | None:
    now = in_force(p)
    if now is None:
        return None
    label = say("Extra duty without exemption") if now["basis"] == "additive" else say("Duty without exemption, all in")
    if agreement := default_rate_words.outside(p):
        label = say("Extra duty outside {agreement}", agreement=agreement)
    if now["rate_pct"] == 0:
        return Card(label, say("none"), "", words.day(p.day), Role.DUTY_BY_LAW)
    law = say("law of {day}", day=words.day(p.day))
    return Card(label, words.rate(now["rate_pct"]), _rate_before(now, p), law, Role.DUTY_BY_LAW)


def _rate_before(now: pd.Series, p: Parameters) -> str:
    """Return what goods paid before the step ``now``, or under which law if it was the same; nothing of the first."""
    before = step_before(now, p)
    if before is None:
        return ""
    rate, day = default_rate_words.rate(before), words.day(now["valid_from"])
    same_basis = before["basis"] == now["basis"]
    if rate == default_rate_words.rate(now):
        return say("the same before {day}, under {authority}", day=day, authority=default_rate_words.authority(before))
    return say("{rate} before {day}", rate=rate if same_basis else default_rate_words.pays(before), day=day)


def _average_card(p: Parameters) -> Card | None:
    if p.partner not in duties.current_world().partners:
        return None
    goods = duties.on_day(p.partner, p.day)
    rate = float(
        (goods["total_pct"] * goods["imports_for_consumption_usd"]).sum() / goods["imports_for_consumption_usd"].sum()
    )
    months = calculated_duty.monthly(p.partner)
    months = months[months["month"].between(*p.window)].dropna(subset="owed_rate_pct")
    owed = ""
    if len(months):
        last = months.iloc[-1]
        refundable = last["month"] < END_OF_IEEPA <= p.day
        owed = say(
            message("{rate} owed in {month}, under older law and in part refundable")
            if refundable
            else message("{rate} owed in {month}"),
            rate=words.percent(last["owed_rate_pct"]),
            month=words.month(last["month"]),
        )
    return Card(
        say("Average duty by law"),
        words.percent(rate),
        owed,
        say("law of {day}, goods of 2024", day=words.day(p.day)),
        Role.DUTY_BY_LAW,
    )
