"""Put finished folders into place: the old one stays whole until the new one stands there, whole."""

import ctypes
import json
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
_WORK = ".trade-report-work-"
_IN_EVERY_MANIFEST = {"key", "parameters", "chapters"}


def manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of the book in ``folder``; None if no book of ours is there."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.keys() >= _IN_EVERY_MANIFEST else None


def check_target(target: Path) -> None:
    """Refuse a target that holds anything but an earlier book, or lies within one, which would be replaced with it."""
    if target.exists() and not target.is_dir():
        raise ReportError(f"{target}: is a file; name a folder for the book")
    if target.exists() and any(target.iterdir()) and manifest(target) is None:
        raise ReportError(f"{target}: is not empty and holds no earlier book; name another folder")
    for outer in target.parents:
        if manifest(outer) is not None:
            raise ReportError(f"{target}: lies within the book in {outer}; name another folder")


@contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside ``target``, removed at the end whatever happened; remove those that killed builds left.

    A folder is locked for as long as its build lives, so that no other takes it for a left one.
    """
    parent = target.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _restore(target)
        work, lock = _locked_folder(parent)
    except OSError as error:
        raise ReportError(
            f"{parent}: cannot be written to ({_cause(error)}); name another folder with --out"
        ) from error
    try:
        yield work
    except OSError as error:
        raise ReportError(f"{error.filename or parent}: {_cause(error)}; nothing was published") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(work)
        if lock is not None:
            os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int | None]:
    """Remove what killed builds left, make a new folder and lock it, all while no other build does the same.

    Where the file system has no locks, the new folder has none and nothing is removed.
    """
    guard = _lock(parent, wait=True)
    try:
        if guard is not None:
            _remove_left(parent)
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=parent))
        return work, _lock(work)
    finally:
        if guard is not None:
            os.close(guard)


def put(finished: Path, target: Path) -> None:
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
        old = _earlier(target)
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        finished.rename(target)
        finished = old
    shutil.rmtree(finished, ignore_errors=True)  # the book stands: what cannot be removed is no fault of its build


def _earlier(target: Path) -> Path:
    return target.with_name(f".{target.name}.earlier")


def _restore(target: Path) -> None:
    """Put back the book that a build killed between two renames left beside its place."""
    if not target.exists() and manifest(_earlier(target)) is not None:
        _earlier(target).rename(target)


def _cause(error: OSError) -> str:
    """Return in words what went wrong; of many copies that failed, what went wrong with the first."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return error.strerror or str(error)


def _lock(folder: Path, wait: bool = False) -> int | None:
    """Lock ``folder`` until the descriptor returned is closed; None if another has it or none can be had here."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _remove_left(parent: Path) -> None:
    for folder in parent.glob(f"{_WORK}*"):
        with suppress(OSError):
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places atomically; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
