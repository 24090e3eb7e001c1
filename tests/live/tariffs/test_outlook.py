"""What is known to come."""

import pandas as pd

from analysis.tariffs import outlook


def test_only_measures_on_the_countrys_goods_begin() -> None:
    """The 100% on port cranes of China returns on 10 November 2026 (90 FR 48320); furniture of the EU is capped."""
    day = pd.Timestamp("2026-10-09")
    cranes = "Port cranes and chassis of China"
    assert cranes in list(outlook.beginnings("CHN", day)["what"])
    assert cranes not in list(outlook.beginnings("VNM", day)["what"])
    assert pd.Timestamp("2026-12-04") in list(outlook.beginnings("VNM", day)["day"])
    assert not outlook.beginnings("DEU", day)["what"].str.contains("furniture").any()
