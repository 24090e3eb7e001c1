"""Adapter: customs duties in table 4 of the Monthly Treasury Statement, Fiscal Data API.

The answer holds ``data``, a list of objects with texts for all values, ``meta`` with the number of pages, and
``links``. Amounts are dollars and cents.
"""

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


def request(sources: Sources, since: pd.Timestamp, page: int) -> Request:
    """Ask for one page of the months from ``since`` on."""
    return Request(
        f"Treasury customs duties, page {page}",
        f"{sources.treasury}/services/api/fiscal_service/v1/accounting/mts/mts_table_4",
        (
            ("fields", ",".join(["record_date", "classification_desc", *_AMOUNTS])),
            ("filter", f"classification_desc:eq:Customs Duties,record_date:gte:{since:%Y-%m-%d}"),
            ("sort", "record_date"),
            ("page[number]", str(page)),
            ("page[size]", str(_PAGE)),
        ),
    )


def pages(answer: Answer) -> int:
    """Return how many pages the whole answer has."""
    (meta,) = answers.member(answer, answers.parsed(answer), "meta")
    (count,) = answers.member(answer, meta, "total-pages")
    return int(count)


def read(answer: Answer) -> pd.DataFrame:
    """Return month, gross receipts, refunds and net receipts in whole dollars."""
    (rows,) = answers.member(answer, answers.parsed(answer), "data")
    table = answers.objects(answer, rows, ["record_date", *_AMOUNTS])
    table["month"] = answers.months(answer.what, table["record_date"], "%Y-%m-%d")
    for amount, column in _AMOUNTS.items():
        dollars = pd.to_numeric(table[amount], errors="coerce").round()
        table[column] = answers.whole(
            answer.what,
            table.assign(**{amount: dollars.where(dollars.notna(), table[amount])}),
            amount,
            ["record_date"],
        )
    return table[["month", *_AMOUNTS.values()]]
