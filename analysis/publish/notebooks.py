"""The notebooks of the book: where they are, what they declare, and their one normal form."""

import ast
import hashlib
import importlib
import json
import os
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from analysis.errors import ReportError, nearest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")  # what IPython calls a cell, with a process number
_RICH = ("text/html", "image/png", "image/svg+xml")


def load_nbformat() -> Any:
    """Return the module nbformat, imported without a grammar that it never uses.

    Its validator tries to import ``rfc3987_syntax``, which jupyterlab brings, and which takes a second to compile
    the grammar of internationalised addresses.
    """
    modules: dict[str, Any] = sys.modules  # None as a module makes importing it fail
    if "nbformat" not in modules and "rfc3987_syntax" not in modules:
        modules["rfc3987_syntax"] = None
        try:
            importlib.import_module("nbformat")
        finally:
            del modules["rfc3987_syntax"]
    return importlib.import_module("nbformat")


def chapters(folder: Path = NOTEBOOKS) -> list[str]:
    """Return the names of all chapters in alphabetical order; the order of the book is that of ``book/_toc.yml``."""
    return [path.stem for path in sorted(folder.glob("*.ipynb"))]


def path(chapter: str, folder: Path = NOTEBOOKS) -> Path:
    """Return the notebook of ``chapter``."""
    names = chapters(folder)
    if chapter not in names:
        raise ReportError(f"no chapter {chapter!r}{nearest(chapter, names)}; chapters: {', '.join(names)}")
    return folder / f"{chapter}.ipynb"


def node(content: Any) -> Any:
    """Return plain dictionaries and lists as the nodes of nbformat, whose keys are attributes too."""
    return load_nbformat().from_dict(content)


def read(file: Path) -> Any:
    """Return the notebook in ``file``."""
    return load_nbformat().read(file, as_version=4)


def parse(text: str) -> Any:
    """Return the notebook that ``text`` is the form of."""
    return load_nbformat().reads(text, as_version=4)


def text(notebook: Any) -> str:
    """Return ``notebook`` as the text of its file."""
    written: str = load_nbformat().writes(notebook)
    return written.rstrip("\n") + "\n"


def head(file: Path) -> dict[str, Any]:
    """Return the JSON of the notebook in ``file``: enough to see its code, quicker than a checked reading.

    Raises ReportError if the file is not a notebook, or its parameters are not plain values.
    """
    try:
        content: dict[str, Any] = json.loads(file.read_bytes())
        for cell in content["cells"]:
            cell["source"] = "".join(cell["source"])
            if not (isinstance(cell["metadata"], dict) and isinstance(cell["cell_type"], str)):
                raise TypeError("a cell without type or metadata")
        only_for(content), declared(content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise ReportError(f"{file}: is not a chapter ({error}); mend it, or restore it with `git checkout`") from error
    return content


def only_for(notebook: Any) -> list[str]:
    """Return the partners whose editions have this chapter; an empty list means all."""
    return list(notebook["metadata"].get("trade_report", {}).get("only_for", []))


def declared(notebook: Any) -> dict[str, Any]:
    """Return the names and defaults in the cell tagged ``parameters``, in order.

    Raises SyntaxError or ValueError if a statement in it is anything but ``name = value``.
    """
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            return dict(_assigned(statement) for statement in ast.parse(cell["source"]).body)
    return {}


def _assigned(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.literal_eval(value)
    raise ValueError(f"parameter {ast.unparse(statement)!r} is not name = value")


def normalise(notebook: Any) -> Any:
    """Return ``notebook`` without what differs between two executions: times, paths, random ids, progress."""
    notebook = node(notebook)
    notebook.metadata = node(
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
        cell.metadata = node({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            ran += 1
            cell.execution_count = ran
            cell.outputs = list(_join_streams(cell.outputs))
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = ran
                output.pop("metadata", None)
                if output.output_type in ("display_data", "execute_result"):
                    output.metadata = node({})
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
            yield node({"output_type": "stream", "name": name, "text": texts[name]})


def plain(notebook: Any) -> Any:
    """Return the form that is committed: no injected parameters, and the plain-text outputs that nbval compares."""
    notebook = node(notebook)
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
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
    beside.write_text(text(notebook), "utf-8")
    beside.replace(file)
