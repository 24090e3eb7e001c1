"""The chapter Data and methods: what it says of the data holds for each partner."""

import pytest

from analysis.chapters import methods
from analysis.parameters import parse


@pytest.mark.parametrize(
    ("partner", "said"),
    [
        ("VNM", "November 2025, earlier than the totals of its trade (August 2026)"),
        ("THA", "November 2025, later than the totals of its trade (December 2024)"),
        ("KHM", "not held by month"),
    ],
)
def test_how_far_duty_reaches_is_said_of_the_partner(partner: str, said: str) -> None:
    assert said in methods.duty(parse({"partner": partner})).paragraphs[0]


def test_tables_of_all_countries_are_not_told_as_the_partners() -> None:
    table = methods.coverage(parse({"partner": "THA"})).data.set_index("title")
    assert table.loc["Customs receipts of the US Treasury", "about"] == "All countries"
    assert table.loc["US general imports by HS chapter", "about"] == "Thailand"
