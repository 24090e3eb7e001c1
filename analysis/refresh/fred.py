"""Adapter: partner totals as FRED republishes them, the second reading; and the adjusted world total.

The answer of ``fredgraph.csv`` is CSV with a date and the series, in millions of dollars; an empty value or a dot
stands for none.
"""

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


def request(sources: Sources, series: str, since: pd.Timestamp) -> Request:
    """Ask for one series, such as ``IMP5520``, from ``since`` on."""
    return Request(
        f"FRED {series}",
        f"{sources.fred}/graph/fredgraph.csv",
        (("id", series), ("cosd", f"{since:%Y-%m-%d}")),
    )


def read(answer: Answer, series: str) -> pd.DataFrame:
    """Return month and value_usd, without the months that have no value."""
    header = answer.body.decode("utf-8-sig", "replace").partition("\n")[0].partition(",")[0]
    date = header if header in ("DATE", "observation_date") else "observation_date"  # the old and the new name
    table = answers.lines(answer, [date, series])
    table = table[~table[series].isin(["", "."])].copy()
    table["month"] = answers.months(answer.what, table[date], "%Y-%m-%d")
    numbers = pd.to_numeric(table[series], errors="coerce") * MILLION
    table["value_usd"] = numbers.round()
    table["value_usd"] = answers.whole(answer.what, table, "value_usd", [date])
    return table[["month", "value_usd"]].reset_index(drop=True)
