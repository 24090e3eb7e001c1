"""Where a book is made and where it goes: a locked folder beside its target, and what the target may hold."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock

from analysis.errors import ReportError
from analysis.publish.swap import earlier

MANIFEST = "run.json"
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

    A file beside each is locked for as long as its build lives; it is made first and goes last.
    """
    parent = target.parent
    work = parent / f"{_WORK}{uuid4().hex[:12]}"
    lock = FileLock(f"{work}.lock")
    try:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            _restore(target)
            _remove_left(parent)
            lock.acquire()
            work.mkdir()
        except OSError as error:
            said = f"{parent}: cannot be written to ({_cause(error)}); name another folder with --out"
            raise ReportError(said) from error
        yield work
    except OSError as error:
        raise ReportError(f"{error.filename or parent}: {_cause(error)}; nothing was published") from error
    finally:
        _remove(work, lock)


def _remove_left(parent: Path) -> None:
    for work in {path.with_suffix("") for path in parent.glob(f"{_WORK}*")}:
        lock = FileLock(f"{work}.lock", blocking=False)
        with suppress(OSError), lock:
            _remove(work, lock)


def _remove(work: Path, lock: FileLock) -> None:
    """Remove a work folder, then the file that says that it is in use."""
    shutil.rmtree(work, ignore_errors=True)
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def _restore(target: Path) -> None:
    """Put back the book that a build killed between two renames left beside its place."""
    if not target.exists() and manifest(earlier(target)) is not None:
        earlier(target).rename(target)


def _cause(error: OSError) -> str:
    """Return in words what went wrong; of many copies that failed, what went wrong with the first."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return error.strerror or str(error)
