"""Chapter Before and after: imports around each change of the default rate, against what a model expected."""

from functools import cache
from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, source
from analysis.chapters.reach import TOTALS
from analysis.data import load
from analysis.effects import counterfactual, event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Design, Study
from analysis.effects.rate_changes import change_months
from analysis.errors import ReportError
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Columns, Event, Lines, Series
from analysis.present.roles import Role
from analysis.tariffs import default_rate
from analysis.tariffs.duties import current_world

PLACEBOS = pd.date_range("2015-01-01", "2019-10-01", freq="3MS")
SHOWN_BEFORE = pd.DateOffset(months=18)
LAW = "tariff_measures"


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"Did importers rush goods in from {partner(p)} before a tariff, and did they buy less after it? The months"
        " around each change are compared with what a model expected that knew only the months before.",
        TOTALS,
        "imports_by_naics3",
    )


def findings(p: Parameters) -> Text:
    """Return what the studies found, or why there is none."""
    imports, changes = _imports(p), _changes(p)
    if changes.empty:
        return text(f"The record holds no change of the default rate on {partner(p)} within this edition's period.")
    if imports is None:
        return text(
            f"The data hold no imports from {partner(p)} after the first change of the default rate, in "
            f"{words.month(changes['month'].iloc[0])}, so nothing can be compared."
        )
    first, problem = _study(p, changes["month"].iloc[0])
    if first is None:
        return text(f"No counterfactual is shown: {problem}.")
    return text(
        *(_phase_sentence(p, first, phase, imports.basis) for phase in first.sums["phase"]),
        _exemption_sentence(p),
        _placebo_sentence(p, first),
    )


def first_change(p: Parameters) -> Figure | None:
    """Show the months around the first change of the default rate."""
    changes = _changes(p)
    return _figure(p, changes.iloc[0], "first-change") if len(changes) else None


def latest_change(p: Parameters) -> Figure | None:
    """Show the months around the last change that has been followed for as long as the edition asks, or longest."""
    changes = _changes(p).iloc[1:]
    imports = _imports(p)
    if changes.empty or imports is None:
        return None
    followed = changes[changes["month"] + pd.DateOffset(months=p.follow - 1) <= imports.usd.index[-1]]
    return _figure(p, (followed if len(followed) else changes).iloc[-1 if len(followed) else 0], "latest-change")


def changes(p: Parameters) -> Table | None:
    """List every change with the imports before and after it, against what was expected."""
    imports = _imports(p)
    if imports is None:
        return None
    parts = []
    for change in each_row(_changes(p)):
        study, problem = _study(p, change.month)
        name = f"{words.month(change.month)}: {words.rate(change.from_pct)} to {words.rate(change.to_pct)}"
        parts.append(_rows(study, name, problem))
    return (
        _table(
            "changes",
            f"Imports from {partner(p)} around each change of the default rate",
            "Change",
            pd.concat(parts, ignore_index=True),
            imports.basis,
            source(*imports.tables, LAW),
        )
        if parts
        else None
    )


def models(p: Parameters) -> Table | None:
    """List what each model makes of the first change."""
    imports, months = _imports(p), _changes(p)["month"]
    if imports is None or months.empty:
        return None
    parts = []
    for model, name in counterfactual.MODELS.items():
        study, problem = _run(imports.usd, months.iloc[0], _design(p, model=model))
        parts.append(_rows(study, words.capital(name), problem))
    return _table(
        "models",
        f"The change of {words.month(months.iloc[0])} with each model",
        "Model",
        pd.concat(parts, ignore_index=True),
        imports.basis,
        source(*imports.tables, LAW),
    )


def others(p: Parameters) -> Table | None:
    """List the same months for the peers and for the rest of the world, on one basis."""
    months = _changes(p)["month"]
    if months.empty or series.consumption(p.partner).empty:
        return None
    codes = [code for code in (p.partner, *p.others) if len(series.consumption(code))]
    parts = []
    for code in codes:
        study, problem = _run(_to(p, series.consumption(code)), months.iloc[0], _design(p))
        parts.append(_rows(study, partners.name(code), problem))
    rest = _to(p, series.rest_of_world(tuple(codes)))
    study, problem = _run(rest, months.iloc[0], _design(p))
    rows = pd.concat([*parts, _rows(study, "Rest of the world", problem)], ignore_index=True)
    return _table(
        "others",
        f"The months around {words.month(months.iloc[0])}, by origin",
        "Origin",
        rows,
        series.CONSUMPTION,
        source("imports_by_naics3", LAW),
    )


def exempt(p: Parameters) -> Table | None:
    """List the same months for industries mostly exempt from any added duty and for all others."""
    studies = _by_exemption(p)
    if not studies:
        return None
    names = {True: "Industries mostly exempt", False: "Industries mostly charged"}
    parts = [_rows(studies[kind][0], name, studies[kind][1]) for kind, name in names.items() if kind in studies]
    month = _changes(p)["month"].iloc[0]
    return _table(
        "exempt",
        f"Imports from {partner(p)} around {words.month(month)}, exempt and charged goods",
        "Goods",
        pd.concat(parts, ignore_index=True),
        series.CONSUMPTION,
        source("imports_by_naics3", "imports_by_hts10_2024", LAW),
    )


def exempt_industries(p: Parameters) -> Table | None:
    """List the industries with the share of their imports on which the law added nothing to the duty of 2024."""
    shares = _exempt_shares(p)
    if shares is None:
        return None
    rows = shares.merge(load("naics3_names"), on="naics3").sort_values("imports_for_consumption_usd", ascending=False)
    rows["exempt_pct"] = rows["exempt_share"] * 100
    return Table(
        "exempt-industries",
        f"Share of imports from {partner(p)} that paid no more on {words.day(_after_first(p))} than in 2024",
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


def placebos(p: Parameters) -> Figure | None:
    """Show the same study made on dates of 2015 to 2019, when no default rate changed."""
    table = _placebos(p)
    study = _first_study(p)
    if study is None or len(table) == 0:
        return None
    found = study.of(AFTER)["difference_pct"]
    return Figure(
        "placebos",
        f"A difference as large as that of {words.month(study.change)} was found {_times(table, study)}, out of "
        f"{len(table)} dates on which no default rate changed",
        f"imports from {partner(p)}, percent above or below the counterfactual over {p.follow} months; dark: outside "
        "the 95% interval",
        f"On {len(table)} dates from {words.month(table['month'].iloc[0])} to "
        f"{words.month(table['month'].iloc[-1])} the same method found differences from "
        f"{words.number(table['difference_pct'].min())}% to {words.number(table['difference_pct'].max())}%; "
        f"{int(table['outside'].sum())} of them lay outside their 95% interval, and one as large as the "
        f"{words.number(found)}% after {words.month(study.change)} was found {_times(table, study)}.",
        source(*_imports_known(p).tables),
        table,
        Columns(
            table["month"],
            [Series("Difference", Role.INSIDE, table["difference_pct"])],
            PERCENT,
            height=0.9,
            roles=[Role.OUTSIDE if outside else Role.INSIDE for outside in table["outside"]],
            line=Series(words.month(study.change), Role.PARTNER, [found]),
        ),
    )


def _design(p: Parameters, model: str = "") -> Design:
    return Design(model or p.model, p.fit_months, p.lead, p.follow, p.seed)


def _run(usd: pd.Series, change: pd.Timestamp, design: Design) -> tuple[Study | None, str]:
    """Return the study, or None and what stood against it."""
    try:
        return event_study.study(usd, change, design), ""
    except ReportError as error:
        return None, str(error)


@cache
def _study(p: Parameters, change: pd.Timestamp) -> tuple[Study | None, str]:
    return _run(_imports_known(p).usd, change, _design(p))


def _first_study(p: Parameters) -> Study | None:
    months = _changes(p)["month"]
    if months.empty or _imports(p) is None:
        return None
    study, _ = _study(p, months.iloc[0])
    return study if study is not None and AFTER in set(study.sums["phase"]) else None


@cache
def _changes(p: Parameters) -> pd.DataFrame:
    """Return the months in which imports met a new default rate, up to the edition's day and last month."""
    steps = default_rate.steps(p.partner)
    months = change_months(steps[steps["valid_from"] <= p.day])
    return months if p.end is None else months[months["month"] <= pd.Timestamp(p.end)]


@cache
def _imports(p: Parameters) -> series.Imports | None:
    changes = _changes(p)
    if changes.empty:
        return None
    return series.total(p.partner, pd.Timestamp(p.end) if p.end else None, changes["month"].iloc[0], p.vintage)


def _imports_known(p: Parameters) -> series.Imports:
    imports = _imports(p)
    if imports is None:
        raise ReportError(f"no imports from {partner(p)} reach the first change of the default rate")
    return imports


def _to(p: Parameters, usd: pd.Series) -> pd.Series:
    return usd[usd.index <= pd.Timestamp(p.end)] if p.end else usd


def _after_first(p: Parameters) -> pd.Timestamp:
    """Return the day after the first month of a new rate, on which exemption is looked up."""
    return pd.Timestamp(_changes(p)["month"].iloc[0] + pd.DateOffset(months=1))


def _exempt_shares(p: Parameters) -> pd.DataFrame | None:
    world = current_world()
    if p.partner not in world.partners or series.consumption(p.partner).empty or _changes(p).empty:
        return None
    return series.exempt_share(world, p.partner, _after_first(p))


@cache
def _by_exemption(p: Parameters) -> dict[bool, tuple[Study | None, str]]:
    shares = _exempt_shares(p)
    if shares is None:
        return {}
    month = _changes(p)["month"].iloc[0]
    groups = series.by_exemption(p.partner, shares)
    return {kind: _run(_to(p, usd), month, _design(p)) for kind, usd in groups.items()}


@cache
def _placebos(p: Parameters) -> pd.DataFrame:
    return event_study.placebo(_imports_known(p).usd, PLACEBOS, _design(p)) if _imports(p) else pd.DataFrame()


def _rows(study: Study | None, name: str, problem: str) -> pd.DataFrame:
    """Return the sums of a study under ``name``, or one row that says why there are none."""
    if study is None:
        return pd.DataFrame({"name": [name], "span": [problem], "zero": [""]})
    spans = study.months.groupby("phase", sort=False)["month"].agg(["min", "max"])
    rows = study.sums.assign(name=name)
    rows["span"] = [words.period(spans.loc[phase, "min"], spans.loc[phase, "max"]) for phase in rows["phase"]]
    rows["zero"] = ["no" if outside else "yes" for outside in rows["outside"]]
    return rows


def _table(name: str, title: str, label: str, rows: pd.DataFrame, basis: str, origin: str) -> Table:
    numbers = ["actual_usd", "expected_usd", "difference_usd", "low_usd", "high_usd", "difference_pct"]
    rows = rows.reindex(columns=["name", "span", *numbers, "zero"])
    return Table(
        name,
        f"{title} ({basis})",
        [
            Column("name", label),
            Column("span", "Months"),
            Column("actual_usd", "Actual", "$ billion", words.billions),
            Column("expected_usd", "Expected", "$ billion", words.billions),
            Column("difference_usd", "Difference", "$ billion", words.billions),
            Column("low_usd", "Low", "$ billion", words.billions),
            Column("high_usd", "High", "$ billion", words.billions),
            Column("difference_pct", "Difference", "%", words.number),
            Column("zero", "Zero in the 95% interval"),
        ],
        origin,
        rows,
    )


def _figure(p: Parameters, change: Any, name: str) -> Figure | None:
    imports = _imports(p)
    if imports is None:
        return None
    study, _ = _study(p, change["month"])
    if study is None:
        return None
    months = study.months
    first, last = months["month"].iloc[0] - SHOWN_BEFORE, months["month"].iloc[-1]
    shown = imports.usd[(imports.usd.index >= first) & (imports.usd.index <= last)]
    model = months.set_index("month").reindex(shown.index)
    expected = [model[column] for column in ("expected_usd", "low_usd", "high_usd")]
    rates = f"{words.rate(change['from_pct'])} to {words.rate(change['to_pct'])}"
    sums = study.of(study.sums["phase"].iloc[-1])
    side = "above" if sums["difference_usd"] >= 0 else "below"
    return Figure(
        name,
        f"After the default rate went from {rates}, imports from {partner(p)} were "
        f"{words.percent(abs(sums['difference_pct']))} {side} what a model expected",
        f"billion US dollars a month, {imports.basis}; band: 95% prediction interval",
        " ".join(_phase_sentence(p, study, phase, imports.basis) for phase in study.sums["phase"]),
        source(*imports.tables, LAW),
        months,
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


def _phase_sentence(p: Parameters, study: Study, phase: str, basis: str) -> str:
    sums = study.of(phase)
    spans = study.months.loc[study.months["phase"] == phase, "month"]
    months = words.period(spans.iloc[0], spans.iloc[-1])
    when = {
        BEFORE: f"In {months}, before the rate of {words.month(study.change)} took hold,",
        AFTER: f"In {months}, from that change on," if BEFORE in set(study.sums["phase"]) else f"In {months}",
    }[phase]
    side = "above" if sums["difference_usd"] >= 0 else "below"
    verdict = "outside the model's 95% interval" if sums["outside"] else "inside the model's 95% interval"
    return (
        f"{when} {basis} from {partner(p)} came to {words.usd(sums['actual_usd'])}, "
        f"{words.usd(abs(sums['difference_usd']))} {side} the {words.usd(sums['expected_usd'])} that the model "
        f"expected, {verdict} (of the difference: {words.usd(sums['low_usd'])} to {words.usd(sums['high_usd'])})."
    )


def _exemption_sentence(p: Parameters) -> str:
    studies = {kind: study for kind, (study, _) in _by_exemption(p).items() if study is not None}
    if set(studies) != {True, False} or any(AFTER not in set(s.sums["phase"]) for s in studies.values()):
        return ""
    spared, charged = (studies[kind].of(AFTER)["difference_pct"] for kind in (True, False))
    return (
        f"From the change on, imports of industries that are mostly exempt were {_off(spared)} the counterfactual, "
        f"those of industries that are mostly charged {_off(charged)} it"
        f"{': a rise of the whole is not by itself a response to the tariff.' if spared > max(charged, 0) else '.'}"
    )


def _placebo_sentence(p: Parameters, study: Study) -> str:
    table = _placebos(p)
    if AFTER not in set(study.sums["phase"]):
        return ""
    if table.empty:
        return "The past is too short to try the method on dates when nothing changed."
    found = study.of(AFTER)["difference_pct"]
    return (
        f"On {len(table)} dates of 2015 to 2019, when no default rate changed, the method found a difference at least "
        f"as large as the {words.number(abs(found))}% after {words.month(study.change)} {_times(table, study)}. The "
        f"interval asks whether the model's own errors could make the difference, this count whether the past ever "
        f"did: the two need not agree."
    )


def _times(table: pd.DataFrame, study: Study) -> str:
    count = round(event_study.as_large(table, study.of(AFTER)["difference_pct"]) * len(table))
    return f"on {count} of them" if count else "on none of them"


def _off(difference_pct: float) -> str:
    return f"{words.number(abs(difference_pct))}% {'above' if difference_pct >= 0 else 'below'}"
