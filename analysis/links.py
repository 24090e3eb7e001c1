"""Which addresses may be shown as links, and which rows as facts."""

import re

import pandas as pd


def link(url: str, precision: str) -> str:
    """Return the address if it leads to the page itself, else an empty string.

    An address that is only a site's front page, or a list, is no proof of anything and is never shown as a link.
    """
    return url if precision == "page" else ""


def links(frame: pd.DataFrame) -> pd.Series:
    """Return `link` of each row of a table with columns source_url and url_precision."""
    pairs = zip(frame["source_url"], frame["url_precision"], strict=True)
    return pd.Series([link(url, precision) for url, precision in pairs], index=frame.index, dtype="str")


def named(text: str) -> str:
    """Return a text on sources with each address in it shortened to the name of its site."""
    return re.sub(r"https?://(?:www\.)?([^/ ;)]+)[^ ;)]*", r"\1", text)


def established(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that may be shown as facts: all but those marked unverified."""
    return frame[frame["confidence"] != "unverified"]
