"""What several tests share: the data that they read, the built default edition, served over HTTP, and a browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from in_process import reading
from serving import serve

from analysis.data import catalogue

FROZEN = Path(__file__).parent / "frozen_data"

SLOW = ("refresh", "book", "publish")  # one worker refreshes while another builds the book
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Below the field for addresses, which no test sees, each tab would load a page that costs more than its own.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
]

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose files take longest: short files then fill the time until the last worker ends."""
    items.sort(key=lambda item: (*SLOW, item.path.parent.name).index(item.path.parent.name))


@pytest.fixture(scope="session")
def _frozen() -> Iterator[ExitStack]:
    """Yield what holds the catalogue on the frozen data."""
    with ExitStack() as held:
        yield held


@pytest.fixture(scope="module", autouse=True)
def _data(request: pytest.FixtureRequest, _frozen: ExitStack) -> None:
    """Let the tests in ``frozen``, and the processes that they start, read the frozen data; others the project's.

    What one file has computed from them serves the next.
    """
    frozen = (FROZEN.parent / "frozen") in request.path.parents
    if frozen != (catalogue.DATA == FROZEN):
        _frozen.close()
        if frozen:
            _frozen.enter_context(reading(FROZEN))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder in which a user has built the default edition, once for all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "desk"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            folder.mkdir()
            subprocess.run([sys.executable, "-m", "analysis.cli", "build"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="session")
def book(desk: Path) -> Path:
    """Return the folder of the default edition."""
    return desk / "build" / "html"


@pytest.fixture(scope="session")
def site(book: Path) -> Iterator[str]:
    """Yield the address of the built book."""
    yield from serve(book)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Yield the system's Chromium; without one, skip, or fail where CI demands it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        message = "no Chromium on this machine; the browser tests need it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def context(browser: Any) -> Iterator[Any]:
    """Yield what holds the tabs of all tests that need no other kind: to make one costs more than to load a page."""
    one = browser.new_context()
    yield one
    one.close()


@pytest.fixture
def tab(context: Any) -> Iterator[Any]:
    """Yield a new tab of the size of a desk."""
    one = context.new_page()
    one.set_viewport_size({"width": 1280, "height": 900})
    yield one
    one.close()
