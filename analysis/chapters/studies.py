"""The event studies of an edition: which changes, which imports, under which design; the chapter tells of them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words
from analysis.chapters.common import partner
from analysis.effects import counterfactual, event_study, series
from analysis.effects.event_study import AFTER, BEFORE, Design, Study
from analysis.effects.rate_changes import change_months
from analysis.errors import ReportError
from analysis.language import message, say
from analysis.parameters import Parameters, facts
from analysis.present import words
from analysis.tariffs import default_rate
from analysis.tariffs.duties import current_world

PLACEBOS = pd.date_range("2015-01-01", "2024-07-01", freq="3MS")
FOLLOWED_STOCK = 12  # months from the change on in which a stock is followed
ALL_OTHERS, ALL_COUNTRIES = message("All others"), message("All countries")


@facts
def changes(p: Parameters) -> pd.DataFrame:
    """Return the months in which imports met a new default rate, up to the edition's day and last month."""
    steps = default_rate.steps(p.partner)
    months = change_months(steps[steps["valid_from"] <= p.day])
    return months if p.end is None else months[months["month"] <= pd.Timestamp(p.end)]


def rates(change: pd.Series) -> tuple[str, str]:
    """Return the rates before and after one of `changes`, each with its basis where that is not the usual one."""
    before, after = (
        default_rate_words.rate({"rate_pct": change[f"{side}_pct"], "basis": change[f"{side}_basis"]})
        for side in ("from", "to")
    )
    return before, after


@facts
def imports(p: Parameters) -> series.Imports | None:
    """Return all imports from the partner on the basis that reaches the first change; None if none does."""
    held = changes(p)
    if held.empty:
        return None
    return series.total(p.partner, pd.Timestamp(p.end) if p.end else None, held["month"].iloc[0], p.vintage)


def imports_known(p: Parameters) -> series.Imports:
    """Return what ``imports`` does; ReportError in place of None."""
    held = imports(p)
    if held is None:
        raise ReportError(f"no imports from {partner(p)} reach the first change of the default rate")
    return held


def design_of(p: Parameters) -> Design:
    """Return how the edition's studies are made."""
    return Design(p.model, p.fit_months, p.lead, p.follow)


@facts
def pool(p: Parameters, design: Design) -> pd.DataFrame:
    """Return the scaled errors of the same study of the largest countries on dates when nothing changed."""
    return event_study.pooled(event_study.placebo(series.largest(p.vintage), PLACEBOS, design).values())


def run(p: Parameters, usd: pd.Series, change: pd.Timestamp, design: Design) -> Study | None:
    """Return the study; None if it cannot be made."""
    try:
        return event_study.study(usd, change, design, pool(p, design))
    except ReportError:
        return None


def study(p: Parameters, change: pd.Timestamp) -> tuple[Study | None, str]:
    """Return the study of ``change`` on all imports from the partner, or None and what stood against it."""
    try:
        return _study(p, change), ""
    except ReportError as error:
        return None, str(error)


@facts
def _study(p: Parameters, change: pd.Timestamp) -> Study:
    return event_study.study(imports_known(p).usd, change, design_of(p), pool(p, design_of(p)))


def first_study(p: Parameters) -> Study | None:
    """Return the study of the first change; None without one, or without a month after the change."""
    if imports(p) is None:
        return None
    found, _ = study(p, changes(p)["month"].iloc[0])
    return found if found is not None and AFTER in set(found.sums["phase"]) else None


def _to(p: Parameters, usd: pd.Series) -> pd.Series:
    return usd[usd.index <= pd.Timestamp(p.end)] if p.end else usd


def after_first(p: Parameters) -> pd.Timestamp:
    """Return the day after the first month of a new rate, on which exemption is looked up."""
    return pd.Timestamp(changes(p)["month"].iloc[0] + pd.DateOffset(months=1))


@facts
def exempt_shares(p: Parameters) -> pd.DataFrame | None:
    """Return the exempt share of each industry's goods after the first change; None if the data do not hold it."""
    world = current_world()
    if p.partner not in world.partners or series.consumption(p.partner).empty or changes(p).empty:
        return None
    return series.exempt_share(world, p.partner, after_first(p))


def by_exemption(p: Parameters) -> dict[bool, pd.Series]:
    """Return imports of industries mostly exempt (True) and mostly charged (False); both or none."""
    shares = exempt_shares(p)
    groups = {} if shares is None else series.by_exemption(p.partner, shares)
    return {kind: _to(p, groups[kind]) for kind in (True, False)} if len(groups) == 2 else {}


@facts
def origins(p: Parameters) -> dict[str, pd.Series]:
    """Return imports for consumption by origin: the partner and its peers by code, all others and all countries.

    The last two are without gold and medicines.
    """
    codes = [code for code in (p.partner, *p.others) if len(series.consumption(code))]
    found = {code: series.consumption(code) for code in codes}
    found[ALL_OTHERS] = series.rest_of_world(tuple(codes), series.GOLD_AND_MEDICINES)
    found[ALL_COUNTRIES] = series.rest_of_world((), series.GOLD_AND_MEDICINES)
    return {origin: _to(p, usd) for origin, usd in found.items()}


def _origin_name(origin: str) -> str:
    return say(origin) if origin in (ALL_OTHERS, ALL_COUNTRIES) else partners.name(origin)


def _cases(p: Parameters) -> list[tuple[str, pd.Series, pd.Timestamp, Design]]:
    """Return what is studied: its name, imports, the month of the change, the design; nothing without imports."""
    if imports(p) is None:
        return []
    usd, design = imports_known(p).usd, design_of(p)
    first = changes(p)["month"].iloc[0]
    own = []
    for _, change in changes(p).iterrows():
        before, after = rates(change)
        own.append((say("Rate {before} to {after}", before=before, after=after), usd, change["month"], design))
    other = next(model for model in counterfactual.MODELS if model != p.model)
    model = (say("The other model"), usd, first, replace(design, model=other))
    names = {True: say("Exempt goods"), False: say("Charged goods")}
    goods = [(names[kind], group, first, design) for kind, group in by_exemption(p).items()]
    return [*own, model, *goods, *((_origin_name(one), group, first, design) for one, group in origins(p).items())]


@facts
def _made(p: Parameters) -> list[Study | None]:
    """Return the study of each of the edition's cases; None for one that cannot be made."""
    return [run(p, usd, change, design) for _, usd, change, design in _cases(p)]


def rows(p: Parameters) -> pd.DataFrame:
    """Return a row for each phase of each study that could be made: name, months as text, and the sums of the study."""
    parts = []
    for (name, *_), found in zip(_cases(p), _made(p), strict=True):
        if found is not None:
            spans = found.months.groupby("phase")["month"].agg(["min", "max"])
            months = [words.period(*spans.loc[phase].tolist()) for phase in found.sums["phase"]]
            parts.append(found.sums.assign(name=name, span=months))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def stocks(p: Parameters) -> dict[str, pd.Series]:
    """Return the stock of the partner, by its code, and of ``ALL_COUNTRIES``."""
    if changes(p).empty:
        return {}
    design, found = replace(design_of(p), follow=FOLLOWED_STOCK), {}
    for origin in (p.partner, ALL_COUNTRIES):
        if origin in origins(p):
            one = run(p, origins(p)[origin], changes(p)["month"].iloc[0], design)
            if one is not None and BEFORE in set(one.sums["phase"]):
                found[origin] = event_study.stock(one.months)
    return found


@facts
def earlier_gaps(p: Parameters) -> np.ndarray:
    """Return by how much exempt and charged goods differed in logarithms after each earlier date."""
    both = pd.DataFrame(by_exemption(p)).astype(float)
    errors = event_study.placebo(both, PLACEBOS, design_of(p)).values()
    return np.array([float(np.subtract(*one.log[AFTER])) for one in errors if len(one.log) == 2])
