"""The tests in ``tests/live`` pass on every correct vintage: on a refreshed one, a later one, and under new law."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sources_server import NEXT, Server, forget

from analysis.data import catalogue, load
from analysis.data.seal import ABOUT, seal
from analysis.refresh import run
from analysis.refresh.client import Client
from analysis.refresh.sources import at

LIVE = Path(__file__).parents[1] / "live"
pytestmark = pytest.mark.long  # each runs a part of the suite again


def passes(project: Path, part: Path = LIVE) -> None:
    """Run the tests in ``part`` on the copied data; fail with their report if one fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(part), "-q", "-p", "no:cacheprovider", "-m", "not live and not fuzz"],
        env={**os.environ, "TRADE_REPORT_DATA": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_on_a_refreshed_vintage_whose_record_ends_later(project: Path, client: Client, server: Server) -> None:
    """A new month of every series, a year of the totals revised, and three months in which the law stays as it is."""
    server.world.extend_all()
    newest = load("goods_by_partner")["month"].max()
    for month in pd.date_range(f"{newest.year - 1}-01-01", f"{newest.year - 1}-12-01", freq="MS"):
        server.world.revise("goods_by_partner", "general_imports_usd", 1.01, partner="VNM", month=month)
    result = run.refresh(client, at(server.base), NEXT + pd.DateOffset(months=2, days=4))
    (totals,) = [change for change in result.differences if change.table == "goods_by_partner"]
    assert (len(totals.revised), totals.new_months) == (12, [NEXT])
    end_record(project, catalogue.as_of() + pd.DateOffset(months=3))
    passes(project)


def test_on_proclamations_of_the_records_last_weeks(project: Path) -> None:
    """One in force for three weeks on all goods, one since the last day, one announced and not yet in force."""
    last = catalogue.as_of()
    proclaim(project, "X01", last - pd.Timedelta(days=21), partners="ALL")
    proclaim(project, "X02", last)
    proclaim(project, "X03", last + pd.DateOffset(months=1), announced=last)
    end_record(project, last)
    passes(project)


def test_on_a_proclamation_after_the_record(project: Path) -> None:
    """In force for two of three months by which the record grows."""
    first = catalogue.as_of() + pd.Timedelta(days=1)
    until = first + pd.DateOffset(months=2)
    proclaim(project, "X01", first, until=until)
    end_record(project, until + pd.DateOffset(months=1))
    passes(project, LIVE / "tariffs")


def proclaim(
    project: Path,
    event: str,
    first: pd.Timestamp,
    *,
    announced: pd.Timestamp | None = None,
    until: pd.Timestamp | None = None,
    partners: str = "VNM",
) -> None:
    """Add 15% on all goods of ``partners`` from ``first`` on, under a statute that no measure rests on."""
    authority, program = f"Section 888 {event}", f"discrimination_{event.lower()}"
    ends = f"{until:%Y-%m-%d}" if until else ""
    name = {"authority": authority, "short_name": f"Made-up: {authority}"}
    add(project, "tariff_authorities", "Section 338", order=f"9{event[1:]}", **name)
    add(project, "tariff_programs", "forced_labour_301", program=program)
    add(
        project,
        "tariff_events",
        "U045",
        event=event,
        announced=f"{announced or first:%Y-%m-%d}",
        effective=f"{first:%Y-%m-%d}",
        valid_until=ends,
        authority=authority,
        rate_vietnam_pct="15",
    )
    add(
        project,
        "tariff_measures",
        "labour_12_5",
        measure=f"{program}_15",
        program=program,
        authority=authority,
        event=event,
        instrument="Proc 99999",
        hts_heading="9903.99.99",
        valid_from=f"{first:%Y-%m-%d}",
        valid_until=ends,
        partners=partners,
        rate_pct="15",
    )


def add(project: Path, table: str, like: str, **changes: str) -> None:
    """Add a row to a table of the law: a copy of the row whose first cell is ``like``, with ``changes``."""
    rows = pd.read_csv(project / f"{table}.csv", dtype=str, keep_default_na=False)
    new = rows[rows.iloc[:, 0] == like].assign(**changes)
    pd.concat([rows, new]).to_csv(project / f"{table}.csv", index=False, lineterminator="\n")


def end_record(project: Path, day: pd.Timestamp) -> None:
    """Let the record of the law end on ``day``, and seal the tables."""
    file = project / ABOUT
    file.write_text(re.sub(r"as_of: .*", f"as_of: '{day:%Y-%m-%d}'", file.read_text("utf-8")), "utf-8")
    forget()
    seal()
