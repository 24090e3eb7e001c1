"""From a source's raw answer to checked columns; every fault names the source, the place and the value."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.errors import ReportError
from analysis.refresh.exchange import Answer, excerpt

DOLLARS = r"\d{1,15}"  # whole, never negative
CENTS = r"-?\d{1,15}(\.\d+)?"
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # and what turns the way of writing


@dataclass(frozen=True)
class Form:
    """What each row of a whole answer looks like: a pattern for every column.

    ``texts`` stay texts, and what a source leaves out is an empty one; ``numbers`` become whole numbers, rounded;
    ``month`` is a column that holds a day or month in the form given with it. ``key`` names a row, and occurs once.
    """

    key: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    month: tuple[str, str] | None = None

    @property
    def columns(self) -> list[str]:
        """Every column that the answer must have."""
        return [*self.texts, *self.numbers, *([self.month[0]] if self.month else [])]


def parsed(answer: Answer) -> Any:
    """Return the JSON of ``answer``, in which no object has a name twice."""
    try:
        return json.loads(answer.body, object_pairs_hook=_named_once)
    except _TwiceError as error:
        raise ReportError(f"{answer.what}: the answer has {error.args[0]!r:.60} twice in one object") from None
    except ValueError:
        if answer.body.lstrip()[:1] == b"<":
            fault = f"a web page instead of data: “{excerpt(answer.body)}”"
        else:
            fault = f"{len(answer.body):,} bytes that are not whole JSON"
        raise ReportError(f"{answer.what}: the source answers {fault}") from None


class _TwiceError(Exception):
    """A name that an object has twice, of which only the last would count."""


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(name)
        found[name] = value
    return found


def member(answer: Answer, content: Any, *names: str) -> list[Any]:
    """Return one value for each of ``names`` in the object ``content``; a missing name is an error."""
    if not isinstance(content, dict) or any(name not in content for name in names):
        missing = [name for name in names if not isinstance(content, dict) or name not in content]
        raise ReportError(f"{answer.what}: the answer lacks {missing}; the source's format has changed")
    return [content[name] for name in names]


def arrays(answer: Answer, form: Form, wanted: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """Return the rows of an answer made of arrays, the first of them the header; none for an empty answer.

    With ``wanted`` only the rows that hold one of its values in a column are looked at.
    """
    rows = parsed(answer) if answer.body else [form.columns]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        raise ReportError(f"{answer.what}: the answer is not a list of rows; the source's format has changed")
    table = _picked(answer, rows[0], rows[1:], form.columns)
    for column, values in (wanted or {}).items():
        table = table[table[column].isin(list(values))]
    return checked(answer, table, form)


def lines(answer: Answer, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of an answer in CSV with a header."""
    text = answer.body.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        raise ReportError(f"{answer.what}: the source answers a web page instead of data: “{excerpt(answer.body)}”")
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        raise ReportError(f"{answer.what}: the answer is empty")
    return _picked(answer, rows[0], rows[1:], columns)


def objects(answer: Answer, rows: Iterable[Any], form: Form) -> pd.DataFrame:
    """Return rows that are objects."""
    columns = form.columns
    table = pd.DataFrame([member(answer, row, *columns) for row in rows], columns=columns, dtype="object")
    return checked(answer, table, form)


def checked(answer: Answer, table: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return ``table`` with numbers, texts and ``month`` in their types.

    Raises ReportError for the first value that has not its form, for a month that was not asked for, and for a row
    that is there twice. A value that is missing or suppressed is an error: it is not zero, and it is not guessed.
    """
    found = pd.DataFrame(index=table.index)
    for column, pattern in {**form.texts, **form.numbers}.items():
        texts = table[column].map(_text).astype("str")
        form_of = re.compile(pattern, re.ASCII)
        wrong = ~texts.map(lambda text, form_of=form_of: bool(form_of.fullmatch(text)) and not _UNSEEN.search(text))
        _hold(answer, table, form, wrong.astype("bool"), f"{column} is {{{column}!r:.60}}, missing or not as described")
        found[column] = pd.to_numeric(texts).round().astype("int64") if column in form.numbers else texts
    if form.month:
        column, written = form.month
        days = pd.to_datetime(table[column].astype("str"), format=written, errors="coerce")
        _hold(answer, table, form, days.isna(), f"{column} is {{{column}!r:.60}}, not a date of the form {written}")
        found["month"] = days.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
        other = ~found["month"].isin(answer.request.months)
        _hold(answer, table, form, other, f"{column} is {{{column}!r:.60}}, which was not asked for")
    _hold(answer, table, form, table[list(form.key)].astype("str").duplicated(), "the row is there twice")
    return found.reset_index(drop=True)


def count(answer: Answer, value: Any) -> int:
    """Return a count that the source states, such as that of its pages."""
    if not re.fullmatch(r"\d{1,9}", _text(value), re.ASCII):
        raise ReportError(f"{answer.what}: the source counts {value!r:.60}; its format has changed")
    return int(value)


def _text(value: Any) -> str:
    """Return a value as a text on one line; None is an empty one."""
    return "" if value is None else " ".join(str(value).split())


def _hold(answer: Answer, table: pd.DataFrame, form: Form, wrong: pd.Series, message: str) -> None:
    """Raise ReportError for the first row that is ``wrong``, named by its key."""
    if wrong.any():
        row: dict[Any, Any] = table[wrong].iloc[0].to_dict()
        place = " ".join(f"{row[name]!s:.60}" for name in form.key)
        raise ReportError(f"{answer.what}, {place}: {message.format(**row)} ({int(wrong.sum())} such rows)")


def _picked(answer: Answer, header: list[Any], rows: list[list[Any]], columns: Sequence[str]) -> pd.DataFrame:
    for fault, names in (
        ("no column", [name for name in columns if name not in header]),
        ("twice the column", [name for name in columns if header.count(name) > 1]),
    ):
        if names:
            raise ReportError(f"{answer.what}: {fault} {names} in {header!s:.200}; the source's format has changed")
    ragged = [number for number, row in enumerate(rows, 1) if len(row) != len(header)]
    if ragged:
        raise ReportError(f"{answer.what}: row {ragged[0]} has not {len(header)} values; the answer is cut off")
    places = [header.index(name) for name in columns]
    return pd.DataFrame([[row[place] for place in places] for row in rows], columns=list(columns), dtype="object")
