"""Put finished folders into place: the old one stays whole until the new one stands there, whole."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from analysis.errors import ReportError

try:
    import fcntl as _fcntl
except ImportError:
    fcntl: Any = None
else:
    fcntl = _fcntl

MANIFEST = "run.json"
_AT_FDCWD, _EXCHANGE = -100, 2
_WORK = ".work-"


def check_target(target: Path) -> None:
    """Refuse a target that holds anything but an earlier book."""
    if target.exists() and not target.is_dir():
        raise ReportError(f"{target}: is a file; name a folder for the book")
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).exists():
        raise ReportError(f"{target}: is not empty and holds no earlier book; name another folder")


@contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside ``target``, removed at the end whatever happened; remove those that killed builds left.

    A folder is locked for as long as its build lives, so that no other takes it for a left one.
    """
    parent = target.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_left(parent)
        work, lock = _locked_folder(parent)
    except OSError as error:
        raise ReportError(
            f"{parent}: cannot be written to ({error.strerror}); name another folder with --out"
        ) from error
    try:
        yield work
    except OSError as error:
        raise ReportError(f"{error.filename or parent}: {error.strerror}; nothing was published") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(work)
        if lock is not None:
            os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int | None]:
    """Make a new folder and lock it; again if another build took it for a left one in between."""
    while True:
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=parent))
        lock = _lock(work)
        if fcntl is None or (lock is not None and work.exists()):
            return work, lock
        if lock is not None:
            os.close(lock)


def put(finished: Path, target: Path) -> None:
    """Move the folder ``finished`` to ``target``, which may hold an earlier one; both on one file system.

    On Linux the two change places in one step of the kernel; elsewhere there is a moment between two renames.
    """
    try:
        finished.rename(target)
        return
    except OSError:
        if not target.is_dir():
            raise
    if not _exchange(finished, target):
        old = finished.with_name(f"{finished.name}.old")
        target.rename(old)
        finished.rename(target)
        finished = old
    shutil.rmtree(finished)


def _lock(folder: Path) -> int | None:
    """Lock ``folder`` until the descriptor returned is closed; None if another process has it."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _remove_left(parent: Path) -> None:
    for folder in parent.glob(f"{_WORK}*"):
        with suppress(OSError):
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder)
                os.close(lock)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places atomically; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
