"""What the result of a chapter depends on, and whether the cache holds it.

A chapter's inputs are known before it runs, except the tables that it loads; these are remembered from an earlier
run with the same inputs. That is sound: with the same code and parameters, a run can only differ in what it loads
after something that it loaded before has changed. What was edited while a chapter ran is no one's input: such a
result is used once and not kept.
"""

import hashlib
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.data import catalogue
from analysis.data.description import plain
from analysis.parameters import Parameters
from analysis.publish import notebooks, reach
from analysis.publish.cache import Cache, digest
from analysis.publish.execute import Executed

LOCK = reach.ROOT / "requirements.lock"
_EXECUTION = ("analysis.publish.execute", "analysis.publish.engines", "analysis.publish.shell")
_COMPILATION = ("analysis.publish.fresh",)
Inputs = dict[str, str]


@dataclass(frozen=True)
class Plan:
    """What is known of a chapter before it runs: its key, if it is known, and why it must run, or nothing.

    ``inputs`` are those known before it runs.
    """

    source: Path
    values: dict[str, Any]
    inputs: Inputs
    key: str | None
    why: str
    seconds: float


def plan(source: Path, given: dict[str, Any], cache: Cache) -> Plan:
    """Look up the chapter in ``source`` with the values ``given`` for the parameters it declares."""
    inputs = _inputs(source, given)
    asked = cache.get_json(_asked_key(inputs))
    known = inputs if asked is None else inputs | _answers(asked)
    key = None if asked is None else digest(known)
    last = cache.get_json(_last_key(source)) or {}
    why = "" if key and cache.holds(key) else reason(last.get("inputs"), known)
    return Plan(source, given, inputs, key, why, last.get("seconds", 0.0))


def keep(plan: Plan, cache: Cache, executed: Executed, seconds: float) -> tuple[str, dict[str, Any]]:
    """Put a chapter that ran into the cache; return its key and the entry.

    If its code was edited since it was planned, nothing is kept, a note says so, and the key fits nothing else.
    """
    content = {"notebook": notebooks.text(executed.notebook), "notes": executed.notes}
    reach.forget()
    if _inputs(plan.source, plan.values) != plan.inputs:
        note = f"chapter {plan.source.stem} or its code was edited while it ran; build again"
        return digest(["edited", plan.source.stem, time.time_ns()]), content | {"notes": [*executed.notes, note]}
    cache.put_json(_asked_key(plan.inputs), executed.asked)
    inputs = plan.inputs | _answers(executed.asked)
    key = digest(inputs)
    cache.put_json(key, content)
    cache.put_json(_last_key(plan.source), {"inputs": inputs, "seconds": seconds})
    return key, content


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


def frame_key(parameters: Parameters) -> str:
    """Return the key of what a book is made of beside its chapters."""
    sources = reach.digests(reach.of_modules(_COMPILATION))
    return digest([parameters.model_dump(), _book(), sources, _surroundings(), _installed()])


def book_key(frame: str, chapters: Mapping[str, str]) -> str:
    """Return the key of a compiled book, from that of its frame and those of its chapters by name."""
    return digest([frame, dict(chapters)])


def _book() -> Inputs:
    return {
        str(path.relative_to(reach.ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((reach.ROOT / "book").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def version(folder: Path) -> str:
    """Return a digest of all that a book is made of, with the notebooks in ``folder``, whatever its parameters."""
    sources = {file.name: _code(notebooks.head(file)) for file in sorted(folder.glob("*.ipynb"))}
    modules = [
        ".".join(file.relative_to(reach.ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted((reach.ROOT / reach.PACKAGE).rglob("*.py"))
    ]
    return digest([sources, reach.digests(modules), plain(catalogue.package()), _book(), _surroundings()])


def _inputs(source: Path, given: dict[str, Any]) -> Inputs:
    """Return everything that is known before the run to bear on the result, as name and digest or value."""
    notebook = notebooks.head(source)
    modules = reach.of_notebook(notebook, source.name) | _execution()
    return {
        "notebook": digest(_code(notebook)),
        **{f"parameter {name}": repr(value) for name, value in given.items()},
        **{f"module {name}": value for name, value in reach.digests(modules).items()},
        **_surroundings(),
        "installed packages": _installed(),
    }


def _code(notebook: dict[str, Any]) -> list[Any]:
    """Return all of a notebook that bears on its result: not the outputs stored in it."""
    cells = [[cell["cell_type"], cell["source"], cell["metadata"].get("tags", [])] for cell in notebook["cells"]]
    return [cells, notebook["metadata"].get("trade_report")]


def _answers(asked: list[str]) -> Inputs:
    return {question: catalogue.answer(question) for question in asked}


@cache
def _execution() -> frozenset[str]:
    return reach.of_modules(_EXECUTION)


def _surroundings() -> Inputs:
    return {
        "lock file": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "Python": sys.version.partition(" ")[0],
    }


@cache
def _installed() -> str:
    """Return a digest of the names and versions of the installed packages, which may differ from the lock."""
    return digest(sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")))


def _asked_key(inputs: Inputs) -> str:
    return digest(["asked", inputs])


def _last_key(source: Path) -> str:
    return digest(["last", source.stem])
