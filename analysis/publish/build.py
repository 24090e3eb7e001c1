"""Build one edition: plan it, execute the chapters that must run, compile the book, put it into place."""

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import data, language
from analysis.data import catalogue
from analysis.parameters import Parameters
from analysis.present import outputs
from analysis.publish import archive, keys, notebooks, processes, site, swap, toc, workspace
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
    target = (target or default_target(parameters)).resolve()
    workspace.check_target(target)
    catalogue.check_bytes()
    plan = plan_book(parameters, settings or Settings())
    steps: list[Step] = []

    def done(step: Step) -> None:
        steps.append(step)
        report(step)

    with language.using(parameters.language), workspace.work_folder(target) as work:
        key, notes, empty = _from_cache(plan, work, done) or _made(plan, work, done)
        result = Result(target / "index.html", key, steps, notes, sorted([*plan.left_out, *empty]))
        manifest = _manifest(parameters, result)
        (work / "html" / workspace.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        told = {"commit": manifest["commit"], "built": manifest["built"][:10]}
        (work / "html" / site.RUN).write_text(site.script("tradeReportRun", told), "utf-8")
        swap.swap_in(work / "html", target)
    return result


def _from_cache(plan: Plan, work: Path, report: Report) -> tuple[str, list[str], list[str]] | None:
    """Write the book to ``work/html`` if the cache holds it whole; return what `_made` returns."""
    started = time.monotonic()
    if plan.key is None or any(chapter.why for chapter in plan.chapters.values()):
        return None
    kept = plan.cache.get_as(Kept, plan.key)
    if kept is None or not archive.restore(plan.cache, kept.pages, work / "html"):
        return None
    for name in plan.chapters:
        report(Step(name, "reused", "", 0.0))
    report(Step("compile", "reused", "", time.monotonic() - started))
    return plan.key, kept.notes, kept.empty


def _made(plan: Plan, work: Path, report: Report) -> tuple[str, list[str], list[str]]:
    """Make the book in ``work/html``; return its key, the notes on its chapters, and the chapters without content."""
    from analysis.publish import left_out
    from analysis.publish.execute import execute_all  # which an unchanged book does not need
    from analysis.publish.side_by_side import ahead

    toc.contents(sorted(plan.chapters))  # refuses chapters that it does not hold, before any of them runs
    try:
        # Another process prepares what the book needs beside its chapters while these run.
        with settings_in(work), ahead("compiling the book", partial(_make_html, plan, work)) as compile_all:
            chapters = execute_all(plan, work, report)
            started = time.monotonic()
            status = compile_all(chapters)
            report(Step("compile", status, "", time.monotonic() - started))
    finally:
        plan.cache.trim()
    empty = sorted(left_out.without_content({name: chapter.notebook for name, chapter in chapters.items()}))
    return plan.book_key(chapters), notes_of(chapters), empty


def _make_html(plan: Plan, work: Path, executed: Callable[[], dict[str, Chapter]]) -> str:
    """Prepare the book of ``plan``, wait for its ``executed`` chapters, and leave it in ``work/html`` and the cache.

    Returns ``ran``, or ``reused`` if the cache holds what the same source has been compiled to.
    """
    from analysis.publish import assemble, edition_files, finish, front, left_out
    from analysis.publish.compile import compile_book, import_all

    processes.put_temporary_files_into(work)
    import_all()
    source = work / "source"
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
    reused = archive.restore(plan.cache, pages, work / "html")
    if not reused:
        html = compile_book(source, work)
        finish.finish(html, source / "_static")
        (html / "notebooks").mkdir()
        for name in texts:
            offered = assemble.offered(executed_texts[name], facts)
            (html / "notebooks" / f"{name}.ipynb").write_text(offered, "utf-8")
        edition_files.write(html, plan.parameters.partner, facts)
        site.write(html, facts, root)
        plan.cache.put(pages, archive.pack(html))
        html.rename(work / "html")
    empty = sorted(set(executed_texts) - set(texts))
    plan.cache.put_json(plan.book_key(chapters), asdict(Kept(pages, notes_of(chapters), empty)))
    return "reused" if reused else "ran"


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
        found = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
