"""Compile a source folder to HTML with Jupyter Book; a warning is an error."""

import subprocess
import sys
from pathlib import Path

from analysis.errors import ReportError

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def compile_book(source: Path, output: Path) -> Path:
    """Return the folder of the HTML book compiled from ``source`` below ``output``."""
    command = [
        sys.executable,
        "-c",
        _JUPYTER_BOOK,
        "build",
        str(source),
        "--path-output",
        str(output),
        "--warningiserror",
        "--keep-going",
        "-q",
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        log = (result.stdout + result.stderr).splitlines()
        faults = [line for line in log if "WARNING" in line or "ERROR" in line or "Error" in line]
        raise ReportError("the book does not compile:\n" + "\n".join(faults[:5] or log[-5:]))
    return output / "_build" / "html"
