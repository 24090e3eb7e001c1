"""The table of contents of a book."""

from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ReportError
from analysis.language import say
from analysis.publish import notebooks

BOOK = Path(__file__).parents[2] / "book"
GUIDES = "guides/"  # pages that are no notebooks; every edition has them


def read() -> dict[str, Any]:
    """Return the table of contents as it is written. Raises ReportError if it is no list of parts with their files."""
    try:
        toc: dict[str, Any] = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
        _files(toc)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        at = f", line {mark.line + 1}" if mark else ""
        raise ReportError(
            f"book/_toc.yml{at}: is no list of parts with their files; write each as the one above it, with its indent"
        ) from error
    return toc


def contents(chapters: list[str]) -> dict[str, Any]:
    """Return the table of contents with only ``chapters`` and the guides; parts left empty go.

    Raises ReportError if it and ``notebooks/`` do not hold the same chapters: none is lost without a word.
    """
    toc = read()
    listed = [name for name in _files(toc) if not name.startswith(GUIDES)]
    for name in sorted(set(listed) - set(notebooks.chapters())):
        raise ReportError(f"notebooks/{name}.ipynb: is gone; restore it, or take it out of book/_toc.yml")
    for name in sorted(set(chapters) - set(listed)):
        raise ReportError(f"notebooks/{name}.ipynb: is not in the table of contents; add it to book/_toc.yml")
    for part in toc["parts"]:
        part["caption"] = say(part["caption"])
        part["chapters"] = [
            entry for entry in part["chapters"] if entry["file"] in chapters or entry["file"].startswith(GUIDES)
        ]
    toc["parts"] = [part for part in toc["parts"] if part["chapters"]]
    return toc


def order(chapters: list[str]) -> list[str]:
    """Return ``chapters`` in the order of the book, the front page first."""
    return [name for name in _files(contents(chapters)) if name in chapters]


def _files(toc: dict[str, Any]) -> list[str]:
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]
