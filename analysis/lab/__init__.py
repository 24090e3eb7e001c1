"""JupyterLab on the chapters: what it does when it saves one. ``make setup`` tells its server."""

from pathlib import Path
from typing import Any

from analysis.publish import normal_form, notebooks


def keep_plain(model: dict[str, Any], path: str, contents_manager: Any) -> None:
    """Let a chapter be saved in the form that is committed: with outputs as text, without pictures.

    Jupyter Server calls it before it writes ``model`` to ``path``, which is below its root. Other notebooks are saved
    as they are.
    """
    file = (Path(contents_manager.root_dir) / path).resolve()
    if model["type"] == "notebook" and file.parent == notebooks.NOTEBOOKS:
        model["content"] = normal_form.plain(model["content"])
