"""A figure: a chart under its finding, that answers, and can be taken away as files."""

import json
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import as_of
from analysis.language import say
from analysis.present import files, roles, sources, words
from analysis.present.charts.base import Chart, drawing, picture
from analysis.present.charts.sheet import Place
from analysis.present.outputs import in_notebook

MOST_WORDS = 80  # of a sentence that stands open under a figure


@dataclass(frozen=True)
class Figure:
    """What a chapter shows as a picture.

    ``title`` is the finding, ``unit`` says measure, unit and basis. ``sentence`` holds the figure's own numbers: it
    stands under the drawing, is the text form in the notebook and the ``alt`` of the image. ``data`` is offered as CSV.
    """

    name: str
    title: str
    unit: str
    sentence: str
    source: str
    data: pd.DataFrame
    chart: Chart

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        inside = files.for_jupyterlab() if "JPY_SESSION_NAME" in os.environ else ""  # which its server sets for kernels
        return {
            "text/plain": f"{self.title} ({self.unit}). {self.sentence}",
            "text/html": in_notebook(self.html() + inside),
        }

    def html(self) -> str:
        """Return the figure for the book; files stand in it as data addresses until publication."""
        (wide, wide_places), (narrow, narrow_places) = (drawing(self.chart, narrow) for narrow in (False, True))
        drawings = (narrow, wide, roles.dark(narrow), roles.dark(wide))
        svgs = {f"{self.name}-{number}.svg": one for number, one in enumerate(drawings, start=1)}
        held = {name: files.address(name, "image/svg+xml", content) for name, content in svgs.items()}
        names, points = list(svgs), self._points(wide_places, narrow_places)
        pictures = self._picture("light", held[names[0]], held[names[1]])
        pictures += self._picture("dark", held[names[2]], held[names[3]], " hidden")
        alone = self._body(self._picture("light", names[0], names[1]), points, "")
        return self._body(pictures, points, self._events() + self._menu(wide, alone))

    def svg(self, narrow: bool) -> str:
        """Return the drawing in the light colours as SVG, the same bytes each time."""
        return drawing(self.chart, narrow)[0]

    def png(self, target: Path, **metadata: str) -> None:
        """Write the wide drawing on the light page to ``target`` as PNG, with texts on it as ``metadata``."""
        picture(self.chart, target, **metadata)

    def _picture(self, form: str, narrow: str, wide: str, hidden: str = "") -> str:
        return (
            f'<picture class="figure-{form}"{hidden}><source media="(max-width: 599px)" srcset="{narrow}">'
            f'<img src="{wide}" alt="{escape(self.sentence)}" loading="lazy"></picture>'
        )

    def _body(self, pictures: str, points: str, menu: str) -> str:
        return (
            f'<figure class="report-figure" id="figure-{self.name}">'
            f'<p class="report-title">{escape(self.title)} <span class="report-unit">{escape(self.unit)}</span></p>'
            f'<div class="report-plot">{pictures}</div><p class="report-reading" role="status"></p>'
            f"{self._in_words()}{points}"
            f'<figcaption><div class="report-source">{sources.line(self.source)}</div>{menu}</figcaption></figure>'
        )

    def _in_words(self) -> str:
        """Return the sentence, folded where it is a list of values that the drawing holds too."""
        text = f'<p class="report-sentence">{_unbroken(escape(self.sentence))}</p>'
        if len(self.sentence.split()) <= MOST_WORDS:
            return text
        return f"<details><summary>{escape(say('All values in words'))}</summary>{text}</details>"

    def _events(self) -> str:
        """Return the events that the drawing marks with their identifiers, which become links in the book."""
        named = [f"{event.name} ({event.register})" for event in self.chart.marked() if event.register]
        told = say("Events: {events}.", events=", ".join(named))
        return f'<div class="report-source">{escape(told)}</div>' if named else ""

    def _points(self, wide: list[list[Place]], narrow: list[list[Place]]) -> str:
        """Return what the figure answers and where its points are, as data for the script; nothing if it is mute."""
        asked = self.chart.answers()
        if not asked.stops:
            return ""
        content = {
            "by": asked.by,
            "across": asked.across,
            "unit": asked.unit,
            "stops": list(asked.stops),
            "names": [name for name, _, _ in asked.series],
            "roles": [role.label.replace(".", "-") for _, role, _ in asked.series],
            "values": [list(texts) for _, _, texts in asked.series],
            "wide": _compact(wide),
            "narrow": _compact(narrow),
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return f'<data class="report-points" value="{escape(text)}"></data>'

    def _menu(self, wide: str, alone: str) -> str:
        """Return the menu under the figure: its files, its address, its citation."""
        day = words.day(as_of())
        foot = say("Source: {source}. Data known on {day}.", source=self.source, day=day)
        cite = say(
            "Cite: The trade-report authors, “{title}”, data known on {day}, {address}",
            title=escape(self.title),
            day=day,
            address=f"{files.PAGE}#figure-{self.name}",
        )
        whole = files.standalone(wide, self.title, self.unit, foot, self.name)
        svg = files.address(f"{self.name}.svg", "image/svg+xml", whole)
        page = files.address(f"{self.name}.html", "text/html", files.embed_page(self.title, alone))
        return (
            f'<details class="report-take"><summary>{say("Data, picture, link")}</summary><ul>'
            f"<li>{files.table_links(self.name, self.title, self.source, self.data)}</li>"
            f'<li><a download="{self.name}.svg" href="{svg}">{say("Picture (SVG)")}</a></li>'
            f'<li><button type="button" class="report-png" hidden>{say("Picture (PNG)")}</button></li>'
            f'<li><a href="#figure-{self.name}">{say("Link to this figure")}</a></li>'
            f'<li><a class="report-embed-link" href="{page}">{say("Page of the figure alone, to embed")}</a></li>'
            f"<li>{cite}</li></ul></details>"
        )


def _unbroken(text: str) -> str:
    """Return ``text`` with minus signs that no line ends with."""
    return text.replace(words.MINUS, f"{words.MINUS}\u2060")


def _compact(places: list[list[Place]]) -> dict[str, list[list[int | None]]]:
    """Return places in ten thousandths: ``x`` once if all series share it, ``y`` for each series."""
    at = np.round(np.asarray(places, dtype=float) * 10000)
    x, y = ([[None if np.isnan(one) else int(one) for one in row] for row in at[:, :, axis]] for axis in (0, 1))
    return {"x": x[:1] if all(row == x[0] for row in x) else x, "y": y}
