"""The default rate derived from the measures equals the one read from the legal instruments."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs import default_rate


def test_viet_nam_equals_the_record():
    derived, record = default_rate.steps("VNM"), load("default_rate_steps").query("partner == 'VNM'")
    derived = derived[derived["valid_from"] <= record["valid_from"].max()]  # law that came later has no such record
    columns = ["valid_from", "rate_pct", "authority"]
    pd.testing.assert_frame_equal(derived[columns], record[columns], check_dtype=False)
    assert derived["valid_until"].tolist()[:-1] == record["valid_until"].tolist()[:-1]
    charged = derived["rate_pct"] > 0
    assert derived.loc[charged, "events"].tolist() == record.loc[charged, "events"].tolist()


def test_the_published_rates_of_april_and_august_2025_hold_for_every_partner():
    table = load("reciprocal_rates").set_index("partner")
    own = table.drop(index=["CHN", "CAN", "MEX", "IND"])
    for partner, row in own.iterrows():
        steps = default_rate.steps(partner)
        for day, column in (("2025-04-09", "announced_2025_04_02_pct"), ("2025-10-01", "rate_2025_08_07_pct")):
            step = default_rate.in_force(steps, pd.Timestamp(day))
            extra = 40 if (partner, day) == ("BRA", "2025-10-01") else 0
            assert step["rate_pct"] == row[column] + extra, (partner, day)


@pytest.mark.parametrize(
    ("partner", "day", "rate", "basis"),
    [
        ("CHN", "2025-04-09", 104, "additive"),
        ("CHN", "2025-04-10", 145, "additive"),
        ("CHN", "2025-05-13", 145, "additive"),
        ("CHN", "2025-05-14", 30, "additive"),
        ("CHN", "2025-11-10", 20, "additive"),
        ("IND", "2025-09-01", 50, "additive"),
        ("IND", "2026-02-07", 25, "additive"),
        ("CHE", "2025-11-13", 39, "additive"),
        ("CHE", "2025-11-14", 15, "ceiling"),
        ("DEU", "2025-08-07", 15, "ceiling"),
        ("RUS", "2025-10-01", 0, "additive"),
        ("LAO", "2026-08-01", 0, "additive"),
    ],
)
def test_other_partners(partner, day, rate, basis):
    step = default_rate.in_force(default_rate.steps(partner), pd.Timestamp(day))
    assert (step["rate_pct"], step["basis"]) == (rate, basis)
