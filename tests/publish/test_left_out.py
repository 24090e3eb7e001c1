"""Chapters that an edition does not have, and what is said of them."""

import json

from analysis.parameters import parse
from analysis.publish import left_out


def chapter(*outputs: dict[str, str], title: str = "# A") -> str:
    cells = [{"cell_type": "markdown", "source": title}]
    cells += [{"cell_type": "code", "source": "a.b(p)", "outputs": [{"data": data}]} for data in outputs]
    cells += [{"cell_type": "code", "source": "a.c(p)", "outputs": []}]
    return json.dumps({"cells": cells})


SAID = {"text/plain": "The data hold no imports by product from Germany."}
SHOWN = {"text/plain": "a figure", "text/html": "<figure></figure>"}


def test_a_chapter_without_figure_and_table_is_left_out_with_its_own_words() -> None:
    found = left_out.without_content(
        {"effective": chapter({"text/plain": "About."}, SAID), "ranks": chapter(SAID, SHOWN)}
    )
    assert found == {"effective": "The data hold no imports by product from Germany."}


def test_pages_that_say_something_in_any_edition_stay() -> None:
    assert left_out.without_content({"news": chapter(SAID), "methods": chapter(SAID)}) == {}


def test_the_reasons_stand_in_data_and_methods() -> None:
    p = parse({"partner": "DEU"})
    why = left_out.reasons(p, ["claims"], {"effective": SAID["text/plain"]})
    methods = json.dumps({"cells": [{"cell_type": "markdown", "source": f"{left_out.HEADING}\nNone."}]})
    told = json.loads(left_out.told(methods, why))["cells"][0]["source"]
    assert "The average tariff by law, day by day\n: The data hold no imports by product from Germany." in told
    assert "\n: It is about Viet Nam alone." in told
    assert "None." not in told
    assert "None." in left_out.told(methods, {})


def test_links_to_a_chapter_left_out_are_plain_words() -> None:
    text = "see [Duty by law](effective) and [ranks](ranks)"
    assert left_out.unlinked(text, {"effective": ""}) == "see Duty by law and [ranks](ranks)"
    assert left_out.unlinked(text, {}) == text


def test_the_brackets_of_a_notebook_are_no_links() -> None:
    cell = {"source": ["see [Duty by law](effective)"], "outputs": []}
    assert json.loads(left_out.unlinked(json.dumps(cell), {"effective": ""})) == cell | {"source": ["see Duty by law"]}
