"""The form of the committed notebooks, and what the book makes of executed ones."""

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from analysis import partners
from analysis.errors import ReportError
from analysis.parameters import parse
from analysis.publish import assemble, normal_form, notebooks
from analysis.publish.build import build
from analysis.publish.settings import Settings
from analysis.publish.toc import BOOK, GUIDES, contents

CHAPTERS = notebooks.chapters()


def chapter(name: str) -> Any:
    """Return a committed notebook."""
    return normal_form.read(notebooks.path(name))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_committed_notebook_is_in_its_normal_form(name: str) -> None:
    notebook = chapter(name)
    assert nbformat.writes(normal_form.plain(notebook)) == nbformat.writes(notebook)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_code_cell_is_a_call(name: str) -> None:
    for cell in chapter(name).cells:
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []):
            continue
        for node in ast.parse(cell.source).body:
            assert isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign), cell.source
            assert not any(isinstance(part, ast.For | ast.If | ast.Lambda | ast.BinOp) for part in ast.walk(node))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_opens_with_its_title_and_its_edition(name: str) -> None:
    cells = chapter(name).cells
    assert cells[0].source.startswith("# ")
    first_call = [cell.source for cell in cells if cell.cell_type == "code"][2]
    assert first_call == f"{name}.opening(p)"


def test_every_chapter_is_in_the_table_of_contents() -> None:
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text())
    listed = [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]
    assert sorted(name for name in listed if not name.startswith(GUIDES)) == CHAPTERS


def test_a_section_without_output_is_left_out() -> None:
    v4 = nbformat.v4
    shown = v4.new_code_cell("a.b(p)", outputs=[v4.new_output("display_data", {"text/plain": "x"})])
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# T"),
            v4.new_markdown_cell("## Kept"),
            shown,
            v4.new_markdown_cell("## Empty"),
            v4.new_code_cell("a.c(p)"),
            v4.new_markdown_cell("## Prose alone"),
        ]
    )
    sources = [cell.source for cell in assemble.book_form(notebook).cells]
    assert sources == ["# T", "## Kept", "a.b(p)", "## Prose alone"]


def test_embedded_figures_become_files(tmp_path: Path) -> None:
    markup = '<figure id="figure-f"><img src="data:image/svg+xml;name=f-1.svg;base64,PHN2Zy8+" alt="1."></figure>'
    cell = nbformat.v4.new_code_cell("f(p)", outputs=[nbformat.v4.new_output("display_data", {"text/html": markup})])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    page = assemble.externalise(notebook, "02_x", tmp_path)
    assert 'src="_static/02_x/f-1.svg"' in page.cells[0].outputs[0]["data"]["text/html"]
    assert (tmp_path / "_static/02_x/f-1.svg").read_text() == "<svg/>"


def test_chapters_about_another_partner_leave_the_contents() -> None:
    toc = contents(["summary", "methods"])
    assert [part["caption"] for part in toc["parts"]] == ["About", "Re-run and extend"]


def test_a_chapter_without_a_place_in_the_contents_is_refused() -> None:
    with pytest.raises(ReportError, match=r"19_new\.ipynb: is not in the table of contents"):
        contents(["summary", "19_new"])


def test_a_listed_chapter_whose_notebook_is_gone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = (BOOK / "_toc.yml").read_text().replace("balance", "02_gone")
    (tmp_path / "_toc.yml").write_text(listed)
    monkeypatch.setattr("analysis.publish.toc.BOOK", tmp_path)
    with pytest.raises(ReportError, match=r"02_gone\.ipynb: is gone"):
        contents(["summary"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("      - file: ranks", "  - file: ranks", r"^book/_toc.yml, line \d+: is no list"),
        ("- file: ranks", "- ranks", "^book/_toc.yml: is no list"),
    ],
)
def test_contents_that_are_no_list_are_one_line(
    old: str, new: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_toc.yml").write_text((BOOK / "_toc.yml").read_text().replace(old, new))
    monkeypatch.setattr("analysis.publish.toc.BOOK", tmp_path)
    with pytest.raises(ReportError, match=told):
        contents(["summary"])


def test_a_name_with_markup_is_shown_as_it_is(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners, "name", lambda code: "<script>A & B")
    build(parse({}), tmp_path / "html", settings=settings)
    pages = [page.read_text("utf-8") for page in (tmp_path / "html").rglob("*.html")]
    assert all("<script>A" not in page for page in pages)
    assert sum("US–&lt;script&gt;A &amp; B trade and tariffs</title>" in page for page in pages) > 2


def test_the_title_names_the_partner() -> None:
    assert assemble.title(parse({"partner": "GBR"})) == "US–United Kingdom trade and tariffs"
