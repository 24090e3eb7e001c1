"""Vintages of the totals and what differs between readings."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import DATA, diff, load, vintages
from analysis.errors import ReportError
from analysis.parameters import parse
from analysis.trade import balances

DECEMBER = pd.Timestamp("2024-12-01")


def test_the_first_two_vintages_are_there() -> None:
    readings = vintages.readings()
    assert {"2025-02", "2026-10"} <= set(readings)
    assert next(iter(readings.values())) == "goods_by_partner"
    assert readings["2025-02"] == "goods_by_country"


def test_viet_nam_2024_in_both_vintages() -> None:
    year = (pd.Timestamp("2024-01-01"), DECEMBER)
    imports = {
        vintage: balances.monthly("VNM", *year, vintage)["general_imports_usd"].sum() / 1e9
        for vintage in ("2025-02", "2026-10")
    }
    assert round(imports["2025-02"], 1) == 136.5
    assert round(imports["2026-10"], 1) == 136.3


def test_without_a_vintage_the_newest_reading_stands() -> None:
    months = balances.all_months().set_index(["partner", "month"])["vintage"]
    assert months["VNM", DECEMBER] == next(iter(vintages.readings()))
    assert months["THA", DECEMBER] == "2025-02"


def test_an_edition_on_an_earlier_vintage_ends_where_that_ends() -> None:
    p = parse({"vintage": "2025-02"})
    assert p.months == (pd.Timestamp("2013-01-01"), DECEMBER)
    assert p.slug == "VNM_vintage-2025-02"


def test_an_unknown_vintage_is_named_with_those_known() -> None:
    with pytest.raises(ReportError, match=r"no vintage '2025-03'; nearest: 2025-02.*known: .*2026-10, 2025-02"):
        parse({"vintage": "2025-03"})


KEY = ["partner", "month"]


def frame(*rows: tuple[str, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["partner", "month", "value_usd"])
    return table.assign(month=pd.to_datetime(table["month"]))


def test_a_difference_has_what_came_went_and_changed() -> None:
    old = frame(("VNM", "2026-07", 100), ("VNM", "2026-08", 200), ("THA", "2026-08", 5))
    new = frame(("VNM", "2026-07", 100), ("VNM", "2026-08", 230), ("VNM", "2026-09", 300))
    change = diff.difference("t", old, new, KEY)
    assert (len(change.added), len(change.removed), len(change.revised)) == (1, 1, 1)
    assert list(diff.lines(change)) == [
        "t: 1 added, 1 revised, 1 removed (2026-09 to 2026-09)",
        "  VNM 2026-08 value_usd: 200 → 230",
    ]


def test_exact_dollars_after_whole_millions_are_no_revision() -> None:
    old = frame(("VNM", "2026-07", 100_000_000), ("VNM", "2026-08", 200_000_000))
    new = frame(("VNM", "2026-07", 100_400_000), ("VNM", "2026-08", 202_000_000))
    assert list(diff.difference("t", old, new, KEY).revised["month"]) == [pd.Timestamp("2026-08")]


def test_two_folders_are_compared_table_by_table(tmp_path: Path) -> None:
    other = tmp_path / "clone" / "data"
    shutil.copytree(DATA, other)
    table = load("treasury_customs_receipts")
    path = other / "treasury_customs_receipts.csv"
    path.write_text(path.read_text().replace(str(table["refunds_usd"].iloc[0]), "600000000", 1))
    changed = [change for change in diff.between(str(DATA), str(tmp_path / "clone")) if change]
    assert [line for change in changed for line in diff.lines(change)] == [
        "treasury_customs_receipts: 1 revised",
        "  2024-01 refunds_usd: 511,000,000 → 600,000,000",
    ]


def test_a_folder_and_a_vintage_cannot_be_compared() -> None:
    with pytest.raises(ReportError, match="compare two folders, or two vintages"):
        list(diff.between(str(DATA), "2025-02"))


def test_a_value_that_appears_or_vanishes_is_a_revision() -> None:
    months = pd.date_range("2026-07-01", periods=3, freq="MS")
    old, new = (
        pd.DataFrame({"partner": "VNM", "month": months, "rate_pct": values})
        for values in ([None, 2.5, 3.0], [1.5, None, 3.0])
    )
    revised = diff.difference("t", old, new, KEY).revised
    assert list(revised["month"]) == list(months[:2])


def test_a_column_of_zeros_is_not_in_millions() -> None:
    months = pd.date_range("2026-07-01", periods=2, freq="MS")
    old, new = (pd.DataFrame({"partner": "VNM", "month": months, "duty_usd": values}) for values in ([0, 0], [0, 900]))
    assert list(diff.difference("t", old, new, KEY).revised["after"]) == [900]


def test_a_folder_that_cannot_be_compared_is_named(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    with pytest.raises(ReportError, match=f"{tmp_path}/datapackage.json: .*JSON"):
        list(diff.between(str(DATA), str(tmp_path)))
    shutil.copy(DATA / "datapackage.json", tmp_path)
    with pytest.raises(ReportError, match=f"^{tmp_path}/[a-z0-9_/-]+.(csv|parquet): not readable") as error:
        list(diff.between(str(DATA), str(tmp_path)))
    assert "git checkout" not in str(error.value)
