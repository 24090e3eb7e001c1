"""The law as tables: measures, dated exempt lists, programmes, and the lists of partners and products they name.

Everything that a proclamation can change is a row of these tables; the code knows no date, rate or product.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.errors import ReportError

ALL_PARTNERS = "ALL"
ALL_PRODUCTS = "all"
ISO = re.compile("[A-Z]{3}")
_NEVER = pd.Timestamp("2262-01-01")


def split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several names separated by semicolons."""
    return [part for part in cell.split(";") if part]


@dataclass(frozen=True)
class Law:
    """The tables of the law, checked against each other.

    ``measures`` carries one row per measure and period with the kind and precedence of its programme, in the
    order of stacking; ``valid_until`` is never empty (a far day stands for "still in force").
    ``exemptions`` carries the dated exempt lists; ``partner_scopes`` and ``product_scopes`` the members of each
    list, products as HTS prefixes.
    """

    measures: pd.DataFrame
    exemptions: pd.DataFrame
    partner_scopes: dict[str, frozenset[str]]
    product_scopes: dict[str, tuple[str, ...]]

    @property
    def authorities(self) -> list[str]:
        """Legal authorities in alphabetical order."""
        return sorted(self.measures["authority"].unique())

    def of_partner(self, partner: str) -> pd.DataFrame:
        """Return the measures that reach goods of ``partner``, in the order of stacking."""
        reached = {cell: self._names(cell, partner) for cell in self.measures["partners"].unique()}
        spared = {cell: self._names(cell, partner) for cell in self.measures["partners_exempt"].unique()}
        keep = self.measures["partners"].map(reached) & ~self.measures["partners_exempt"].map(spared)
        return self.measures[keep.astype(bool)]

    def is_partial(self, partner: str) -> bool:
        """Say whether the treatment of ``partner`` needs more than the data hold."""
        return bool(self.of_partner(partner)["partial"].any())

    def with_products(self, used: str, instead: str) -> "Law":
        """Return the same law with product list ``instead`` wherever it names list ``used``."""
        scopes = {**self.product_scopes, used: self.product_scopes[instead]}
        return replace(self, product_scopes=scopes)

    def _names(self, cell: str, partner: str) -> bool:
        return any(
            name in (ALL_PARTNERS, partner) or partner in self.partner_scopes.get(name, ())
            for name in split(cell)
        )


def law_of(tables: dict[str, pd.DataFrame]) -> Law:
    """Return the checked law of ``tables``, named as in the data package.

    Raises ReportError naming the row if a measure names a programme, list or exemption that does not exist,
    ends before it begins, or if a programme has two authorities.
    """
    measures = tables["tariff_measures"].merge(
        tables["tariff_programs"][["program", "kind", "precedence"]], on="program", how="left", validate="m:1"
    )
    exemptions = tables["tariff_exemptions"].copy()
    for frame in (measures, exemptions):
        frame["valid_until"] = frame["valid_until"].fillna(_NEVER)
    law = Law(
        measures.sort_values(["precedence", "measure"], ignore_index=True),
        exemptions,
        {name: frozenset(part["partner"]) for name, part in tables["tariff_partner_scopes"].groupby("scope")},
        {name: tuple(part["hts_prefix"]) for name, part in tables["tariff_product_scopes"].groupby("scope")},
    )
    _check(law)
    return law


@cache
def current_law() -> Law:
    """Return the law of the tables in ``data/``."""
    names = ("measures", "exemptions", "programs", "partner_scopes", "product_scopes")
    return law_of({f"tariff_{name}": load(f"tariff_{name}") for name in names})


def _check(law: Law) -> None:
    rows, exemptions = law.measures, law.exemptions
    products = {ALL_PRODUCTS, *law.product_scopes}
    groups = set(exemptions["exemption"])
    _refuse(rows["kind"].isna(), rows, "program", "a programme missing from tariff_programs.csv")
    _refuse(rows["valid_until"] <= rows["valid_from"], rows, "valid_until", "a last day before its first")
    _refuse(_unknown(rows["products"], products), rows, "products", "a list missing from tariff_product_scopes.csv")
    _refuse(_unknown(rows["exemptions"], groups), rows, "exemptions", "a group missing from tariff_exemptions.csv")
    for column in ("partners", "partners_exempt"):
        codes = {name for cell in rows[column].unique() for name in split(cell) if ISO.fullmatch(name)}
        broken = _unknown(rows[column], {*law.partner_scopes, *codes})
        _refuse(broken, rows, column, "a group missing from tariff_partner_scopes.csv")
    two = rows.groupby("program")["authority"].transform("nunique") > 1
    _refuse(two, rows, "authority", "a second authority for its programme")
    unknown = exemptions[~exemptions["products"].isin(products)]
    if len(unknown):
        raise ReportError(
            f"data/tariff_exemptions.csv: {unknown['products'].iloc[0]!r} is no list of tariff_product_scopes.csv"
        )


def _unknown(column: pd.Series, known: set[str]) -> pd.Series:
    return column.map(lambda cell: any(name not in known for name in split(cell))).astype(bool)


def _refuse(broken: pd.Series, rows: pd.DataFrame, column: str, fault: str) -> None:
    if broken.any():
        row = rows[broken].iloc[0]
        raise ReportError(
            f"data/tariff_measures.csv, measure {row['measure']}: {column} {row[column]!r} is {fault}"
        )


def as_numbers(hts10: Any) -> np.ndarray:
    """Return ten-digit HTS codes as integers, in the order given."""
    return np.asarray(hts10, dtype=object).astype(np.int64) if len(hts10) else np.empty(0, np.int64)


def covered(prefixes: tuple[str, ...], codes: np.ndarray) -> np.ndarray:
    """Say for each of the ascending ten-digit ``codes`` (integers) whether one of ``prefixes`` begins it."""
    number = np.array([int(prefix) for prefix in prefixes], dtype=np.int64)
    width = np.array([10 ** (10 - len(prefix)) for prefix in prefixes], dtype=np.int64)
    edges = np.zeros(len(codes) + 1, dtype=np.int64)
    np.add.at(edges, np.searchsorted(codes, number * width), 1)
    np.add.at(edges, np.searchsorted(codes, (number + 1) * width), -1)
    return np.cumsum(edges[:-1]) > 0
