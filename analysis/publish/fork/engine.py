"""An engine for papermill that runs the cells in a forked process, which shares what its parent has loaded."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from papermill.engines import Engine

from analysis.publish.chapter import StoppedError
from analysis.publish.fork.children import Child, GoneError, next_ready
from analysis.publish.processes import adopt_orphans, kill_family

_DERIVED_FROM_NO_TABLE = ("analysis.data.catalogue", "analysis.language")  # modules whose caches a chapter may share
_running: list[Child] = []


@contextmanager
def one_process() -> Iterator[Child]:
    """Yield the process that runs cells; within another ``with`` it is that one's.

    So notebooks executed one after another within it share what they compute: the same chapter in two languages.
    """
    if _running:
        yield _running[0]
        return
    child = Child(_run)
    _running.append(child)
    try:
        yield child
    finally:
        _running.clear()
        child.kill()


class ForkEngine(Engine):  # type: ignore[misc]
    """Runs the cells in one forked process that shares what the parent has imported and loaded."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: float, **kwargs: Any) -> None:
        """Fill in the outputs of ``nb_man.nb``; raise StoppedError after ``execution_timeout`` seconds."""
        deadline = time.monotonic() + execution_timeout
        cells = [(index, cell) for index, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code"]
        sources = [cell.source for _, cell in cells]
        with one_process() as child:
            child.connection.send((sources, Path.cwd(), dict(os.environ)))
            for count, (index, cell) in enumerate(cells, 1):
                nb_man.cell_start(cell, index)
                kind, value = _message(child, deadline, index, execution_timeout)
                if kind == "failed":
                    raise value
                outputs, succeeded = value
                cell.outputs, cell.execution_count = outputs, count
                if not succeeded:
                    nb_man.cell_exception(cell, cell_index=index)
                nb_man.cell_complete(cell, cell_index=index)
                if not succeeded:
                    return
            nb_man.nb.metadata["execution"] = _message(child, deadline, -1, execution_timeout)[1]


def _message(child: Child, deadline: float, index: int, limit: float) -> tuple[str, Any]:
    if not next_ready([child], max(0.0, deadline - time.monotonic())):
        raise StoppedError(f"still running after {limit:g} s, the limit for a chapter; it was ended", index)
    try:
        kind, value = child.receive()
    except GoneError as gone:
        raise StoppedError(str(gone), index) from None
    return kind, value


def _run(connection: Connection) -> None:
    """Run the cells of each notebook that arrives, in its folder, until this process is killed; send what they do.

    What is asked for stays remembered: the next notebook may use what an earlier one has computed from it.
    """
    from analysis.data import catalogue
    from analysis.publish.fork.shell import run_cells

    adopt_orphans()
    forget_derived()
    catalogue.forget()
    while True:
        sources, folder, environment = connection.recv()
        os.chdir(folder)
        os.environ.update(environment)
        for outcome in run_cells(sources):
            connection.send(("cell", outcome))
        connection.send(("ran", {"asked": catalogue.asked(), "left": kill_family(os.getpid())}))


def forget_derived() -> None:
    """Empty every cache in ``analysis`` but those of tables and words: what a chapter uses, it must ask for itself."""
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis.") and name not in _DERIVED_FROM_NO_TABLE:
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and value.__module__ not in _DERIVED_FROM_NO_TABLE:
                    value.cache_clear()
