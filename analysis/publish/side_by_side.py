"""Work side by side in forked processes; where the system cannot fork, one piece after another in this process."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import ReportError
from analysis.publish.fork import children
from analysis.publish.processes import FORK

Result = TypeVar("Result")


def warm(sources: Iterable[Path], all_of_it: bool) -> None:
    """Load what executing the notebooks ``sources`` needs, if that can be shared: see ``fork.warm``."""
    if FORK:
        from analysis.publish.fork.warm import warm

        warm(sources, all_of_it)


def run_all(
    tasks: Mapping[str, Callable[[], Any]], workers: int, alone: bool = False
) -> Iterator[tuple[str, Any, float]]:
    """Run ``tasks`` in their order, ``workers`` at a time; yield name, result and seconds of each as it finishes.

    The result of a task that failed is its exception. With ``alone`` no task starts forked processes of its own.
    """
    if FORK:
        yield from children.run_all(tasks, workers, alone)
        return
    for name, task in tasks.items():
        started = time.monotonic()
        yield name, _outcome(task), time.monotonic() - started


def _outcome(task: Callable[[], Any]) -> Any:
    try:
        return task()
    except (ReportError, OSError) as error:
        return error


@contextmanager
def ahead(what: str, work: Callable[[Callable[[], Any]], Result]) -> Iterator[Callable[[Any], Result]]:
    """Start ``work`` before all that it needs is known; yield the function that gives it the rest and waits for it.

    ``work`` prepares what it can and then calls the function given to it, which returns the rest. Raises ReportError,
    which calls it ``what``, if its process ends before it does.
    """
    if not FORK:
        yield lambda rest: work(lambda: rest)
        return
    child = children.Child(lambda connection: work(connection.recv))

    def give(rest: Any) -> Result:
        try:
            with suppress(ConnectionError):  # a process that failed to start says why below
                child.connection.send(rest)
            result: Result = child.result()
            return result
        except children.GoneError as gone:
            raise ReportError(f"{what}: {gone}") from None

    try:
        yield give
    finally:
        child.kill()
