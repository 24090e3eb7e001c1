"""The files that stand behind a figure or a table: tables with their metadata, pictures that can stand alone.

Until publication a file is a data address with a name, ``data:text/csv;name=flows.csv;base64,…``; the book's assembly
writes it beside the page. ``PAGE`` stands for the address of the page, which only the assembly knows.
"""

import json
import re
from base64 import b64encode
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd

from analysis import partners
from analysis.data import as_of
from analysis.language import current, message, say
from analysis.present.roles import Role
from analysis.present.roles import css as roles_css

PAGE = "report-page.html"
_STATIC = Path(__file__).parents[2] / "book" / "_static"
_UNITS = {
    "_usd": message("US dollars"),
    "_pct": message("percent"),
    "_pp": message("percentage points"),
    "_share": message("fraction of 1"),
}
_TITLE, _TEXT, _GAP = 19, 12.5, 16  # sizes of letters and the margin of a picture that stands alone, in its own points


def address(name: str, mime: str, content: str) -> str:
    """Return ``content`` as a data address that carries the name of its file."""
    return f"data:{mime};name={name};base64,{b64encode(content.encode()).decode()}"


def table_links(name: str, title: str, source: str, data: pd.DataFrame) -> str:
    """Return the links to a table as CSV and to its description after CSV on the Web (W3C 2015)."""
    told = named(data)
    table = address(f"{name}.csv", "text/csv", csv(told))
    about = address(f"{name}.csv-metadata.json", "application/json", csv_metadata(name, title, source, told))
    return (
        f'<a download="{escape(name)}.csv" href="{table}">{say("Data (CSV)")}</a>, '
        f'<a download="{escape(name)}.csv-metadata.json" href="{about}">{say("its columns and units")}</a>'
    )


def named(data: pd.DataFrame) -> pd.DataFrame:
    """Return ``data`` with the name of each partner beside its code."""
    if "partner" not in data or "partner_name" in data:
        return data
    told = data.copy()
    told.insert(
        list(data.columns).index("partner") + 1, "partner_name", [partners.name(code) for code in data["partner"]]
    )
    return told


def csv(data: pd.DataFrame) -> str:
    """Return ``data`` as CSV with months as ``2024-08`` and days as ``2024-08-31``."""
    plain = data.copy()
    for column in plain.select_dtypes("datetime"):
        plain[column] = plain[column].dt.strftime("%Y-%m" if "month" in str(column) else "%Y-%m-%d")
    text: str = plain.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return text


def csv_metadata(name: str, title: str, source: str, data: pd.DataFrame) -> str:
    """Return the description of a CSV file after CSV on the Web: title, source, date, each column's type and unit."""
    columns = [_column(str(column), data[column]) for column in data]
    content = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{name}.csv",
        "dc:title": title,
        "dc:source": source,
        "dc:date": f"{as_of():%Y-%m-%d}",
        "tableSchema": {"columns": columns},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _column(name: str, values: "pd.Series[Any]") -> dict[str, Any]:
    kinds = {"b": "boolean", "i": "integer", "f": "number"}
    kind = kinds.get(values.dtype.kind, "string")
    if values.dtype.kind == "M":
        kind = "gYearMonth" if "month" in name else "date"
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), None)
    said = {"name": re.sub(r"\W", "_", name), "titles": name, "datatype": kind}
    return said | ({"dc:description": say(unit)} if unit else {})


def standalone(drawing: str, title: str, unit: str, foot: str, name: str) -> str:
    """Return an SVG that says by itself what it is: title, unit, drawing, source, date and address."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    width, height = (float(size) for size in box.groups())
    lines = [
        *((line, _TITLE, "bold", Role.INK) for line in wrap(title, int(width / 10.5))),
        *((line, _TEXT, "normal", Role.MUTED) for line in wrap(unit, int(width / 6.6))),
    ]
    texts, y = _lines(lines, _GAP)
    inner = drawing.replace("<svg ", f'<svg x="{_GAP}" y="{y + 6:.1f}" ', 1)
    below = [
        (line, _TEXT, "normal", Role.MUTED)
        for line in wrap(f"{foot} {PAGE}#figure-{name}", int(width / 6.6), break_on_hyphens=False)
    ]
    more, end = _lines(below, y + height + 14)
    whole = f"{width + 2 * _GAP:.1f} {end + _GAP:.1f}"
    wide, high = whole.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {whole}">'
        f'<rect width="100%" height="100%" fill="{Role.PAGE.light}"/>{texts}{inner}{more}</svg>\n'
    )


def _lines(lines: list[tuple[str, float, str, Role]], y: float) -> tuple[str, float]:
    """Return texts one under the other from ``y`` down, and where they end."""
    texts = ""
    for line, size, weight, role in lines:
        y += size * 1.3
        texts += (
            f'<text x="{_GAP}" y="{y:.1f}" font-family="system-ui, sans-serif" font-size="{size}" '
            f'font-weight="{weight}" fill="{role.light}">{escape(line)}</text>'
        )
    return texts, y


def for_jupyterlab() -> str:
    """Return the look and the script of a figure, which JupyterLab runs where it trusts the notebook."""
    look, script = ((_STATIC / name).read_text("utf-8") for name in ("report.css", "figures.js"))
    return f"<style>{roles_css()}@scope (figure.report-figure) {{{look}}}</style><script>{script}</script>"


def embed_page(title: str, figure: str) -> str:
    """Return a page with one figure alone, on the light page, that lies beside the figure's files."""
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" href="../roles.css">\n<link rel="stylesheet" href="../report.css">\n'
        '<script src="../figures.js" defer></script>\n</head>\n'
        f'<body class="report-alone">\n{figure}\n</body>\n</html>\n'
    )
