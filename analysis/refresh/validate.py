"""The checks of a new reading before anything is written. Each fault names the table and its rows."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.errors import ReportError
from analysis.frames import each_row
from analysis.months import month_count
from analysis.refresh.rules import Rule

ROUNDING_USD = 1_000_000  # FRED prints millions
AGREEMENT_SHARE = 0.04  # two readings of a month differ by less; 99% of all revisions are below
_OF_MEAN = "times the mean of the twelve months before"


def corrected(table: str, fetched: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return ``fetched`` with the declared errors of the source mended.

    A declared error that the source no longer makes is an error: its row has to go.
    """
    mended = fetched.copy()
    for row in each_row(corrections[corrections["table"] == table]):
        wanted = dict(part.split("=", 1) for part in str(row.row_key).split())
        hit = pd.Series(data=True, index=mended.index)
        for column, value in wanted.items():
            hit &= _texts(mended[column]) == value
        if not hit.any():
            continue
        now = mended.loc[hit, row.column].iloc[0]
        if now != row.upstream_value:
            raise ReportError(
                f"corrections.csv: {table}, {row.row_key}: the source now says {now:,} and no longer "
                f"{row.upstream_value:,}; it is mended, so remove the row"
            )
        mended.loc[hit, row.column] = row.value
    return mended


def merged(old: pd.DataFrame, fetched: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return ``old`` with the months of ``fetched`` replaced by it, in the order of ``key``."""
    kept = old[~old["month"].isin(fetched["month"])]
    both = pd.concat([kept, fetched[list(old.columns)]]) if len(kept) else fetched[list(old.columns)]
    return both.astype(old.dtypes.to_dict()).sort_values(key, ignore_index=True)


def coverage(table: str, old: pd.DataFrame, new: pd.DataFrame, rule: Rule) -> None:
    """Raise ReportError if a month known before is gone or thinner, or if a group's months end early or have gaps."""
    before, after = _sums(old, rule)["rows"], _sums(new, rule)["rows"]
    thinner = after.reindex(before.index, fill_value=0) < before * 0.8
    _hold(table, thinner, "the new reading lacks rows that the last one has")
    months = after.reset_index().groupby("group")["month"].agg(["min", "max", "size"])
    length = [month_count(first, last) for first, last in zip(months["min"], months["max"], strict=True)]
    _hold(table, months["size"] != length, "months are missing between the first and the last")
    if len(old):
        last = old["month"].max()
        led = before.loc[:, last].index
        behind = months.loc[led, "max"] < months["max"].max()
        _hold(table, behind, f"has no {months['max'].max():%Y-%m}, which others have")


def once(table: str, rows: pd.DataFrame, key: list[str]) -> None:
    """Raise ReportError for a row that is there twice."""
    keyed = rows.set_index(key)
    _hold(table, pd.Series(keyed.index.duplicated(), index=keyed.index), "the source has the row twice")


def covers(table: str, old: pd.DataFrame, rows: pd.DataFrame, asked: Sequence[pd.Timestamp]) -> None:
    """Raise ReportError if the fetched ``rows`` leave out a month ``asked`` for that was held or that others follow."""
    last = max([*old["month"], *rows["month"]], default=pd.Timestamp.min)
    due = pd.DatetimeIndex([month for month in asked if month <= last])
    gone = pd.Series(~due.isin(rows["month"]), index=due)
    _hold(table, gone, "the source leaves out a month that it had before, or that others follow")


def magnitude(table: str, old: pd.DataFrame, new: pd.DataFrame, rule: Rule, accept: bool = False) -> list[str]:
    """Return notes on new months that are unlike all before them, by their ratio to the mean of the twelve before.

    Raises ReportError if a month was revised too far, or a new one is beyond belief; with ``accept`` that is a note.
    """
    before, after = _sums(old, rule), _sums(new, rule)
    notes: list[str] = []
    for column, factor in rule.swing.items():
        was = before[column].abs().clip(lower=ROUNDING_USD)
        share = (after[column].reindex(before.index) - before[column]).abs() / was
        mean = after.groupby("group")[column].transform(
            lambda values: values.shift(1).rolling(12, min_periods=6).mean()
        )
        ratio = after[column] / mean.clip(lower=ROUNDING_USD)
        known = after.index.isin(before.index)
        new_ratio = ratio[~known]
        beyond = (new_ratio > factor) | (new_ratio < 1 / factor)
        for broken, message, value in (
            (share > rule.revision, f"{column} is revised by {{:.0%}}", share),
            (beyond, f"{column} is {{:.2f}} {_OF_MEAN}", new_ratio),
        ):
            if broken.any():
                notes.append(_said(table, broken, message, value))
                if not accept:
                    raise ReportError(f"{notes[-1]}; give --accept if it is true")
        notes += _unusual(f"{column} is {{:.2f}} {_OF_MEAN}", table, new_ratio[~beyond], ratio[known])
    return notes


def _unusual(message: str, table: str, new: pd.Series, known: pd.Series) -> list[str]:
    """Return a note on each of the ratios ``new`` that lies outside all ``known`` ones of its group."""
    span: Any = known.groupby("group").agg(["min", "max"]).reindex(new.index, level="group")
    unlike = new[(new < span["min"]) | (new > span["max"])]
    return [
        f"{table}, {_row(row)}: {message.format(value)}; so far it was {span['min'][row]:.2f} to {span['max'][row]:.2f}"
        for row, value in unlike.items()
    ]


def _sums(frame: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Return the columns of ``rule`` summed by group and month, and the number of rows."""
    group = pd.Series("all" if not rule.group else "", index=frame.index, dtype="str")
    for column in rule.group:
        group = (group + " " + frame[column]).str.strip()
    keyed = frame[["month", *rule.swing]].assign(group=group, rows=1)
    return keyed.groupby(["group", "month"]).sum()


def agreement(table: str, first: pd.DataFrame, second: pd.DataFrame, name: str) -> None:
    """Raise ReportError where ``first`` and the second reading ``name`` of the same sums differ beyond revision.

    Both frames have partner, month and the flows in dollars.
    """
    flows = [column for column in first if str(column).endswith("_usd")]
    both = first.merge(
        second[["partner", "month", *flows]], on=["partner", "month"], how="left", suffixes=("", "_second")
    )
    both = both.set_index(["partner", "month"])
    for flow in flows:
        other = both[f"{flow}_second"]
        _hold(table, other.isna(), f"{name} has no {flow} yet to check it against; run again later")
        gap = (both[flow] - other).abs()
        bound = (other.abs() * AGREEMENT_SHARE).clip(lower=ROUNDING_USD)
        _hold(table, gap > bound, f"{flow} and {name} differ by {{:,.0f}} USD", gap)


def _hold(table: str, broken: pd.Series, message: str, value: pd.Series | None = None) -> None:
    """Raise ReportError for the first row of ``broken`` that is true, or that with the largest ``value``."""
    if broken.any():
        raise ReportError(_said(table, broken, message, value))


def _said(table: str, broken: pd.Series, message: str, value: pd.Series | None = None) -> str:
    """Return what is wrong with the first row of ``broken`` that is true, or with that of the largest ``value``."""
    broken = broken.astype("bool")
    where: Any = value[broken].abs().idxmax() if value is not None else broken.idxmax()
    text = message.format(value[where]) if value is not None else message
    return f"{table}, {_row(where)}: {text} ({int(broken.sum())} such rows)"


def _row(where: Any) -> str:
    """Return where a row is, as ``VNM 2026-07``."""
    parts = where if isinstance(where, tuple) else (where,)
    return " ".join(f"{part:%Y-%m}" if isinstance(part, pd.Timestamp) else str(part) for part in parts)


def _texts(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m")
    return column.astype("str")
