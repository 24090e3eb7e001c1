"""Adapter: what Viet Nam and China report about their own trade, UN Comtrade; needs a key.

The answer holds ``data``, a list of objects, their ``count`` and ``error``, empty if all is well; imports are CIF
and exports FOB, in dollars.
"""

import pandas as pd

from analysis.errors import ReportError
from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

CODES = {704: "VNM", 156: "CHN", 842: "USA", 0: "WLD"}
REPORTERS = {"VNM": ("USA", "CHN", "WLD"), "CHN": ("USA", "VNM", "WLD")}
MONTHS_AT_ONCE = 12
_FLOWS = {"M": "imports", "X": "exports"}
_CODE = "|".join(str(code) for code in CODES)
_ROW = answers.Form(
    ("reporterCode", "partnerCode", "flowCode", "period"),
    {"reporterCode": _CODE, "partnerCode": _CODE, "flowCode": "M|X"},
    {"primaryValue": answers.DOLLARS + r"(\.\d+)?"},
    ("period", "%Y%m"),
)


def request(sources: Sources, reporter: str, months: list[pd.Timestamp]) -> Request:
    """Ask for up to twelve months of a reporter's total trade with its partners here."""
    code = {partner: str(number) for number, partner in CODES.items()}
    return Request(
        f"UN Comtrade, {reporter}, {months[0]:%Y-%m} to {months[-1]:%Y-%m}",
        f"{sources.comtrade}/data/v1/get/C/M/HS",
        (
            ("reporterCode", code[reporter]),
            ("partnerCode", ",".join(code[partner] for partner in REPORTERS[reporter])),
            ("period", ",".join(f"{month:%Y%m}" for month in months)),
            ("cmdCode", "TOTAL"),
            ("flowCode", "M,X"),
            ("partner2Code", "0"),
            ("customsCode", "C00"),
            ("motCode", "0"),
        ),
        tuple(months),
        key_header=("Ocp-Apim-Subscription-Key", sources.comtrade_key),
    )


def read(answer: Answer) -> pd.DataFrame:
    """Return reporter, partner, month, flow (exports FOB, imports CIF) and value_usd."""
    content = answers.parsed(answer)
    rows, count, error = answers.member(answer, content, "data", "count", "error")
    if error or answers.count(answer, count) != len(rows):
        raise ReportError(f"{answer.what}: the source counts {count!s:.20} rows and gives {len(rows)} ({error!s:.80})")
    table = answers.objects(answer, rows, _ROW).rename(columns={"primaryValue": "value_usd"})
    table["reporter"] = table["reporterCode"].astype("int64").map(CODES)
    table["partner"] = table["partnerCode"].astype("int64").map(CODES)
    table["flow"] = table["flowCode"].map(_FLOWS)
    return table[["reporter", "partner", "month", "flow", "value_usd"]]
