"""Any chapter, ours or one that others keep: parameters, other partners, the same bytes, and its page in a browser.

``TRADE_REPORT_CHAPTERS`` names notebooks in ``notebooks/`` and ``TRADE_REPORT_PARTNERS`` partners, with spaces between
them; the workflow ``chapters.yml`` puts there what its caller keeps.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from nbconvert import HTMLExporter

from analysis.parameters import Parameters, parse
from analysis.publish import normal_form, notebooks
from analysis.publish.chapter import execute, notebook_of
from analysis.publish.settings import ENGINES

CHAPTERS = os.environ.get("TRADE_REPORT_CHAPTERS", "news").split()
PARTNERS = os.environ.get("TRADE_REPORT_PARTNERS", "THA").split()
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# pandas leaves the corner of a frame empty, which WCAG allows; ours are looked at on the pages, by every rule.
FAULTS = """
() => axe.run(".jp-OutputArea-output", {
  resultTypes: ["violations"], rules: { "empty-table-header": { enabled: false } },
}).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`))
"""
UNNAMED = "() => [...document.querySelectorAll('.jp-OutputArea-output img:not([alt])')].map((one) => one.outerHTML)"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_its_parameters_are_those_of_the_book(chapter: str) -> None:
    notebooks.check_defaults(chapter)


@cache
def executed(chapter: str, engine: str) -> str:
    """Return the notebook of a chapter as an engine executes it with its defaults."""
    source = notebooks.path(chapter)
    return normal_form.text(execute(source, notebooks.values(source, Parameters()), engine).notebook)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_engine_gives_the_same_bytes(chapter: str) -> None:
    assert len({executed(chapter, engine) for engine in ENGINES}) == 1


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_it_runs_for_other_partners(chapter: str, partner: str) -> None:
    assert notebook_of(chapter, parse({"partner": partner})).cells


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_its_outputs_are_accessible_in_a_browser(chapter: str, browser: Any, tmp_path: Path) -> None:
    page, _ = HTMLExporter().from_notebook_node(normal_form.parse(executed(chapter, ENGINES[0])))
    (tmp_path / "page.html").write_text(page, "utf-8")
    context = browser.new_context(offline=True, bypass_csp=True)
    tab = context.new_page()
    tab.route("http*://**", lambda route: route.abort())
    tab.goto((tmp_path / "page.html").as_uri())
    tab.evaluate(AXE)
    assert tab.evaluate(FAULTS) == []
    assert tab.evaluate(UNNAMED) == []
    context.close()
