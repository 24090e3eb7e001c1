"""What a page says is plain: short sentences, the country by its name, no names of parameters.

Tested are the prose of chapters and guides, and of the default book each text and each title and sentence of a figure
or table. Subtitles, cells of tables and alternative texts of pictures drawn by hand are no sentences to read.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from analysis.parameters import Parameters, parse
from analysis.publish import normal_form, notebooks
from analysis.publish.toc import BOOK

LONGEST = 30  # words in a sentence
# What the other chapters find for other countries takes minutes to work out; they write their sentences the same way.
QUICK = (
    "balance",
    "ranks",
    "products",
    "duty_owed",
    "timeline",
    "effective",
    "formula",
    "summary",
    "revisions",
    "news",
)


def sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.?!])\)?\s+(?=[A-Z“\"`(\d])", paragraph.replace("**", ""))


def stored(chapter: str) -> Iterator[str]:
    """Yield the texts that the committed notebook of a chapter holds, and what its figures and tables say."""
    for cell in normal_form.read(notebooks.path(chapter)).cells:
        for output in cell.get("outputs", ()):
            first, *rest = output["data"]["text/plain"].splitlines()
            if "text/markdown" in output["data"]:
                yield from (first, *rest)
            elif rest:  # a table: its title, then its rows
                yield first
            else:
                title, _, measured = first.partition(" (")
                yield from (title, measured.partition("). ")[2])


def check(said: list[str]) -> None:
    assert said
    for sentence in (one for paragraph in said for one in sentences(paragraph)):
        assert len(sentence.split()) <= LONGEST, sentence
        assert "the partner" not in sentence
        assert not re.search(r"(?:deficit|balance)[^.;]{0,30}−\$", sentence), sentence


def prose(chapter: str) -> Iterator[str]:
    """Yield the paragraphs between the cells of a chapter."""
    for cell in normal_form.read(notebooks.path(chapter)).cells:
        if cell.cell_type == "markdown":
            yield from paragraphs(cell.source)


def paragraphs(markdown: str) -> Iterator[str]:
    """Yield the paragraphs of ``markdown``, without headings, blocks of code, citations and the addresses of links."""
    text = re.sub(r"(?ms)^```.*?^```$|\{cite(:\w)?\}`[^`]*`", "", re.sub(r"\]\([^)]*\)", "]", markdown))
    for block in re.split(r"\n\s*\n|\n(?=(?:: |- |\d+\. |\|))", text):
        yield " ".join(line for line in block.removeprefix(": ").splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_the_prose_of_a_chapter(chapter: str) -> None:
    said = list(prose(chapter))
    check(said)
    assert not {f"`{name}`" for name in Parameters.model_fields} & set(re.findall(r"`\w+`", " ".join(said)))


@pytest.mark.parametrize("guide", sorted((BOOK / "guides").glob("*.md")), ids=lambda guide: guide.stem)
def test_the_prose_of_a_guide(guide: Path) -> None:
    for paragraph in paragraphs(guide.read_text("utf-8")):
        for sentence in sentences(paragraph):
            assert len(sentence.split()) <= LONGEST or "|" in sentence, sentence


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_the_default_book(chapter: str) -> None:
    check(list(stored(chapter)))


@pytest.mark.parametrize("partner", ["THA", "MEX", "DEU", "KHM"])
def test_other_editions(partner: str) -> None:
    edition = parse({"partner": partner})
    for chapter in QUICK:
        check(list(import_module(f"analysis.chapters.{chapter}").findings(edition).paragraphs))
