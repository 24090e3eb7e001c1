"""Work side by side in forked processes; where the system cannot fork, one piece after another in this process."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
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


def one_process(engine: str) -> AbstractContextManager[Any]:
    """Let the notebooks that ``engine`` executes within share what they compute, if it can."""
    if engine != "fork":
        return nullcontext()
    from analysis.publish.fork.engine import one_process

    return one_process()


@contextmanager
def ahead(
    what: str, works: Sequence[Callable[[Callable[[], Any]], Result]]
) -> Iterator[Callable[[Sequence[Any]], list[Result]]]:
    """Start ``works`` before all that they need is known; yield the function that gives each the rest and waits.

    Each work prepares what it can and then calls the function given to it, which returns the rest. Raises ReportError,
    which calls them ``what``, if the process of one ends before it does.
    """
    if not FORK:
        yield lambda rests: [work(lambda rest=rest: rest) for work, rest in zip(works, rests, strict=True)]  # type: ignore[misc]
        return
    started = [children.Child(lambda connection, work=work: work(connection.recv)) for work in works]  # type: ignore[misc]

    def give(rests: Sequence[Any]) -> list[Result]:
        try:
            for child, rest in zip(started, rests, strict=True):
                with suppress(ConnectionError):  # a process that failed to start says why below
                    child.connection.send(rest)
            return [child.result() for child in started]
        except children.GoneError as gone:
            raise ReportError(f"{what}: {gone}") from None

    try:
        yield give
    finally:
        for child in started:
            child.kill()
