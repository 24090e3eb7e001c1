"""The front page's way into each chapter: its title and the first of its findings, or what it is about.

The findings are those of the executed chapters, so that none is worked out twice.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.publish import notebooks, prose

HEADING = "## What each chapter found"


def with_ways(front: str, chapters: Mapping[str, str], order: Sequence[str]) -> str:
    """Return the notebook ``front`` with the first findings of ``chapters``, in ``order``, under its heading."""
    notebook, heading = json.loads(front), prose.translated(HEADING)
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith(heading):
            cell["source"] = "\n\n".join([heading, *(_way(name, json.loads(chapters[name])) for name in order)])
    return json.dumps(notebook)


def _way(name: str, notebook: dict[str, Any]) -> str:
    title = notebooks.title(notebook)
    said = _first_line(f"{name}.findings(p)", notebook["cells"]) or _first_line(f"{name}.opening(p)", notebook["cells"])
    return f"[{title}]({name})\n: {said}" if said else f"[{title}]({name})"


def _first_line(call: str, cells: Sequence[dict[str, Any]]) -> str:
    """Return the first line that ``call`` gave in a chapter, as Markdown; empty for a chapter without the call."""
    for cell in cells:
        if "".join(cell["source"]) == call and cell["outputs"]:
            markdown = "".join(cell["outputs"][0]["data"]["text/markdown"])
            return markdown.splitlines()[0].removeprefix("- ")
    return ""
