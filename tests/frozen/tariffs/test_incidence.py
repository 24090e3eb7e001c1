"""On what the duty falls."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.duties import apart_on, effective_rates
from analysis.tariffs.incidence import BANDS, by_event, distribution, exempt_import_share, most_duty, unchanged


def test_bands_sum_to_one_on_every_step():
    table = distribution("VNM")
    shares = table.groupby("valid_from")["import_share"].sum()
    assert shares.tolist() == pytest.approx([1.0] * len(shares))
    assert set(table["band"]) == set(BANDS)


def test_on_9_april_2025_what_pays_over_20_is_what_was_not_exempt():
    table = distribution("VNM", pd.Timestamp("2025-04-09"), pd.Timestamp("2025-04-10")).set_index("band")
    # 30.1 points of IEEPA duty at 46% fall on about two thirds of imports; cars and metals pay less than 46.
    assert table.loc["over 20", "import_share"] == pytest.approx(0.66, abs=0.02)


def test_goods_under_usmca_are_told_from_others_of_their_line():
    # General note 11: goods of USMCA pay neither MFN nor the duty of US note 52. 88% of Mexico's imports of 2024 stand
    # on lines and under claims of that kind; cars, their parts and metals pay under Section 232 all the same.
    day = pd.Timestamp("2026-10-09")
    claims = (
        load("agreement_shares").query("partner == 'MEX'").sort_values("valid_from").groupby("hts10")["share"].last()
    )
    imports = load("imports_by_hts10_2024").query("partner == 'MEX'").set_index("hts10")["imports_for_consumption_usd"]
    claimed = (claims.reindex(imports.index).fillna(0) * imports).sum() / imports.sum()
    assert claimed == pytest.approx(0.884, abs=0.0005)
    # Lines without claims of their own take a share of all.
    assert claimed < exempt_import_share("MEX", day) < claimed + 0.01
    assert unchanged("MEX", day) < claimed
    assert exempt_import_share("MEX", pd.Timestamp("2025-03-05")) == 0  # claims counted from 7 March 2025
    assert exempt_import_share("VNM", day) == 0
    kinds = [(part * table["imports_for_consumption_usd"], table["total_pct"]) for part, table in apart_on("MEX", day)]
    mean = sum((usd * pct).sum() for usd, pct in kinds) / sum(usd.sum() for usd, _ in kinds)
    assert mean == pytest.approx(effective_rates(["MEX"], day, day + pd.Timedelta(days=1))["total_pct"].iloc[0])


def test_the_lines_with_most_duty_come_first():
    top = most_duty("VNM", pd.Timestamp("2026-08-01"))
    assert len(top) == 20
    assert top["duty_usd"].is_monotonic_decreasing
    assert top["description"].notna().all()
    assert top["duty_share"].sum() < 1


def test_what_each_day_changed():
    days = by_event("VNM").set_index("date")
    august = days.loc[pd.Timestamp("2025-08-07")]
    assert (august["begin"], august["end"]) == ("U017;U018", "U016")
    # ten points more on the 62.5% of imports that pay the default rate: about 8.8 billion dollars a year
    assert august["change_usd"] == pytest.approx(8.8e9, rel=0.02)
    november = days.loc[pd.Timestamp("2025-11-13")]
    assert november["begin"] == "U028"
    assert november["change_pp"] < 0


def test_what_ends_is_named_beside_what_begins():
    days = by_event("VNM").set_index("date")
    # Proclamation 11012 began as the duties under IEEPA ended, on 24 February 2026.
    february = days.loc[pd.Timestamp("2026-02-24")]
    assert (february["began"], february["ended"]) == ("Proc 11012 (9903.03.01)", "EO 14326 (9903.02.01, 9903.02.69)")
    # The solar safeguard ended on 6 February 2026 and nothing took its place.
    assert days.loc[pd.Timestamp("2026-02-07"), "began"] == ""
    assert days.loc[pd.Timestamp("2026-02-07"), "ended"] == "Proc 10339 (9903.45.22, 9903.45.25)"
    # Copper left Annex II on the day of its own duty.
    assert days.loc[pd.Timestamp("2025-08-01"), "ended"] == "a part of the exempt list of EO 14257 Annex II"
