"""Make a book of which something is not in the cache.

A process apart prepares what the book needs beside its chapters while these run, each in its own process, and
compiles the book when they are done.
"""

import gc
import importlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from analysis import data
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import keys, notebooks, pack, processes, reach, toc
from analysis.publish.cache import Cache

Done = Callable[[str, str, str, float], None]
_DAMAGED = "its cache entry was damaged"


class Chapters:
    """The executed chapters of one edition: their keys, the texts of their notebooks, the notes on them."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.notes: list[str] = []

    def add(self, name: str, key: str, content: Mapping[str, Any]) -> None:
        """Add the chapter ``name`` with what the cache holds of it, or would hold."""
        self.keys[name] = key
        self.texts[name] = content["notebook"]
        self.notes += content["notes"]


def make(
    parameters: Parameters,
    plans: Mapping[str, keys.Plan],
    cache: Cache,
    work: Path,
    engine: str,
    workers: int,
    seconds: float,
    done: Done,
) -> tuple[str, list[str]]:
    """Write the book to the folder ``work/html``; return its key and the notes on its chapters."""
    toc.contents(sorted(plans))  # refuses chapters that it does not hold, before any of them runs
    frame = keys.frame_key(parameters)
    compiler = _Compiler(work, sorted(plans), parameters, cache)
    try:
        chapters = _chapters(plans, cache, work, engine, workers, seconds, done)
        started = time.monotonic()
        key = keys.book_key(frame, chapters.keys)
        compiler.compile(key, dict(sorted(chapters.texts.items())), sorted(chapters.notes))
        done("compile", "ran", "", time.monotonic() - started)
    finally:
        compiler.end()
        cache.trim()
    return key, sorted(chapters.notes)


def warm(sources: list[Path], all_of_it: bool) -> None:
    """Import what executing the notebooks ``sources`` needs, for all forks to share.

    With ``all_of_it`` that goes for the libraries that their functions import, and every table is loaded; for few
    chapters it is quicker to leave that to those that need it, side by side.
    """
    modules = {module for file in sources for module in reach.of_notebook(notebooks.head(file), file.name)}
    names = ["analysis.publish.engines", "analysis.publish.shell", *sorted(modules)]
    if all_of_it:
        names += reach.libraries(modules)
        for name in data.names():
            data.load(name)
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # else every fork copies the pages of all that is shared as soon as it collects garbage


def _chapters(
    plans: Mapping[str, keys.Plan], cache: Cache, work: Path, engine: str, workers: int, seconds: float, done: Done
) -> Chapters:
    """Return the chapters, from the cache or executed side by side, longest first.

    Raises one ReportError for all that failed, after all have finished.
    """
    chapters = Chapters()
    why: dict[str, str] = {}
    for name, plan in plans.items():
        content = None if plan.why or plan.key is None else cache.get_json(plan.key)
        if content is None or plan.key is None:
            why[name] = plan.why or _DAMAGED
        else:
            chapters.add(name, plan.key, content)
            done(name, "reused", "", 0.0)
    if not why:
        return chapters
    warm([plans[name].source for name in why], len(why) > workers)
    longest_first = sorted(why, key=lambda name: -(plans[name].seconds or float("inf")))
    tasks = {name: partial(_run, plans[name], cache, work, engine, seconds) for name in longest_first}
    failures: list[str] = []
    for name, outcome, taken in processes.run_all(tasks, workers, alone=engine != "fork"):
        if isinstance(outcome, (ReportError, OSError)):
            failures.append(str(outcome))
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            chapters.add(name, *outcome)
            done(name, "ran", why[name], taken)
    if failures:
        raise ReportError("\n".join(sorted(failures)))
    return chapters


def _run(plan: keys.Plan, cache: Cache, work: Path, engine: str, seconds: float) -> tuple[str, dict[str, Any]]:
    """Execute a chapter and keep it; return its key and what the cache holds of it."""
    from analysis.publish.execute import perform

    processes.adopt_orphans()
    processes.put_temporary_files_into(work)
    started = time.monotonic()
    try:
        executed = perform(plan.source, plan.values, engine, seconds)
    finally:
        processes.kill_family(os.getpid())  # what a chapter that failed has left too
    return keys.keep(plan, cache, executed, time.monotonic() - started)


class _Compiler:
    """A process that at once prepares what no chapter is needed for, and compiles when it is told to."""

    def __init__(self, work: Path, chapters: list[str], parameters: Parameters, cache: Cache) -> None:
        self._order, theirs = Pipe()
        self._work = partial(_compile, work, chapters, parameters, cache)
        self._child = processes.Child(lambda send: self._work(theirs.recv)) if processes.FORK else None

    def compile(self, key: str, texts: dict[str, str], notes: list[str]) -> None:
        """Compile the chapters ``texts`` and keep the book under ``key``."""
        if self._child is None:
            self._work(lambda: (key, texts, notes))
            return
        with suppress(ConnectionError):  # a process that failed to start says why below
            self._order.send((key, texts, notes))
        try:
            processes.next_ready({self._child.connection: self._child})
            outcome = self._child.receive()
        except processes.GoneError as gone:
            raise ReportError(f"compiling the book: {gone}") from None
        self._child.finish()
        if outcome[0] == "failed":
            raise outcome[1]

    def end(self) -> None:
        """End the process if it still waits."""
        if self._child is not None:
            self._child.end()


def _compile(
    work: Path,
    chapters: list[str],
    parameters: Parameters,
    cache: Cache,
    order: Callable[[], tuple[str, dict[str, str], list[str]]],
) -> None:
    """Prepare the book, wait for ``order`` to return its key, its executed chapters and the notes, and compile it."""
    from analysis.publish import assemble
    from analysis.publish.compile import compile_book, import_all

    processes.put_temporary_files_into(work)
    import_all()
    source = work / "source"
    assemble.frame(chapters, parameters, source)
    key, texts, notes = order()
    for name, text in texts.items():
        assemble.page(name, notebooks.parse(text), source)
    html = compile_book(source, work)
    (html / "notebooks").mkdir()
    for name, text in texts.items():
        (html / "notebooks" / f"{name}.ipynb").write_text(text, "utf-8")
    cache.put(key, pack.pack(html, notes))
    html.rename(work / "html")
