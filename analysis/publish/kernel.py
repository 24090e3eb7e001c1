"""The reference engine for papermill: the cells run in a Jupyter kernel.

An engine leaves in the notebook's metadata, under ``execution``, what the catalogue of tables was asked for and which
processes the notebook left behind.
"""

import ast
import subprocess
import time
from typing import Any

from nbclient.exceptions import CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from traitlets.config import Config

from analysis.publish.chapter import StoppedError
from analysis.publish.processes import FORK, kill_family

_ASKED = "__import__('analysis.data.catalogue', fromlist=['asked']).asked()"


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Asks the kernel, after the last cell, what its catalogue was asked for."""

    def papermill_execute_cells(self) -> None:
        super().papermill_execute_cells()
        if self.nb.metadata.papermill.get("exception"):
            return
        request = self.kc.execute("", silent=True, user_expressions={"asked": _ASKED})
        reply = self.wait_for_reply(request)["content"]["user_expressions"]["asked"]
        asked = ast.literal_eval(reply["data"]["text/plain"])
        left = kill_family(self.km.provisioner.pid)
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
            config=Config({"KernelManager": {"transport": "ipc"}}) if FORK else Config(),
        )
        try:
            client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except CellTimeoutError:
            text = f"still running after {execution_timeout:g} s, the limit for a chapter; it was ended"
            raise StoppedError(text, running[-1]) from None
        except RuntimeError as error:  # a kernel that died, or never started
            raise StoppedError(f"its process ended ({error})", running[-1] if running else -1) from None
