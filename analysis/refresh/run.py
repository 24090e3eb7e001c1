"""A refresh, from the sources to a new vintage in place: everything, or nothing."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.data import catalogue, seal
from analysis.data.description import Schema
from analysis.data.diff import Difference, difference, row_name
from analysis.errors import ReportError, nearest
from analysis.publish.swap import swap_in
from analysis.refresh import validate
from analysis.refresh.alone import STAGED, alone
from analysis.refresh.client import Client
from analysis.refresh.fetch import SOURCES, Rows, Task
from analysis.refresh.rules import RULES
from analysis.refresh.sources import Sources


@dataclass(frozen=True)
class Result:
    """What a refresh found, table by table, what is unusual in it, and whether it was put into place."""

    differences: list[Difference]
    written: bool
    skipped: list[str]
    notes: list[str]


def build_folder() -> Path:
    """Return where raw answers and staged data are kept: beside the data, on the same file system."""
    return catalogue.DATA.parent / "build"


def refresh(
    client: Client,
    sources: Sources,
    today: pd.Timestamp,
    since: pd.Timestamp | None = None,
    only: Sequence[str] = (),
    dry_run: bool = False,
    accept: bool = False,
) -> Result:
    """Read the sources, check the reading, and put a new vintage of the tables that changed into place.

    ``since`` is the first month to read again, by default January of the year before the newest month. With
    ``dry_run`` everything is done but the last step; with ``accept`` months of a size beyond belief are taken.
    Raises ReportError, and leaves the data as they were, if a source fails, a check does not hold or another refresh
    runs.
    """
    for name in only:
        if name not in SOURCES:
            raise ReportError(f"no source {name!r}{nearest(name, list(SOURCES))}; sources: {', '.join(SOURCES)}")
    today = pd.Timestamp(today).normalize()
    task = Task(client, sources, catalogue.load, _since(since, today), today, catalogue.as_of())
    chosen = list(only) or list(SOURCES)
    skipped = ["comtrade: no COMTRADE_API_KEY"] if "comtrade" in chosen and not sources.comtrade_key else []
    with alone(build_folder()):
        fetched: Rows = {}
        for name in chosen:
            fetched |= SOURCES[name](task)
        notes: list[str] = []
        new = {table: _checked(task, table, rows, accept, notes) for table, rows in fetched.items()}
        differences = [
            change
            for table, rows in new.items()
            if (change := difference(table, catalogue.load(table), rows, _key(table)))
        ]
        if differences:
            changed = {change.table: new[change.table] for change in differences}
            with _staging() as staging:
                _write(staging, changed, differences, f"{today:%Y-%m-%d}")
                _check(staging)
                if not dry_run:
                    swap_in(staging, catalogue.DATA)
    return Result(differences, bool(differences) and not dry_run, skipped, notes)


def _since(since: pd.Timestamp | None, today: pd.Timestamp) -> pd.Timestamp:
    """Return the first month to read again; raises ReportError for one before the tables or after the last month."""
    held = catalogue.load("goods_by_partner")["month"]
    last = pd.Timestamp(today.year, today.month, 1) - pd.DateOffset(months=1)
    since = since or pd.Timestamp(held.max().year - 1, 1, 1)
    if since > last:
        raise ReportError(f"--since {since:%Y-%m}: no source has it yet; the last whole month is {last:%Y-%m}")
    if since < held.min():
        raise ReportError(f"--since {since:%Y-%m}: the tables begin in {held.min():%Y-%m}")
    return since


def _checked(task: Task, table: str, rows: pd.DataFrame, accept: bool, notes: list[str]) -> pd.DataFrame:
    """Return the whole table with the rows fetched, after its checks; add to ``notes`` what is unusual in it."""
    old = catalogue.load(table)
    validate.once(table, rows, _key(table))
    if table not in RULES:
        return rows[list(old.columns)].astype(old.dtypes.to_dict()).sort_values(_key(table), ignore_index=True)
    validate.covers(table, old, rows, task.months(table))
    rows = validate.corrected(table, rows, catalogue.load("corrections"))
    new = validate.merged(old, rows, _key(table))
    if len(new):
        validate.coverage(table, old, new, RULES[table])
        notes += validate.magnitude(table, old, new, RULES[table], accept)
    return new


def _key(table: str) -> list[str]:
    return list(catalogue.describe(table).schema.primaryKey)


@contextmanager
def _staging() -> Iterator[Path]:
    """Yield a copy of the data folder on the same file system, removed at the end whatever happened."""
    build_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=STAGED, dir=build_folder()) as folder:
        staging = Path(folder) / "data"
        shutil.copytree(catalogue.DATA, staging)
        yield staging


def _write(staging: Path, changed: Rows, differences: list[Difference], vintage: str) -> None:
    """Write the changed tables, the vintage they replace and the log into ``staging``, and seal it."""
    if "goods_by_partner" in changed:
        _archive(staging, vintage)
    log = _logged(catalogue.load("refreshes"), differences, vintage)
    for table, frame in {**changed, "refreshes": log}.items():
        file = staging / catalogue.resource_of(table).path
        store(frame, file, catalogue.describe(table).schema)
        origins = RULES[table].origins if table in RULES else ()
        told = {"sources": list(origins)} if origins else {}
        seal.revise(file.with_suffix(".yaml"), vintage=vintage, retrieved=vintage, **told)
    seal.write(seal.compiled(staging), staging)


def _archive(staging: Path, vintage: str) -> None:
    """Put the reading of the totals that is replaced under its vintage, unless it is of the same day."""
    old = catalogue.describe("goods_by_partner").vintage
    if old == vintage:
        return
    target = staging / "vintages" / old / f"goods_by_partner_{old.replace('-', '_')}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    store(catalogue.load("goods_by_partner"), target, catalogue.describe("goods_by_partner").schema)
    shutil.copy(staging / "goods_by_partner.yaml", target.with_suffix(".yaml"))
    seal.revise(target.with_suffix(".yaml"), title=f"US trade in goods by partner and month, vintage {old}")


def store(frame: pd.DataFrame, path: Path, schema: Schema) -> None:
    """Write ``frame`` in the form of the data folder: months, days and, in CSV, booleans as texts, no index."""
    plain = frame.copy()
    for field in schema.fields:
        if field.type == "boolean" and path.suffix == ".csv":
            plain[field.name] = plain[field.name].astype("str").str.lower()
        if field.type in catalogue.FORMATS:
            plain[field.name] = plain[field.name].dt.strftime(catalogue.FORMATS[field.type]).fillna("").astype("str")
    if path.suffix == ".parquet":
        plain.to_parquet(path, index=False, compression="zstd")
    else:
        plain.to_csv(path, index=False, lineterminator="\n")


def _logged(log: pd.DataFrame, differences: list[Difference], vintage: str) -> pd.DataFrame:
    """Return the log of refreshes with a row for each table that changed; a second run on a day replaces the first."""
    rows = []
    for change in differences:
        months, top = change.new_months, change.revised.head(1).to_dict("records")
        before, after = (top[0].pop("before"), top[0].pop("after")) if top else (None, None)
        numeric = isinstance(before, int | float) and isinstance(after, int | float)
        rows.append(
            {
                "vintage": vintage,
                "table": change.table,
                "first_new_month": months[0] if months else pd.NaT,
                "last_new_month": months[-1] if months else pd.NaT,
                "rows_added": len(change.added),
                "rows_revised": len(change.revised),
                "rows_removed": len(change.removed),
                "largest_revision": row_name(top[0]) if top else "",
                "largest_revision_before": before if numeric else float("nan"),
                "largest_revision_after": after if numeric else float("nan"),
            }
        )
    new = pd.DataFrame(rows, columns=list(log.columns)).astype(log.dtypes.to_dict())
    both = pd.concat([log, new]) if len(log) else new
    return both.drop_duplicates(["vintage", "table"], keep="last").sort_values(["vintage", "table"], ignore_index=True)


def _check(staging: Path) -> None:
    """Run every check of ``trade-report data check`` on the staged folder, in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-c", "from analysis.cli import main; main()", "data", "check"],
        env={**os.environ, "TRADE_REPORT_DATA": str(staging)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        lines = result.stderr.strip().splitlines() or ["no message"]
        raise ReportError(f"the new reading fails a check: {lines[-1].removeprefix('trade-report: ')}")
