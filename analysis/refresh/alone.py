"""One refresh at a time: a lock that ends with its process, and what killed ones left is removed."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import ReportError

STAGED = "refresh-"  # how the folders of staged data begin


@contextmanager
def alone(build: Path) -> Iterator[None]:
    """Hold the lock of refreshes in the folder ``build``; raise ReportError if another refresh holds it."""
    build.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(build / "refresh.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _locked(descriptor):
            raise ReportError(f"{build}: another refresh runs; wait until it has ended")
        for left in [*build.glob(f"{STAGED}*"), *build.glob("raw/**/.*.new")]:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Lock an open file until it is closed; tell whether that is so. A file system without locks has no say."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
