"""A table: real HTML with units in its header, plain text in the notebook, CSV beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.present.files import table_links

WIDTHS = {"long": 90, "medium": 36}  # letters; a column with longer texts gets room for them


@dataclass(frozen=True)
class Column:
    """One column of a table: which field, what the header says, how a value is written.

    ``link`` names the field that holds the address a cell links to; empty addresses leave plain text.
    """

    field: str
    label: str
    unit: str = ""
    write: Callable[[Any], str] = str
    link: str = ""


@dataclass(frozen=True)
class Table:
    """What a chapter shows as rows. ``searchable`` adds a search field and sorting by any column."""

    name: str
    title: str
    columns: Sequence[Column]
    source: str
    data: pd.DataFrame
    searchable: bool = False
    emphasis: str = ""  # a boolean field; its true rows are set in bold

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": f"{self.title}\n{self.plain()}", "text/html": self.html()}

    def plain(self) -> str:
        """Return the table as text, a line a row."""
        shown = pd.DataFrame({_header(column): self._cells(column) for column in self.columns})
        text: str = shown.to_string(index=False)
        return text

    def html(self) -> str:
        """Return the table for the book."""
        heads = "".join(
            f'<th scope="col" class="{_kind(self.data[column.field])}">{escape(column.label)}'
            + (f' <span class="report-unit">{_together(escape(column.unit))}</span>' if column.unit else "")
            + "</th>"
            for column in self.columns
        )
        cells = [self._html_cells(column) for column in self.columns]
        strong = self.data[self.emphasis] if self.emphasis else [False] * len(self.data)
        rows = "".join(
            f"<tr{' class=report-strong' if bold else ''}>{''.join(row)}</tr>"
            for bold, row in zip(strong, zip(*cells, strict=True), strict=True)
        )
        kind = "report-table searchable" if self.searchable else "report-table"
        return (
            f'<div class="report-block" id="table-{self.name}"><p class="report-title">{escape(self.title)}</p>'
            f'<div class="report-scroll" tabindex="0" role="region" aria-label="{escape(self.title)}">'
            f'<table class="{kind}"><caption>{escape(self.title)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
            f'<span class="report-source">Source: {escape(self.source)}. '
            f"{table_links(self.name, self.title, self.source, self.data)}</span></div>"
        )

    def _cells(self, column: Column) -> list[str]:
        return [_text(column, value) for value in self.data[column.field]]

    def _html_cells(self, column: Column) -> list[str]:
        values = self.data[column.field]
        kind = _kind(values)
        addresses = self.data[column.link] if column.link else [""] * len(values)
        return [_html_cell(column, kind, *cell) for cell in zip(values, addresses, strict=True)]


def _html_cell(column: Column, kind: str, value: Any, address: Any) -> str:
    text = escape(_text(column, value))
    if str(address).startswith(("https://", "http://", "./")):
        text = f'<a href="{escape(str(address))}">{text}</a>'
    key = "" if isinstance(value, str) or _empty(value) else f' data-value="{_key(value)}"'
    return f'<td class="{kind}"{key}>{text}</td>'


def _text(column: Column, value: Any) -> str:
    return "–" if _empty(value) else column.write(value)


def _kind(values: "pd.Series[Any]") -> str:
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "text date"
    longest = values.astype("str").str.len().max()
    return " ".join(["text", *[width for width, letters in WIDTHS.items() if longest > letters][:1]])


def _together(unit: str) -> str:
    """Return ``unit`` so that no line ends between the dollar sign and what follows."""
    return unit.replace("$ ", "$&nbsp;")


def _header(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _empty(value: Any) -> bool:
    return bool(pd.isna(value)) or (isinstance(value, str) and value == "")


def _key(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else f"{value}"
