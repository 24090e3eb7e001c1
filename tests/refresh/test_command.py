"""The command line, from the sources to what the chapters say."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread

import pytest
import sources_server as at_source
from sources_server import LAST, NEXT, PREVIOUS, Server

CHAPTERS = """
from analysis.chapters import balance, methods, news, revisions, summary
from analysis.parameters import parse
p = parse({})
for shown in (summary.opening(p), balance.findings(p), summary.cards(p), summary.findings(p), methods.citation(p),
              news.findings(p), revisions.findings(p)):
    print(shown._repr_mimebundle_()["text/plain"])
"""


def run(*words: str, project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copied data."""
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, "TRADE_REPORT_DATA": str(project), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.long
def test_the_book_names_the_next_month_after_a_refresh(project: Path, server: Server) -> None:
    before = run("-c", CHAPTERS, project=project).stdout
    server.world.extend_all()
    done = run(
        "-m",
        "analysis.cli",
        "data",
        "refresh",
        "--since",
        f"{PREVIOUS:%Y-%m}",
        "--source",
        "census",
        "--source",
        "treasury",
        project=project,
        TRADE_REPORT_SOURCES=server.base,
    )
    assert done.returncode == 0, done.stderr
    assert f"goods_by_partner: 16 added ({NEXT:%Y-%m} to {NEXT:%Y-%m})" in done.stdout
    after = run("-c", CHAPTERS, project=project).stdout
    for text in (
        "in the year to {}",
        "Over the twelve months to {} the US goods",
        "In {} alone, exports were",
        "is now known to {}",
    ):
        assert text.replace("{}", f"{LAST:%B %Y}") in before
        assert text.replace("{}", f"{NEXT:%B %Y}") in after
    assert "1 month came with vintage" in after
    assert "**0** of them were revised" in after


def test_an_error_is_one_line_on_stderr_and_status_1(project: Path, server: Server) -> None:
    done = run("-m", "analysis.cli", "data", "refresh", "--since", "2026-13", project=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "trade-report: --since '2026-13' is not a month; write it as YYYY-MM, as in 2024-08\n"


@pytest.mark.parametrize(
    ("words", "said"), [(["--since", "1990-01"], "the tables begin in"), (["--source", "nope"], "no source 'nope'")]
)
def test_what_is_refused_before_any_question_is_one_line(words: list[str], said: str, project: Path) -> None:
    done = run("-m", "analysis.cli", "data", "refresh", *words, project=project)
    assert done.returncode == 1
    assert done.stderr.startswith("trade-report: ") and said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"), [("2025-02", "2026-10", "totals by partner, 2025-02 against 2026-10: ")]
)
def test_diff_of_two_vintages(project: Path, old: str, new: str, said: str) -> None:
    done = run("-m", "analysis.cli", "data", "diff", old, new, project=project)
    assert done.stdout.startswith(said)
    assert "VNM 2024-09 general_imports_usd" not in done.stderr


# What runs before the refresh in the process of the command: a shell may have told it to be deaf to Ctrl-C.
HEARS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
# A line is said where the refresh then waits for ever.
NAME_SERVER_HANGS = """
import socket, threading
def hang(*_, **__):
    print("here", flush=True)
    threading.Event().wait()
socket.getaddrinfo = hang
"""
HANGS_WHILE_IT_WRITES = """
import shutil, threading
copy = shutil.copytree
def hang(*args, **options):
    copy(*args, **options)
    print("here", flush=True)
    threading.Event().wait()
shutil.copytree = hang
"""


def _says_nothing(handler: BaseHTTPRequestHandler, over: Event) -> None:
    over.wait()


def _says_little(handler: BaseHTTPRequestHandler, over: Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[")
    while not over.wait(0.05):
        handler.wfile.write(b" ")


def _says_wait(handler: BaseHTTPRequestHandler, over: Event) -> None:
    at_source.send(handler, 429, "", headers={"Retry-After": "100"})


MOMENTS: dict[str, tuple[str, Callable[[BaseHTTPRequestHandler, Event], None] | None]] = {
    "a source hangs": ("", _says_nothing),
    "an answer drips": ("", _says_little),
    "a pause that a source asks for": ("", _says_wait),
    "a name server hangs": (NAME_SERVER_HANGS, None),
    "a copy is being written": (HANGS_WHILE_IT_WRITES, None),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_a_refresh_and_leaves_nothing(
    moment: str, project: Path, server: Server, digest: Callable[[Path], str], tmp_path: Path
) -> None:
    asked, over = Event(), Event()
    before_it, answer = MOMENTS[moment]
    server.world.extend_all()

    def fault(handler: BaseHTTPRequestHandler, count: int) -> bool:
        if answer is None:
            return False
        asked.set()
        answer(handler, over)
        return True

    server.faults["/"] = fault
    (tmp_path / "sitecustomize.py").write_text(HEARS + before_it, "utf-8")
    before = digest(project)
    process = subprocess.Popen(
        [sys.executable, "-m", "analysis.cli", "data", "refresh", "--source", "treasury"],
        env={
            **os.environ,
            "TRADE_REPORT_DATA": str(project),
            "TRADE_REPORT_SOURCES": server.base.replace("127.0.0.1", "localhost"),
            "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    heard = Thread(target=lambda lines: next(lines, None) and asked.set(), args=(process.stdout,), daemon=True)
    heard.start()
    try:
        assert asked.wait(60)
        process.send_signal(signal.SIGINT)
        heard.join(60)
        said = process.communicate(timeout=60)[1]  # within a second, but the machine may be busy
    finally:
        process.kill()
        over.set()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert digest(project) == before
    assert not list(project.parent.glob("build/refresh-*"))
