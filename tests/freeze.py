"""Make the frozen data anew: a small, sealed copy of ``data/``, which ``tests/frozen`` reads.

``python tests/freeze.py`` copies every table; ``python tests/freeze.py TABLE ...`` only those named, which is enough
after a change of their columns. Three large tables keep what the tests are about; what is said of Viet Nam stays true.
"""

import json
import shutil
import sys
from pathlib import Path

from analysis.data import catalogue
from analysis.data.seal import seal
from analysis.refresh.run import store

FROZEN = Path(__file__).parent / "frozen_data"
PARTNERS = ["CAN", "CHN", "DEU", "IND", "KHM", "MEX", "THA", "TWN", "VNM", "WLD"]
KEPT = {
    "imports_by_naics3": lambda table: table["partner"].isin(PARTNERS),
    "general_imports_by_hs2": lambda table: table["partner"].isin(PARTNERS),
    "exports_to_vietnam_by_hs6": lambda table: table["month"] >= "2019-01-01",
}


def freeze(tables: list[str]) -> None:
    """Copy ``tables``, or all if none is named, from the project's data, and seal the copy."""
    live = catalogue.package()
    target = FROZEN / catalogue.DESCRIPTOR
    if not tables:
        shutil.rmtree(FROZEN, ignore_errors=True)
    old = json.loads(target.read_text("utf-8"))["resources"] if tables else []
    kept = {resource["name"]: resource for resource in old if resource["name"] not in tables}
    chosen = {resource["name"]: resource for resource in live["resources"]}
    for name in tables or chosen:
        _copy(chosen[name])
    resources = [kept.get(name, resource) for name, resource in chosen.items() if name in kept or name in tables]
    target.write_text(json.dumps({**live, "resources": resources if tables else live["resources"]}), "utf-8")
    catalogue.DATA = FROZEN
    catalogue.package.cache_clear()
    seal()


def _copy(resource: dict) -> None:
    """Copy the file of a table, or write the part of it that is kept."""
    target = FROZEN / resource["path"]
    target.parent.mkdir(parents=True, exist_ok=True)
    if keep := KEPT.get(resource["name"]):
        table = catalogue.load(resource["name"])
        store(table[keep(table)], target, resource["schema"])
    else:
        shutil.copyfile(catalogue.DATA / resource["path"], target)


if __name__ == "__main__":
    freeze(sys.argv[1:])
