"""Two engines for papermill: ``fork`` runs a notebook in a forked process, ``kernel`` in a Jupyter kernel.

Both leave in the notebook's metadata, under ``execution``, what the catalogue of tables was asked for and which
processes the notebook left behind. Importing this module registers them.
"""

import ast
import os
import subprocess
import sys
import time
from typing import Any

from analysis.publish import notebooks, processes
from analysis.publish.processes import Child, GoneError, Send

notebooks.load_nbformat()

from nbclient.exceptions import CellTimeoutError  # noqa: E402
from papermill.clientwrap import PapermillNotebookClient  # noqa: E402
from papermill.engines import Engine, papermill_engines  # noqa: E402
from traitlets.config import Config  # noqa: E402

from analysis.errors import ReportError  # noqa: E402

_ASKED = "__import__('analysis.data.catalogue', fromlist=['asked']).asked()"


class StoppedError(ReportError):
    """A cell did not come to an end; the message says why, ``cell`` is its index."""

    def __init__(self, message: str, cell: int) -> None:
        super().__init__(message, cell)
        self.cell = cell

    def __str__(self) -> str:
        return str(self.args[0])


class ForkEngine(Engine):  # type: ignore[misc]
    """Runs the cells in one forked process that shares what the parent has imported and loaded."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: float, **kwargs: Any) -> None:
        """Fill in the outputs of ``nb_man.nb``; raise StoppedError after ``execution_timeout`` seconds."""
        deadline = time.monotonic() + execution_timeout
        cells = [(index, cell) for index, cell in enumerate(nb_man.nb.cells) if cell.cell_type == "code"]
        sources = [cell.source for _, cell in cells]
        child = Child(lambda send: _run(sources, send))
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
            child.end()


def _message(child: Child, deadline: float, index: int, limit: float) -> tuple[str, Any]:
    if not processes.next_ready({child.connection: child}, max(0.0, deadline - time.monotonic())):
        raise StoppedError(f"still running after {limit:g} s, the limit for a chapter; it was ended", index)
    try:
        kind, value = child.receive()
    except GoneError as gone:
        raise StoppedError(str(gone), index) from None
    return kind, value


def _run(sources: list[str], send: Send) -> dict[str, Any]:
    """Run the cells in this forked process and send the outputs of each."""
    from analysis.data import catalogue
    from analysis.publish.shell import run_cells

    processes.adopt_orphans()
    forget_derived()
    catalogue.forget()
    for outcome in run_cells(sources):
        send(("cell", outcome))
    return {"asked": catalogue.asked(), "left": processes.kill_family(os.getpid())}


def forget_derived() -> None:
    """Empty every cache in ``analysis`` but that of the tables: what a chapter uses, it must ask for itself."""
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis.") and name != "analysis.data.catalogue":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and value.__module__ != "analysis.data.catalogue":
                    value.cache_clear()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Asks the kernel, after the last cell, what its catalogue was asked for."""

    def papermill_execute_cells(self) -> None:
        super().papermill_execute_cells()
        if self.nb.metadata.papermill.get("exception"):
            return
        request = self.kc.execute("", silent=True, user_expressions={"asked": _ASKED})
        reply = self.wait_for_reply(request)["content"]["user_expressions"]["asked"]
        asked = ast.literal_eval(reply["data"]["text/plain"])
        left = processes.kill_family(self.km.provisioner.pid)
        self.nb.metadata["execution"] = {"asked": asked, "left": left}


class KernelEngine(Engine):  # type: ignore[misc]
    """Runs the cells in a Jupyter kernel: over IPC, since ports clash, and stopped without its goodbyes."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, execution_timeout: float, start_timeout: int = 60, **kwargs: Any
    ) -> None:
        """Fill in the outputs of ``nb_man.nb``; raise StoppedError after ``execution_timeout`` seconds."""
        deadline = time.monotonic() + execution_timeout
        running: list[int] = []

        def remaining(cell: Any) -> int:
            running.append(nb_man.nb.cells.index(cell))
            return max(1, round(deadline - time.monotonic()))

        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            timeout_func=remaining,
            shutdown_kernel="immediate",
            extra_arguments=["--HistoryManager.enabled=False"],
            config=Config({"KernelManager": {"transport": "ipc"}}) if processes.FORK else Config(),
        )
        try:
            client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except CellTimeoutError:
            text = f"still running after {execution_timeout:g} s, the limit for a chapter; it was ended"
            raise StoppedError(text, running[-1]) from None
        except RuntimeError as error:  # a kernel that died, or never started
            raise StoppedError(f"its process ended ({error})", running[-1] if running else -1) from None


papermill_engines.register("fork", ForkEngine)
papermill_engines.register("kernel", KernelEngine)
