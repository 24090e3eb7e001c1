"""From a table's name to a checked DataFrame.

``data/datapackage.json`` (Frictionless Data Package) is the schema: files, digests, fields, units, keys.
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

from analysis.data.schema import check
from analysis.errors import ReportError, nearest

DATA = Path(os.environ.get("TRADE_REPORT_DATA", Path(__file__).parents[2] / "data")).resolve()
DESCRIPTOR = "datapackage.json"
_MEND = "restore it with `git checkout data/`, or run `trade-report data seal` after a deliberate change"
_CONTENT = ("bytes", "hash")  # the part of a table's descriptor that changes with every value in it
_asked: set[str] = set()


@cache
def package() -> dict[str, Any]:
    """Return the descriptor of the whole data package."""
    try:
        descriptor: dict[str, Any] = json.loads((DATA / DESCRIPTOR).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{DATA / DESCRIPTOR}: cannot be read ({error}); {_MEND}") from error
    return descriptor


def names() -> list[str]:
    """Return the names of all tables, in the order of the descriptor.

    >>> data.names()
    """
    _asked.add("names")
    return [resource["name"] for resource in package()["resources"]]


class _Description(dict[str, Any]):
    """A table's descriptor; whoever looks up its digest or size has asked for the table's content."""

    def __missing__(self, key: str) -> Any:
        resource = _resource(self["name"])
        if key in _CONTENT:
            _asked.add(f"table {self['name']}")
        return resource[key]


def describe(name: str) -> dict[str, Any]:
    """Return the descriptor of table ``name``: title, sources, licence, vintage, fields, digest.

    >>> data.describe("goods_by_partner")
    """
    resource = _resource(name)
    _asked.add(f"description {name}")
    return _Description({key: value for key, value in resource.items() if key not in _CONTENT})


def _resource(name: str) -> dict[str, Any]:
    resources: list[dict[str, Any]] = package()["resources"]
    for resource in resources:
        if resource["name"] == name:
            return resource
    known = [resource["name"] for resource in resources]
    raise ReportError(f"no table named {name!r} in {DESCRIPTOR}{nearest(name, known)}")


def as_of() -> pd.Timestamp:
    """Return the last date that the tariff record knows anything about."""
    _asked.add("as_of")
    return pd.Timestamp(package()["as_of"])


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
    resources = {resource["name"]: resource for resource in package()["resources"]}
    resource = resources.get(name, {})
    content = {
        "names": list(resources),
        "as_of": package()["as_of"],
        "table": resource,
        "description": {key: value for key, value in resource.items() if key not in _CONTENT},
    }[kind]
    return digest(json.dumps(content, sort_keys=True).encode())


def check_bytes() -> None:
    """Raise ReportError if the file of any table is missing or differs from the descriptor."""
    for resource in package()["resources"]:
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
    resource = _resource(name)
    _bytes(resource)
    frame = read(DATA / resource["path"], resource["schema"])
    check(frame, resource)
    return frame


def _bytes(resource: dict[str, Any]) -> None:
    path = DATA / resource["path"]
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReportError(f"data/{resource['path']}: {error.strerror}; {_MEND}") from error
    if digest(raw) != resource["hash"] or len(raw) != resource["bytes"]:
        raise ReportError(f"data/{resource['path']}: bytes differ from {DESCRIPTOR}; {_MEND}")


def digest(raw: bytes) -> str:
    """Return the digest of ``raw`` in the descriptor's form."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def read(path: Path, schema: dict[str, Any]) -> pd.DataFrame:
    """Read a CSV or Parquet file with the types of ``schema``; columns it does not name are an error."""
    fields = {field["name"]: field["type"] for field in schema["fields"]}
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ReportError(f"{_place(path)}: not readable as a table ({error}){_mend(path)}") from error
    if list(frame.columns) != list(fields):
        missing = [name for name in fields if name not in frame]
        extra = [name for name in frame if name not in fields]
        raise ReportError(
            f"{_place(path)}: columns differ from {DESCRIPTOR}: missing {missing}, not expected {extra}, "
            f"expected order {list(fields)}"
        )
    for name, kind in fields.items():
        try:
            frame[name] = _typed(frame[name], kind)
        except (ValueError, TypeError) as error:
            raise ReportError(f"{_place(path)}, column {name}: not of type {kind} ({error})") from error
    return frame


def _place(path: Path) -> str:
    """Return where a file is: below ``data/``, or its own path in another folder."""
    return f"data/{path.relative_to(DATA)}" if path.is_relative_to(DATA) else str(path)


def _mend(path: Path) -> str:
    """Return what to do about a file of ``data/``; of another folder nothing is known."""
    return f"; {_MEND}" if path.is_relative_to(DATA) else ""


def _typed(column: pd.Series, kind: str) -> pd.Series:
    """Convert ``column``, as read, to the in-memory type of schema type ``kind``."""
    if kind == "string":
        return column.astype("str")
    if kind == "integer":
        return column.astype("int64")
    if kind == "number":
        return pd.to_numeric(column.replace("", None) if column.dtype != float else column).astype("float64")
    if kind == "boolean":
        flags = column.map({"true": True, "false": False, True: True, False: False})
        if flags.isna().any():
            raise ValueError(f"{column[flags.isna()].iloc[0]!r} is neither true nor false")
        return flags.astype("bool")
    if kind in ("yearmonth", "date"):
        form = "%Y-%m" if kind == "yearmonth" else "%Y-%m-%d"
        return pd.to_datetime(column.replace("", None), format=form).astype("datetime64[s]")
    raise ValueError(f"unknown field type {kind!r}")
