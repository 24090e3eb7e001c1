"""The duty on each row of a list of shipments, many at once.

All rows of one span of days, on which the law does not change, are answered together, whatever their partners: a
hundred thousand rows cost little more than sixty.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import inputs, partners
from analysis.data import as_of, load
from analysis.errors import ReportError, nearest, shown
from analysis.tariffs.base import SCHEDULE
from analysis.tariffs.duties import RECORD_START, column
from analysis.tariffs.measures import Law, current_law
from analysis.tariffs.quote import Lines, Quote

REQUIRED = ("hts", "partner", "date")
OPTIONAL = ("value_usd", "case")
LEADING_ZERO = "read with the leading zero that a spreadsheet drops"
LAST_DAY = "the law of the last day of the record"
UNKNOWN = "the base is not in the data"
Reader = Callable[[str], tuple[Any, str]]  # from a text to its value and a note; ReportError where it is none


@dataclass(frozen=True)
class Assessed:
    """The duties on a list: ``duties`` has a row for each row of the input, ``faults`` a message for each bad one."""

    duties: pd.DataFrame
    faults: tuple[str, ...]


def read(path: Path) -> pd.DataFrame:
    """Return the list in the CSV file at ``path`` as text; ReportError if it is no list of shipments."""
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}; give the path of a CSV file") from error
    except ValueError as error:
        raise ReportError(f"{path}: not readable as CSV ({error})") from error
    if not isinstance(rows.index, pd.RangeIndex):  # what is too much is taken for names of the rows
        raise ReportError(f"{path}: the first row has more cells than the header")
    missing = [name for name in REQUIRED if name not in rows]
    unknown = [name for name in rows if name not in (*REQUIRED, *OPTIONAL)]
    if missing or unknown:
        raise ReportError(
            f"{path}: columns missing {missing}, not known {unknown}; give {', '.join(REQUIRED)} and, if you like, "
            f"{' and '.join(OPTIONAL)}"
        )
    return rows


def assess(rows: pd.DataFrame) -> Assessed:
    """Return the duty on each of ``rows``, whose columns are text: hts, partner, date, optional value_usd and case.

    ``case`` names the conditions of tariff_conditions that the goods meet, separated by semicolons; none: none holds.
    Columns of the duties: row (from 1), hts10, partner, date, case, base_pct, one for each authority, additional_pct,
    total_pct (percent of customs value, missing where the base is not known), duty_usd (with value_usd), depends_on
    (conditions that would change the duty, separated by semicolons), note. A bad row has its fault as the note.
    """
    law = current_law()
    parsed, notes, faults = _parsed(rows, law)
    parts = [column(authority) for authority in law.authorities]
    pct = np.full((len(rows), 1 + len(parts)), np.nan)
    depends_on = np.full(len(rows), "", dtype=object)
    for at, quote in _quoted(parsed[faults == ""], law):
        pct[at.index], depends_on[at.index] = _answers(at, quote)
    table = parsed[["hts10", "partner", "date", "case"]].copy()
    table.insert(0, "row", np.arange(1, len(rows) + 1))
    table[["base_pct", *parts]] = pct
    table["additional_pct"] = pct[:, 1:].sum(axis=1)
    table["total_pct"] = table["base_pct"] + table["additional_pct"]
    if "value_usd" in rows:
        table["duty_usd"] = parsed["value_usd"] * table["total_pct"] / 100
    unknown = np.where((faults == "") & table["base_pct"].isna(), "; " + UNKNOWN, "")
    table["depends_on"] = depends_on
    table["note"] = np.where(faults == "", (notes + unknown).str.removeprefix("; "), faults.str.removeprefix("; "))
    bad = table.loc[faults != "", ["row", "note"]]
    return Assessed(table, tuple(f"row {row}: {note}" for row, note in bad.itertuples(index=False)))


def _parsed(rows: pd.DataFrame, law: Law) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return hts10, partner, date, day (whose law counts), case and value_usd of each row, with notes and faults.

    Notes and faults are texts that begin with "; ", empty where there is none.
    """
    nothing = pd.Series("", index=rows.index)
    readers = {
        "hts10": (rows["hts"], _code_reader(frozenset(load(SCHEDULE)["hts"]))),
        "partner": (rows["partner"], lambda text: (partners.one(text), "")),
        "day": (rows["date"], _day),
        "case": (rows.get("case", nothing), lambda text: (_case(text, law), "")),
        "value_usd": (rows.get("value_usd", nothing), lambda text: (_value(text), "")),
    }
    parsed = pd.DataFrame({"date": rows["date"]})
    notes, faults = nothing, nothing
    for name, (texts, reader) in readers.items():
        number, distinct = pd.factorize(texts)
        answers = pd.DataFrame(
            [_read(str(text).strip(), reader) for text in distinct], columns=["value", "note", "fault"], dtype=object
        ).iloc[number]
        parsed[name] = answers["value"].to_numpy()
        notes, faults = notes + answers["note"].to_numpy(), faults + answers["fault"].to_numpy()
    return parsed.astype({"value_usd": "float64"}), notes, faults


def _read(text: str, reader: Reader) -> tuple[Any, str, str]:
    """Return the value of ``text``, a note and a fault, each text with "; " before it or empty."""
    try:
        value, note = reader(text)
    except ReportError as error:
        return None, "", f"; {error}"
    return value, f"; {note}" if note else "", ""


def _code_reader(known: frozenset[str]) -> Reader:
    """Return a reader of HTS codes that are in the schedule, at least as eight-digit line."""

    def read_code(text: str) -> tuple[str, str]:
        digits = re.sub(r"[.\s]", "", text)
        code = digits.zfill(10) if re.fullmatch("[0-9]{9}", digits) else digits
        if not re.fullmatch("[0-9]{10}", code):
            raise ReportError(f"hts {shown(text)} is not a code of ten digits")
        if code[:2] in ("98", "99"):
            raise ReportError(f"hts {code} is of chapter {code[:2]} and names no product; give the product's own code")
        if code[:8] not in known and code not in known:
            raise ReportError(f"hts {code} is not in the schedule of 2026")
        return code, LEADING_ZERO if code != digits else ""

    return read_code


def _day(text: str) -> tuple[pd.Timestamp, str]:
    try:
        found = inputs.day(text)
    except ReportError as error:
        raise ReportError(f"date {error}") from None
    if found < RECORD_START:
        raise ReportError(f"date {text} is before {RECORD_START:%Y-%m-%d}, where the record begins")
    return min(found, as_of()), LAST_DAY if found > as_of() else ""


def _case(text: str, law: Law) -> str:
    names = [part.strip() for part in text.split(";")]
    for name in names:
        if name and name not in law.conditions:
            raise ReportError(f"case {shown(name)} is no condition{nearest(name, list(law.conditions))}")
    return ";".join(names)


def _value(text: str) -> float:
    value = inputs.number(text.replace(",", "")) if text else math.nan
    if value is None or value < 0 or value == math.inf:
        raise ReportError(f"value_usd {shown(text)} is not an amount of dollars")
    return value


def _quoted(parsed: pd.DataFrame, law: Law) -> Iterator[tuple[pd.DataFrame, Quote]]:
    """Yield the rows of each span of unchanged law, with what their lines pay.

    The rows have a column ``line``, the place of their line and partner among those of the quote.
    """
    keys = ["partner", "hts10"]
    number = parsed.groupby(keys, sort=False).ngroup()
    lines = Lines(law, parsed[keys].drop_duplicates().reset_index(drop=True))
    span = pd.DatetimeIndex(law.days).searchsorted(pd.DatetimeIndex(parsed["day"]), side="right")
    for _, rows in parsed.assign(number=number).groupby(span):
        chosen, line = np.unique(rows["number"], return_inverse=True)
        day = rows["day"].iloc[0]
        yield rows.assign(line=line), lines.on(day, chosen)


def _answers(rows: pd.DataFrame, quote: Quote) -> tuple[np.ndarray, np.ndarray]:
    """Return base and additional duty by authority of ``rows``, each under its case, and what these depend on."""
    pct = np.empty((len(rows), 1 + len(quote.added_pct)))
    for case in rows["case"].unique():
        chosen = (rows["case"] == case).to_numpy()
        line = rows.loc[chosen, "line"].to_numpy()
        holding = case.split(";")
        pct[chosen, 0] = quote.base_pct(*holding)[line]
        pct[chosen, 1:] = quote.added_pct[:, quote.span.cases.only(*holding)[line]].T
    depends_on = np.full(len(quote.base), "", dtype=object)
    for condition, lines in quote.changed.items():
        depends_on[lines] += f";{condition}"
    return pct, np.array([names.removeprefix(";") for names in depends_on], dtype=object)[rows["line"]]
