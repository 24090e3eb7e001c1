"""The one form that executed notebooks have, whatever engine, time or folder they ran with."""

import hashlib
import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat

_CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")  # what IPython calls a cell, with a process number
_RICH = ("text/html", "image/png", "image/svg+xml")


def read(file: Path) -> Any:
    """Return the notebook in ``file``."""
    return nbformat.read(file, as_version=4)


def parse(text: str) -> Any:
    """Return the notebook that ``text`` is the form of."""
    return nbformat.reads(text, as_version=4)


def text(notebook: Any) -> str:
    """Return ``notebook`` as the text of its file."""
    written: str = nbformat.writes(notebook)
    return written.rstrip("\n") + "\n"


def normalise(notebook: Any) -> Any:
    """Return ``notebook`` without what differs between two executions: times, paths, random ids, progress."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            **{key: notebook.metadata[key] for key in ("trade_report",) if key in notebook.metadata},
        }
    )
    notebook.nbformat_minor = 5
    ran = 0
    for index, cell in enumerate(notebook.cells):
        cell["id"] = hashlib.sha256(f"{index}:{cell.source}".encode()).hexdigest()[:8]
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            ran += 1
            cell.execution_count = ran
            cell.outputs = list(_join_streams(cell.outputs))
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = ran
                output.pop("metadata", None)
                if output.output_type in ("display_data", "execute_result"):
                    output.metadata = nbformat.from_dict({})
    return notebook


def _join_streams(outputs: list[Any]) -> Iterator[Any]:
    """Yield ``outputs`` with neighbouring texts joined, first what went to stdout, then what went to stderr.

    In what pieces and order the two reach the notebook is a matter of timing.
    """
    for are_streams, group in groupby(outputs, lambda output: output.output_type == "stream"):
        if not are_streams:
            yield from group
            continue
        texts: dict[str, str] = {}
        for output in group:
            texts[output.name] = texts.get(output.name, "") + _CELL_FILE.sub("cell", output.text)
        for name in sorted(texts, reverse=True):
            yield nbformat.from_dict({"output_type": "stream", "name": name, "text": texts[name]})


def plain(notebook: Any) -> Any:
    """Return the form that is committed: with the plain-text outputs alone, which nbval compares."""
    notebook = normalise(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for rich in _RICH:
                output.get("data", {}).pop(rich, None)
    return notebook


def write(notebook: Any, file: Path) -> None:
    """Write ``notebook`` beside ``file`` and move it into place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    beside.write_text(text(notebook), "utf-8", newline="\n")
    beside.replace(file)
