"""Chapter Before and after: did goods come early, and were fewer bought after, by a panel and by event studies."""

from typing import Any

import pandas as pd

from analysis.chapters import own_estimate, studies
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.reach import TOTALS
from analysis.data import load
from analysis.effects import event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Study
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Event, Lines, Ranges, Series, Unit
from analysis.present.roles import Role

SHOWN_BEFORE = pd.DateOffset(months=18)
LAW = "tariff_measures"
MONTHS_OF_TRADE = Unit("months of trade", digits=2)


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"Did importers rush goods in from {partner(p)} before a tariff, and did they buy less after it? An estimate"
        " compares many countries and industries. Event studies compare the months around each change with a forecast.",
        TOTALS,
        "imports_by_naics3",
    )


def findings(p: Parameters) -> Text:
    """Return what the panel and the studies found, or why there is no study."""
    return text(own_estimate.finding(p), *_studied(p))


def _studied(p: Parameters) -> list[str]:
    imports, changes = studies.imports(p), studies.changes(p)
    if changes.empty:
        return [f"The record holds no change of the default rate on {partner(p)} within this edition's period."]
    if imports is None:
        month = words.month(changes["month"].iloc[0])
        return [f"The data hold no imports from {partner(p)} after the first change of the default rate, in {month}."]
    study, problem = studies.study(p, changes["month"].iloc[0])
    if study is None:
        return [f"No event study is shown: {problem}."]
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
        f"{words.capital(words.cardinal(len(clear)))} of {len(rows)} differences are larger than what chance gives on "
        "dates when nothing changed",
        "imports above or below what a model expected, percent; line: 95% interval from earlier dates of "
        f"{series.LARGEST} countries; all goods {imports.basis}, groups and origins {series.CONSUMPTION}",
        " ".join(
            f"{row.name}, {row.span}: {words.percent(row.difference_pct)} ({words.number(row.low_pct)} to "
            f"{words.number(row.high_pct)})."
            for row in each_row(clear)
        )
        + f" The intervals of {len(rows) - len(clear)} of the {len(rows)} differences hold zero.",
        source(*imports.tables, "imports_by_naics3", LAW),
        rows,
        Ranges(
            (rows["name"] + ", " + rows["span"]).tolist(),
            PERCENT,
            low=Series("Low", Role.INTERVAL, rows["low_pct"]),
            high=Series("High", Role.INTERVAL, rows["high_pct"]),
            points=Series("Difference", Role.PARTNER, rows["difference_pct"]),
            height=0.3 + 0.09 * len(rows),
        ),
    )


def stock(p: Parameters) -> Figure | None:
    """Show how much more came in than expected since before the first change, in months of trade."""
    found = studies.stocks(p)
    if partner(p) not in found:
        return None
    table = pd.DataFrame(found)
    roles = {partner(p): Role.PARTNER, studies.ALL_COUNTRIES.lower(): Role.ALL_COUNTRIES}
    return Figure(
        "stock",
        _stock_sentence(p, found[partner(p)]),
        "imports above what a model expected, summed from the first month, in months of expected trade; all countries "
        f"without gold and medicines; {series.CONSUMPTION}",
        " ".join(
            f"{words.capital(name)}: most {words.number(one.max(), 2)} in {words.month(one.index[int(one.argmax())])}, "
            f"{words.number(one.iloc[-1], 2)} in {words.month(one.index[-1])}."
            for name, one in found.items()
        ),
        source("imports_by_naics3", LAW),
        table.rename_axis("month").reset_index(),
        Lines(
            list(table.index),
            [Series(words.capital(name), roles[name], table[name]) for name in found],
            MONTHS_OF_TRADE,
            [Event(studies.changes(p)["month"].iloc[0], "first change", 1)],
        ),
    )


def exempt_industries(p: Parameters) -> Table | None:
    """List the industries with the share of their imports on which the law added nothing to the duty of 2024."""
    shares = studies.exempt_shares(p)
    if shares is None:
        return None
    rows = shares.merge(load("naics3_names"), on="naics3").sort_values("imports_for_consumption_usd", ascending=False)
    rows["exempt_pct"] = rows["exempt_share"] * 100
    return Table(
        "exempt-industries",
        f"Share of imports from {partner(p)} that paid no more on {words.day(studies.after_first(p))} than in 2024",
        [
            Column("naics3", "NAICS"),
            Column("name", "Industry"),
            Column("imports_for_consumption_usd", "Imports for consumption 2024", "$ billion", words.billions),
            Column("exempt_pct", "Nothing added since 2024", "%", words.number),
        ],
        source("imports_by_hts10_2024", LAW),
        rows.reset_index(drop=True),
        searchable=True,
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
        f"The forecast of {p.follow} months was tried on {len(errors)} earlier pairs of country and date. On the scale "
        f"of trade with {partner(p)}, it was off by more than {half} in half of them, and by more than {most} in one "
        "of twenty."
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
    rates = f"{words.rate(change['from_pct'])} to {words.rate(change['to_pct'])}"
    sums = study.of(study.sums["phase"].iloc[-1])
    return Figure(
        name,
        f"When the default rate went from {rates}, imports from {partner(p)} were {_off(sums['difference_pct'])} what "
        f"a model expected: {_verdict(sums)}",
        f"billion US dollars a month, {imports.basis}; band: 95% interval of each month, from earlier dates",
        " ".join(_phase_sentence(p, study, phase) for phase in study.sums["phase"]),
        source(*imports.tables, LAW),
        model.assign(actual_usd=shown).rename_axis("month").reset_index(),
        Lines(
            list(shown.index),
            [
                Series("Expected", Role.EXPECTED, expected[0], dashed=True, low=expected[1], high=expected[2]),
                Series("Actual", Role.PARTNER, shown),
            ],
            BILLION_USD,
            [Event(study.change, rates, 1)],
        ),
    )


def _phase_sentence(p: Parameters, study: Study, phase: str) -> str:
    sums = study.of(phase)
    spans = study.months.loc[study.months["phase"] == phase, "month"]
    when = {BEFORE: "before the new rate", AFTER: "from the change on"}[phase]
    return (
        f"In {words.period(spans.iloc[0], spans.iloc[-1])}, {when}, imports from {partner(p)} were "
        f"{words.usd(sums['actual_usd'])}, {_off(sums['difference_pct'])} the forecast. "
        f"That is {_verdict(sums)}: forecasts were as far off in {words.some_share(sums['chance'])} of earlier "
        "trials."
    )


def _verdict(sums: Any) -> str:
    return "more than chance" if sums["outside"] else "not more than chance can do"


def _general_sentence(p: Parameters) -> str:
    """Return whether importers stocked up in general before the first change."""
    rows = studies.rows(p)
    rows = rows[(rows["name"] == studies.ALL_COUNTRIES) & (rows["phase"] == BEFORE)]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    rushed = row["outside"] and row["difference_pct"] > 0
    verdict = "Importers stocked up in general" if rushed else "A general rush to stock up is not shown"
    return (
        f"{verdict}: in {row['span']}, imports from all countries, without gold and medicines, were "
        f"{_off(row['difference_pct'])} the forecast. "
        f"Forecasts were as far off in {words.some_share(row['chance'])} of earlier trials."
    )


def _stock_sentence(p: Parameters, own: pd.Series) -> str:
    """Return what came early, in months of trade, and what became of it."""
    before, last = own[own.index < studies.changes(p)["month"].iloc[0]].iloc[-1], own.iloc[-1]
    if before <= 0:
        return f"No stock of goods from {partner(p)} was built up before the first change"
    end = "had grown to" if last >= before else "was down to"
    return (
        f"Before the first change, {words.number(before, 1)} months of imports from {partner(p)} came early; by "
        f"{words.month(own.index[-1])} the excess {end} {words.number(last, 1)}"
    )


def _exemption_sentence(p: Parameters) -> str:
    """Return how exempt and charged goods differed, and how often such a difference came without any change."""
    groups, month = studies.by_exemption(p), studies.changes(p)["month"].iloc[0]
    made = [studies.run(p, usd, month, studies.design_of(p))[0] for usd in groups.values()]
    if not groups or any(one is None or AFTER not in set(one.sums["phase"]) for one in made):
        return ""
    spared, charged = (one.of(AFTER)["difference_pct"] for one in made if one is not None)
    earlier = studies.earlier_gaps(p)
    if not len(earlier):
        return ""
    return (
        f"Exempt goods from {partner(p)} were {_off(spared)} the forecast, charged goods {_off(charged)}. "
        f"{gap_verdict(event_study.as_far_apart(spared, charged, earlier), len(earlier))}"
    )


def gap_verdict(as_large: int, dates: int) -> str:
    """Return what ``dates`` on which nothing changed make of a difference, ``as_large`` of which showed it too."""
    if (as_large + 1) / (dates + 1) < 1 - event_study.LEVEL:
        return f"That is more than chance: on {as_large} of {dates} earlier dates the two were as far apart."
    if not as_large:
        return f"None of {dates} earlier dates had the two as far apart, but so few dates cannot rule out chance."
    return f"That proves nothing about the tariff: on {as_large} of {dates} earlier dates the two were as far apart."


def _off(difference_pct: float) -> str:
    """Return how far from a forecast, as it stands before the forecast's name; 0.04% off prints as at it."""
    size = words.percent(abs(difference_pct))
    return "at" if size == words.percent(0) else f"{size} {'above' if difference_pct > 0 else 'below'}"
