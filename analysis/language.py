"""The language in which a reader is spoken to: English, the source, or a translation of each whole message.

A message is a whole sentence, label or heading with named places: ``say("Imports rose to {owed}.", owed=…)``. The
English text is its key in the catalogues ``locale/<language>/<file>.po``, one for each module, notebook, guide and
table. What has no translation stays English; a test fails on it. ``book/guides/translate.md`` tells how to translate.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

SOURCE = "en"
LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}
LOCALE = Path(__file__).parent / "locale"
_IN_SCRIPT = re.compile(r'(?<=\bsay\()"(?:[^"\\]|\\.)*"')
_chosen = [SOURCE]  # the language of this process


def current() -> str:
    """Return the code of the language that `say` speaks: ``en`` or ``vi``."""
    return _chosen[0]


def use(language: str) -> None:
    """Let this process speak ``language`` from now on."""
    _chosen[0] = language


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak ``language`` within the ``with`` block."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def say(message: str, **places: object) -> str:
    """Return ``message`` in the current language with its named places filled; without places no brace is read.

    >>> say("Exports {moved} by {amount}.", moved="rose", amount="$2.0 billion")
    """
    said = message if current() == SOURCE else catalogue(current()).get(message, message)
    return said.format(**places) if places else said


def folder(language: str) -> str:
    """Return where the book in ``language`` lies in the English one: nothing, or a folder as ``vi/``."""
    return "" if language == SOURCE else f"{language}/"


def message(text: str) -> str:
    """Return ``text`` as it is: a mark for the catalogue on what is written once and passed to `say` later."""
    return text


def script(text: str) -> str:
    """Return a script with every message that it passes to a ``say`` of its own in the current language."""
    return _IN_SCRIPT.sub(lambda found: json.dumps(say(json.loads(found[0])), ensure_ascii=False), text)


def script_messages(text: str) -> list[str]:
    """Return the messages of a script in their order."""
    return [json.loads(found) for found in _IN_SCRIPT.findall(text)]


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every translated message of ``language`` by its English text."""
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for file in sorted((LOCALE / language).glob("*.po")):
        with file.open("rb") as source:
            found |= {str(one.id): str(one.string) for one in read_po(source) if one.id and one.string}
    return found
