"""The numbers of the front page: the sentence to quote, and the cards."""

from typing import Any

import pandas as pd

from analysis.chapters import default_rate_words
from analysis.chapters.common import partner
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Card, Cards, words
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty, default_rate, duties
from analysis.trade import balances, rankings, world_share

Span = tuple[pd.Timestamp, pd.Timestamp]
BASE_YEAR = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01"))  # the last before the tariffs of 2025
END_OF_IEEPA = pd.Timestamp("2026-02-24")  # what was owed before it under IEEPA may be refunded


def lead(p: Parameters) -> str:
    """Return the sentence to quote: the balance of the last twelve months, its change, its share of the whole."""
    year, before = _years(p)
    if len(year) < 12:
        last = balances.monthly(p.partner, *p.months, p.vintage).iloc[-1]
        return f"**{_balance(p, last['balance_usd'])} in {words.month(last['month'])}.**"
    total = year["balance_usd"].sum()
    change = f", {_change(before['balance_usd'].sum(), total)}" if len(before) == 12 else ""
    return f"**{_balance(p, total)} in {_twelve(year)}{change}{_share(p, _span(year))}.**"


def cards(p: Parameters) -> Cards:
    """Return the cards: twelve months, last month, rank, duty on most goods, average duty by law."""
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
    return (
        f"Imports reach further than the balance: those from {partner(p)} came to {words.usd(now)} in {_twelve(year)}, "
        f"{words.signed_percent((now / then - 1) * 100)} on a year before (imports for consumption)."
    )


def basis_of_share(p: Parameters) -> str:
    """Return on what basis the share of the whole deficit stands, if the page gives one."""
    year, _ = _years(p)
    if len(year) < 12 or not _share(p, _span(year)):
        return ""
    return (
        "The deficit with all countries, of which shares are taken, is seasonally adjusted after 2024: no other total "
        "is held. Over a whole year this moves it by 0.3%."
    )


def in_force(p: Parameters) -> pd.Series | None:
    """Return the step of the default rate on the edition's day, or None before the record."""
    return default_rate.in_force(default_rate.steps(p.partner), p.day)


def step_before(now: pd.Series, p: Parameters) -> pd.Series | None:
    """Return the step of the default rate before ``now``, or None if that is the first of the record."""
    place: Any = now.name
    return row_at(default_rate.steps(p.partner), place - 1) if place else None


def ranks(p: Parameters) -> list[tuple[Span, int, int, bool]]:
    """Return the latest whole year and the months after it: the span, the rank of the deficit, of how many, of all."""
    last = p.months[1]
    year = pd.Timestamp(last.year if last.month == 12 else last.year - 1, 1, 1)
    spans = [(year, year + pd.DateOffset(months=11)), (pd.Timestamp(last.year, 1, 1), last)]
    found = []
    for span in dict.fromkeys(spans):
        table = rankings.deficits(*span, p.vintage)
        own = table[table["partner"] == p.partner]
        rank = rankings.rank_of(table, p.partner)
        if rank is not None and rankings.can_rank(table) and own["balance_usd"].iloc[0] < 0:
            whole = rankings.not_covered(*span, p.vintage).empty
            found.append((span, rank, int(table["rank"].max()), whole))
    return found


def _years(p: Parameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the last twelve months and the twelve before, each shorter where the edition is."""
    months = balances.monthly(p.partner, *p.months, p.vintage)
    return balances.last_twelve(months), balances.last_twelve(months, 12)


def _span(months: pd.DataFrame) -> Span:
    return months["month"].iloc[0], months["month"].iloc[-1]


def _twelve(months: pd.DataFrame) -> str:
    last = months["month"].iloc[-1]
    return f"{last.year}" if last.month == 12 else f"the year to {words.month(last)}"


def _balance(p: Parameters, usd: float) -> str:
    return f"The US goods {words.surplus_or_deficit(usd)} with {partner(p)} was {words.usd(abs(usd))}"


def _change(before: float, now: float) -> str:
    """Return how a balance changed; a change of sign is told with both amounts."""
    if not _alike(before, now):
        return f"after a {words.surplus_or_deficit(before)} of {words.usd(abs(before))} a year before"
    growth = (abs(now) / abs(before) - 1) * 100
    return f"{'up' if growth > 0 else 'down'} {words.percent(abs(growth), 0)}"


def _share(p: Parameters, span: Span) -> str:
    now = world_share.of_deficit(p.partner, *span, p.vintage)
    if now is None:
        return ""
    then = world_share.of_deficit(p.partner, *BASE_YEAR, p.vintage) if span[1] > BASE_YEAR[1] else None
    against = f", against {words.share(then, 1)} in {BASE_YEAR[0].year}" if then else ""
    return f": {words.share(now, 1)} of the whole US deficit{against}"


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
    change = f"{words.usd(abs(then))} the year before" if len(before) == 12 and _alike(now, then) else ""
    label = f"US {words.surplus_or_deficit(now)}, 12 months"
    return Card(label, words.usd(abs(now)), change, f"to {words.month(p.months[1])}", _role(now))


def _month_card(p: Parameters) -> Card:
    months = balances.monthly(p.partner, *p.months, p.vintage)
    last = months.iloc[-1]
    earlier = months[months["month"] == last["month"] - pd.DateOffset(years=1)]
    change = ""
    if len(earlier):
        then = earlier["balance_usd"].iloc[0]
        kind = "" if _alike(then, last["balance_usd"]) else f"{words.surplus_or_deficit(then)} of "
        change = f"{kind}{words.usd(abs(then))} a year before"
    label = f"US {words.surplus_or_deficit(last['balance_usd'])}, last month"
    usd = last["balance_usd"]
    return Card(label, words.usd(abs(usd)), change, words.month(last["month"]), _role(usd))


def _rank_card(p: Parameters) -> Card | None:
    found = ranks(p)
    if not found:
        return None
    *before, (span, rank, countries, whole) = found
    then = [
        f"{words.place(one)} of {_scope(count, every)} in {words.period(*old)}" for old, one, count, every in before
    ]
    scope = f"of {_scope(countries, whole)}{'; ' if then else ''}{words.join(then)}"
    return Card("Rank of the deficit", words.place(rank), scope, words.period(*span), Role.PARTNER)


def _scope(countries: int, whole: bool) -> str:
    return "all countries" if whole else f"{countries} countries with data"


def _rate_card(p: Parameters) -> Card | None:
    now = in_force(p)
    if now is None:
        return None
    label = "Extra duty on most goods" if now["basis"] == "additive" else "Duty on most goods, all in"
    if now["rate_pct"] == 0:
        return Card(label, "none", "", words.day(p.day), Role.DUTY_BY_LAW)
    before = step_before(now, p)
    was = "" if before is None else f"{default_rate_words.rate(before)} before {words.day(now['valid_from'])}"
    return Card(label, words.rate(now["rate_pct"]), was, f"law of {words.day(p.day)}", Role.DUTY_BY_LAW)


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
        older = ", under older law and in part refundable" if last["month"] < END_OF_IEEPA <= p.day else ""
        owed = f"{words.percent(last['owed_rate_pct'])} owed in {words.month(last['month'])}{older}"
    return Card(
        "Average duty by law", words.percent(rate), owed, f"law of {words.day(p.day)}, goods of 2024", Role.DUTY_BY_LAW
    )
