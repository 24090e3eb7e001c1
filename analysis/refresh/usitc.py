"""Adapter: headings of chapter 99 in the current US tariff schedule, and what is new in them.

The answer of ``exportList`` is a JSON list of objects, one a line of the schedule, all values texts.
"""

import re

import pandas as pd

from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

_LINE = r"9903\.\d\d\.\d\d"
_ROW = answers.Form(("htsno",), {"htsno": _LINE, "description": ".{1,5000}", "general": ".{0,500}"})


def request(sources: Sources) -> Request:
    """Ask for subchapter III of chapter 99, where additional duties stand."""
    params = (("from", "9903"), ("to", "9904"), ("format", "JSON"), ("styles", "false"))
    return Request("USITC tariff schedule, chapter 99", f"{sources.usitc}/reststop/exportList", params)


def read(answer: Answer) -> pd.DataFrame:
    """Return heading, description and general rate of every eight-digit line, as printed."""
    rows = answers.parsed(answer)
    if not isinstance(rows, list):
        rows = answers.member(answer, rows, "results")[0]
    rows = [row for row in rows if re.fullmatch(_LINE, str(answers.member(answer, row, "htsno")[0]))]
    table = answers.objects(answer, rows, _ROW).rename(columns={"htsno": "heading"})
    return table.sort_values("heading", ignore_index=True)


def changes(before: pd.DataFrame, after: pd.DataFrame, seen: pd.Timestamp) -> pd.DataFrame:
    """Return the headings that are new, changed or gone: candidates for rows of the measures table.

    Columns: heading, seen, change, description, general, general_before. Nothing is concluded from them here.
    """
    both = before.merge(after, on="heading", how="outer", suffixes=("_before", "")).fillna("")
    known, here = both["heading"].isin(before["heading"]), both["heading"].isin(after["heading"])
    other = (both["description"] != both["description_before"]) | (both["general"] != both["general_before"])
    both["change"] = "changed"
    both.loc[~known, "change"], both.loc[~here, "change"] = "new", "gone"
    both["seen"] = seen.as_unit("s")
    picked = both[~known | ~here | other]
    return picked[["heading", "seen", "change", "description", "general", "general_before"]].reset_index(drop=True)
