"""Chapter Who pays: what the added duty came to, and who bears it."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters import duty_owed
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.origin_periods import INDUSTRIES
from analysis.effects import duty_burden, estimates, export_prices
from analysis.effects.duty_burden import Burden, Months
from analysis.frames import each_row
from analysis.language import say
from analysis.parameters import Parameters, facts
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, SHARE, Ranges, Series
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty

HOUSEHOLDS, UNIT_VALUES, PUBLISHED = "us_households", "unit_value_changes_hs6", "trade_elasticities"


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Who bears the duty that was added on goods from {partner}: importers and buyers in the "
            "United States, or exporters through lower prices.",
            partner=partner(p),
        ),
        INDUSTRIES,
        "treasury_customs_receipts",
    )


def findings(p: Parameters) -> Text:
    """Return who bears the added duty, or why it cannot be told."""
    months = _months(p)
    if months is None:
        return text(
            say(
                "The data hold no duty on goods from {partner} by industry after {base_year}, so who "
                "bears it cannot be told.",
                partner=partner(p),
                base_year=p.base_year,
            )
        )
    owed = duty_burden.owed(p.partner, p.base_year, months).sum()
    added = owed["owed_usd"] - owed["base_duty_usd"]
    if added <= 0:
        return text(
            say(
                "In {period} no duty was added on goods from {partner} since {base_year}.",
                period=words.period(*months),
                partner=partner(p),
                base_year=p.base_year,
            )
        )
    low, _, high = _burdens(p, months)
    people = duty_burden.households()
    return text(
        say(
            "From {period} importers owed {owed} on goods from {partner}; **{added}** of it was "
            "added since {base_year}.",
            period=words.period(*months),
            owed=words.usd(owed["owed_usd"]),
            partner=partner(p),
            added=words.usd(added),
            base_year=p.base_year,
        ),
        _shares(p),
        say(
            "So US importers bore {low} to {high} of the added duty, and exporters gave up at most {exporters} "
            "in price.",
            low=words.usd(low.importers_usd),
            high=words.usd(high.importers_usd),
            exporters=words.usd(low.exporters_usd),
        ),
        _by_household(low.us_cost_usd / people, high.us_cost_usd / people),
        _refundable(p, months),
        duty_owed.refunded(p),
    )


def _shares(p: Parameters) -> str:
    """Say which share of a tariff importers bear, by published studies and by unit values."""
    own = export_prices.own(export_prices.OWN).importers_share
    share_low, share_high = (words.share(value) for value in estimates.pass_through_range(p.pass_through))
    return say(
        "Published studies find that US importers bear {share_low} to {share_high} of a tariff. "
        "Unit values of goods from {origins} give {own}, with a 95% interval of {own_low} to {own_high}.",
        share_low=share_low,
        share_high=share_high,
        origins=_held(),
        own=words.share(own[1]),
        own_low=words.share(own[0]),
        own_high=words.share(own[2]),
    )


def shares(p: Parameters) -> Figure | None:
    """Show what share of a tariff US importers bear, by published studies and by unit values."""
    if _told(p) is None:
        return None
    published = estimates.offered(estimates.PASS_THROUGH)
    rows = [(_label(row), row.value, row.value, row.value) for row in each_row(published)]
    low, middle, high = export_prices.own(export_prices.OWN).importers_share
    rows.append((say("Unit values of 2025, computed here"), low, middle, high))
    table = pd.DataFrame(rows, columns=["source", "low", "share", "high"])
    return Figure(
        "importers-share",
        say(
            "US importers bear {lowest} to {highest} of a tariff by published studies",
            lowest=words.share(published["value"].min()),
            highest=words.share(published["value"].max()),
        ),
        say(
            "share of the tariff in the price that importers pay, percent; line: 95% interval",
        ),
        say(
            "Published studies give {lowest} to {highest}; unit values of 2025 give {middle}, between {low} and "
            "{high}.",
            lowest=words.share(published["value"].min()),
            highest=words.share(published["value"].max()),
            middle=words.share(middle),
            low=words.share(low),
            high=words.share(high),
        ),
        source(PUBLISHED, UNIT_VALUES),
        table,
        Ranges(
            table["source"].tolist(),
            SHARE,
            1.2,
            Series(say("Low"), Role.INTERVAL, table["low"]),
            Series(say("High"), Role.INTERVAL, table["high"]),
            Series(say("Share of importers"), Role.INK, table["share"]),
            line=1,
        ),
    )


def account(p: Parameters) -> Table | None:
    """List what the added duty came to for each side at the lowest and the highest cost over published estimates."""
    months = _told(p)
    if months is None:
        return None
    people, each = duty_burden.households(), _burdens(p, months)
    parts: dict[str, Callable[[Burden], float]] = {
        say("Duty added, the revenue"): lambda one: one.added_usd,
        say("of it borne by US importers"): lambda one: one.importers_usd,
        say("of it given up by exporters"): lambda one: one.exporters_usd,
        say("Lost on trade that is gone (deadweight loss)"): lambda one: one.lost_usd,
        say("Cost to US buyers"): lambda one: one.us_cost_usd,
        say("Revenue less that cost"): lambda one: one.us_net_usd,
    }
    rows = [
        (name, say("$ billion"), *BILLION_USD.of([part(one) for one in each]), False) for name, part in parts.items()
    ]
    rows.append((say("Cost to US buyers, each household"), say("$"), *(one.us_cost_usd / people for one in each), True))
    return Table(
        "account",
        say(
            "Who bears the duty added on goods from {partner}, {period}",
            partner=partner(p),
            period=words.period(*months),
        ),
        [
            Column("part", say("What")),
            Column("unit", say("Unit")),
            Column("low", say("Lowest cost"), "", lambda value: words.number(value, 2)),
            Column("middle", say("Middle"), "", lambda value: words.number(value, 2)),
            Column("high", say("Highest cost"), "", lambda value: words.number(value, 2)),
        ],
        source(INDUSTRIES, PUBLISHED, HOUSEHOLDS),
        pd.DataFrame(rows, columns=["part", "unit", "low", "middle", "high", "total"]),
        emphasis="total",
    )


def checks(p: Parameters) -> Table | None:
    """List the estimate on unit values beside its variants and a placebo."""
    if _told(p) is None:
        return None
    samples: dict[str, Any] = {say(name): export_prices.own(name) for name in export_prices.SAMPLES}
    if p.partner in export_prices.held():
        alone = say("{partner} alone", partner=words.capital(partner(p)))
        samples[alone] = export_prices.own(export_prices.OWN, p.partner)
    rows = [(name, one.response, one.standard_error, *one.importers_share, one.cells) for name, one in samples.items()]
    return Table(
        "unit-values",
        say("How unit values before duty moved with the duty, by sample"),
        [
            Column("sample", say("Sample")),
            Column("response_pct", say("Unit value for 1% of duty"), "%", lambda value: words.number(value, 2)),
            Column("error_pct", say("Standard error"), "%", lambda value: words.number(value, 2)),
            Column("low_share", say("Importers' share, low"), "%", _whole),
            Column("importers_share", say("Importers' share"), "%", _whole),
            Column("high_share", say("Importers' share, high"), "%", _whole),
            Column("cells", say("Products"), "", words.count),
        ],
        source(UNIT_VALUES, "imports_by_hts10_2024", "tariff_measures"),
        pd.DataFrame(
            rows, columns=["sample", "response_pct", "error_pct", "low_share", "importers_share", "high_share", "cells"]
        ),
    )


def _months(p: Parameters) -> Months | None:
    """Return the last twelve months with duty in the edition; None where they do not reach past the base year."""
    months = calculated_duty.monthly(p.partner)["month"]
    months = months[months <= p.window[1]]
    if months.empty or months.max().year <= p.base_year:
        return None
    return months.max() - pd.DateOffset(months=11), months.max()


def _told(p: Parameters) -> Months | None:
    """Return the months that the chapter is about, or None if no duty was added in them."""
    months = _months(p)
    if months is None:
        return None
    return months if _burdens(p, months)[0].added_usd > 0 else None


@facts
def _burdens(p: Parameters, months: Months) -> tuple[Burden, Burden, Burden]:
    """Return the burden at the lowest, the middle and the highest cost to US buyers over the estimates offered."""
    industries = duty_burden.owed(p.partner, p.base_year, months)
    shares_low, shares_high = estimates.pass_through_range(p.pass_through)
    names = estimates.offered(estimates.ELASTICITY).index
    return (
        duty_burden.burden(industries, shares_low, max(_to_price(str(name), shares_low) for name in names)),
        duty_burden.burden(industries, p.pass_through, _to_price(estimates.SHORT_RUN, p.pass_through)),
        duty_burden.burden(industries, shares_high, min(_to_price(str(name), shares_high) for name in names)),
    )


def _to_price(name: str, pass_through: float) -> float:
    """Return an estimate one year on as elasticity to the price with duty; one to the tariff has pass-through in it."""
    value = estimates.elasticity(name, estimates.FIRST_YEAR)
    return value / pass_through if estimates.against_tariff(name) else value


def _whole(share: float) -> str:
    return words.share_number(share, 0)


def _held() -> str:
    return words.join([partners.in_sentence(code) for code in export_prices.held()])


def _by_household(low_usd: float, high_usd: float) -> str:
    """Say what US buyers bear by household, at least and at most."""
    if high_usd < 1:
        return say("With the cost of the trade that was lost, that is less than **$1** a year for each US household.")
    return say(
        "With the cost of the trade that was lost, that is **{low} to {high}** a year for each US household.",
        low=words.usd(low_usd, 0),
        high=words.usd(high_usd, 0),
    )


def _refundable(p: Parameters, months: Months) -> str:
    if not duty_burden.has_products(p.partner):
        return ""
    share = duty_burden.refundable_share(p.partner, months)
    if share <= 0:
        return ""
    return say(
        "About {share} of what the law added in these months came under IEEPA. Those duties were "
        "held unlawful, and are refunded to importers, not to those who bought from them.",
        share=words.share(share),
    )


def _label(row: Any) -> str:
    """Return who found an estimate, and for which tariffs or how long after where the study has several."""
    _, _, after = say(row.definition).partition(", ")
    years = re.search(r"tariffs of ([\d-]+)", row.definition)
    about = after or (say("tariffs of {years}", years=years[1]) if years else "")
    lead, several, _ = row.paper.partition(",")
    who = say("{lead} and others {year}", lead=lead, year=row.paper[-6:]) if several else say(row.paper)
    return f"{who}{f', {about}' if about else ''}"
