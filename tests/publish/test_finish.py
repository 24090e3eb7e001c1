"""What is done to compiled pages: links, one sheet, the search index."""

from pathlib import Path

from analysis.publish import finish, search_index

PAGE = """<nav>U045</nav><article><section id="a"><h1>Title</h1><p>See U045, U0451 and FR-U045.
<a href="x">U045</a> <code>U045</code></p><table><caption>Goods</caption><tr id="event-U045">
<td>U045</td><td>12.5%</td></tr></table></section></article>"""


def test_a_mention_becomes_a_link_unless_it_is_one_or_names_something_else() -> None:
    targets = finish.addresses({"timeline.html": PAGE})
    assert targets == {"U045": "timeline.html#event-U045"}
    linked = finish.with_links(PAGE, "guides/add.html", targets)
    link = '<a href="../timeline.html#event-U045">U045</a>'
    assert f"See {link}, U0451 and FR-U045." in linked
    assert linked.count(link) == 3  # in the text, as code and in the table; not in the menu, not within a link
    assert '<a href="#event-U045">U045</a>' in finish.with_links(PAGE, "timeline.html", targets)


def test_sheets_that_all_pages_name_become_one(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.css").write_text(f"/* {name} */\n")
    link = '<link rel="stylesheet" href="_static/{}.css">\n'
    both = {
        "a.html": link.format("one") + link.format("two"),
        "b.html": "".join(map(link.format, ("one", "two", "three"))),
    }
    joined = finish.with_one_sheet({**both, "index.html": "<p>"}, tmp_path)
    assert joined == {
        "a.html": link.format("book"),
        "b.html": link.format("book") + link.format("three"),
        "index.html": "<p>",
    }
    assert (tmp_path / "book.css").read_text() == "/* one */\n/* two */\n"


def test_the_index_holds_each_place_with_its_words_apart() -> None:
    places = {place.anchor: (place.title, "".join(place.words)) for place in search_index.places(PAGE)}
    assert places["a"][0] == "Title"
    assert [cell.strip() for cell in places["event-U045"][1].split(" · ")] == ["U045", "12.5%", ""]
    assert "Goods" not in places["a"][1]
