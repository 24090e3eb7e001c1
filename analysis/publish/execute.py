"""Execute one chapter with papermill."""

import re
import tempfile
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import notebooks

CELL_TIMEOUT_SECONDS = 300


def execute(chapter: str, parameters: Parameters) -> Any:
    """Return the notebook of ``chapter``, executed with the parameters it declares, in normal form.

    Values go to papermill as a checked mapping through its Python interface, never through its own parsing
    of texts. Raises ReportError naming chapter, cell and line when a cell fails.
    """
    import papermill

    source = notebooks.path(chapter)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / source.name
        try:
            papermill.execute_notebook(
                source,
                target,
                parameters=values(chapter, parameters),
                progress_bar=False,
                execution_timeout=CELL_TIMEOUT_SECONDS,
                kernel_name="python3",
            )
        except papermill.PapermillExecutionError as error:
            raise ReportError(_failure(chapter, error)) from error
        return notebooks.normalise(notebooks.read(target))


def values(chapter: str, parameters: Parameters) -> dict[str, Any]:
    """Return the parameters that ``chapter`` declares, as plain values. An unknown name is an error."""
    given = parameters.model_dump()
    declared = notebooks.declared(notebooks.read(notebooks.path(chapter)))
    if unknown := declared.keys() - given.keys():
        raise ReportError(f"chapter {chapter} declares {sorted(unknown)}, which no edition has")
    return {name: list(given[name]) if isinstance(given[name], tuple) else given[name] for name in declared}


def _failure(chapter: str, error: Any) -> str:
    """Return one line that says where ``error`` arose and what it was."""
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    line = re.search(r"^-+> (\d+)", trace, re.MULTILINE)
    place = f", line {line[1]}" if line else ""
    call = error.source.strip().splitlines()[0] if error.source.strip() else ""
    return f"chapter {chapter}, cell {error.cell_index}{place} ({call}): {error.ename}: {error.evalue}"
