"""The figures of an edition, computed in this process, and a page of them all: what a browser asks, without a build."""

import importlib
import inspect
import shutil
from functools import cache
from pathlib import Path

import nbformat

from analysis.parameters import Parameters
from analysis.present import Figure, roles
from analysis.publish import assemble, notebooks

STATIC = notebooks.NOTEBOOKS.parent / "book" / "_static"


@cache
def figures(partner: str) -> list[tuple[str, Figure]]:
    """Return the figures that the notebooks of the edition of ``partner`` show, each with its chapter."""
    p = Parameters(partner=partner)
    found = []
    for chapter in notebooks.chapters():
        notebook = notebooks.head(notebooks.path(chapter))
        calls = [cell["source"] for cell in notebook["cells"] if cell["source"].endswith("(p)")]
        for module, name in (call.removesuffix("(p)").split(".") for call in calls):
            function = getattr(importlib.import_module(f"analysis.chapters.{module}"), name)
            if "Figure" in str(inspect.signature(function).return_annotation) and notebooks.belongs(notebook, partner):
                shown = function(p)
                found += [(chapter, shown)] if shown is not None else []
    return found


def page(partner: str, folder: Path) -> Path:
    """Write ``index.html`` with every figure of an edition, and the files behind it, as a book holds them."""
    cells = []
    for chapter, figure in figures(partner):
        output = nbformat.v4.new_output("display_data", {"text/html": figure.html()})
        cell = nbformat.v4.new_code_cell(outputs=[output])
        assemble.externalise(nbformat.v4.new_notebook(cells=[cell]), chapter, folder)
        cells.append(cell.outputs[0]["data"]["text/html"])
    for name in ("report.css", "figures.js"):
        shutil.copy(STATIC / name, folder / "_static" / name)
    (folder / "_static/roles.css").write_text(roles.css(), "utf-8")
    head = "".join(f'<link rel="stylesheet" href="_static/{name}.css">' for name in ("roles", "report"))
    whole = f'{head}<script src="_static/figures.js" defer></script><body class="report-alone">{"".join(cells)}</body>'
    (folder / "index.html").write_text(f'<!DOCTYPE html><html lang="en"><meta charset="utf-8">{whole}</html>', "utf-8")
    return folder / "index.html"
