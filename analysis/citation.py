"""How a book is cited: what the file CITATION.cff says, with the title of the edition."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analysis import partners
from analysis.language import say

FILE = Path(__file__).parents[1] / "CITATION.cff"


@cache
def _repository() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return content


def repository() -> dict[str, Any]:
    """Return what CITATION.cff of the repository says, by its fields."""
    return dict(_repository())


def title(partner: str) -> str:
    """Return the title under which the edition of ``partner`` is cited."""
    return say("US–{partner} trade and tariffs: a reproducible report", partner=partners.name(partner))


def sentence(partner: str, known: str) -> str:
    """Return the citation of an edition; ``known`` says to which dates it knows its trade and law."""
    cited = _repository()
    authors = ", ".join(say(author["name"]) for author in cited["authors"])
    return say(
        "{authors}, “{title}”, version {version}. {known}",
        authors=authors,
        title=title(partner),
        version=cited["version"],
        known=known,
    )
