"""What a table makes of its columns: second lines, sums, folded rows, addresses, its subject beside the key."""

import pandas as pd
from bs4 import BeautifulSoup, Tag

from analysis.present import Column, Table

ROWS = pd.DataFrame(
    {
        "code": ["01", "02", "03"],
        "name": ["Live animals", "Meat <& fish>", "Fish"],
        "usd": [30, 20, 1],
        "share": [58.8, 39.2, 2.0],
        "source": ["Census", "", "Census"],
    }
)


def table(**changes: object) -> Table:
    columns = [
        Column("code", "HS"),
        Column("name", "Product"),
        Column("usd", "Imports", "$", str, total=True),
        Column("share", "Share", "%", str),
        Column("source", "Source", below="name"),
    ]
    return Table("goods", "Goods", columns, "made up", ROWS, **changes)  # type: ignore[arg-type]


def parsed(shown: Table) -> Tag:
    found = BeautifulSoup(shown.html(), "html.parser").table
    assert found
    return found


def texts(cells: list[Tag]) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in cells]


def test_a_column_below_another_is_a_second_line_of_its_cells() -> None:
    found = parsed(table())
    assert texts(found.select("th")) == ["HS", "Product", "Imports $", "Share %"]
    assert texts(found.select("tbody tr td:nth-child(2)")) == [
        "Live animals Source: Census",
        "Meat <& fish>",
        "Fish Source: Census",
    ]
    assert "Source" in table().plain().splitlines()[0]


def test_sums_stand_below_their_columns() -> None:
    assert texts(parsed(table()).select("tfoot td")) == ["All", "", "51", ""]


def test_the_subject_stands_beside_key_and_name() -> None:
    assert texts(parsed(table(subject="share")).select("th")) == ["HS", "Product", "Share %", "Imports $"]


def test_rows_have_addresses_and_those_after_the_first_are_folded() -> None:
    rows = parsed(table(shown=2, row_is="good")).select("tbody tr")
    assert [row["id"] for row in rows] == ["good-01", "good-02", "good-03"]
    assert [row.get("class") for row in rows] == [None, None, ["report-light"]]
