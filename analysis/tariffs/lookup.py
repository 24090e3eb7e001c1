"""The duty on one product on one day, authority by authority, with the reasons; or the range of a group of lines.

The base is the general rate as the schedule prints it, and each measure counts in full: what an importer pays,
not what was added since 2024. Preferences under trade agreements are not applied.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import as_of, load
from analysis.errors import ReportError, nearest
from analysis.sources import link
from analysis.tariffs.duties import RECORD_START, products_of
from analysis.tariffs.engine import Membership, Products, Span, spans
from analysis.tariffs.measures import Exemption, Law, Measure, current_law

_AD_VALOREM = re.compile(r"([0-9.]+)\s*%")


@dataclass(frozen=True)
class Basis:
    """Where a charge comes from: event, title and address of its source."""

    event: str
    title: str
    url: str


@dataclass(frozen=True)
class Charge:
    """What one measure adds: ``added_pct`` of customs value, at ``rate_pct`` of ``value_basis``."""

    measure: str
    program: str
    authority: str
    instrument: str
    hts_heading: str
    rate_pct: float
    stacking: str
    value_basis: str
    added_pct: float
    basis: tuple[Basis, ...]
    note: str


@dataclass(frozen=True)
class Spared:
    """A measure in force that would reach the product but adds nothing, and why."""

    measure: str
    program: str
    authority: str
    reason: str


@dataclass(frozen=True)
class Duty:
    """The duty on one ten-digit line, percent of customs value.

    ``asked`` is the day asked for; ``day`` the day whose law is given, earlier where the record ends before.
    ``base_pct`` is None where the printed rate is not ad valorem and nothing was imported in 2024.
    """

    hts10: str
    description: str
    partner: str
    asked: pd.Timestamp
    day: pd.Timestamp
    general_rate: str
    base_pct: float | None
    base_source: str
    charges: tuple[Charge, ...]
    spared: tuple[Spared, ...]
    partial: bool

    @property
    def additional_pct(self) -> float:
        """Sum of what the measures add."""
        return sum(charge.added_pct for charge in self.charges)

    @property
    def total_pct(self) -> float | None:
        """Base and additional duty together; None where the base is."""
        return None if self.base_pct is None else self.base_pct + self.additional_pct


@dataclass(frozen=True)
class DutyRange:
    """The duties on the lines below a prefix: lowest, highest and import-weighted mean total.

    ``lines`` has a row for each line: hts10, imports_for_consumption_usd (2024), base_pct, additional_pct,
    total_pct. ``mean_pct`` is None where nothing was imported from the partner in 2024.
    """

    prefix: str
    description: str
    partner: str
    asked: pd.Timestamp
    day: pd.Timestamp
    lowest_pct: float
    highest_pct: float
    mean_pct: float | None
    lines: pd.DataFrame
    partial: bool


def duty(hts10: str, partner: str, day: pd.Timestamp) -> Duty:
    """Return the duty on ten-digit line ``hts10`` from ``partner`` on ``day``.

    A day after the last day of the record gets the law of that last day. Raises ReportError for a code that is
    not in the schedule, an unknown partner, or a day before 2025.
    """
    _check_code(hts10, (10,))
    on = _day_in_record(day)
    _check_partner(partner)
    law = current_law()
    schedule = load("hts_schedule_2026").set_index("hts")
    line = _schedule_line(schedule, hts10)
    base, source = _base(line["general_rate"], hts10, partner)
    products = products_of(np.array([int(hts10)]))
    mfn = np.array([base or 0.0])
    listed = Membership(law, products)
    span = _span(law, partner, products, listed, mfn, on)
    events = load("tariff_events").set_index("event")
    return Duty(
        hts10=hts10,
        description=_description(schedule, hts10),
        partner=partner,
        asked=day,
        day=on,
        general_rate=line["general_rate"],
        base_pct=base,
        base_source=source,
        charges=tuple(_charges(span, events)),
        spared=tuple(_spared(law, partner, on, span, listed)),
        partial=law.is_partial(partner),
    )


def duty_range(prefix: str, partner: str, day: pd.Timestamp) -> DutyRange:
    """Return the range of duties on the lines below ``prefix`` (4, 6 or 8 digits) from ``partner`` on ``day``.

    Raises ReportError as `duty` does.
    """
    _check_code(prefix, (4, 6, 8))
    on = _day_in_record(day)
    _check_partner(partner)
    law = current_law()
    schedule = load("hts_schedule_2026")
    below = schedule[(schedule["hts"].str.len() == 10) & schedule["hts"].str.startswith(prefix)].sort_values("hts")
    if below.empty:
        raise ReportError(f"HTS {prefix}: not in the schedule of 2026{nearest(prefix, _same_length(schedule, prefix))}")
    imports = load("imports_by_hts10_2024")
    imports = imports[(imports["partner"] == partner) & imports["hts10"].str.startswith(prefix)].set_index("hts10")
    value = below["hts"].map(imports["imports_for_consumption_usd"]).fillna(0).to_numpy()
    observed = 100 * imports["calculated_duty_usd"] / imports["imports_for_consumption_usd"]
    printed = below["general_rate"].map(ad_valorem_pct).astype(float)
    base = printed.fillna(below["hts"].map(observed)).to_numpy()
    products = products_of(below["hts"].astype("int64").to_numpy())
    span = _span(law, partner, products, Membership(law, products), np.nan_to_num(base), on)
    added = span.by_authority(law.authorities, len(below)).sum(axis=0)
    lines = pd.DataFrame(
        {
            "hts10": below["hts"].to_numpy(),
            "imports_for_consumption_usd": value,
            "base_pct": base,
            "additional_pct": added,
            "total_pct": base + added,
        }
    )
    known = lines.dropna(subset="total_pct")
    weight = known["imports_for_consumption_usd"].sum()
    mean = (known["total_pct"] * known["imports_for_consumption_usd"]).sum() / weight if weight else None
    return DutyRange(
        prefix=prefix,
        description=_description(schedule.set_index("hts"), prefix),
        partner=partner,
        asked=day,
        day=on,
        lowest_pct=float(known["total_pct"].min()),
        highest_pct=float(known["total_pct"].max()),
        mean_pct=None if mean is None else float(mean),
        lines=lines,
        partial=law.is_partial(partner),
    )


def ad_valorem_pct(printed: str) -> float | None:
    """Return a printed rate of the schedule in percent of value; None where it is specific or compound."""
    if printed == "Free":
        return 0.0
    match = _AD_VALOREM.fullmatch(printed)
    return float(match[1]) if match else None


def _check_code(code: str, lengths: tuple[int, ...]) -> None:
    if not re.fullmatch("[0-9]+", code) or len(code) not in lengths:
        raise ReportError(f"HTS {code!r}: not a code; give 10 digits for one product, 4, 6 or 8 for a range")


def _check_partner(partner: str) -> None:
    known = load("partners")["partner"].tolist()
    if partner not in known:
        raise ReportError(f"{partner!r} is no partner of partners.csv{nearest(partner, known)}")


def _day_in_record(day: pd.Timestamp) -> pd.Timestamp:
    if day < RECORD_START:
        raise ReportError(f"{day:%Y-%m-%d}: the look-up begins on {RECORD_START:%Y-%m-%d}")
    return min(day, as_of())


def _schedule_line(schedule: pd.DataFrame, hts10: str) -> Any:
    for code in (hts10, hts10[:8]):
        if code in schedule.index:
            return schedule.loc[code]
    raise ReportError(f"HTS {hts10}: not in the schedule of 2026{nearest(hts10, _below(schedule, hts10[:4]))}")


def _below(schedule: pd.DataFrame, prefix: str) -> list[str]:
    return [code for code in schedule.index if len(code) == 10 and code.startswith(prefix)]


def _same_length(schedule: pd.DataFrame, prefix: str) -> list[str]:
    codes = schedule["hts"]
    return list(codes[(codes.str.len() == len(prefix)) & codes.str.startswith(prefix[:2])])


def _description(schedule: pd.DataFrame, code: str) -> str:
    parents = (code[:length] for length in (4, 6, 8, 10) if length <= len(code))
    texts = (str(schedule.loc[parent, "description"]).rstrip(":") for parent in parents if parent in schedule.index)
    return ": ".join(texts)


def _base(printed: str, hts10: str, partner: str) -> tuple[float | None, str]:
    rate = ad_valorem_pct(printed)
    if rate is not None:
        return rate, "general rate as printed, HTS 2026 revision 10"
    imports = load("imports_by_hts10_2024")
    same = imports[imports["hts10"] == hts10]
    for lines, whose in ((same[same["partner"] == partner], "from the partner"), (same, "from all partners")):
        if len(lines):
            paid = 100 * lines["calculated_duty_usd"].sum() / lines["imports_for_consumption_usd"].sum()
            return float(paid), f"duty collected in 2024 {whose}; the printed rate is {printed}"
    return None, f"the printed rate is {printed}; nothing was imported in 2024"


def _span(law: Law, partner: str, products: Products, listed: Membership, mfn: np.ndarray, day: pd.Timestamp) -> Span:
    everything = np.arange(len(products.codes))
    return next(iter(spans(law, partner, products, listed, everything, mfn, day, day + pd.Timedelta(days=1))))


def _charges(span: Span, events: pd.DataFrame) -> list[Charge]:
    return [
        Charge(
            row.measure,
            row.program,
            row.authority,
            row.instrument,
            row.hts_heading,
            row.rate_pct,
            row.stacking,
            row.value_basis,
            float(added[0]),
            tuple(_basis(e, events.loc[e]) for e in row.event),
            row.note,
        )
        for row, added in zip(span.measures, span.added_pct, strict=True)
        if len(added) and added[0] > 0
    ]


def _basis(event: str, row: Any) -> Basis:
    return Basis(event, str(row["source_title"]), link(str(row["source_url"]), str(row["url_precision"])))


def _spared(law: Law, partner: str, day: pd.Timestamp, span: Span, listed: Membership) -> list[Spared]:
    """Return the measures in force whose product list holds the line but that add nothing, with the reason."""
    charged = {row.measure for row, added in zip(span.measures, span.added_pct, strict=True) if added.any()}
    sectors = [row for row in span.measures if row.measure in charged and row.kind == "sector"]
    found = []
    for row in law.of_partner(partner):
        if not row.holds_on(day) or row.measure in charged or not listed.of(row.products)[0]:
            continue
        lists = [x for x in law.exemptions_of([row]) if x.holds_on(day) and listed.of((x.products,))[0]]
        found.append(Spared(row.measure, row.program, row.authority, _reason(row, lists, sectors)))
    return found


def _reason(row: Measure, lists: list[Exemption], sectors: list[Measure]) -> str:
    if lists:
        named = (f"{x.hts_heading} ({x.note})" if x.note else x.hts_heading for x in lists)
        return "on the exempt list: " + "; ".join(named)
    if row.reach_share == 0:
        return f"may apply at {row.rate_pct:g}%: {row.note}"
    if row.kind != "independent" and sectors:
        return f"{sectors[0].authority} takes its place: {sectors[0].instrument}"
    if row.stacking == "ceiling":
        return f"the MFN duty is {row.rate_pct:g}% or more"
    if row.value_basis != "full":
        return f"no {row.value_basis} in its value"
    return "a higher duty of the same programme applies"
