"""Forked processes that cannot outlive the one that started them.

Each child has a session of its own, sends messages through a pipe, and learns from a second pipe, the lifeline,
when its parent is gone: the parent alone holds the end that is written to, so that the kernel closes it whatever
ended the parent. A child that waits for children of its own looks at the lifeline there; one that does not wait
has a thread that does.
"""

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from analysis.errors import ReportError
from analysis.publish.processes import kill_family

Work = Callable[[Connection], Any]


class GoneError(Exception):
    """A child ended without a result; the message names the signal or status."""


class _Lifelines:
    """The read end of this process's parent, and both ends that this process holds for its children."""

    def __init__(self) -> None:
        self.of_parent: int | None = None
        self.ours: tuple[int, int] | None = None
        self.children: set[Child] = set()

    def for_children(self) -> tuple[int, int]:
        if self.ours is None:
            self.ours = os.pipe()
        return self.ours

    def enter_child(self) -> None:
        """Take on the role of a child: keep the end to read, let go of everything else."""
        read, write = self.for_children()
        os.close(write)
        if self.of_parent is not None:
            os.close(self.of_parent)
        self.of_parent, self.ours, self.children = read, None, set()


_lifelines = _Lifelines()


class Child:
    """A forked process that runs ``work(connection)``, where ``connection`` leads here.

    ``receive`` returns what it sends and, last, ``("done", value)`` or ``("failed", exception)``. With ``alone``
    it does not start children of its own, and a thread watches for the end of the parent.
    """

    def __init__(self, work: Work, alone: bool = True) -> None:
        _lifelines.for_children()
        self.connection, theirs = Pipe()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self.connection.close()
            _be_child(work, theirs, alone)
        theirs.close()
        _lifelines.children.add(self)

    def receive(self) -> Any:
        """Return the next message; raises GoneError if the child ended before its last one."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):  # the second if it was killed in the middle of a message
            raise GoneError(self._ending()) from None

    def result(self) -> Any:
        """Wait for the last message and the end of the child; return its value or raise its exception."""
        next_ready([self])
        kind, value = self.receive()
        self.reap()
        if kind == "failed":
            raise value
        return value

    def kill(self) -> None:
        """Kill the child, if it still runs, and all that it started, and wait until it is gone."""
        if self in _lifelines.children:
            kill_family(self.pid)
            with suppress(ProcessLookupError):  # by its number too: it may not have a group of its own yet
                os.kill(self.pid, signal.SIGKILL)
            self.reap()

    def reap(self) -> int | None:
        """Wait for a child that has sent its last message; return its exit status as ``subprocess`` writes it."""
        _lifelines.children.discard(self)
        self.connection.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return None

    def _ending(self) -> str:
        status = self.reap()
        if status is not None and status < 0:
            return f"its process was ended by {signal.Signals(-status).name}"
        return f"its process ended with status {status}"


def _be_child(work: Work, connection: Connection, alone: bool) -> None:
    """Run ``work`` in a new child and leave without the parent's exit handlers."""
    status = 1
    try:
        os.setsid()
        _lifelines.enter_child()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if alone:
            threading.Thread(target=_watch, daemon=True).start()
        try:
            last = ("done", work(connection))
        except BaseException as error:
            last = ("failed", _sendable(error))
        connection.send(last)
        status = 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(status)


def _sendable(error: BaseException) -> BaseException:
    """Return ``error`` if another process can read it, else a fault with its traceback."""
    if isinstance(error, (ReportError, OSError)):
        with suppress(Exception):
            pickle.loads(pickle.dumps(error))
            return error
    return RuntimeError("".join(traceback.format_exception(error)).rstrip())


def _watch() -> None:
    assert _lifelines.of_parent is not None
    os.read(_lifelines.of_parent, 1)
    _leave()


def _leave() -> None:
    """End this process and all that it started, because its parent is gone."""
    kill_family(os.getpid())
    os.killpg(0, signal.SIGKILL)


def next_ready(children: Iterable[Child], seconds: float | None = None) -> list[Child]:
    """Return the children with a message, or none after ``seconds``; end this process if its parent is gone."""
    by_connection: dict[Any, Child] = {child.connection: child for child in children}
    lifeline = [] if _lifelines.of_parent is None else [_lifelines.of_parent]
    ready = wait([*by_connection, *lifeline], seconds)
    if any(one in lifeline for one in ready):
        _leave()
    return [by_connection[one] for one in ready]


def run_all(
    tasks: Mapping[str, Callable[[], Any]], workers: int, alone: bool = False
) -> Iterator[tuple[str, Any, float]]:
    """Run ``tasks`` in their order, ``workers`` at a time, each in a process of its own.

    Yields name, result and seconds of each as it finishes; the result of a task that failed is its exception.
    Whoever stops iterating kills those that still run.
    """
    waiting = list(tasks.items())
    running: dict[Child, tuple[str, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                name, task = waiting.pop(0)
                child = Child(lambda connection, task=task: task(), alone)  # type: ignore[misc]
                running[child] = name, time.monotonic()
            for child in next_ready(running):
                name, started = running.pop(child)
                try:
                    result = child.receive()[1]
                except GoneError as gone:
                    result = ReportError(f"{name}: {gone}")
                child.reap()
                yield name, result, time.monotonic() - started
    finally:
        for child in running:
            child.kill()


def live_with(descriptor: int) -> None:
    """End this process, which must lead a session, once whoever holds the other end of ``descriptor`` is gone.

    The descriptor itself becomes free for others, as standard input must be.
    """
    _lifelines.of_parent = os.dup(descriptor)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), descriptor)
