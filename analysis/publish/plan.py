"""The plan of a book: what is known of each chapter before anything runs, and which of them must run."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.language import SOURCE
from analysis.parameters import Parameters
from analysis.publish import import_graph, keys, notebooks
from analysis.publish.cache import Cache, digest
from analysis.publish.settings import Settings

if TYPE_CHECKING:
    from analysis.publish.chapter import Executed


@dataclass(frozen=True)
class Step:
    """A finished step in a language: a chapter that ran or was reused, and why, or the compilation."""

    name: str
    status: str
    why: str
    seconds: float
    language: str = SOURCE


Report = Callable[[Step], None]


@dataclass(frozen=True)
class Chapter:
    """An executed chapter: the key of its result, the text of its notebook in normal form, the notes on it."""

    key: str
    notebook: str
    notes: list[str]


@dataclass(frozen=True)
class Kept:
    """What the cache knows of a whole book: the key of its pages, the notes on its chapters, those without content."""

    pages: str
    notes: list[str]
    empty: list[str]


@dataclass(frozen=True)
class _LastRun:
    inputs: keys.Inputs
    seconds: float


@dataclass(frozen=True)
class ChapterPlan:
    """A chapter before it runs: its key, if it is known, and why it must run, or nothing.

    ``inputs`` are those known before it runs.
    """

    source: Path
    values: dict[str, Any]
    inputs: keys.Inputs
    key: str | None
    why: str
    seconds: float

    def kept(self, cache: Cache) -> Chapter | None:
        """Return the chapter if it need not run and its entry in the cache is sound."""
        return None if self.why or self.key is None else cache.get_as(Chapter, self.key)


@dataclass(frozen=True)
class Plan:
    """The book of an edition before it is made; ``left_out`` are the chapters that it does not have."""

    parameters: Parameters
    settings: Settings
    cache: Cache
    frame: str
    chapters: dict[str, ChapterPlan]
    left_out: list[str]

    @property
    def key(self) -> str | None:
        """The key of the book; None if a chapter must run to know it."""
        keys_known = {name: one.key for name, one in self.chapters.items()}
        return None if None in keys_known.values() else digest([self.frame, keys_known])

    def book_key(self, chapters: Mapping[str, Chapter]) -> str:
        """Return the key of the book with these executed ``chapters``."""
        return digest([self.frame, {name: chapter.key for name, chapter in chapters.items()}])


def plan_book(parameters: Parameters, settings: Settings) -> Plan:
    """Return the plan of the edition of ``parameters``."""
    cache = Cache(settings.cache)
    names, left_out = chapters_of(parameters, settings.notebooks)
    sources = [settings.notebooks / f"{name}.ipynb" for name in names]
    chapters = {source.stem: _plan(source, notebooks.values(source, parameters), cache) for source in sources}
    return Plan(parameters, settings, cache, keys.frame_key(parameters), chapters, left_out)


def notes_of(chapters: Mapping[str, Chapter]) -> list[str]:
    """Return the notes on all ``chapters``, in order."""
    return sorted(note for chapter in chapters.values() for note in chapter.notes)


def chapters_of(parameters: Parameters, folder: Path = notebooks.NOTEBOOKS) -> tuple[list[str], list[str]]:
    """Return the chapters of an edition, and those left out.

    Left out is what is about another partner and, in an edition on an earlier vintage, what cannot be put on it.
    """
    names = notebooks.chapters(folder)
    kept = [name for name in names if _belongs(notebooks.head(folder / f"{name}.ipynb"), parameters)]
    return kept, [name for name in names if name not in kept]


def _belongs(notebook: Any, parameters: Parameters) -> bool:
    known = parameters.vintage is None or "vintage" in notebooks.declared(notebook)
    return known and notebooks.belongs(notebook, parameters.partner)


def _plan(source: Path, given: dict[str, Any], cache: Cache) -> ChapterPlan:
    """Look up the chapter in ``source`` with the values ``given`` for the parameters it declares."""
    inputs = keys.inputs(source, given)
    asked = cache.get_as(list[str], _asked_key(inputs))
    known = inputs if asked is None else inputs | keys.answers(asked)
    key = None if asked is None else digest(known)
    last = cache.get_as(_LastRun, _last_key(source, given))
    why = "" if key and cache.holds(key) else reason(last.inputs if last else None, known)
    seconds = last.seconds if last else notebooks.expected_seconds(source)
    return ChapterPlan(source, given, inputs, key, why, seconds)


def keep(plan: ChapterPlan, cache: Cache, executed: "Executed", seconds: float) -> Chapter:
    """Put a chapter that ran into the cache and return it.

    If its code was edited since it was planned, nothing is kept, a note says so, and the key fits nothing else.
    """
    from analysis.publish import normal_form

    text = normal_form.text(executed.notebook)
    import_graph.forget()
    if keys.inputs(plan.source, plan.values) != plan.inputs:
        note = f"chapter {plan.source.stem} or its code was edited while it ran; build again"
        return Chapter(digest(["edited", plan.source.stem, time.time_ns()]), text, [*executed.notes, note])
    cache.put_json(_asked_key(plan.inputs), executed.asked)
    inputs = plan.inputs | keys.answers(executed.asked)
    chapter = Chapter(digest(inputs), text, executed.notes)
    cache.put_json(chapter.key, asdict(chapter))
    cache.put_json(_last_key(plan.source, plan.values), asdict(_LastRun(inputs, seconds)))
    return chapter


def reason(before: Mapping[str, str] | None, now: Mapping[str, str]) -> str:
    """Return in words what differs between the inputs of the last run and those of now.

    Before a run with these inputs, what the chapter will ask the catalogue for is not known and not compared.
    """
    if before is None:
        return "has not run before"
    compared = {name for name in before if name in now or not _is_question(name)} | set(now)
    changed = [name for name in compared if before.get(name) != now.get(name)]
    if not changed:
        return "its result is not in the cache"
    changed.sort(key=lambda name: (not name.startswith("parameter"), name))
    words = [_change(name, before.get(name), now.get(name)) for name in changed[:3]]
    return "; ".join(words) + (f"; {len(changed) - 3} more changes" if len(changed) > 3 else "")


def _change(name: str, before: str | None, now: str | None) -> str:
    if before is None or now is None:
        return f"{name} is {'new' if before is None else 'gone'}"
    return f"{name} {now}, was {before}" if name.startswith("parameter") else f"{name} changed"


def _is_question(name: str) -> bool:
    return name in ("names", "as_of") or name.startswith(("table ", "description "))


def _asked_key(inputs: keys.Inputs) -> str:
    return digest(["asked", inputs])


def _last_key(source: Path, given: Mapping[str, Any]) -> str:
    return digest(["last", source.stem, given.get("language", SOURCE)])
