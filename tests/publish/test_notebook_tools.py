"""A notebook in its users' own tools: nbconvert, JupyterLab, papermill, and the copy that a page offers."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from nbconvert import HTMLExporter
from nbformat.sign import NotebookNotary
from papermill.cli import papermill

from analysis.chapters import balance, summary
from analysis.errors import ReportError
from analysis.lab import keep_plain
from analysis.parameters import Parameters, comment
from analysis.present import outputs
from analysis.present.cards import Card, Cards
from analysis.present.roles import Role
from analysis.publish import assemble, normal_form, notebooks
from analysis.publish.plan import plan_book
from analysis.publish.settings import Settings

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SPAN = re.compile(r"\$[^$]+\$")


def formulas(page: str) -> list[str]:
    """Return what MathJax would typeset: between two dollars of one piece of text, where nothing tells it not to."""
    quiet = ["script", "style", "pre", "code", "title"]
    soup = BeautifulSoup(page, "html.parser")
    for part in [*soup(quiet), *soup(class_="tex2jax_ignore")]:
        part.decompose()
    return [str(piece) for piece in soup(string=SPAN)]


@pytest.fixture(scope="module")
def executed(warm: Settings) -> Any:
    """Return the chapter on the balance as it was executed for the default book."""
    plan = plan_book(Parameters(), warm)
    chapter = plan.chapters["balance"].kept(plan.cache)
    assert chapter is not None
    return normal_form.parse(chapter.notebook)


def test_no_amount_is_a_formula_in_html_of_nbconvert(executed: Any) -> None:
    page, _ = HTMLExporter().from_notebook_node(executed)
    assert formulas("<p>from $1.4 billion to $2 billion</p>")
    assert page.count("tex2jax_ignore") > 5 and formulas(page) == []


@pytest.mark.parametrize("call", [balance.flows, balance.years, summary.question])
def test_the_book_takes_off_what_other_tools_need(call: Any) -> None:
    shown = call(Parameters())
    bundle = shown._repr_mimebundle_()
    assert json.loads(outputs.for_book(json.dumps(bundle, ensure_ascii=False)))["text/html"] == shown.html()


def test_without_styles_a_drawing_stands_once_and_a_title_once_apart_from_its_unit() -> None:
    figure, table = (
        BeautifulSoup(call(Parameters())._repr_mimebundle_()["text/html"], "html.parser")
        for call in (balance.flows, balance.years)
    )
    assert [image.get("width") for image in figure("img")] == [None, "0"]
    assert [unit.previous_sibling.name for unit in figure(class_="report-unit")] == ["br"]
    assert len(table(string=table.find(class_="report-title").string)) == 1


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a JupyterLab in which a notebook with one output of each kind lies, and is trusted."""
    folder = tmp_path_factory.mktemp("lab")
    p = Parameters()
    cards = Cards("made-up", [Card("Deficit", "$2 billion", "from $1.4 billion", "August 2026", Role.DEFICIT)])
    shown = (balance.findings(p), balance.flows(p), balance.years(p), cards, summary.question(p))
    made = [nbformat.v4.new_output("display_data", one._repr_mimebundle_()) for one in shown]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[one]) for one in made])
    (folder / "data").mkdir()
    notary = NotebookNotary(data_dir=str(folder / "data"))
    notary.sign(notebook)
    notary.store.close()
    normal_form.write(notebook, folder / "outputs.ipynb")
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    words = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]
    words += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with subprocess.Popen(
        [BIN / "jupyter", "lab", *words], env={**os.environ, **own}, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        for line in server.stderr:
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", line):
                break
        yield f"http://127.0.0.1:{found[1]}/lab/tree/outputs.ipynb"
        server.terminate()
        server.stderr.read()


@pytest.mark.long
def test_jupyterlab_shows_amounts_titles_and_tables_as_they_are(lab: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 3000})  # what is not in sight is not laid out
    page.set_default_timeout(120_000)
    page.goto(lab)
    page.wait_for_selector(".jp-RenderedHTMLCommon .report-title")
    page.wait_for_selector(".jp-OutputArea .jp-RenderedMarkdown li")
    page.wait_for_selector(".report-instead")
    page.wait_for_load_state("networkidle")
    text = page.locator(".jp-Notebook").inner_text()
    assert re.search(r"from \$[\d.]+ billion to \$[\d.]+ billion", text)
    assert page.locator("mjx-container").count() == 0
    assert page.locator(".report-block caption").count() == 0
    assert page.locator(".report-unit").first.evaluate("one => getComputedStyle(one).display") == "block"
    assert page.locator("td.text").first.evaluate("one => getComputedStyle(one).textAlign") == "left"
    label, number = (page.locator(f".report-card {part}").first.bounding_box() for part in ("dt", "dd"))
    assert number["y"] >= label["y"] + label["height"] and number["x"] == label["x"]
    assert "On the command line: trade-report rate" in text and not page.locator("[name=q]").is_visible()
    for light, shown, hidden in (("true", "light", "dark"), ("false", "dark", "light")):
        page.evaluate(f"document.body.dataset.jpThemeLight = '{light}'")
        assert page.locator(f".figure-{shown}").first.is_visible()
        assert not page.locator(f".figure-{hidden}").first.is_visible()
    page.close()


def test_a_chapter_saved_in_jupyterlab_keeps_no_pictures(executed: Any) -> None:
    manager = SimpleNamespace(root_dir=str(ROOT))
    for path, keeps in (("notebooks/balance.ipynb", False), ("build/balance.ipynb", True)):
        model = {"type": "notebook", "content": nbformat.from_dict(executed)}
        keep_plain(model, path, manager)
        assert ("text/html" in json.dumps(model["content"])) is keeps
        assert "text/plain" in json.dumps(model["content"])


@pytest.mark.long
def test_jupyter_reads_what_the_setup_writes(tmp_path: Path) -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8")
    (file,), (settings,) = re.findall(r"^LAB := .*/(.+)$", recipe, re.M), re.findall(r"echo '(.*)' > \$\(LAB\)", recipe)
    (tmp_path / file).write_text(settings, "utf-8")
    command = [BIN / "jupyter", "lab", "--allow-root", "--show-config"]
    own = {"JUPYTER_CONFIG_DIR": str(tmp_path)}
    run = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=True)
    assert f".pre_save_hook = '{keep_plain.__module__}.{keep_plain.__name__}'" in run.stdout


def test_outputs_are_not_stored_under_other_parameters(tmp_path: Path) -> None:
    theirs = notebooks.path("balance").read_text("utf-8").replace('partner = \\"VNM\\"', 'partner = \\"THA\\"')
    (tmp_path / "balance.ipynb").write_text(theirs, "utf-8")
    with pytest.raises(ReportError, match='declares partner = "THA"; the committed edition has partner = "VNM"'):
        notebooks.check_defaults("balance", tmp_path)


@pytest.mark.parametrize("chapter", notebooks.chapters())
def test_each_parameter_of_a_chapter_says_what_it_means(chapter: str) -> None:
    (cell,) = filter(notebooks.declares, normal_form.read(notebooks.path(chapter)).cells)
    assert cell.source == notebooks.parameters_cell(notebooks.values(notebooks.path(chapter), Parameters()))


def test_papermill_explains_every_parameter_and_passes_on_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    source = str(notebooks.path("news"))
    told = CliRunner().invoke(papermill, ["--help-notebook", source]).stdout
    assert all(comment(name) in told for name in notebooks.declared(notebooks.head(notebooks.path("news"))))
    words = [source, str(tmp_path / "out.ipynb"), "-p", "partnr", "THA", "--no-progress-bar"]
    run = CliRunner().invoke(papermill, words)
    assert run.exit_code != 0
    assert "no parameter named 'partnr'; nearest: partner" in str(run.exception)


@pytest.mark.parametrize(
    ("address", "part"), [("https://example.org/r", "git clone https://example.org/r"), ("", "ask")]
)
def test_the_notebook_of_a_page_says_how_to_run_it_elsewhere(executed: Any, address: str, part: str) -> None:
    offered = normal_form.parse(assemble.offered(normal_form.text(executed), {"repository": address}))
    assert part in offered.cells[0].source and "make lab" in offered.cells[0].source
    assert len(list(filter(notebooks.declares, offered.cells))) == 1
    nbformat.validate(offered)


@pytest.mark.long
def test_jupyter_book_by_hand_says_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "book", tmp_path / "book")
    run = subprocess.run(
        [BIN / "jupyter-book", "build", tmp_path / "book"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "make book" in run.stderr and "Traceback" not in run.stderr


def test_a_wheel_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    build = "from setuptools import build_meta; build_meta.build_wheel('.')"
    run = subprocess.run([sys.executable, "-c", build], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "make setup" in run.stderr
    assert list(tmp_path.glob("*.whl")) == []
