"""The vintages of the partner totals: what each month was said to be, and when.

``goods_by_partner`` is the newest reading. A refresh puts the one before under ``vintages/<vintage>/``; every
table of the package with the same four fields is a reading of the totals.
"""

from functools import cache

import pandas as pd

from analysis.data.catalogue import describe, load, names, package
from analysis.errors import ReportError, nearest

TOTALS = ["partner", "month", "exports_usd", "general_imports_usd"]


def readings() -> dict[str, str]:
    """Return the table that holds each vintage of the totals, by vintage, newest first."""
    # Only the readings themselves are asked for: a chapter must not depend on what every other table says of itself.
    fields = {table.name: table.schema.names for table in package().resources}
    found = {describe(name).vintage: name for name in names() if fields[name] == TOTALS}
    return dict(sorted(found.items(), reverse=True))


def check_known(vintage: str) -> None:
    """Raise ReportError if no reading of the totals has this vintage."""
    known = list(readings())
    if vintage not in known:
        raise ReportError(f"no vintage {vintage!r}{nearest(vintage, known)}; known: {', '.join(known)}")


def totals(vintage: str | None = None) -> pd.DataFrame:
    """Return partner, month, the two flows in dollars, and the vintage each row is from.

    With ``vintage`` the totals are as they were known then, else as they are now: a month that a reading lacks is
    taken from the one before it.
    """
    if vintage is not None:
        check_known(vintage)
    tables = [
        load(name).assign(vintage=label) for label, name in readings().items() if vintage is None or label <= vintage
    ]
    newest = pd.concat(tables).drop_duplicates(["partner", "month"], keep="first")
    return newest.sort_values(["partner", "month"], ignore_index=True)


@cache
def contributing(vintage: str | None = None) -> tuple[str, ...]:
    """Return the tables that ``totals`` takes rows from, newest first."""
    used = set(totals(vintage)["vintage"])
    return tuple(name for label, name in readings().items() if label in used)


def before(vintage: str) -> str | None:
    """Return the vintage before ``vintage``, or None for the first."""
    older = [label for label in readings() if label < vintage]
    return older[0] if older else None
