"""Let each page name the book's feed."""

from typing import Any


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _with_feed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _with_feed(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    for feed in app.config.html_extra_path:
        address = context["pathto"](feed, 1)
        link = f'<link rel="alternate" type="application/atom+xml" title="News" href="{address}">'
        context["metatags"] = f"{context.get('metatags', '')}\n{link}"
