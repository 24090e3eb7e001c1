"""How many processes run side by side in a container, for both versions of Linux's control groups."""

import math
from pathlib import Path

import pytest

from analysis.publish import control_groups, processes

GIB = 2**30


def write(root: Path, files: dict[str, object]) -> None:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{content}\n")


@pytest.fixture
def version_2(tmp_path: Path) -> tuple[Path, Path]:
    """A group with 1.5 cores and no bound on memory, in one with 4 GiB of which 3 are in use and 1 can be dropped."""
    write(
        tmp_path,
        {
            "own": "0::/outer/inner",
            "outer/cpu.max": "max 100000",
            "outer/memory.max": 4 * GIB,
            "outer/memory.current": 3 * GIB,
            "outer/memory.stat": f"anon {2 * GIB}\ninactive_file {GIB}\nactive_file 0",
            "outer/inner/cpu.max": "150000 100000",
            "outer/inner/memory.max": "max",
            "outer/inner/memory.current": 2 * GIB,
        },
    )
    return tmp_path, tmp_path / "own"


def test_the_tightest_group_of_version_2_counts(version_2: tuple[Path, Path]) -> None:
    assert control_groups.cores(*version_2) == 1.5
    assert control_groups.free_bytes(*version_2) == 2 * GIB


def test_version_1_as_a_container_shows_it(tmp_path: Path) -> None:
    # The path is the host's and not there; the container's own group is the top.
    write(
        tmp_path,
        {
            "own": "5:memory:/docker/f00\n4:cpu,cpuacct:/docker/f00\n0::/",
            "cpu/cpu.cfs_quota_us": 300000,
            "cpu/cpu.cfs_period_us": 100000,
            "memory/memory.limit_in_bytes": 2 * GIB,
            "memory/memory.usage_in_bytes": GIB,
            "memory/memory.stat": f"inactive_file 1\ntotal_inactive_file {GIB // 2}",
        },
    )
    assert control_groups.cores(tmp_path, tmp_path / "own") == 3
    assert control_groups.free_bytes(tmp_path, tmp_path / "own") == 1.5 * GIB


def test_without_bounds_nothing_is_bounded(tmp_path: Path) -> None:
    write(tmp_path, {"own": "4:cpu:/\n0::/", "cpu/cpu.cfs_quota_us": -1, "cpu/cpu.cfs_period_us": 100000})
    for own in (tmp_path / "own", tmp_path / "not there"):
        assert control_groups.cores(tmp_path, own) == control_groups.free_bytes(tmp_path, own) == math.inf


def test_workers_are_as_many_as_the_groups_allow(version_2: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: range(64), raising=False)
    monkeypatch.setattr(control_groups, "cores", lambda: 1.5)
    assert processes.default_workers() == 1
    monkeypatch.setattr(control_groups, "cores", lambda: math.inf)
    monkeypatch.setattr(control_groups, "free_bytes", lambda: 100.0)
    assert processes.default_workers() == 1
