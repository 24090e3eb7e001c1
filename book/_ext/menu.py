"""The menu of a page: every chapter, and below the current one its sections."""

from typing import Any

CURRENT = 'class="current reference internal" href="#"'


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _with_menu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _with_menu(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    root = context["root_doc"]
    here = CURRENT if page == root else f'class="reference internal" href="{context["pathto"](root)}"'
    first = f'<ul><li class="toctree-l1"><a {here}>{app.env.titles[root].astext()}</a></li></ul>'
    chapters = context["toctree"](maxdepth=1, collapse=True, includehidden=True)
    before, current, after = (
        f"{first}{chapters}".replace(' aria-level="2"', "").replace(' role="heading"', "").partition(CURRENT)
    )
    name, end, rest = after.partition("</a>")
    now = 'aria-current="page" href="#"' if current else ""
    context["menu"] = before + now + name + end + (_sections(context.get("toc", "")) if current else "") + rest


def _sections(toc: str) -> str:
    """Return the inner list of a page's own contents, ``<ul><li><a>title</a><ul>...</ul></li></ul>``."""
    return toc.partition("</a>")[2].rpartition("</li>")[0]
