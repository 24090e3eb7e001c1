"""The command line as a user meets it: a result and status 0, or one or two plain lines and status 1."""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from in_process import reading, trade_report

from analysis.cli import options


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each command an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["build", "--partner", "Tailand"], ["Tailand", "Thailand"]),
        (["build", "--start", "2024-13"], ["2024-13", "YYYY-MM"]),
        (["build", "--start", "2025-01", "--end", "2024-01"], ["2025-01", "after end", "1999-01 to 2026-08"]),
        (["build", "--partner", "KHM", "--start", "2025-06"], ["no data", "2013-01 to 2024-12"]),
        (["build", "-p", "pers=CHN"], ["pers", "peers"]),
        (["build", "-p", "peers"], ["NAME=VALUE"]),
        (["build", "--engine", "steam"], ["'steam'", "known: fork, kernel"]),
        (["editions", "Tailand", "Viet Nan"], ["Thailand", "Viet Nam"]),
        (["run", "balances"], ["balances", "nearest: balance"]),
        (["build", "--start", "1999-01", "--partner", "XUS"], ["'XUS' is not a country"]),
        (["run", "nothing"], ["nothing", "chapters: balance, before_after"]),
        (["rate", "6.1091E+09"], ["'6.1091E+09'", "10 digits"]),
        (["rates", "--out", "nowhere/rates.csv"], ["--out nowhere/rates.csv", "no folder nowhere"]),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(words: list[str], parts: list[str], tmp_path: Path) -> None:
    run = trade_report(*words)
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.strip().splitlines()) <= 2
    assert all(part in run.stderr for part in parts), run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_edition_that_is_refused_does_not_take_the_others_with_it() -> None:
    # The newest totals of Thailand that the data hold are of December 2024, those of Viet Nam of August 2026.
    editions, refused = options.editions(["THA", "VNM"], {"end": "2026-06"}, None)
    assert [edition.partner for edition in editions] == ["VNM"]
    assert len(refused) == 1 and refused[0].startswith("THA: end 2026-06 is after the last month")


def test_debug_shows_the_traceback() -> None:
    command = [sys.executable, "-m", "analysis.cli", "--debug", "build", "--partner", "Tailand"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "Traceback" in run.stderr


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    run = trade_report("build", "--out", "mine")
    assert run.returncode == 1
    assert "holds no earlier book" in run.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "letter.txt"]


@pytest.mark.parametrize("words", [["build"], ["editions", "THA"]], ids=" ".join)
def test_an_output_below_a_file_is_refused_before_anything_is_built(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("keep")
    run = trade_report(*words, "--out", "file/html", "-q")
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1 and "file" in run.stderr
    assert "Traceback" not in run.stderr


def test_run_prints_the_path_of_the_executed_notebook(tmp_path: Path) -> None:
    run = trade_report("run", "ranks", "--partner", "IRL")
    assert run.returncode == 0, run.stderr
    text = (tmp_path / run.stdout.strip()).read_text("utf-8")
    assert "deficit with Ireland" in text
    assert "deficit with Viet Nam ranked" not in text


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["rate", "8517130000", "--partnr", "VNM"], "--partnr"),
        (["run"], "Missing argument"),
        (["rates", "--format"], "--format"),
        (["nothing"], "nothing"),
    ],
)
def test_a_mistyped_command_is_one_plain_line(words: list[str], part: str) -> None:
    run = trade_report(*words)
    assert run.returncode == 2
    assert len(run.stderr.strip().splitlines()) == 1
    assert run.stderr.startswith("trade-report: ")
    assert part in run.stderr


def test_what_is_piped_is_utf_8_whatever_the_surroundings_say() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "analysis.cli", "rate", "6109100012", "--partner", "TUR"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert "from Türkiye on" in run.stdout.decode("utf-8")


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_data_folder_that_is_none_is_one_line(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("mine")
    with reading(tmp_path / folder):
        run = trade_report("rate", "6109100012")
    assert run.returncode == 1
    assert run.stderr.startswith(f"trade-report: {tmp_path / folder}/datapackage.json: ")
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("start", [["trade-report"], ["python", "-m", "analysis"]])
def test_the_version_is_that_of_the_project(start: list[str]) -> None:
    known = Path(sys.executable).parent
    run = subprocess.run([known / start[0], *start[1:], "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == f"{version('trade-report')}\n"


def test_help_names_every_chapter_and_says_what_every_parameter_means() -> None:
    run = trade_report("run", "-h")
    assert run.returncode == 0
    told = " ".join(run.stdout.split())
    assert "Chapters: balance, before_after," in told
    assert "base_year: year with which the newest figures are compared (a year, 2014 to 2024)." in told


@pytest.mark.parametrize("words", ["trade-report run bal", "trade-report notebooks bal"])
def test_the_shell_completes_the_name_of_a_chapter(words: str) -> None:
    asked = {"_TRADE_REPORT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
    command = [Path(sys.executable).parent / "trade-report"]
    run = subprocess.run(command, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["balance"]


TABLES = [
    ["claims", "--document", "003"],
    ["rates"],
    ["rate", "9403.60.80.81"],
    ["rate", "9403"],
    ["scenario", "-p", "draws=100"],
    ["data", "diff", "2025-02", "2026-10"],
]


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_every_table_is_printed_and_written_in_the_same_forms(words: list[str], tmp_path: Path) -> None:
    printed = {form: trade_report(*words, "--format", form).stdout for form in ("table", "csv", "json")}
    for name in ("t.csv", "t.json", "t.xlsx"):
        run = trade_report(*words, "--out", name)
        assert (run.returncode, run.stdout, run.stderr) == (0, f"{name}\n", "")
    assert (tmp_path / "t.csv").read_text("utf-8") == printed["csv"]
    assert (tmp_path / "t.json").read_text("utf-8") == printed["json"]
    assert json.loads(printed["json"]) and printed["table"].strip()
    rows = list(csv.reader(io.StringIO(printed["csv"])))
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert all(
            f">{html.escape(head, quote=False)}<" in book.read("xl/sharedStrings.xml").decode() for head in rows[0]
        )
    assert len(re.findall("<row ", sheet)) == len(rows)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv", "t.json", "t.xlsx"]


def test_a_file_whose_name_says_no_form_is_refused(tmp_path: Path) -> None:
    run = trade_report("rates", "--out", "rates.doc")
    assert run.returncode == 1
    assert ".csv, .json or .xlsx" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_percentage_is_told_how_it_is_written() -> None:
    run = trade_report("scenario", "--tariff", "10%")
    assert run.returncode == 1
    assert "write 10% as 0.1" in run.stderr
