"""Adapter: customs duties in table 4 of the Monthly Treasury Statement, Fiscal Data API.

The answer holds ``data``, a list of objects with texts for all values, ``meta`` with the number of pages, and
``links``. Amounts are dollars and cents.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

_AMOUNTS = {
    "current_month_gross_rcpt_amt": "gross_receipts_usd",
    "current_month_refund_amt": "refunds_usd",
    "current_month_net_rcpt_amt": "net_receipts_usd",
}
_PAGE = 100
_ROW = answers.Form(
    ("record_date",),
    {"classification_desc": "Customs Duties"},
    dict.fromkeys(_AMOUNTS, answers.CENTS),
    ("record_date", "%Y-%m-%d"),
)


def request(sources: Sources, months: Sequence[pd.Timestamp], page: int) -> Request:
    """Ask for one page of ``months``, which the source takes as all from the first on."""
    return Request(
        f"Treasury customs duties, page {page}",
        f"{sources.treasury}/services/api/fiscal_service/v1/accounting/mts/mts_table_4",
        (
            ("fields", ",".join(["record_date", "classification_desc", *_AMOUNTS])),
            ("filter", f"classification_desc:eq:Customs Duties,record_date:gte:{months[0]:%Y-%m-%d}"),
            ("sort", "record_date"),
            ("page[number]", str(page)),
            ("page[size]", str(_PAGE)),
        ),
        tuple(months),
    )


def counts(answer: Answer) -> tuple[int, int]:
    """Return how many pages and rows the whole answer has."""
    (meta,) = answers.member(answer, answers.parsed(answer), "meta")
    pages, rows = answers.member(answer, meta, "total-pages", "total-count")
    return answers.count(answer, pages), answers.count(answer, rows)


def read(answer: Answer) -> pd.DataFrame:
    """Return month, gross receipts, refunds and net receipts in whole dollars; refunds may exceed receipts."""
    (rows,) = answers.member(answer, answers.parsed(answer), "data")
    table = answers.objects(answer, rows, _ROW).rename(columns=_AMOUNTS)
    return table[["month", *_AMOUNTS.values()]]
