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
from analysis.publish import archive, finish, front, processes, site, toc
from analysis.publish.plan import Chapter, Plan, notes_of

# What Jupyter Book imports only once it builds; named here so that this can be done before there is work.
_LATE = (
    "sphinx.application",
    "myst_nb.sphinx_ext",
    "sphinx_book_theme",
    "sphinx_external_toc",
    "sphinx_design",
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "sphinx_comments",
    "sphinx_thebe",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
    "sphinxcontrib.bibtex",
    "sphinx.builders.html",
    "sphinx.search.en",
    "jupyter_book.sphinx",
)


def make_html(plan: Plan, work: Path, executed: Callable[[], dict[str, Chapter]]) -> None:
    """Prepare the book of ``plan``, wait for its ``executed`` chapters, and leave it in ``work/html`` and the cache."""
    from analysis.publish import assemble

    processes.put_temporary_files_into(work)
    import_all()
    source = work / "source"
    facts = assemble.frame(sorted(plan.chapters), plan.parameters, source)
    chapters = dict(sorted(executed().items()))
    texts = {name: chapter.notebook for name, chapter in chapters.items()}
    root, *others = toc.order(list(chapters))
    pages = texts | {root: front.with_ways(texts[root], texts, others)}
    for name, text in pages.items():
        assemble.page(name, text, source)
    html = compile_book(source, work)
    finish.finish(html, source / "_static")
    (html / "notebooks").mkdir()
    for name, chapter in chapters.items():
        (html / "notebooks" / f"{name}.ipynb").write_text(chapter.notebook, "utf-8")
    site.write(html, facts, root)
    plan.cache.put(plan.book_key(chapters), archive.pack(html, notes_of(chapters)))
    html.rename(work / "html")


def import_all() -> None:
    """Import what a compilation needs. A module that is not there is left to Jupyter Book to complain about.

    Python's warnings about the code of others are silent; those of Sphinx are errors.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("jupyter_book.cli.main")
        for name in _LATE:
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
        with open(1, "w", closefd=False) as stream, redirect_stdout(stream), redirect_stderr(stream):
            work()
    except (Exception, SystemExit) as error:
        return error if not isinstance(error, SystemExit) or error.code else None
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for one in kept:
            os.close(one)
    return None
