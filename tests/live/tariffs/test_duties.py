"""Import-weighted steps, duties by line, and the properties that hold for every law."""

from itertools import combinations
from operator import itemgetter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.data import as_of, load
from analysis.errors import ReportError
from analysis.tariffs.conditions import current_shares
from analysis.tariffs.duties import BASE, column, current_world, effective_rates, on_day, rates
from analysis.tariffs.engine import Goods, Membership, spans
from analysis.tariffs.gap import gap_by_industry
from analysis.tariffs.measures import TABLES, Law, current_law, law_of

AUTHORITIES = current_law().authorities
PARTS = [column(authority) for authority in AUTHORITIES]
START, END = pd.Timestamp("2025-01-01"), as_of() + pd.Timedelta(days=1)  # the day after the record
WORKED = pd.Timestamp("2026-09-04")  # the law before this day is worked by hand; no later law changes it

days = st.sampled_from(list(pd.date_range(START, as_of())))
partners = st.sampled_from(["VNM", "CHN", "JPN", "EUU", "BRA", "IND", "CHE", "GBR", "MEX", "KHM"])
few = settings(max_examples=12, deadline=None)


@pytest.fixture(scope="module")
def steps():
    return effective_rates(current_world().partners)


def added_on(law: Law, partner: str, day: pd.Timestamp) -> np.ndarray:
    """Duty of every authority on every line of ``partner``, before anything is set against the base."""
    shipped = current_world().shipments(partner)
    listed = current_world().listed if law is current_law() else Membership(law, current_world().products)
    shares = current_shares()
    goods = Goods(law, (partner,), shipped.products, listed, shipped.positions, shipped.base_pct, shares)
    (span,) = spans(goods, day, day + pd.Timedelta(days=1))
    return span.by_authority(law.authorities)


def tables() -> dict[str, pd.DataFrame]:
    return {name: load(name) for name in TABLES}


def test_all_partners_and_all_days_are_covered_once(steps):
    spans_of = steps.groupby("partner").agg(first=("valid_from", "min"), last=("valid_until", "max"))
    length = (steps["valid_until"] - steps["valid_from"]).groupby(steps["partner"]).sum()
    assert len(spans_of) == 51
    assert (spans_of["first"] == START).all()
    assert (spans_of["last"] == END).all()
    assert (length == END - START).all()


def test_no_total_is_negative(steps):
    assert (steps["total_pct"] >= 0).all()


def test_authorities_sum_to_the_total(steps):
    assert np.allclose(steps[["base_pct", *PARTS]].sum(axis=1), steps["total_pct"], rtol=0, atol=1e-12)


def test_nothing_is_added_before_the_first_measure_of_2025(steps):
    # Only the solar safeguard had moved: 14.5% for 37 days of 2024 and 14.25% since, on a part of the imports.
    january = steps[(steps["valid_from"] == START) & (steps["partner"] != "CHN")]
    assert january[PARTS].drop(columns="section_201_pct").abs().max(axis=None) < 1e-12
    assert january["section_201_pct"].between(-0.25 * 37 / 366, 0).all()


def test_what_china_paid_on_1_january_2025_beyond_2024_is_the_four_year_review(steps):
    china = steps[(steps["partner"] == "CHN") & (steps["valid_from"] == START)].iloc[0]
    assert 0 < china["section_301_pct"] < 1
    assert china["additional_pct"] == pytest.approx(china["section_301_pct"], abs=1e-5)


def test_the_base_is_the_duty_observed_in_2024(steps):
    # $5,335,457,796 of calculated duty on $141,361,159,091 of imports for consumption.
    assert steps.loc[steps["partner"] == "VNM", "base_pct"].iloc[0] == pytest.approx(3.7743, abs=1e-4)


def test_vietnamese_mill_steel_paid_25_in_2024_already():
    lines = on_day("VNM", pd.Timestamp("2025-04-15"))
    coil = lines[lines["hts10"].str.startswith("7210") & (lines["base_pct"] > 20)]
    assert len(coil) > 3
    assert coil["section_232_pct"].abs().max() == 0


def test_lines_weigh_up_to_the_step(steps):
    day = pd.Timestamp("2025-10-20")
    lines = on_day("THA", day)
    weights = lines["imports_for_consumption_usd"] / lines["imports_for_consumption_usd"].sum()
    step = steps[(steps["partner"] == "THA") & (steps["valid_from"] <= day) & (day < steps["valid_until"])].iloc[0]
    averages = weights @ lines[[*PARTS, "total_pct"]]
    assert list(averages) == pytest.approx(list(step[[*PARTS, "total_pct"]]))


def test_the_long_table_sums_to_the_total():
    dates = [pd.Timestamp("2025-04-09"), pd.Timestamp("2026-08-01")]
    table = rates(["VNM", "CHN"], ["6109100012", "7318"], dates)
    totals = table.groupby(["partner", "hts10", "date"])["rate_pct"].sum()
    lines = on_day("VNM", dates[0]).set_index("hts10")["total_pct"]
    assert set(table["authority"]) == {BASE, *AUTHORITIES}
    assert totals["VNM", "6109100012", dates[0]] == pytest.approx(lines["6109100012"])


@pytest.mark.parametrize(("partner", "message"), [("LAO", "no imports by product for 2024"), ("VNN", "nearest: VNM")])
def test_a_partner_without_imports_by_product_is_refused(partner, message):
    with pytest.raises(ReportError, match=message):
        effective_rates([partner])


def test_an_empty_span_of_days_is_refused():
    with pytest.raises(ReportError, match="not a span of days"):
        effective_rates(["VNM"], END, START)


def test_the_authorities_that_meet_on_a_product():
    """Every pair is worked by hand in test_lookup; a new pair asks for a new example."""
    met = set()
    for partner in ("VNM", "CHN", "BRA", "CAN"):
        for day in effective_rates([partner], START, WORKED)["valid_from"]:
            charged = added_on(current_law(), partner, day) > 0
            pairs = combinations(sorted(zip(AUTHORITIES, charged, strict=True), key=itemgetter(0)), 2)
            met |= {(one, other) for (one, on_one), (other, on_other) in pairs if (on_one & on_other).any()}
    assert met == {
        ("IEEPA", "Section 201"),  # solar cell of Viet Nam
        ("IEEPA", "Section 232"),  # refrigerator of Viet Nam
        ("IEEPA", "Section 301"),  # shirt of China
        ("Section 122", "Section 232"),  # metal chair of Viet Nam before 6 April 2026
        ("Section 122", "Section 301"),  # shirt of Brazil on 22 July 2026
        ("Section 201", "Section 301"),  # solar cell of China
        ("Section 232", "Section 301"),  # steel coil of China
        ("Section 232", "Section 338"),  # listed goods of Canada, of which a part pays Section 232
        ("Section 301", "Section 338"),  # part of a car seat of Canada
    }


@few
@given(partners, days)
def test_no_duty_is_negative(partner, day):
    assert (added_on(current_law(), partner, day) >= 0).all()


@few
@given(partners, days)
def test_line_totals_are_never_negative_and_sum(partner, day):
    lines = on_day(partner, day)
    assert (lines["total_pct"] > -1e-9).all()
    assert np.allclose(lines[["base_pct", *PARTS]].sum(axis=1), lines["total_pct"])


@few
@given(partners, days, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(partner, day, random):
    shuffled = {name: table.sample(frac=1, random_state=random.randrange(1000)) for name, table in tables().items()}
    assert np.array_equal(added_on(law_of(shuffled), partner, day), added_on(current_law(), partner, day))


@few
@given(days)
def test_an_exempt_product_pays_nothing_of_that_authority(day):
    law = current_law()
    goods, listed = current_world().shipments("VNM"), current_world().listed
    added = added_on(law, "VNM", day)
    for measure in law.of_partner("VNM"):
        if measure.kind == "default" and measure.holds_on(day):
            free = tuple(
                x.products[0] for x in law.exemptions_of([measure], "VNM") if x.holds_on(day) and not x.condition
            )
            exempt = listed.of(free)[goods.positions]
            assert (
                added[law.authorities.index(measure.authority), exempt] == 0
            ).all() or measure.authority == "Section 232"


@few
@given(partners, days)
def test_an_unrelated_measure_changes_nothing(partner, day):
    more = tables()
    row = (
        more["tariff_measures"]
        .query("measure == 'brazil_301'")
        .assign(measure="unrelated", partners="ATA", valid_from=START, rate_pct=99.0)
    )
    more["tariff_measures"] = pd.concat([more["tariff_measures"], row], ignore_index=True)
    assert np.array_equal(added_on(law_of(more), partner, day), added_on(current_law(), partner, day))


def test_next_months_proclamation_is_a_row():
    more = tables()
    row = (
        more["tariff_measures"]
        .query("measure == 'labour_12_5'")
        .assign(
            measure="next", program="brazil_301", partners="VNM", valid_from=pd.Timestamp("2026-09-01"), rate_pct=5.0
        )
    )
    more["tariff_measures"] = pd.concat([more["tariff_measures"], row], ignore_index=True)
    world = current_world().under(law_of(more))
    steps = effective_rates(["VNM"], START, END, world).set_index("valid_from")["section_301_pct"]
    assert steps[pd.Timestamp("2026-09-01")] == pytest.approx(steps[pd.Timestamp("2026-07-24")] * (1 + 5 / 12.5))


@pytest.mark.parametrize("partner", ["CAN", "MEX"])
def test_oil_gas_and_electricity_of_north_america_count_as_originating(partner):
    # Census, calculated duty of September 2025: 0.00% to 0.06% of industries 211 and 990 was owed.
    rates = gap_by_industry(partner, pd.Timestamp("2025-09-01")).set_index("naics3").loc[["211", "990"]]
    assert (rates["statutory_pct"] - rates["owed_pct"]).abs().max() < 0.3
