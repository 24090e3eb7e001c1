"""Number cards: the few numbers that a reader takes away, each with its change and its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.present.outputs import in_notebook
from analysis.present.roles import Role


@dataclass(frozen=True)
class Card:
    """One number: what it is, its value, how it changed or what it means, and the date to which it is known."""

    label: str
    value: str
    change: str
    date: str
    role: Role


@dataclass(frozen=True)
class Cards:
    """What a chapter shows as number cards, in the order given."""

    name: str
    cards: Sequence[Card]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        lines = [f"{card.label}: {card.value} ({card.date}). {card.change}".strip() for card in self.cards]
        return {"text/plain": "\n".join(lines), "text/html": in_notebook(self.html())}

    def html(self) -> str:
        """Return the cards for the book: a list of terms and what is said of each."""
        return f'<dl class="report-numbers" id="cards-{escape(self.name)}">{"".join(map(_card, self.cards))}</dl>'


def _card(card: Card) -> str:
    said = "".join(
        f'<dd class="report-card-{name}">{escape(text)}</dd>'
        for name, text in (("value", card.value), ("change", card.change), ("date", card.date))
        if text
    )
    role = card.role.label.replace(".", "-").replace("_", "-")
    return f'<div class="report-card report-card-of-{role}"><dt>{escape(card.label)}</dt>{said}</div>'
