"""Adapter: new documents of the Federal Register on the tracked authorities, for a person to accept.

The answer holds ``count``, ``total_pages`` and ``results``, a list of objects; it reaches 2,000 documents deep. A
question that nothing matches may be answered with status 404.
"""

import pandas as pd

from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

AUTHORITIES = (
    "Section 122",
    "Section 232",
    "Section 301",
    "Section 338",
    "International Emergency Economic Powers Act",
)
_FIELDS = ("document_number", "title", "type", "publication_date", "effective_on", "signing_date", "html_url")
_PAGE = 100


def request(sources: Sources, authority: str, since: pd.Timestamp, page: int) -> Request:
    """Ask for one page of the documents published after ``since`` that name ``authority`` and the tariff schedule."""
    return Request(
        f"Federal Register on {authority}, page {page}",
        f"{sources.federal_register}/api/v1/documents.json",
        (
            *(("fields[]", name) for name in _FIELDS),
            ("conditions[term]", f'"{authority}" "Harmonized Tariff Schedule"'),
            ("conditions[publication_date][gte]", f"{since + pd.Timedelta(days=1):%Y-%m-%d}"),
            ("order", "oldest"),
            ("per_page", str(_PAGE)),
            ("page", str(page)),
        ),
        empty=frozenset({404}),
    )


def pages(answer: Answer) -> int:
    """Return how many pages the whole answer has."""
    return int(answers.parsed(answer).get("total_pages") or 1) if answer.body else 0


def read(answer: Answer, authority: str) -> pd.DataFrame:
    """Return number, authority, title, type, the three dates and the address of each document."""
    content = answers.parsed(answer) if answer.body else {"results": []}
    rows = [] if content.get("count") == 0 else answers.member(answer, content, "results")[0]
    table = answers.objects(answer, rows, _FIELDS).assign(authority=authority)
    table = table.rename(
        columns={"publication_date": "published", "effective_on": "effective", "signing_date": "signed"}
    )
    for column in ("published", "effective", "signed"):
        table[column] = pd.to_datetime(table[column], format="%Y-%m-%d").astype("datetime64[s]")
    for column in ("document_number", "title", "type", "html_url"):
        table[column] = table[column].fillna("").astype("str").str.split().str.join(" ")
    return table[["document_number", "authority", "title", "type", "published", "effective", "signed", "html_url"]]
