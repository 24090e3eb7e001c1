"""What another reading of a condition would change."""

import pandas as pd
import pytest

from analysis.data import load
from analysis.tariffs.choices import share_effects
from analysis.tariffs.conditions import current_shares
from analysis.tariffs.duties import average_on, current_world, on_day
from analysis.tariffs.gap import law_by_industry

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


@pytest.mark.parametrize("partner", ["CAN", "MEX"])
def test_what_was_owed_on_cars_bears_out_the_share_of_us_content(partner):
    # Census, calculated duty on transport equipment (NAICS 336): the share of US content at which the law gives it.
    first, last, world = pd.Timestamp("2025-07-01"), pd.Timestamp("2025-11-01"), current_world()
    none, every = (
        dict(law_by_industry(world.sharing(world.shares.all_at("us_content", share)), partner, first, last))
        for share in (0.0, 1.0)
    )
    paid = load("imports_by_naics3").set_index(["partner", "naics3", "month"]).loc[(partner, "336")]
    implied = []
    for month, row in paid[first:last].iterrows():
        owed = 100 * row["calculated_duty_usd"] / row["imports_for_consumption_usd"]
        implied.append((none[month]["336"] - owed) / (none[month]["336"] - every[month]["336"]))
    assert 0.3 < min(implied) < max(implied) < 0.6
    stated = current_shares().rows["us_content"][0].share
    assert abs(sum(implied) / len(implied) - stated) < 0.1
