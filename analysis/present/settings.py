"""Settings that a reader moves, with the outcomes that follow and their curve; a script sums the coefficients."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

from analysis.language import say
from analysis.present import answers, words
from analysis.present.outputs import in_notebook

NAME = "what-if"


@dataclass(frozen=True)
class Field:
    """One setting that a reader slides from ``lowest`` to ``highest``, and where it stands at first."""

    name: str
    label: str
    unit: str
    lowest: float
    highest: float
    step: float
    value: float

    @classmethod
    def of_share(cls, name: str, label: str, lowest: float, highest: float, step: float, value: float) -> "Field":
        """Return a setting that is a fraction, which a reader slides in percent."""
        return cls(name, label, "%", *(words.exact(100 * one) for one in (lowest, highest, step, value)))

    def html(self) -> str:
        """Return label, slider and what it stands at."""
        return (
            f'<p><label for="{self.name}">{escape(self.label)}</label> '
            f'<output for="{self.name}">{words.plain(self.value)}</output>{self.unit}'
            f'<input id="{self.name}" name="{self.name}" type="range" min="{self.lowest:g}" max="{self.highest:g}" '
            f'step="{self.step:g}" value="{self.value:g}"></p>'
        )


@dataclass(frozen=True)
class Row:
    """One outcome, ``before`` and ``now`` in the unit that it names.

    A script finds it as ``start`` + ``factor`` × found; ``outcome`` is the place of what is found among the outcomes
    of a surface.
    """

    name: str
    label: str
    unit: str
    before: float
    now: float
    outcome: int
    start: float
    factor: float
    digits: int = 1

    def in_billions(self) -> "Row":
        """Return amounts in dollars as billions of dollars."""
        names = ("before", "now", "start", "factor")
        return replace(self, **{name: getattr(self, name) / 1e9 for name in names})

    def values(self) -> dict[str, str]:
        """Return value and change in words, by the names that a sentence uses."""
        change = self.now - self.before
        return {
            name: words.number(value, self.digits)
            for name, value in ((self.name, self.now), (f"{self.name}_change", change))
        }

    def html(self) -> str:
        """Return the row of the table."""
        values = (self.before, self.now, self.now - self.before)
        cells = "".join(f'<td class="number">{words.number(value, self.digits)}</td>' for value in values)
        unit = f'<span class="report-unit">{self.unit}</span>'
        return f'<tr data-row="{self.name}"><td>{escape(self.label)} {unit}</td>{cells}</tr>'


@dataclass(frozen=True)
class Settings:
    """Fields for a scenario, its outcomes and what reproduces them.

    ``said`` is the sentence of the outcomes with names of rows in braces, ``command`` and ``cell`` are what reproduces
    them with names of settings in braces. ``content`` is what the script evaluates, ``note`` says how well.
    """

    fields: Sequence[Field]
    elasticities: Mapping[str, str]
    elasticity: str
    alone: str
    is_alone: bool
    rows: Sequence[Row]
    said: str
    note: str
    command: str
    cell: str
    content: Mapping[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        lines = [
            f"{row.label}, {row.unit}: "
            + words.span(words.number(row.before, row.digits), words.number(row.now, row.digits))
            for row in self.rows
        ]
        html = in_notebook(self.html(), "trade-report scenario --tariff 0.46")
        return {"text/plain": "\n".join([*lines, self.note]), "text/html": html}

    def html(self) -> str:
        """Return fields, outcomes and curve for the book; without scripts the outcomes of the edition stand alone."""
        rows = [asdict(row) for row in self.rows]
        at_first = {name: value for row in self.rows for name, value in row.values().items()}
        said = self.said.format(rate=words.plain(self.fields[0].value), **at_first)
        data = answers.data_files({"settings": {**self.content, "rows": rows}})
        without = say(
            "Without scripts these fields do not move. The table shows this edition; the command "
            "trade-report scenario computes any other."
        )
        locale = say("en-GB")  # of the numbers that the script writes
        names = (say("Before"), say("Scenario"), say("Change"))
        heads = "".join(f'<th scope="col" class="number">{head}</th>' for head in names)
        return (
            f'<div class="report-ask" id="{NAME}" data-language="{locale}" data-said="{escape(self.said)}">'
            f"<noscript><p>{without}</p></noscript>"
            f'<form class="report-settings" autocomplete="off" hidden>{self._fields()}</form>'
            f'<p class="report-outcome" role="status">{escape(said)}</p>'
            '<table class="report-table"><thead><tr><th scope="col" class="text">' + say("A year") + "</th>"
            f"{heads}</tr></thead><tbody>{''.join(row.html() for row in self.rows)}</tbody></table>"
            f"<figure></figure><template>{self._curve()}</template>"
            '<div id="again" popover><p>' + say("On the command line:") + "</p>"
            f'<pre data-text="{escape(self.command)}"></pre><p>' + say("Or as the first cell of the notebook:") + "</p>"
            f'<pre data-text="{escape(self.cell)}"></pre></div>'
            f'<p class="report-source">{escape(self.note)}</p>{data}</div>'
        )

    def _fields(self) -> str:
        options = "".join(
            f'<option value="{escape(name)}"{" selected" * (name == self.elasticity)}>{escape(label)}</option>'
            for name, label in self.elasticities.items()
        )
        checked = " checked" * self.is_alone
        return (
            f"{''.join(field.html() for field in self.fields)}"
            '<p><label for="elasticity">' + say("Estimate of how buyers respond") + "</label>"
            f'<select id="elasticity" name="elasticity">{options}</select></p>'
            f'<p><input id="others_pay" name="others_pay" type="checkbox"{checked}> '
            f'<label for="others_pay">{escape(self.alone)}</label></p>'
            '<p><button type="button" popovertarget="again">' + say("How to compute exactly this") + "</button></p>"
        )

    def _curve(self) -> str:
        highest = self.fields[0].highest
        ticks = [(rate / highest, f"{rate}%") for rate in range(0, int(highest) + 1, 10)]
        return answers.course(say("Imports by default rate"), say("percent change, by the settings above"), ticks)
