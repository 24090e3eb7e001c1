"""Build one edition: plan it, execute the chapters that must run, compile the book, put it into place."""

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import data, language
from analysis.data import catalogue
from analysis.parameters import Parameters
from analysis.present import outputs
from analysis.publish import archive, keys, notebooks, processes, scripts, site, swap, toc, workspace
from analysis.publish.plan import Chapter, Kept, Plan, Report, Step, notes_of, plan_book
from analysis.publish.processes import settings_in
from analysis.publish.settings import BUILD, Settings

_VERSIONS = ("trade-report", "pandas", "matplotlib", "papermill", "jupyter-book")


@dataclass
class Result:
    """What a build did: where the book is, its steps, what to tell the user, which chapters were left out."""

    index: Path
    key: str = ""
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Book:
    """A book in one language: its key, the notes on its chapters, the chapters without content."""

    key: str
    notes: list[str]
    empty: list[str]


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
    also: Sequence[str] = (),
) -> Result:
    """Execute and compile the edition of ``parameters`` and put the book into ``target``.

    The same book in each language of ``also``, made in the same run, goes into the folder of that name in it.
    ``report`` is told each finished step. Raises ReportError if a chapter fails, after all others have finished, or
    if the book does not compile; the book that stood in ``target`` is untouched then.
    """
    target = (target or default_target(parameters)).resolve()
    workspace.check_target(target)
    catalogue.check_bytes()
    plans = [plan_book(one, settings or Settings()) for one in in_languages(parameters, also)]
    steps: list[Step] = []

    def done(step: Step) -> None:
        steps.append(step)
        report(step)

    with language.using(parameters.language), workspace.work_folder(target) as work:
        books = _books(plans, work, done)
        for plan, book in zip(plans, books, strict=True):
            _complete(_folder(plan, work), plan, book, steps, [one.parameters.language for one in plans])
        html, *others = [_folder(plan, work) / "html" for plan in plans]
        for other in others:
            other.rename(html / other.parent.name)
        swap.swap_in(html, target)
    notes = list(dict.fromkeys(note for book in books for note in book.notes))
    return Result(target / "index.html", books[0].key, steps, notes, _left_out(plans[0], books[0]))


def in_languages(parameters: Parameters, also: Sequence[str]) -> list[Parameters]:
    """Return the edition of ``parameters``, then the same in each other language of ``also``."""
    others = [spoken for spoken in also if spoken != parameters.language]
    return [parameters, *(parameters.model_copy(update={"language": spoken}) for spoken in others)]


def _folder(plan: Plan, work: Path) -> Path:
    """Return the folder in ``work`` for the book in the language of ``plan``."""
    return work / plan.parameters.language


def _books(plans: Sequence[Plan], work: Path, report: Report) -> list[_Book]:
    """Write the book of each plan to ``html`` in its folder, from the cache or made anew."""
    found: dict[int, _Book] = {}
    for place, plan in enumerate(plans):
        _folder(plan, work).mkdir()
        if book := _from_cache(plan, _folder(plan, work), report):
            found[place] = book
    missing = [place for place in range(len(plans)) if place not in found]
    made = _made([plans[place] for place in missing], work, report) if missing else []
    found |= dict(zip(missing, made, strict=True))
    return [found[place] for place in range(len(plans))]


def _from_cache(plan: Plan, folder: Path, report: Report) -> _Book | None:
    """Write the book to ``folder/html`` if the cache holds it whole."""
    started = time.monotonic()
    if plan.key is None or any(chapter.why for chapter in plan.chapters.values()):
        return None
    kept = plan.cache.get_as(Kept, plan.key)
    if kept is None or not archive.restore(plan.cache, kept.pages, folder / "html"):
        return None
    spoken = plan.parameters.language
    for name in plan.chapters:
        report(Step(name, "reused", "", 0.0, spoken))
    report(Step("compile", "reused", "", time.monotonic() - started, spoken))
    return _Book(plan.key, kept.notes, kept.empty)


def _made(plans: Sequence[Plan], work: Path, report: Report) -> list[_Book]:
    """Make the book of each plan, which differ in their language alone."""
    from analysis.publish import left_out
    from analysis.publish.compile import import_all
    from analysis.publish.execute import execute_all  # which an unchanged book does not need
    from analysis.publish.side_by_side import ahead

    toc.contents(sorted(plans[0].chapters))  # refuses chapters that it does not hold, before any of them runs
    if len(plans) > 1:
        import_all()  # once for all
    works = [partial(_make_html, plan, _folder(plan, work)) for plan in plans]
    try:
        # Other processes prepare what the books need beside their chapters while these run.
        with settings_in(work), ahead("compiling the book", works) as compile_all:
            executed = execute_all(plans, work, report)
            started = time.monotonic()
            for plan, status in zip(plans, compile_all(executed), strict=True):
                report(Step("compile", status, "", time.monotonic() - started, plan.parameters.language))
    finally:
        plans[0].cache.trim()
    return [
        _Book(
            plan.book_key(chapters),
            notes_of(chapters),
            sorted(left_out.without_content({name: chapter.notebook for name, chapter in chapters.items()})),
        )
        for plan, chapters in zip(plans, executed, strict=True)
    ]


def _make_html(plan: Plan, folder: Path, executed: Callable[[], dict[str, Chapter]]) -> str:
    """Make the book of ``plan`` in its language; see `_make`."""
    processes.put_temporary_files_into(folder)
    with language.using(plan.parameters.language):
        return _make(plan, folder, executed)


def _make(plan: Plan, folder: Path, executed: Callable[[], dict[str, Chapter]]) -> str:
    """Prepare the book of ``plan``, wait for its ``executed`` chapters, and leave it in ``folder/html`` and the cache.

    Returns ``ran``, or ``reused`` if the cache holds what the same source has been compiled to.
    """
    from analysis.publish import assemble, edition_files, finish, front, left_out
    from analysis.publish.compile import compile_book, import_all

    import_all()
    source = folder / "source"
    facts = assemble.frame(sorted(plan.chapters), plan.parameters, source)
    chapters = dict(sorted(executed().items()))
    executed_texts = {name: chapter.notebook for name, chapter in chapters.items()}
    in_book = {name: outputs.for_book(text) for name, text in executed_texts.items()}
    texts = left_out.kept(in_book, plan.parameters, plan.left_out)
    assemble.write_contents(sorted(texts), source)
    root, *others = toc.order(list(texts))
    for name, text in (texts | {root: front.with_ways(texts[root], texts, others)}).items():
        assemble.page(name, text, source)
    pages = keys.pages_key(source, texts, plan.parameters.language)
    reused = archive.restore(plan.cache, pages, folder / "html")
    if not reused:
        html = compile_book(source, folder)
        finish.finish(html, source / "_static")
        (html / "notebooks").mkdir()
        for name in texts:
            offered = assemble.offered(executed_texts[name], facts)
            (html / "notebooks" / f"{name}.ipynb").write_text(offered, "utf-8")
        edition_files.write(html, plan.parameters.partner, facts)
        site.write(html, facts, root)
        plan.cache.put(pages, archive.pack(html))
        html.rename(folder / "html")
    empty = sorted(set(executed_texts) - set(texts))
    plan.cache.put_json(plan.book_key(chapters), asdict(Kept(pages, notes_of(chapters), empty)))
    return "reused" if reused else "ran"


def _complete(folder: Path, plan: Plan, book: _Book, steps: Sequence[Step], languages: Sequence[str]) -> None:
    """Write beside the pages in ``folder/html`` their scripts, and what may differ between two equal books."""
    html, spoken = folder / "html", plan.parameters.language
    with language.using(spoken):
        scripts.write(html / "_static", scripts.names())
    manifest = _manifest(plan, book, [step for step in steps if step.language == spoken])
    (html / workspace.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    told = {"commit": manifest["commit"], "built": manifest["built"][:10]}
    (html / site.RUN).write_text(site.script("tradeReportRun", told), "utf-8")
    site.offer(html, site.other_languages(spoken, languages))


def _left_out(plan: Plan, book: _Book) -> list[str]:
    return sorted([*plan.left_out, *book.empty])


def _manifest(plan: Plan, book: _Book, steps: Sequence[Step]) -> dict[str, Any]:
    """Return how a book was made."""
    return {
        "commit": _commit(),
        "key": book.key,
        "parameters": plan.parameters.model_dump(),
        "chapters": {
            step.name: {"status": step.status, "why": step.why, "seconds": round(step.seconds, 3)}
            for step in sorted(steps, key=lambda step: step.name)
        },
        "notes": book.notes,
        "left_out": _left_out(plan, book),
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
        found = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
