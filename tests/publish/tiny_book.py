"""Chapters and books small enough to build dozens of times."""

import hashlib
import os
from pathlib import Path

import nbformat
import psutil
import pytest

from analysis.publish import assemble, guides, keys, scripts, toc
from analysis.publish.settings import Settings

SETUP = "from analysis.present import text\nfrom analysis.parameters import edition\np = edition(globals())"


OWN_TO_A_BUILD = ("run.json", "run.js", "editions.js")  # the files that differ between two equal books


def tiny(folder: Path, names: list[str], frame: Path, patch: pytest.MonkeyPatch) -> Settings:
    """Write the notebooks of a book of two chapters and two guides to ``folder``; return settings to build it there."""
    for module in (assemble, guides, keys, scripts, toc):
        patch.setattr(module, "BOOK", frame)
    for name in names[:2]:
        write_notebook(folder / "notebooks" / f"{name}.ipynb", f"text(f'{name}: months from {{p.months[0]:%Y-%m}}')")
    return Settings(workers=2, cache=folder / "cache", notebooks=folder / "notebooks")


def write_notebook(
    file: Path, *code: str, prose: str = "", parameter: str = "start = None", setup: str = SETUP
) -> None:
    """Write a chapter that declares one parameter, says ``prose``, and has the cells ``code``."""
    v4 = nbformat.v4
    parameters = v4.new_code_cell(parameter, metadata={"tags": ["parameters"]})
    cells = [
        v4.new_markdown_cell(f"# {file.stem}\n\n{prose}"),
        parameters,
        *(v4.new_code_cell(one) for one in (setup, *code)),
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells), file)


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a book but those own to a build."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in OWN_TO_A_BUILD
    }


def descendants() -> set[psutil.Process]:
    """Return all processes below this one."""
    return set(psutil.Process().children(recursive=True))


def wait_for_all_since(before: set[psutil.Process]) -> list[psutil.Process]:
    """Wait until all that was started since ``before`` has ended; return what has not within ten seconds.

    What those of ``before`` start themselves, as the browser of other tests does, does not count.
    """
    mine = {process for process in descendants() - before if before.isdisjoint(_ancestors(process))}
    _, alive = psutil.wait_procs(mine, timeout=10)
    _reap()
    return list(alive)


def _ancestors(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.parents()
    except psutil.NoSuchProcess:
        return []


def _reap() -> None:
    """Collect the exit status of processes that this one was made the parent of."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
