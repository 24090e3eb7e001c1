"""Measure this project's way of building against the plain way, on this machine, in one run.

The plain way is what a shell does without this project's code: one ``papermill`` command a chapter, then one
``jupyter-book build`` in the theme that comes with it, with the same notebooks and the same parameters. Run it with
``make bench``; it takes a few minutes, and means something only while nothing else runs.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import yaml

from analysis.parameters import Parameters
from analysis.publish import notebooks
from analysis.publish.chapter import execute
from analysis.publish.editions import partners_with_data
from analysis.publish.fork.children import Child
from analysis.publish.fork.warm import warm
from analysis.publish.notebooks import values
from analysis.publish.plan import chapters_of
from analysis.publish.processes import default_workers
from analysis.publish.toc import BOOK, GUIDES, contents

PARTNER = "THA"  # the edition whose plain building stands for all
CHANGED = {"seed": "7"}  # a parameter that two chapters declare
OVERHEAD_SECONDS = 0.4
BOTH_LANGUAGES = 1.4  # times the work of one


@dataclass(frozen=True)
class Line:
    """One measurement beside its target."""

    what: str
    plain: float
    ours: float
    least_ratio: float
    most_seconds: float = float("inf")

    def __str__(self) -> str:
        ratio = self.plain / self.ours
        met = ratio >= self.least_ratio and self.ours <= self.most_seconds
        limit = "" if self.most_seconds == float("inf") else f" and {self.most_seconds:g} s"
        return (
            f"{self.what:<42}{self.plain:9.1f} s{self.ours:9.2f} s{ratio:8.1f} x   "
            f"target {self.least_ratio:g} x{limit}: {'met' if met else 'MISSED'}"
        )


def timed(command: Sequence[str], folder: Path) -> float:
    """Run ``command`` in ``folder``; return its seconds."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return time.monotonic() - started


def without_guides(toc: dict[str, Any]) -> dict[str, Any]:
    """Return a table of contents without the guides, of which the assembly makes some."""
    for part in toc["parts"]:
        part["chapters"] = [entry for entry in part["chapters"] if not entry["file"].startswith(GUIDES)]
    return toc | {"parts": [part for part in toc["parts"] if part["chapters"]]}


def plain(folder: Path, **changed: Any) -> float:
    """Build a book the plain way in ``folder``; return the seconds."""
    source = folder / "source"
    (source).mkdir(parents=True)
    chapters, _ = chapters_of(Parameters(**changed))
    scripts = Path(sys.executable).parent
    seconds = 0.0
    for chapter in chapters:
        declared = notebooks.declared(notebooks.head(notebooks.path(chapter)))
        given = [text for name in declared if name in changed for text in ("-p", name, str(changed[name]))]
        target = source / f"{chapter}.ipynb"
        seconds += timed([str(scripts / "papermill"), str(notebooks.path(chapter)), str(target), *given], folder)
    (source / "_toc.yml").write_text(yaml.safe_dump(without_guides(contents(chapters))), "utf-8")
    config = yaml.safe_load((BOOK / "_config.yml").read_text("utf-8"))
    del config["sphinx"]  # the frame of the pages, which only the book's own assembly fills
    (source / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    for name in ("references.bib", "_static"):
        (source / name).symlink_to(BOOK / name)
    return seconds + timed([str(scripts / "jupyter-book"), "build", str(source)], folder)


def ours(folder: Path, *arguments: str) -> float:
    """Run a command of this project in ``folder``; return the seconds."""
    return timed([sys.executable, "-m", "analysis.cli", *arguments], folder)


def work(folder: Path, *arguments: str) -> float:
    """Run a command of this project in the new ``folder``; return the processor's seconds, those of all it starts."""
    folder.mkdir()
    before = os.times()
    ours(folder, *arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def users(name: str) -> int:
    """Return how many chapters declare the parameter ``name``."""
    sources = [notebooks.head(notebooks.path(chapter)) for chapter in chapters_of(Parameters())[0]]
    return sum(name in notebooks.declared(source) for source in sources)


def overheads() -> dict[str, float]:
    """Return by chapter how many seconds its execution takes beyond those of its own code."""
    found = {}
    sources = [notebooks.path(name) for name in chapters_of(Parameters())[0]]
    warm(sources, all_of_it=True)
    for source in sources:
        given = values(source, Parameters())
        code = [cell["source"] for cell in notebooks.head(source)["cells"] if cell["cell_type"] == "code"]
        # In turn, and the quickest of each: other work on the machine must not fall on one of the two alone.
        pairs = [
            (seconds_of(partial(execute, source, given)), in_a_child(partial(own_seconds, code))) for _ in range(3)
        ]
        found[source.stem] = min(whole for whole, _ in pairs) - min(own for _, own in pairs)
    return found


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def in_a_child(work: Callable[[Any], float]) -> float:
    """Return what ``work`` returns in a forked process."""
    return float(Child(work).result())


def own_seconds(code: list[str], connection: Any) -> float:
    """Return how long the cells ``code`` take by themselves, in a shell that stands already."""
    from analysis.publish.fork.engine import forget_derived
    from analysis.publish.fork.shell import run_cells

    forget_derived()
    cells = run_cells(["pass", *code])
    next(cells)
    started = time.monotonic()
    assert all(succeeded for _, succeeded in cells)
    return time.monotonic() - started


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main() -> None:
    """Measure and print."""
    print(
        f"{processor()}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}"
    )
    names = ("pandas", "matplotlib", "papermill", "ipykernel", "jupyter-book", "Sphinx")
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in names)}")
    every = partners_with_data()
    chapters = len(chapters_of(Parameters())[0])
    print(f"{chapters} chapters, {len(every)} editions, {default_workers()} workers, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<42}{'plain way':>11}{'this way':>11}{'ratio':>10}")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        by_hand = plain(folder / "plain")
        print(Line("full book, nothing cached", by_hand, ours(folder, "build"), 5), flush=True)
        print(Line("nothing changed", by_hand, ours(folder, "build"), 30, 1.5), flush=True)
        for name, value in CHANGED.items():
            changed = plain(folder / "changed", **{name: value})
            again = ours(folder, "build", "-p", f"{name}={value}")
            print(Line(f"{name} changed, which {users(name)} chapters use", changed, again, 8), flush=True)
        edition = plain(folder / "edition", partner=PARTNER)
        all_of_them = ours(folder, "editions", "--all", "--out", "every") / len(every)
        print(Line(f"each of {len(every)} editions", edition, all_of_them, 8), flush=True)
        kept = ours(folder, "editions", "--all", "--out", "every", "--resume")
        print(f"\n--resume with nothing to do: {kept:.1f} s for {len(every)} editions", flush=True)
        one, both = (work(folder / spoken, "build", "--language", spoken) for spoken in ("en", "all"))
    verdict = "met" if both <= BOTH_LANGUAGES * one else "MISSED"
    told = f"both languages, nothing cached: {both:.1f} s of the processor, English {one:.1f} s, ratio {both / one:.2f}"
    print(f"{told}; target {BOTH_LANGUAGES}: {verdict}", flush=True)
    most = max((seconds, chapter) for chapter, seconds in overheads().items())
    verdict = "met" if most[0] <= OVERHEAD_SECONDS else "MISSED"
    print(f"most time beyond a chapter's own code: {most[0]:.2f} s ({most[1]}); target {OVERHEAD_SECONDS} s: {verdict}")


if __name__ == "__main__":
    main()
