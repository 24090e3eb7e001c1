"""The law as tables: measures, dated exempt lists, programmes, and the lists of partners and products they name.

Everything that a proclamation can change is a row of these tables; no date of the law, rate or product is in the code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.errors import ReportError
from analysis.tariffs.authorities import authorities_of

TABLES = tuple(
    f"tariff_{name}"
    for name in ("authorities", "measures", "exemptions", "conditions", "programs", "partner_scopes", "product_scopes")
)
ALL_PARTNERS = "ALL"
ALL_PRODUCTS = "all"
USMCA = "usmca"  # the condition that goods originate under it
COLUMN_2 = "column_2"  # the partners that pay column 2 of the tariff schedule in place of MFN
FIRST_DAY = pd.Timestamp("2024-01-01")  # from which on the law is held
NEVER = pd.Timestamp("2262-01-01")


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several names separated by semicolons."""
    return tuple(part for part in cell.split(";") if part)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One row of tariff_measures with the kind and precedence of its programme.

    Cells that hold several names are tuples; ``valid_until`` is a far day where the table has none. Rates are
    percent of the value on which they fall.
    """

    measure: str
    program: str
    kind: str
    precedence: int
    authority: str
    event: tuple[str, ...]
    instrument: str
    hts_heading: str
    valid_from: pd.Timestamp
    valid_until: pd.Timestamp
    partners: tuple[str, ...]
    partners_exempt: tuple[str, ...]
    products: tuple[str, ...]
    exemptions: tuple[str, ...]
    condition: str
    rate_pct: float
    stacking: str
    value_basis: str
    partial: bool
    source_url: str
    note: str

    def holds_on(self, day: pd.Timestamp) -> bool:
        """Say whether ``day`` is one of the days on which the measure is in force."""
        return bool(self.valid_from <= day < self.valid_until)


@dataclass(frozen=True, slots=True, eq=False)
class Exemption:
    """One dated list of an exemption group: products that measures naming the group do not charge.

    ``partners`` are those whose goods it frees, all of them if empty.
    """

    exemption: str
    event: str
    products: tuple[str, ...]
    partners: tuple[str, ...]
    condition: str
    valid_from: pd.Timestamp
    valid_until: pd.Timestamp
    hts_heading: str
    note: str

    def holds_on(self, day: pd.Timestamp) -> bool:
        """Say whether ``day`` is one of the days on which the list applies."""
        return bool(self.valid_from <= day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a product code does not show: ``words`` complete a sentence that begins with "if".

    It can hold only where the condition ``within`` does, and only for goods of ``partners`` (every partner if empty).
    Goods that meet it pay the special rate that the schedule prints with one of ``special_symbol``, if any.
    """

    condition: str
    words: str
    within: str
    special_symbol: tuple[str, ...]
    partners: tuple[str, ...]
    share_basis: str
    source: str


@dataclass(frozen=True)
class Law:
    """The tables of the law, checked against each other; ``measures`` stand in the order of stacking.

    ``authorities`` are those of the measures, in the order of tariff_authorities.
    """

    authorities: tuple[str, ...]
    measures: tuple[Measure, ...]
    exemptions: tuple[Exemption, ...]
    conditions: dict[str, Condition]
    partner_scopes: dict[str, frozenset[str]]
    product_scopes: dict[str, tuple[str, ...]]

    @property
    def days(self) -> list[pd.Timestamp]:
        """The days on which any measure or exempt list begins or ends, in order."""
        rows: list[Measure | Exemption] = [*self.measures, *self.exemptions]
        return sorted({day for row in rows for day in (row.valid_from, row.valid_until)})

    def of_partner(self, partner: str) -> list[Measure]:
        """Return the measures that reach goods of ``partner``, in the order of stacking."""
        return self._reaching(partner)[0]

    def lists_of(self, partner: str) -> list[Exemption]:
        """Return the dated exempt lists that goods of ``partner`` can be on."""
        return self._reaching(partner)[1]

    def exemptions_of(self, measures: Iterable[Measure], partner: str) -> list[Exemption]:
        """Return the dated exempt lists that any of ``measures`` names and that goods of ``partner`` can be on."""
        groups = {group for measure in measures for group in measure.exemptions}
        return [row for row in self.lists_of(partner) if row.exemption in groups]

    def _reaching(self, partner: str) -> tuple[list[Measure], list[Exemption]]:
        if partner not in self._reached:
            names, met = self._names(partner), {"", *self.conditions_of(partner)}
            measures = [
                row
                for row in self.measures
                if names.intersection(row.partners)
                and not names.intersection(row.partners_exempt)
                and row.condition in met
            ]
            lists = [x for x in self.exemptions if x.condition in met]
            lists = [x for x in lists if not x.partners or names.intersection(x.partners)]
            self._reached[partner] = (measures, lists)
        return self._reached[partner]

    @cached_property
    def _reached(self) -> dict[str, tuple[list[Measure], list[Exemption]]]:
        """What was found for each partner, kept: the law does not change."""
        return {}

    def conditions_of(self, partner: str) -> list[str]:
        """Return the conditions that goods of ``partner`` can meet."""
        names = self._names(partner)
        return [name for name, row in self.conditions.items() if not row.partners or names.intersection(row.partners)]

    def _names(self, partner: str) -> set[str]:
        """Return the names under which the tables speak of ``partner``: its own, its groups and all partners."""
        groups = {name for name, members in self.partner_scopes.items() if partner in members}
        return {ALL_PARTNERS, partner} | groups

    def exempting(self, partner: str, day: pd.Timestamp) -> list[str]:
        """Return the conditions on which goods of ``partner`` pay no default rate on ``day``, whatever they are."""
        rows = [m for m in self.of_partner(partner) if m.products == (ALL_PRODUCTS,) and m.holds_on(day)]
        lists = [x for x in self.exemptions_of(rows, partner) if x.products == (ALL_PRODUCTS,) and x.holds_on(day)]
        return list(dict.fromkeys(x.condition for x in lists if x.condition))

    def is_partial(self, partner: str) -> bool:
        """Say whether the treatment of ``partner`` needs more than the data hold."""
        return any(measure.partial for measure in self.of_partner(partner))

    def with_products(self, used: str, instead: str) -> "Law":
        """Return the same law with product list ``instead`` wherever it names list ``used``."""
        return replace(self, product_scopes={**self.product_scopes, used: self.product_scopes[instead]})


def law_of(tables: dict[str, pd.DataFrame]) -> Law:
    """Return the law of ``tables``, named as in the data package, in which every name that they refer to exists.

    Raises ReportError naming the row if a measure ends before it begins, or if a programme has two authorities.
    """
    programs = {row["program"]: row for row in tables["tariff_programs"].to_dict("records")}
    measures = []
    for row in _rows(tables["tariff_measures"]):
        program = programs[row["program"]]
        cells = {key: split(row[key]) for key in ("event", "partners", "partners_exempt", "products", "exemptions")}
        measures.append(Measure(**{**row, **cells}, kind=program["kind"], precedence=program["precedence"]))
    used = {measure.authority for measure in measures}
    law = Law(
        tuple(name for name in authorities_of(tables["tariff_authorities"]) if name in used),
        tuple(sorted(measures, key=lambda measure: (measure.precedence, measure.program, measure.measure))),
        tuple(
            Exemption(**{**row, "partners": split(row["partners"]), "products": (row["products"],)})
            for row in _rows(tables["tariff_exemptions"])
        ),
        {row["condition"]: _condition(row) for row in tables["tariff_conditions"].to_dict("records")},
        {name: frozenset(part) for name, part in _lists(tables["tariff_partner_scopes"], "partner").items()},
        {name: tuple(part) for name, part in _lists(tables["tariff_product_scopes"], "hts_prefix").items()},
    )
    _check(law)
    return law


@cache
def current_law() -> Law:
    """Return the law of the tables in ``data/``."""
    return law_of({name: load(name) for name in TABLES})


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return list(frame.assign(valid_until=frame["valid_until"].fillna(NEVER)).to_dict("records"))


def _lists(frame: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Return what stands in ``column`` by scope."""
    found: dict[str, list[str]] = {}
    for scope, value in zip(frame["scope"].to_numpy(object), frame[column].to_numpy(object), strict=True):
        found.setdefault(scope, []).append(value)
    return found


def _condition(row: dict[Any, Any]) -> Condition:
    return Condition(**{**row, **{key: split(row[key]) for key in ("special_symbol", "partners")}})


def _check(law: Law) -> None:
    authority: dict[str, str] = {}
    for row in law.measures:
        if row.valid_until <= row.valid_from:
            raise _fault(row.measure, f"ends on {row.valid_until:%Y-%m-%d}, before it begins")
        if authority.setdefault(row.program, row.authority) != row.authority:
            raise _fault(row.measure, f"programme {row.program!r} has a second authority, {row.authority!r}")


def _fault(measure: str, what: str) -> ReportError:
    return ReportError(f"data/tariff_measures.csv, measure {measure}: {what}")


def covered(prefixes: tuple[str, ...], codes: np.ndarray) -> np.ndarray:
    """Say for each of the ascending ten-digit ``codes`` (integers) whether one of ``prefixes`` begins it."""
    number = np.array([int(prefix) for prefix in prefixes], dtype=np.int64)
    width = np.array([10 ** (10 - len(prefix)) for prefix in prefixes], dtype=np.int64)
    edges = np.zeros(len(codes) + 1, dtype=np.int64)
    np.add.at(edges, np.searchsorted(codes, number * width), 1)
    np.add.at(edges, np.searchsorted(codes, (number + 1) * width), -1)
    return np.cumsum(edges[:-1]) > 0
