"""The rules of stacking, on hand-made layers and by their properties."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.tariffs.stacking import Layer, stack

MFN = np.array([0.0, 2.5, 16.5])


def layer(program, kind, rate, share=1.0, lines=(0, 1, 2), ceiling=False):
    return Layer(program, kind, np.array(lines), rate, ceiling, np.full(len(lines), share))


def test_a_sector_on_full_value_leaves_nothing_to_the_default():
    car, default = stack([layer("autos", "sector", 25, lines=(1,)), layer("reciprocal", "default", 20)], MFN)
    assert car.tolist() == [25]
    assert default.tolist() == [20, 0, 20]


def test_a_sector_on_metal_content_leaves_the_rest_to_the_default():
    metal, default = stack([layer("steel", "sector", 50, 0.25), layer("reciprocal", "default", 20)], MFN)
    assert metal.tolist() == [12.5] * 3
    assert default.tolist() == [15] * 3


def test_two_metals_each_claim_their_own_content():
    steel, aluminium, default = stack(
        [
            layer("steel", "sector", 50, 0.5),
            layer("aluminium", "sector", 50, 0.25),
            layer("reciprocal", "default", 20),
        ],
        MFN,
    )
    assert (steel[0], aluminium[0], default[0]) == (25, 12.5, 5)


def test_contents_never_claim_more_than_the_article():
    first, second = stack([layer("steel", "sector", 50, 0.75), layer("aluminium", "sector", 50, 0.75)], MFN)
    assert (first[0], second[0]) == (37.5, 12.5)


def test_the_earlier_sector_takes_the_article():
    car, metal = stack([layer("autos", "sector", 25), layer("steel", "sector", 50)], MFN)
    assert (car[0], metal[0]) == (25, 0)


def test_an_independent_duty_falls_on_the_whole_value():
    metal, fentanyl = stack([layer("steel", "sector", 50), layer("fentanyl_china", "independent", 20)], MFN)
    assert (metal[0], fentanyl[0]) == (50, 20)


def test_default_duties_of_two_programmes_add_up():
    assert [d[0] for d in stack([layer("a", "default", 25), layer("b", "default", 25)], MFN)] == [25, 25]


def test_of_two_measures_of_one_programme_the_higher_applies():
    low, high = stack([layer("china_301", "independent", 7.5), layer("china_301", "independent", 25, lines=(0,))], MFN)
    assert low.tolist() == [0, 7.5, 7.5]
    assert high.tolist() == [25]


def test_a_ceiling_fills_up_to_its_rate():
    (ceiling,) = stack([layer("reciprocal", "default", 15, ceiling=True)], MFN)
    assert ceiling.tolist() == [15, 12.5, 0]


def test_a_ceiling_below_mfn_still_claims_the_article():
    _, default = stack([layer("metals", "sector", 15, ceiling=True), layer("s122", "default", 10)], MFN)
    assert default.tolist() == [0, 0, 0]


kinds = st.sampled_from(["sector", "default", "independent"])


@st.composite
def layers(draw):
    made = []
    for number, kind in enumerate(sorted(draw(st.lists(kinds, max_size=6)), reverse=True)):
        lines = sorted(draw(st.sets(st.integers(0, 2), min_size=1)))
        rate, share = draw(st.just(0.0) | st.floats(1e-6, 200)), draw(st.floats(0, 1))
        made.append(layer(f"p{number}", kind, rate, share, tuple(lines), draw(st.booleans())))
    return made


@given(layers())
def test_no_layer_subtracts(made):
    assert all((added >= 0).all() for added in stack(made, MFN))


@given(layers())
def test_sectors_charge_no_more_than_the_article(made):
    sectors = [one for one in made if one.kind == "sector" and not one.is_ceiling and one.rate_pct > 0]
    charged = np.zeros(3)
    for one, added in zip(sectors, stack(sectors, MFN), strict=True):
        charged[one.reached] += added / one.rate_pct
    assert (charged <= 1 + 1e-9).all()


@given(layers())
def test_a_layer_on_other_lines_changes_nothing(made):
    alone = stack(made, MFN)
    wider = stack([*made, layer("other", "independent", 99, lines=(2,))], MFN)
    assert all(np.array_equal(one, other) for one, other in zip(alone, wider, strict=False))
