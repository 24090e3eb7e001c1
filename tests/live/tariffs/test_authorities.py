"""The table of authorities: every measure has a row, every row a colour and a page."""

import pytest

from analysis.chapters.common import authority_role
from analysis.data import load
from analysis.errors import ReportError
from analysis.tariffs.authorities import authorities
from analysis.tariffs.measures import TABLES, law_of


def test_every_authority_has_a_role_of_colour_and_a_page() -> None:
    for name, row in authorities().items():
        assert authority_role(name).label == row.colour_role
        assert row.page.endswith(".html")


def test_a_measure_without_an_authority_in_the_table_is_refused() -> None:
    tables = {name: load(name) for name in TABLES}
    tables["tariff_authorities"] = tables["tariff_authorities"].query("authority != 'Section 122'")
    with pytest.raises(ReportError, match=r"'Section 122' is not in tariff_authorities\.csv"):
        law_of(tables)
