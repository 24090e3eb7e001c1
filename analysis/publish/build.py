"""Build one edition: execute the chapters that must run, compile the book, put it into place."""

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import data
from analysis.data import catalogue
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import keys, notebooks, pack, place, processes
from analysis.publish.cache import Cache
from analysis.publish.execute import CHAPTER_SECONDS, ENGINES, check_engine, values

BUILD = Path("build")


@dataclass(frozen=True)
class Settings:
    """How to build; nothing here changes a byte of the book."""

    engine: str = ENGINES[0]
    workers: int = field(default_factory=processes.default_workers)
    seconds: float = CHAPTER_SECONDS
    cache: Path = BUILD / "cache"
    notebooks: Path = notebooks.NOTEBOOKS

    def __post_init__(self) -> None:
        """Raise ReportError for an engine that this system does not have, or for no workers."""
        check_engine(self.engine)
        if self.workers < 1:
            raise ReportError(f"{self.workers} workers: give 1 or more")


@dataclass(frozen=True)
class Step:
    """A finished step: a chapter that ran or was reused, and why, or the compilation."""

    name: str
    status: str
    why: str
    seconds: float


@dataclass
class Result:
    """What a build did: where the book is, its steps, what to tell the user, which chapters were left out."""

    index: Path
    key: str = ""
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


_VERSIONS = ("trade-report", "pandas", "matplotlib", "papermill", "jupyter-book")
Report = Callable[[Step], None]


def default_target(parameters: Parameters) -> Path:
    """Return the folder of an edition's book: ``build/html`` for the default edition."""
    if parameters == Parameters():
        return BUILD / "html"
    return BUILD / "editions" / parameters.slug / "html"


def build(
    parameters: Parameters,
    target: Path | None = None,
    report: Report = lambda step: None,
    settings: Settings | None = None,
) -> Result:
    """Execute and compile the edition of ``parameters`` and put the book into ``target``.

    ``report`` is told each finished step. Raises ReportError if a chapter fails, after all others have finished, or
    if the book does not compile; the book that stood in ``target`` is untouched then.
    """
    settings = settings or Settings()
    target = (target or default_target(parameters)).resolve()
    place.check_target(target)
    catalogue.check_bytes()
    result = Result(target / "index.html")

    def done(name: str, status: str, why: str, seconds: float) -> None:
        result.steps.append(Step(name, status, why, seconds))
        report(result.steps[-1])

    with place.work_folder(target) as work:
        _make_html(parameters, settings, work, result, done)
        html = work / "html"
        (html / place.MANIFEST).write_text(json.dumps(_manifest(parameters, result), indent=1) + "\n", "utf-8")
        place.put(html, target)
    return result


def chapters_of(parameters: Parameters, folder: Path = notebooks.NOTEBOOKS) -> tuple[list[str], list[str]]:
    """Return the chapters of an edition, and those left out.

    Left out is what is about another partner and, in an edition on an earlier vintage, what cannot be put on it.
    """
    names = notebooks.chapters(folder)
    kept = [name for name in names if _belongs(notebooks.head(folder / f"{name}.ipynb"), parameters)]
    return kept, [name for name in names if name not in kept]


def _belongs(notebook: Any, parameters: Parameters) -> bool:
    partners = notebooks.only_for(notebook) or [parameters.partner]
    return parameters.partner in partners and (parameters.vintage is None or "vintage" in notebooks.declared(notebook))


def plans_of(parameters: Parameters, settings: Settings) -> dict[str, keys.Plan]:
    """Return what is known of each chapter of an edition before it runs."""
    cache = Cache(settings.cache)
    sources = [settings.notebooks / f"{name}.ipynb" for name in chapters_of(parameters, settings.notebooks)[0]]
    return {source.stem: keys.plan(source, values(source, parameters), cache) for source in sources}


def key_of(parameters: Parameters, settings: Settings) -> str | None:
    """Return the key of an edition's book; None if a chapter must run to know it."""
    plans = plans_of(parameters, settings)
    known = {name: plan.key for name, plan in plans.items() if plan.key}
    return keys.book_key(keys.frame_key(parameters), known) if len(known) == len(plans) else None


def _make_html(
    parameters: Parameters,
    settings: Settings,
    work: Path,
    result: Result,
    done: Callable[[str, str, str, float], None],
) -> None:
    """Write the book to ``work/html``: from the cache if it holds it whole, else made anew."""
    cache = Cache(settings.cache)
    result.left_out = chapters_of(parameters, settings.notebooks)[1]
    plans = plans_of(parameters, settings)
    started = time.monotonic()
    if not any(plan.why for plan in plans.values()):
        chapters = {name: str(plan.key) for name, plan in plans.items()}
        result.key = keys.book_key(keys.frame_key(parameters), chapters)
        kept = cache.get(result.key)
        if kept is not None:
            result.notes = pack.unpack(kept, work / "html")
            for name in plans:
                done(name, "reused", "", 0.0)
            done("compile", "reused", "", time.monotonic() - started)
            return
    from analysis.publish import fresh  # imports what an unchanged book does not need

    result.key, result.notes = fresh.make(
        parameters, plans, cache, work, settings.engine, settings.workers, settings.seconds, done
    )


def _manifest(parameters: Parameters, result: Result) -> dict[str, Any]:
    """Return what a build leaves beside the book: everything that may differ between two equal books."""
    return {
        "commit": _commit(),
        "key": result.key,
        "parameters": parameters.model_dump(),
        "chapters": {
            step.name: {"status": step.status, "why": step.why, "seconds": round(step.seconds, 3)}
            for step in sorted(result.steps, key=lambda step: step.name)
        },
        "notes": result.notes,
        "left_out": result.left_out,
        "tables": {
            name: {"vintage": data.describe(name).vintage, "hash": data.fingerprint(name)} for name in data.names()
        },
        "versions": {"Python": platform.python_version(), **{name: version(name) for name in _VERSIONS}},
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _commit() -> str | None:
    """Return the commit of the working tree, with ``-dirty`` if it was changed; None without git."""
    command = [
        "git",
        "-C",
        os.fspath(notebooks.NOTEBOOKS.parent),
        "describe",
        "--always",
        "--dirty",
        "--exclude=*",  # of tags, so that it is the commit's own name
        "--abbrev=40",
    ]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
