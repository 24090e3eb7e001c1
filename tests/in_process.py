"""The catalogue and the command line in this process: a new one takes seconds to import and load what is here."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from analysis import cli
from analysis.data import catalogue


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Let the catalogue, and the processes that this one starts, read ``folder``."""
    before = catalogue.DATA
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADE_REPORT_DATA", str(folder))
        _read(folder)
        yield
    _read(before)


def _read(folder: Path) -> None:
    """Let the catalogue read ``folder``, and forget whatever was made of another."""
    catalogue.DATA = folder
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "analysis":
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def trade_report(*words: str) -> CompletedProcess[str]:
    """Return what the command prints and its status."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["trade-report", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    status = ended.value.code or 0
    assert isinstance(status, int)
    return CompletedProcess(words, status, out.getvalue(), err.getvalue())
