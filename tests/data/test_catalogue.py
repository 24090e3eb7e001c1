"""A table is loaded as described, or not at all."""

from pathlib import Path

import pandas as pd
import pytest
from in_process import trade_report

from analysis import data
from analysis.data import catalogue
from analysis.data.description import Schema, parsed
from analysis.data.identities import check_all
from analysis.data.schema import check
from analysis.data.seal import compiled, write
from analysis.errors import ReportError
from analysis.refresh.run import store


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Replace text in a CSV file and record its bytes, so that only the schema can object."""
    path = folder / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    write(compiled(folder), folder)


def test_codes_keep_their_zeros() -> None:
    assert {"01", "09"} <= set(data.load("hs2_names")["hs2"])


def test_caller_owns_the_frame() -> None:
    mine = data.load("hs2_names")
    mine["name"] = "changed"
    assert "changed" not in set(data.load("hs2_names")["name"])


def test_a_changed_byte_is_named(altered: Path) -> None:
    path = altered / "treasury_customs_receipts.csv"
    raw = bytearray(path.read_bytes())
    raw[-3] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ReportError, match=r"treasury_customs_receipts.csv: bytes differ .*git checkout"):
        data.load("treasury_customs_receipts")


def test_a_missing_file_is_named(altered: Path) -> None:
    (altered / "hs2_names.csv").unlink()
    with pytest.raises(ReportError, match=r"hs2_names.csv: No such file"):
        data.load("hs2_names")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("month,", "months,", r"missing \['month'\], not expected \['months'\]"),
        ("2024-02,", "2024-01,", r"duplicate key .*2024-01"),
        ("6987000000", "-6987000000", r"gross_receipts_usd, row 1: .*below the minimum 0"),
        ("2024-03,", "2024-13,", r"column month, row 3: '2024-13' is not a month, as 2024-08 \(1 such rows\)"),
        ("6987000000", "", r"column gross_receipts_usd, row 1: '' is not a whole number"),
        ("6987000000", "6987000000.5", r"column gross_receipts_usd, row 1: '6987000000.5' is not a whole number"),
    ],
)
def test_a_broken_rule_is_named(altered: Path, old: str, new: str, message: str) -> None:
    edit(altered, "treasury_customs_receipts", old, new)
    with pytest.raises(ReportError, match=message):
        list(check_all())


def test_two_authorities_with_one_short_name_are_refused(altered: Path) -> None:
    """Charts and legends tell them apart by it."""
    edit(
        altered,
        "tariff_authorities",
        "Balance-of-payments surcharge: Section 122",
        "Unfair trade practices: Section 301",
    )
    with pytest.raises(ReportError, match=r"column short_name, row \d+: 'Unfair .*' stands twice"):
        list(check_all())


@pytest.mark.parametrize("markup", ["<img src=x onerror=alert(1)>", "a & b"])
def test_a_name_of_a_partner_holds_no_markup(altered: Path, markup: str) -> None:
    edit(altered, "partners", "VNM,Viet Nam,", f"VNM,Viet Nam{markup},")
    with pytest.raises(ReportError, match=r"partners.csv, column name, row \d+: .* does not match"):
        list(check_all())


def test_an_unknown_table_has_a_nearest_name() -> None:
    with pytest.raises(ReportError, match="nearest: hs2_names"):
        data.load("hs2_name")


def test_an_empty_required_cell_is_named() -> None:
    schema = parsed(
        Schema,
        '{"fields": [{"name": "a", "type": "string", "title": "A", "constraints": {"required": true}}], '
        '"primaryKey": []}',
        "t.yaml",
    )
    with pytest.raises(ReportError, match=r"t.csv, column a, row 2: '' is empty"):
        check(pd.DataFrame({"a": pd.Series(["x", ""], dtype="str")}), schema, "t.csv")


def test_check_prints_one_line_on_a_broken_table(altered: Path) -> None:
    (altered / "hs2_names.csv").write_text("hs2,name\n01,Horses\n", "utf-8")
    run = trade_report("data", "check")
    assert run.returncode == 1
    assert len(run.stderr.strip().splitlines()) == 1
    assert "hs2_names.csv: bytes differ" in run.stderr


@pytest.mark.parametrize("text", ["FALSE", "no", ""])
def test_a_flag_is_true_or_false_and_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(f"a,flag\n1,true\n2,{text}\n", "utf-8")
    fields = '[{"name": "a", "type": "integer", "title": "A"}, {"name": "flag", "type": "boolean", "title": "F"}]'
    schema = parsed(Schema, f'{{"fields": {fields}, "primaryKey": ["a"]}}', "t.yaml")
    with pytest.raises(ReportError, match=f"t.csv, column flag, row 2: '{text}' is not true or false"):
        catalogue.read(tmp_path / "t.csv", schema.columns)


def test_a_table_is_read_as_a_refresh_writes_it(tmp_path: Path) -> None:
    for table in catalogue.package().resources:
        if table.bytes < 100_000:
            file = tmp_path / Path(table.path).name
            store(data.load(table.name), file, table.schema)
            pd.testing.assert_frame_equal(catalogue.read(file, table.schema.columns), data.load(table.name))
