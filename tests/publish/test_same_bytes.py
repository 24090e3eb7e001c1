"""Two builds of one commit are the same, byte for byte, whatever differs around them."""

import json
from pathlib import Path

import pytest
from tiny_book import tree

from analysis.parameters import Parameters
from analysis.publish.build import Result, Settings, build

Whole = tuple[Path, Result, Settings]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default book again: elsewhere, later, with another engine, number of workers and cache."""
    folder = tmp_path_factory.mktemp("again") / "deeper" / "down"
    build(Parameters(), folder / "book", settings=Settings("kernel", workers=3, cache=folder / "cache"))
    return folder / "book"


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
    here = str(whole[0].parent).encode()
    assert not [path for path in whole[0].rglob("*") if path.is_file() and here in path.read_bytes()]


def test_sphinx_leaves_nothing_of_its_own(whole: Whole) -> None:
    assert not list(whole[0].rglob(".*"))
