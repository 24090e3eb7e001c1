"""A statute that nobody has seen: each page and command takes it from the tables."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import catalogue

NAME, SHORT = "Section 999", "Made-up goods: Section 999"
TOTALS = ("additional_pct", "total_pct")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a copy of the data in which a new statute charges 15% on all goods of Viet Nam."""
    data = shutil.copytree(catalogue.DATA, tmp_path_factory.mktemp("made_up") / "data")
    add(data / "tariff_authorities.csv", f"{NAME},Made-up Act,{SHORT},0 USC 0,9,authority.other,timeline.html")
    measures = pd.read_csv(data / "tariff_measures.csv", dtype=str, keep_default_na=False)
    row = measures.query("measure == 'labour_12_5'").assign(
        measure="made_up", program="made_up", authority=NAME, valid_from="2026-09-01", partners="VNM", rate_pct="15"
    )
    pd.concat([measures, row]).to_csv(data / "tariff_measures.csv", index=False, lineterminator="\n")
    add(data / "tariff_programs.csv", "made_up,Made-up duty,independent,99,made up")
    environment = {**os.environ, "TRADE_REPORT_DATA": str(data)}
    run(environment, "data", "seal")
    return environment


def add(file: Path, line: str) -> None:
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")


def run(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "analysis.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_pages_show_a_new_statute_in_legend_words_and_sum(made_up: dict[str, str]) -> None:
    code = """
import json
from analysis.chapters import default_rate_words, effective, news, summary, timeline
from analysis.parameters import parse
p = parse({})
figure, steps = effective.day_by_day(p), timeline.default_rate(p)
print(json.dumps([figure.sentence, steps.sentence, timeline.findings(p).paragraphs[0], summary.headline(p).sentence,
                  list(effective._parts(figure.data)), list(steps.data.columns)]))
"""
    done = subprocess.run([sys.executable, "-c", code], env=made_up, capture_output=True, text=True, check=True)
    average, steps, default, first_page, legend, columns = json.loads(done.stdout)
    assert f"({SHORT})" in average
    assert NAME in legend
    assert "section_999_pct" in columns
    assert "27.5% (under Section 301 (12.5%) and Section 999 (15%)) since 1 September 2026" in steps
    assert "**27.5%**" in default and "Section 999 (15%)" in default
    assert "27.5%" in first_page and NAME in first_page


def test_commands_show_a_new_statute(made_up: dict[str, str]) -> None:
    rates = run(made_up, "rates", "--partner", "VNM", "--format", "csv").splitlines()
    last = dict(zip(rates[0].split(","), rates[-1].split(","), strict=True))
    parts = [float(value) for name, value in last.items() if name.endswith("_pct") and name not in TOTALS]
    assert "section_999_pct" in last
    assert sum(parts) == pytest.approx(float(last["total_pct"]), abs=1e-3)
    assert "Section 999 15%" in run(made_up, "rate", "6110202079", "--partner", "VNM", "--on", "2026-10-01")
