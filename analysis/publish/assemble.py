"""From executed notebooks to a Jupyter Book source folder."""

import re
import shutil
from base64 import b64decode
from pathlib import Path
from typing import Any

import nbformat
import yaml

from analysis import language, news_items, partners
from analysis.chapters import summary
from analysis.chapters.last_dates import known
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import files, roles
from analysis.publish import feed, guides, normal_form, notebooks
from analysis.publish.toc import BOOK, contents

# Scripts follow; the style of the page over editions is its own.
_NOT_IN_SOURCE = ("__pycache__", "*.js", "editions.css")
NEWS = "news"  # the chapter that the feed goes with
LICENCE = "LICENSE.txt"
_DATA_ADDRESS = re.compile(r"data:[\w/+.-]+;name=(\w[\w.-]*);base64,([A-Za-z0-9+/=]+)")

_ELSEWHERE = """\
> **To run this notebook** you need the repository that it comes from: it calls the package `analysis`, which reads the
> data beside it. {unknown}With Python 3.11 or newer and `make`:
>
> ```sh
> git clone {address} trade-report
> cd trade-report
> make lab
> ```
>
> Put this file into the folder `trade-report`, open it in the JupyterLab that appears, change the cell of parameters
> below, and run all cells."""
_UNKNOWN = "This copy of the book does not say where that is: ask whoever gave it to you. "


def frame(chapters: list[str], parameters: Parameters, target: Path) -> dict[str, Any]:
    """Write what frames the pages of one edition's book to the new folder ``target``; return the facts in it.

    Pages, guides and contents follow when it is known which ``chapters`` have something to show.
    """
    for folder in ("_static", "_templates", "_ext"):
        shutil.copytree(BOOK / folder, target / folder, ignore=shutil.ignore_patterns(*_NOT_IN_SOURCE))
    shutil.copy(BOOK / "references.bib", target)
    (target / "_static" / "roles.css").write_text(roles.css(), "utf-8")
    (target / "_static" / "highlight.css").write_text(_highlighting(), "utf-8")
    (target / "_static" / "favicon.svg").write_text(roles.favicon(), "utf-8")
    config = yaml.safe_load((BOOK / "_config.yml").read_text("utf-8"))
    config["title"] = title(parameters)
    config["sphinx"]["config"]["language"] = parameters.language
    facts = config["sphinx"]["config"]["report"] = report(config["sphinx"]["config"]["report"], chapters, parameters)
    config["sphinx"]["config"]["html_extra_path"] = [name for name in (facts["feed"], LICENCE) if name]
    shutil.copyfile(BOOK.parent / "LICENSE", target / LICENCE)
    if facts["feed"]:
        found = news_items.items(parameters)
        text = feed.atom(title(parameters), parameters.slug, found, parameters.day, str(facts["address"]))
        (target / feed.NAME).write_text(text, "utf-8")
    if facts["address"]:
        summary.headline(parameters).png(target / facts["picture"])
    _dump(config, target / "_config.yml")
    return facts


def _highlighting() -> str:
    """Return the colours of code on the light and on the dark page."""
    from pygments.formatters import HtmlFormatter

    return "".join(
        HtmlFormatter(style=f"a11y-high-contrast-{page}").get_style_defs(f'html[data-theme="{page}"] .highlight') + "\n"
        for page in ("light", "dark")
    )


def write_contents(chapters: list[str], target: Path) -> None:
    """Write what names chapters, the guides and the table of contents, with only ``chapters``."""
    guides.write(target, chapters)
    _dump(contents(chapters), target / "_toc.yml")


def report(settings: dict[str, str], chapters: list[str], parameters: Parameters) -> dict[str, Any]:
    """Return what the frame of every page says of the edition; ``settings`` say where book and code are published.

    A published book is published in every language.
    """
    english = parameters.model_copy(update={"language": language.SOURCE})
    below = "" if english == Parameters() else f"editions/{english.slug}/html/"
    languages = language.LANGUAGES if settings["site_url"] else ()
    addresses = {one: f"{settings['site_url']}{below}{language.folder(one)}" for one in languages}
    return {
        "title": title(parameters),
        "known": known(parameters),
        "language": parameters.language,
        "address": addresses.get(parameters.language, ""),
        "languages": {one: [language.LANGUAGES[one], address] for one, address in addresses.items()},
        "repository": settings["repository"],
        "licence": LICENCE,
        "picture": "_static/headline.png",
        "feed": feed.NAME if NEWS in chapters else "",
        "chapters": chapters,
    }


def page(chapter: str, text: str, target: Path) -> None:
    """Write the page of the executed notebook ``text``, with its figures and tables as files, to ``target``."""
    notebook = book_form(normal_form.parse(text))
    normal_form.write(externalise(notebook, chapter, target), target / f"{chapter}.ipynb")


def offered(text: str, facts: dict[str, Any]) -> str:
    """Return the executed notebook ``text`` as a page offers it: with a first cell on how to run it elsewhere."""
    notebook = normal_form.parse(text)
    address = facts["repository"]
    told = _ELSEWHERE.format(address=address or "ITS-ADDRESS", unknown="" if address else _UNKNOWN)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(told, id="elsewhere"))
    return normal_form.text(notebook)


def title(parameters: Parameters) -> str:
    """Return the title of an edition."""
    return say("US–{partner} trade and tariffs", partner=partners.name(parameters.partner))


def book_form(notebook: Any) -> Any:
    """Return ``notebook`` with its set-up removed and sections without any output left out."""
    notebook = nbformat.from_dict(notebook)
    kept: list[Any] = []
    for section in _sections(notebook.cells):
        calls = [cell for cell in section if cell.cell_type == "code" and not _set_up(cell)]
        if calls and not any(cell.outputs for cell in calls):
            continue
        kept += [cell for cell in section if cell.cell_type != "code" or cell.outputs or _set_up(cell)]
    for cell in kept:
        if cell.cell_type == "code":
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), *(["remove-input"] if _set_up(cell) else [])]
    notebook.cells = kept
    return notebook


def externalise(notebook: Any, chapter: str, target: Path) -> Any:
    """Return ``notebook`` with every embedded figure and CSV written to a file under ``target/_static``."""
    folder = target / "_static" / chapter
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            markup = output.get("data", {}).get("text/html")
            if markup:
                output["data"]["text/html"] = _externalised("".join(markup), folder)
    return notebook


def _externalised(markup: str, folder: Path) -> str:
    page = f"{folder.name}.html"

    def replace(match: re.Match[str]) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        content = b64decode(match[2]).replace(files.PAGE.encode(), page.encode())
        (folder / match[1]).write_bytes(content)
        return f"_static/{folder.name}/{match[1]}"

    return _DATA_ADDRESS.sub(replace, markup).replace(files.PAGE, page)


def _sections(cells: list[Any]) -> list[list[Any]]:
    """Split cells before every markdown cell that opens with a second-level heading."""
    sections: list[list[Any]] = [[]]
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _set_up(cell: Any) -> bool:
    """Tell the cells that declare and check parameters from those that show something."""
    return notebooks.declares(cell) or cell.source.startswith("from analysis")


def _dump(content: Any, file: Path) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
