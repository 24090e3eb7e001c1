"""From a table's name to a DataFrame with the types that its description states.

``data/datapackage.json`` (made by ``seal``, see ``description``) is the schema: files, digests, fields, units, keys.
Field types and what they become in memory:

=========  =============================  ==========================
type       in the file                    in the frame
=========  =============================  ==========================
string     text; codes keep leading 0s    ``str``
integer    whole number                   ``int64``
number     decimal number, may be empty   ``float64``
boolean    true or false                  ``bool``
yearmonth  ``2024-08``                    ``datetime64``, first day
date       ``2024-08-31``, may be empty   ``datetime64``
=========  =============================  ==========================

The catalogue remembers what it was asked for, so that the result of a chapter can be kept for as long as the
answers stay the same; see ``asked`` and ``answer``.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.errors import ReportError, nearest

if TYPE_CHECKING:  # the library behind it takes longer to import than one look-up may
    from analysis.data.description import Description, Package, Resource

DESCRIPTOR = "datapackage.json"
DATA = Path(os.environ.get("TRADE_REPORT_DATA", Path(__file__).parents[2] / "data")).resolve()
_MEND = "restore it with `git checkout data/`, or run `trade-report data seal` after a deliberate change"
FORMATS = {"yearmonth": "%Y-%m", "date": "%Y-%m-%d"}
_MEANT = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "yearmonth": "a month, as 2024-08",
    "date": "a day, as 2024-08-31",
}
_MEMORY: dict[str, Any] = {
    "string": "str",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "yearmonth": "datetime64[s]",
    "date": "datetime64[s]",
}
_asked: set[str] = set()


class Sealed(NamedTuple):
    """What loading a table takes from the descriptor: its title, its file, and the type of each column."""

    title: str
    path: str
    bytes: int
    hash: str
    columns: Mapping[str, str]


@cache
def package() -> "Package":
    """Return the descriptor of the whole data package."""
    from analysis.data.description import package_of

    return package_of(DATA, f"; {_MEND}")


@cache
def _sealed() -> tuple[pd.Timestamp, dict[str, Sealed]]:
    """Return the last day of the tariff record and each table's seal, without a check of what else is said of it.

    Raises ReportError, as `package` does, if the descriptor cannot be read or lacks something.
    """
    try:
        content = json.loads((DATA / DESCRIPTOR).read_bytes())
        last = _typed(pd.Series([str(content["as_of"])]), "date")[0].iloc[0]
        if pd.isna(last):
            raise ValueError(f"as_of is {content['as_of']!r:.40}, not a day")
        return last, {table["name"]: _seal_of(table) for table in content["resources"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        package()
        raise ReportError(f"{DATA / DESCRIPTOR}: {error}; {_MEND}") from error


def _seal_of(table: dict[str, Any]) -> Sealed:
    types = {field["name"]: field["type"] for field in table["schema"]["fields"]}
    if len(types) != len(table["schema"]["fields"]):
        raise ValueError(f"two fields of {table['name']} have one name")
    if unknown := [kind for kind in types.values() if kind not in _MEMORY]:
        raise ValueError(f"{unknown} is no type of a field")
    return Sealed(table["title"], table["path"], table["bytes"], table["hash"], types)


def names() -> list[str]:
    """Return the names of all tables, in alphabetical order.

    >>> data.names()
    """
    _asked.add("names")
    return [resource.name for resource in package().resources]


def describe(name: str) -> "Description":
    """Return what is said of table ``name``: title, sources, licences, vintage, fields, key.

    >>> data.describe("goods_by_partner").title
    """
    _asked.add(f"description {name}")
    return resource_of(name).described


def title(name: str) -> str:
    """Return the title of table ``name``."""
    _asked.add(f"description {name}")
    return _seal(name).title


def fingerprint(name: str) -> str:
    """Return the digest of table ``name``, as ``sha256:`` and 64 hexadecimal digits."""
    _asked.add(f"table {name}")
    return _seal(name).hash


def file_of(name: str) -> str:
    """Return the name of the file that holds table ``name``.

    >>> data.file_of("goods_by_partner")
    """
    _asked.add(f"description {name}")
    return Path(resource_of(name).path).name


def resource_of(name: str) -> "Resource":
    """Return all that the descriptor holds of table ``name``, for whoever writes tables; nothing is asked for by it."""
    _seal(name)
    return next(resource for resource in package().resources if resource.name == name)


def _seal(name: str) -> Sealed:
    tables = _sealed()[1]
    if name not in tables:
        raise ReportError(f"no table named {name!r} in {DESCRIPTOR}{nearest(name, list(tables))}")
    return tables[name]


def as_of() -> pd.Timestamp:
    """Return the last date that the tariff record knows anything about."""
    _asked.add("as_of")
    return _sealed()[0]


def asked() -> list[str]:
    """Return every question that this process put to the catalogue since ``forget``, in a fixed order."""
    return sorted(_asked)


def forget() -> None:
    """Forget which questions were asked; what was loaded stays in memory."""
    _asked.clear()


def answer(question: str) -> str:
    """Return a digest of what the catalogue answers now to a ``question`` that ``asked`` returned.

    An unknown table has an answer too, so that its removal counts as a change.
    """
    from analysis.data.description import plain

    kind, _, name = question.partition(" ")
    resources = {resource.name: resource for resource in package().resources}
    content: object = {"names": list(resources), "as_of": package().as_of.isoformat()}.get(kind)
    if name in resources:
        content = plain(resources[name] if kind == "table" else resources[name].described)
    return digest(json.dumps(content, sort_keys=True).encode())


def check_bytes() -> None:
    """Raise ReportError if the file of any table is missing or differs from the descriptor."""
    for table in _sealed()[1].values():
        _bytes(table)


def load(name: str) -> pd.DataFrame:
    """Return table ``name`` with the types of its schema.

    The frame is the caller's own: changing it changes nothing for others. The rules of the schema were checked when
    the table was sealed, and are again by ``trade-report data check``; here the digest has to be that of the seal.
    Raises ReportError if the file is missing or altered or a cell is not of its type.

    >>> data.load("goods_by_partner").dtypes
    """
    _asked.add(f"table {name}")
    return _load(name).copy(deep=False)


@cache
def _load(name: str) -> pd.DataFrame:
    table = _seal(name)
    _bytes(table)
    return read(DATA / table.path, table.columns)


def _bytes(table: Sealed) -> None:
    try:
        raw = (DATA / table.path).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ReportError(f"data/{table.path!s:.200}: {reason}; {_MEND}") from error
    if digest(raw) != table.hash or len(raw) != table.bytes:
        raise ReportError(f"data/{table.path}: bytes differ from {DESCRIPTOR}; {_MEND}")


def digest(raw: bytes) -> str:
    """Return the digest of ``raw`` in the descriptor's form."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def read(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Read a CSV or Parquet file of ``columns``, name to type; others than these are an error."""
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ReportError(f"{_place(path)}: not readable as a table ({reason}){_mend(path)}") from error
    if list(frame.columns) != list(columns):
        missing = [name for name in columns if name not in frame]
        extra = [name for name in frame if name not in columns]
        raise ReportError(
            f"{_place(path)}: columns differ from its description: missing {missing}, not expected {extra}, "
            f"expected order {list(columns)}"
        )
    for name, kind in columns.items():
        if kind == "string":
            frame[name] = frame[name].astype(_MEMORY[kind])
            continue
        values, wrong = _typed(frame[name], kind)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise ReportError(
                f"{_place(path)}, column {name}, row {row + 1}: {frame[name].iloc[row]!r} is not "
                f"{_MEANT[kind]} ({int(wrong.sum())} such rows)"
            )
        frame[name] = values.astype(_MEMORY[kind])
    return frame


def _place(path: Path) -> str:
    """Return where a file is: below ``data/``, or its own path in another folder."""
    return f"data/{path.relative_to(DATA)}" if path.is_relative_to(DATA) else str(path)


def _mend(path: Path) -> str:
    """Return what to do about a file of ``data/``; of another folder nothing is known."""
    return f"; {_MEND}" if path.is_relative_to(DATA) else ""


def _typed(column: pd.Series, kind: str) -> tuple["pd.Series[Any]", "pd.Series[bool]"]:
    """Return the values of ``column``, as read, under schema type ``kind``, and which of its cells have none."""
    values: pd.Series[Any]
    filled = column.notna() & (column != "")
    if kind == "boolean":
        values = column.map({"true": True, "false": False, True: True, False: False})
        return values, values.isna()
    if kind == "integer":
        values = pd.to_numeric(column, errors="coerce")
        return values, ~(values % 1 == 0)
    if kind == "number":
        values = pd.to_numeric(column.where(filled), errors="coerce")
    else:
        values = pd.to_datetime(column.where(filled), format=FORMATS[kind], errors="coerce")
    return values, filled & values.isna()
