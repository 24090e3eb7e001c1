"""Checks of values, growth and ranks against the trade statistics."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.claims import readings as read
from analysis.claims.judge import as_stated, fits, judge, measured, nearest
from analysis.claims.model import CURRENT, Claim, Finding, Tables, Verdict, vintage_of
from analysis.frames import each_row
from analysis.language import message, say
from analysis.present import words
from analysis.trade.product_shares import TOTAL

_OTHER_FLOW = {
    "US": message("The stated {stated} is the figure of {flow} (US statistics)."),
    "Vietnamese": message("The stated {stated} is the figure of {flow} (Vietnamese statistics)."),
}
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
    if claim.statistics != "US" or not us or any(r.first_release for r in us):
        return finding
    closest = nearest(claim, us)
    allowed = read.largest_revision(tables, claim.quantity, *claim.period)
    miss = abs(closest.value - claim.stated) - claim.half_digit
    relative = claim.quantity != "growth"
    if (miss / abs(closest.value) * 100 if relative else miss) > allowed:
        return finding
    why = (
        message(
            "The first release of these months is not held. In earlier years revisions moved such figures by up to "
            "{size}% of the level, which is more than the nearest is off."
        )
        if relative
        else message(
            "The first release of these months is not held. In earlier years revisions moved such figures by up to "
            "{size} percentage points of growth, which is more than the nearest is off."
        )
    )
    text = f"{finding.explanation} {say(why, size=words.number(allowed, 2))}"
    return replace(finding, verdict=Verdict.NOT_CHECKABLE, explanation=text)


def _with_other_flow(claim: Claim, finding: Finding, readings: Callable[[str], list[read.Reading]]) -> Finding:
    fitting = [
        (say(name), r.ledger)
        for flow, name in read.FLOWS.items()
        if flow != claim.flow
        for r in readings(flow)
        if r.current and fits(claim, r.value)
    ]
    if not fitting:
        return finding
    flow, ledger = fitting[0]
    text = say(_OTHER_FLOW[ledger], stated=as_stated(claim), flow=flow)
    return replace(finding, explanation=f"{text} {finding.explanation}")


def growth_on_previous_month(claim: Claim, tables: Tables) -> Finding:
    """Compare a stated growth on the month before with Viet Nam's printed figures.

    A month before that was printed as "more than" gives an upper limit of the growth, and no figure for it.
    """
    first, last = claim.period
    before = first - pd.DateOffset(months=1)
    now = read.own_figures(tables, claim.flow, first, last)
    base = read.own_figures(tables, claim.flow, before, before)
    if not now or not base:
        return Finding(Verdict.NOT_CHECKABLE, say("One of the two months is not among the printed figures."))
    here, earlier = float(now[0].value_usd), float(base[0].value_usd)
    if base[0].bound == "exact":
        return judge(claim, [read.Reading("Vietnamese", say("as printed"), (here / earlier - 1) * 100)])
    limit = ((here + now[0].rounding_usd / 2) / earlier - 1) * 100
    verdict = Verdict.CONTRADICTED if claim.stated - claim.half_digit > limit else Verdict.NOT_CHECKABLE
    text = say(
        "{period}: {value}; the month before: more than {earlier}. The growth was at most {limit}.",
        period=words.capital(words.period(first, last)),
        value=words.usd(here),
        earlier=words.usd(earlier),
        limit=measured(limit, "percent"),
    )
    surplus = [row.growth_previous_month_pct for row in read.own_figures(tables, "surplus", first, last)]
    if any(pd.notna(printed) and fits(claim, printed) for printed in surplus):
        text += f" {say('The stated {stated} is the growth of the surplus.', stated=as_stated(claim))}"
    return Finding(verdict, text, None, _as_printed())


def grew(claim: Claim, tables: Tables) -> Finding:
    """Check that a flow was larger than in the same months ``years_back`` years before."""
    first, last = claim.period
    years = int(claim.years_back or 1)
    found = read.growth(tables, claim.flow, first, last, years)
    verdict = Verdict.CONFIRMED if all(r.value > 0 for r in found) else Verdict.CONTRADICTED
    base = words.period(read.year_before(first, years), read.year_before(last, years))
    text = say(
        "{period} against {base}: {growth}.",
        period=words.capital(words.period(first, last)),
        base=base,
        growth="; ".join(f"{r.where} {words.percent(r.value)}" for r in found),
    )
    return Finding(verdict, text, found[0].value, found[0].where, found[0].ledger)


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
    text = _ahead(claim, ahead)
    if by_partner["EUU"] > by_partner["VNM"]:
        size = words.usd(by_partner["EUU"])
        text += f" {say('Counted as one, the European Union is ahead too ({size}).', size=size)}"
    verdict = Verdict.CONFIRMED if place == claim.value else Verdict.CONTRADICTED
    return Finding(verdict, text, place, _us_statistics())


def partners_ahead(claim: Claim, tables: Tables) -> Finding:
    """Check which countries have a larger surplus with the United States than Viet Nam."""
    countries = _countries(tables, deficits(tables, *claim.period))
    ahead = list(countries.index[: countries.index.get_loc("VNM")])
    stated = claim.named.split(";")
    named = [
        f"{name} ({words.usd(amount_)})"
        for name, amount_ in zip(tables.countries(ahead), countries[ahead], strict=True)
    ]
    wrong = [code for code in stated if code not in ahead]
    text = " ".join([_ahead(claim, named), *(_last_known_place(tables, code) for code in wrong)])
    verdict = Verdict.CONFIRMED if set(stated) == set(ahead) else Verdict.CONTRADICTED
    return Finding(verdict, text, None, _us_statistics())


def _ahead(claim: Claim, countries: list[str]) -> str:
    return say(
        "Ahead of Viet Nam in {period}: {countries}.",
        period=words.period(*claim.period),
        countries=words.join(countries),
    )


def _us_statistics() -> str:
    return say("US statistics ({vintage})", vintage=vintage_of(CURRENT))


def _as_printed() -> str:
    return say("Vietnamese statistics (as printed)")


def _last_known_place(tables: Tables, partner: str) -> str:
    """Return a sentence on the deficit with ``partner`` in the last year that holds every country."""
    table = tables.goods_early_2025
    year = table["month"].dt.year.max()
    chosen = table[table["month"].dt.year == year].groupby("partner")[["general_imports_usd", "exports_usd"]].sum()
    countries = _countries(tables, (chosen["general_imports_usd"] - chosen["exports_usd"]).sort_values(ascending=False))
    place = list(countries.index).index(partner) + 1
    name = tables.countries([partner])[0]
    return say(
        "In {year} {partner} was number {place} of {count}, with {deficit}.",
        year=year,
        partner=name,
        place=place,
        count=len(countries),
        deficit=words.usd(countries[partner], 2),
    )


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
    text = say(
        "{ledger} statistics: {value} after {earlier} ({vintage}). US statistics: {us}, the highest since {year}.",
        ledger=say(claim.statistics),
        value=words.usd(here.value),
        earlier=words.usd(earlier.value),
        vintage=earlier.vintage,
        us=words.usd(by_year[first.year]),
        year=by_year.index.min(),
    )
    return Finding(verdict, text, here.value, here.where, here.ledger)


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
    text = say(
        "The Vietnamese figures held cover {months} single months before it, {higher} of them higher. In US general "
        "imports {month} was number {place} of {count} months since {year}, with {imports}.",
        months=(own.index < first).sum(),
        higher=len(higher) or say("none"),
        month=words.month(first),
        place=place,
        count=len(up_to),
        year=up_to.index.min().year,
        imports=words.usd(up_to[first]),
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
        text = say("In {period} exports to {markets} were larger.", period=words.period(first, last), markets=larger)
        return Finding(Verdict.CONTRADICTED, text)
    named = printed[printed["market_rank"] == 1].sort_values("last_month")
    exact = bool(((named["first_month"] == first) & (named["last_month"] == last)).any())
    if exact:
        text = say("A source names it so for {period}.", period=words.period(first, last))
        return Finding(Verdict.CONFIRMED, text, 1, _as_printed())
    year, to_us, to_china = _latest_year(printed)
    text = say(
        "For {period} no source held here names the largest market. Sources name the United States for {named}. In "
        "{year} exports to the United States were {to_us}, to China {to_china}.",
        period=words.period(first, last),
        named=words.join([words.period(row.first_month, row.last_month) for row in each_row(named)]),
        year=year,
        to_us=words.usd(to_us),
        to_china=words.usd(to_china),
    )
    return Finding(Verdict.CONSISTENT, text, None, _as_printed())


def _latest_year(printed: pd.DataFrame) -> tuple[int, float, float]:
    """Return the latest year for which both are printed, and its exports to the United States and to China, USD."""
    years = printed[printed["period_kind"] == "year"].pivot_table("value_usd", "last_month", "partner", "max")
    both = years.dropna(subset=["USA", "CHN"]).iloc[-1]
    when: Any = both.name
    return when.year, float(both["USA"]), float(both["CHN"])


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
    main = worst <= _MAIN_INDUSTRIES
    placed = say(
        "In {period}, {industries}, of {count} industries.",
        period=words.period(*claim.period),
        industries="; ".join(
            say("industry {code}: number {place}, {imports}", code=code, place=n, imports=words.usd(by_industry[code]))
            for code, n in places.items()
        ),
        count=len(by_industry),
    )
    yardstick = (
        message("Within the {number} largest, which is how “key” and “main” are read here.")
        if main
        else message("Outside the {number} largest, which is how “key” and “main” are read here.")
    )
    return Finding(
        Verdict.CONFIRMED if main else Verdict.NOT_SUPPORTED,
        f"{placed} {say(yardstick, number=_MAIN_INDUSTRIES)}",
        worst,
        say("US statistics (imports for consumption, {vintage})", vintage=vintage_of("imports_by_naics3")),
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
    text = say(
        "Viet Nam's figure is the lower one in {lower} of {count} periods for which both are held; in {period} it is "
        "{vietnamese} against {us}.",
        lower=len(lower),
        count=len(pairs),
        period=words.period(first, last),
        vietnamese=words.usd(vn_value),
        us=words.usd(us_value),
    )
    verdict = Verdict.CONFIRMED if 2 * len(lower) > len(pairs) else Verdict.CONTRADICTED
    vintage = say("printed figures and US statistics, {vintage}", vintage=vintage_of(CURRENT))
    return Finding(verdict, text, None, vintage)
