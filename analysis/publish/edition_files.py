"""The tables behind an edition, as files beside its pages, and how the edition is cited."""

import shutil
from pathlib import Path

import yaml

from analysis.chapters.reach import known
from analysis.data import catalogue
from analysis.data.edition_tables import FOLDER, of_partner
from analysis.parameters import Parameters
from analysis.present import citation

CITATION = "CITATION.cff"


def write(html: Path, parameters: Parameters, address: str) -> None:
    """Write to ``html`` the tables that the edition stands on, byte by byte, and its citation."""
    for name in of_partner(parameters.partner):
        path = catalogue.resource_of(name).path
        target = html / FOLDER / Path(path).name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(catalogue.DATA / path, target)
    (html / CITATION).write_text(cff(parameters, address), "utf-8")


def cff(parameters: Parameters, address: str) -> str:
    """Return the citation of the edition in the Citation File Format: that of the repository, with what differs."""
    cited = citation.repository()
    cited["title"] = citation.title(parameters.partner)
    cited["abstract"] = known(parameters)
    if address:
        cited["url"] = address
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False)
