"""The engine on the command line: worked products, ranges, steps, and what is refused."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import reading, trade_report

from analysis.data import catalogue
from analysis.data.catalogue import DESCRIPTOR


def look_up(code: str, day: str, partner: str = "VNM") -> dict[str, object]:
    """Return a look-up as JSON."""
    run = trade_report("rate", code, "--partner", partner, "--on", day, "--json")
    assert run.returncode == 0, run.stderr
    found: dict[str, object] = json.loads(run.stdout)
    return found


def test_a_cotton_sweater_on_the_day_of_46_percent() -> None:
    found = look_up("6110.20.20.79", "2025-04-09")
    assert found["general_rate"] == "16.5%"
    assert found["total_pct"] == pytest.approx(16.5 + 46)
    (charge,) = found["charges"]
    assert charge["authority"] == "IEEPA"
    assert charge["basis"][0]["event"] == "U006"
    assert charge["basis"][0]["url"].startswith("https://")


def test_a_smartphone_is_exempt_and_says_why() -> None:
    found = look_up("8517130000", "2025-04-10")
    assert found["total_pct"] == 0
    assert any("9903.01.32" in not_charged["reason"] for not_charged in found["not_charged"])


def test_a_day_after_the_record_is_answered_with_its_last_day() -> None:
    run = trade_report("rate", "6109100004", "--on", "2027-05-01")
    assert run.returncode == 0
    assert "on 2026-10-09, the last day of the record" in run.stdout


def test_a_record_that_ends_later_needs_no_code(tmp_path: Path) -> None:
    # Proclamation 11000 raises kitchen cabinets from 25% to 50% on 1 January 2027.
    data = shutil.copytree(catalogue.DATA, tmp_path / "data")
    descriptor = data / DESCRIPTOR
    descriptor.write_text(
        descriptor.read_text("utf-8").replace('"as_of": "2026-10-09"', '"as_of": "2027-01-15"'), "utf-8"
    )
    with reading(data):
        assert "Section 232 50%" in trade_report("rate", "9403409060", "--on", "2027-01-10").stdout


def test_a_prefix_gives_the_range_and_the_mean() -> None:
    run = trade_report("rate", "611020", "--partner", "Vietnam", "--on", "2025-10-01")
    assert "import-weighted mean 36.49%" in run.stdout


def test_a_range_of_one_rate_names_it_once() -> None:
    run = trade_report("rate", "8471.30", "--on", "2026-10-09")
    assert ": 1 line\n" in run.stdout
    assert "  total 0%, import-weighted" in run.stdout


def test_a_condition_makes_a_case() -> None:
    # 35% under EO 14325 (9903.01.10), nothing for goods entered free under USMCA (9903.01.14).
    found = look_up("6109100012", "2025-09-01", "CAN")
    assert [(case["if"], case["additional_pct"], case["total_pct"]) for case in found["cases"]] == [
        (None, 35, 51.5),
        ("the goods originate under USMCA", 0, 0),
    ]
    text = trade_report("rate", "6109.10.00.12", "--partner", "CAN", "--on", "2025-09-01").stdout
    assert "total 51.50% of customs value, if none of these holds:" in text
    assert "total 0% if the goods originate under USMCA" in text


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["rate", "99"], "not a code"),
        (["rate", "61102020AB"], "not a code"),
        (["rate", "0000000000"], "0000000000"),
        (["rate", "8517130000", "--on", "2024-05-01"], "2025-01-01"),
        (["rate", "8517130000", "--on", "2025-02-30"], "not a day"),
        (["rate", "8517130000", "--partner", "Tailand"], "Thailand"),
        (["rate", "8517130000", "--partner", "XUS"], "'XUS' is not a country"),
        (["rates", "--partner", "-"], "'-' is not a country"),
        (["rates", "--format", "xml"], "table, csv or json"),
        (["rates", "--weights", "2023"], "2024"),
        (["rates", "--partner", "DEU"], "DEU"),
        (["claims", "--document", "9"], "known: 000"),
        (["claims", "--verdict", "contradictd"], "contradicted"),
        (["claims", "--format", "xml"], "table, csv or json"),
    ],
)
def test_what_is_refused_is_one_line(words: list[str], part: str) -> None:
    run = trade_report(*words)
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.strip().splitlines()) == 1
    assert part in run.stderr


def test_steps_have_the_columns_of_the_design_and_follow_each_other() -> None:
    rows = list(csv.DictReader(io.StringIO(trade_report("rates", "--partner", "VNM", "--format", "csv").stdout)))
    assert list(rows[0])[:3] == ["valid_from", "valid_until", "base_pct"]
    assert list(rows[0])[-3:] == ["additional_pct", "total_pct", "partial"]
    assert [row["valid_until"] for row in rows[:-1]] == [row["valid_from"] for row in rows[1:]]
    assert rows[-1]["valid_until"] == ""
    for row in rows:
        parts = sum(
            float(value)
            for name, value in row.items()
            if name.endswith("_pct") and name[:4] not in ("base", "addi", "tota")
        )
        assert parts == pytest.approx(float(row["additional_pct"]), abs=1e-3)


def test_the_table_names_its_weights() -> None:
    assert "import-weighted, imports for consumption 2024" in trade_report("rates").stdout


def test_claims_as_json_and_csv_agree() -> None:
    as_json = json.loads(trade_report("claims", "--document", "003", "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(trade_report("claims", "--document", "003", "--format", "csv").stdout)))
    assert [row["claim"] for row in as_json] == [row["claim"] for row in as_csv]
    assert len(as_csv) > 10


def test_a_look_up_imports_no_more_than_it_needs() -> None:
    code = (
        "import sys; from analysis import cli\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'scipy', 'matplotlib', 'rich', 'yaml', 'httpx', 'papermill'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "rate", "6109100012", "--partner", "VNM"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "T-shirts" in run.stdout
    assert run.stderr.strip() == ""
