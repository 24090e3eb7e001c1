"""What another reading of a condition would change."""

import pandas as pd
import pytest

from analysis.tariffs.choices import share_effects
from analysis.tariffs.duties import average_on, on_day

DAY = pd.Timestamp("2025-10-01")


@pytest.mark.parametrize("partner", ["VNM", "CAN", "GBR", "CHN"])
def test_what_is_stated_is_the_average_of_the_engine(partner):
    effects = share_effects(partner, DAY)
    assert not effects.empty
    assert effects["stated_pct"].tolist() == pytest.approx([average_on(partner, DAY)] * len(effects))


def test_without_usmca_canada_would_pay_about_what_everybody_else_pays():
    # EO 14325: 35% on all goods but energy at 10%, if no good originated; nothing but Section 232 if all did.
    usmca = share_effects("CAN", DAY).set_index("condition").loc["usmca"]
    assert usmca["none_pct"] > 20
    assert usmca["all_pct"] < 5


def test_batteries_that_are_not_for_cars_pay_no_duty_on_car_parts():
    # HTS 8507.60.00.20: "other than of a kind used as the primary source of electrical power for electric vehicles".
    lines = on_day("CHN", DAY).set_index("hts10")["section_232_pct"]
    assert lines["8507600020"] == 0
    assert lines["8507600010"] > 20
