"""A timeline: events under one another, each with an address of its own; the same as a table on paper and as CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.language import say
from analysis.present import sources
from analysis.present.files import table_links
from analysis.present.outputs import in_notebook
from analysis.present.roles import Role
from analysis.present.table import Table

ROW = "event"  # what one of its entries is called in addresses: event-U045


@dataclass(frozen=True)
class Entry:
    """One event: its identifier, when, what, under what, from where.

    ``chip`` is its rate or the name of its authority, in the colour of ``role``; an empty ``address`` leaves the source
    without a link; ``standing`` says what kind of source it is.
    """

    name: str
    day: str
    dates: str
    line: str
    chip: str
    role: Role
    about: str
    kind: str
    main: bool
    source: str
    address: str
    standing: str


@dataclass(frozen=True)
class Timeline:
    """Entries, the newest first. ``kinds`` names each kind in words; ``table`` holds the same for paper and as CSV."""

    entries: Sequence[Entry]
    kinds: Mapping[str, str]
    table: Table

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": f"{self.table.title}\n{self.table.plain()}", "text/html": in_notebook(self.html())}

    def html(self) -> str:
        """Return the timeline for the book. Without scripts it shows every entry."""
        table, title = self.table, escape(self.table.title)
        links = table_links(table.name, table.title, table.source, table.data)
        return (
            f'<div class="report-block report-timeline" id="timeline-{table.name}"><p class="report-title">{title}</p>'
            f"{self._choices()}<ol>{''.join(map(_entry, self.entries))}</ol>"
            f'<div class="report-source">{sources.line(table.source)} {links}</div></div>'
            f'<div class="report-paper">{table.html()}</div>'
        )

    def _choices(self) -> str:
        """Return the fields by which a reader chooses; the script shows them."""
        present = {entry.kind for entry in self.entries}
        boxes = "".join(
            f'<label><input type="checkbox" name="kind" value="{escape(kind)}"> {escape(name)}</label>'
            for kind, name in self.kinds.items()
            if kind in present
        )
        main = say("the {main} main events", main=sum(entry.main for entry in self.entries))
        every = say("all {count}", count=len(self.entries))
        return (
            f'<div class="report-choices" hidden><fieldset><legend>{say("Show")}</legend>'
            f'<label><input type="radio" name="weight" value="main" checked> {main}</label>'
            f'<label><input type="radio" name="weight" value="all"> {every}</label></fieldset>'
            f"<fieldset><legend>{say('Only')}</legend>{boxes}</fieldset></div>"
        )


def _entry(entry: Entry) -> str:
    source = escape(entry.source)
    if entry.address:
        source = f'<a href="{escape(entry.address)}">{source}</a>'
    said = say("Source: {source}.", source=f"{source} ({escape(entry.standing)})")
    colour = entry.role.label.replace(".", "-")
    about = f"{escape(entry.about)}. " if entry.about else ""
    return (
        f'<li class="report-event role-{colour}" id="{ROW}-{escape(entry.name)}" data-kind="{escape(entry.kind)}" '
        f'data-main="{str(entry.main).lower()}"><p class="report-when"><b>{escape(entry.day)}</b> '
        f'<span class="report-chip">{escape(entry.chip)}</span></p><p class="report-what">{escape(entry.line)}</p>'
        f'<p class="report-source">{escape(entry.dates)} {about}{said} '
        f'<a href="#{ROW}-{escape(entry.name)}">{escape(entry.name)}</a></p></li>'
    )
