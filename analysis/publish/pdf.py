"""One PDF of a built book: a title page, the contents, every page of the menu; printed by Chromium."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import ReportError
from analysis.language import current, say

NAME = "book.pdf"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 300
_MENU = re.compile(r'<nav class="menu".*?</nav>', re.DOTALL)
_MENU_LINK = re.compile(r'href="([\w/]+)\.html">(.*?)</a>')
_ARTICLE = re.compile(r'<article class="bd-article">(.*?)</article>', re.DOTALL)
_ADDRESSES = re.compile(r'\b(id|href|src|srcset)="([^"]*)"')
_MOMENT = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_NODE = re.compile(rb"node\d{8}")  # what Chromium calls an element of a table; it counts elements that came and went
_ADDRESS = re.compile(r'<link rel="canonical" href="([^"]*)summary\.html"')


def write(html: Path, known: str) -> Path:
    """Print the book in the folder ``html`` to ``book.pdf`` in it; return that file. ``known`` says of what day it is.

    Raises ReportError if there is no Chromium, or if it prints nothing.
    """
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise ReportError(f"no Chromium on this machine, which a PDF needs; install one of {', '.join(_BROWSERS)}")
    target = html / NAME
    with TemporaryDirectory(dir=html.parent, prefix=".trade-report-pdf-") as folder:
        page, printed = Path(folder) / "book.html", Path(folder) / NAME
        page.write_text(whole(html, known), "utf-8")
        _run([browser, *_arguments(Path(folder), printed), page.as_uri()], printed)
        printed.write_bytes(_settled(printed.read_bytes()))
        printed.replace(target)
    return target


def whole(html: Path, known: str) -> str:
    """Return the book in the folder ``html`` as one HTML page that lies in a folder beside it."""
    root = (html / "summary.html").read_text("utf-8")
    menu = _MENU.search(root)
    found = re.search(r'class="bar-title"[^>]*>(.*?)</a>', root)
    if menu is None or found is None:
        raise ReportError(f"{html}: its front page has no menu; build the book again")
    names = {"summary": say("Summary"), **dict(_MENU_LINK.findall(menu[0]))}
    articles = {name: _ARTICLE.search((html / f"{name}.html").read_text("utf-8")) for name in names}
    pages = [_page(name, article[1], names, html) for name, article in articles.items() if article]
    contents = "".join(f'<li><a href="#{_place(name)}">{title}</a></li>' for name, title in names.items())
    address = _ADDRESS.search(root)
    told = f"{found[1]}. {known} {address[1] if address else ''}".strip()
    foot = json.dumps(told, ensure_ascii=False).replace("<", "\\3c ")
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}" data-theme="light">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{found[1]}</title>\n<link rel="stylesheet" href="../{html.name}/_static/book.css">\n'
        f"<style>@page {{ @bottom-left {{ content: {foot} }} }} article {{ break-before: page }}</style>\n</head>\n"
        f"<body>\n<main><h1>{found[1]}</h1><p>{escape(known)}</p><h2>{say('Contents')}</h2><ol>{contents}</ol>\n"
        f"{''.join(pages)}</main>\n</body>\n</html>\n"
    )


def _page(name: str, article: str, names: Mapping[str, str], html: Path) -> str:
    """Return an article whose addresses are those of the whole."""
    here = Path(name).parent

    def within(found: re.Match[str]) -> str:
        kind, address = found.groups()
        if kind == "id":
            return f'id="{_place(name, address)}"'
        if re.match(r"[a-z]+:", address):
            return found[0]
        path, _, anchor = address.partition("#")
        other = os.path.normpath(here / path).removesuffix(".html") if path else name
        if other == "timeline":
            anchor = re.sub("^event-", "row-", anchor)  # the table of events is printed, the list is not
        if other == "product_duty":
            anchor = re.sub(r"^\d+$", "", anchor)  # an answer, which a script gives
        to = f"#{_place(other, anchor)}" if other in names else f"../{html.name}/{os.path.normpath(here / path)}"
        return f'{kind}="{to}"'

    text = _ADDRESSES.sub(within, article.replace(' loading="lazy"', ""))
    return f'<article class="bd-article" id="{_place(name)}">{text}</article>\n'


def _place(name: str, anchor: str = "") -> str:
    return "--".join(part for part in (name.replace("/", "-"), anchor) if part)


def _arguments(folder: Path, printed: Path) -> list[str]:
    return [
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={printed}",
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # which root cannot have
    ]


def _run(command: list[str], printed: Path) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ReportError(f"{command[0]}: has not printed the book after {_SECONDS} s; try again") from None
    if not printed.exists():
        said = done.stderr.strip().splitlines()[-1:] or [f"it ended with status {done.returncode}"]
        raise ReportError(f"{command[0]}: has printed nothing: {said[0]}")


def _settled(content: bytes) -> bytes:
    """Return a PDF of the same length without what differs between two runs: moments, and the numbers of nodes."""
    number = {node: b"node%08d" % place for place, node in enumerate(sorted(set(_NODE.findall(content))))}
    return _MOMENT.sub(_no_moment, _NODE.sub(lambda found: number[found[0]], content))


def _no_moment(found: re.Match[bytes]) -> bytes:
    """Return a date of the same length that does not tell when the file was made."""
    kept = b"/" + found[1] + b" (D:19800101000000"
    return kept + b" " * (len(found[0]) - len(kept) - 1) + b")"
