"""The frozen data have the form of the project's own, pass its checks, and stay small."""

import json
from pathlib import Path
from typing import Any

from analysis.data import catalogue
from analysis.data.catalogue import DESCRIPTOR
from analysis.data.identities import check_all

FROZEN, LIVE = (Path(__file__).parents[level] / name for level, name in ((1, "frozen_data"), (2, "data")))


def schemas(folder: Path) -> dict[str, Any]:
    """Return the schema of every table of a data folder."""
    resources = json.loads((folder / DESCRIPTOR).read_text("utf-8"))["resources"]
    return {resource["name"]: resource["schema"] for resource in resources}


def test_the_frozen_tables_have_the_schemas_of_the_live_ones() -> None:
    frozen, live = schemas(FROZEN), schemas(LIVE)
    differ = sorted(name for name in frozen if frozen[name] != live.get(name))
    assert differ == [], f"run `python tests/freeze.py {' '.join(differ)}`"


def test_every_check_of_the_data_holds() -> None:
    assert catalogue.DATA == FROZEN
    assert len(list(check_all())) > len(catalogue.names())


def test_the_frozen_data_are_small() -> None:
    """The law is there in full, 1.4 MiB with its lists; of the trade there is what tests are about."""
    assert sum(path.stat().st_size for path in FROZEN.rglob("*") if path.is_file()) < 7.25 * 2**20
