"""Editions on the workers of a Dask cluster.

A worker needs the package, its data and its lock in the same version, and no folder in common with others: the
finished book comes back as bytes. Each edition is built in a process of its own, since a Dask worker has threads,
and with threads a process cannot be forked safely. That process ends when its worker does.
"""

import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.parameters import Parameters, parse
from analysis.publish import archive, keys, swap, workspace
from analysis.publish.editions import Outcome, build_one
from analysis.publish.fork.children import live_with
from analysis.publish.notebooks import NOTEBOOKS
from analysis.publish.settings import Settings

CONNECT_SECONDS = 20.0
LOOK_SECONDS = 10.0  # between two looks at the scheduler while nothing comes to an end
IDLE_LOOKS = 6
ATTEMPTS = 3  # at an edition whose building process ended without an answer, or whose worker was lost


def build_on_cluster(
    wanted: Mapping[str, Parameters], folder: Path, settings: Settings, scheduler: str, also: Sequence[str]
) -> Iterator[tuple[str, Any, float]]:
    """Yield slug, outcome or error, and seconds of each edition in ``wanted`` as it finishes.

    An edition whose worker is lost is given to another one.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ReportError("--scheduler needs the extra `cluster`: uv pip install -e '.[cluster]'") from error
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise ReportError(f"{scheduler}: no Dask scheduler answers there ({error})") from error
    with client:
        request = {
            "engine": settings.engine,
            "seconds": settings.seconds,
            "notebooks": None if settings.notebooks == NOTEBOOKS else str(settings.notebooks),
            "version": keys.version(settings.notebooks),
            "also": list(also),
        }

        def submit(slug: str) -> Any:
            asked = {**request, "parameters": wanted[slug].model_dump()}
            return client.submit(build_apart, asked, key=f"edition-{slug}-{time.time_ns()}", retries=ATTEMPTS - 1)

        slugs = {submit(slug): slug for slug in wanted}
        while slugs:
            future = _finished(client, scheduler, set(slugs))
            slug = slugs.pop(future)
            try:
                answer = future.result()
            except (Exception, CancelledError) as error:  # lost: the worker, its result, or the way to it
                yield slug, ReportError(f"lost {ATTEMPTS} times, at last to {type(error).__name__}: {error}"), 0.0
            else:
                yield slug, *_received(answer, wanted[slug], folder / slug / "html")
            future.release()


def _finished(client: Any, scheduler: str, submitted: set[Any]) -> Any:
    """Return one of the futures ``submitted`` that has come to an end.

    Raises ReportError if the scheduler is lost, or has no worker for ``IDLE_LOOKS`` looks: they would be waited for
    in vain.
    """
    from distributed import wait

    idle = 0
    while idle < IDLE_LOOKS:
        try:
            ended = wait(submitted, LOOK_SECONDS, "FIRST_COMPLETED").done
        except (TimeoutError, CancelledError):
            ended = {future for future in submitted if future.cancelled()}
        if client.status != "running":
            raise ReportError(f"{scheduler}: the scheduler is lost; start it again, then go on with --resume")
        if ended:
            return next(iter(ended))
        idle = 0 if client.scheduler_info()["workers"] else idle + 1
    raise ReportError(f"{scheduler}: no worker for {IDLE_LOOKS * LOOK_SECONDS:g} s; start some, then use --resume")


def _received(answer: Any, edition: Parameters, target: Path) -> tuple[Any, float]:
    """Put the book of an ``answer`` of ``build_apart`` into ``target``; return outcome or error, and seconds."""
    status, text, notes, seconds, content = answer
    try:
        if status != "failed":
            _publish(content, target)
    except (ReportError, OSError) as error:
        return error, seconds
    return Outcome(edition, status, seconds, text, notes), seconds


def build_apart(request: dict[str, Any]) -> tuple[str, str, list[str], float, bytes]:
    """Build an edition in a new process that ends with this one; return status, message, notes, seconds, book.

    Raises RuntimeError if the process ends without an answer.
    """
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory(prefix="trade-report-") as folder,
        (Path(folder) / "log").open("w+", encoding="utf-8") as log,
    ):
        command = [sys.executable, "-m", "analysis.publish.cluster", folder]
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=log, encoding="utf-8", start_new_session=True
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = process.stdout.read()  # stdin stays open: its end tells the process that this one is gone
        if not answer:
            log.seek(0)
            raise RuntimeError(f"the building process ended with status {process.returncode}: {log.read()[-2000:]}")
        status, text, notes, seconds = json.loads(answer)
        book = Path(folder) / "book"
        return status, text, notes, seconds, book.read_bytes() if book.exists() else b""


def serve(folder: Path) -> None:
    """Build the one edition that a line on stdin asks for; leave the book in ``folder``, the rest on stdout."""
    request = json.loads(sys.stdin.readline())
    live_with(sys.stdin.fileno())
    settings = Settings(engine=request["engine"], seconds=request["seconds"], workers=1)
    if request["notebooks"]:
        settings = replace(settings, notebooks=Path(request["notebooks"]))
    try:
        if keys.version(settings.notebooks) != request["version"]:
            raise ReportError("the worker has another version of the report, its data or its libraries: update it")
        edition = parse(request["parameters"])
        outcome = build_one(edition, folder / "html", settings, request["also"])
        packed = archive.pack(folder / "html")
        (folder / "book").write_bytes(zlib.compress(packed, 1))
        answer = [outcome.status, "", outcome.notes, outcome.seconds]
    except (ReportError, OSError) as error:
        answer = ["failed", str(error), [], 0.0]
    json.dump(answer, sys.stdout)


def _publish(content: bytes, target: Path) -> None:
    """Put a book that came as bytes into ``target``."""
    workspace.check_target(target)
    with workspace.work_folder(target) as work:
        archive.unpack(zlib.decompress(content), work / "html")
        swap.swap_in(work / "html", target)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
