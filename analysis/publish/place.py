"""Put finished folders into place: the old one stays whole until the new one stands there, whole."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2


def put(finished: Path, target: Path) -> None:
    """Move the folder ``finished`` to ``target``, which may hold an earlier one; both on one file system.

    On Linux the two change places in one step of the kernel; elsewhere there is a moment between two renames.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        finished.rename(target)
        return
    if not _exchange(finished, target):
        old = finished.with_name(f"{finished.name}.old")
        target.rename(old)
        finished.rename(target)
        finished = old
    shutil.rmtree(finished)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places atomically; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
