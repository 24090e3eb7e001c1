import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import data
from analysis.data import catalogue


@pytest.fixture
def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of data/ that the catalogue reads, free to break."""
    folder = tmp_path / "data"
    shutil.copytree(data.DATA, folder)
    monkeypatch.setattr(catalogue, "DATA", folder)
    for cached in (catalogue.package, catalogue._sealed, catalogue._load):
        cached.cache_clear()
    yield folder
    monkeypatch.undo()
    for cached in (catalogue.package, catalogue._sealed, catalogue._load):
        cached.cache_clear()
