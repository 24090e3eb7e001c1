"""One edition in both languages: each book is the one that is built alone, and one process runs a chapter in both."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny_book import tree, write_notebook

from analysis.errors import ReportError
from analysis.parameters import parse
from analysis.publish.build import build
from analysis.publish.settings import ENGINES, Settings

BOTH = ["en", "vi"]
SPEAKS = """\
import os
from analysis.language import say
from analysis.present import words
text(f"{say('US exports')}, {words.day(p.day)}")"""
TELLS = "with open({file!r}, 'a') as file:\n    print(language, os.getpid(), file=file)"


@pytest.fixture
def ran(settings: Settings, names: list[str], tmp_path: Path) -> Path:
    """Return the file in which chapters, which speak the language of their edition, note who ran them."""
    for name in names[:2]:
        code = (SPEAKS, TELLS.format(file=str(tmp_path / "ran")))
        write_notebook(settings.notebooks / f"{name}.ipynb", *code, prose="Terms", parameter='language = "en"')
    return tmp_path / "ran"


@pytest.mark.long
def test_books_of_a_joint_build_are_those_built_alone(settings: Settings, ran: Path, tmp_path: Path) -> None:
    steps = build(parse({}), tmp_path / "both", settings=settings, also=BOTH).steps
    assert [step.language for step in steps if step.name == "compile"] == BOTH
    lines = [line.split() for line in ran.read_text().splitlines()]
    assert sorted(language for language, _ in lines) == ["en", "en", "vi", "vi"]
    assert len({process for _, process in lines}) == 2  # one a chapter
    both = tree(tmp_path / "both")
    for language in BOTH:
        alone = Settings(workers=2, cache=tmp_path / f"cache-{language}", notebooks=settings.notebooks)
        build(parse({"language": language}), tmp_path / language, settings=alone)
    inner = {name.removeprefix("vi/"): digest for name, digest in both.items() if name.startswith("vi/")}
    assert {name: digest for name, digest in both.items() if not name.startswith("vi/")} == tree(tmp_path / "en")
    assert inner == tree(tmp_path / "vi")


@pytest.mark.long
def test_the_kernel_engine_makes_the_same_books(settings: Settings, ran: Path, tmp_path: Path) -> None:
    for engine in ENGINES:
        how = replace(settings, engine=engine, cache=tmp_path / f"cache-{engine}")
        build(parse({}), tmp_path / engine, settings=how, also=BOTH)
    assert len(ran.read_text().splitlines()) == 2 * len(BOTH) * len(ENGINES)
    first, *others = (tree(tmp_path / engine) for engine in ENGINES)
    assert others == [first] * len(others)
    assert any(name.startswith("vi/") for name in first)


def test_a_language_that_was_built_before_is_reused_and_led_to(
    settings: Settings, ran: Path, names: list[str], tmp_path: Path, tab: Any
) -> None:
    build(parse({}), tmp_path / "html", settings=settings)
    steps = build(parse({}), tmp_path / "html", settings=settings, also=BOTH).steps
    check_ways(tab, tmp_path / "html", names[1])
    assert {step.status for step in steps if step.language == "en"} == {"reused"}
    assert {step.status for step in steps if step.language == "vi"} == {"ran"}
    build(parse({}), tmp_path / "html", settings=settings)
    assert not (tmp_path / "html" / "vi").exists()


def check_ways(tab: Any, html: Path, name: str) -> None:
    """Check, from a file, that a page leads to itself in the other language, and the search finds without marks."""
    tab.goto(f"{(html / name).as_uri()}.html?q=1")
    tab.evaluate("location.hash = 'main-content'")
    tab.click(".languages a[hreflang=vi]")
    assert tab.url == f"{(html / 'vi' / name).as_uri()}.html?q=1#main-content"
    assert tab.get_attribute("html", "lang") == "vi"
    tab.click(".languages a[hreflang=en]")
    assert tab.url == f"{(html / name).as_uri()}.html?q=1#main-content"
    for asked in ("xuất khẩu", "xuat khau"):
        tab.goto(f"{(html / 'vi' / 'search.html').as_uri()}?q={asked}")
        assert f"{name}.html" in tab.locator("#search-results a").first.get_attribute("href")


def test_a_chapter_that_fails_in_one_language_publishes_neither(
    settings: Settings, names: list[str], tmp_path: Path
) -> None:
    fault = "if language == 'vi':\n    raise ValueError('no words')\ntext('words')"
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", fault, parameter='language = "en"')
    with pytest.raises(ReportError, match="ValueError: no words"):
        build(parse({}), tmp_path / "html", settings=settings, also=BOTH)
    assert not (tmp_path / "html").exists()
