"""Findings, openings and prose are plain: short sentences, the country by its name, no names of parameters."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from analysis.parameters import Parameters, parse
from analysis.publish import normal_form, notebooks

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
    """Yield the findings and the opening that the committed notebook of a chapter holds."""
    for cell in normal_form.read(notebooks.path(chapter)).cells:
        if cell.cell_type == "code" and cell.source in (f"{chapter}.findings(p)", f"{chapter}.opening(p)"):
            for output in cell.outputs:
                yield from output["data"]["text/plain"].splitlines()


def check(paragraphs: list[str]) -> None:
    assert paragraphs
    for sentence in (one for paragraph in paragraphs for one in sentences(paragraph)):
        assert len(sentence.split()) <= LONGEST, sentence
        assert "the partner" not in sentence
        assert not re.search(r"deficit[^.;]{0,30}−\$", sentence), sentence


def prose(chapter: str) -> Iterator[str]:
    """Yield the paragraphs between the cells of a chapter, without headings, citations and the addresses of links."""
    for cell in normal_form.read(notebooks.path(chapter)).cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"\{cite(:\w)?\}`[^`]*`", "", re.sub(r"\]\([^)]*\)", "]", cell.source))
            for block in re.split(r"\n\s*\n|\n(?=: )", text):
                yield " ".join(line for line in block.removeprefix(": ").splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_the_prose_of_a_chapter(chapter: str) -> None:
    paragraphs = list(prose(chapter))
    check(paragraphs)
    assert not {f"`{name}`" for name in Parameters.model_fields} & set(re.findall(r"`\w+`", " ".join(paragraphs)))


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_the_default_book(chapter: str) -> None:
    check(list(stored(chapter)))


@pytest.mark.parametrize("partner", ["THA", "MEX", "DEU", "KHM"])
def test_other_editions(partner: str) -> None:
    edition = parse({"partner": partner})
    for chapter in QUICK:
        check(list(import_module(f"analysis.chapters.{chapter}").findings(edition).paragraphs))
