"""Where numbers are from: short and linked on the page, in full on demand and in files."""

from collections.abc import Sequence
from html import escape

from analysis.language import say


class Source(str):
    """The sources of a figure or table in full, as files say them; ``short`` are their names and official addresses."""

    short: Sequence[tuple[str, str]]

    def __new__(cls, full: str, short: Sequence[tuple[str, str]] = ()) -> "Source":
        """Return the source that reads ``full``."""
        made = super().__new__(cls, full)
        made.short = short
        return made


def line(source: str) -> str:
    """Return the line under a figure or table as HTML: names as links, the full text to unfold if it says more."""
    short = source.short if isinstance(source, Source) else ()
    if not short:
        return say("Source: {source}.", source=escape(source))
    names = ", ".join(f'<a href="{escape(address)}">{escape(name)}</a>' for name, address in short)
    said = say("Source: {source}.", source=names) if len(short) == 1 else say("Sources: {sources}.", sources=names)
    return (
        f'{said} <details class="report-source-full"><summary>{say("Source in full")}</summary>'
        f"{escape(source)}.</details>"
    )
