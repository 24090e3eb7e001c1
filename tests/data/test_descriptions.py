"""A table is what the file beside it says, and the descriptor is made of these files alone."""

import dataclasses
import re
from pathlib import Path

import pytest

from analysis.data import catalogue, describe, fingerprint
from analysis.data.catalogue import DESCRIPTOR
from analysis.data.identities import check_all
from analysis.data.seal import compiled, revise, seal
from analysis.errors import ReportError

TABLE = "treasury_customs_receipts"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_descriptor_is_made_of_the_descriptions(altered: Path) -> None:
    before = (altered / DESCRIPTOR).read_bytes()
    (altered / DESCRIPTOR).write_text("<<<<<<< a merge left this\n", "utf-8")
    assert set(seal()) == {"package", *(table.name for table in compiled(altered).resources)}
    assert (altered / DESCRIPTOR).read_bytes() == before
    assert seal() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        (f"{TABLE}.yaml", "Customs duties received", "Duties received", TABLE),
        ("package.yaml", "title: Tables", "title: All tables", "package"),
    ],
)
def test_a_description_that_is_not_sealed_is_named(altered: Path, file: str, old: str, new: str, part: str) -> None:
    change(altered / file, old, new)
    with pytest.raises(ReportError, match=rf"differs from what it is made of \({part}\); run `trade-report data seal`"):
        list(check_all())
    assert seal() == [part]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"datapackage.json: Invalid JSON.*run `trade-report data seal`"),
        ("{}", r"datapackage.json: .*(Missing|required).*run `trade-report data seal`"),
        ("[]", r"datapackage.json: .*run `trade-report data seal`"),
        ("[" * 200_000, r"datapackage.json: .*run `trade-report data seal`"),
    ],
)
def test_a_forged_descriptor_is_one_line(altered: Path, text: str, message: str) -> None:
    (altered / DESCRIPTOR).write_text(text, "utf-8")
    for asked in (catalogue.names, catalogue.as_of):
        with pytest.raises(ReportError, match=message) as error:
            asked()
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("day", ["NaN", "20260903", "null", '"yesterday"', '"2026-02-30"', '["2026-10-09"]', "1e400"])
def test_a_last_day_that_is_none_is_one_line(altered: Path, day: str) -> None:
    text = (altered / DESCRIPTOR).read_text("utf-8")
    (altered / DESCRIPTOR).write_text(re.sub(r'"as_of": "[^"]*"', f'"as_of": {day}', text), "utf-8")
    with pytest.raises(ReportError, match="as_of") as error:
        catalogue.as_of()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", ["a\\u0000b", "../../../etc/passwd", "a" * 5000, "vintages", ""])
def test_a_path_that_is_none_of_a_table_is_one_line(altered: Path, path: str) -> None:
    change(altered / DESCRIPTOR, f'"path": "{TABLE}.csv"', f'"path": "{path}"')
    with pytest.raises(ReportError, match="data/") as error:
        catalogue.load(TABLE)
    assert "\n" not in str(error.value) and len(str(error.value)) < 500


def test_two_fields_of_one_name_are_one_line(altered: Path) -> None:
    change(altered / DESCRIPTOR, '"name": "refunds_usd"', '"name": "gross_receipts_usd"')
    with pytest.raises(ReportError, match=f"two fields of {TABLE} have one name"):
        catalogue.load(TABLE)


def test_a_table_without_schema_is_one_line(altered: Path) -> None:
    change(altered / DESCRIPTOR, '"schema": {', '"scheme": {')
    with pytest.raises(ReportError, match=r"datapackage.json: resources, 0, schema: ") as error:
        catalogue.names()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum: 0", "minimum: 0, maxLength: 3", "schema, fields, 1, constraints, maxLength: is not known"),
        ("minimum: 0", "pattern: '6'", "schema, fields, 1: .*pattern cannot be checked on a field of type integer"),
        ("type: integer", "type: money", "schema, fields, 1, type: .*'integer'"),
        ("primaryKey: [month]", "primaryKey: [day]", r"schema: .*primaryKey \['day'\] names no field"),
        ("title: Customs receipts of the US Treasury", "title: [", "cannot be read as YAML"),
        ("vintage:", "vintages:", "vintage"),
        (
            "title: Customs receipts of the US Treasury",
            "title: A\ntitle: B",
            "cannot be read as YAML .*'title' stands twice",
        ),
    ],
)
def test_a_description_is_refused_where_it_is_not_understood(altered: Path, old: str, new: str, message: str) -> None:
    change(altered / f"{TABLE}.yaml", old, new)
    with pytest.raises(ReportError, match=f"{TABLE}.yaml: {message}") as error:
        seal()
    assert "\n" not in str(error.value)


def test_a_table_and_its_description_go_together(altered: Path) -> None:
    (altered / "new.csv").write_text("a\n1\n", "utf-8")
    with pytest.raises(ReportError, match=r"new.csv: is not described; add new.yaml beside it"):
        seal()
    (altered / "new.csv").rename(altered / "gone.csv")
    (altered / "gone.csv").unlink()
    (altered / f"{TABLE}.csv").unlink()
    with pytest.raises(ReportError, match=f"{TABLE}.yaml: describes 0 tables of this name"):
        seal()


def test_a_broken_month_is_named_in_our_words(altered: Path) -> None:
    change(altered / f"{TABLE}.csv", "2024-03,", "2024-13,")
    with pytest.raises(ReportError, match=r"data/.*csv, column month, row 3: '2024-13' is not a month, as 2024-08"):
        seal()


def test_a_description_does_not_change_with_the_values(altered: Path) -> None:
    before = describe(TABLE), fingerprint(TABLE)
    change(altered / f"{TABLE}.csv", "6987000000", "6987000001")
    seal()
    catalogue.package.cache_clear()
    catalogue._sealed.cache_clear()
    assert describe(TABLE) == before[0]
    assert fingerprint(TABLE) != before[1]
    with pytest.raises(dataclasses.FrozenInstanceError):
        describe(TABLE).title = "other"  # type: ignore[misc]


def test_a_revision_leaves_the_rest_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(
        "title: 'A'  # of the agency\nvintage: 2025-02\nsources:\n- title: B\n  path: c\nschema: {}\n", "utf-8"
    )
    revise(file, vintage="2026-10-10", sources=[{"title": "D", "path": "e"}])
    assert file.read_text("utf-8") == (
        "title: 'A'  # of the agency\nvintage: '2026-10-10'\nsources:\n- title: D\n  path: e\nschema: {}\n"
    )
