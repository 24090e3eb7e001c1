"""Execute one chapter with papermill, whichever engine does the work."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import notebooks, processes

ENGINES = ("fork", "kernel") if processes.FORK else ("kernel",)
CHAPTER_SECONDS = 300.0
REASON_CHARACTERS = 300  # of what an exception says
PRINTED_CHARACTERS = 20_000  # of one cell; more than a page is meant to show


@dataclass(frozen=True)
class Executed:
    """An executed chapter: its notebook in normal form, what it asked the catalogue for, what is odd about it."""

    notebook: Any
    asked: list[str]
    notes: list[str] = field(default_factory=list)


def execute(chapter: str, parameters: Parameters, engine: str = ENGINES[0]) -> Any:
    """Return the notebook of ``chapter``, executed with the parameters it declares, in normal form.

    Raises ReportError naming chapter, cell and line when a cell fails.
    """
    source = notebooks.path(chapter)
    return perform(source, values(source, parameters), engine).notebook


def perform(
    source: Path,
    given: dict[str, Any],
    engine: str = ENGINES[0],
    seconds: float = CHAPTER_SECONDS,
) -> Executed:
    """Execute the notebook in ``source`` with the values ``given``.

    They go to papermill as a checked mapping through its Python interface, never through its own parsing of texts.
    Raises ReportError naming chapter, cell and line when a cell fails or the chapter takes longer than ``seconds``.
    """
    import papermill

    from analysis.publish import engines

    check_engine(engine)
    with tempfile.TemporaryDirectory(prefix="trade-report-") as folder:
        try:
            notebook = papermill.execute_notebook(
                source,
                None,
                parameters=given,
                engine_name=engine,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=folder,
                execution_timeout=seconds,
            )
        except papermill.PapermillExecutionError as error:
            raise ReportError(_failure(source, given, error)) from error
        except engines.StoppedError as stopped:
            raise ReportError(f"{_place(source, given, stopped.cell)}: {stopped}") from None
    facts = notebook.metadata["execution"]
    notebook = notebooks.normalise(notebook)
    notes = [*_left(facts["left"]), *_shorten(notebook)]
    return Executed(notebook, facts["asked"], [f"chapter {source.stem} {note}" for note in notes])


def check_engine(engine: str) -> None:
    """Raise ReportError if this system has no such ``engine``."""
    if engine not in ENGINES:
        raise ReportError(f"no engine {engine!r} on this system; known: {', '.join(ENGINES)}")


def values(source: Path, parameters: Parameters) -> dict[str, Any]:
    """Return the parameters that the notebook in ``source`` declares, as plain values. An unknown name is an error."""
    given = parameters.model_dump()
    declared = notebooks.declared(notebooks.head(source))
    if unknown := declared.keys() - given.keys():
        raise ReportError(f"chapter {source.stem} declares {sorted(unknown)}, which no edition has")
    return {name: list(given[name]) if isinstance(given[name], tuple) else given[name] for name in declared}


def _failure(source: Path, given: dict[str, Any], error: Any) -> str:
    """Return one line that says where ``error`` arose and what it was."""
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    line = re.search(r"^-+> (\d+)", trace, re.MULTILINE)
    place = f", line {line[1]}" if line else ""
    said = error.evalue.partition("\n")[0]
    return f"{_place(source, given, error.cell_index)}{place}: {error.ename}: {said[:REASON_CHARACTERS]}"


def _place(source: Path, given: dict[str, Any], index: int) -> str:
    """Return the words for a cell of the notebook file, given its index after papermill put the values in."""
    cells = notebooks.head(source)["cells"]
    tagged = [number for number, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])]
    if given and index > (tagged[0] if tagged else -1):
        index -= 1
    call = cells[index]["source"].strip().splitlines()[:1] if 0 <= index < len(cells) else []
    return f"chapter {source.stem}, cell {index + 1}{f' ({call[0]})' if call else ''}"


def _left(names: list[str]) -> list[str]:
    if not names:
        return []
    count = "1 process" if len(names) == 1 else f"{len(names)} processes"
    return [f"left {count} behind ({', '.join(sorted(set(names)))}), ended with it"]


def _shorten(notebook: Any) -> list[str]:
    """Cut what cells printed to a length that a page can show; return a note for each cell cut."""
    notes = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            size = len(output.get("text", ""))
            if size > PRINTED_CHARACTERS:
                output["text"] = (
                    output["text"][:PRINTED_CHARACTERS] + f"\n… {size - PRINTED_CHARACTERS:,} more characters\n"
                )
                notes.append(f"prints {size:,} characters in one cell; the book shows the first {PRINTED_CHARACTERS:,}")
    return notes
