"""Build many editions and the page that lists them."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis import partners
from analysis.data import catalogue, load
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import side_by_side
from analysis.publish.build import build, in_languages
from analysis.publish.compile import import_all
from analysis.publish.index import check_folder, read_book, write_index
from analysis.publish.plan import Plan, plan_book
from analysis.publish.settings import BUILD, Settings

FOLDER = BUILD / "editions"


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
    also: Sequence[str] = (),
) -> tuple[Path, list[Outcome]]:
    """Build ``editions`` to ``folder/<slug>/html`` and return the page over all books there, and what became of each.

    Each holds the same book in the languages of ``also``, see `build`.
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
        every = {
            slug: _stand(in_languages(one, also), folder / slug / "html", settings) for slug, one in wanted.items()
        }
        for slug in [slug for slug, stand in every.items() if stand]:
            told(Outcome(wanted.pop(slug), "kept", 0.0))
    for slug, found, seconds in _run(wanted, folder, settings, scheduler, also):
        if isinstance(found, Exception):
            told(Outcome(wanted[slug], "failed", seconds, _said(found)))
        else:
            told(replace(found, seconds=seconds))
    return write_index(folder), outcomes


def _run(
    wanted: Mapping[str, Parameters], folder: Path, settings: Settings, scheduler: str, also: Sequence[str]
) -> Iterator[tuple[str, Any, float]]:
    """Yield slug, outcome or exception, and seconds of each edition as it finishes."""
    if scheduler:
        from analysis.publish.cluster import build_on_cluster

        yield from build_on_cluster(wanted, folder, settings, scheduler, also)
        return
    plans = {slug: plan_book(edition, settings) for slug, edition in wanted.items()}
    ahead = {slug: _seconds_ahead(plan) for slug, plan in plans.items()}
    if any(ahead.values()):
        import_all()
        side_by_side.warm({chapter.source for plan in plans.values() for chapter in plan.chapters.values()}, True)
    inner = replace(settings, workers=max(1, settings.workers // max(1, len(wanted))))
    longest_first = sorted(wanted, key=lambda slug: -ahead[slug])
    tasks = {slug: partial(build_one, wanted[slug], folder / slug / "html", inner, also) for slug in longest_first}
    yield from side_by_side.run_all(tasks, settings.workers)


def _seconds_ahead(plan: Plan) -> float:
    """Return how long the chapters that must run took when they last ran."""
    return sum(chapter.seconds for chapter in plan.chapters.values() if chapter.why)


def _said(error: Exception) -> str:
    """Return what ``error`` says to a reader; of a fault of the software the last line, which names it."""
    if isinstance(error, (ReportError, OSError)):
        return str(error)
    return [type(error).__name__, *str(error).splitlines()][-1]


def build_one(edition: Parameters, target: Path, settings: Settings, also: Sequence[str]) -> Outcome:
    """Build one edition to ``target``, with those of it in the languages of ``also``."""
    started = time.monotonic()
    result = build(edition, target, settings=settings, also=also)
    status = "built" if any(step.status == "ran" for step in result.steps) else "reused"
    return Outcome(edition, status, time.monotonic() - started, notes=result.notes)


def _stand(editions: Sequence[Parameters], target: Path, settings: Settings) -> bool:
    """Tell whether ``target`` holds the book that building ``editions``, one in each language, would make."""
    places = [target, *(target / one.language for one in editions[1:])]
    found = [read_book(place) for place in places]
    return all(
        book is not None and book.manifest.get("key") == plan_book(edition, settings).key
        for book, edition in zip(found, editions, strict=True)
    )
