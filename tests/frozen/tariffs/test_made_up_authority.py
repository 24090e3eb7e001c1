"""A statute that nobody has seen: each page and command takes it from the tables."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from in_process import reading, trade_report

from analysis import news_items
from analysis.chapters import effective, summary, timeline
from analysis.data import catalogue
from analysis.data.seal import seal
from analysis.parameters import parse

NAME, SHORT = "Section 999", "Made-up goods: Section 999"
TOTALS = ("additional_pct", "total_pct")


@pytest.fixture(scope="module", autouse=True)
def _made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the tests read a copy of the data in which a new statute charges 15% on all goods of Viet Nam."""
    data = shutil.copytree(catalogue.DATA, tmp_path_factory.mktemp("made_up") / "data")
    add(data / "tariff_authorities.csv", f"{NAME},Made-up Act,{SHORT},0 USC 0,9,authority.other,timeline.html")
    measures = pd.read_csv(data / "tariff_measures.csv", dtype=str, keep_default_na=False)
    row = measures.query("measure == 'labour_12_5'").assign(
        measure="made_up", program="made_up", authority=NAME, valid_from="2026-09-01", partners="VNM", rate_pct="15"
    )
    pd.concat([measures, row]).to_csv(data / "tariff_measures.csv", index=False, lineterminator="\n")
    add(data / "tariff_programs.csv", "made_up,Made-up duty,independent,99,made up")
    with reading(data):
        seal()
        yield


def add(file: Path, line: str) -> None:
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")


def test_pages_show_a_new_statute_in_legend_words_and_sum() -> None:
    p = parse({})
    average, steps = effective.day_by_day(p), timeline.default_rate(p)
    default, first_page = timeline.findings(p).paragraphs[0], summary.headline(p).sentence
    assert average and steps
    assert f"({SHORT})" in average.sentence
    assert NAME in effective._parts(average.data)
    assert "section_999_pct" in steps.data
    assert "27.5% (under Section 301 (12.5%) and Section 999 (15%)) since 1 September 2026" in steps.sentence
    assert "**27.5%**" in default and "Section 999 (15%)" in default
    assert "27.5%" in first_page and NAME in first_page
    (told,) = (item for item in news_items.items(p) if item.day == pd.Timestamp("2026-09-01"))
    assert told.text.startswith("Since 1 September 2026, under Section 301 (12.5%) and Section 999 (15%) (")


def test_commands_show_a_new_statute() -> None:
    rates = trade_report("rates", "--partner", "VNM", "--format", "csv").stdout.splitlines()
    last = dict(zip(rates[0].split(","), rates[-1].split(","), strict=True))
    parts = [float(value) for name, value in last.items() if name.endswith("_pct") and name not in TOTALS]
    assert "section_999_pct" in last
    assert sum(parts) == pytest.approx(float(last["total_pct"]), abs=1e-3)
    assert "Section 999 15%" in trade_report("rate", "6110202079", "--partner", "VNM", "--on", "2026-10-01").stdout
