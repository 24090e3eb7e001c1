"""The notebooks of the book: where they are and what they declare."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import ReportError, nearest
from analysis.parameters import Parameters, comment

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def chapters(folder: Path = NOTEBOOKS) -> list[str]:
    """Return the names of all chapters in alphabetical order; the order of the book is that of ``book/_toc.yml``."""
    return [path.stem for path in sorted(folder.glob("*.ipynb"))]


def path(chapter: str, folder: Path = NOTEBOOKS) -> Path:
    """Return the notebook of ``chapter``."""
    names = chapters(folder)
    if chapter not in names:
        raise ReportError(f"no chapter {chapter!r}{nearest(chapter, names)}; chapters: {', '.join(names)}")
    return folder / f"{chapter}.ipynb"


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
        belongs(content, ""), declared(content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise ReportError(f"{file}: is not a chapter ({error}); mend it, or restore it with `git checkout`") from error
    return content


def title(notebook: Any) -> str:
    """Return the title of a chapter: the heading that it begins with."""
    return "".join(notebook["cells"][0]["source"]).splitlines()[0].removeprefix("# ")


def belongs(notebook: Any, partner: str) -> bool:
    """Tell whether the edition of ``partner`` has this chapter: its metadata say ``only_for`` or ``not_for`` whom."""
    said = notebook["metadata"].get("trade_report", {})
    return partner in said.get("only_for", [partner]) and partner not in said.get("not_for", [])


def expected_seconds(source: Path) -> float:
    """Return how long the chapter in ``source`` runs at first: its metadata say ``seconds`` if that is long."""
    return float(head(source)["metadata"].get("trade_report", {}).get("seconds", 1))


def values(source: Path, parameters: Parameters) -> dict[str, Any]:
    """Return the parameters that the notebook in ``source`` declares, as plain values. An unknown name is an error."""
    given = parameters.model_dump()
    names = declared(head(source))
    if unknown := names.keys() - given.keys():
        raise ReportError(f"chapter {source.stem} declares {sorted(unknown)}, which no edition has")
    return {name: list(given[name]) if isinstance(given[name], tuple) else given[name] for name in names}


def check_defaults(chapter: str, folder: Path = NOTEBOOKS) -> None:
    """Raise ReportError if the parameters cell of ``chapter`` declares another value than the default edition has."""
    defaults = values(path(chapter, folder), Parameters())
    for name, value in declared(head(path(chapter, folder))).items():
        if value != defaults[name]:
            own, ours = (f"{name} = {_python(one)}" for one in (value, defaults[name]))
            raise ReportError(
                f"chapter {chapter} declares {own}; the committed edition has {ours}: put that back, or take "
                f"`trade-report run {chapter} -p {name}=…` for yours"
            )


def declared(notebook: Any) -> dict[str, Any]:
    """Return the names and defaults in the cell tagged ``parameters``, in order.

    Raises SyntaxError or ValueError if a statement in it is anything but ``name = value``.
    """
    for cell in notebook["cells"]:
        if declares(cell):
            return dict(_assigned(statement) for statement in ast.parse(cell["source"]).body)
    return {}


def parameters_cell(given: Mapping[str, Any]) -> str:
    """Return the source of a parameters cell that declares ``given``, each with what it means behind it."""
    return "\n".join(f"{name} = {_python(value)}  # {comment(name)}" for name, value in given.items())


def _python(value: Any) -> str:
    """Return the plain ``value`` as Python, texts with double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | list) else repr(value)


def all_declared() -> dict[str, dict[str, Any]]:
    """Return what each chapter declares, those of other editions too."""
    return {name: declared(head(path(name))) for name in chapters()}


def declares(cell: Any) -> bool:
    """Tell whether ``cell`` is the one that papermill knows to hold the parameters."""
    return "parameters" in cell["metadata"].get("tags", [])


def _assigned(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.literal_eval(value)
    raise ValueError(f"parameter {ast.unparse(statement)!r} is not name = value")
