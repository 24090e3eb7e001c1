"""What a guide tells a newcomer to do works: its rows and files are added to a copy, and its commands are run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from in_process import reading, trade_report

from analysis.publish.toc import BOOK
from analysis.tariffs.measures import split

ROOT = Path(__file__).parents[2]
GUIDES = BOOK / "guides"
ADDED = re.compile(r"Add to `([\w./]+)`:\n\n```text\n(.*?)```", re.DOTALL)
WRITTEN = re.compile(r"Write `([\w./]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a copy of the data, which the catalogue reads; a newcomer changes both."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    with reading(tmp_path / "data"):
        yield tmp_path


def follow(guide: str, project: Path) -> None:
    """Add the rows and write the files that a guide gives."""
    text = (GUIDES / f"{guide}.md").read_text("utf-8")
    for name, rows in ADDED.findall(text):
        table = pd.read_csv(project / name, dtype=str, keep_default_na=False)
        new = pd.read_csv(StringIO(rows), dtype=str, keep_default_na=False)
        assert set(new) <= set(table), f"{guide}.md names columns that {name} does not have"
        whole = pd.concat([table, new.reindex(columns=table.columns, fill_value="")])
        whole.to_csv(project / name, index=False, lineterminator="\n")
    for name, content in WRITTEN.findall(text):
        (project / name).write_text(content, "utf-8")


def report(*words: str) -> str:
    """Return what the command line prints."""
    run = trade_report(*words)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_law_of_the_guide_is_charged(project: Path) -> None:
    follow("add_law", project)
    report("data", "seal")
    with reading(project / "data"):
        report("data", "check")
        asked = ("rate", "6109100012", "--on", "2026-10-05", "--partner")
        assert "Section 999 5%  Proclamation 99999" in report(*asked, "VNM")
        assert "Proclamation 99999" not in report(*asked, "THA")


def test_the_claim_of_the_guide_is_checked(project: Path) -> None:
    follow("add_claim", project)
    report("data", "seal")
    with reading(project / "data"):
        assert "000-99" in report("claims", "--document", "000", "--verdict", "confirmed")


def test_the_chapter_of_the_guide_runs(tmp_path: Path) -> None:
    for folder in ("analysis", "notebooks", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    follow("add_chapter", tmp_path)
    cells = re.findall(
        r"```python\n(.*?)```", (GUIDES / "add_chapter.md").read_text("utf-8").split("Cells of")[1], re.S
    )
    assert cells[2] == "made_up.opening(p)\n", "tests/publish/test_notebooks.py asks every chapter to open so"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, tmp_path / "notebooks/made_up.ipynb")
    run = subprocess.run(
        [sys.executable, "-m", "analysis.cli", "run", "made_up"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    made = tmp_path / run.stdout.strip()
    assert "months of trade" in nbformat.read(made, as_version=4).cells[-1].outputs[0]["data"]["text/plain"]


def test_the_table_of_the_guide_is_loaded_and_guarded(project: Path) -> None:
    follow("add_table", project)
    report("data", "seal")
    with reading(project / "data"):
        report("data", "check")
    (project / "data/made_up.csv").write_text("partner,month,containers\nVNM,2026-07,-1\n", "utf-8")
    with pytest.raises(AssertionError, match=r"containers.*-1"):
        report("data", "seal")
    (project / "data/made_up.csv").write_text("partner,month,containers\nVNX,2026-07,1\n", "utf-8")
    with pytest.raises(AssertionError, match=r"made_up.*VNX"):
        report("data", "seal")


@pytest.mark.parametrize("page", [*sorted(GUIDES.glob("*.md")), ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_every_path_that_a_guide_names_is_there(page: Path) -> None:
    made = ("build/", "data/made_up", "analysis/chapters/made_up", "notebooks/made_up")
    named = re.findall(r"`((?:analysis|book|data|tests|notebooks|\.github)/[\w./-]+)`", page.read_text("utf-8"))
    assert [path for path in named if not path.startswith(made) and not (ROOT / path).exists()] == []


def test_a_cell_of_several_names_is_split_as_the_guide_says() -> None:
    assert split("VNM;THA") == ("VNM", "THA")
