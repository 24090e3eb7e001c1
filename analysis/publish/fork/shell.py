"""Run the cells of a notebook in this process, with the outputs that a Jupyter kernel would send.

The shell is ipykernel's own; only its session differs: it keeps messages instead of sending them. What a cell
writes past Python, to the file descriptors 1 and 2, is added at the end of the cell.
"""

import io
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import nbformat
from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"


class Outputs(Session):  # type: ignore[misc]
    """Collects the messages of one cell as notebook outputs."""

    outputs: list[Any]
    _clear_next = False

    def start(self) -> list[Any]:
        """Begin a cell; return the list that its outputs will be in."""
        self.outputs = []
        self._clear_next = False
        return self.outputs

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> None:
        """Keep a message as an output of the current cell."""
        kind, content = (
            (msg_or_type, content)
            if isinstance(msg_or_type, str)
            else (msg_or_type["header"]["msg_type"], msg_or_type["content"])
        )
        if kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self.outputs.clear()
        elif kind == "update_display_data":
            self._update(content)
        else:
            self._append(kind, content)

    def write(self, name: str, text: str) -> None:
        """Add ``text`` to a stream; what follows text of the same stream is joined to it."""
        last = self.outputs[-1] if self.outputs and not self._clear_next else None
        if last is not None and last.get("name") == name:
            last["text"].append(text)
        elif text:
            self._append("stream", {"name": name, "text": [text]})

    def _append(self, kind: str, content: dict[str, Any]) -> None:
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False
        self.outputs.append({"output_type": kind, **content})

    def _update(self, content: dict[str, Any]) -> None:
        shown = content.get("transient", {}).get("display_id")
        for output in self.outputs:
            if output.get("transient", {}).get("display_id") == shown:
                output.update(data=content["data"], metadata=content["metadata"])


class _Shell(ZMQInteractiveShell):  # type: ignore[misc]
    def enable_gui(self, gui: Any = None) -> None:
        """Accept any; there is no event loop for windows here, as in a kernel without a display."""


class _Stream(io.TextIOBase):
    """One of the two text streams of a cell."""

    encoding = "UTF-8"

    def __init__(self, outputs: Outputs, name: str, descriptor: int) -> None:
        self._outputs, self.name, self._descriptor = outputs, name, descriptor

    def write(self, text: str) -> int:
        self._outputs.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor


class _Descriptor:
    """A file descriptor of this process, pointed at a file whose new bytes can be read after each cell."""

    def __init__(self, descriptor: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._seen = 0
        os.dup2(self._file.fileno(), descriptor)

    def new_text(self) -> str:
        """Return what was written since the last call."""
        size = os.fstat(self._file.fileno()).st_size
        # At its own place: the writer's place in the file is this one's too.
        text = os.pread(self._file.fileno(), size - self._seen, self._seen)
        self._seen = size
        return text.decode("utf-8", "replace")


def run_cells(sources: list[str]) -> Iterator[tuple[list[Any], bool]]:
    """Run the code cells ``sources`` one after another; yield the outputs of each and whether it succeeded.

    This process is changed for good, though nothing of an earlier notebook's names is left: use it in one that ends.
    """
    outputs = Outputs()
    _Shell.clear_instance()
    with _surroundings(outputs) as descriptors:
        config = Config({"HistoryManager": {"enabled": False}})
        shell = _Shell.instance(config=config, compiler_class=XCachingCompiler)
        shell.displayhook.session = shell.display_pub.session = outputs
        for source in sources:
            kept = outputs.start()
            result = shell.run_cell(source, store_history=True)
            for name, descriptor in descriptors.items():
                outputs.write(name, descriptor.new_text())
            yield [_plain(output) for output in kept], result.success


@contextmanager
def _surroundings(outputs: Outputs) -> Iterator[dict[str, _Descriptor]]:
    """Give this process the streams, the input and the drawing backend of a kernel."""
    os.environ["MPLBACKEND"] = INLINE
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    descriptors = {"stdout": _Descriptor(1), "stderr": _Descriptor(2)}
    with ExitStack() as stack:
        # Entering also lets a warning be shown again that the parent has seen already.
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(redirect_stdout(_Stream(outputs, "stdout", 1)))
        stack.enter_context(redirect_stderr(_Stream(outputs, "stderr", 2)))
        _use_inline_figures()
        yield descriptors


def _use_inline_figures() -> None:
    """Let matplotlib, if it is imported already, draw as MPLBACKEND says."""
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = INLINE


def _plain(output: dict[str, Any]) -> Any:
    """Return ``output`` as nbformat has it: no transient part, text in one piece."""
    kept = {key: value for key, value in output.items() if key != "transient"}
    if kept["output_type"] == "stream":
        kept["text"] = "".join(kept["text"])
    return nbformat.from_dict(kept)
