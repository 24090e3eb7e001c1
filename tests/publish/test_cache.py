"""A chapter runs again when something it depends on has changed, and only then."""

import hashlib
import json
import os
import random
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path

import pytest
from tiny_book import SETUP, tree, write_notebook

from analysis.parameters import Parameters, parse
from analysis.publish import import_graph, notebooks
from analysis.publish.build import build
from analysis.publish.cache import Cache
from analysis.publish.plan import plan_book
from analysis.publish.settings import Settings


def test_static_graph_holds_every_module_that_a_run_imports() -> None:
    source = notebooks.path(notebooks.chapters()[0])
    code = "\n".join(cell["source"] for cell in notebooks.head(source)["cells"] if cell["cell_type"] == "code")
    code += "\nimport sys\nprint(*(name for name in sys.modules if name.partition('.')[0] == 'analysis'))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    reached = import_graph.of_notebook(notebooks.head(source), source.name)
    assert set(run.stdout.split()) <= reached
    assert not any(name.startswith("analysis.publish") for name in reached)


def test_no_module_asks_the_catalogue_while_it_is_imported() -> None:
    """What a module asked for at import, before the fork, would not be known as asked for by the chapter."""
    modules = {
        module
        for name in notebooks.chapters()
        for module in import_graph.of_notebook(notebooks.head(notebooks.path(name)), name)
    }
    code = f"import {', '.join(sorted(modules))}\nprint(*analysis.data.catalogue.asked())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_reasons_are_told(settings: Settings, tmp_path: Path, names: list[str]) -> None:
    first = build(Parameters(), tmp_path / "html", settings=settings)
    second = build(parse({"start": "2020-01"}), tmp_path / "html", settings=settings)
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", "text('other words')")
    third = build(parse({"start": "2020-01"}), tmp_path / "html", settings=settings)
    assert [step.why for step in first.steps] == ["has not run before", "has not run before", ""]
    assert {step.why for step in second.steps} == {"parameter start '2020-01', was None", ""}
    assert {(step.name, step.status, step.why) for step in third.steps} == {
        (names[0], "reused", ""),
        (names[1], "ran", "notebook changed"),
        ("compile", "ran", ""),
    }


def test_chapters_found_empty_are_named_again_from_the_cache(
    settings: Settings, tmp_path: Path, names: list[str]
) -> None:
    nothing = f"{SETUP}\nfrom types import SimpleNamespace\nheld = SimpleNamespace(figure=lambda p: None)"
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", "held.figure(p)", setup=nothing)
    for status in ("ran", "reused"):
        result = build(Parameters(), tmp_path / "html", settings=settings)
        assert result.left_out == [names[1]]
        assert {step.status for step in result.steps} == {status}
        assert json.loads((tmp_path / "html" / "run.json").read_text("utf-8"))["left_out"] == [names[1]]


def test_only_the_damaged_chapter_runs(settings: Settings, tmp_path: Path, names: list[str]) -> None:
    result = build(Parameters(), tmp_path / "html", settings=settings)
    key = plan_book(Parameters(), settings).chapters[names[1]].key
    assert key
    for damaged in (key, result.key):
        (settings.cache / damaged).write_bytes(b"rubbish")
    again = build(Parameters(), tmp_path / "html", settings=settings)
    assert {step.name: step.why for step in again.steps if step.name != "compile"} == {
        names[0]: "",
        names[1]: "its cache entry was damaged",
    }


def test_a_change_of_code_that_changes_no_page_compiles_nothing(
    settings: Settings, tmp_path: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(Parameters(), tmp_path / "html", settings=settings)
    true = import_graph._digest
    changed = cache(lambda name: "other" if name == "analysis.present.words" else true(name))
    monkeypatch.setattr(import_graph, "_digest", changed)
    again = build(Parameters(), tmp_path / "again", settings=settings)
    assert {step.name: step.status for step in again.steps} == {names[0]: "ran", names[1]: "ran", "compile": "reused"}
    assert tree(tmp_path / "again") == tree(tmp_path / "html")


@pytest.mark.parametrize("content", [b"not compressed", zlib.compress(b'{"half": 1}'), zlib.compress(b"[1, 2]")])
def test_entries_of_another_form_are_as_good_as_none(settings: Settings, tmp_path: Path, content: bytes) -> None:
    build(Parameters(), tmp_path / "html", settings=settings)
    entries = set(settings.cache.iterdir())
    chapters = {str(chapter.key) for chapter in plan_book(Parameters(), settings).chapters.values()}
    for forged in ({file for file in entries if file.name in chapters}, entries):
        for file in forged:
            file.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        build(Parameters(), tmp_path / "again", settings=settings)
        assert tree(tmp_path / "again") == tree(tmp_path / "html")


def test_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    results = Cache(tmp_path, max_bytes=1000)
    for number in range(10):
        results.put(f"key{number}", random.Random(number).randbytes(200))
        os.utime(tmp_path / f"key{number}", (number, number))
    assert results.get("key0") == random.Random(0).randbytes(200)
    results.trim()
    kept = {f"key{number}" for number in range(10) if results.get(f"key{number}") is not None}
    assert kept == {"key0", "key9"}


def test_reuse_counts_as_use(settings: Settings, tmp_path: Path) -> None:
    build(Parameters(), tmp_path / "html", settings=settings)
    kept = {str(plan.key) for plan in plan_book(Parameters(), settings).chapters.values()}
    for file in settings.cache.iterdir():
        os.utime(file, (0, 0))
    build(Parameters(), tmp_path / "html", settings=settings)
    assert kept <= {file.name for file in settings.cache.iterdir() if file.stat().st_mtime}


def test_cache_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    results = Cache(tmp_path / "file")
    results.put("key", b"content")
    results.trim()
    assert results.get("key") is None


def test_key_is_unknown_until_every_chapter_ran(settings: Settings, tmp_path: Path) -> None:
    assert plan_book(Parameters(), settings).key is None
    result = build(Parameters(), tmp_path / "html", settings=settings)
    assert plan_book(Parameters(), settings).key == result.key
