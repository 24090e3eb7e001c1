"""A chapter runs again when something it depends on has changed, and only then."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from tiny_book import SETUP, tree, write_notebook

from analysis.parameters import Parameters, parse
from analysis.publish import import_graph, keys, notebooks, scripts
from analysis.publish.build import build
from analysis.publish.cache import Cache
from analysis.publish.plan import Chapter, plan_book
from analysis.publish.settings import Settings


@pytest.fixture(scope="module")
def imported() -> tuple[list[str], list[str]]:
    """Return what a new process asked the catalogue while it imported all that chapters reach, and what the first used.

    The first chapter runs after its own modules are imported and before those of the others are.
    """
    first, *others = [notebooks.path(name) for name in notebooks.chapters()]
    own = import_graph.of_notebook(notebooks.head(first), first.name)
    rest = {module for file in others for module in import_graph.of_notebook(notebooks.head(file), file.name)}
    cells = [cell["source"] for cell in notebooks.head(first)["cells"] if cell["cell_type"] == "code"]
    code = [
        f"import sys, {', '.join(sorted(own))}",
        "_told = analysis.data.catalogue.asked()",
        *cells,
        "_used = [name for name in sys.modules if name.partition('.')[0] == 'analysis']",
        "analysis.data.catalogue.forget()",
        f"import {', '.join(sorted(rest))}",
        "print(*_told, *analysis.data.catalogue.asked())",
        "print(*_used)",
    ]
    run = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, check=True)
    asked, used = run.stdout.splitlines()[-2:]
    return asked.split(), used.split()


def test_static_graph_holds_every_module_that_a_run_imports(imported: tuple[list[str], list[str]]) -> None:
    source = notebooks.path(notebooks.chapters()[0])
    reached = import_graph.of_notebook(notebooks.head(source), source.name)
    assert set(imported[1]) <= reached
    assert not any(name.startswith("analysis.publish") for name in reached)


def test_no_module_asks_the_catalogue_while_it_is_imported(imported: tuple[list[str], list[str]]) -> None:
    """What a module asked for at import, before the fork, would not be known as asked for by the chapter."""
    assert imported[0] == []


def test_reasons_are_told(built: Settings, tmp_path: Path, names: list[str]) -> None:
    first = told(tmp_path / "html")["chapters"]
    second = build(parse({"start": "2020-01"}), tmp_path / "html", settings=built)
    write_notebook(built.notebooks / f"{names[1]}.ipynb", "text('other words')")
    third = build(parse({"start": "2020-01"}), tmp_path / "html", settings=built)
    assert {name: step["why"] for name, step in first.items()} == {
        names[0]: "has not run before",
        names[1]: "has not run before",
        "compile": "",
    }
    assert {step.why for step in second.steps} == {"parameter start '2020-01', was None", ""}
    assert {(step.name, step.status, step.why) for step in third.steps} == {
        (names[0], "reused", ""),
        (names[1], "ran", "notebook changed"),
        ("compile", "ran", ""),
    }


def told(html: Path) -> dict[str, Any]:
    """Return what a book says of how it was made."""
    content: dict[str, Any] = json.loads((html / "run.json").read_text("utf-8"))
    return content


def test_chapters_found_empty_are_named_again_from_the_cache(
    settings: Settings, tmp_path: Path, names: list[str]
) -> None:
    nothing = f"{SETUP}\nfrom types import SimpleNamespace\nheld = SimpleNamespace(figure=lambda p: None)"
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", "held.figure(p)", setup=nothing)
    for status in ("ran", "reused"):
        result = build(Parameters(), tmp_path / "html", settings=settings)
        assert result.left_out == [names[1]]
        assert {step.status for step in result.steps} == {status}
        assert told(tmp_path / "html")["left_out"] == [names[1]]


def test_only_the_damaged_chapter_runs(built: Settings, tmp_path: Path, names: list[str]) -> None:
    key = plan_book(Parameters(), built).chapters[names[1]].key
    assert key
    for damaged in (key, told(tmp_path / "html")["key"]):
        (built.cache / damaged).write_bytes(b"rubbish")
    again = build(Parameters(), tmp_path / "html", settings=built)
    assert {step.name: step.why for step in again.steps if step.name != "compile"} == {
        names[0]: "",
        names[1]: "its cache entry was damaged",
    }


def test_a_change_of_code_that_changes_no_page_compiles_nothing(
    built: Settings, tmp_path: Path, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    true = import_graph._digest
    changed = cache(lambda name: "other" if name == "analysis.trade.balances" else true(name))
    monkeypatch.setattr(import_graph, "_digest", changed)
    again = build(Parameters(), tmp_path / "again", settings=built)
    assert {step.name: step.status for step in again.steps} == {names[0]: "ran", names[1]: "ran", "compile": "reused"}
    assert tree(tmp_path / "again") == tree(tmp_path / "html")


def test_a_change_of_a_script_compiles_nothing(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "sources" / "book"
    shutil.copytree(keys.BOOK, changed)
    (changed / "_static" / "page.js").write_text('  // a comment\n  "other";\n', "utf-8")
    for module in (keys, scripts):
        monkeypatch.setattr(module, "BOOK", changed)
    for _ in range(2):  # with the chapters in the cache, then with the whole book
        again = build(Parameters(), tmp_path / "again", settings=built)
        assert {step.status for step in again.steps} == {"reused"}
        before, after = tree(tmp_path / "html"), tree(tmp_path / "again")
        assert {name for name in before | after if before.get(name) != after.get(name)} == {"_static/page.js"}
    assert (tmp_path / "again" / "_static" / "page.js").read_text("utf-8") == '"other";\n'


OF_ANOTHER_FORM = [b"not compressed", zlib.compress(b'{"half": 1}'), zlib.compress(b"[1, 2]")]


@pytest.mark.parametrize("content", OF_ANOTHER_FORM)
def test_an_entry_of_another_form_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    forge(tmp_path / "key", content)
    assert Cache(tmp_path).get_as(Chapter, "key") is None


def test_a_book_is_made_from_entries_of_another_form(built: Settings, tmp_path: Path) -> None:
    entries = sorted(built.cache.iterdir())
    chapters = {str(chapter.key) for chapter in plan_book(Parameters(), built).chapters.values()}
    for forged in ([file for file in entries if file.name in chapters], entries):
        for file, content in zip(forged, cycle(OF_ANOTHER_FORM), strict=False):
            forge(file, content)
        build(Parameters(), tmp_path / "again", settings=built)
        assert tree(tmp_path / "again") == tree(tmp_path / "html")


def forge(file: Path, content: bytes) -> None:
    """Write an entry of the cache that fits its digest."""
    file.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def test_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    results = Cache(tmp_path, max_bytes=1000)
    for number in range(10):
        results.put(f"key{number}", random.Random(number).randbytes(200))
        os.utime(tmp_path / f"key{number}", (number, number))
    assert results.get("key0") == random.Random(0).randbytes(200)
    results.trim()
    kept = {f"key{number}" for number in range(10) if results.get(f"key{number}") is not None}
    assert kept == {"key0", "key9"}


def test_reuse_counts_as_use(built: Settings, tmp_path: Path) -> None:
    kept = {str(plan.key) for plan in plan_book(Parameters(), built).chapters.values()}
    for file in built.cache.iterdir():
        os.utime(file, (0, 0))
    build(Parameters(), tmp_path / "html", settings=built)
    assert kept <= {file.name for file in built.cache.iterdir() if file.stat().st_mtime}


def test_cache_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    results = Cache(tmp_path / "file")
    results.put("key", b"content")
    results.trim()
    assert results.get("key") is None


def test_key_is_unknown_until_every_chapter_ran(built: Settings, tmp_path: Path) -> None:
    assert plan_book(Parameters(), replace(built, cache=tmp_path / "empty")).key is None
    assert plan_book(Parameters(), built).key == told(tmp_path / "html")["key"]
