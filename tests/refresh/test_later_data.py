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
        [sys.executable, "-m", "pytest", str(part), "-q", "-p", "no:cacheprovider"],
        env={**os.environ, "TRADE_REPORT_DATA": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_on_a_refreshed_vintage(project: Path, client: Client, server: Server) -> None:
    """A new month of every series, and a year of the totals revised."""
    server.world.extend_all()
    newest = load("goods_by_partner")["month"].max()
    for month in pd.date_range(f"{newest.year - 1}-01-01", f"{newest.year - 1}-12-01", freq="MS"):
        server.world.revise("goods_by_partner", "general_imports_usd", 1.01, partner="VNM", month=month)
    result = run.refresh(client, at(server.base), NEXT + pd.DateOffset(months=2, days=4))
    (totals,) = [change for change in result.differences if change.table == "goods_by_partner"]
    assert (len(totals.revised), totals.new_months) == (12, [NEXT])
    passes(project)


def test_on_a_record_that_ends_later(project: Path) -> None:
    """Three months in which the law stays as it is."""
    end_record(project, catalogue.as_of() + pd.DateOffset(months=3))
    passes(project, LIVE / "tariffs")


def test_on_a_proclamation_under_a_new_authority(project: Path) -> None:
    """15% on all goods of Viet Nam for two of the three months, under a law that no measure rests on."""
    first = catalogue.as_of() + pd.Timedelta(days=1)
    until = first + pd.DateOffset(months=2)
    first_day = f"{first:%Y-%m-%d}"
    dates = {"valid_until": f"{until:%Y-%m-%d}", "authority": "Section 888"}
    add(project, "tariff_authorities", "Section 338", authority="Section 888", order="99")
    add(project, "tariff_programs", "forced_labour_301", program="discrimination")
    add(
        project,
        "tariff_events",
        "U045",
        event="X01",
        announced=first_day,
        effective=first_day,
        rate_vietnam_pct="15",
        **dates,
    )
    add(
        project,
        "tariff_measures",
        "labour_12_5",
        measure="discrimination_15",
        program="discrimination",
        event="X01",
        instrument="Proc 99999",
        hts_heading="not yet printed",
        valid_from=first_day,
        partners="VNM",
        rate_pct="15",
        **dates,
    )
    end_record(project, until + pd.DateOffset(months=1))
    passes(project, LIVE / "tariffs")


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
