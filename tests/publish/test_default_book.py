"""The default book: the same byte for byte whatever differs around its making, and made anew only where need be."""

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tiny_book import OWN_TO_A_BUILD, tree

from analysis.data import catalogue
from analysis.parameters import Parameters, parse
from analysis.publish import import_graph, keys, normal_form, notebooks
from analysis.publish.build import build
from analysis.publish.plan import plan_book
from analysis.publish.settings import Settings

ROOT = Path(__file__).parents[2]
STORE = "store the outputs anew with `trade-report notebooks` and read the diff"
SURROUNDINGS = {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "MPLBACKEND": "agg"}
# Python runs a file of this name whenever it starts: each process writes down its parent and the files it opens.
SITECUSTOMIZE = """
import os, sys
log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, args):
    if event == "open" and str(args[0]).endswith((".ipynb", ".csv", ".parquet")):
        os.write(log, f"{{os.getpid()}} {{os.getppid()}} {{args[0]}}\\n".encode())
sys.addaudithook(note)
"""


@dataclass(frozen=True)
class Again:
    """A book, and for each of its chapters the tables that it opened."""

    html: Path
    loaded: dict[str, set[str]]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    """The default book again: by a copy of the project in another folder, later, with other surroundings and settings.

    Other engine, number of workers and cache, time zone, locale, order of sets, and a matplotlibrc in the way. Each
    chapter runs in a kernel of its own, in which nothing was loaded before.
    """
    copy = tmp_path_factory.mktemp("again") / "deeper" / "down"
    for name in ("analysis", "book", "data", "notebooks"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, copy)
    (copy / "matplotlibrc").write_text("lines.linewidth: 9\nfont.size: 30\n")
    (copy / "sitecustomize.py").write_text(SITECUSTOMIZE.format(log=str(copy / "opened.txt")))
    subprocess.run(
        [sys.executable, "-m", "analysis.cli", "build", "--engine", "kernel", "--workers", "3"],
        cwd=copy,
        env={**os.environ, **SURROUNDINGS, "PYTHONPATH": str(copy)},
        check=True,
        capture_output=True,
    )
    return Again(copy / "build" / "html", loaded(copy))


def loaded(copy: Path) -> dict[str, set[str]]:
    """Return for each chapter the tables that its kernel opened: the kernel's parent opened that notebook alone."""
    opened = [line.split(" ", 2) for line in (copy / "opened.txt").read_text().splitlines()]
    tables = {str(copy / "data" / table.path): table.name for table in catalogue.package().resources}
    read = defaultdict(set)
    for process, _, file in opened:
        if file.endswith(".ipynb"):
            read[process].add(Path(file).stem)
    chapter_of = {process: names.pop() for process, names in read.items() if len(names) == 1}
    found = {name: set[str]() for name in chapter_of.values()}
    for _, parent, file in opened:
        if parent in chapter_of and file in tables:
            found[chapter_of[parent]].add(tables[file])
    return found


@pytest.mark.parametrize("name", notebooks.chapters())
def test_a_committed_notebook_holds_what_its_chapter_says(warm: Settings, name: str) -> None:
    """As nbval finds in a kernel for each notebook; this compares with the book that is built once for all tests."""
    plan = plan_book(Parameters(), warm)
    chapter = plan.chapters[name].kept(plan.cache)
    assert chapter is not None
    executed = normal_form.plain(normal_form.parse(chapter.notebook))
    assert normal_form.text(executed) == notebooks.path(name).read_text("utf-8"), STORE


@pytest.mark.long
def test_two_builds_are_the_same(book: Path, again: Again) -> None:
    assert tree(again.html) == tree(book)


def test_book_from_cache_is_the_same(book: Path, warm: Settings, tmp_path: Path) -> None:
    result = build(Parameters(), tmp_path / "html", settings=warm)
    assert {step.status for step in result.steps} == {"reused"}
    assert tree(tmp_path / "html") == tree(book)


def test_manifest_says_how_the_book_was_made(book: Path) -> None:
    manifest = json.loads((book / "run.json").read_text("utf-8"))
    assert manifest["parameters"]["partner"] == "VNM"
    assert manifest["tables"]["partners"]["hash"].startswith("sha256:")
    assert {chapter["status"] for chapter in manifest["chapters"].values()} == {"ran"}
    assert manifest["versions"].keys() >= {"pandas", "papermill", "jupyter-book"}


def test_nothing_but_the_manifest_knows_where_it_was_built(book: Path) -> None:
    names = [str(folder).encode() for folder in (book.parent, ROOT)]
    files = [path for path in book.rglob("*") if path.is_file() and path.name not in OWN_TO_A_BUILD]
    assert not [path for path in files if any(name in path.read_bytes() for name in names)]


def test_no_amount_in_a_notebook_can_become_a_formula(book: Path) -> None:
    cells = [cell for file in (book / "notebooks").glob("*.ipynb") for cell in json.loads(file.read_bytes())["cells"]]
    data = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    marked, html = (["".join(one.get(f"text/{kind}", "")) for one in data] for kind in ("markdown", "html"))
    assert any("&#36;" in text for text in marked) and not any("$" in text for text in marked)
    assert [text[:200] for text in html if text.count("$") > 1 and "tex2jax_ignore" not in text[:60]] == []


def test_sphinx_leaves_nothing_of_its_own(book: Path) -> None:
    assert not list(book.rglob(".*"))


def stale(settings: Settings, **changed: object) -> set[str]:
    return {name for name, plan in plan_book(parse(changed), settings).chapters.items() if plan.why}


def change_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalogue describe ``name`` as if one of its values had been changed and sealed."""
    package = catalogue.package()
    package = replace(
        package,
        resources=tuple(
            replace(table, hash="sha256:" + "0" * 64) if table.name == name else table for table in package.resources
        ),
    )
    monkeypatch.setattr(catalogue, "package", lambda: package)


@pytest.mark.long
def test_a_changed_table_makes_exactly_the_chapters_run_that_load_it(
    warm: Settings, again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(again.loaded) == notebooks.chapters()
    wrong = {}
    for table in catalogue.names():
        with monkeypatch.context() as patch:
            change_table(table, patch)
            found = stale(warm)
        expected = {chapter for chapter, tables in again.loaded.items() if table in tables}
        if found != expected:
            wrong[table] = found ^ expected
    assert not wrong


def test_a_changed_table_changes_every_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> tuple[str, str]:
        return keys.frame_key(Parameters()), keys.pages_key(tmp_path, {}, "en")

    before = found()
    change_table("glossary", monkeypatch)
    assert not set(before) & set(found())


def test_a_changed_guide_changes_every_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its text, by a function that it describes, or by a chapter, if only of other editions, that it lists."""
    keys_of = [keys.frame_key(Parameters())]
    guide = tmp_path / "book" / "guides" / "look.md"
    shutil.copytree(ROOT / "book", tmp_path / "book")
    guide.write_text(f"{guide.read_text('utf-8')}\nMore.\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(keys, "BOOK", tmp_path / "book")
        keys_of.append(keys.frame_key(Parameters()))
    true = import_graph._digest
    with monkeypatch.context() as patch:
        patch.setattr(import_graph, "_digest", lambda name: "other" if "trade.rankings" in name else true(name))
        keys_of.append(keys.frame_key(Parameters()))
    declared = notebooks.all_declared()
    with monkeypatch.context() as patch:
        patch.setattr(notebooks, "all_declared", lambda: declared | {"claims": {"seed": 0}})
        keys_of.append(keys.frame_key(Parameters()))
    assert len(set(keys_of)) == len(keys_of)


def test_a_changed_parameter_makes_exactly_the_chapters_run_that_declare_it(warm: Settings) -> None:
    declared = notebooks.all_declared()
    for name, value in (("base_year", 2021), ("start", "2020-01"), ("as_of", "2025-06-01"), ("peers", "CHN")):
        assert stale(warm, **{name: value}) == {chapter for chapter in declared if name in declared[chapter]}


def test_a_changed_module_makes_exactly_the_chapters_run_that_reach_it(
    warm: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = import_graph._digest
    every = set(notebooks.chapters())
    reached = {
        "analysis.chapters.balance": {"balance"},
        "analysis.chapters.ledgers": {"ledgers"},
        "analysis.present.words": every,
        "analysis.cli": set(),
    }
    for module, chapters in reached.items():
        monkeypatch.setattr(import_graph, "_digest", lambda name, m=module: "other" if name == m else true(name))
        assert stale(warm) == chapters, module
    monkeypatch.setattr(import_graph, "_digest", lambda name: "other" if "tariffs.stacking" in name else true(name))
    assert {"effective", "what_if"} <= stale(warm) <= every - {"balance", "ranks", "products", "duty_owed"}
