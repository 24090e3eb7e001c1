"""The book in Vietnamese: every message is translated, and nothing that a reader sees is left unsaid."""

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from bs4 import BeautifulSoup

from analysis import data, language
from analysis.data import load
from analysis.parameters import parse
from analysis.publish import messages, notebooks, prose
from analysis.publish.chapter import notebook_of
from analysis.publish.messages import PACKAGE
from analysis.publish.toc import BOOK

SLOW = ("before_after", "effective", "product_duty", "rerouting", "what_if")
CHAPTERS = [pytest.param(name, marks=pytest.mark.long if name in SLOW else ()) for name in notebooks.chapters()]

_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_NAMES = re.compile(
    r"\b(?:duty-[A-Z]{3}|[A-Z]{2,5}|[CUX]?\d[\w.-]*|[A-Z]\d+\w*|STL|NAICS|USD|https?:\S+|\S+\.html#\S+|\S+\.json|[0-9a-f]{12})\b"
)
_FILE = re.compile(r"data:[\w/+.-]+;name=([\w.-]+);base64,([\w+/=]+)")
_SENTENCE = re.compile(r'"((?:[^"\\]|\\.)* (?:[^"\\]|\\.)*)"')
_ASKING = ("data-unknown", "data-none", "data-missing", "data-lines", "data-and")  # what scripts show
_NO_WORDS = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|^ *//[^\n]*|(?<=\s)// [^\n]*|\bsay\(\s*\"[^\"]*\"", re.DOTALL | re.MULTILINE
)
_SHOWN = re.compile(
    r"""["`]([A-Z][a-z]+|[A-Z][a-z]* [^"`]*|[a-z]{2,} [a-z]{2,}[^"`]*)["`]"""
    r"""|(?<=[\w"'/])>([^<>{}=;()]*[A-Za-z]{3,}[^<>{}=;()]*)<"""
)
_KEYS = ("Escape", "Other")  # of the keyboard, and a text of the tariff schedule that is not shown
_ANSWERED = ("index.js", "settings.js")  # the files with what a script answers; others hold goods and what they pay
_COMMANDS = re.compile(r"`[^`]*`|trade-report (?:rate|scenario)\b[^⟦⟧\n]*")
# Official names of goods are law, not messages.
_VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def test_every_message_is_translated() -> None:
    assert messages.faults("vi") == {}


def test_places_of_a_translation_are_those_of_its_message(tmp_path: Path) -> None:
    (tmp_path / "vi").mkdir()
    said = {"{sign}${number} billion": "{sign}{nummer} tỷ USD", "no longer said": "không còn"}
    (tmp_path / "vi" / "present.words.po").write_bytes(messages.written("vi", said))
    told = messages.faults("vi", tmp_path)["present.words"]
    assert "has other places: {sign}${number} billion" in told
    assert "gone: no longer said" in told
    assert "not translated: first" in told


def test_catalogues_are_up_to_date_and_in_their_form(tmp_path: Path) -> None:
    for file in sorted((language.LOCALE / "vi").glob("*.po")):
        (tmp_path / "vi").mkdir(exist_ok=True)
        (tmp_path / "vi" / file.name).write_bytes(file.read_bytes())
    messages.update("vi", tmp_path)
    for file in sorted((tmp_path / "vi").glob("*.po")):
        assert file.read_text() == (language.LOCALE / "vi" / file.name).read_text(), "run trade-report messages"


def marked_message(text: str) -> str:
    """Return a message in marks that leave out its places: what fills them has to be said itself."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:  # braces that are no places
        return f"⟦{text}⟧"
    places = ("" if name is None else f"{{{name}:{form}}}" if form else f"{{{name}}}" for _, name, form, _ in parts)
    whole = "".join(f"⟦{words}⟧{place}" for (words, *_), place in zip(parts, places, strict=True))
    return re.sub(r"(; |[.] )", r"⟧\1⟦", whole)  # news cut an event in two


@cache
def marked_messages() -> dict[str, str]:
    """Return every message with itself in marks as its translation."""
    return {text: marked_message(text) for texts in messages.extracted().values() for text in texts}


@cache
def named_elsewhere() -> frozenset[str]:
    """Return what a page may show unsaid: names of sources, tables, estimates and their authors, and of goods."""
    studies, goods = load("trade_elasticities"), load("hs_names_vi")
    texts = [
        *studies["estimate"],
        *(author for paper in studies["paper"] for author in re.split(r", | and | \(", paper)),
        *(" ".join(paper.split()[:shown]) for paper in studies["paper"] for shown in range(1, 9)),  # folded labels
        *(part for text in studies["definition"] for part in text.split(", ")),
        *data.names(),
        *(part for name in goods["name"] for part in re.split("[,;(—]", name)),
        *load("glossary")["term"],  # each beside its translation
    ]
    return frozenset(piece for text in texts for piece in unsaid(text))


def unsaid(text: str) -> list[str]:
    """Return the words of ``text`` outside of marks."""
    text = _COMMANDS.sub(" · ", text.replace("**", ""))
    while _SAID.search(text):
        text = _SAID.sub(" · ", text)
    pieces = (piece.strip(" :;,.()⟦⟧") for piece in re.split(r" · |\n| {2,}", _NAMES.sub(" ", text)))
    return [piece for piece in pieces if re.search(r"[A-Za-z]{3,}", piece) and not _VIETNAMESE.search(piece)]


def in_files(markup: str) -> Iterator[str]:
    """Yield what the files in ``markup`` say: titles of CSV files, pictures that stand alone, answers of a script."""
    for name, content in _FILE.findall(markup):
        text = b64decode(content).decode()
        if name.endswith(".json"):
            about = json.loads(text)
            yield from (about["dc:title"], about["dc:source"])
            yield from (column.get("dc:description", "") for column in about["tableSchema"]["columns"])
        elif name.endswith(".svg"):
            yield html.unescape(" ".join(re.findall("<text[^>]*>([^<]*)", text)))
        elif name in _ANSWERED:
            yield from (json.loads(f'"{said}"') for said in _SENTENCE.findall(text))


def unsaid_of_chapter(name: str) -> list[str]:
    """Return what a chapter shows that is not in the catalogue."""
    found: list[str] = []
    for cell in notebook_of(name, parse({"language": "vi"})).cells:
        for output in cell.get("outputs", []):
            shown = output["data"]
            found += unsaid("".join(shown["text/plain"]))
            page = BeautifulSoup("".join(shown.get("text/html", "")), "html.parser")
            attributes = ("alt", "title", "placeholder", "aria-label", "label", *_ASKING)
            found += [word for tag in page.find_all() for one in attributes for word in unsaid(str(tag.get(one, "")))]
            found += [word for text in in_files(str(page)) for word in unsaid(text)]
            for points in page.find_all("data", class_="report-points"):
                told = json.loads(str(points["value"]))
                found += unsaid("\n".join([told["unit"], *told["names"], *told["stops"]]))
            for command in page.find_all("code"):
                command.decompose()
            found += unsaid("\n".join(page.stripped_strings))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_says_everything_through_the_catalogue(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "catalogue", lambda _: marked_messages())
    assert [piece for piece in unsaid_of_chapter(name) if piece not in named_elsewhere()] == []


def test_scripts_and_templates_have_no_words_of_their_own() -> None:
    files = [*BOOK.glob("_static/*.js"), *BOOK.glob("_templates/*.html"), *PACKAGE.glob("publish/*.html")]
    assert {file.name: found for file in files if (found := own_words(file.read_text("utf-8")))} == {}


def own_words(source: str) -> list[str]:
    """Return the words that a script or template would show without saying them."""
    left = _NO_WORDS.sub("", source)
    return [text for found in _SHOWN.findall(left) for text in found if text and text not in _KEYS]


def test_words_of_its_own_are_found() -> None:
    said = 'say("Show {count} rows") // not shown\nlabel = "Show more rows";'
    assert own_words(said) == ["Show more rows"]
    assert own_words('<p title="A title">Some words{{ say("more") }}</p>') == ["A title", "Some words"]


def test_prose_is_taken_apart_and_put_together_again() -> None:
    text = "# Title\nA line\nand more.\n## Next\nA third.\n\n- one\n- two\n\n"
    text += "```python\ncode = 1\n```\n\n| a | `b` |\n|---|---|\n| c | 1 |"
    assert prose.messages(text) == ["Title", "A line and more.", "Next", "A third.", "one", "two", "a", "`b`", "c"]
    said = prose.translated(text, str.upper)
    assert said.startswith(
        "# TITLE\nA LINE AND MORE.\n## NEXT\nA THIRD.\n\n- ONE\n- TWO\n\n```python\ncode = 1\n```\n\n| A | `B` |\n|---|"
    )
    assert prose.translated(text, str) == text


def test_every_notebook_declares_the_language() -> None:
    assert [name for name in notebooks.chapters() if "language" not in notebooks.declared(_head(name))] == []


def _head(name: str) -> dict[str, object]:
    return notebooks.head(notebooks.path(name))
