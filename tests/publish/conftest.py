"""What the tests of execution, caching and publishing share: a tiny book."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import yaml
from tiny_book import descendants, wait_for_all_since, write_notebook

from analysis.publish import processes
from analysis.publish.compile import import_all
from analysis.publish.settings import Settings

_BOOK = Path(__file__).parents[2] / "book"


@pytest.fixture(scope="session")
def names() -> list[str]:
    """Names that the table of contents knows: its root and its first two chapters."""
    contents = yaml.safe_load((_BOOK / "_toc.yml").read_text("utf-8"))
    chapters = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return [contents["root"], *sorted(chapters)[:2]]


@pytest.fixture
def settings(tmp_path: Path, names: list[str]) -> Settings:
    """Settings for a book of two chapters, with a cache of its own."""
    folder = tmp_path / "notebooks"
    for name in names[:2]:
        write_notebook(folder / f"{name}.ipynb", f"text(f'{name}: months from {{p.months[0]:%Y-%m}}')")
    return Settings(workers=2, cache=tmp_path / "cache", notebooks=folder)


@pytest.fixture(scope="session", autouse=True)
def _imported() -> None:
    """Import once what each of the builds that are forked from this process would import for itself."""
    import_all()


@pytest.fixture(autouse=True)
def _no_orphans() -> Iterator[None]:
    """Fail a test after which a process that it started still runs; the browser of other tests does not count."""
    processes.adopt_orphans()
    before = descendants()
    yield
    alive = wait_for_all_since(before)
    assert not [process.cmdline() for process in alive if process.status() != psutil.STATUS_ZOMBIE]
