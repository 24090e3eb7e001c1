"""A question to a source and its answer."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One question to a source.

    ``what`` names it in messages. ``key`` is a query parameter and ``key_header`` a header that carry a secret.
    ``empty`` are statuses by which the source says that it has nothing, besides 204.
    """

    what: str
    address: str
    params: tuple[tuple[str, str], ...] = ()
    key: tuple[str, str] | None = field(default=None, repr=False)
    key_header: tuple[str, str] | None = field(default=None, repr=False)
    empty: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What a source answered: the whole body, empty if the source has nothing."""

    what: str
    body: bytes


def excerpt(body: bytes) -> str:
    """Return the title of a web page, or the first words of any other text, at most 80 characters."""
    text = body[:4000].decode("utf-8", "replace")
    title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    plain = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return "".join(sign for sign in " ".join(plain.split()) if sign.isprintable())[:80]
