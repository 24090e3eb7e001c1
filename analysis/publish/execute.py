"""All chapters of a book's plans, one for each language: from the cache, or executed side by side."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis import language
from analysis.errors import ReportError
from analysis.publish import processes, side_by_side
from analysis.publish.chapter import execute
from analysis.publish.plan import Chapter, ChapterPlan, Plan, Report, Step, keep

_DAMAGED = "its cache entry was damaged"
Chapters = dict[str, Chapter]
Executed = list[tuple[str, Chapter, float]]  # of one chapter: language, result, seconds


def execute_all(plans: Sequence[Plan], work: Path, report: Report) -> list[Chapters]:
    """Return the chapters of each of ``plans`` by name; those that must run use the folder ``work``.

    The plans differ in their language alone: a chapter runs in all that lack it one after another, in one process, so
    that nothing is computed twice. ``report`` is told each chapter. Raises one ReportError for all that failed, after
    all have finished.
    """
    chapters = {plan.parameters.language: _kept(plan, report) for plan in plans}
    missing: dict[str, dict[str, ChapterPlan]] = {}
    for plan in plans:
        spoken = plan.parameters.language
        for name in [name for name in plan.chapters if name not in chapters[spoken]]:
            missing.setdefault(name, {})[spoken] = plan.chapters[name]
    failures: list[str] = []
    for name, outcome, _ in _run(missing, plans[0], work) if missing else ():
        if isinstance(outcome, (ReportError, OSError)):
            failures.append(str(outcome))
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            for spoken, chapter, seconds in outcome:
                chapters[spoken][name] = chapter
                report(Step(name, "ran", missing[name][spoken].why or _DAMAGED, seconds, spoken))
    if failures:
        raise ReportError("\n".join(sorted(failures)))
    return list(chapters.values())


def _kept(plan: Plan, report: Report) -> Chapters:
    """Return the chapters of ``plan`` that need not run, and report them."""
    found = {name: one.kept(plan.cache) for name, one in plan.chapters.items()}
    chapters = {name: chapter for name, chapter in found.items() if chapter is not None}
    for name in chapters:
        report(Step(name, "reused", "", 0.0, plan.parameters.language))
    return chapters


def _run(missing: Mapping[str, Mapping[str, ChapterPlan]], plan: Plan, work: Path) -> Iterator[tuple[str, Any, float]]:
    """Yield the name of each chapter of ``missing``, longest first, its result or exception, and its seconds."""
    how = plan.settings
    side_by_side.warm([next(iter(ones.values())).source for ones in missing.values()], len(missing) > how.workers)
    for spoken in {spoken for ones in missing.values() for spoken in ones} - {language.SOURCE}:
        language.catalogue(spoken)  # for all forks to share
    longest_first = sorted(missing, key=lambda name: -max(one.seconds for one in missing[name].values()))
    tasks = {name: partial(_execute, missing[name], plan, work) for name in longest_first}
    return side_by_side.run_all(tasks, how.workers, how.engine != "fork")


def _execute(languages: Mapping[str, ChapterPlan], plan: Plan, work: Path) -> Executed:
    """Execute a chapter in each of ``languages``, in this process made for it, and keep the results."""
    processes.adopt_orphans()
    processes.put_temporary_files_into(work)
    done: Executed = []
    try:
        with side_by_side.one_process(plan.settings.engine):
            for spoken, chapter in languages.items():
                started = time.monotonic()
                executed = execute(chapter.source, chapter.values, plan.settings.engine, plan.settings.seconds)
                seconds = time.monotonic() - started
                done.append((spoken, keep(chapter, plan.cache, executed, seconds), seconds))
    finally:
        processes.kill_family(os.getpid())  # what a chapter that failed has left too
    return done
