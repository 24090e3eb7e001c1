"""Build many editions and the page that lists them."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis import partners
from analysis.data import catalogue, load
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import processes
from analysis.publish.build import BUILD, Settings, build, key_of, plans_of
from analysis.publish.index import check_folder, read_book, write_index

FOLDER = BUILD / "editions"
UNKNOWN_SECONDS = 1.0  # of a chapter that never ran


@dataclass(frozen=True)
class Outcome:
    """What became of one edition: ``built``, ``reused`` from the cache, ``kept`` as it stood, or ``failed``."""

    parameters: Parameters
    status: str
    seconds: float
    message: str = ""
    notes: list[str] = field(default_factory=list)


def partners_with_data() -> list[str]:
    """Return the countries, and the European Union, of which the data hold enough for an edition of its own.

    That is imports and duties by industry, or monthly totals of the current vintage. Of every other country only
    the totals of the older vintage are known, which fill less than half of the chapters.
    """
    held = set(load("imports_by_naics3")["partner"]) | set(load("goods_by_partner")["partner"])
    return sorted(code for code in held if partners.is_country(code) or code == "EUU")


def build_all(
    editions: Sequence[Parameters],
    folder: Path = FOLDER,
    report: Callable[[Outcome], None] = lambda outcome: None,
    settings: Settings | None = None,
    resume: bool = False,
    scheduler: str = "",
) -> tuple[Path, list[Outcome]]:
    """Build ``editions`` to ``folder/<slug>/html`` and return the page over all books there, and what became of each.

    ``report`` is told each outcome as it is known. An edition that fails does not stop the others. ``resume`` keeps
    a book whose inputs have not changed as it stands. With ``scheduler``, the address of a Dask scheduler, its
    workers do the building.
    """
    settings = settings or Settings()
    folder = folder.resolve()
    check_folder(folder)
    catalogue.check_bytes()
    wanted = {edition.slug: edition for edition in editions}
    outcomes: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        outcomes.append(outcome)
        report(outcome)

    if resume:
        for slug in [slug for slug, edition in wanted.items() if _stands(edition, folder / slug / "html", settings)]:
            told(Outcome(wanted.pop(slug), "kept", 0.0))
    for slug, found, seconds in _run(wanted, folder, settings, scheduler):
        if isinstance(found, Exception):
            told(Outcome(wanted[slug], "failed", seconds, _said(found)))
        else:
            told(replace(found, seconds=seconds))
    return write_index(folder), outcomes


def _run(
    wanted: Mapping[str, Parameters], folder: Path, settings: Settings, scheduler: str
) -> Iterator[tuple[str, Any, float]]:
    """Yield slug, outcome or exception, and seconds of each edition as it finishes."""
    if scheduler:
        from analysis.publish.cluster import build_on_cluster

        yield from build_on_cluster(wanted, folder, settings, scheduler)
        return
    ahead = {slug: _work_ahead(edition, settings) for slug, edition in wanted.items()}
    if any(ahead.values()):
        _warm(wanted.values(), settings)
    inner = replace(settings, workers=max(1, settings.workers // max(1, len(wanted))))
    longest_first = sorted(wanted, key=lambda slug: -ahead[slug])
    tasks = {slug: partial(build_one, wanted[slug], folder / slug / "html", inner) for slug in longest_first}
    yield from processes.run_all(tasks, settings.workers)


def _work_ahead(edition: Parameters, settings: Settings) -> float:
    """Return how long the chapters of ``edition`` that must run took when they last ran, in seconds."""
    return sum(plan.seconds or UNKNOWN_SECONDS for plan in plans_of(edition, settings).values() if plan.why)


def _said(error: Exception) -> str:
    """Return what ``error`` says to a reader; of a fault of the software the last line, which names it."""
    if isinstance(error, (ReportError, OSError)):
        return str(error)
    return [type(error).__name__, *str(error).splitlines()][-1]


def build_one(edition: Parameters, target: Path, settings: Settings) -> Outcome:
    """Build one edition to ``target``."""
    started = time.monotonic()
    result = build(edition, target, settings=settings)
    status = "built" if any(step.status == "ran" for step in result.steps) else "reused"
    return Outcome(edition, status, time.monotonic() - started, notes=result.notes)


def _stands(edition: Parameters, target: Path, settings: Settings) -> bool:
    """Tell whether ``target`` holds the book that building ``edition`` would make."""
    book = read_book(target)
    return book is not None and book.manifest.get("key") == key_of(edition, settings)


def _warm(editions: Iterable[Parameters], settings: Settings) -> None:
    from analysis.publish import compile as compilation
    from analysis.publish import fresh

    sources = {plan.source for edition in editions for plan in plans_of(edition, settings).values()}
    fresh.warm(sorted(sources), all_of_it=True)
    compilation.import_all()
