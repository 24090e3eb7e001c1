"""A computed paragraph or list of findings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.present.outputs import DOLLAR
from analysis.present.words import MINUS

_WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class Text:
    """Sentences made from the data. Several paragraphs are shown as a list, or as prose whose last one is a note."""

    paragraphs: Sequence[str]
    prose: bool = False

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        safe = [escape_markdown(paragraph) for paragraph in self.paragraphs]
        return {"text/plain": "\n".join(self.paragraphs), "text/markdown": self._markdown(safe)}

    def _markdown(self, safe: list[str]) -> str:
        if self.prose:
            return "\n\n".join([*safe[:-1], f"<small>{safe[-1]}</small>"])
        return safe[0] if len(safe) == 1 else "\n".join(f"- {paragraph}" for paragraph in safe)


def text(*paragraphs: str) -> Text:
    """Return the paragraphs as a Text, leaving out empty ones."""
    return Text([paragraph for paragraph in paragraphs if paragraph])


def prose(about: str, note: str) -> Text:
    """Return a paragraph with a note under it."""
    return Text([about, note], prose=True)


def escape_markdown(sentence: str) -> str:
    """Return ``sentence`` so that nothing in it is read as markup, except ``**emphasis**``.

    A minus sign is joined to what follows, so that no line ends with it.
    """
    safe = re.sub(r"([\\`_<>\[\]|#{}])", r"\\\1", sentence)
    return safe.replace("$", DOLLAR).replace(MINUS, f"{MINUS}{_WORD_JOINER}")
