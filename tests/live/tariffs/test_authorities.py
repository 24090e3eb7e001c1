"""The table of authorities: every measure has a row, every row a colour and a page."""

from analysis.chapters.common import authority_role
from analysis.tariffs.authorities import authorities


def test_every_authority_has_a_role_of_colour_and_a_page() -> None:
    for name, row in authorities().items():
        assert authority_role(name).label == row.colour_role
        assert row.page.endswith(".html")
