"""Two builds of one commit are the same, byte for byte, whatever differs around them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_book import tree

from analysis.parameters import Parameters
from analysis.publish.build import Result, build
from analysis.publish.settings import Settings

ROOT = Path(__file__).parents[2]
SURROUNDINGS = {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "MPLBACKEND": "agg"}
Whole = tuple[Path, Result, Settings]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default book again: by a copy of the project in another folder, later, with other surroundings and settings.

    Other engine, number of workers and cache, time zone, locale, order of sets, and a matplotlibrc in the way.
    """
    copy = tmp_path_factory.mktemp("again") / "deeper" / "down"
    for name in ("analysis", "book", "data", "notebooks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", copy)
    (copy / "matplotlibrc").write_text("lines.linewidth: 9\nfont.size: 30\n")
    subprocess.run(
        [sys.executable, "-m", "analysis.cli", "build", "--engine", "kernel", "--workers", "3"],
        cwd=copy,
        env={**os.environ, **SURROUNDINGS, "PYTHONPATH": str(copy)},
        check=True,
        capture_output=True,
    )
    return copy / "build" / "html"


def test_two_builds_are_the_same(whole: Whole, again: Path) -> None:
    assert tree(again) == tree(whole[0])


def test_book_from_cache_is_the_same(whole: Whole, tmp_path: Path) -> None:
    result = build(Parameters(), tmp_path / "html", settings=whole[2])
    assert {step.status for step in result.steps} == {"reused"}
    assert tree(tmp_path / "html") == tree(whole[0])


def test_manifest_says_how_the_book_was_made(whole: Whole) -> None:
    manifest = json.loads((whole[0] / "run.json").read_text("utf-8"))
    assert manifest["parameters"]["partner"] == "VNM"
    assert manifest["tables"]["partners"]["hash"].startswith("sha256:")
    assert {chapter["status"] for chapter in manifest["chapters"].values()} == {"ran"}
    assert manifest["versions"].keys() >= {"pandas", "papermill", "jupyter-book"}


def test_nothing_but_the_manifest_knows_where_it_was_built(whole: Whole) -> None:
    names = [str(folder).encode() for folder in (whole[0].parent, ROOT)]
    files = [path for path in whole[0].rglob("*") if path.is_file() and path.name != "run.json"]
    assert not [path for path in files if any(name in path.read_bytes() for name in names)]


def test_sphinx_leaves_nothing_of_its_own(whole: Whole) -> None:
    assert not list(whole[0].rglob(".*"))
