"""All chapters of a plan: from the cache, or executed side by side."""

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from analysis.errors import ReportError
from analysis.publish import processes, side_by_side
from analysis.publish.chapter import execute
from analysis.publish.plan import Chapter, ChapterPlan, Plan, Report, Step, keep

_DAMAGED = "its cache entry was damaged"


def execute_all(plan: Plan, work: Path, report: Report) -> dict[str, Chapter]:
    """Return the chapters by name; those that must run use the folder ``work``. ``report`` is told each.

    Raises one ReportError for all that failed, after all have finished.
    """
    found = {name: one.kept(plan.cache) for name, one in plan.chapters.items()}
    chapters = {name: chapter for name, chapter in found.items() if chapter is not None}
    for name in chapters:
        report(Step(name, "reused", "", 0.0))
    missing = {name: one for name, one in plan.chapters.items() if name not in chapters}
    if not missing:
        return chapters
    side_by_side.warm([one.source for one in missing.values()], len(missing) > plan.settings.workers)
    failures: list[str] = []
    tasks = _tasks(missing, plan, work)
    for name, outcome, seconds in side_by_side.run_all(tasks, plan.settings.workers, plan.settings.engine != "fork"):
        if isinstance(outcome, (ReportError, OSError)):
            failures.append(str(outcome))
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            chapters[name] = outcome
            report(Step(name, "ran", missing[name].why or _DAMAGED, seconds))
    if failures:
        raise ReportError("\n".join(sorted(failures)))
    return chapters


def _tasks(missing: Mapping[str, ChapterPlan], plan: Plan, work: Path) -> dict[str, Callable[[], Chapter]]:
    """Return the execution of each of ``missing``, longest first."""
    longest_first = sorted(missing, key=lambda name: -(missing[name].seconds or float("inf")))
    return {name: partial(_execute, missing[name], plan, work) for name in longest_first}


def _execute(chapter: ChapterPlan, plan: Plan, work: Path) -> Chapter:
    """Execute a chapter in this process, made for it, and keep it."""
    processes.adopt_orphans()
    processes.put_temporary_files_into(work)
    started = time.monotonic()
    try:
        executed = execute(chapter.source, chapter.values, plan.settings.engine, plan.settings.seconds)
    finally:
        processes.kill_family(os.getpid())  # what a chapter that failed has left too
    return keep(chapter, plan.cache, executed, time.monotonic() - started)
