"""What is done to the compiled pages: mentions become links, the search index is made, the theme's files go."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from analysis.publish import mentions, search_index, terms

GLOSSARY = "methods.html"  # the page on which terms are explained
_NAMED = re.compile(r'id="(?:event|claim)-([\w-]+)"')
_CLOSED_TO_LINKS = re.compile("<(?:a|script|style|title|pre|button|svg|nav|option)(?=[ >])")
_INLINE_SCRIPT = re.compile(r"\s*<script(?![^>]*\ssrc=).*?</script>", re.DOTALL)  # of live code, which no page offers
_MENDS = {
    "<pre>": '<pre tabindex="0">',  # so that keys can scroll it
    ' role="doc-biblioentry"': "",  # a role that WAI-ARIA has withdrawn
    '<div role="list" class="citation-list">': '<div class="citation-list">',  # whose items are none
}
_SHEET = re.compile(r'<link rel="stylesheet" href="((?:\.\./)*_static/)([\w-]+\.css)">\n?')
_ALL_SHEETS = "book.css"
_OF_SPHINX = ("objects.inv", "genindex.html")


def finish(html: Path, own_files: Path) -> None:
    """Finish the book in the folder ``html``; of its static files it keeps those that stand in ``own_files``."""
    for name in _OF_SPHINX:
        (html / name).unlink(missing_ok=True)
    keep = {file.name for file in own_files.iterdir()}
    for file in (html / "_static").iterdir():
        if file.name not in keep:
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    pages = sorted(file.relative_to(html).as_posix() for file in html.rglob("*.html") if "_static" not in file.parts)
    texts = {page: (html / page).read_text("utf-8") for page in pages}
    targets, forms = addresses(texts), terms.glossary()
    names = mentions.instruments(targets) | mentions.names(targets)
    for page, text in with_one_sheet(texts, html / "_static").items():
        text = _INLINE_SCRIPT.sub("", text)
        for wrong, right in _MENDS.items():
            text = text.replace(wrong, right)
        linked = mentions.with_names(
            with_links(text, page, targets), {name: _way(page, at) for name, at in names.items()}
        )
        if GLOSSARY in texts and page != GLOSSARY:
            linked = terms.with_terms(linked, "../" * page.count("/"), GLOSSARY, forms)
        (html / page).write_text(linked, "utf-8")
    (html / "_static" / search_index.NAME).write_text(search_index.script(html, pages), "utf-8")


def with_one_sheet(pages: Mapping[str, str], static: Path) -> dict[str, str]:
    """Return ``pages`` with the style sheets that all of them name as one, written to the folder ``static``."""
    named = {page: [name for _, name in _SHEET.findall(text)] for page, text in pages.items()}
    shared = [name for name in max(named.values(), key=len) if all(name in names for names in named.values() if names)]
    (static / _ALL_SHEETS).write_text("".join((static / name).read_text("utf-8") for name in shared), "utf-8")

    def joined(text: str) -> str:
        def link(found: re.Match[str]) -> str:
            if found[2] not in shared:
                return found[0]
            return found[0].replace(found[2], _ALL_SHEETS) if found[2] == shared[0] else ""

        return _SHEET.sub(link, text)

    return {page: joined(text) for page, text in pages.items()}


def addresses(pages: Mapping[str, str]) -> dict[str, str]:
    """Return where each event and claim stands: its identifier and ``page.html#event-U045``."""
    return {found[1]: f"{page}#{found[0][4:-1]}" for page, text in pages.items() for found in _NAMED.finditer(text)}


def with_links(text: str, page: str, targets: Mapping[str, str]) -> str:
    """Return the HTML ``text`` of ``page`` with every mention of one of ``targets`` in its article as a link to it."""
    if not targets:
        return text
    head, opening, rest = text.partition("<article")
    mention = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(targets, key=len, reverse=True)))})(?![\w-])")

    def link(found: re.Match[str]) -> str:
        return f'<a href="{_way(page, targets[found[0]])}">{found[0]}</a>'

    return head + opening + terms.in_texts(rest, _CLOSED_TO_LINKS, lambda part: mention.sub(link, part))


def _way(page: str, address: str) -> str:
    """Return the link from ``page`` to an address in the book."""
    there, _, anchor = address.partition("#")
    return f"#{anchor}" if there == page else "../" * page.count("/") + address
