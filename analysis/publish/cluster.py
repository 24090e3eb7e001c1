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
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.parameters import Parameters, parse
from analysis.publish import keys, pack, place, processes
from analysis.publish.build import Settings
from analysis.publish.editions import Outcome, build_one
from analysis.publish.notebooks import NOTEBOOKS

CONNECT_SECONDS = 20.0


def build_on_cluster(
    wanted: Mapping[str, Parameters], folder: Path, settings: Settings, scheduler: str
) -> Iterator[tuple[str, Any, float]]:
    """Yield slug, outcome or error, and seconds of each edition in ``wanted`` as it finishes.

    An edition whose worker is lost is given to another one.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise ReportError("--scheduler needs the extra `cluster`: pip install 'trade-report[cluster]'") from error
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
        }
        futures = {
            client.submit(
                build_apart,
                {**request, "parameters": edition.model_dump()},
                key=f"edition-{slug}-{time.time_ns()}",
            ): slug
            for slug, edition in wanted.items()
        }
        for future in as_completed(futures):
            slug = futures.pop(future)
            try:
                status, text, notes, seconds, content = future.result()
                if status != "failed":
                    _publish(content, folder / slug / "html")
                yield slug, Outcome(wanted[slug], status, seconds, text, notes), seconds
            except (ReportError, OSError) as error:
                yield slug, error, 0.0
            except Exception as error:  # whatever Dask makes of an edition whose workers were lost again and again
                yield slug, ReportError(f"{slug}: {type(error).__name__}: {error}"), 0.0
            future.release()


def build_apart(request: dict[str, Any]) -> tuple[str, str, list[str], float, bytes]:
    """Build an edition in a new process that ends with this one; return status, message, notes, seconds, book."""
    with tempfile.TemporaryDirectory(prefix="trade-report-") as folder:
        command = [sys.executable, "-m", "analysis.publish.cluster", folder]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = process.stdout.read()  # stdin stays open: its end tells the process that this one is gone
        if not answer:
            raise ReportError(f"the process that builds {request['parameters']['partner']} ended without an answer")
        status, text, notes, seconds = json.loads(answer)
        book = Path(folder) / "book"
        return status, text, notes, seconds, book.read_bytes() if book.exists() else b""


def serve(folder: Path) -> None:
    """Build the one edition that a line on stdin asks for; leave the book in ``folder``, the rest on stdout."""
    request = json.loads(sys.stdin.readline())
    processes.live_with(sys.stdin.fileno())
    settings = Settings(engine=request["engine"], seconds=request["seconds"], workers=1)
    if request["notebooks"]:
        settings = replace(settings, notebooks=Path(request["notebooks"]))
    try:
        if keys.version(settings.notebooks) != request["version"]:
            raise ReportError("the worker has another version of the report, its data or its libraries: update it")
        edition = parse(request["parameters"])
        outcome = build_one(edition, folder / "html", settings)
        packed = pack.pack(folder / "html", outcome.notes)
        (folder / "book").write_bytes(zlib.compress(packed, 1))
        answer = [outcome.status, "", outcome.notes, outcome.seconds]
    except (ReportError, OSError) as error:
        answer = ["failed", str(error), [], 0.0]
    json.dump(answer, sys.stdout)


def _publish(content: bytes, target: Path) -> None:
    """Put a book that came as bytes into ``target``."""
    place.check_target(target)
    with place.work_folder(target) as work:
        pack.unpack(zlib.decompress(content), work / "html")
        place.put(work / "html", target)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
