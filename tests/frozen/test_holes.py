"""What an edition says of imports that are held without exports."""

from analysis.chapters import holes
from analysis.parameters import parse


def test_imports_beyond_the_totals_are_told_with_what_is_not_held() -> None:
    said = holes.imports_alone(parse({"partner": "THA"}))
    assert said.startswith("US imports from Thailand are known to May 2026: ")
    assert "The data lack exports after December 2024" in said


def test_a_partner_with_later_totals_an_earlier_end_or_vintage_has_no_such_imports() -> None:
    for given in ({}, {"partner": "THA", "end": "2024-12"}, {"partner": "THA", "vintage": "2025-02"}):
        assert holes.imports_alone(parse(given)) == ""


def test_growth_is_that_of_the_twelve_months_before() -> None:
    # Thailand, Census Bureau: June 2025 to May 2026 against June 2024 to May 2025, from the table of imports alone
    from analysis.data import load

    table = load("general_imports_by_partner")
    months = table[table["partner"] == "THA"].set_index("month")["general_imports_usd"]
    now, before = months["2025-06":"2026-05"].sum(), months["2024-06":"2025-05"].sum()
    said = holes.imports_alone(parse({"partner": "THA"}))
    assert f"${now / 1e9:.1f} billion in the year to May 2026" in said
    assert abs(float(said.partition(", ")[2].partition("%")[0]) - (now / before - 1) * 100) < 0.1
