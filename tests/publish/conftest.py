"""What the tests of execution, caching and publishing share: a tiny book."""

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import yaml
from tiny_book import descendants, tiny, wait_for_all_since

from analysis import data
from analysis.parameters import Parameters
from analysis.publish import processes, toc
from analysis.publish.build import build
from analysis.publish.compile import import_all
from analysis.publish.settings import Settings

MADE_WITH = ("chapter", "edition_files", "finish", "front", "left_out")


@pytest.fixture(scope="session")
def names() -> list[str]:
    """Names that the table of contents knows: its root and its first two chapters."""
    contents = yaml.safe_load((toc.BOOK / "_toc.yml").read_text("utf-8"))
    chapters = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return [contents["root"], *sorted(chapters)[:2]]


@pytest.fixture(scope="session")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what frames a book, with two guides instead of all: most of the work on a tiny book."""
    folder = tmp_path_factory.mktemp("frame") / "book"
    left_out = [file.name for file in (toc.BOOK / "guides").glob("*.md") if file.stem not in ("parameters", "python")]
    shutil.copytree(toc.BOOK, folder, ignore=shutil.ignore_patterns("__pycache__", *left_out))
    shutil.copy(toc.BOOK.parent / "LICENSE", folder.parent)
    contents = yaml.safe_load((toc.BOOK / "_toc.yml").read_text("utf-8"))
    for part in contents["parts"]:
        part["chapters"] = [entry for entry in part["chapters"] if f"{Path(entry['file']).name}.md" not in left_out]
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), "utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, names: list[str], frame: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings for a tiny book, with a cache of its own."""
    return tiny(tmp_path, names, frame, monkeypatch)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, names: list[str], frame: Path) -> Path:
    """Return a folder in which the tiny book was built once: its notebooks, its cache, its pages in ``html``."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        build(Parameters(), folder / "html", settings=tiny(folder, names, frame, patch))
    return folder


@pytest.fixture
def built(settings: Settings, made: Path, tmp_path: Path) -> Settings:
    """Settings for a tiny book whose default edition stands in ``html``, and in the cache."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def warm(desk: Path) -> Settings:
    """Return settings with the cache that the default edition has filled."""
    return Settings(cache=desk / "build" / "cache")


@pytest.fixture(scope="session", autouse=True)
def _ready() -> None:
    """Import and load once what each of the builds that are forked from this process would for itself."""
    import_all()
    for module in MADE_WITH:
        importlib.import_module(f"analysis.publish.{module}")
    for name in data.names():
        data.load(name)


@pytest.fixture(autouse=True)
def _no_orphans() -> Iterator[None]:
    """Fail a test after which a process that it started still runs; the browser of other tests does not count."""
    processes.adopt_orphans()
    before = descendants()
    yield
    alive = wait_for_all_since(before)
    assert not [process.cmdline() for process in alive if process.status() != psutil.STATUS_ZOMBIE]
