"""The statutes under which duties are added: one row each, and nowhere else a list of them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analysis.data import load
from analysis.errors import ReportError, nearest


@dataclass(frozen=True, slots=True)
class Authority:
    """One row of tariff_authorities: ``order`` is its place in every split of a rate, ``page`` tells of it."""

    authority: str
    name: str
    short_name: str
    statute: str
    order: int
    colour_role: str
    page: str


def authorities_of(table: pd.DataFrame) -> dict[str, Authority]:
    """Return the rows of a table of authorities by the name that measures use, in their order."""
    rows: list[dict[Any, Any]] = table.sort_values(["order", "authority"]).to_dict("records")
    return {row["authority"]: Authority(**row) for row in rows}


@cache
def authorities() -> dict[str, Authority]:
    """Return the authorities of ``data/``, in their order."""
    return authorities_of(load("tariff_authorities"))


def authority(name: str) -> Authority:
    """Return the authority that measures call ``name``; ReportError if the table has none."""
    known = authorities()
    if name not in known:
        raise ReportError(f"{name!r} is not in data/tariff_authorities.csv{nearest(name, list(known))}")
    return known[name]
