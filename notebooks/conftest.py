"""nbval compares text: a figure's or table's HTML is drawn but not compared, its sentence is."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: Any) -> Generator[None, list[Any], list[Any]]:
    """Leave HTML out of what nbval compares; a kernel for each notebook makes it long."""
    collectors = yield
    for collector in collectors:
        if hasattr(collector, "skip_compare"):
            collector.skip_compare = (*collector.skip_compare, "text/html")
            collector.add_marker("long")
    return collectors
