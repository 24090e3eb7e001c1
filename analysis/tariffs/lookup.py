"""The duty on one product on one day, authority by authority, with the reasons; or the range of a group of lines.

What an importer pays, not what was added since 2024: the base is the general rate as the schedule prints it (`base`),
each measure counts in full, and what depends on a condition that the code does not show is answered case by case.
"""

import re
from dataclasses import dataclass

import pandas as pd

from analysis import partners
from analysis.data import as_of, load
from analysis.errors import ReportError, nearest, shown
from analysis.frames import each_row
from analysis.language import message
from analysis.tariffs import trade_remedies
from analysis.tariffs.base import SCHEDULE
from analysis.tariffs.duties import RECORD_START
from analysis.tariffs.measures import current_law
from analysis.tariffs.not_charged import NotCharged, uncharged
from analysis.tariffs.quote import Case, Charge, Coming, RangeCase, cases, coming, lines_of, on_the_water, range_case

OUTSIDE = message(
    "not in the total: merchandise processing and harbour maintenance fees, quotas, drawback, goods on the water when "
    "the law changed, anti-dumping and countervailing duties"
)

METAL = "the share of metal in the value is an average of the industry; the article's own counts"


@dataclass(frozen=True)
class Order:
    """An anti-dumping or countervailing order that names the line and the partner."""

    product: str
    order: str
    kind: str


@dataclass(frozen=True)
class Duty:
    """The duty on one ten-digit line, case by case.

    The first of ``cases`` is that no condition holds; then come the conditions that change it, alone and by two, and
    goods on the water when the law changed.
    ``asked`` is the day asked for; ``day`` the day whose law is given, earlier where the record ends before.
    ``not_charged`` is of the first case. ``coming`` are measures proclaimed by ``day`` that begin later.
    ``orders`` may add to it, as their written scope decides. ``notes`` are sentences on what the duty leaves out.
    """

    hts10: str
    description: str
    partner: str
    asked: pd.Timestamp
    day: pd.Timestamp
    general_rate: str
    base_source: str
    cases: tuple[Case, ...]
    not_charged: tuple[NotCharged, ...]
    coming: tuple[Coming, ...]
    orders: tuple[Order, ...]
    notes: tuple[str, ...]
    partial: bool

    @property
    def base_pct(self) -> float | None:
        """Base duty where no condition holds."""
        return self.cases[0].base_pct

    @property
    def charges(self) -> tuple[Charge, ...]:
        """What the measures add where no condition holds."""
        return self.cases[0].charges

    @property
    def additional_pct(self) -> float:
        """Sum of what the measures add where no condition holds."""
        return self.cases[0].additional_pct

    @property
    def total_pct(self) -> float | None:
        """Base and additional duty where no condition holds."""
        return self.cases[0].total_pct


@dataclass(frozen=True)
class DutyRange:
    """The duties on the lines below a prefix, case by case as in `Duty`.

    ``lines`` has a row for each line where no condition holds: hts10, imports_for_consumption_usd (2024), base_pct,
    additional_pct, total_pct.
    """

    prefix: str
    description: str
    partner: str
    asked: pd.Timestamp
    day: pd.Timestamp
    cases: tuple[RangeCase, ...]
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
    schedule = _heading(hts10)
    found = _line_in_schedule(schedule, hts10)
    lines = lines_of(law, partner, [hts10])
    quote = lines.on(on)
    base = quote.base.iloc[0]
    plain, *others = cases(quote)
    return Duty(
        hts10=hts10,
        description=_description(schedule, hts10),
        partner=partner,
        asked=day,
        day=on,
        general_rate=base["general_rate"],
        base_source=base["source"].said(),
        cases=(plain, *others, *on_the_water(law, lines, on, plain)),
        not_charged=tuple(uncharged(quote.goods, on, quote.span)),
        coming=tuple(coming(lines, quote.goods, on)),
        orders=tuple(
            Order(row.product, row.order, row.kind) for row in each_row(trade_remedies.orders_on(hts10, partner, on))
        ),
        notes=(*_suffix_note(hts10, found), *_metal_note(plain), OUTSIDE),
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
    quote = lines_of(law, partner, list(below)).on(on)
    shipped = below.map(own).fillna(0).to_numpy()
    base, added = quote.base_pct(""), quote.additional_pct("")
    values = {"base_pct": base, "additional_pct": added, "total_pct": base + added}
    return DutyRange(
        prefix=prefix,
        description=_description(_heading(prefix), prefix),
        partner=partner,
        asked=day,
        day=on,
        cases=tuple(range_case(quote, condition, shipped) for condition in ("", *quote.changed)),
        lines=pd.DataFrame({"hts10": below, "imports_for_consumption_usd": shipped, **values}),
        notes=(OUTSIDE,),
        partial=law.is_partial(partner),
    )


def _check_code(code: str, lengths: tuple[int, ...]) -> None:
    if not re.fullmatch("[0-9]+", code) or len(code) not in lengths:
        lost = f"; was a leading zero lost, as in 0{code}?" if len(code) in (3, 5, 7, 9) and code.isdecimal() else ""
        raise ReportError(f"HTS {shown(code)}: not a code; give 10 digits for one product, 4, 6 or 8 for a range{lost}")
    if code.startswith("98"):
        raise ReportError(
            f"HTS {code}: a heading of chapter 98 names how goods come in (returned, repaired, for own use), not a "
            "product; give the product's own code"
        )
    if code.startswith("99"):
        raise ReportError(f"HTS {code}: a heading of chapter 99 names a measure, not a product{_measure(code)}")


def _measure(code: str) -> str:
    """Return what the heading of chapter 99 that begins with ``code`` is, as the schedule prints it, if it does."""
    heading = f"{code[:4]}.{code[4:6]}.{code[6:8]}"
    rows = load("chapter99_headings")
    rows = rows[rows["heading"] == heading]
    return "".join(f"; {heading} is: {row.description} ({row.general})" for row in each_row(rows))


def _check_partner(partner: str) -> None:
    if partners.one(partner) != partner:
        raise ReportError(f"{partner!r}: give the partner's code, {partners.one(partner)}")


def _day_in_record(day: pd.Timestamp) -> pd.Timestamp:
    if day < RECORD_START:
        raise ReportError(f"{day:%Y-%m-%d}: the look-up begins on {RECORD_START:%Y-%m-%d}")
    return min(day, as_of())


def _heading(code: str) -> pd.DataFrame:
    """Return the part of the schedule below the first four digits of ``code``, by hts."""
    schedule = load(SCHEDULE)
    return schedule[schedule["hts"].str.startswith(code[:4])].set_index("hts")


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


def _metal_note(case: Case) -> tuple[str, ...]:
    return (METAL,) if any(charge.value_basis != "full" for charge in case.charges) else ()


def _below(schedule: pd.DataFrame, prefix: str) -> list[str]:
    return [code for code in schedule.index if len(code) == 10 and code.startswith(prefix)]


def _same_length(schedule: pd.DataFrame, prefix: str) -> list[str]:
    codes = schedule["hts"]
    return list(codes[(codes.str.len() == len(prefix)) & codes.str.startswith(prefix[:2])])


def _description(schedule: pd.DataFrame, code: str) -> str:
    parents = (code[:length] for length in (4, 6, 8, 10) if length <= len(code))
    texts = (str(schedule.loc[parent, "description"]).rstrip(":") for parent in parents if parent in schedule.index)
    return ": ".join(texts)
