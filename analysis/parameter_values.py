"""How the value of one parameter is read: what it may be, and the ValueError in one line if it is something else."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysis import language as languages
from analysis import partners
from analysis.data import as_of as last_known_day
from analysis.data import load
from analysis.effects import estimates
from analysis.effects.counterfactual import FEWEST_MONTHS, MODELS
from analysis.errors import ReportError, shown
from analysis.inputs import day, digits, number

FIRST_BASE_YEAR, LAST_BASE_YEAR = 2014, 2024  # every country and its year before is in the data
FIRST_DAY = pd.Timestamp("2018-01-01")  # of the tariff record
RANGES: dict[str, tuple[float, float]] = {
    "base_year": (FIRST_BASE_YEAR, LAST_BASE_YEAR),
    "fit_months": (FEWEST_MONTHS, 120),
    "lead": (0, 12),
    "follow": (1, 24),
    "tariff": (0, 10),
    "transshipped_share": (0, 1),
    "pass_through": (0, 1),
    "horizon": (1, 10),
    "draws": (100, 100_000),
    "seed": (0, 2**32 - 1),
}

CHOICES: dict[str, Sequence[str]] = {
    "model": tuple(MODELS),
    "others_pay": ("law", "before"),
    "language": tuple(languages.LANGUAGES),
}


def told(read: Callable[..., Any], *given: Any) -> Any:
    """Return what ``read`` makes of ``given``; its ReportError becomes the error that pydantic collects."""
    try:
        return read(*given)
    except ReportError as error:
        raise ValueError(str(error)) from None


def one_partner(value: Any) -> str:
    """Return the ISO alpha-3 code of a partner by code or English name."""
    if not isinstance(value, str | int):
        raise ValueError(f"{shown(value)} is not the name or code of a partner")
    code = value if isinstance(value, str) else f"{value:04d}"  # papermill reads 5520 as a number
    return str(told(partners.one, code))


def several_partners(value: Any) -> tuple[str, ...]:
    """Return the codes of partners, each once."""
    return tuple(dict.fromkeys(one_partner(part) for part in _parts(value)))


def recorded_day(value: Any) -> pd.Timestamp:
    """Return a day of the tariff record."""
    wanted: pd.Timestamp = told(day, value)
    if not FIRST_DAY <= wanted <= last_known_day():
        raise ValueError(
            f"{shown(value)} is outside the tariff record, {FIRST_DAY:%Y-%m-%d} to {last_known_day():%Y-%m-%d}"
        )
    return wanted


def numeral(text: str, meaning: str, *, whole: bool) -> int | float:
    """Return the number that ``text`` is, strictly; a ``whole`` one has no fraction, a percentage is refused."""
    found, bare = number(text), text.strip()
    percent = number(bare.removesuffix("%")) if bare.endswith("%") else None
    if percent is not None:
        raise ValueError(f"{shown(text)}: write {bare} as {digits(percent / 100)}; it is the {meaning}")
    if found is None or (whole and not bare.lstrip("+-").isdecimal()):
        raise ValueError(f"{shown(text)} is no {'whole ' * whole}number; it is the {meaning}")
    return int(text) if whole and len(text) < 4000 else found


def scenario_base(value: Any) -> str:
    """Return ``latest`` or a year whose trade a scenario may stand on."""
    if value != "latest" and str(value) not in map(str, range(FIRST_BASE_YEAR, LAST_BASE_YEAR + 1)):
        raise ValueError(f"{shown(value)}: write latest, or a year from {FIRST_BASE_YEAR} to {LAST_BASE_YEAR}")
    return str(value)


def elasticity(value: Any) -> str:
    """Return the name of a verified estimate, or a number in its shortest digits."""
    text = str(value).strip()
    told(estimates.elasticity, text, estimates.FULL_YEAR)
    written = number(text)
    return text if written is None else digits(written)


def authorities(value: Any) -> tuple[str, ...]:
    """Return the names of authorities as the tables write them, each once."""
    known = {name.lower(): name for name in sorted(load("tariff_measures")["authority"].unique())}
    texts = _texts(value)
    for text in texts:
        if text.lower() not in known:
            raise ValueError(f"no authority {shown(text)}; authorities: {', '.join(known.values())}")
    return tuple(dict.fromkeys(known[text.lower()] for text in texts))


def product_rates(value: Any) -> dict[str, float]:
    """Return the rates of ``9403=0.3`` and the like, fractions by HTS prefix; no prefix lies within another."""
    pairs = [_product_rate(text) for text in _texts(value)]
    rates = dict(sorted(pairs))
    for prefix in rates:
        given = [digits(rate) for other, rate in pairs if other == prefix]
        if len(given) > 1:
            raise ValueError(f"{prefix} has more than one rate, {' and '.join(given)}; give each product one")
    for prefix in rates:
        wider = next((other for other in rates if other != prefix and prefix.startswith(other)), None)
        if wider:
            raise ValueError(f"{prefix} lies within {wider}; give each product one rate")
    return rates


def _product_rate(text: str) -> tuple[str, float]:
    """Return HTS prefix and rate of ``9403=0.3``."""
    prefix, sign, rate = (part.strip() for part in text.partition("="))
    low, high = RANGES["tariff"]
    value = number(rate)
    if not sign or value is None or not low <= value <= high:
        raise ValueError(f"{shown(text)}: write an HTS prefix and a rate from {low:g} to {high:g}, as in 9403=0.3")
    if not re.fullmatch(r"[0-9]{2}([0-9]{2}){0,4}", prefix):
        raise ValueError(f"{shown(prefix)} is no HTS prefix; give 2, 4, 6, 8 or 10 digits")
    if not load("imports_by_hts10_2024")["hts10"].str.startswith(prefix).any():
        raise ValueError(f"no product {prefix} among the imports of 2024")
    return prefix, value


def _texts(value: Any) -> list[str]:
    """Return the parts of a text with commas, or of a list of texts."""
    return [str(part).strip() for part in _parts(value)]


def _parts(value: Any) -> list[Any]:
    """Return the parts of a text with commas, or of a list."""
    if value is None or isinstance(value, list | tuple):
        return list(value or ())
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is no list; write its parts with commas between them")
    return value.split(",")
