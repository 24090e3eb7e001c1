"""Keep the book free of addresses outside itself: leave out the theme's scripts for live code."""

from typing import Any


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _without_live_code, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _without_live_code(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    scripts = context["script_files"]
    context["script_files"] = [script for script in scripts if "thebe" not in _content(script).lower()]


def _content(script: Any) -> str:
    attributes = getattr(script, "attributes", {})
    return f"{getattr(script, 'filename', '')} {attributes.get('body', '')}"
