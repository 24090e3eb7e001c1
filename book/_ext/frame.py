"""What the frame of a page says beyond its text: a description, its address, where its files are.

All that it says of the edition stands in the setting ``report``, which the assembly of the book fills in.
"""

from typing import Any
from urllib.parse import urljoin

from docutils import nodes

from analysis.language import message, say

LONGEST = 300  # letters of a description
NOT_FOUND = "404"
_LINK = message("Link to this heading")


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_config_value("report", {}, "html")
    app.connect("config-inited", _only_assembled)
    app.connect("builder-inited", _without_index)
    app.connect("html-page-context", _with_report)
    app.connect("html-collect-pages", _search)
    app.connect("html-collect-pages", _not_found)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _only_assembled(app: Any, config: Any) -> None:
    """Refuse to compile the folder ``book/`` itself, which holds neither the chapters nor what they show."""
    if "title" not in config.report:  # Jupyter Book would put a page of traceback around any other error
        raise SystemExit("book/ is a frame without chapters: build the book with `make book` or `trade-report build`")


def _without_index(app: Any) -> None:
    """Leave out the search index of Sphinx, which stems every word; the finished pages get one of their own."""
    app.builder.search = False


def _search(app: Any) -> Any:
    """Yield the page of the search, which Sphinx makes only with its index."""
    yield "search", {}, "search.html"


def _with_report(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context["body"] = context.get("body", "").replace(_LINK, say(_LINK))  # Sphinx does not say it in every language
    report = app.config.report
    address = report["address"]
    context["say"], context["author"] = say, app.config.author
    context["report"] = report | {
        "description": _description(doctree) or report["title"],
        "page_address": urljoin(address, f"{page}.html") if address else "",
        "alternates": [(one, name, urljoin(at, f"{page}.html")) for one, (name, at) in report["languages"].items()],
        "picture_address": urljoin(address, report["picture"]) if address else "",
        "is_chapter": page in report["chapters"],
        "has_code": 'class="cell_input' in context.get("body", ""),
        "not_found": page == NOT_FOUND,
    }


def _description(doctree: Any) -> str:
    """Return the first paragraph of a page, cut at a word."""
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    text = " ".join(first.astext().split()) if first else ""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def _not_found(app: Any) -> Any:
    """Yield the page for addresses that are gone, which only a server at a known address can show."""
    if app.config.report["address"]:
        ways = say(
            "Go to the {front} or {search}.",
            front=f'<a href="index.html">{say("front page")}</a>',
            search=f'<a href="search.html">{say("search")}</a>',
        )
        body = f"<h1>{say('This page is not here')}</h1><p>{ways}</p>"
        yield NOT_FOUND, {"title": say("Not found"), "body": body}, "page.html"
