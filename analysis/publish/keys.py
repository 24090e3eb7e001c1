"""What the result of a chapter and a book depend on, as digests.

A chapter's inputs are known before it runs, except the tables that it loads; these are remembered from an earlier
run with the same inputs. That is sound: with the same code and parameters, a run can only differ in what it loads
after something that it loaded before has changed. What was edited while a chapter ran is no one's input: such a
result is used once and not kept.
"""

import hashlib
import sys
import sysconfig
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis import language
from analysis.data import catalogue
from analysis.data.description import plain
from analysis.parameters import Parameters
from analysis.publish import import_graph, notebooks
from analysis.publish.cache import digest
from analysis.publish.toc import BOOK

LOCK = import_graph.ROOT / "requirements.lock"
_EXECUTION = ("analysis.publish.chapter",)
_COMPILATION = (
    "analysis.publish.compile",
    "analysis.publish.edition_files",
    "analysis.publish.finish",
    "analysis.publish.site",
)
_ASSEMBLY = (
    "analysis.publish.assemble",
    "analysis.publish.front",
    "analysis.publish.left_out",
    "analysis.publish.scripts",
    *_COMPILATION,
)
Inputs = dict[str, str]


def frame_key(parameters: Parameters) -> str:
    """Return the key of what a book is made of beside its chapters."""
    sources = import_graph.digests(import_graph.of_modules(_ASSEMBLY))
    told = [parameters.model_dump(), notebooks.all_declared()]  # a guide names the chapters that use each parameter
    made_of = [_files(BOOK), sources, _tables(), _surroundings(), _installed(), _catalogues(parameters.language)]
    return digest([*told, *made_of])


def pages_key(source: Path, executed: Mapping[str, str], spoken: str) -> str:
    """Return the key of what the source of a book in a language compiles to, with its ``executed`` notebooks."""
    sources = import_graph.digests(import_graph.of_modules(_COMPILATION))
    return digest([_files(source), executed, sources, _tables(), _surroundings(), _installed(), _catalogues(spoken)])


def _catalogues(spoken: str) -> Inputs:
    """Return the digest of each catalogue of the language ``spoken``; English has none."""
    return _files(language.LOCALE / spoken)


def _tables() -> Inputs:
    """Return the digest of every table: pages are finished with some, and copies of many lie beside them."""
    return {table.name: table.hash for table in catalogue.package().resources}


def _files(folder: Path) -> Inputs:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def version(folder: Path) -> str:
    """Return a digest of all that a book is made of, with the notebooks in ``folder``, whatever its parameters."""
    sources = {file.name: _code(notebooks.head(file)) for file in sorted(folder.glob("*.ipynb"))}
    modules = [
        ".".join(file.relative_to(import_graph.ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted((import_graph.ROOT / import_graph.PACKAGE).rglob("*.py"))
    ]
    return digest([sources, import_graph.digests(modules), plain(catalogue.package()), _files(BOOK), _surroundings()])


def inputs(source: Path, given: dict[str, Any]) -> Inputs:
    """Return everything that is known before the run to bear on the result, as name and digest or value."""
    notebook = notebooks.head(source)
    modules = import_graph.of_notebook(notebook, source.name) | _execution()
    return {
        "notebook": digest(_code(notebook)),
        **{f"parameter {name}": repr(value) for name, value in given.items()},
        **{f"module {name}": value for name, value in import_graph.digests(modules).items()},
        **_surroundings(),
        "installed packages": _installed(),
        **({"catalogues": digest(_catalogues(given["language"]))} if "language" in given else {}),
    }


def _code(notebook: dict[str, Any]) -> list[Any]:
    """Return all of a notebook that bears on its result: not the outputs stored in it."""
    cells = [[cell["cell_type"], cell["source"], cell["metadata"].get("tags", [])] for cell in notebook["cells"]]
    return [cells, notebook["metadata"].get("trade_report")]


def answers(asked: list[str]) -> Inputs:
    """Return what the catalogue of tables answers now to what a chapter asked."""
    return {question: catalogue.answer(question) for question in asked}


@cache
def _execution() -> frozenset[str]:
    return import_graph.of_modules(_EXECUTION)


def _surroundings() -> Inputs:
    return {
        "lock file": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "Python": sys.version.partition(" ")[0],
    }


@cache
def _installed() -> str:
    """Return a digest of the names and versions of the installed packages, which may differ from the lock."""
    return digest(sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")))
