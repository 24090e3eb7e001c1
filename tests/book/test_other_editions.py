"""Four other editions in the browser: light, accessible, whole on a phone, quiet from a file."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opened import opened
from serving import serve
from test_access import assert_closed_and_in_order

pytestmark = pytest.mark.long


@pytest.fixture(scope="module", params=["THA", "MEX", "DEU", "KHM"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the pages of the built edition of a partner."""
    folder = tmp_path_factory.mktemp(request.param)
    command = ["build", "--partner", request.param, "--out", "html"]
    subprocess.run([sys.executable, "-m", "analysis.cli", *command], cwd=folder, check=True)
    return [file for file in sorted((folder / "html").glob("*.html")) if file.name != "index.html"]


def test_every_page_is_light_and_accessible(context: Any, pages: list[Path]) -> None:
    for site in serve(pages[0].parent):
        for file in pages:
            assert_closed_and_in_order(file)
            page = opened(context, f"{site}/{file.name}")
            assert page.is_light(), file.name
            assert page.barriers() == [], file.name
            page.tab.close()


def test_every_page_fits_a_phone_and_works_from_a_file(context: Any, pages: list[Path]) -> None:
    for page in pages:
        tab = context.new_page()
        tab.set_viewport_size({"width": 390, "height": 900})
        told: list[str] = []
        tab.on("console", lambda message, told=told: told.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error, told=told: told.append(str(error)))
        tab.on("requestfailed", lambda request, told=told: told.append(request.url))
        tab.goto(page.as_uri(), wait_until="networkidle")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390, page.name
        assert told == [], page.name
        tab.close()
