"""Adapter: the international trade API of the US Census Bureau.

An answer is a JSON list of lists, the first the header; all values are texts; a constraint of the question comes
back as a column. A month without data, or not yet published, is answered with status 204. ``-`` stands for all
countries and for all products; groups of countries have codes below 1000. (Census Bureau, Guide to the
international trade datasets of the API.)
"""

import pandas as pd

from analysis.refresh import answers
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources

_FLOWS = {"exports": ("E_COMMODITY", "ALL_VAL_MO"), "imports": ("I_COMMODITY", "GEN_VAL_MO")}
_CONSUMPTION = {"CON_VAL_MO": "imports_for_consumption_usd", "CAL_DUT_MO": "calculated_duty_usd"}
_VALUES = dict.fromkeys(_CONSUMPTION, answers.DOLLARS)
_MONTH = ("time", "%Y-%m")
_INDUSTRIES = answers.Form(("CTY_CODE", "NAICS"), {"CTY_CODE": r".+", "NAICS": r"\d{3}|-"}, _VALUES, _MONTH)
_HTS10 = answers.Form(("I_COMMODITY",), {"CTY_CODE": r".+", "I_COMMODITY": r"\d{10}"}, _VALUES, _MONTH)
_SCHEDULE_B = answers.Form(
    ("E_COMMODITY",),
    {"E_COMMODITY": r"\d{10}", "E_COMMODITY_SDESC": r".*"},
    {"ALL_VAL_MO": answers.DOLLARS},
    _MONTH,
)


def totals_request(sources: Sources, flow: str, month: pd.Timestamp) -> Request:
    """Ask for a month's ``exports`` or ``imports`` of all goods by country."""
    product, value = _FLOWS[flow]
    return _request(sources, f"{flow} by country", f"{flow}/hs", month, get=f"CTY_CODE,{value}", **{product: "-"})


def read_totals(answer: Answer, flow: str, countries: dict[str, str]) -> pd.DataFrame:
    """Return partner, month and one flow in dollars; ``countries`` maps Census codes to partners."""
    _, value = _FLOWS[flow]
    form = answers.Form(("CTY_CODE",), {"CTY_CODE": r".+"}, {value: answers.DOLLARS}, _MONTH)
    column = {"exports": "exports_usd", "imports": "general_imports_usd"}[flow]
    return _by_partner(answer, form, countries).rename(columns={value: column})[["partner", "month", column]]


def industries_request(sources: Sources, month: pd.Timestamp, total: bool) -> Request:
    """Ask for a month's imports for consumption and duty by country and NAICS-3, or of all products if ``total``."""
    if total:
        get = f"CTY_CODE,{','.join(_CONSUMPTION)}"
        return _request(sources, "imports of all industries", "imports/naics", month, get=get, NAICS="-")
    get = f"CTY_CODE,NAICS,{','.join(_CONSUMPTION)}"
    return _request(sources, "imports by industry", "imports/naics", month, get=get, COMM_LVL="NA3")


def read_industries(answer: Answer, countries: dict[str, str]) -> pd.DataFrame:
    """Return partner, month, naics3 (00 for all products), imports for consumption and calculated duty in dollars."""
    table = _by_partner(answer, _INDUSTRIES, countries)
    table["naics3"] = table["NAICS"].replace("-", "00")
    return table[["partner", "month", "naics3", *_CONSUMPTION.values()]]


def hts10_request(sources: Sources, census_code: str, month: pd.Timestamp) -> Request:
    """Ask for a month's imports for consumption and duty from one country by HTS-10."""
    what, get = f"imports by HTS-10 from {census_code}", f"I_COMMODITY,{','.join(_CONSUMPTION)}"
    return _request(sources, what, "imports/hs", month, get=get, COMM_LVL="HS10", CTY_CODE=census_code)


def read_hts10(answer: Answer, countries: dict[str, str]) -> pd.DataFrame:
    """Return partner, month, hts10, imports for consumption and calculated duty in dollars."""
    table = _by_partner(answer, _HTS10, countries).rename(columns={"I_COMMODITY": "hts10"})
    return table[["partner", "month", "hts10", *_CONSUMPTION.values()]]


def schedule_b_request(sources: Sources, census_code: str, month: pd.Timestamp) -> Request:
    """Ask for a month's total exports to one country by Schedule B."""
    what, get = f"exports by Schedule B to {census_code}", "E_COMMODITY,E_COMMODITY_SDESC,ALL_VAL_MO"
    return _request(sources, what, "exports/hs", month, get=get, COMM_LVL="HS10", CTY_CODE=census_code)


def read_schedule_b(answer: Answer) -> pd.DataFrame:
    """Return month, hs6, exports_usd and name: ten-digit lines summed to HS-6, named after the largest line."""
    table = answers.arrays(answer, _SCHEDULE_B).rename(columns={"ALL_VAL_MO": "exports_usd"})
    table["hs6"] = table["E_COMMODITY"].str[:6]
    table = table.sort_values(["exports_usd", "E_COMMODITY"], ascending=[False, True])
    sums = table.groupby(["hs6", "month"], as_index=False).agg(
        exports_usd=("exports_usd", "sum"), name=("E_COMMODITY_SDESC", "first")
    )
    return sums[sums["exports_usd"] > 0].reset_index(drop=True)


def _request(sources: Sources, what: str, dataset: str, month: pd.Timestamp, **params: str) -> Request:
    return Request(
        f"Census {what}, {month:%Y-%m}",
        f"{sources.census}/data/timeseries/intltrade/{dataset}",
        (*params.items(), ("time", f"{month:%Y-%m}")),
        (month,),
        key=("key", sources.census_key) if sources.census_key else None,
    )


def _by_partner(answer: Answer, form: answers.Form, countries: dict[str, str]) -> pd.DataFrame:
    """Return the rows of the countries wanted, with partner and month, the values by the names of the tables."""
    table = answers.arrays(answer, form, {"CTY_CODE": list(countries)})
    table["partner"] = table["CTY_CODE"].map(countries).astype("str")
    return table.rename(columns=_CONSUMPTION)
