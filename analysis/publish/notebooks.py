"""The notebooks of the book: where they are, what they declare, and their one normal form."""

import ast
import hashlib
from pathlib import Path
from typing import Any

import nbformat

from analysis.errors import ReportError, nearest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_RICH = ("text/html", "image/png", "image/svg+xml")


def chapters() -> list[str]:
    """Return the names of all chapters in the order of the book."""
    return [path.stem for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))]


def path(chapter: str) -> Path:
    """Return the notebook of ``chapter``, given as ``02_balance`` or ``balance``."""
    for name in chapters():
        if chapter in (name, name.partition("_")[2]):
            return NOTEBOOKS / f"{name}.ipynb"
    short = [name.partition("_")[2] for name in chapters()]
    raise ReportError(f"no chapter {chapter!r}{nearest(chapter, short)}; chapters: {', '.join(short)}")


def read(file: Path) -> Any:
    """Return the notebook in ``file``."""
    return nbformat.read(file, as_version=4)


def only_for(notebook: Any) -> list[str]:
    """Return the partners whose editions have this chapter; an empty list means all."""
    return list(notebook.metadata.get("trade_report", {}).get("only_for", []))


def declared(notebook: Any) -> dict[str, Any]:
    """Return the names and defaults in the cell tagged ``parameters``, in order."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            tree = ast.parse(cell.source)
            return {
                node.targets[0].id: ast.literal_eval(node.value)
                for node in tree.body
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
    return {}


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
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = ran
                output.pop("metadata", None)
                if output.output_type in ("display_data", "execute_result"):
                    output.metadata = nbformat.from_dict({})
    return notebook


def plain(notebook: Any) -> Any:
    """Return the form that is committed: no injected parameters, and the plain-text outputs that nbval compares."""
    notebook = nbformat.from_dict(notebook)
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
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", "utf-8")
    beside.replace(file)
