"""Keep the book free of addresses outside itself, and let each page name the book's feed."""

from typing import Any


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _without_live_code, priority=999)
    app.connect("html-page-context", _with_feed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _without_live_code(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    scripts = context["script_files"]
    context["script_files"] = [script for script in scripts if "thebe" not in _content(script).lower()]


def _with_feed(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    for feed in app.config.html_extra_path:
        address = context["pathto"](feed, 1)
        link = f'<link rel="alternate" type="application/atom+xml" title="News" href="{address}">'
        context["metatags"] = f"{context.get('metatags', '')}\n{link}"


def _content(script: Any) -> str:
    attributes = getattr(script, "attributes", {})
    return f"{getattr(script, 'filename', '')} {attributes.get('body', '')}"
