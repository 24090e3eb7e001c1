"""Numbers, dates and names in Vietnamese, as government and press write them."""

from collections.abc import Iterator

import pandas as pd
import pytest

from analysis import language, partners
from analysis.language import say
from analysis.present import words

SPACE = "\u00a0"


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with language.using("vi"):
        yield


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (123_456_000_000, "123,5 tỷ USD"),
        (-178_250_000_000, "−178,2 tỷ USD"),
        (1_234_000_000_000, "1,2 nghìn tỷ USD"),
        (26_800_000, "27 triệu USD"),
        (1_234, "1.234 USD"),
    ],
)
def test_dollars(amount: float, expected: str) -> None:
    assert words.usd(amount) == expected.replace(" ", SPACE)


def test_numbers() -> None:
    assert words.number(-1_234_567.86) == "−1.234.567,9"
    assert words.number(-0.04) == "0,0"
    assert words.percent(12.5) == "12,5%"
    assert words.rate(12.5) == "12,5%"
    assert words.points(2.13) == f"+2,1{SPACE}điểm phần trăm"
    assert words.span("10%", "20%") == "10% đến 20%"


def test_dates() -> None:
    day = pd.Timestamp("2026-08-09")
    assert words.month(day) == "tháng 8 năm 2026"
    assert words.day(day) == "9/8/2026"
    assert words.period(pd.Timestamp("2026-01-01"), pd.Timestamp("2026-08-01")) == "tháng 1 đến tháng 8 năm 2026"
    assert words.period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")) == "năm 2024"
    assert [words.dated(text) for text in ("2026-08-09", "2026-08", "2026")] == ["9/8/2026", "tháng 8 năm 2026", "2026"]


def test_ranks_and_lists() -> None:
    assert words.ordinal(4) == "thứ tư"
    assert words.nth(14) == "thứ 14"
    assert words.superlative(1) == "lớn nhất"
    assert words.superlative(3) == "lớn thứ ba"
    assert words.cardinal(3) == "ba"
    assert words.times(2) == "hai lần"
    assert words.join(["a", "b", "c"]) == "a, b và c"


def test_partners() -> None:
    assert [partners.name(code) for code in ("VNM", "DEU", "KOR", "EUU")] == [
        "Việt Nam",
        "Đức",
        "Hàn Quốc",
        "Liên minh châu Âu (EU)",
    ]
    assert partners.in_sentence("GBR") == "Vương quốc Anh"
    assert partners.resolve("Germany") == "DEU"


def test_what_has_no_translation_stays_english() -> None:
    assert say("Made up for this test, {name}.", name="x") == "Made up for this test, x."
    assert say("braces {mean} nothing without places") == "braces {mean} nothing without places"


def test_the_language_ends_with_its_block() -> None:
    with language.using("en"):
        assert words.usd(2e9) == "$2.0 billion"
    assert language.current() == "vi"


def test_a_script_is_translated_where_it_says_something() -> None:
    assert language.script('a = say("Menu"); b = "Menu";') == 'a = say("Mục lục"); b = "Menu";'


def test_figures_have_every_letter_of_the_language() -> None:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    letters = {letter for said in language.catalogue("vi").values() for letter in said if letter.isprintable()}
    assert {"ặ", "ệ", "ữ", "Đ"} <= letters
    for weight in ("normal", "bold"):
        drawn = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight))).get_charmap()
        assert [letter for letter in sorted(letters) if ord(letter) not in drawn] == [], weight
