"""What forked processes share: imported once by the process that forks them."""

import gc
import importlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analysis import data
from analysis.publish import import_graph, notebooks

_ENGINES = ("analysis.publish.kernel", "analysis.publish.fork.engine", "analysis.publish.fork.shell")


def warm(sources: Iterable[Path], all_of_it: bool) -> None:
    """Import what executing the notebooks ``sources`` needs, for all forks to share.

    With ``all_of_it`` that goes for the libraries that their functions import, and every table is loaded; for few
    chapters it is quicker to leave that to those that need it, side by side.
    """
    modules = {module for file in sources for module in import_graph.of_notebook(notebooks.head(file), file.name)}
    names = [*_ENGINES, *sorted(modules)]
    if all_of_it:
        names += import_graph.libraries(modules)
        for name in data.names():
            data.load(name)
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # else every fork copies the pages of all that is shared as soon as it collects garbage
