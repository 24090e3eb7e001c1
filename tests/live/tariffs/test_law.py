"""The tables of the law agree with each other and with the record of events."""

import numpy as np
import pandas as pd
import pytest

from analysis.data import load
from analysis.errors import ReportError
from analysis.tariffs.measures import NEVER, TABLES, covered, current_law, law_of

# Events that end duties or are announced as rates without a list of goods that they reach.
ENDS = {"U032"}


def tables() -> dict[str, pd.DataFrame]:
    return {name: load(name) for name in TABLES}


def events_used() -> set[str]:
    law = current_law()
    return {event for measure in law.measures for event in measure.event} | {x.event for x in law.exemptions if x.event}


def test_every_dated_rate_event_for_goods_refers_to_a_measure():
    events = load("tariff_events")
    charged = events["authority"].str.startswith(("IEEPA", "Section"))
    dated = events[charged & events["rate_vietnam_pct"].notna() & events["effective"].notna()]
    in_force = dated[dated["rate_scope"].isin(["all_goods_default", "sector", "product"])]
    assert set(in_force["event"]) - events_used() == ENDS


def test_the_end_of_the_ieepa_duties_ends_every_ieepa_measure():
    end = load("tariff_events").set_index("event").loc["U032", "effective"]
    assert {m.valid_until for m in current_law().measures if m.authority == "IEEPA" and m.valid_until >= end} == {end}


def test_measures_of_one_programme_begin_no_earlier_than_their_earliest_event():
    effective = load("tariff_events").set_index("event")["effective"]
    early = [m.measure for m in current_law().measures if m.valid_from < min(effective[list(m.event)].dropna())]
    assert early == []


def test_lists_are_used_or_recorded_as_not_used():
    law = current_law()
    used = {name for m in law.measures for name in m.products} | {x.products[0] for x in law.exemptions}
    recorded = set(load("tariff_scope_choices")["alternative"])
    assert set(law.product_scopes) - used - {"all"} == recorded


def test_a_measure_that_ends_before_it_begins_is_refused():
    broken = tables()
    broken["tariff_measures"] = broken["tariff_measures"].copy()
    broken["tariff_measures"].loc[0, "valid_until"] = pd.Timestamp("2025-04-01")
    with pytest.raises(ReportError, match="recip_baseline: ends on 2025-04-01, before it begins"):
        law_of(broken)


def test_an_open_end_is_a_far_day():
    table = load("tariff_measures").set_index("measure")["valid_until"]
    assert {m.valid_until for m in current_law().measures if pd.isna(table[m.measure])} == {NEVER}


def test_prefixes_of_any_length_cover_the_lines_below_them():
    codes = np.array([901110015, 7318152065, 8471300100, 8471410150, 9801001055])
    assert covered(("8471", "73181520", "0901110015", "98"), codes).tolist() == [True, True, True, True, True]
    assert covered(("847130", "09"), codes).tolist() == [True, False, True, False, False]
