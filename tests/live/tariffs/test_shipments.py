"""Many duties at once: the same as one look-up each, in order, with a message for each bad row."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from in_process import trade_report

from analysis.data import load
from analysis.errors import ReportError
from analysis.tariffs.duties import current_world, on_day
from analysis.tariffs.lookup import duty
from analysis.tariffs.shipments import assess, read

DAYS = ("2025-03-05", "2025-04-09", "2025-09-15", "2026-03-01", "2026-08-15")
SHIRT, SUSPENSION = "6109100012", "8708801600"


def rows(*values: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=["hts", "partner", "date", "value_usd", "case"])


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    """300 lines that some partner shipped in 2024, drawn at random, on five days each."""
    lines = load("imports_by_hts10_2024").sample(300, random_state=20261009)[["hts10", "partner"]]
    return lines.merge(pd.DataFrame({"date": DAYS}), how="cross").rename(columns={"hts10": "hts"})


def test_a_list_is_answered_as_single_look_ups_are(drawn: pd.DataFrame) -> None:
    drawn = drawn[~drawn["hts"].str.startswith("98")].sample(20, random_state=1).reset_index(drop=True)
    found = assess(drawn).duties
    for row, one in zip(drawn.itertuples(), found.itertuples(), strict=True):
        if one.note:
            continue
        single = duty(row.hts, row.partner, pd.Timestamp(row.date))
        assert one.additional_pct == pytest.approx(single.additional_pct), row
        assert one.total_pct == pytest.approx(single.total_pct), row
        alone = [case.conditions[0] for case in single.cases if len(case.conditions) == 1]
        assert one.depends_on == ";".join(alone), row


@pytest.mark.long
def test_averages_are_made_of_the_cases_that_a_look_up_gives(drawn: pd.DataFrame) -> None:
    """Where 2024 paid the printed rate alone, the average of a line lies between its cases; one case: on it."""
    plain = assess(drawn).duties
    conditions = sorted({name for cell in plain["depends_on"] for name in cell.split(";") if name})
    low, high = plain["total_pct"].to_numpy(copy=True), plain["total_pct"].to_numpy(copy=True)
    for name in conditions:
        met = plain["depends_on"].map(lambda cell, name=name: name in cell.split(";")).to_numpy(dtype=bool)
        total = assess(drawn[met].assign(case=name).reset_index(drop=True)).duties["total_pct"].to_numpy()
        low[met], high[met] = np.fmin(low[met], total), np.fmax(high[met], total)
    before = assess(drawn.assign(date="2025-01-01")).duties["additional_pct"]
    averages = drawn.assign(low=low, high=high, base_pct=plain["base_pct"].where(before == 0))
    compared = 0
    for (partner, date), part in averages.groupby(["partner", "date"]):
        lines = on_day(str(partner), pd.Timestamp(date), current_world()).set_index("hts10").loc[part["hts"]]
        same_base = (lines["base_pct"].to_numpy() - part["base_pct"].to_numpy()).__abs__() < 0.02
        total = lines["total_pct"].to_numpy()
        assert (total[same_base] > part["low"].to_numpy()[same_base] - 0.05).all(), (partner, date)
        assert (total[same_base] < part["high"].to_numpy()[same_base] + 0.05).all(), (partner, date)
        compared += int(same_base.sum())
    assert compared > 700


def test_the_order_of_the_input_and_its_cases() -> None:
    found = assess(
        rows(
            (SHIRT, "CAN", "2025-09-01", "1000", "usmca"),  # EO 14325: 35%, USMCA goods free
            ("6109.10.00.12", "Canada", "2025-09-01", "1,000", ""),
            (SUSPENSION, "VNM", "2025-09-01", "", "car_part"),  # note 33(g): 25%
        )
    )
    assert found.faults == ()
    assert found.duties["row"].tolist() == [1, 2, 3]
    assert found.duties["total_pct"].tolist() == pytest.approx([0, 51.5, 27.5])
    assert found.duties["duty_usd"].tolist()[:2] == pytest.approx([0, 515])
    assert found.duties["section_232_pct"].tolist() == pytest.approx([0, 0, 25])


def test_a_case_of_two_conditions() -> None:
    # KORUS and US content: nothing is left; on a line that the second does not concern, the first alone counts.
    found = assess(
        rows(
            (SHIRT, "KOR", "2025-05-28", "", "korus; us_value"),
            (SHIRT, "KOR", "2026-03-01", "", "korus;us_value"),
            (SHIRT, "KOR", "2025-5-28", "", "korus;us_valu"),
        )
    )
    assert list(found.duties["total_pct"].fillna(-1)) == [0, 10, -1]
    assert found.faults == ("row 3: case 'us_valu' is no condition; nearest: us_value, us_metal",)


def test_a_lost_leading_zero_is_recognised_and_said() -> None:
    # 0101.29.00.90 live horses, as a spreadsheet writes it
    (row,) = assess(rows(("101290090", "DEU", "2025-05-01", "", ""))).duties.itertuples()
    assert row.hts10 == "0101290090"
    assert "leading zero" in row.note
    assert row.total_pct == 10


def test_every_fault_of_a_row_is_one_message() -> None:
    found = assess(
        rows(
            (SHIRT, "VNM", "2025-09-01", "", ""),
            ("61O9100012", "VMN", "2025-13-01", "much", "usmcaa"),
            ("7799999999", "VNM", "2024-12-31", "-5", ""),
        )
    )
    assert len(found.faults) == 2
    assert found.faults[0].startswith("row 2: ")
    for part in ("not a code", "nearest: VNM", "not a day", "nearest: usmca", "not an amount"):
        assert part in found.faults[0]
    for part in ("not in the schedule", "where the record begins", "not an amount"):
        assert part in found.faults[1]
    assert found.duties["total_pct"].notna().tolist() == [True, False, False]


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("hts,country\n6109100012,VNM\n", "utf-8")
    with pytest.raises(ReportError, match=r"missing \['partner', 'date'\], not known \['country'\]"):
        read(tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("6" * 5000, "VNM", "2025-09-01", "", ""), "hts '666"),
        (("9801001012", "VNM", "2025-09-01", "", ""), "hts 9801001012 is of chapter 98"),
        (("99030125", "VNM", "2025-09-01", "", ""), "hts '99030125' is not a code of ten digits"),
        ((SHIRT, "VNM", "2025-09-01", "nan", ""), "value_usd 'nan'"),
        ((SHIRT, "VNM", "2025-09-01", "1_000", ""), "value_usd '1_000'"),
        ((SHIRT, "VNM", "2025-09-01", "１００", ""), "value_usd '１００'"),
        ((SHIRT, "VNM", "２０２５-09-01", "", ""), "date '２０２５-09-01' is not a day"),
    ],
)
def test_a_bad_cell_is_one_short_message(row: tuple[str, ...], message: str) -> None:
    (fault,) = assess(rows(row)).faults
    assert fault.startswith(f"row 1: {message}") and len(fault) < 200


def test_a_row_longer_than_the_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"hts,partner,date\n{SHIRT},VNM,2025-09-01,5\n", "utf-8")
    with pytest.raises(ReportError, match="the first row has more cells than the header"):
        read(tmp_path / "list.csv")


def test_an_empty_list_has_no_duties() -> None:
    assert assess(rows()).duties.empty


def test_the_command_prints_csv_or_json_and_fails_for_a_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("hts,partner,date\n6109100012,VNM,2025-09-01\nshirt,VNM,2025-09-01\n", "utf-8")
    run = trade_report("rate", "--file", str(path))
    assert run.returncode == 1
    assert run.stdout.splitlines()[1].startswith("1,6109100012,VNM,2025-09-01,,16.5,")
    assert run.stderr.strip() == "row 2: hts 'shirt' is not a code of ten digits"
    run = trade_report("rate", "--file", str(path), "--json")
    assert json.loads(run.stdout)[0]["total_pct"] == 36.5
