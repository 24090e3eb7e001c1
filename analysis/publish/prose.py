"""The prose of notebooks and guides as messages: a heading, a paragraph, an item of a list, a row of a table each."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from analysis.language import say

_BLOCKS = re.compile(r"(\n\s*\n|^```.*?^```$|^:::[^\n]*$|^\|[-| :]*\|$)", re.MULTILINE | re.DOTALL)
_STARTS = re.compile(r"\n(?=[-*] |\d{1,2}\. |: |#+ |\|)")
_HEADING = re.compile(r"(#+ [^\n]*)\n")
_MARK = re.compile(r"(?:#+ |[-*] |\d{1,2}\. |: +)?")


def translated(text: str, tell: Callable[[str], str] = say) -> str:
    """Return Markdown ``text`` with each of its messages as ``tell`` says it; code and marks of structure stay."""
    return "".join(_block(part, tell) for part in _BLOCKS.split(text))


def messages(text: str) -> list[str]:
    """Return the messages of Markdown ``text`` in their order."""
    found: list[str] = []
    translated(text, lambda one: found.append(one) or one)  # type: ignore[func-returns-value]
    return found


def notebook(content: Any) -> Any:
    """Return the notebook ``content`` with its prose in the current language."""
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = translated("".join(cell["source"]))
    return content


def notebook_messages(content: Any) -> Iterator[str]:
    """Yield the messages of the prose of a notebook."""
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            yield from messages("".join(cell["source"]))


def _block(block: str, tell: Callable[[str], str]) -> str:
    if not block.strip() or _BLOCKS.fullmatch(block):
        return block
    if head := _HEADING.match(block):
        return f"{_line(head[1], tell)}\n{_block(block[head.end() :], tell)}"
    parts = _STARTS.split(block)
    return "\n".join(_block(part, tell) if _HEADING.match(part) else _line(part, tell) for part in parts)


def _line(line: str, tell: Callable[[str], str]) -> str:
    """Return one heading, item, row or paragraph; its lines are joined, since where they break means nothing."""
    if line.startswith("|"):
        return "|".join(_words(cell, tell) for cell in line.split("|"))
    mark = _MARK.match(line)
    start = mark[0] if mark else ""
    return start + _words(line[len(start) :], tell)


def _words(text: str, tell: Callable[[str], str]) -> str:
    """Return ``text`` as ``tell`` says it, with the spaces around it; as it is, with its lines, if nothing changes."""
    words = " ".join(text.split())
    said = tell(words) if re.search(r"[A-Za-z]", words) else words
    return text if said == words else text[: len(text) - len(text.lstrip())] + said + text[len(text.rstrip()) :]
