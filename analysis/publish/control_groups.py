"""What the control groups of Linux, those of a container for one, leave this process of the machine.

Both versions are read, of this process's own group and of those around it: whichever of them bounds most counts.
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
# By controller, which is nothing in version 2: the files that together hold quota and period; limit and use in bytes.
_CPU_FILES = {"": ("cpu.max",), "cpu": ("cpu.cfs_quota_us", "cpu.cfs_period_us")}
_MEMORY_FILES = {
    "": ("memory.max", "memory.current"),
    "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes"),
}


def cores(root: Path = ROOT, own: Path = OWN) -> float:
    """Return how many cores' time this process may use, infinity if no group bounds it."""
    read = [values for _, values in _groups(_CPU_FILES, root, own)]
    return min((quota / period for quota, period in read if quota > 0), default=math.inf)


def free_bytes(root: Path = ROOT, own: Path = OWN) -> float:
    """Return how much memory this process may still take, infinity if no group bounds it.

    What a group holds of files that it has not used of late counts as free: the system drops it when need be.
    """
    read = _groups(_MEMORY_FILES, root, own)
    return min((limit - used + _droppable(folder) for folder, (limit, used) in read), default=math.inf)


def _groups(files: Mapping[str, tuple[str, ...]], root: Path, own: Path) -> Iterator[tuple[Path, list[float]]]:
    """Yield the folder of each group that has the ``files``, and the two numbers in them."""
    lines = own.read_text("utf-8").splitlines() if own.exists() else []
    for controllers, path in (line.split(":", 2)[1:] for line in lines):
        for controller in files.keys() & set(controllers.split(",")):
            group = root / controller / path.lstrip("/")
            for folder in (group, *group.parents):
                words = " ".join(_text(folder / name) for name in files[controller]).split()
                if folder.is_relative_to(root / controller) and len(words) == 2:
                    yield folder, [math.inf if word == "max" else float(word) for word in words]


def _droppable(group: Path) -> float:
    found = re.findall(r"^(?:total_)?inactive_file (\d+)$", _text(group / "memory.stat"), re.MULTILINE)
    return float(found[-1]) if found else 0.0


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""
