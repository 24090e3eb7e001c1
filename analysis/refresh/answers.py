"""From a source's raw answer to checked columns; every fault names the source, the place and the value."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.errors import ReportError
from analysis.refresh.exchange import Answer, excerpt


def parsed(answer: Answer) -> Any:
    """Return the JSON of ``answer``."""
    try:
        return json.loads(answer.body)
    except ValueError:
        if answer.body.lstrip()[:1] == b"<":
            fault = f"a web page instead of data: “{excerpt(answer.body)}”"
        else:
            fault = f"{len(answer.body):,} bytes that are not whole JSON"
        raise ReportError(f"{answer.what}: the source answers {fault}") from None


def member(answer: Answer, content: Any, *names: str) -> list[Any]:
    """Return one value for each of ``names`` in the object ``content``; a missing name is an error."""
    if not isinstance(content, dict) or any(name not in content for name in names):
        missing = [name for name in names if not isinstance(content, dict) or name not in content]
        raise ReportError(f"{answer.what}: the answer lacks {missing}; the source's format has changed")
    return [content[name] for name in names]


def arrays(answer: Answer, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of an answer made of arrays, the first of them the header; empty for an empty answer."""
    if not answer.body:
        return pd.DataFrame(columns=list(columns), dtype="object")
    rows = parsed(answer)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise ReportError(f"{answer.what}: the answer is not a list of rows; the source's format has changed")
    return _picked(answer, rows[0], rows[1:], columns)


def lines(answer: Answer, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of an answer in CSV with a header."""
    text = answer.body.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        raise ReportError(f"{answer.what}: the source answers a web page instead of data: “{excerpt(answer.body)}”")
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        raise ReportError(f"{answer.what}: the answer is empty")
    return _picked(answer, rows[0], rows[1:], columns)


def objects(answer: Answer, rows: Iterable[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of rows that are objects."""
    return pd.DataFrame([member(answer, row, *columns) for row in rows], columns=list(columns), dtype="object")


def whole(what: str, frame: pd.DataFrame, column: str, where: Sequence[str]) -> pd.Series:
    """Return a column of texts as whole numbers; ``where`` are the columns that name a row in the message.

    A value that is missing or suppressed is an error: it is not zero, and it is not guessed.
    """
    numbers = pd.to_numeric(frame[column], errors="coerce")
    wrong = numbers.isna() | (numbers % 1 != 0)
    if wrong.any():
        row = frame[wrong].iloc[0]
        place = " ".join(str(row[name]) for name in where)
        raise ReportError(
            f"{what}, {place}: {column} is {row[column]!r}, missing or suppressed ({int(wrong.sum())} such rows); "
            "run again later"
        )
    return numbers.astype("int64")


def months(what: str, column: pd.Series, form: str) -> pd.Series:
    """Return a column of texts as first days of months."""
    days = pd.to_datetime(column.astype("str"), format=form, errors="coerce")
    if days.isna().any():
        raise ReportError(f"{what}: {column[days.isna()].iloc[0]!r} is not a date of the form {form}")
    return days.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")


def _picked(answer: Answer, header: list[Any], rows: list[list[Any]], columns: Sequence[str]) -> pd.DataFrame:
    missing = [name for name in columns if name not in header]
    if missing:
        raise ReportError(f"{answer.what}: no column {missing} in {header}; the source's format has changed")
    ragged = [number for number, row in enumerate(rows, 1) if len(row) != len(header)]
    if ragged:
        raise ReportError(f"{answer.what}: row {ragged[0]} has not {len(header)} values; the answer is cut off")
    places = [header.index(name) for name in columns]
    return pd.DataFrame([[row[place] for place in places] for row in rows], columns=list(columns), dtype="object")
