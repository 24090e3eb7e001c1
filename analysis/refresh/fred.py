"""Adapter: partner totals as FRED republishes them, the second reading; and the adjusted world total.

The answer of ``fredgraph.csv`` is CSV with a date and the series, in millions of dollars; an empty value or a dot
stands for none.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

MILLION = 1_000_000
WORLD_ADJUSTED = "0015"
SERIES = {
    "CAN": "CA",
    "CHE": "4419",
    "CHN": "CH",
    "DEU": "GE",
    "EUU": "0003",
    "FRA": "FR",
    "GBR": "UK",
    "IND": "5330",
    "IRL": "4190",
    "ITA": "4759",
    "JPN": "JP",
    "KOR": "KR",
    "MEX": "MX",
    "NLD": "4210",
    "TWN": "5830",
    "VNM": "5520",
}


def request(sources: Sources, series: str, months: Sequence[pd.Timestamp]) -> Request:
    """Ask for one series, such as ``IMP5520``, from the first of ``months`` on."""
    return Request(
        f"FRED {series}",
        f"{sources.fred}/graph/fredgraph.csv",
        (("id", series), ("cosd", f"{months[0]:%Y-%m-%d}")),
        tuple(months),
    )


def read(answer: Answer, series: str) -> pd.DataFrame:
    """Return month and value_usd, without the months that have no value."""
    header = answer.body.decode("utf-8-sig", "replace").partition("\n")[0].partition(",")[0]
    date = header if header in ("DATE", "observation_date") else "observation_date"  # the old and the new name
    table = answers.lines(answer, [date, series])
    form = answers.Form((date,), {series: answers.DOLLARS + r"(\.\d+)?"}, month=(date, "%Y-%m-%d"))
    table = answers.checked(answer, table[~table[series].isin(["", "."])], form)
    dollars = (pd.to_numeric(table[series]) * MILLION).round().astype("int64")
    return pd.DataFrame({"month": table["month"], "value_usd": dollars})
