"""The duty on one product on one day, authority by authority, with the reasons; or the range of a group of lines.

The base is the general rate as the schedule prints it (`base`), and each measure counts in full: what an importer
pays, not what was added since 2024. Preferences under trade agreements are not applied.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis import partners
from analysis.data import as_of, load
from analysis.errors import ReportError, nearest
from analysis.links import link
from analysis.tariffs.base import SCHEDULE, base_rates
from analysis.tariffs.duties import RECORD_START, products_of
from analysis.tariffs.engine import Membership, Products, Span, spans
from analysis.tariffs.measures import Law, current_law
from analysis.tariffs.not_charged import Spared, spared

TRADE_AGREEMENT = "trade_agreement"


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
class Duty:
    """The duty on one ten-digit line, percent of customs value.

    ``asked`` is the day asked for; ``day`` the day whose law is given, earlier where the record ends before.
    ``base_pct`` is None where the printed rate is not ad valorem and nothing was imported in 2024. ``notes`` are
    sentences on what the duty leaves out.
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
    notes: tuple[str, ...]
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
    total_pct; a line whose base is unknown has no total and enters no bound (``unknown`` counts them). The bounds
    are None if no line has a total, ``mean_pct`` also where nothing was imported from the partner in 2024.
    """

    prefix: str
    description: str
    partner: str
    asked: pd.Timestamp
    day: pd.Timestamp
    lowest_pct: float | None
    highest_pct: float | None
    mean_pct: float | None
    unknown: int
    lines: pd.DataFrame
    notes: tuple[str, ...]
    partial: bool


def duty(hts10: str, partner: str, day: pd.Timestamp) -> Duty:
    """Return the duty on ten-digit line ``hts10`` from ``partner`` on ``day``.

    A day after the last day of the record gets the law of that last day. Raises ReportError for a code that is
    not in the schedule, an unknown partner, or a day before 2025.

    >>> lookup.duty("6109100012", "VNM", pd.Timestamp("2025-09-01")).total_pct
    """
    _check_code(hts10, (10,))
    on = _day_in_record(day)
    _check_partner(partner)
    law = current_law()
    schedule = load(SCHEDULE).set_index("hts")
    found = _line_in_schedule(schedule, hts10)
    base = base_rates(law, partner, [hts10]).iloc[0]
    base_pct = None if pd.isna(base["base_pct"]) else float(base["base_pct"])
    products = products_of(np.array([int(hts10)]))
    listed = Membership(law, products)
    span = _span(law, partner, products, listed, np.array([base_pct or 0.0]), on)
    events = load("tariff_events").set_index("event")
    return Duty(
        hts10=hts10,
        description=_description(schedule, hts10),
        partner=partner,
        asked=day,
        day=on,
        general_rate=base["general_rate"],
        base_pct=base_pct,
        base_source=base["source"],
        charges=tuple(_charges(span, events)),
        spared=tuple(spared(law, partner, on, span, listed, products)),
        notes=(*_suffix_note(hts10, found), *_preference_note(law, partner, base_pct)),
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
    schedule = load(SCHEDULE)
    codes = schedule["hts"]
    below = codes[(codes.str.len() == 10) & codes.str.startswith(prefix)].sort_values(ignore_index=True)
    if below.empty:
        raise ReportError(f"HTS {prefix}: not in the schedule of 2026{nearest(prefix, _same_length(schedule, prefix))}")
    imports = load("imports_by_hts10_2024")
    own = imports[imports["partner"] == partner].set_index("hts10")["imports_for_consumption_usd"]
    base = base_rates(law, partner, list(below))["base_pct"]
    products = products_of(below.astype("int64").to_numpy())
    span = _span(law, partner, products, Membership(law, products), base.fillna(0).to_numpy(), on)
    added = span.by_authority(law.authorities, len(below)).sum(axis=0)
    lines = pd.DataFrame(
        {
            "hts10": below,
            "imports_for_consumption_usd": below.map(own).fillna(0),
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
        lowest_pct=float(known["total_pct"].min()) if len(known) else None,
        highest_pct=float(known["total_pct"].max()) if len(known) else None,
        mean_pct=None if mean is None else float(mean),
        unknown=len(lines) - len(known),
        lines=lines,
        notes=_preference_note(law, partner, base.max()),
        partial=law.is_partial(partner),
    )


def _check_code(code: str, lengths: tuple[int, ...]) -> None:
    if not re.fullmatch("[0-9]+", code) or len(code) not in lengths:
        raise ReportError(f"HTS {code!r}: not a code; give 10 digits for one product, 4, 6 or 8 for a range")


def _check_partner(partner: str) -> None:
    if partners.one(partner) != partner:
        raise ReportError(f"{partner!r}: give the partner's code, {partners.one(partner)}")


def _day_in_record(day: pd.Timestamp) -> pd.Timestamp:
    if day < RECORD_START:
        raise ReportError(f"{day:%Y-%m-%d}: the look-up begins on {RECORD_START:%Y-%m-%d}")
    return min(day, as_of())


def _line_in_schedule(schedule: pd.DataFrame, hts10: str) -> str:
    """Return ``hts10``, or its eight digits where the schedule has these alone."""
    for code in (hts10, hts10[:8]):
        if code in schedule.index:
            return code
    raise ReportError(f"HTS {hts10}: not in the schedule of 2026{nearest(hts10, _below(schedule, hts10[:4]))}")


def _suffix_note(hts10: str, found: str) -> tuple[str, ...]:
    if found == hts10:
        return ()
    return (f"suffix {hts10[8:]} is not in the schedule of 2026; this is the duty of the eight-digit line {found}",)


def _preference_note(law: Law, partner: str, base_pct: float | None) -> tuple[str, ...]:
    """Return that a trade agreement may lower the base, for a partner that has one and a base to lower."""
    if partner not in law.partner_scopes[TRADE_AGREEMENT] or not (base_pct or 0) > 0:
        return ()
    whose = partners.in_sentence(partner)
    return (f"preferences not applied: the trade agreement with {whose} may lower the base",)


def _below(schedule: pd.DataFrame, prefix: str) -> list[str]:
    return [code for code in schedule.index if len(code) == 10 and code.startswith(prefix)]


def _same_length(schedule: pd.DataFrame, prefix: str) -> list[str]:
    codes = schedule["hts"]
    return list(codes[(codes.str.len() == len(prefix)) & codes.str.startswith(prefix[:2])])


def _description(schedule: pd.DataFrame, code: str) -> str:
    parents = (code[:length] for length in (4, 6, 8, 10) if length <= len(code))
    texts = (str(schedule.loc[parent, "description"]).rstrip(":") for parent in parents if parent in schedule.index)
    return ": ".join(texts)


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
