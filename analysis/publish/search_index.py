"""The book's search index: every place that has an address, with its words, as a script that a page can load.

A script and not data to fetch, because a browser fetches nothing for a page opened from a file.
"""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

NAME = "search_index.js"
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SILENT = {"script", "style", "button", "caption", "summary", "svg", "nav"}
_SILENT_CLASSES = {"report-paper", "headerlink", "cell_input", "report-take", "report-reading"}
_PLACES = {"section", "figure", "div", "tr", "li"}
_TITLES = {"h1", "h2", "h3", "h4"}
_CELLS = {"td", "th"}


@dataclass
class Place:
    """Something with an address on a page: its anchor, its title, its words."""

    anchor: str
    title: str = ""
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads the article of a page into its places, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._open: list[tuple[str, Place | None, bool, bool]] = []  # tag, place that it opens, silent, title

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element opens."""
        if tag in _VOID:
            return
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        place = None
        if tag == "article":
            place = Place("")
        elif self._open and tag in _PLACES and given.get("id"):
            place = Place(str(given["id"]))
        if place:
            self.places.append(place)
        elif not self._open:
            return
        sources = tag == "div" and "report-source" in classes  # of a figure or table; the methods hold them all
        silent = tag in _SILENT or sources or bool(classes & _SILENT_CLASSES)
        titled = tag in _TITLES or "report-title" in classes or bool(self._open and self._open[-1][3])
        self._open.append((tag, place, silent, titled and "report-unit" not in classes))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; a cell ends with a mark, so that its words stay apart from those of the next."""
        if self._open and tag in _CELLS and (place := self._place()):
            place.words.append(" · ")
        if self._open and any(tag == one[0] for one in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep a text, unless an element around it is silent."""
        place = self._place()
        if place is None or any(silent for _, _, silent, _ in self._open):
            return
        if self._open[-1][3] and not "".join(place.words).strip():
            place.title += data
        else:
            place.words.append(f"{data} ")

    def _place(self) -> Place | None:
        return next((place for _, place, _, _ in reversed(self._open) if place), None)


def places(page: str) -> list[Place]:
    """Return the places of the article of ``page``, an HTML text, that say something."""
    reader = _Reader()
    reader.feed(page)
    return [place for place in reader.places if place.title or "".join(place.words).strip(" ·\n")]


def script(html: Path, pages: list[str]) -> str:
    """Return the index of ``pages``, addresses below the folder ``html``, as a script.

    It sets ``searchIndex`` to a list of pages, each its address and its places: anchor, title, words.
    """
    index = [
        [page, [[place.anchor, _tidy(place.title), _tidy("".join(place.words))] for place in places(text)]]
        for page in pages
        for text in [(html / page).read_text("utf-8")]
    ]
    return f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"


def _tidy(text: str) -> str:
    closed = re.sub(r"(?<=\() | (?=[,;:.)](?:\s|$))", "", " ".join(text.split()))
    return re.sub(r"(?: · ?)+", " · ", closed).strip(" ·")
