"""Chapters that an edition does not have, each with the reason: another partner's, or nothing to show."""

import json
import re
from collections.abc import Mapping
from typing import Any

from analysis import partners
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import words
from analysis.publish import notebooks, prose

HEADING = "## Chapters that this edition does not have"
KEPT = ("summary", "news", "methods")  # pages that say something in any edition
METHODS = "methods"
_CALL = re.compile(r"\w+\.\w+\(p\)")


def kept(executed: Mapping[str, str], parameters: Parameters, planned: list[str]) -> dict[str, str]:
    """Return the ``executed`` chapters (name: notebook) that the edition has; Data and methods says which it lacks.

    ``planned`` are those left out before anything ran.
    """
    empty = without_content(executed)
    texts = {name: unlinked(text, empty) for name, text in executed.items() if name not in empty}
    if METHODS in texts:
        texts[METHODS] = told(texts[METHODS], reasons(parameters, planned, empty))
    return texts


def without_content(chapters: Mapping[str, str]) -> dict[str, str]:
    """Return the executed ``chapters`` in which no call gave a figure or table, with what they say instead."""
    found = {name: json.loads(text)["cells"] for name, text in chapters.items() if name not in KEPT}
    return {
        name: _said(cells)
        for name, cells in found.items()
        if any(_silent(cell) for cell in cells) and not any(_shows(cell) for cell in cells)
    }


def reasons(parameters: Parameters, planned: list[str], empty: Mapping[str, str]) -> dict[str, str]:
    """Return the reason for each chapter left out: of those ``planned`` away, and of those ``empty``."""
    return {chapter: _why(parameters, chapter) for chapter in planned} | dict(empty)


def told(methods: str, why: Mapping[str, str]) -> str:
    """Return the notebook of Data and methods with the chapters left out, and ``why``, under its heading."""
    notebook, heading = json.loads(methods), prose.translated(HEADING)
    title = {chapter: say(notebooks.title(notebooks.head(notebooks.path(chapter)))) for chapter in why}
    lines = [f"{title[chapter]}\n: {reason}" for chapter, reason in sorted(why.items())]
    for cell in notebook["cells"]:
        if why and "".join(cell["source"]).startswith(heading):
            cell["source"] = "\n\n".join([heading, *lines])
    return json.dumps(notebook)


def unlinked(text: str, names: Mapping[str, str]) -> str:
    """Return the notebook ``text`` with links to the chapters ``names`` as plain words."""
    return re.sub(rf"\[([^\[\]]+)\]\((?:{'|'.join(names)})\)", r"\1", text) if names else text


def _why(parameters: Parameters, chapter: str) -> str:
    """Return why an edition is planned without a chapter: the one of another partner comes before that of a vintage."""
    head = notebooks.head(notebooks.path(chapter))
    if notebooks.belongs(head, parameters.partner):
        return say("It cannot be put on an earlier vintage.")
    if theirs := head["metadata"]["trade_report"].get("only_for"):
        return say("It is about {partners} alone.", partners=words.join([partners.in_sentence(one) for one in theirs]))
    return say("It does not apply to {partner}.", partner=partners.in_sentence(parameters.partner))


def _silent(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell asks a chapter for an output and got none."""
    return bool(_CALL.fullmatch("".join(cell["source"]))) and not cell.get("outputs")


def _shows(cell: Mapping[str, Any]) -> bool:
    return any("text/html" in output.get("data", {}) for output in cell.get("outputs", []))


def _said(cells: list[Mapping[str, Any]]) -> str:
    """Return what the last words of a chapter say: its findings, which tell what is missing."""
    texts = [
        "".join(output["data"]["text/plain"])
        for cell in cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    return texts[-1].replace("\n", " ") if texts else ""
