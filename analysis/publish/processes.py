"""What this process may use of the machine, and the processes below it."""

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from analysis.publish import control_groups

FORK = hasattr(os, "fork")
_SET_CHILD_SUBREAPER = 36  # of prctl(2)
_BYTES_PER_WORKER = 500 * 2**20  # about four times what the largest chapter was seen to hold for itself


def default_workers() -> int:
    """Return how many processes to run side by side: one a core, fewer if memory is short, here or in a container."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    free: float = min(psutil.virtual_memory().available, control_groups.free_bytes())
    return max(1, math.floor(min(cores, control_groups.cores(), free / _BYTES_PER_WORKER)))


def kill_family(pid: int) -> list[str]:
    """Kill all descendants of process ``pid``, not itself; return the names of those that still ran."""
    try:
        family = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
    names = []
    for process in family:
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                names.append(process.name())
                process.kill()
    return names


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that ``kill_family`` finds it (Linux)."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def put_temporary_files_into(folder: Path) -> None:
    """Let this forked process and those it starts keep temporary files in ``folder``, which goes with its build."""
    if FORK:
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


@contextmanager
def settings_in(folder: Path) -> Iterator[None]:
    """Let IPython and Jupyter keep their settings in ``folder``, and matplotlib too if no home can be written to.

    The user's own must not change a chapter. A kernel's sockets are named from its working folder, which ``folder``
    must be when it starts, since the system bounds the length of their names.
    """
    ours = {
        "IPYTHONDIR": str(folder / ".ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
        "JUPYTER_DATA_DIR": str(folder / ".jupyter"),
        "JUPYTER_RUNTIME_DIR": ".jupyter",
    }
    if "MPLCONFIGDIR" not in os.environ and not _home_is_writable():
        ours["MPLCONFIGDIR"] = str(folder / ".matplotlib")
    before = dict(os.environ)
    os.environ.update(ours)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _home_is_writable() -> bool:
    try:
        with tempfile.TemporaryFile(dir=Path.home()):
            return True
    except (OSError, RuntimeError):  # the second if there is no home
        return False
