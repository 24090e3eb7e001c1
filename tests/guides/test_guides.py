"""What a guide tells a newcomer to do works: its rows and files are added to a copy, and its commands are run."""

import os
import re
import shlex
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

from analysis.data import catalogue
from analysis.publish.toc import BOOK
from analysis.tariffs.measures import split

ROOT = Path(__file__).parents[2]
GUIDES = BOOK / "guides"
ADDED = re.compile(r"Add to `([\w./]+)`:\n\n```text\n(.*?)```", re.DOTALL)
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ADDING = ("add_law", "add_claim", "add_table", "add_chapter")
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


def commands(guide: str) -> list[list[str]]:
    """Return the words of each command that a guide tells to run."""
    blocks = COMMANDS.findall((GUIDES / f"{guide}.md").read_text("utf-8"))
    return [words for block in blocks for line in block.splitlines() if (words := shlex.split(line, comments=True))]


def told(guide: str) -> str:
    """Return what the commands of a guide that read the data alone print; the first seals them."""
    first, *others = [words[1:] for words in commands(guide) if words[0] == "trade-report" and words[1] != "messages"]
    assert first == ["data", "seal"]
    report(*first)
    with reading(catalogue.DATA):
        return "\n".join(report(*words) for words in others)


def test_the_law_of_the_guide_is_charged(project: Path) -> None:
    follow("add_law", project)
    assert "Section 999 5%  Proclamation 99999" in told("add_law")
    with reading(project / "data"):
        assert "Proclamation 99999" not in report("rate", "6109100012", "--partner", "THA", "--on", "2026-10-05")


def test_the_claim_of_the_guide_is_checked(project: Path) -> None:
    follow("add_claim", project)
    assert re.search("^000-99 +confirmed", told("add_claim"), re.MULTILINE)


def tree(folder: Path, *names: str) -> Path:
    """Return ``folder`` with a copy of the files of this project that are named."""
    for name in names:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    return folder


def run_in(folder: Path, *words: str) -> str:
    """Return what Python prints in a copy of the project."""
    env = {**os.environ, "PYTHONPATH": str(folder)}
    run = subprocess.run([sys.executable, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def follow_chapter(project: Path) -> None:
    """Write the module and the notebook that the guide to a chapter gives."""
    follow("add_chapter", project)
    cells = re.findall(
        r"```python\n(.*?)```", (GUIDES / "add_chapter.md").read_text("utf-8").split("Cells of")[1], re.S
    )
    assert cells[2] == "made_up.opening(p)\n", "tests/publish/test_notebooks.py asks every chapter to open so"
    heading = nbformat.v4.new_markdown_cell("# Made up")
    notebook = nbformat.v4.new_notebook(cells=[heading, *(nbformat.v4.new_code_cell(cell.strip()) for cell in cells)])
    notebook.cells[1].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, project / "notebooks/made_up.ipynb")


def test_the_chapter_of_the_guide_runs(tmp_path: Path) -> None:
    project = tree(tmp_path, "analysis", "notebooks", "data")
    follow_chapter(project)
    made = project / run_in(project, "-m", "analysis.cli", "run", "made_up").strip()
    assert "months of trade" in nbformat.read(made, as_version=4).cells[-1].outputs[0]["data"]["text/plain"]


def test_the_table_of_the_guide_is_loaded_and_guarded(project: Path) -> None:
    follow("add_table", project)
    assert "made_up: 2 rows, digest and schema hold" in told("add_table")
    (project / "data/made_up.csv").write_text("partner,month,containers\nVNM,2026-07,-1\n", "utf-8")
    with pytest.raises(AssertionError, match=r"containers.*-1"):
        report("data", "seal")
    (project / "data/made_up.csv").write_text("partner,month,containers\nVNX,2026-07,1\n", "utf-8")
    with pytest.raises(AssertionError, match=r"made_up.*VNX"):
        report("data", "seal")


@pytest.mark.long
def test_every_command_of_the_guides_runs_in_one_project(tmp_path: Path) -> None:
    """All four additions side by side; then nothing is left to do but to translate what is new."""
    project = tree(tmp_path, "analysis", "book", "data", "notebooks", "tests")
    for guide in ADDING[:3]:
        follow(guide, project)
    follow_chapter(project)
    contents = project / "book/_toc.yml"
    listed = contents.read_text("utf-8").replace("- file: news", "- file: news\n      - file: made_up")
    contents.write_text(listed, "utf-8")
    asked = dict.fromkeys(tuple(words) for guide in ADDING for words in commands(guide))
    said = {
        words: run_in(project, *(["-m", "analysis.cli"] if words[0] == "trade-report" else []), *words[1:])
        for words in asked
    }
    left = {line.split(":")[0] for line in said["trade-report", "messages"].splitlines()}
    tables = {"tables", *(f"tables.{name}" for name in ("claims", "tariff_authorities", "tariff_events"))}
    assert {f"vi/{name}.po" for name in (*tables, "chapters.made_up", "notebooks.made_up")} <= left
    frozen = (project / "tests/frozen_data/claims.csv").read_text("utf-8")
    assert frozen == (project / "data/claims.csv").read_text("utf-8")


@pytest.mark.parametrize("page", [*sorted(GUIDES.glob("*.md")), ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_every_path_that_a_guide_names_is_there(page: Path) -> None:
    made = ("build/", "data/made_up", "analysis/chapters/made_up", "notebooks/made_up")
    named = re.findall(r"`((?:analysis|book|data|tests|notebooks|\.github)/[\w./-]+)`", page.read_text("utf-8"))
    assert [path for path in named if not path.startswith(made) and not (ROOT / path).exists()] == []


def test_a_cell_of_several_names_is_split_as_the_guide_says() -> None:
    assert split("VNM;THA") == ("VNM", "THA")
