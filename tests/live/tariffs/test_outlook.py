"""What is known to come."""

import pandas as pd

from analysis.tariffs import outlook


def test_what_begins_is_what_was_announced_by_the_day() -> None:
    """EO 14257 of 2 April 2025: 10% from 5 April and 46% for Viet Nam, 20% for the Union from 9 April, each in time."""
    day = pd.Timestamp("2025-04-03")
    for partner, country_rate_pct in (("VNM", 46), ("DEU", 20)):
        table = outlook.beginnings(partner, day)
        reciprocal = table[table["what"] == "Reciprocal duty"]
        assert reciprocal["rates_pct"].tolist() == [[10], [country_rate_pct]]
        assert table["day"].max() <= pd.Timestamp("2025-05-03")  # car parts; the record of later law is left out
