"""A table: real HTML with units in its header, plain text in the notebook, CSV beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.present import sources
from analysis.present.files import table_links
from analysis.present.outputs import in_notebook

WIDTHS = {"long": 90, "medium": 36}  # letters; a column with longer texts gets room for them


@dataclass(frozen=True)
class Column:
    """One column of a table: which field, what the header says, how a value is written.

    ``link`` names the field that holds the address a cell links to; empty addresses leave plain text. With ``total``
    the sum of the column stands below it. A column ``below`` the field of another is a second line of it. Rows are
    sorted by the field ``by``, where that is not the column's own.
    """

    field: str
    label: str
    unit: str = ""
    write: Callable[[Any], str] = str
    link: str = ""
    total: bool = False
    below: str = ""
    by: str = ""


@dataclass(frozen=True)
class Table:
    """What a chapter shows as rows: the key first, then what the table is about, then the rest.

    ``searchable`` adds a search field and sorting by any column. With ``row_is`` each row has an address of its own,
    ``claim-003-08``: that word and the row's first cell. On a phone, a table of texts shows a row as a card.
    """

    name: str
    title: str
    columns: Sequence[Column]
    source: str
    data: pd.DataFrame
    searchable: bool = False
    emphasis: str = ""  # a boolean field; its true rows are set in bold
    shown: int = 0  # so many rows until a reader asks for all; 0 shows all
    subject: str = ""  # the field that the table is about; in the book it stands beside the key
    row_is: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": f"{self.title}\n{self.plain()}", "text/html": in_notebook(self.html())}

    def plain(self) -> str:
        """Return the table as text, a line a row."""
        shown = pd.DataFrame({_header(column): self._cells(column) for column in self.columns})
        text: str = shown.to_string(index=False)
        return text

    def html(self) -> str:
        """Return the table for the book."""
        title = escape(self.title)
        look = ["report-table", *["searchable"] * self.searchable, *["report-long"] * self._as_cards()]
        heads = "".join(_head(column, _kind(self.data[column.field])) for column in self._main())
        return (
            f'<div class="report-block" id="table-{self.name}"><p class="report-title">{title}</p>'
            f'<div class="report-scroll" tabindex="0" role="region" aria-label="{title}">'
            f'<table class="{" ".join(look)}"><caption>{title}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{self._rows()}</tbody>{self._totals()}</table></div>"
            f'<div class="report-source">{sources.line(self.source)} '
            f"{table_links(self.name, self.title, self.source, self.data)}</div></div>"
        )

    def _as_cards(self) -> bool:
        kinds = [_kind(self.data[column.field]) for column in self.columns]
        folded = any(column.below for column in self.columns)
        return folded or any("long" in kind for kind in kinds) or sum("medium" in kind for kind in kinds) > 1

    def _main(self) -> list[Column]:
        """Return the columns of the book: those that are no second lines, the subject after key and name."""
        columns = [column for column in self.columns if not column.below]
        if not self.subject:
            return columns
        subject = [column for column in columns if column.field == self.subject]
        others = [column for column in columns if column.field != self.subject]
        keys = 2 if "text" in _kind(self.data[others[1].field]) else 1
        return [*others[:keys], *subject, *others[keys:]]

    def _rows(self) -> str:
        cells = zip(*[self._html_cells(column) for column in self._main()], strict=True)
        return "".join(
            f"<tr{opening}>{''.join(row)}</tr>" for opening, row in zip(self._openings(), cells, strict=True)
        )

    def _openings(self) -> list[str]:
        """Return for each row its address and its classes, as attributes."""
        names = self._cells(self.columns[0]) if self.row_is else [""] * len(self.data)
        strong = self.data[self.emphasis] if self.emphasis else [False] * len(self.data)
        chosen = [
            " ".join(["report-strong"] * bool(bold) + ["report-light"] * (0 < self.shown <= row))
            for row, bold in enumerate(strong)
        ]
        return [
            (f' id="{escape(f"{self.row_is}-{name}")}"' if name else "") + (f' class="{look}"' if look else "")
            for name, look in zip(names, chosen, strict=True)
        ]

    def _totals(self) -> str:
        """Return the row of sums, if any column has one."""
        if not any(column.total for column in self.columns):
            return ""
        texts = [column.write(self.data[column.field].sum()) if column.total else "" for column in self._main()]
        cells = "".join(
            f'<td class="{_kind(self.data[column.field])}">{escape(text)}</td>'
            for column, text in zip(self._main(), [say("All"), *texts[1:]], strict=True)
        )
        return f'<tfoot><tr class="report-strong">{cells}</tr></tfoot>'

    def _cells(self, column: Column) -> list[str]:
        return [_text(column, value) for value in self.data[column.field]]

    def _html_cells(self, column: Column) -> list[str]:
        values, kind = self.data[column.field], _kind(self.data[column.field])
        below = [self._lines(other) for other in self.columns if other.below == column.field]
        lines = ["".join(ones) for ones in zip(*below, strict=True)] if below else [""] * len(values)
        order = self.data[column.by or column.field]
        keys = [f' data-value="{_key(one)}"' if not (isinstance(one, str) or _empty(one)) else "" for one in order]
        return [
            f'<td class="{kind}{" empty" * _empty(one)}"{key}>{text}{line}</td>'
            for one, key, text, line in zip(values, keys, self._html_texts(column), lines, strict=True)
        ]

    def _lines(self, column: Column) -> list[str]:
        """Return a column as second lines of another's cells; an empty value makes none."""
        head = escape(_header(column))
        return [
            "" if _empty(value) else f'<span class="report-below">{head}: {text}</span>'
            for value, text in zip(self.data[column.field], self._html_texts(column), strict=True)
        ]

    def _html_texts(self, column: Column) -> list[str]:
        addresses = self.data[column.link] if column.link else [""] * len(self.data)
        return [
            _linked(escape(text), str(address)) for text, address in zip(self._cells(column), addresses, strict=True)
        ]


def _head(column: Column, kind: str) -> str:
    unit = f' <span class="report-unit">{_together(escape(column.unit))}</span>' if column.unit else ""
    return f'<th scope="col" class="{kind}">{escape(column.label)}{unit}</th>'


def _linked(text: str, address: str) -> str:
    is_address = address.startswith(("https://", "http://", "./"))
    return f'<a href="{escape(address)}">{text}</a>' if is_address else text


def _text(column: Column, value: Any) -> str:
    """Return what a cell says; a month begins with a capital letter in every language."""
    text = "–" if _empty(value) else column.write(value)
    return text[:1].upper() + text[1:] if isinstance(value, pd.Timestamp) else text


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
