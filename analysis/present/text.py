"""A computed paragraph or list of findings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.present.words import MINUS

_WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Text:
    """Sentences made from the data. Several paragraphs are shown as a list if they are ``items``."""

    paragraphs: Sequence[str]
    items: bool = True

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        safe = [escape_markdown(paragraph) for paragraph in self.paragraphs]
        listed = self.items and len(safe) > 1
        markdown = "\n".join(f"- {paragraph}" for paragraph in safe) if listed else "\n\n".join(safe)
        return {"text/plain": "\n".join(self.paragraphs), "text/markdown": markdown}


def text(*paragraphs: str) -> Text:
    """Return the paragraphs as a Text, leaving out empty ones."""
    return Text([paragraph for paragraph in paragraphs if paragraph])


def prose(*paragraphs: str) -> Text:
    """Return the paragraphs as a Text that is read one after the other, not as a list."""
    return Text([paragraph for paragraph in paragraphs if paragraph], items=False)


def escape_markdown(sentence: str) -> str:
    """Return ``sentence`` so that nothing in it is read as markup, except ``**emphasis**``.

    A minus sign is joined to what follows, so that no line ends with it.
    """
    return re.sub(r"([\\`_<>\[\]$|#{}])", r"\\\1", sentence).replace(MINUS, f"{MINUS}{_WORD_JOINER}")
