"""From a table's name to a checked DataFrame.

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
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.description import DESCRIPTOR, Description, Package, Resource, Schema, package_of, plain
from analysis.data.schema import check
from analysis.errors import ReportError, nearest

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


@cache
def package() -> Package:
    """Return the descriptor of the whole data package."""
    return package_of(DATA, f"; {_MEND}")


def names() -> list[str]:
    """Return the names of all tables, in alphabetical order.

    >>> data.names()
    """
    _asked.add("names")
    return [resource.name for resource in package().resources]


def describe(name: str) -> Description:
    """Return what is said of table ``name``: title, sources, licences, vintage, fields, key.

    >>> data.describe("goods_by_partner").title
    """
    _asked.add(f"description {name}")
    return resource_of(name).described


def fingerprint(name: str) -> str:
    """Return the digest of table ``name``, as ``sha256:`` and 64 hexadecimal digits."""
    _asked.add(f"table {name}")
    return resource_of(name).hash


def resource_of(name: str) -> Resource:
    """Return all that the descriptor holds of table ``name``, for whoever writes tables; nothing is asked for by it."""
    resources = {resource.name: resource for resource in package().resources}
    if name not in resources:
        raise ReportError(f"no table named {name!r} in {DESCRIPTOR}{nearest(name, list(resources))}")
    return resources[name]


def as_of() -> pd.Timestamp:
    """Return the last date that the tariff record knows anything about."""
    _asked.add("as_of")
    return pd.Timestamp(package().as_of)


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
    kind, _, name = question.partition(" ")
    resources = {resource.name: resource for resource in package().resources}
    content: object = {"names": list(resources), "as_of": package().as_of.isoformat()}.get(kind)
    if name in resources:
        content = plain(resources[name] if kind == "table" else resources[name].described)
    return digest(json.dumps(content, sort_keys=True).encode())


def check_bytes() -> None:
    """Raise ReportError if the file of any table is missing or differs from the descriptor."""
    for resource in package().resources:
        _bytes(resource)


def load(name: str) -> pd.DataFrame:
    """Return table ``name`` with the types of its schema, after every check of it has passed.

    The frame is the caller's own: changing it changes nothing for others.
    Raises ReportError if the file is missing or altered or breaks its schema.

    >>> data.load("goods_by_partner").dtypes
    """
    _asked.add(f"table {name}")
    return _load(name).copy(deep=False)


@cache
def _load(name: str) -> pd.DataFrame:
    resource = resource_of(name)
    _bytes(resource)
    frame = read(DATA / resource.path, resource.schema)
    check(frame, resource.schema, f"data/{resource.path}")
    return frame


def _bytes(resource: Resource) -> None:
    path = DATA / resource.path
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReportError(f"data/{resource.path}: {error.strerror}; {_MEND}") from error
    if digest(raw) != resource.hash or len(raw) != resource.bytes:
        raise ReportError(f"data/{resource.path}: bytes differ from {DESCRIPTOR}; {_MEND}")


def digest(raw: bytes) -> str:
    """Return the digest of ``raw`` in the descriptor's form."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def read(path: Path, schema: Schema) -> pd.DataFrame:
    """Read a CSV or Parquet file with the types of ``schema``; columns it does not name are an error."""
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ReportError(f"{_place(path)}: not readable as a table ({reason}){_mend(path)}") from error
    if list(frame.columns) != schema.names:
        missing = [name for name in schema.names if name not in frame]
        extra = [name for name in frame if name not in schema.names]
        raise ReportError(
            f"{_place(path)}: columns differ from its description: missing {missing}, not expected {extra}, "
            f"expected order {schema.names}"
        )
    for field in schema.fields:
        values, wrong = _typed(frame[field.name], field.type)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise ReportError(
                f"{_place(path)}, column {field.name}, row {row + 1}: {frame[field.name].iloc[row]!r} is not "
                f"{_MEANT[field.type]} ({int(wrong.sum())} such rows)"
            )
        frame[field.name] = values.astype(_MEMORY[field.type])
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
    if kind == "string":
        return column, ~(filled | ~filled)
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
