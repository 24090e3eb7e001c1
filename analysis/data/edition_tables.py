"""Which tables an edition stands on."""

from analysis.data.catalogue import describe, load, names

FOLDER = "tables"  # beside the pages of a book


def of_partner(partner: str) -> list[str]:
    """Return the names of the tables that hold something on ``partner``, or on no partner in particular.

    Left out are tables about another partner alone, tables by partner without a row on this one, and empty tables.

    >>> edition_tables.of_partner("THA")
    """
    return [name for name in names() if _holds(name, partner)]


def _holds(name: str, partner: str) -> bool:
    if describe(name).partner not in (None, partner):
        return False
    table = load(name)
    return len(table) > 0 and ("partner" not in table or bool((table["partner"] == partner).any()))
