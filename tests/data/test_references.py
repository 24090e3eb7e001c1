"""Every name by which a table points at another exists there, also among several in one cell."""

import json
from pathlib import Path

import pytest

from analysis.data import DATA, catalogue, load
from analysis.data.catalogue import DESCRIPTOR
from analysis.data.references import check_references
from analysis.data.seal import seal
from analysis.errors import ReportError


def checked(table: str, column: str, value: str) -> None:
    """Check the references with ``value`` in the third row of a column."""
    rows = load(table)
    rows[column] = [*rows[column][:2], value, *rows[column][3:]]
    check_references(catalogue.package(), lambda name: rows if name == table else load(name))


@pytest.mark.parametrize(
    ("table", "column", "value", "where"),
    [
        ("goods_by_partner", "partner", "VNN", "'VNN' is not in partners.partner; nearest: VNM"),
        ("tariff_measures", "program", "wishes", "'wishes' is not in tariff_programs.program"),
        ("tariff_measures", "authority", "Section 999", "'Section 999' is not in tariff_authorities.authority"),
        ("tariff_measures", "event", "U001;U9999", "'U9999' is not in tariff_events.event"),
        (
            "tariff_measures",
            "partners",
            "VNM;atlantis",
            "'atlantis' is not in partners.partner or tariff_partner_scopes",
        ),
        ("tariff_measures", "products", "s232_unobtainium", "'s232_unobtainium' is not in tariff_product_scopes.scope"),
        ("tariff_measures", "exemptions", "nothing", "'nothing' is not in tariff_exemptions.exemption"),
        ("tariff_measures", "condition", "full_moon", "'full_moon' is not in tariff_conditions.condition"),
        ("tariff_exemptions", "partners", "VNM; THA", "' THA' is not in partners.partner"),
        ("claims", "operands", "000-99", "'000-99' is not in claims.claim"),
    ],
)
def test_a_name_that_does_not_exist_is_named(table: str, column: str, value: str, where: str) -> None:
    with pytest.raises(ReportError, match=rf"^data/{table}.csv, column {column}, row 3: {where}") as error:
        checked(table, column, value)
    assert "\n" not in str(error.value)


def test_a_reference_to_no_column_is_named(altered: Path) -> None:
    file = altered / "talks.yaml"
    file.write_text(file.read_text("utf-8").replace("tariff_events.event", "tariff_event.event"), "utf-8")
    with pytest.raises(ReportError, match=r"refers to tariff_event.event, .* nearest: tariff_events.event"):
        seal()


def test_tables_with_a_broken_name_are_not_sealed(altered: Path) -> None:
    file, before = altered / "tariff_transit.csv", (altered / DESCRIPTOR).read_bytes()
    file.write_text(file.read_text("utf-8").replace("reciprocal,", "reciprocity,", 1), "utf-8")
    with pytest.raises(ReportError, match=r"data/tariff_transit.csv, column program, row 1: 'reciprocity' is not in"):
        seal()
    assert (altered / DESCRIPTOR).read_bytes() == before


def test_what_the_standard_can_state_is_stated_in_its_form() -> None:
    resources = json.loads((DATA / DESCRIPTOR).read_text("utf-8"))["resources"]
    keys = {resource["name"]: resource["schema"].get("foreignKeys", []) for resource in resources}
    programs = {"fields": ["program"], "reference": {"resource": "tariff_programs", "fields": ["program"]}}
    itself = {"fields": ["within"], "reference": {"resource": "", "fields": ["condition"]}}
    assert programs in keys["tariff_measures"]
    assert itself in keys["tariff_conditions"]
    assert not [key for key in keys["tariff_measures"] if key["fields"] == ["partners"]]  # several names a cell


def test_foreign_keys_are_not_written_by_hand(altered: Path) -> None:
    with (altered / "talks.yaml").open("a", encoding="utf-8") as file:
        file.write("  foreignKeys:\n  - {fields: [event], reference: {resource: tariff_events, fields: [event]}}\n")
    with pytest.raises(ReportError, match=r"talks.yaml: states foreignKeys; write `references` on the field"):
        seal()


def test_an_empty_cell_or_table_refers_to_nothing() -> None:
    checked("negotiation_positions", "document", "")
    empty = load("talks").head(0)
    check_references(catalogue.package(), lambda name: empty if name == "talks" else load(name))
