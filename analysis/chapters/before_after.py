"""Chapter Before and after: did goods come early, and were fewer bought after, by a panel and by event studies."""

from typing import Any

import pandas as pd

from analysis.chapters import own_estimate, studies
from analysis.chapters.common import introduction, partner, said, source
from analysis.chapters.last_dates import TOTALS
from analysis.data import load
from analysis.effects import event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Study
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Event, Lines, Ranges, Series, Unit
from analysis.present.roles import Role

SHOWN_BEFORE = pd.DateOffset(months=18)
LAW = "tariff_measures"
MONTHS_OF_TRADE = Unit(message("months of trade"), digits=2)


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Did importers rush goods in from {partner} before a tariff, and did they buy less after "
            "it? An estimate compares many countries and industries. Event studies compare the "
            "months around each change with a forecast.",
            partner=partner(p),
        ),
        TOTALS,
        "imports_by_naics3",
    )


def findings(p: Parameters) -> Text:
    """Return what the panel and the studies found, or why there is no study."""
    return text(own_estimate.finding(p), *_studied(p))


def _studied(p: Parameters) -> list[str]:
    imports, changes = studies.imports(p), studies.changes(p)
    if changes.empty:
        return [
            say(
                "The record holds no change of the default rate on {partner} within this edition's period.",
                partner=partner(p),
            )
        ]
    if imports is None:
        month = words.month(changes["month"].iloc[0])
        return [
            say(
                "The data hold no imports from {partner} after the first change of the default rate, in {month}.",
                partner=partner(p),
                month=month,
            )
        ]
    study, problem = studies.study(p, changes["month"].iloc[0])
    if study is None:
        return [say("No event study is shown: {problem}.", problem=problem)]
    phases = [_phase_sentence(p, study, phase) for phase in reversed(list(study.sums["phase"]))]
    return [*phases, _general_sentence(p), _exemption_sentence(p)]


def first_change(p: Parameters) -> Figure | None:
    """Show the months around the first change of the default rate."""
    changes = studies.changes(p)
    return _figure(p, changes.iloc[0], "first-change") if len(changes) else None


def latest_change(p: Parameters) -> Figure | None:
    """Show the months around the last change that has been followed for as long as the edition asks, or longest."""
    changes = studies.changes(p).iloc[1:]
    imports = studies.imports(p)
    if changes.empty or imports is None:
        return None
    followed = changes[changes["month"] + pd.DateOffset(months=p.follow - 1) <= imports.usd.index[-1]]
    return _figure(p, (followed if len(followed) else changes).iloc[-1 if len(followed) else 0], "latest-change")


def forest(p: Parameters) -> Figure | None:
    """Show every study: each change, the other model, exempt and charged goods, other origins."""
    imports, rows = studies.imports(p), studies.rows(p)
    if imports is None or rows.empty:
        return None
    clear = rows[rows["outside"]]
    return Figure(
        "forest",
        say(
            "Larger than what chance gives on dates when nothing changed: {count} of {all} differences",
            count=len(clear),
            all=len(rows),
        ),
        say(
            "imports above or below what a model expected, percent; line: 95% interval from earlier "
            "dates of {countries} countries; all goods {basis}, groups and origins {consumption}",
            countries=series.LARGEST,
            basis=say(imports.basis),
            consumption=say(series.CONSUMPTION),
        ),
        " ".join([*_differences(clear), _holding_zero(len(rows) - len(clear), len(rows))]),
        source(*imports.tables, "imports_by_naics3", LAW),
        rows,
        Ranges(
            (rows["name"] + ", " + rows["span"]).tolist(),
            PERCENT,
            low=Series(say("Low"), Role.INTERVAL, rows["low_pct"]),
            high=Series(say("High"), Role.INTERVAL, rows["high_pct"]),
            points=Series(say("Difference"), Role.PARTNER, rows["difference_pct"]),
            height=0.3 + 0.09 * len(rows),
        ),
    )


def _differences(clear: pd.DataFrame) -> list[str]:
    return [
        say(
            "{name}, {span}: {difference} ({low} to {high}).",
            name=row.name,
            span=row.span,
            difference=words.percent(row.difference_pct),
            low=words.number(row.low_pct),
            high=words.number(row.high_pct),
        )
        for row in each_row(clear)
    ]


def _holding_zero(count: int, all_of_them: int) -> str:
    return say("The intervals of {count} of the {all} differences hold zero.", count=count, all=all_of_them)


def stock(p: Parameters) -> Figure | None:
    """Show how much more came in than expected since before the first change, in months of trade."""
    names = {p.partner: partner(p), studies.ALL_COUNTRIES: say("all countries")}
    found = {names[key]: one for key, one in studies.stocks(p).items()}
    if partner(p) not in found:
        return None
    table, first = pd.DataFrame(found), studies.changes(p).iloc[0]
    roles = dict(zip(names.values(), (Role.PARTNER, Role.ALL_COUNTRIES), strict=True))
    return Figure(
        "stock",
        _stock_sentence(p, found[partner(p)]),
        say(
            "imports above what a model expected, summed from the first month, in months of expected "
            "trade; all countries without gold and medicines; {consumption}",
            consumption=say(series.CONSUMPTION),
        ),
        " ".join(
            say(
                "{name}: {now} in {last}, at most {most}, in {peak}.",
                name=words.capital(name),
                most=words.number(one.max(), 2),
                peak=words.month(one.index[int(one.argmax())]),
                now=words.number(one.iloc[-1], 2),
                last=words.month(one.index[-1]),
            )
            for name, one in found.items()
        ),
        source("imports_by_naics3", LAW),
        table.rename_axis("month").reset_index(),
        Lines(
            list(table.index),
            [Series(words.capital(name), roles[name], table[name]) for name in found],
            MONTHS_OF_TRADE,
            [Event(first["month"], say("First change"), 1, first["event"])],
        ),
    )


def exempt_industries(p: Parameters) -> Table | None:
    """List the industries with the share of their imports on which the law added nothing to the duty of 2024."""
    shares = studies.exempt_shares(p)
    if shares is None:
        return None
    rows = said(shares.merge(load("naics3_names"), on="naics3"), "name")
    rows = rows.sort_values("imports_for_consumption_usd", ascending=False)
    return Table(
        "exempt-industries",
        say(
            "Share of imports from {partner} that paid no more on {day} than in 2024",
            partner=partner(p),
            day=words.day(studies.after_first(p)),
        ),
        [
            Column("naics3", say("NAICS")),
            Column("name", say("Industry")),
            Column(
                "imports_for_consumption_usd", say("Imports for consumption 2024"), say("$ billion"), words.billions
            ),
            Column("exempt_share", say("Nothing added since 2024"), "%", words.share_number),
        ],
        source("imports_by_hts10_2024", LAW),
        rows.reset_index(drop=True),
        searchable=True,
        subject="exempt_share",
    )


def trials(p: Parameters) -> Text | None:
    """Say how far off the same forecast was on earlier dates, scaled to how steady the partner's trade is."""
    study = studies.first_study(p)
    if study is None:
        return None
    errors = studies.pool(p, studies.design_of(p))[AFTER]
    sizes = event_study.typical_errors_pct(study.of(AFTER), errors, (0.5, event_study.LEVEL))
    half, most = (words.percent(size) for size in sizes)
    return text(
        say(
            "The forecast of {follow} months was tried on {count} earlier pairs of country and date. "
            "On the scale of trade with {partner}, it was off by more than {half} in half of them, "
            "and by more than {most} in one of twenty.",
            follow=p.follow,
            count=len(errors),
            partner=partner(p),
            half=half,
            most=most,
        )
    )


def _figure(p: Parameters, change: Any, name: str) -> Figure | None:
    imports = studies.imports(p)
    if imports is None:
        return None
    study, _ = studies.study(p, change["month"])
    if study is None:
        return None
    months = study.months
    first, last = months["month"].iloc[0] - SHOWN_BEFORE, months["month"].iloc[-1]
    shown = imports.usd[(imports.usd.index >= first) & (imports.usd.index <= last)]
    model = months.set_index("month").reindex(shown.index)
    expected = [model[column] for column in ("expected_usd", "low_usd", "high_usd")]
    before, after = studies.rates(change)
    sums = study.of(study.sums["phase"].iloc[-1])
    return Figure(
        name,
        say(
            "When the default rate went from {before} to {after}, imports from {partner} were {off} what a model "
            "expected: {verdict}",
            before=before,
            after=after,
            partner=partner(p),
            off=_off(sums["difference_pct"]),
            verdict=_verdict(sums),
        ),
        say(
            "billion US dollars a month, {basis}; band: 95% interval of each month, from earlier dates",
            basis=say(imports.basis),
        ),
        " ".join(_phase_sentence(p, study, phase) for phase in study.sums["phase"]),
        source(*imports.tables, LAW),
        model.assign(actual_usd=shown).rename_axis("month").reset_index(),
        Lines(
            list(shown.index),
            [
                Series(say("Expected"), Role.EXPECTED, expected[0], dashed=True, low=expected[1], high=expected[2]),
                Series(say("Actual"), Role.PARTNER, shown),
            ],
            BILLION_USD,
            [Event(study.change, words.span(before, after), 1, change["event"])],
        ),
    )


def _phase_sentence(p: Parameters, study: Study, phase: str) -> str:
    sums = study.of(phase)
    spans = study.months.loc[study.months["phase"] == phase, "month"]
    patterns = {
        BEFORE: message(
            "In {period}, before the new rate, imports from {partner} were {actual}, {off} the forecast. "
            "That is {verdict}: forecasts were as far off in {chance} of earlier trials."
        ),
        AFTER: message(
            "In {period}, from the change on, imports from {partner} were {actual}, {off} the forecast. "
            "That is {verdict}: forecasts were as far off in {chance} of earlier trials."
        ),
    }
    return say(
        patterns[phase],
        period=words.period(spans.iloc[0], spans.iloc[-1]),
        partner=partner(p),
        actual=words.usd(sums["actual_usd"]),
        off=_off(sums["difference_pct"]),
        verdict=_verdict(sums),
        chance=_chance(sums["chance"]),
    )


def _chance(share: float) -> str:
    """Return the share of earlier trials that were as far off: none of some hundreds is less than one percent."""
    return words.some_share(share or 1e-3)


def _verdict(sums: Any) -> str:
    return say("more than chance") if sums["outside"] else say("not more than chance can do")


def _general_sentence(p: Parameters) -> str:
    """Return whether importers stocked up in general before the first change."""
    rows = studies.rows(p)
    rows = rows[(rows["name"] == say(studies.ALL_COUNTRIES)) & (rows["phase"] == BEFORE)]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    rushed = row["outside"] and row["difference_pct"] > 0
    return say(
        message(
            "Importers stocked up in general: in {span}, imports from all countries, without gold and medicines, "
            "were {off} the forecast. Forecasts were as far off in {chance} of earlier trials."
        )
        if rushed
        else message(
            "A general rush to stock up is not shown: in {span}, imports from all countries, without gold and "
            "medicines, were {off} the forecast. Forecasts were as far off in {chance} of earlier trials."
        ),
        span=row["span"],
        off=_off(row["difference_pct"]),
        chance=_chance(row["chance"]),
    )


def _stock_sentence(p: Parameters, own: pd.Series) -> str:
    """Return what came early, in months of trade, and what became of it."""
    before, last = own[own.index < studies.changes(p)["month"].iloc[0]].iloc[-1], own.iloc[-1]
    if words.exact(before, 1) <= 0:
        return say(
            "No stock of goods from {partner} was built up before the first change",
            partner=partner(p),
        )
    return say(
        message(
            "Before the first change, {before} months of imports from {partner} came early; by {month} the excess "
            "had grown to {last}"
        )
        if last >= before
        else message(
            "Before the first change, {before} months of imports from {partner} came early; by {month} imports were "
            "{last} months short of what a model expected"
        )
        if last < 0
        else message(
            "Before the first change, {before} months of imports from {partner} came early; by {month} the excess "
            "was down to {last}"
        ),
        before=words.number(before, 1),
        partner=partner(p),
        month=words.month(own.index[-1]),
        last=words.number(abs(last), 1),
    )


def _exemption_sentence(p: Parameters) -> str:
    """Return how exempt and charged goods differed, and how often such a difference came without any change."""
    groups, month = studies.by_exemption(p), studies.changes(p)["month"].iloc[0]
    made = [studies.run(p, usd, month, studies.design_of(p)) for usd in groups.values()]
    if not groups or any(one is None or AFTER not in set(one.sums["phase"]) for one in made):
        return ""
    exempt, charged = (one.of(AFTER)["difference_pct"] for one in made if one is not None)
    earlier = studies.earlier_gaps(p)
    if not len(earlier):
        return ""
    return say(
        "Exempt goods from {partner} were {exempt} the forecast, charged goods {charged}. {verdict}",
        partner=partner(p),
        exempt=_off(exempt),
        charged=_off(charged),
        verdict=gap_verdict(event_study.as_far_apart(exempt, charged, earlier), len(earlier)),
    )


def gap_verdict(as_large: int, dates: int) -> str:
    """Return what ``dates`` on which nothing changed make of a difference, ``as_large`` of which showed it too."""
    if (as_large + 1) / (dates + 1) < 1 - event_study.LEVEL:
        return say(
            "That is more than chance: on {as_large} of {dates} earlier dates the two were as far apart.",
            as_large=as_large,
            dates=dates,
        )
    if not as_large:
        return say(
            "None of {dates} earlier dates had the two as far apart, but so few dates cannot rule out chance.",
            dates=dates,
        )
    return say(
        "That proves nothing about the tariff: on {as_large} of {dates} earlier dates the two were as far apart.",
        as_large=as_large,
        dates=dates,
    )


def _off(difference_pct: float) -> str:
    """Return how far from a forecast, as it stands before the forecast's name; 0.04% off prints as at it."""
    size = words.percent(abs(difference_pct))
    if size == words.percent(0):
        return say("at")
    return say(message("{percent} above") if difference_pct > 0 else message("{percent} below"), percent=size)
