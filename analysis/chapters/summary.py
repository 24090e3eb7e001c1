"""Chapter Summary: the front page."""

from dataclasses import replace

import pandas as pd

from analysis.chapters import default_rate_words, headline_numbers, holes, timeline
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.headline_numbers import in_force, step_before
from analysis.chapters.last_dates import RECORD, TOTALS
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Cards, Column, Figure, Question, Table, Text, text, words
from analysis.present.charts import Columns, Panels, Series, StackedSteps, unit_of_usd
from analysis.present.roles import Role
from analysis.tariffs import default_rate, outlook
from analysis.trade import balances

HEIGHT = 1.05  # of the headline figure, so that it stands within the first screen
STORY_START = pd.Timestamp("2023-01-01")  # where the headline figure begins, if the edition reaches it


_WHEN = {  # by whether a measure begins, and whether an event tells of it
    (True, True): message("Begins {day} ({event})"),
    (False, True): message("Open; last news {day} ({event})"),
    (False, False): message("Open; last news {day}"),
}


def opening(p: Parameters) -> Text:
    """Say the one sentence to quote, and how far the data reach."""
    return introduction(p, headline_numbers.lead(p), TOTALS, "imports_by_naics3", RECORD)


def cards(p: Parameters) -> Cards:
    """Show the numbers that a reader takes away."""
    return headline_numbers.cards(p)


def findings(p: Parameters) -> Text:
    """Say what changed in the law last, and what the numbers of this page leave out."""
    return text(
        _last_change(p),
        holes.imports_alone(p) or headline_numbers.newer_imports(p),
        default_rate_words.on_listed_goods(p),
        *default_rate_words.limits(p),
        headline_numbers.basis_of_share(p),
    )


def watch(p: Parameters) -> Table | None:
    """List what begins or is undecided, each with its date and its source."""
    begins = outlook.beginnings(p.partner, p.day)
    begins["what"] = [
        say(
            "{title}: {rates} under {authority}.",
            title=say(row.what),
            rates=words.join([words.rate(rate) for rate in row.rates_pct]),
            authority=say(row.authority),
        )
        for row in each_row(begins)
    ]
    open_now = outlook.undecided(p.partner, p.day)
    open_now["what"] = open_now["what"].map(say)
    rows = pd.concat([begins, open_now], ignore_index=True).drop(columns="rates_pct")
    if rows.empty:
        return None
    rows["when"] = [
        say(_WHEN[row.kind == "measure", row.event != ""], day=words.day(row.day), event=row.event)
        for row in each_row(rows)
    ]
    rows["source"] = rows["source"].map(say)
    return Table(
        "watch",
        say("To come or still open on {day}", day=words.day(p.day)),
        [Column("when", say("When")), Column("what", say("What")), Column("source", say("Source"), link="address")],
        source("tariff_measures", "open_matters", "tariff_events"),
        rows,
    )


def headline(p: Parameters) -> Figure:
    """Show the default rate and the monthly balance on one time axis."""
    first = p.months[0] if p.months[1] < STORY_START else max(p.months[0], STORY_START)
    months = balances.monthly(p.partner, first, p.months[1], p.vintage)
    now, last = in_force(p), months.iloc[-1]
    steps = default_rate.steps(p.partner).query("valid_from <= @p.day")
    unit = unit_of_usd(months["balance_usd"])
    columns = Columns(
        months["month"],
        [Series(say("Balance"), Role.DEFICIT, months["balance_usd"])],
        unit,
        roles=[Role.DEFICIT if value < 0 else Role.SURPLUS for value in months["balance_usd"]],
    )
    title = say(
        "A US {kind} of {amount} with {partner} in {month}",
        kind=words.surplus_or_deficit(last["balance_usd"]),
        amount=words.usd(abs(last["balance_usd"])),
        partner=partner(p),
        month=words.month(last["month"]),
    )
    sentence = say(
        "{first} had {before}, {last} {after}.",
        before=words.balance(months["balance_usd"].iloc[0]),
        first=words.month(months["month"].iloc[0]),
        after=words.balance(last["balance_usd"]),
        last=words.month(last["month"]),
    )
    if now is None or last["month"] < STORY_START:
        told = say("{unit} a month, not seasonally adjusted", unit=unit.name)
        return Figure("headline", title, told, sentence, source(*totals(p)), months, columns)
    counted = default_rate_words.unit(steps, p.partner)
    held = steps["valid_from"].searchsorted(months["month"], side="right") - 1
    rates = [steps["rate_pct"].iloc[place] if place >= 0 else 0.0 for place in held]
    end = max(p.day, last["month"] + pd.DateOffset(months=1))
    return Figure(
        "headline",
        _with_duty(p, title, now),
        say("duty in percent {counted}; US goods balance, not seasonally adjusted", counted=counted),
        f"{sentence} {_duty_sentence(p, now, steps)}",
        source(*totals(p), "tariff_measures"),
        months.assign(default_rate_pct=rates),
        Panels(
            [replace(_duty(p, steps, first), until=end), replace(columns, until=end)],
            [_duty_label(p), say("Goods balance, {unit} a month", unit=unit.name)],
            [1.15, 1],
            HEIGHT,
        ),
    )


def question(p: Parameters) -> Question:
    """Show the field that leads to the duty on a product of the partner."""
    return Question(partner(p))


def _with_duty(p: Parameters, title: str, now: pd.Series) -> str:
    """Return ``title`` with the duty that goods without an exemption pay."""
    if now["rate_pct"] == 0:
        return say("{title}; no default rate is in force", title=title)
    agreement, duty = default_rate_words.outside(p), default_rate_words.pays(now)
    if agreement:
        return say("{title}; goods outside {agreement} pay {duty}", title=title, agreement=agreement, duty=duty)
    return say("{title}; goods without an exemption pay {duty}", title=title, duty=duty)


def _duty_label(p: Parameters) -> str:
    agreement = default_rate_words.outside(p)
    if agreement:
        return say("Duty on goods outside {agreement}, percent", agreement=agreement)
    return say("Duty on goods without an exemption, percent")


def _last_change(p: Parameters) -> str:
    now = in_force(p)
    before = None if now is None else step_before(now, p)
    return "" if before is None else default_rate_words.since(before, now, p)


def _duty_sentence(p: Parameters, now: pd.Series, steps: pd.DataFrame) -> str:
    highest = row_at(steps, steps["rate_pct"].idxmax())
    if highest["rate_pct"] == 0:
        return say("No default rate has been in force up to {day}.", day=words.day(p.day))
    pattern = (
        message("The default rate on {day} is {rate}, under {authority}; its highest level was {highest}.")
        if now["rate_pct"]
        else message("No default rate is in force on {day}; its highest level was {highest}.")
    )
    return say(
        pattern,
        day=words.day(p.day),
        rate=default_rate_words.rate(now),
        authority=default_rate_words.authority(now),
        highest=default_rate_words.rate(highest),
    )


def _duty(p: Parameters, steps: pd.DataFrame, first: pd.Timestamp) -> StackedSteps:
    """Return the chart of the default rate, with no duty from ``first`` to the start of the record."""
    chart = timeline.rate_steps(p, steps)
    if chart.x[0] <= first:
        return chart
    series = [replace(one, y=[0.0, *one.y]) for one in chart.series]
    return replace(chart, x=[first, *chart.x], series=series, total=[0.0, *chart.total])
