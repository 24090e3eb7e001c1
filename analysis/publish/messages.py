"""The catalogues of messages: what can be said in another language, and what is not translated yet.

Each file of source has a catalogue of its own, ``analysis/locale/vi/chapters.balance.po``, so that many hands can work
side by side. A message that stands in several files has one translation, which all of them hold.
"""

import ast
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from analysis import data
from analysis.claims import talks
from analysis.data.description import Description
from analysis.language import LOCALE, script_messages
from analysis.parameters import Parameters, meaning, valid
from analysis.publish import guides, notebooks, prose, toc
from analysis.publish.toc import BOOK

PACKAGE = Path(__file__).parents[1]
_IN_WORDS = re.compile("[a-z]{3}")  # what stands in place of a heading: a note, or that there is none yet
Messages = dict[str, list[str]]  # file → its messages, in order


def extracted() -> Messages:
    """Return every message of the project by the name of its catalogue."""
    found = {**_code(), **_frame(), **_prose(), **_tables()}
    return {name: list(dict.fromkeys(texts)) for name, texts in sorted(found.items()) if texts}


def update(language: str, locale: Path = LOCALE) -> None:
    """Bring the catalogues of ``language`` up to date.

    A new message takes the translation that it has in another file; one that is gone goes.
    """
    known = translations(language, locale)
    everywhere = {text: said for texts in known.values() for text, said in texts.items() if said}
    folder, wanted = locale / language, extracted()
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.po"):
        if file.stem not in wanted:
            file.unlink()
    for name, texts in wanted.items():
        said = {text: known.get(name, {}).get(text) or everywhere.get(text, "") for text in texts}
        (folder / f"{name}.po").write_bytes(written(language, said))


def translations(language: str, locale: Path = LOCALE) -> dict[str, dict[str, str]]:
    """Return what stands in the catalogues of ``language``: file → English text → translation, or nothing."""
    return {file.stem: read(file) for file in sorted((locale / language).glob("*.po"))}


def faults(language: str, locale: Path = LOCALE) -> dict[str, list[str]]:
    """Return what is wrong with each catalogue: not translated, other places, two translations, gone."""
    wanted, known = extracted(), translations(language, locale)
    everywhere: dict[str, set[str]] = {}
    for texts in known.values():
        for text, said in texts.items():
            everywhere.setdefault(text, set()).add(said)
    found: Messages = {}
    for name in sorted({*wanted, *known}):
        here = known.get(name, {})
        lacking = [_fault(text, here.get(text, ""), everywhere) for text in wanted.get(name, [])]
        gone = [f"gone: {text}" for text in here if text not in wanted.get(name, [])]
        if told := [*filter(None, lacking), *gone]:
            found[name] = told
    return found


def read(file: Path) -> dict[str, str]:
    """Return the messages in a catalogue with their translations."""
    with file.open("rb") as source:
        return {str(one.id): str(one.string) for one in read_po(source) if one.id}


def written(language: str, said: Mapping[str, str]) -> bytes:
    """Return a catalogue as the text of its file: one line a message, no place, no date."""
    catalog = Catalog(locale=language)
    for text, translation in said.items():
        catalog.add(text, translation).flags.clear()
    target = io.BytesIO()
    write_po(target, catalog, width=0, no_location=True, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + target.getvalue().strip() + b"\n"


def _fault(text: str, said: str, everywhere: Mapping[str, set[str]]) -> str:
    if not said:
        return f"not translated: {text}"
    if _places(said) - _places(text):
        return f"has other places: {text}"
    if len(everywhere[text]) > 1:
        return f"translated in two ways: {text}"
    return ""


def _places(text: str) -> set[str]:
    """Return the named places of a message; a text in which braces mean something else has none."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()


def _code() -> Messages:
    """Return the messages of each module of the package."""
    return {
        ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): _in_module(
            file.read_text("utf-8")
        )
        for file in sorted(PACKAGE.rglob("*.py"))
    }


def _frame() -> Messages:
    """Return the messages of the frame of pages, of its scripts and of the table of contents."""
    found = {"book.toc": [part["caption"] for part in toc.read()["parts"]]}
    for file in sorted([*BOOK.glob("_*/*"), *(PACKAGE / "publish").glob("*.html")]):
        if reader := _READERS.get(file.suffix):
            found[f"book.{file.stem}_{file.suffix[1:]}"] = reader(file.read_text("utf-8"))
    return found


def _prose() -> Messages:
    """Return the messages of the prose of notebooks and guides, of their drawings, and of the list of parameters."""
    found = {
        f"notebooks.{name}": list(prose.notebook_messages(notebooks.head(notebooks.path(name))))
        for name in notebooks.chapters()
    }
    folder = BOOK / guides.FOLDER
    found |= {f"guides.{file.stem}": prose.messages(file.read_text("utf-8")) for file in sorted(folder.glob("*.md"))}
    found |= {f"guides.{file.stem}_svg": guides.drawn(file.read_text("utf-8")) for file in sorted(folder.glob("*.svg"))}
    told = [text for name in Parameters.model_fields for text in (meaning(name), valid(name))]
    return found | {"parameters": told}


def _tables() -> Messages:
    """Return the texts of tables, and the titles of all, of their sources and licences."""
    described = {name: data.describe(name) for name in data.names()}
    found = {f"tables.{name}": list(_translated(name, one)) for name, one in described.items()}
    sources = [source.title for one in described.values() for source in one.sources]
    licences = [licence.title for one in described.values() for licence in one.licenses]
    titles = [*(one.title for one in described.values()), *licences]
    compilers = [one.title for table in described.values() for one in table.contributors]
    found["tables"] = [*(text for title in sources for text in (title, title.partition(",")[0])), *titles, *compilers]
    second = [text for cell in talks.timeline()["second_source"] for text in talks.sources(cell)]
    found["tables.tariff_events"] += filter(None, second)
    for name in ("tariff_measures", "tariff_exemptions"):
        found[f"tables.{name}"] += filter(_IN_WORDS.search, data.load(name)["hts_heading"])
    return found


def _translated(name: str, described: Description) -> Iterator[str]:
    """Yield the texts of a table in the columns that a reader sees as texts."""
    columns = [field.name for field in described.schema.fields if field.translated]
    for column in columns:
        yield from filter(None, data.load(name)[column])


def _in_module(module: str) -> list[str]:
    """Return the texts that a module passes to ``say`` and ``message``, in its order."""
    if "say(" not in module and "message(" not in module:
        return []
    texts = [
        (node.lineno, node.col_offset, node.args[0].value)
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "message")
        if isinstance(node.args[0], ast.Constant)
    ]
    return [str(text) for *_, text in sorted(texts)]


def _in_template(template: str) -> list[str]:
    """Return the texts that a template passes to ``say``."""
    found = extract("jinja2.ext:babel_extract", io.BytesIO(template.encode()), keywords={"say": None})
    texts = [text if isinstance(text, str) else text[0] for _, text, _, _ in found]
    return [text for text in texts if text]


_READERS: Mapping[str, Callable[[str], list[str]]] = {".py": _in_module, ".html": _in_template, ".js": script_messages}
