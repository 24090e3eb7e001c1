"""What the tests of execution, caching and publishing share: a tiny book, and whole books built once."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
import yaml

from analysis.parameters import Parameters
from analysis.publish import processes
from analysis.publish.build import Result, Settings, build

SETUP = "from analysis.present import text\nfrom analysis.parameters import edition\np = edition({0}={0})"
_BOOK = Path(__file__).parents[2] / "book"


@pytest.fixture(scope="session")
def names() -> list[str]:
    """Names that the table of contents knows: its root and its first two chapters."""
    contents = yaml.safe_load((_BOOK / "_toc.yml").read_text("utf-8"))
    chapters = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return [contents["root"], *sorted(chapters)[:2]]


def write_notebook(file: Path, *code: str, prose: str = "", parameter: str = "start = None") -> None:
    """Write a chapter that declares one parameter, says ``prose``, and has the cells ``code``."""
    v4 = nbformat.v4
    parameters = v4.new_code_cell(parameter, metadata={"tags": ["parameters"]})
    setup = SETUP.format(parameter.partition(" ")[0])
    cells = [
        v4.new_markdown_cell(f"# {file.stem}\n\n{prose}"),
        parameters,
        *(v4.new_code_cell(one) for one in (setup, *code)),
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells), file)


@pytest.fixture
def settings(tmp_path: Path, names: list[str]) -> Settings:
    """Settings for a book of two chapters, with a cache of its own."""
    folder = tmp_path / "notebooks"
    for name in names[:2]:
        write_notebook(folder / f"{name}.ipynb", f"text(f'{name}: months from {{p.months[0]:%Y-%m}}')")
    return Settings(workers=2, cache=tmp_path / "cache", notebooks=folder)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, Settings]:
    """The whole default book, built once for all tests, its result, and how it was built."""
    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(cache=folder / "cache")
    result = build(Parameters(), folder / "html", settings=settings)
    return folder / "html", result, settings


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a book but its manifest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.fixture(autouse=True)
def _no_orphans() -> Iterator[None]:
    """Fail a test after which a process that it started still runs."""
    processes.adopt_orphans()
    before = set(psutil.Process().children(recursive=True))
    yield
    mine = set(psutil.Process().children(recursive=True)) - before
    _, alive = psutil.wait_procs(mine, timeout=10)
    reap()
    assert not [process.cmdline() for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def reap() -> None:
    """Collect the exit status of processes that this one was made the parent of."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
