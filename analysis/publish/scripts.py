"""The scripts of pages, which no page holds the text of: they are put beside compiled pages, in the book's language."""

import re
from collections.abc import Iterable
from pathlib import Path

from analysis import language
from analysis.publish.toc import BOOK

_LEFT_OUT = re.compile(r"^\s*(?://.*\n)?|(?<=[;{]) // .*$", re.MULTILINE)


def names() -> list[str]:
    """Return the file names of all scripts."""
    return sorted(file.name for file in (BOOK / "_static").glob("*.js"))


def write(target: Path, scripts: Iterable[str]) -> None:
    """Write ``scripts`` to ``target`` as a page loads them: in the current language, without indents and comments."""
    target.mkdir(exist_ok=True)
    for name in scripts:
        text = language.script((BOOK / "_static" / name).read_text("utf-8"))
        (target / name).write_text(_LEFT_OUT.sub("", text), "utf-8")
