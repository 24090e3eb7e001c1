"""What the result of a chapter depends on, and whether the cache holds it.

A chapter's inputs are known before it runs, except the tables that it loads; these are remembered from an earlier
run with the same inputs. That is sound: with the same code and parameters, a run can only differ in what it loads
after something that it loaded before has changed.
"""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.data import catalogue
from analysis.parameters import Parameters
from analysis.publish import notebooks, reach
from analysis.publish.cache import Cache, digest
from analysis.publish.execute import Executed

LOCK = reach.ROOT / "requirements.lock"
_EXECUTION = ("analysis.publish.execute", "analysis.publish.engines", "analysis.publish.shell")
_COMPILATION = ("analysis.publish.assemble", "analysis.publish.compile")
Inputs = dict[str, str]


@dataclass(frozen=True)
class Plan:
    """What is known of a chapter before it runs: its key, if it is known, and why it must run, or nothing."""

    source: Path
    values: dict[str, Any]
    key: str | None
    why: str
    seconds: float


def plan(source: Path, given: dict[str, Any], cache: Cache) -> Plan:
    """Look up the chapter in ``source`` with the values ``given`` for the parameters it declares."""
    inputs = _inputs(source, given)
    asked = cache.get_json(_asked_key(inputs))
    key = None
    if asked is not None:
        inputs = {**inputs, **_answers(asked)}
        key = digest(inputs)
    last = cache.get_json(_last_key(source)) or {}
    why = "" if key and (cache.folder / key).exists() else reason(last.get("inputs"), inputs)
    return Plan(source, given, key, why, last.get("seconds", 0.0))


def keep(plan: Plan, cache: Cache, executed: Executed, seconds: float) -> tuple[str, dict[str, Any]]:
    """Put a chapter that ran into the cache; return its key and the entry."""
    inputs = _inputs(plan.source, plan.values)
    cache.put_json(_asked_key(inputs), executed.asked)
    inputs |= _answers(executed.asked)
    key = digest(inputs)
    content = {"notebook": notebooks.text(executed.notebook), "notes": executed.notes}
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


def book_key(chapters: Mapping[str, str], parameters: Parameters) -> str:
    """Return the key of a compiled book, from the keys of its chapters by name."""
    sources = reach.digests(reach.of_modules(_COMPILATION))
    return digest([dict(chapters), parameters.model_dump(), _book(), sources, _surroundings()])


def _book() -> Inputs:
    return {
        str(path.relative_to(reach.ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((reach.ROOT / "book").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def version(folder: Path) -> str:
    """Return a digest of all that a book is made of, with the notebooks in ``folder``, whatever its parameters."""
    sources = {file.name: notebooks.head(file)["cells"] for file in sorted(folder.glob("*.ipynb"))}
    modules = [
        ".".join(file.relative_to(reach.ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted((reach.ROOT / reach.PACKAGE).rglob("*.py"))
    ]
    return digest([sources, reach.digests(modules), catalogue.package(), _book(), _surroundings()])


def _inputs(source: Path, given: dict[str, Any]) -> Inputs:
    """Return everything that is known before the run to bear on the result, as name and digest or value."""
    notebook = notebooks.head(source)
    modules = reach.of_notebook(notebook, source.name) | _execution()
    code = [[cell["cell_type"], cell["source"], cell["metadata"].get("tags", [])] for cell in notebook["cells"]]
    return {
        "notebook": digest([code, notebook["metadata"].get("trade_report")]),
        **{f"parameter {name}": repr(value) for name, value in given.items()},
        **{f"module {name}": value for name, value in reach.digests(modules).items()},
        **_surroundings(),
    }


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


def _asked_key(inputs: Inputs) -> str:
    return digest(["asked", inputs])


def _last_key(source: Path) -> str:
    return digest(["last", source.stem])
