"""One chapter through papermill, whichever engine runs its cells."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import language
from analysis.errors import ReportError
from analysis.parameters import Parameters
from analysis.publish import normal_form, notebooks, prose
from analysis.publish.processes import FORK, settings_in
from analysis.publish.settings import CHAPTER_SECONDS, ENGINES

REASON_CHARACTERS = 300  # of what an exception says
PRINTED_CHARACTERS = 20_000  # of one cell; more than a page is meant to show
_WARNING = re.compile(r"^.+?:\d+: \w*Warning: (.*)\n(?:  .*\n)?", re.MULTILINE)


@dataclass(frozen=True)
class Executed:
    """An executed chapter: its notebook in normal form, what it asked the catalogue for, what is odd about it."""

    notebook: Any
    asked: list[str]
    notes: list[str] = field(default_factory=list)


class StoppedError(ReportError):
    """A cell did not come to an end; the message says why, ``cell`` is its index."""

    def __init__(self, message: str, cell: int) -> None:
        super().__init__(message, cell)
        self.cell = cell

    def __str__(self) -> str:
        return str(self.args[0])


def notebook_of(chapter: str, parameters: Parameters) -> Any:
    """Return the notebook of ``chapter``, executed with the parameters it declares, in normal form.

    Raises ReportError naming chapter, cell and line when a cell fails.
    """
    source = notebooks.path(chapter)
    return execute(source, notebooks.values(source, parameters)).notebook


def default_notebook(chapter: str) -> Any:
    """Return the notebook of ``chapter``, executed with its defaults and with each parameter's meaning in its cell."""
    notebook = notebook_of(chapter, Parameters())
    for cell in filter(notebooks.declares, notebook.cells):
        cell.source = notebooks.parameters_cell(notebooks.declared(notebook))
    return normal_form.normalise(notebook)


def execute(
    source: Path, given: dict[str, Any], engine: str = ENGINES[0], seconds: float = CHAPTER_SECONDS
) -> Executed:
    """Execute the notebook in ``source`` with the checked values ``given``.

    Raises ReportError naming chapter, cell and line when a cell fails or the chapter takes longer than ``seconds``.
    """
    papermill = _papermill()
    with tempfile.TemporaryDirectory(prefix="trade-report-") as name, settings_in(Path(name)):
        try:
            notebook = papermill.execute_notebook(
                parametrised(source, given),
                None,
                engine_name=engine,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=name,
                execution_timeout=seconds,
            )
        except papermill.PapermillExecutionError as error:
            raise ReportError(_failure(source, error)) from error
        except StoppedError as stopped:
            raise ReportError(f"{_place(source, stopped.cell)}: {stopped}") from None
    facts = notebook.metadata["execution"]
    notebook = normal_form.normalise(notebook)
    notes = [*_left(facts["left"]), *_warned(notebook), *_shorten(notebook)]
    return Executed(notebook, facts["asked"], [f"chapter {source.stem} {note}" for note in notes])


def _papermill() -> Any:
    """Return the module papermill, which then knows the engines of this system."""
    import papermill
    from papermill.engines import papermill_engines

    from analysis.publish.kernel import KernelEngine

    papermill_engines.register("kernel", KernelEngine)
    if FORK:
        from analysis.publish.fork.engine import ForkEngine

        papermill_engines.register("fork", ForkEngine)
    return papermill


def parametrised(source: Path, given: dict[str, Any]) -> Any:
    """Return the notebook in ``source`` with the values ``given`` in its one parameters cell, in their language.

    papermill's own way, a second cell below the first, would leave a notebook in which editing the first has no effect.
    """
    notebook = normal_form.read(source)
    with language.using(given.get("language", language.SOURCE)):
        prose.notebook(notebook)
    if given != notebooks.declared(notebook):
        (cell,) = filter(notebooks.declares, notebook.cells)
        cell.source = notebooks.parameters_cell(given)
    return notebook


def _failure(source: Path, error: Any) -> str:
    """Return one line that says where ``error`` arose and what it was."""
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    line = re.search(r"^-+> (\d+)", trace, re.MULTILINE)
    place = f", line {line[1]}" if line else ""
    said = error.evalue.partition("\n")[0]
    return f"{_place(source, error.cell_index)}{place}: {error.ename}: {said[:REASON_CHARACTERS]}"


def _place(source: Path, index: int) -> str:
    """Return the words for the cell ``index`` of the notebook file."""
    cells = notebooks.head(source)["cells"]
    call = cells[index]["source"].strip().splitlines()[:1] if 0 <= index < len(cells) else []
    return f"chapter {source.stem}, cell {index + 1}{f' ({call[0]})' if call else ''}"


def _left(names: list[str]) -> list[str]:
    if not names:
        return []
    count = "1 process" if len(names) == 1 else f"{len(names)} processes"
    return [f"left {count} behind ({', '.join(sorted(set(names)))}), ended with it"]


def _warned(notebook: Any) -> list[str]:
    """Take Python's warnings, which name files of this machine, out of what cells printed; return a note for each."""
    notes = []
    for cell in notebook.cells:
        for output in [one for one in cell.get("outputs", []) if one.get("name") == "stderr"]:
            notes += [f"warned: {said}" for said in _WARNING.findall(output["text"])]
            output["text"] = _WARNING.sub("", output["text"])
            if not output["text"]:
                cell.outputs.remove(output)
    return list(dict.fromkeys(notes))


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
