"""The news of an edition as an Atom feed (RFC 4287): each entry keeps its identity for good."""

import re
import uuid
from collections.abc import Sequence
from xml.etree import ElementTree

import pandas as pd

from analysis.language import SOURCE, current, say
from analysis.news_items import Item

NAME = "feed.xml"
PAGE = "news.html"
_ATOM = "http://www.w3.org/2005/Atom"
_ROOM = uuid.UUID("6f0d1c9e-5a3b-5f0e-9d53-6f4a2f3d1c77")  # the name space of this project's identities
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # outside XML 1.0


def atom(title: str, edition: str, items: Sequence[Item], updated: pd.Timestamp, address: str = "") -> str:
    """Return the feed of ``items`` in the current language, newest first.

    ``edition`` tells editions apart, ``updated`` stands for no news.
    ``address`` is that of the book, with a slash at its end, if it is known: links are absolute then. Each entry links
    to its own place on the page of the news, and to the source of what it tells.
    """
    ElementTree.register_namespace("", _ATOM)
    spoken = current()
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": spoken})
    newest = max((item.day for item in items), default=updated)
    _text(feed, "id", _identity(f"feed/{edition}"))
    _text(feed, "title", title)
    _text(feed, "updated", _moment(newest))
    _text(_element(feed, "author"), "name", say("The trade-report authors"))
    _element(feed, "link", rel="self", href=f"{address}{NAME}", type="application/atom+xml")
    _element(feed, "link", rel="alternate", href=f"{address}{PAGE}", type="text/html")
    for item in items:
        entry = _element(feed, "entry")
        _text(entry, "id", _identity(item.key if spoken == SOURCE else f"{item.key}/{spoken}"))
        _text(entry, "title", item.title)
        _text(entry, "updated", _moment(item.day))
        _element(entry, "category", term=item.kind, label=say(item.kind))
        _element(entry, "link", rel="alternate", href=f"{address}{PAGE}#news-{item.name}")
        if item.address:
            _element(entry, "link", rel="via", href=item.address)
        _text(entry, "summary", item.text)
    ElementTree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(feed, encoding="unicode")}\n'


def _identity(key: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_ROOM, key)}"


def _moment(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"


def _element(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    clean = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
    return ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", clean)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    _element(parent, name).text = _FORBIDDEN.sub("", text)
