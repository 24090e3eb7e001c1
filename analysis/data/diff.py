"""What differs between two readings of a table, two vintages of the totals, or two data folders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import vintages
from analysis.data.catalogue import DESCRIPTOR, read
from analysis.data.description import package_of
from analysis.errors import ReportError

MILLION = 1_000_000


@dataclass(frozen=True)
class Difference:
    """What changed in one table: the rows added and removed, and those revised with both values.

    ``revised`` has the key, column, before and after, one row a changed value, the largest change first.
    """

    table: str
    added: pd.DataFrame
    removed: pd.DataFrame
    revised: pd.DataFrame

    def __bool__(self) -> bool:
        return bool(len(self.added) or len(self.removed) or len(self.revised))

    @property
    def new_months(self) -> list[pd.Timestamp]:
        """The months of the added rows, or none for a table without months."""
        return sorted(self.added["month"].unique()) if "month" in self.added else []


def difference(table: str, old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str]) -> Difference:
    """Return what differs between two readings of ``table``, row by row of ``key``.

    Where all earlier values of a column are whole millions, a change below a million is rounding, not a revision.
    """
    keys = list(key)
    both = old.merge(new, on=keys, how="outer", suffixes=("_before", "_after"), indicator=True)
    shared = both[both["_merge"] == "both"]
    parts = []
    for column in [name for name in new if name not in keys and name in old]:
        before, after = shared[f"{column}_before"], shared[f"{column}_after"]
        changed = (before != after) & ~(before.isna() & after.isna())
        if pd.api.types.is_numeric_dtype(new[column]) and not pd.api.types.is_bool_dtype(new[column]):
            changed &= ~((after - before).abs() <= (MILLION if _in_millions(old[column]) else 0))
        parts.append(shared.loc[changed, keys].assign(column=str(column), before=before[changed], after=after[changed]))
    revised = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return Difference(
        table,
        both.loc[both["_merge"] == "right_only", keys].reset_index(drop=True),
        both.loc[both["_merge"] == "left_only", keys].reset_index(drop=True),
        _largest_first(revised),
    )


def _in_millions(values: pd.Series) -> bool:
    """Tell whether all of ``values`` are whole millions, and not only because they are zero."""
    return bool((values.dropna() % MILLION == 0).all()) and bool((values.fillna(0) != 0).any())


def lines(change: Difference) -> Iterator[str]:
    """Yield the difference as plain lines: counts, new months, the five largest revisions."""
    counts = [
        f"{len(rows):,} {word}"
        for rows, word in ((change.added, "added"), (change.revised, "revised"), (change.removed, "removed"))
        if len(rows)
    ]
    months = change.new_months
    span = f" ({months[0]:%Y-%m} to {months[-1]:%Y-%m})" if months else ""
    yield f"{change.table}: {', '.join(counts) or 'no difference'}{span}"
    for row in change.revised.head(5).to_dict("records"):
        before, after = row.pop("before"), row.pop("after")
        yield f"  {row_name(row)}: {_written(before)} → {_written(after)}"


def rows(changes: Sequence[Difference]) -> pd.DataFrame:
    """Return ``changes`` as a table: table, change (added, removed, revised), place, and before and after as text."""
    return pd.DataFrame(
        [
            (change.table, word, row_name(row), *values)
            for change in changes
            for word, frame in (("added", change.added), ("removed", change.removed), ("revised", change.revised))
            for row in frame.to_dict("records")
            for values in [(_written(row.pop("before")), _written(row.pop("after"))) if word == "revised" else ("", "")]
        ],
        columns=["table", "change", "place", "before", "after"],
    )


def row_name(row: Mapping[Any, object]) -> str:
    """Return where a row is, as ``VNM 2026-07 exports_usd``."""
    return " ".join(f"{part:%Y-%m}" if isinstance(part, pd.Timestamp) else str(part) for part in row.values())


def between(old: str, new: str) -> Iterator[Difference]:
    """Yield what differs between two vintages of the totals, or two data folders, table by table.

    Raises ReportError if one is neither.
    """
    if Path(old).is_dir() and Path(new).is_dir():
        yield from _folders(Path(old), Path(new))
        return
    for name in (old, new):
        if Path(name).is_dir():
            raise ReportError(f"{name} is a folder: compare two folders, or two vintages")
        vintages.check_known(name)
    yield difference(
        f"totals by partner, {old} against {new}",
        vintages.totals(old)[vintages.TOTALS],
        vintages.totals(new)[vintages.TOTALS],
        ["partner", "month"],
    )


def _folders(old: Path, new: Path) -> Iterator[Difference]:
    tables = [_tables(_data(folder)) for folder in (old, new)]
    for name in dict.fromkeys([*tables[0], *tables[1]]):
        if name in tables[0] and name in tables[1]:
            (before, _), (after, key) = tables[0][name], tables[1][name]
            yield difference(name, before, after, key)
        else:
            frame, key = tables[0].get(name) or tables[1][name]
            empty = frame.head(0)
            yield difference(name, *((frame, empty) if name in tables[0] else (empty, frame)), key)


def _data(folder: Path) -> Path:
    """Return the data folder of ``folder``, itself one or a clone of the repository."""
    for candidate in (folder, folder / "data"):
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    raise ReportError(f"{folder}: holds no {DESCRIPTOR}; name a data folder or a clone")


def _tables(folder: Path) -> dict[str, tuple[pd.DataFrame, list[str]]]:
    return {
        table.name: (
            read(folder / table.path, table.schema.columns),
            list(table.schema.primaryKey or table.schema.names),
        )
        for table in package_of(folder).resources
    }


def _largest_first(revised: pd.DataFrame) -> pd.DataFrame:
    if revised.empty:
        return revised
    size = (pd.to_numeric(revised["after"], errors="coerce") - pd.to_numeric(revised["before"], errors="coerce")).abs()
    return revised.loc[size.sort_values(ascending=False, na_position="last", kind="stable").index].reset_index(
        drop=True
    )


def _written(value: Any) -> str:
    if pd.isna(value):
        return "nothing"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)[:60]
