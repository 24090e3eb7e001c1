"""Whatever happens to a build, the book that stood stays whole, and nothing is left behind."""

import mmap
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from tiny_book import descendants, tree, wait_for_all_since, write_notebook

from analysis.errors import ReportError
from analysis.parameters import Parameters, parse
from analysis.publish.build import build
from analysis.publish.fork.children import Child, GoneError
from analysis.publish.plan import plan_book
from analysis.publish.settings import Settings

MOMENTS = 20
MANIFEST = '{"key": "", "parameters": {}, "chapters": {}}'  # the least that a book of ours says of itself
ENDINGS = {
    "raises": ("raise KeyError('THA')", ", line 5: KeyError: 'THA'"),
    "hangs": (
        "__import__('threading').Event().wait()",
        ": still running after {limit} s, the limit for a chapter; it was",
    ),
    "exits": ("__import__('os')._exit(3)", ": its process ended "),
}
LIMITS = {"fork": 4, "kernel": 8}  # seconds; a kernel needs some to start, on a busy machine
Mount = Callable[[str], Path]


def start(number: int) -> Parameters:
    """Return the parameters of a different edition for each ``number``."""
    return parse({"start": f"{2015 + number // 12}-{number % 12 + 1:02}"})


def left_work(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".trade-report")]


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Mount]:
    """Mount a memory file system with the given options; without root on Linux, skip, or fail where CI demands it."""
    folder = tmp_path / "small"
    folder.mkdir()
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]

    def mount(options: str) -> Path:
        command = [*root, "mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if shutil.which(command[0]) is None or subprocess.run(command, capture_output=True, check=False).returncode:
            (pytest.fail if os.environ.get("CI") else pytest.skip)("mounting a file system needs root on Linux")
        return folder

    yield mount
    subprocess.run([*root, "umount", str(folder)], capture_output=True, check=False)


class Trap:
    """Kills a build when it, or a process that it started, does the given number of things to files."""

    def __init__(self, build_pid: int, moment: int) -> None:
        self.pid, self.moment = build_pid, moment
        self.count = mmap.mmap(-1, 8)

    def spring(self, event: str, args: tuple[object, ...]) -> None:
        if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.fork"):
            done = int.from_bytes(self.count[:8], "little") + 1
            self.count[:8] = done.to_bytes(8, "little")
            if done == self.moment:
                os.kill(self.pid, signal.SIGKILL)


def build_until(moment: int, parameters: Parameters, target: Path, settings: Settings) -> int | None:
    """Build in another process, killed at ``moment``; return how many moments a build has, if it was not killed."""

    def work(connection: object) -> int:
        trap = Trap(os.getpid(), moment)
        sys.addaudithook(trap.spring)
        build(parameters, target, settings=settings)
        return int.from_bytes(trap.count[:8], "little")

    child = Child(work, alone=False)
    family = psutil.Process(child.pid)
    try:
        kind, value = child.receive()
    except GoneError as gone:
        assert "SIGKILL" in str(gone)
        return None
    child.reap()
    assert kind == "done", value
    assert not family.is_running()
    return int(value)


@pytest.mark.long
def test_killed_at_twenty_moments(settings: Settings, made: Path, tmp_path: Path) -> None:
    target = Path(shutil.copytree(made / "html", tmp_path / "books" / "html"))
    total = build_until(-1, start(1), target, settings)
    assert total
    killed, others = 0, descendants()
    for number in range(MOMENTS):
        before = tree(target)
        moment = 1 + total * number // MOMENTS
        killed += build_until(moment, start(2 + number), target, settings) is None
        after = tree(target)
        wait_for_all_since(others)
        if after != before:
            build(start(2 + number), tmp_path / "reference", settings=settings)
            assert after == tree(tmp_path / "reference")
    assert killed >= MOMENTS - 2
    build(start(99), target, settings=settings)
    assert left_work(target.parent) == []


@pytest.mark.parametrize("room", [2**13, 2**20])
def test_full_disk_leaves_the_old_book(settings: Settings, made: Path, tmpfs: Mount, room: int) -> None:
    folder = tmpfs("size=64m")
    target = Path(shutil.copytree(made / "html", folder / "html"))
    before = tree(target)
    tmpfs(f"remount,size={shutil.disk_usage(folder).used + room}")
    with pytest.raises(ReportError, match="No space left on device"):
        build(start(1), target, settings=settings)
    assert tree(target) == before
    assert left_work(folder) == []


def test_full_disk_under_the_cache_does_no_harm(settings: Settings, tmpfs: Mount, tmp_path: Path) -> None:
    folder = tmpfs("size=100k")
    settings = Settings(cache=folder / "cache", notebooks=settings.notebooks)
    build(start(0), tmp_path / "html", settings=settings)
    assert (tmp_path / "html" / "index.html").exists()
    assert not list(folder.rglob(".new-*"))


def test_no_permission_to_write(settings: Settings, made: Path, tmpfs: Mount) -> None:
    folder = tmpfs("size=30m")
    target = Path(shutil.copytree(made / "html", folder / "html"))
    before = tree(target)
    tmpfs("remount,ro")
    with pytest.raises(ReportError, match=r"small: cannot be written to \(Read-only file system\); name another"):
        build(start(1), target, settings=settings)
    assert tree(target) == before


def test_file_in_the_way_of_the_target(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ReportError, match="cannot be written to"):
        build(start(0), tmp_path / "file" / "html", settings=settings)
    with pytest.raises(ReportError, match="is a file"):
        build(start(0), tmp_path / "file", settings=settings)
    assert (tmp_path / "file").read_text() == "mine"


def test_two_builds_at_once(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "books" / "html"
    children = [
        Child(lambda connection, one=number: build(start(one), target, settings=settings).key, alone=False)
        for number in (1, 1, 2)
    ]
    outcomes = [child.receive() for child in children]
    for child in children:
        child.reap()
    assert [kind for kind, _ in outcomes] == ["done"] * 3, outcomes
    build(start(1), tmp_path / "one", settings=settings)
    build(start(2), tmp_path / "two", settings=settings)
    assert tree(target) in (tree(tmp_path / "one"), tree(tmp_path / "two"))
    assert left_work(target.parent) == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_faulty_chapter_leaves_the_old_book_and_no_process(
    settings: Settings, tmp_path: Path, names: list[str], engine: str, ending: str
) -> None:
    target, pid, (code, message) = tmp_path / "html", tmp_path / "pid", ENDINGS[ending]
    target.mkdir()
    (target / "run.json").write_text(MANIFEST)
    (target / "page.html").write_text("old")
    leaves = (
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        f"with open({str(pid)!r}, 'w') as file:\n    file.write(str(child.pid))\n{code}"
    )
    for name, cell in zip(names[:2], ("1", leaves), strict=True):  # imports would count against the limit
        write_notebook(settings.notebooks / f"{name}.ipynb", cell, setup="")
    faulty = replace(settings, engine=engine, seconds=LIMITS[engine] if ending == "hangs" else 60)
    with pytest.raises(ReportError) as error:
        build(start(0), target, settings=faulty)
    assert str(error.value).startswith(f"chapter {names[1]}, cell 4 (import subprocess)")
    assert message.format(limit=LIMITS[engine]) in str(error.value)
    assert not psutil.pid_exists(int(pid.read_text())) or psutil.Process(int(pid.read_text())).status() == "zombie"
    assert (target / "page.html").read_text() == "old"
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", "1")
    must_run = {name: bool(one.why) for name, one in plan_book(start(0), settings).chapters.items()}
    assert must_run == {names[0]: False, names[1]: True}  # the sound chapter was kept


def test_what_is_not_a_book_of_ours_is_left_alone(settings: Settings, made: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / ".work-notes").mkdir(parents=True)
    (mine / "run.json").write_text('{"experiment": 7}')
    with pytest.raises(ReportError, match="holds no earlier book"):
        build(start(0), mine, settings=settings)
    shutil.copytree(made / "html", mine / "html")
    with pytest.raises(ReportError, match="lies within the book in"):
        build(start(0), mine / "html" / "inner", settings=settings)
    assert {path.name for path in mine.iterdir()} == {".work-notes", "run.json", "html"}


def test_book_left_beside_its_place_is_put_back(built: Settings, tmp_path: Path, names: list[str]) -> None:
    """Where no single step exchanges two folders, a build may be killed between two renames."""
    before = tree(tmp_path / "html")
    (tmp_path / "html").rename(tmp_path / ".html.earlier")
    write_notebook(built.notebooks / f"{names[1]}.ipynb", "raise ValueError('no')")
    with pytest.raises(ReportError, match="ValueError: no"):
        build(Parameters(), tmp_path / "html", settings=built)
    assert tree(tmp_path / "html") == before


def test_where_two_folders_cannot_be_exchanged(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(start(1), tmp_path / "other", settings=built)
    monkeypatch.setattr(sys, "platform", "another")
    build(start(1), tmp_path / "html", settings=built)
    assert tree(tmp_path / "html") == tree(tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_chapter_edited_while_it_runs_is_not_kept(settings: Settings, tmp_path: Path, names: list[str]) -> None:
    file = settings.notebooks / f"{names[1]}.ipynb"
    edit = f"import pathlib\nf = pathlib.Path({str(file)!r})\nf.write_text(f.read_text().replace('OL' + 'D', 'NEW'))"
    write_notebook(file, edit, "text('OLD')")
    first = build(start(0), tmp_path / "html", settings=settings)
    assert first.notes == [f"chapter {names[1]} or its code was edited while it ran; build again"]
    second = build(start(0), tmp_path / "html", settings=settings)
    assert {step.name: step.status for step in second.steps if step.name in names} == {
        names[0]: "reused",
        names[1]: "ran",
    }
    assert "NEW" in (tmp_path / "html" / f"{names[1]}.html").read_text("utf-8")
    assert second.notes == []


def test_book_that_does_not_compile_leaves_the_old_one(built: Settings, tmp_path: Path, names: list[str]) -> None:
    before = tree(tmp_path / "html")
    write_notebook(built.notebooks / f"{names[1]}.ipynb", prose="[nowhere](not_there.md)")
    with pytest.raises(ReportError, match=r"the book does not compile:\n.*not_there"):
        build(Parameters(), tmp_path / "html", settings=built)
    assert tree(tmp_path / "html") == before
