"""A figure: one drawing in two widths and two colour forms, one sentence, one table of data."""

import io
import logging
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.present import roles, style
from analysis.present.roles import Role

Draw = Callable[[Any, bool], None]
WIDE, NARROW = (7.8, 3.9), (4.1, 3.7)  # inches; the narrow drawing is for phones
PNG_DPI = 160


@dataclass(frozen=True)
class Figure:
    """What a chapter shows as a picture.

    ``sentence`` holds the figure's own numbers: it is the text form in the notebook and the ``alt`` of the image.
    ``draw(axes, narrow)`` draws on one matplotlib Axes; ``data`` is offered as CSV beside the picture.
    """

    name: str
    title: str
    unit: str
    sentence: str
    source: str
    data: pd.DataFrame
    draw: Draw
    height: float = 1.0

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": f"{self.title} ({self.unit}). {self.sentence}", "text/html": self.html()}

    def html(self) -> str:
        """Return the figure for the book; files stand in it as data addresses until publication."""
        wide, narrow = self.svg(narrow=False), self.svg(narrow=True)
        pictures = "".join(
            f'<picture class="figure-{form}"{hidden}>'
            f'<source media="(max-width: 599px)" srcset="{data_address("image/svg+xml", change(narrow))}">'
            f'<img src="{data_address("image/svg+xml", change(wide))}" alt="{escape(self.sentence)}" loading="lazy">'
            "</picture>"
            for form, change, hidden in (("light", str, ""), ("dark", roles.dark, " hidden"))
        )
        return (
            f'<figure class="report-figure" id="figure-{self.name}">'
            f'<p class="report-title">{escape(self.title)} <span class="report-unit">{escape(self.unit)}</span></p>'
            f"{pictures}<figcaption>{source_line(self.source, self.name, self.data)}</figcaption></figure>"
        )

    def svg(self, narrow: bool) -> str:
        """Draw the figure in the light colours and return it as SVG, the same bytes each time."""
        target = io.StringIO()
        self._save(target, narrow, format="svg", metadata={"Date": None, "Creator": None})
        return re.sub(r"<\?xml.*?(?=<svg)", "", target.getvalue(), flags=re.DOTALL)

    def png(self, target: Path, **metadata: str) -> None:
        """Draw the wide figure on the light page to the file ``target``, with texts on it as ``metadata``."""
        look = {"format": "png", "dpi": PNG_DPI, "facecolor": Role.PAGE.light}
        self._save(target, narrow=False, metadata={"Software": None, **metadata}, **look)

    def _save(self, target: Any, narrow: bool, **how: Any) -> None:
        # What it says of its own caches names paths of this machine, and would stand in the page.
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        import matplotlib as mpl
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure as Canvas

        width, height = NARROW if narrow else WIDE
        with mpl.rc_context():
            mpl.rcdefaults()  # no matplotlibrc of whoever runs it has a say
            mpl.rcParams.update(style.SETTINGS)
            canvas = Canvas(figsize=(width, height * self.height), layout="constrained")
            FigureCanvasSVG(canvas)
            self.draw(canvas.add_subplot(), narrow)
            canvas.savefig(target, **how)


def data_address(mime: str, content: str) -> str:
    """Return ``content`` as a data address."""
    return f"data:{mime};base64,{b64encode(content.encode()).decode()}"


def source_line(source: str, name: str, data: pd.DataFrame) -> str:
    """Return the line under a figure or table: its source and its data as CSV."""
    address = data_address("text/csv", csv(data))
    link = f'<a download="{escape(name)}.csv" href="{address}">Data (CSV)</a>'
    return f'<span class="report-source">Source: {escape(source)}. {link}</span>'


def csv(data: pd.DataFrame) -> str:
    """Return ``data`` as CSV with months as ``2024-08`` and days as ``2024-08-31``."""
    plain = data.copy()
    for column in plain.select_dtypes("datetime"):
        form = "%Y-%m" if "month" in str(column) else "%Y-%m-%d"
        plain[column] = plain[column].dt.strftime(form)
    text: str = plain.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return text
