"""How to build; nothing here changes a byte of a book."""

from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import ReportError
from analysis.publish.notebooks import NOTEBOOKS
from analysis.publish.processes import FORK, default_workers

BUILD = Path("build")
ENGINES = ("fork", "kernel") if FORK else ("kernel",)
CHAPTER_SECONDS = 300.0


@dataclass(frozen=True)
class Settings:
    """Who runs the cells, how many processes run side by side, how long a chapter may take, and two folders."""

    engine: str = ENGINES[0]
    workers: int = field(default_factory=default_workers)
    seconds: float = CHAPTER_SECONDS
    cache: Path = BUILD / "cache"
    notebooks: Path = NOTEBOOKS

    def __post_init__(self) -> None:
        """Raise ReportError for an engine that this system does not have, or for no workers."""
        if self.engine not in ENGINES:
            raise ReportError(f"no engine {self.engine!r} on this system; known: {', '.join(ENGINES)}")
        if self.workers < 1:
            raise ReportError(f"{self.workers} workers: give 1 or more")
