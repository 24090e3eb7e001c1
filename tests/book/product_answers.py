"""What tests of the look-up ask a page, what the engine says of the same, and editions that hold the look-up alone."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

from analysis.chapters import product_duty
from analysis.data import as_of
from analysis.parameters import Parameters
from analysis.publish import assemble
from analysis.publish.toc import BOOK
from analysis.tariffs.duty_paths import product_lines
from analysis.tariffs.measures import current_law
from analysis.tariffs.quote import lines_of, words

# No law, a day at 46%, 20%, the surcharge, today.
DAYS = ["2025-01-01", "2025-04-09", "2025-09-01", "2026-03-01", f"{as_of():%Y-%m-%d}"]


def cases(tab: Any, lines: list[str], day: str) -> list[Any]:
    """Return the cases of each of ``lines`` from the book's partner: condition, base, sum of what is added."""
    script = """([lines, day]) => Promise.all(lines.map(async (line) => {
      const { partners } = await document.getElementById("product-duty").answerOn(line, day);
      const added = (one) => one.charges.reduce((sum, charge) => sum + charge.added_pct, 0);
      return partners[0].cases.map((one) => [one.if, one.base_pct, added(one)]);
    }))"""
    answers: list[Any] = tab.evaluate(script, [lines, day])
    return answers


def assert_as_the_engine(tab: Any, partner: str, day: str, count: int) -> None:
    """Assert that ``count`` random lines from ``partner`` on ``day`` have the cases of the engine, and no other."""
    lines = sorted(np.random.default_rng(13).choice(product_lines(), count, replace=False))
    on = pd.Timestamp(day)
    quote = next(lines_of(current_law(), partner, lines).quotes(on, on + pd.Timedelta(days=1)))
    base_pct, additional_pct = (
        cache(lambda held: quote.base_pct(*held)),
        cache(lambda held: quote.additional_pct(*held)),
    )
    for place, told in enumerate(cases(tab, lines, day)):
        alone = {words(quote.goods.law, one): one for one, at in quote.changed.items() if place in at}
        found = [case for case in told if "on their way" not in (case[0] or "")]
        assert [said for said, *_ in found[: len(alone) + 1]] == [None, *alone], lines[place]
        for said, base, added in found:
            held = tuple(alone[one] for one in (said or "").split(", and ") if one)
            wanted = base_pct(held)[place]
            assert base == (None if np.isnan(wanted) else pytest.approx(wanted, abs=1e-6)), lines[place]
            assert added == pytest.approx(additional_pct(held)[place], abs=1e-6)


def write_edition(partner: str, folder: Path) -> None:
    """Write to ``folder`` the edition of ``partner`` as far as it answers: its data files, its page, its manifest."""
    parameters = Parameters(partner=partner)
    output = nbformat.v4.new_output("display_data", {"text/html": product_duty.ask(parameters).html()})
    cell = nbformat.v4.new_code_cell(outputs=[output])
    assemble.externalise(nbformat.v4.new_notebook(cells=[cell]), "product_duty", folder)
    scripts = ""
    for name in ("figures", "asking", "product_duty"):
        shutil.copy(BOOK / "_static" / f"{name}.js", folder / "_static")
        scripts += f'<script src="_static/{name}.js"></script>'
    page = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8">{cell.outputs[0]["data"]["text/html"]}{scripts}</html>'
    )
    (folder / "product_duty.html").write_text(page, "utf-8")
    manifest = {"key": "", "parameters": {"partner": partner}, "chapters": {}}
    (folder / "run.json").write_text(json.dumps(manifest), "utf-8")
