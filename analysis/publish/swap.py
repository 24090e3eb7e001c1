"""The atomic swap of folders: the old one stays whole until the new one stands in its place, whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


def swap_in(finished: Path, target: Path) -> None:
    """Move the folder ``finished`` to ``target``, which may hold an earlier one; both on one file system.

    On Linux the two change places in one step of the kernel; elsewhere there is a moment between two renames, after
    which the next build puts the earlier folder back.
    """
    try:
        finished.rename(target)
        return
    except OSError:
        if not target.is_dir():
            raise
    if not _exchange(finished, target):
        old = earlier(target)
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        finished.rename(target)
        finished = old
    shutil.rmtree(finished, ignore_errors=True)  # the book stands: what cannot be removed is no fault of its build


def earlier(target: Path) -> Path:
    """Return where the folder that stood in ``target`` is between the two renames."""
    return target.with_name(f".{target.name}.earlier")


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places atomically; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
