"""Chapter Effective tariff: what its average would be under other readings, a tracker's, of conditions, of lists."""

import pandas as pd

from analysis.chapters import effective
from analysis.chapters.common import partner, said, source
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import Column, Table, words
from analysis.tariffs import choices, comparison


def tracker(p: Parameters) -> Table | None:
    """List the additional duty that a public tracker publishes beside the one computed here."""
    table = comparison.tracker_comparison(p.partner)
    table = table[table["date"] <= p.day]
    if table.empty:
        return None
    dated = [comparison.dated_differently(p.partner, day) for day in table["date"]]
    law_says = pd.Series(["; ".join(map(say, reasons)) for reasons in dated], table.index)
    table = table.assign(law_says=law_says, unexplained_pp=table["unexplained_pp"].where(law_says == ""))
    return Table(
        "tracker",
        say(
            "Duty added since January 2025 on goods from {partner}: this book and the tracker of M. Waugh",
            partner=partner(p),
        ),
        [
            Column("date", say("Day"), "", words.day),
            Column("tracker_pct", say("Tracker"), "%", _hundredths),
            Column("engine_pct", say("This book"), "%", _hundredths),
            Column(
                "difference_pp",
                say("Difference, book less tracker"),
                say("points"),
                _hundredths,
            ),
            Column(
                "tracker_reading_pct",
                say("This book, read like the tracker"),
                "%",
                _hundredths,
            ),
            Column(
                "unexplained_pp",
                say("Left unexplained, book less tracker"),
                say("points"),
                _hundredths,
            ),
            Column("law_says", say("Where the law dates it differently")),
        ],
        source("tracker_rates", "tariff_measures"),
        table,
    )


def readings(p: Parameters) -> Table | None:
    """List in which rules the tracker reads the law differently, and what each is worth."""
    table = comparison.tracker_comparison(p.partner)
    if not (table["date"] <= p.day).any():
        return None
    effects = comparison.reading_effects(p.partner)
    last = effects[effects["date"] <= p.day].sort_values("effect_pp", key=abs).groupby("reading").tail(1)
    last = last[last["effect_pp"].abs() >= effective.SHOWN_CHANGE_PP].sort_values("effect_pp", key=abs, ascending=False)
    return Table(
        "readings",
        say("Where the tracker reads the law differently"),
        [
            Column("tracker_reads", say("The tracker")),
            Column("law_says", say("The law, as read here")),
            Column("effect_pp", say("Largest effect"), say("points"), _hundredths),
            Column("date", say("On"), "", words.day),
        ],
        source("tracker_readings"),
        said(last, "tracker_reads", "law_says"),
    )


def conditions(p: Parameters) -> Table | None:
    """List the conditions that no product code shows, the share taken of each, and what another would change."""
    if effective.average(p).empty:
        return None
    table = choices.share_effects(p.partner, p.day)
    if table.empty:
        return None
    return Table(
        "conditions",
        say(
            "What no product code shows: how the average of {day} counts it, and what it would change",
            day=words.day(p.day),
        ),
        [
            Column("words", say("If"), "", words.capital),
            Column("share_basis", say("Share of such goods")),
            Column("none_pp", say("If no good met it"), say("points"), _hundredths),
            Column("all_pp", say("If every good did"), say("points"), _hundredths),
        ],
        source("tariff_conditions", "tariff_condition_shares", "agreement_shares"),
        said(table, "words", "share_basis"),
    )


def lists(p: Parameters) -> Table | None:
    """List the choices between two compilations of one product list and what each is worth."""
    if effective.average(p).empty:
        return None
    table = choices.choice_effects(p.partner)
    return Table(
        "lists",
        say(
            "Where two compilations of a list differ: what was chosen, and what the other would change",
        ),
        [
            Column("scope_title", say("List chosen")),
            Column("alternative_title", say("List not used")),
            Column("reason", say("Why")),
            Column("date", say("On"), "", words.day),
            Column("effect_pp", say("The other list would add"), say("points"), lambda value: words.number(value, 3)),
        ],
        source("tariff_scope_choices", "tariff_product_scopes"),
        said(table, "scope_title", "alternative_title", "reason"),
    )


def _hundredths(value: float | None) -> str:
    return words.number(value, 2)
