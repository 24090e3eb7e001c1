"""Build one edition: execute every chapter, compile the book, put it into place."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import data
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import assemble, notebooks
from analysis.publish.compile import compile_book
from analysis.publish.execute import execute
from analysis.publish.place import put

BUILD = Path("build")
Report = Callable[[str, float], None]


@dataclass
class Result:
    """What a build did: where the book is, how long each step took, which chapters were left out."""

    index: Path
    seconds: dict[str, float] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def default_target(parameters: Parameters) -> Path:
    """Return the folder of an edition's book: ``build/html`` for the default edition."""
    if parameters == Parameters():
        return BUILD / "html"
    return BUILD / "editions" / parameters.slug / "html"


def build(parameters: Parameters, target: Path | None = None, report: Report = lambda step, seconds: None) -> Result:
    """Execute and compile the edition of ``parameters`` and put the book into ``target``.

    ``report`` is told each finished step and its seconds. Raises ReportError if a chapter fails, after all others
    have finished, or if the book does not compile; the book that stood in ``target`` is untouched then.
    """
    target = (target or default_target(parameters)).absolute()
    _check_target(target)
    for name in data.names():
        data.load(name)
    chapters, left_out = chapters_of(parameters)
    result = Result(target / "index.html", left_out=left_out)

    def done(step: str, started: float) -> None:
        result.seconds[step] = time.monotonic() - started
        report(step, result.seconds[step])

    with _work_folder(target) as work:
        executed = _execute_all(chapters, parameters, done)
        started = time.monotonic()
        source = work / "source"
        source.mkdir()
        assemble.assemble(executed, parameters, source)
        html = compile_book(source, work)
        for chapter, notebook in executed.items():
            notebooks.write(notebook, html / "notebooks" / f"{chapter}.ipynb")
        (html / "run.json").write_text(json.dumps(_manifest(parameters, result), indent=1) + "\n", "utf-8")
        put(html, target)
        done("compile", started)
    return result


def chapters_of(parameters: Parameters) -> tuple[list[str], list[str]]:
    """Return the chapters of an edition, and those left out.

    Left out is what is about another partner and, in an edition on an earlier vintage, what cannot be put on it.
    """
    names = notebooks.chapters()
    kept = [name for name in names if _belongs(notebooks.read(notebooks.path(name)), parameters)]
    return kept, [name for name in names if name not in kept]


def _belongs(notebook: Any, parameters: Parameters) -> bool:
    partners = notebooks.only_for(notebook) or [parameters.partner]
    return parameters.partner in partners and (parameters.vintage is None or "vintage" in notebooks.declared(notebook))


def _execute_all(chapters: Iterable[str], parameters: Parameters, done: Callable[[str, float], None]) -> dict[str, Any]:
    """Execute ``chapters`` side by side; raise one ReportError for all that failed, after all have finished."""
    executed, failures = {}, []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        started = time.monotonic()
        running = {pool.submit(_timed, chapter, parameters): chapter for chapter in chapters}
        for future in as_completed(running):
            try:
                executed[running[future]], started = future.result()
                done(running[future], started)
            except ReportError as error:
                failures.append(str(error))
    if failures:
        raise ReportError("\n".join(sorted(failures)))
    return dict(sorted(executed.items()))


def _timed(chapter: str, parameters: Parameters) -> tuple[Any, float]:
    started = time.monotonic()
    return execute(chapter, parameters), started


def _manifest(parameters: Parameters, result: Result) -> dict[str, Any]:
    """Return what a build leaves beside the book: everything that may differ between two equal books."""
    return {
        "parameters": parameters.model_dump(),
        "seconds": {step: round(seconds, 3) for step, seconds in result.seconds.items()},
        "left_out": result.left_out,
        "tables": {name: data.describe(name)["hash"] for name in data.names()},
        "versions": {
            name: version(name) for name in ("trade-report", "pandas", "matplotlib", "papermill", "jupyter-book")
        },
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _check_target(target: Path) -> None:
    """Refuse a target that holds anything but an earlier book, or that cannot be written."""
    if target.exists() and not target.is_dir():
        raise ReportError(f"{target}: is a file; name a folder for the book")
    if target.exists() and any(target.iterdir()) and not (target / "run.json").exists():
        raise ReportError(f"{target}: is not empty and holds no earlier book; name another folder")
    parent = next(folder for folder in target.parents if folder.exists())
    if not os.access(parent, os.W_OK):
        raise ReportError(f"{parent}: may not be written to; name another folder with --out")


class _work_folder:
    """A folder beside the target, removed at the end whatever happened."""

    def __init__(self, target: Path) -> None:
        self.parent = target.parent

    def __enter__(self) -> Path:
        try:
            self.parent.mkdir(parents=True, exist_ok=True)
            self.path = Path(tempfile.mkdtemp(prefix=".work-", dir=self.parent))
        except OSError as error:
            raise ReportError(f"{self.parent}: cannot be written to ({error.strerror}); name another folder") from error
        return self.path

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        with suppress(OSError):
            shutil.rmtree(self.path)
        if isinstance(error, OSError):
            raise ReportError(f"{error.filename or self.parent}: {error.strerror}; nothing was published") from error
