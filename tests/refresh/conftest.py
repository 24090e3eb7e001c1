import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sources_server import QUICK, Server, World, forget

from analysis.data import catalogue
from analysis.refresh.client import Client


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data folder that the catalogue reads instead of the project's own, whose tables it may hold."""
    copy = tmp_path / "project" / "data"
    shutil.copytree(catalogue.DATA, copy)
    before = (copy / catalogue.DESCRIPTOR).read_bytes()
    monkeypatch.setattr(catalogue, "DATA", copy)
    yield copy
    monkeypatch.undo()
    if (copy / catalogue.DESCRIPTOR).read_bytes() != before:
        forget()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(World()) as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    """The pauses that the client asked for, none of them made."""
    return []


@pytest.fixture
def client(tmp_path: Path, slept: list[float]) -> Iterator[Client]:
    with Client(tmp_path / "raw", QUICK, sleep=slept.append) as ready:
        yield ready


@pytest.fixture
def digest() -> Callable[[Path], str]:
    """The digest of every name and byte under a folder."""

    def of(folder: Path) -> str:
        found = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            found.update(str(path.relative_to(folder)).encode())
            if path.is_file():
                found.update(path.read_bytes())
        return found.hexdigest()

    return of
