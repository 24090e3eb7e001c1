"""The table of authorities: every measure has a row, every row a colour and a page."""

from analysis.chapters.common import authority_role
from analysis.data import describe
from analysis.present.roles import Role
from analysis.tariffs.authorities import authorities


def test_every_authority_has_a_role_of_colour_and_a_page() -> None:
    for name, row in authorities().items():
        assert authority_role(name).label == row.colour_role
        assert row.page.endswith(".html")


def test_the_table_takes_all_roles_of_authorities_and_no_others() -> None:
    (column,) = (one for one in describe("tariff_authorities").schema.fields if one.name == "colour_role")
    assert set(column.constraints.enum or ()) == {role.label for role in Role if role.label.startswith("authority.")}
