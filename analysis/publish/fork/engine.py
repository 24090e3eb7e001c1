"""An engine for papermill that runs the cells in a forked process, which shares what its parent has loaded."""

import os
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from papermill.engines import Engine

from analysis.publish.chapter import StoppedError
from analysis.publish.fork.children import Child, GoneError, next_ready
from analysis.publish.processes import adopt_orphans, kill_family


class ForkEngine(Engine):  # type: ignore[misc]
    """Runs the cells in one forked process that shares what the parent has imported and loaded."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: float, **kwargs: Any) -> None:
        """Fill in the outputs of ``nb_man.nb``; raise StoppedError after ``execution_timeout`` seconds."""
        deadline = time.monotonic() + execution_timeout
        cells = [(index, cell) for index, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code"]
        sources = [cell.source for _, cell in cells]
        child = Child(lambda connection: _run(sources, connection))
        try:
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
        finally:
            child.kill()


def _message(child: Child, deadline: float, index: int, limit: float) -> tuple[str, Any]:
    if not next_ready([child], max(0.0, deadline - time.monotonic())):
        raise StoppedError(f"still running after {limit:g} s, the limit for a chapter; it was ended", index)
    try:
        kind, value = child.receive()
    except GoneError as gone:
        raise StoppedError(str(gone), index) from None
    return kind, value


def _run(sources: list[str], connection: Connection) -> dict[str, Any]:
    """Run the cells in this forked process and send the outputs of each."""
    from analysis.data import catalogue
    from analysis.publish.fork.shell import run_cells

    adopt_orphans()
    forget_derived()
    catalogue.forget()
    for outcome in run_cells(sources):
        connection.send(("cell", outcome))
    return {"asked": catalogue.asked(), "left": kill_family(os.getpid())}


def forget_derived() -> None:
    """Empty every cache in ``analysis`` but that of the tables: what a chapter uses, it must ask for itself."""
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis.") and name != "analysis.data.catalogue":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and value.__module__ != "analysis.data.catalogue":
                    value.cache_clear()
