"""The picture of the README: the first page's figure, drawn anew by `trade-report headline`."""

import hashlib
from pathlib import Path

from analysis.chapters import summary
from analysis.parameters import Parameters
from analysis.publish.toc import BOOK

PICTURE = BOOK / "headline.png"
MADE_FROM = "Source"  # the text in the file that says which drawing it shows


def digest() -> str:
    """Return the digest of the drawing that the picture has to show: data, words and look of the default edition."""
    return hashlib.sha256(summary.headline(Parameters()).svg(narrow=False).encode()).hexdigest()


def write(target: Path = PICTURE) -> None:
    """Draw the picture, with its sentence and the digest of its drawing as texts inside the file."""
    figure = summary.headline(Parameters())
    beside = target.with_suffix(".new")
    figure.png(beside, Title=figure.title, Description=figure.sentence, **{MADE_FROM: digest()})
    beside.replace(target)
