"""One refresh at a time: a lock that ends with its process, and what killed ones left is removed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import ReportError

STAGED = "refresh-"  # how the folders of staged data begin


@contextmanager
def alone(build: Path) -> Iterator[None]:
    """Hold the lock of refreshes in the folder ``build``; raise ReportError if another refresh holds it."""
    build.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(build / "refresh.lock", timeout=0):
            for left in [*build.glob(f"{STAGED}*"), *build.glob("raw/**/.*.new")]:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield
    except Timeout:
        raise ReportError(f"{build}: another refresh runs; wait until it has ended") from None
