"""Adapter: new documents of the Federal Register on the tracked authorities, for a person to accept.

The answer holds ``count``, ``total_pages`` and ``results``, a list of objects; it reaches 2,000 documents deep. Where
nothing matches, ``count`` is 0 and the others are left out.
"""

import pandas as pd

from analysis.errors import ReportError
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
_DAY = r"\d{4}-\d\d-\d\d"
_ROW = answers.Form(
    ("document_number",),
    {
        "document_number": r"[\w.-]{1,40}",
        "title": r".{1,2000}",
        "type": r"[\w ]{1,60}",
        "publication_date": _DAY,
        "effective_on": f"({_DAY})?",
        "signing_date": f"({_DAY})?",
        "html_url": r"https://www\.federalregister\.gov/[\w./-]{1,300}",
    },
)
_DATES = {"publication_date": "published", "effective_on": "effective", "signing_date": "signed"}
_PAGE = 100


def request(sources: Sources, authority: str, since: pd.Timestamp, page: int) -> Request:
    """Ask for one page of the documents published after ``since`` that name ``authority`` and the tariff schedule."""
    return Request(
        f"Federal Register on {authority}, page {page}",
        f"{sources.federal_register}/api/v1/documents.json",
        (
            *(("fields[]", name) for name in _ROW.columns),
            ("conditions[term]", f'"{authority}" "Harmonized Tariff Schedule"'),
            ("conditions[publication_date][gte]", f"{since + pd.Timedelta(days=1):%Y-%m-%d}"),
            ("order", "oldest"),
            ("per_page", str(_PAGE)),
            ("page", str(page)),
        ),
    )


def counts(answer: Answer) -> tuple[int, int]:
    """Return how many pages and documents the whole answer has."""
    content = answers.parsed(answer)
    documents = answers.count(answer, *answers.member(answer, content, "count"))
    return (answers.count(answer, *answers.member(answer, content, "total_pages")) if documents else 1), documents


def read(answer: Answer, authority: str, since: pd.Timestamp, today: pd.Timestamp) -> pd.DataFrame:
    """Return number, authority, title, type, the three dates and the address of each document.

    A document was published after ``since``, not after ``today``, and not before it was signed; it was signed and
    takes effect at most two years before it was published.
    """
    content = answers.parsed(answer)
    rows = answers.member(answer, content, "results")[0] if counts(answer)[1] else []
    table = answers.objects(answer, rows, _ROW).assign(authority=authority).rename(columns=_DATES)
    impossible = pd.Series(data=False, index=table.index)
    for column in _DATES.values():
        days = pd.to_datetime(table[column], format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        impossible |= days.isna() != (table[column] == "")
        table[column] = days
    impossible |= ~((table["published"] > since) & (table["published"] <= today))
    impossible |= (table["signed"] > table["published"]) | (table["effective"] > today + pd.DateOffset(years=10))
    impossible |= table[["signed", "effective"]].min(axis=1) < table["published"] - pd.DateOffset(years=2)
    if impossible.any():
        number = table.loc[impossible, "document_number"].iloc[0]
        raise ReportError(
            f"{answer.what}, {number}: a date is not one, or cannot be ({int(impossible.sum())} such rows)"
        )
    return table[["document_number", "authority", "title", "type", "published", "effective", "signed", "html_url"]]
