"""Make the frozen data anew: a small, sealed copy of ``data/``, which ``tests/frozen`` reads.

``python tests/freeze.py`` copies every table; ``python tests/freeze.py TABLE ...`` only those named, which is enough
after a change of their columns. Three large tables keep what the tests are about; what is said of Viet Nam stays true.
"""

import shutil
import sys
from pathlib import Path

from analysis.data import catalogue
from analysis.data.description import Resource
from analysis.data.seal import ABOUT, seal
from analysis.refresh.run import store

FROZEN = Path(__file__).parent / "frozen_data"
PARTNERS = ["CAN", "CHN", "DEU", "IND", "KHM", "MEX", "THA", "TWN", "VNM", "WLD"]
PANEL = ["AUS", "BRA", "CHE", "CHL", "COL", "EUU", "GBR", "IDN", "ISR", "JPN", "KOR", "MYS", "RUS", "SAU", "SGP"]
KEPT = {
    "imports_by_naics3": lambda table: (
        table["partner"].isin(PARTNERS) | table["partner"].isin(PANEL) & table["naics3"].str.startswith("3")
    ),
    "general_imports_by_hs2": lambda table: table["partner"].isin(PARTNERS),
    "exports_to_vietnam_by_hs6": lambda table: table["month"] >= "2019-01-01",
}


def freeze(tables: list[str]) -> None:
    """Copy ``tables``, or all if none is named, from the project's data, and seal the copy."""
    live = {table.name: table for table in catalogue.package().resources}
    if not tables:
        shutil.rmtree(FROZEN, ignore_errors=True)
        FROZEN.mkdir()
        shutil.copy(catalogue.DATA / ABOUT, FROZEN)
    for name in tables or live:
        for old in FROZEN.rglob(f"{name}.*"):
            old.unlink()
        if name in live:
            _copy(live[name])
    catalogue.DATA = FROZEN
    catalogue.package.cache_clear()
    catalogue._sealed.cache_clear()
    seal()


def _copy(table: Resource) -> None:
    """Copy a table, or the part of it that is kept, and its description."""
    target = FROZEN / table.path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy((catalogue.DATA / table.path).with_suffix(".yaml"), target.parent)
    if keep := KEPT.get(table.name):
        frame = catalogue.load(table.name)
        store(frame[keep(frame)], target, table.schema)
    else:
        shutil.copyfile(catalogue.DATA / table.path, target)


if __name__ == "__main__":
    freeze(sys.argv[1:])
