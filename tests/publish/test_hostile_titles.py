"""A title or a text of a table that looks like markup stays text on every page, and on paper."""

from pathlib import Path
from typing import Any

import pytest
from tiny_book import write_notebook

from analysis.parameters import Parameters
from analysis.publish import assemble, pdf
from analysis.publish.build import build
from analysis.publish.settings import Settings

HOSTILE = (
    """</title></script><script>window.broken = 1</script><img src="x" onerror="window.broken = 1"> '"&amp;{{ 7 }}"""
)
SHOWN = f"""
import pandas as pd
from analysis.present import Column, Table
said = {HOSTILE!r}
table = pd.DataFrame({{"a": [said], "b": [said]}})
Table("t", said, [Column("a", said), Column("b", "b")], said, table, searchable=True)
"""


def test_nothing_in_a_title_or_a_table_runs(
    tab: Any, settings: Settings, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "title", lambda parameters: HOSTILE)
    write_notebook(settings.notebooks / f"{names[1]}.ipynb", SHOWN)
    html = build(Parameters(), tmp_path / "html", settings=settings).index.parent
    (html / "whole.html").write_text(pdf.whole(html, HOSTILE), "utf-8")
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    tab.on("dialog", lambda dialog: told.append(dialog.message))
    for page in (f"{names[1]}.html", f"{names[0]}.html", "search.html?q=broken", "whole.html"):
        tab.goto((html / page.partition("?")[0]).as_uri() + page.partition("html")[2], wait_until="networkidle")
        assert tab.evaluate("[window.broken, document.querySelectorAll('img[src=x]').length]") == [None, 0], page
        assert HOSTILE in " ".join(tab.title().split()), page
    tab.goto((html / f"{names[1]}.html").as_uri())
    assert tab.locator("#table-t td").first.inner_text() == " ".join(HOSTILE.split())
    assert tab.locator(".bar-title").inner_text() == " ".join(HOSTILE.split())
    assert told == []
