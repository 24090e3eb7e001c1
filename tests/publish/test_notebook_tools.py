"""A notebook in its users' own tools: nbconvert, JupyterLab, papermill, and the copy that a page offers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from analysis.parameters import Parameters
from analysis.publish import normal_form
from analysis.publish.chapter import notebook_of

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
def balance() -> Any:
    """Return the chapter on the balance, executed."""
    return notebook_of("balance", Parameters())


def test_no_amount_is_a_formula_in_html_of_nbconvert(balance: Any) -> None:
    page, _ = HTMLExporter().from_notebook_node(balance)
    assert formulas("<p>from $1.4 billion to $2 billion</p>")
    assert page.count("tex2jax_ignore") > 5 and formulas(page) == []


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, balance: Any) -> Iterator[str]:
    """Yield the address of a JupyterLab in which the executed chapter lies."""
    folder = tmp_path_factory.mktemp("lab")
    normal_form.write(balance, folder / "balance.ipynb")
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
        yield f"http://127.0.0.1:{found[1]}/lab/tree/balance.ipynb"
        server.terminate()
        server.stderr.read()


def test_jupyterlab_shows_amounts_titles_and_tables_as_they_are(lab: str, browser: Any) -> None:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(lab)
    page.wait_for_selector(".jp-RenderedHTMLCommon .report-title")
    text = page.locator(".jp-Notebook").inner_text()
    assert re.search(r"from \$[\d.]+ billion to \$[\d.]+ billion", text)
    assert page.locator("mjx-container").count() == 0
