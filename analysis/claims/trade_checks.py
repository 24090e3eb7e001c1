"""Checks of values, growth and ranks against the trade statistics."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.claims import readings as read
from analysis.claims.judge import as_stated, fits, judge, measured, nearest
from analysis.claims.model import CURRENT, Claim, Finding, Tables, Verdict, vintage_of
from analysis.frames import each_row
from analysis.present import words
from analysis.trade.product_shares import TOTAL

_AS_PRINTED = "Vietnamese statistics (as printed)"
_MAIN_INDUSTRIES = 5  # the documents say "key" or "primary" and name no number


def value(claim: Claim, tables: Tables) -> Finding:
    """Compare a stated value with the statistics; if it fits another flow of the same period, say which."""
    first, last = claim.period
    return _judged(claim, tables, lambda flow: read.levels(tables, flow, first, last))


def growth(claim: Claim, tables: Tables) -> Finding:
    """Compare a stated growth on the same months a year before, in percent."""
    first, last = claim.period
    return _judged(claim, tables, lambda flow: read.growth(tables, flow, first, last))


def _judged(claim: Claim, tables: Tables, readings: Callable[[str], list[read.Reading]]) -> Finding:
    """Judge a figure; one that no statistics have may be another flow, or a first release that is not held."""
    finding = judge(claim, readings(claim.flow))
    if finding.verdict is not Verdict.CONTRADICTED:
        return finding
    finding = _with_other_flow(claim, finding, readings)
    return _or_first_release(claim, tables, finding, readings(claim.flow))


def _or_first_release(claim: Claim, tables: Tables, finding: Finding, readings: list[read.Reading]) -> Finding:
    """Leave a figure undecided that misses the US one by no more than revisions have moved such figures.

    Only where the first release, which the document will have quoted, is not held.
    """
    us = [r for r in readings if r.ledger == "US"]
    if claim.statistics != "US" or not us or any("first release" in r.vintage for r in us):
        return finding
    closest = nearest(claim, us)
    allowed = read.largest_revision(tables, claim.quantity, *claim.period)
    miss = abs(closest.value - claim.stated) - claim.half_digit
    relative = claim.quantity != "growth"
    if (miss / abs(closest.value) * 100 if relative else miss) > allowed:
        return finding
    size = f"{words.percent(allowed, 2)} of" if relative else f"{words.number(allowed, 2)} percentage points of"
    text = (
        f"{finding.explanation} The first release of these months is not held. In earlier years revisions moved "
        f"such figures by up to {size} {'the level' if relative else 'growth'}, which is more than the nearest is off."
    )
    return replace(finding, verdict=Verdict.NOT_CHECKABLE, explanation=text)


def _with_other_flow(claim: Claim, finding: Finding, readings: Callable[[str], list[read.Reading]]) -> Finding:
    fitting = [
        f"{name} ({r.ledger} statistics)"
        for flow, name in read.FLOWS.items()
        if flow != claim.flow
        for r in readings(flow)
        if r.current and fits(claim, r.value)
    ]
    if not fitting:
        return finding
    text = f"The stated {as_stated(claim)} is the figure of {fitting[0]}. {finding.explanation}"
    return replace(finding, explanation=text)


def growth_on_previous_month(claim: Claim, tables: Tables) -> Finding:
    """Compare a stated growth on the month before with Viet Nam's printed figures.

    A month before that was printed as "more than" gives an upper limit of the growth, and no figure for it.
    """
    first, last = claim.period
    before = first - pd.DateOffset(months=1)
    now = read.own_figures(tables, claim.flow, first, last)
    base = read.own_figures(tables, claim.flow, before, before)
    if not now or not base:
        return Finding(Verdict.NOT_CHECKABLE, "One of the two months is not among the printed figures.")
    here, earlier = float(now[0].value_usd), float(base[0].value_usd)
    if base[0].bound == "exact":
        return judge(claim, [read.Reading("Vietnamese", "as printed", (here / earlier - 1) * 100)])
    limit = ((here + now[0].rounding_usd / 2) / earlier - 1) * 100
    verdict = Verdict.CONTRADICTED if claim.stated - claim.half_digit > limit else Verdict.NOT_CHECKABLE
    text = (
        f"{words.period(first, last)}: {words.usd(here)}; the month before: more than {words.usd(earlier)}. "
        f"The growth was at most {measured(limit, 'percent')}."
    )
    surplus = [row.growth_previous_month_pct for row in read.own_figures(tables, "surplus", first, last)]
    if any(pd.notna(printed) and fits(claim, printed) for printed in surplus):
        text += f" The stated {as_stated(claim)} is the growth of the surplus."
    return Finding(verdict, text, None, _AS_PRINTED)


def grew(claim: Claim, tables: Tables) -> Finding:
    """Check that a flow was larger than in the same months ``years_back`` years before."""
    first, last = claim.period
    years = int(claim.years_back or 1)
    found = read.growth(tables, claim.flow, first, last, years)
    verdict = Verdict.CONFIRMED if all(r.value > 0 for r in found) else Verdict.CONTRADICTED
    base = words.period(read.year_before(first, years), read.year_before(last, years))
    text = f"{words.period(first, last)} against {base}: " + "; ".join(
        f"{r.where} {words.percent(r.value)}" for r in found
    )
    return Finding(verdict, text + ".", found[0].value, found[0].where)


def deficits(tables: Tables, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Return the US deficit in goods by partner over the period, US dollars, largest first, groups too."""
    chosen = tables.goods[tables.goods["month"].between(first, last)]
    sums = chosen.groupby("partner")[["general_imports_usd", "exports_usd"]].sum()
    return (sums["general_imports_usd"] - sums["exports_usd"]).sort_values(ascending=False)


def _countries(tables: Tables, by_partner: pd.Series) -> pd.Series:
    kinds = tables.partners["kind"].reindex(by_partner.index)
    return by_partner[kinds == "country"]


def rank(claim: Claim, tables: Tables) -> Finding:
    """Check Viet Nam's place among countries by the size of the US deficit, the European Union left aside."""
    by_partner = deficits(tables, *claim.period)
    countries = _countries(tables, by_partner)
    place = list(countries.index).index("VNM") + 1
    ahead = tables.countries(list(countries.index[: place - 1]))
    text = f"Ahead of Viet Nam in {words.period(*claim.period)}: {words.join(ahead)}."
    if by_partner["EUU"] > by_partner["VNM"]:
        text += f" Counted as one, the European Union is ahead too ({words.usd(by_partner['EUU'])})."
    verdict = Verdict.CONFIRMED if place == claim.value else Verdict.CONTRADICTED
    return Finding(verdict, text, place, f"US statistics ({vintage_of(CURRENT)})")


def partners_ahead(claim: Claim, tables: Tables) -> Finding:
    """Check which countries have a larger surplus with the United States than Viet Nam."""
    countries = _countries(tables, deficits(tables, *claim.period))
    ahead = list(countries.index[: countries.index.get_loc("VNM")])
    stated = claim.named.split(";")
    text = f"Ahead of Viet Nam in {words.period(*claim.period)}: " + words.join(
        [
            f"{name} ({words.usd(amount_)})"
            for name, amount_ in zip(tables.countries(ahead), countries[ahead], strict=True)
        ]
    )
    wrong = [code for code in stated if code not in ahead]
    text += "." + "".join(_last_known_place(tables, code) for code in wrong)
    verdict = Verdict.CONFIRMED if set(stated) == set(ahead) else Verdict.CONTRADICTED
    return Finding(verdict, text, None, f"US statistics ({vintage_of(CURRENT)})")


def _last_known_place(tables: Tables, partner: str) -> str:
    """Return a sentence on the deficit with ``partner`` in the last year that holds every country."""
    table = tables.goods_early_2025
    year = table["month"].dt.year.max()
    chosen = table[table["month"].dt.year == year].groupby("partner")[["general_imports_usd", "exports_usd"]].sum()
    countries = _countries(tables, (chosen["general_imports_usd"] - chosen["exports_usd"]).sort_values(ascending=False))
    place = list(countries.index).index(partner) + 1
    name = tables.countries([partner])[0]
    return f" In {year} {name} was number {place} of {len(countries)}, with {words.usd(countries[partner], 2)}."


def record_year(claim: Claim, tables: Tables) -> Finding:
    """Check that the surplus of a year was larger than in the year before and, in US figures, than ever."""
    first, last = claim.period
    own = read.levels(tables, claim.flow, first, last)
    before = read.levels(tables, claim.flow, read.year_before(first), read.year_before(last))
    months = tables.us_by_month[CURRENT]
    deficit = months["general_imports_usd"] - months["exports_usd"]
    by_year = deficit.groupby(pd.DatetimeIndex(deficit.index).year).sum()
    here = next(r for r in own if r.ledger == claim.statistics)
    earlier = next(r for r in before if r.ledger == claim.statistics)
    highest = bool(by_year[first.year] >= by_year[by_year.index <= first.year].max())
    verdict = Verdict.CONFIRMED if here.value > earlier.value and highest else Verdict.CONTRADICTED
    text = (
        f"{claim.statistics} statistics: {words.usd(here.value)} after {words.usd(earlier.value)} ({earlier.vintage}). "
        f"US statistics: {words.usd(by_year[first.year])}, the highest since {by_year.index.min()}."
    )
    return Finding(verdict, text, here.value, here.where)


def record_month(claim: Claim, tables: Tables) -> Finding:
    """Look for a higher month among the few that Viet Nam's printed figures hold, and say what US figures show.

    Without a whole monthly series of Viet Nam's own a record can be refuted, not confirmed.
    """
    first, _ = claim.period
    printed = _printed_exports(tables)
    own = printed[(printed["partner"] == "USA") & (printed["period_kind"] == "month")].set_index("first_month")
    higher = own[(own["value_usd"] > own.loc[first, "value_usd"]) & (own.index < first)]
    up_to = tables.us_by_month[CURRENT]["general_imports_usd"][:first]
    place = int((up_to > up_to[first]).sum()) + 1
    text = (
        f"The Vietnamese figures held cover {(own.index < first).sum()} single months before it, "
        f"{len(higher) or 'none'} of them higher. In US general imports {words.month(first)} was number {place} of "
        f"{len(up_to)} months since {up_to.index.min():%Y}, with {words.usd(up_to[first])}."
    )
    return Finding(Verdict.NOT_CHECKABLE if higher.empty else Verdict.CONTRADICTED, text)


def largest_market(claim: Claim, tables: Tables) -> Finding:
    """Look whether the United States is named the largest market in the period that the document means.

    Confirmed if a source names it so for exactly these months, refuted if another market has a larger printed figure;
    else the nearest periods with a named first place are told, which confirm nothing.
    """
    printed = _printed_exports(tables)
    first, last = claim.period
    here = printed[(printed["first_month"] == first) & (printed["last_month"] == last)]
    by_market = here[here["partner"] != "WLD"].groupby("partner")["value_usd"].max()
    if "USA" in by_market and (by_market > by_market["USA"]).any():
        larger = words.join(tables.countries(list(by_market.index[by_market > by_market["USA"]])))
        return Finding(Verdict.CONTRADICTED, f"In {words.period(first, last)} exports to {larger} were larger.")
    named = printed[printed["market_rank"] == 1].sort_values("last_month")
    exact = bool(((named["first_month"] == first) & (named["last_month"] == last)).any())
    said = words.join([words.period(row.first_month, row.last_month) for row in each_row(named)])
    text = (
        f"For {words.period(first, last)} no source held here names the largest market. Sources name the United States "
        f"for {said}; {_latest_year(printed)}"
    )
    if exact:
        return Finding(Verdict.CONFIRMED, f"A source names it so for {words.period(first, last)}.", 1, _AS_PRINTED)
    return Finding(Verdict.CONSISTENT, text, None, _AS_PRINTED)


def _latest_year(printed: pd.DataFrame) -> str:
    """Return the exports to the United States and to China in the latest year for which both are printed."""
    years = printed[printed["period_kind"] == "year"].pivot_table("value_usd", "last_month", "partner", "max")
    both = years.dropna(subset=["USA", "CHN"]).iloc[-1]
    when: Any = both.name
    return (
        f"in {when:%Y} exports to the United States were {words.usd(both['USA'])}, to China {words.usd(both['CHN'])}."
    )


def _printed_exports(tables: Tables) -> pd.DataFrame:
    table = tables.figures
    chosen = (table["reporter"] == "VNM") & (table["flow"] == "exports") & (table["product_group"] == "total")
    return table[chosen]


def product_rank(claim: Claim, tables: Tables) -> Finding:
    """Check whether the named industries are among the largest by imports for consumption from Viet Nam.

    The documents call them key or main without a number, so a lower rank leaves them without support.
    """
    chosen = read.within(tables.consumption, *claim.period)
    by_industry = (
        chosen[chosen["naics3"] != TOTAL]
        .groupby("naics3")["imports_for_consumption_usd"]
        .sum()
        .sort_values(ascending=False)
    )
    places = {code: list(by_industry.index).index(code) + 1 for code in claim.named.split(";")}
    worst = max(places.values())
    text = "; ".join(f"industry {code}: number {n}, {words.usd(by_industry[code])}" for code, n in places.items())
    main = worst <= _MAIN_INDUSTRIES
    place = "Within" if main else "Outside"
    yardstick = f"{place} the {_MAIN_INDUSTRIES} largest, which is how “key” and “main” are read here."
    return Finding(
        Verdict.CONFIRMED if main else Verdict.NOT_SUPPORTED,
        f"In {words.period(*claim.period)}, {text}, of {len(by_industry)} industries. {yardstick}",
        worst,
        f"US statistics (imports for consumption, {vintage_of('imports_by_naics3')})",
    )


def ledger_lower(claim: Claim, tables: Tables) -> Finding:
    """Check that Viet Nam's printed surplus is mostly below the US deficit, where both exist."""
    rows = tables.vietnamese_totals
    periods = rows.loc[rows["flow"] == "balance", ["first_month", "last_month"]].drop_duplicates()
    pairs = [
        (first, last, us[0].value, vn[0].value)
        for first, last in periods.itertuples(index=False)
        if (found := read.levels(tables, claim.flow, first, last))
        and (us := [r for r in found if r.ledger == "US"])
        and (vn := [r for r in found if r.ledger == "Vietnamese"])
    ]
    lower = [pair for pair in pairs if pair[3] < pair[2]]
    first, last, us_value, vn_value = max(pairs, key=lambda pair: pair[1])
    text = (
        f"Viet Nam's figure is the lower one in {len(lower)} of {len(pairs)} periods for which both are "
        "held; "
        f"in {words.period(first, last)} it is {words.usd(vn_value)} against {words.usd(us_value)}."
    )
    verdict = Verdict.CONFIRMED if 2 * len(lower) > len(pairs) else Verdict.CONTRADICTED
    return Finding(verdict, text, None, f"printed figures and US statistics, {vintage_of(CURRENT)}")
