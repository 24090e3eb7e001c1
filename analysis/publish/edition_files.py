"""The tables behind an edition, as files beside its pages, and how the edition is cited."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis import citation
from analysis.data import catalogue
from analysis.data.edition_tables import FOLDER, of_partner

CITATION = "CITATION.cff"


def write(html: Path, partner: str, report: Mapping[str, Any]) -> None:
    """Write to ``html`` the tables that the edition of ``partner`` stands on, byte by byte, and its citation.

    ``report`` are the facts that frame every page.
    """
    for name in of_partner(partner):
        path = catalogue.resource_of(name).path
        target = html / FOLDER / Path(path).name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(catalogue.DATA / path, target)
    (html / CITATION).write_text(cff(partner, str(report["known"]), str(report["address"])), "utf-8")


def cff(partner: str, known: str, address: str) -> str:
    """Return the citation of an edition in the Citation File Format: that of the repository, with what differs."""
    cited = citation.repository()
    cited["title"] = citation.title(partner)
    cited["abstract"] = known
    if address:
        cited["url"] = address
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False)
