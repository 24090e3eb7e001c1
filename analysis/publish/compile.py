"""Compile a source folder to HTML with Jupyter Book; a warning is an error."""

import importlib
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

from analysis.errors import ReportError

# What Jupyter Book imports only once it builds; named here so that this can be done before there is work.
_LATE = (
    "latexcodec",
    "myst_nb.sphinx_ext",
    "sphinx_comments",
    "sphinx_external_toc.parsing",
    "sphinxcontrib.bibtex",
    "jupyter_book.sphinx",
)


def import_all() -> None:
    """Import what a compilation needs. A module that is not there is left to Jupyter Book to complain about.

    Python's warnings about the code of others are silent; those of Sphinx are errors.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("jupyter_book.cli.main")
        from sphinx.application import builtin_extensions

        for name in (*builtin_extensions, *_LATE):
            with suppress(ImportError):
                importlib.import_module(name)


def compile_book(source: Path, output: Path) -> Path:
    """Return the folder of the HTML book compiled from ``source`` below ``output``.

    Jupyter Book runs in this process and changes it: use one that ends afterwards.
    """
    import_all()
    from jupyter_book.cli.main import main

    warnings.simplefilter("ignore")
    arguments = ["build", str(source), "--path-output", str(output), "--warningiserror", "--keep-going", "-q"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        fault = _with_output_to(log.fileno(), lambda: main(arguments, standalone_mode=False))
        log.seek(0)
        lines = log.read().splitlines()
    if fault is not None:
        if isinstance(fault.__cause__, OSError):
            raise fault.__cause__
        faults = [line for line in lines if "WARNING" in line or "ERROR" in line or "Error" in line]
        raise ReportError("the book does not compile:\n" + "\n".join(faults[:5] or lines[-5:] or [str(fault)]))
    html = output / "_build" / "html"
    (html / ".buildinfo").unlink(missing_ok=True)  # Sphinx's note to itself
    return html


def _with_output_to(descriptor: int, work: Callable[[], object]) -> BaseException | None:
    """Call ``work`` with everything it prints sent to ``descriptor``; return what it raised."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    try:
        with open(1, "w", encoding="utf-8", closefd=False) as stream, redirect_stdout(stream), redirect_stderr(stream):
            work()
    except (Exception, SystemExit) as error:
        return error if not isinstance(error, SystemExit) or error.code else None
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for one in kept:
            os.close(one)
    return None
