"""A question to a source and its answer."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

import pandas as pd

_HIDDEN = b"<key>"


@dataclass(frozen=True)
class Request:
    """One question to a source.

    ``what`` names it in messages. ``months`` are those that an answer may be about, none for a question without.
    ``key`` is a query parameter and ``key_header`` a header that carry a secret.
    """

    what: str
    address: str
    params: tuple[tuple[str, str], ...] = ()
    months: tuple[pd.Timestamp, ...] = ()
    key: tuple[str, str] | None = field(default=None, repr=False)
    key_header: tuple[str, str] | None = field(default=None, repr=False)

    def hide(self, raw: bytes) -> bytes:
        """Return ``raw`` without the secrets of this question, however a source repeats them."""
        for _, secret in filter(None, (self.key, self.key_header)):
            for form in {secret, quote(secret, safe="")}:
                raw = re.sub(re.escape(form.encode()), _HIDDEN, raw, flags=re.IGNORECASE)
        return raw


@dataclass(frozen=True)
class Answer:
    """What a source answered to ``request``: the whole body, empty if the source has nothing."""

    request: Request
    body: bytes

    @property
    def what(self) -> str:
        """The name of the question, for messages."""
        return self.request.what


def excerpt(body: bytes) -> str:
    """Return the title of a web page, or the first words of any other text, at most 80 characters."""
    text = body[:4000].decode("utf-8", "replace")
    title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    plain = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    return "".join(sign for sign in " ".join(plain.split()) if sign.isprintable())[:80]
