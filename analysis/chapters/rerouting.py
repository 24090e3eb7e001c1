"""Chapter From China to …?: who supplies what the United States buys, and what an origin rule would reach."""

from functools import cache

import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words
from analysis.chapters.common import introduction, partner, peer_roles, source, turning_points
from analysis.data import load
from analysis.effects import trade_diversion
from analysis.effects.trade_diversion import Period
from analysis.frames import each_row, row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, POINTS, Lines, Series, Steps, Waterfall
from analysis.present.roles import Role
from analysis.tariffs.duties import current_world, effective_rates
from analysis.tariffs.measures import FIRST_DAY

ORIGIN = "CHN"
FIRST_YEAR = 2017  # the last year before the tariffs on China
INDUSTRIES = "imports_by_naics3"
SHOWN = 10
LAW = "tariff_measures"


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"Since 2018 goods from {partners.in_sentence(ORIGIN)} have paid more than goods from most other countries."
        f" This page shows who gained what {partners.in_sentence(ORIGIN)} lost, and what part {partner(p)} had in "
        "it.",
        "imports_by_naics3",
        "general_imports_by_hs2",
    )


def findings(p: Parameters) -> Text:
    """Return what moved, or why the chapter does not apply."""
    if p.partner == ORIGIN:
        return text(
            f"This chapter asks where trade moved from {partners.in_sentence(ORIGIN)}; it does not apply to "
            f"{partners.in_sentence(ORIGIN)} itself. The editions of other countries show where its trade went."
        )
    if _periods(p) is None:
        gap = f"The data hold no imports from {partner(p)} by industry after {FIRST_YEAR} within this edition's period"
        return text(
            f"{gap}, so its gains cannot be set against what {partners.in_sentence(ORIGIN)} lost.",
            _exposure_sentence(p),
        )
    return text(
        _share_sentence(p),
        _decomposition_sentence(p),
        _taken_sentence(p),
        _exposure_sentence(p),
        default_rate_words.partial(p),
    )


def shares(p: Parameters) -> Figure | None:
    """Show the share of US imports from China, the partner and its peers by year."""
    if _periods(p) is None:
        return None
    table = _yearly_shares(p, tuple(_codes(p)))
    codes = [code for code in _codes(p) if f"{code}_pct" in table]
    first, last = table.iloc[0], table.iloc[-1]
    moves = [
        f"{partners.in_sentence(code)} {words.percent(first[f'{code}_pct'])} and {words.percent(last[f'{code}_pct'])}"
        for code in codes
    ]
    roles_of = peer_roles(p, codes)
    own = f"{p.partner}_pct"
    return Figure(
        "shares",
        f"China's share of US imports went from {words.percent(first['CHN_pct'])} to {words.percent(last['CHN_pct'])}"
        + (
            f", that of {partner(p)} from {words.percent(first[own])} to {words.percent(last[own])}"
            if own in table
            else ""
        ),
        "percent of all US imports for consumption, twelve months to each date",
        f"In the twelve months to {words.month(first['month'])} and to {words.month(last['month'])} the shares were: "
        f"{words.join(moves)}.",
        source(INDUSTRIES),
        table,
        Lines(
            table["month"],
            [Series(partners.name(one), roles_of[one], table[f"{one}_pct"], one == p.partner) for one in codes],
            PERCENT,
            turning_points(p),
            height=1.1,
        ),
    )


def industries(p: Parameters) -> Table | None:
    """List the change of shares by industry since the first year."""
    periods = _periods(p)
    return None if periods is None else _changes(p, "industry-shares", periods[0], periods[2])


def industries_recent(p: Parameters) -> Table | None:
    """List the change of shares by industry since the base year."""
    periods = _periods(p)
    if periods is None or periods[1] is None:
        return None
    return _changes(p, "industry-shares-recent", periods[1], periods[2])


def hs_chapters(p: Parameters) -> Table | None:
    """List the change of shares by HS chapter over the two years that the data hold."""
    years = sorted(load("general_imports_by_hs2")["month"].dt.year.unique())
    before, after = (trade_diversion.chapter_imports(_year(year)) for year in (years[0], years[-1]))
    if p.partner == ORIGIN or p.partner not in after:
        return None
    codes = [code for code in _codes(p) if code in after]
    rows = trade_diversion.share_changes(before, after, codes).rename_axis("hs2").reset_index()
    rows = rows.merge(load("hs2_names"), on="hs2", how="left").fillna({"name": "All chapters"})
    return _share_table(
        "hs-shares",
        f"Change of shares of US imports by HS chapter, {years[0]} to {years[-1]} (general imports)",
        rows,
        "hs2",
        "HS",
        codes,
        source("general_imports_by_hs2"),
    )


def decomposition(p: Parameters) -> Figure | None:
    """Show what moved imports from the partner: US demand, product mix, market share."""
    periods = _periods(p)
    if periods is None:
        return None
    parts = _parts(p, periods[0], periods[2])
    total = parts[["demand_usd", "mix_usd", "share_usd", "change_usd"]].sum()
    names = ["US demand", "Product mix", "Market share", "All"]
    share = words.billions(total["share_usd"])
    return Figure(
        "decomposition",
        f"Market share moved US imports from {partner(p)} by {share} of {words.billions(total['change_usd'])} billion "
        "US dollars",
        f"billion US dollars, imports for consumption, {_name(periods[0])} to {_name(periods[2])}",
        _decomposition_sentence(p),
        source(INDUSTRIES),
        pd.DataFrame({"part": names, "change_usd": total.to_numpy()}),
        Waterfall(names, BILLION_USD, 0.65, total.iloc[:3].tolist(), float(total["change_usd"])),
    )


def decomposition_table(p: Parameters) -> Table | None:
    """List the same parts by industry, with what China lost and the most that the partner can have taken."""
    periods = _periods(p)
    if periods is None:
        return None
    parts = _parts(p, periods[0], periods[2]).join(_taken(p, periods[0], periods[2])).reset_index()
    parts["taken_pct"] = parts["taken_share"] * 100
    rows = parts.merge(load("naics3_names"), on="naics3").sort_values("change_usd", ascending=False, ignore_index=True)
    numbers = {
        "before_usd": words.capital(_name(periods[0])),
        "after_usd": words.capital(_name(periods[2])),
        "demand_usd": "Demand",
        "mix_usd": "Mix",
        "share_usd": "Market share",
        "lost_usd": "Lost by China",
        "taken_usd": "Taken at most",
    }
    return Table(
        "decomposition-table",
        f"What moved US imports from {partner(p)} by industry (imports for consumption)",
        [
            Column("naics3", "NAICS"),
            Column("name", "Industry"),
            *(Column(name, label, "$ billion", lambda v: words.billions(v, 2)) for name, label in numbers.items()),
            Column("taken_pct", "Taken at most", "% of the loss", words.count),
        ],
        source(INDUSTRIES),
        rows,
        searchable=True,
    )


def exposure(p: Parameters) -> Figure | None:
    """Show by day what goods from China would save on average by coming through the partner."""
    steps = _exposure(p)
    if steps is None:
        return None
    last, peak = steps.iloc[-1], row_at(steps, steps["index_pp"].idxmax())
    now = words.number(last["index_pp"])
    return Figure(
        "exposure",
        f"Goods from China would save {now} points of duty as goods of {partner(p)}",
        f"percentage points, mean over US imports from {partner(p)} in 2024",
        f"On {words.day(p.day)} the index stands at {now} percentage points; its highest value is "
        f"{words.number(peak['index_pp'])}, from {words.day(peak['valid_from'])}.",
        source("imports_by_hts10_2024", LAW),
        steps,
        Steps(
            steps["valid_from"],
            [Series("Index", Role.PARTNER, steps["index_pp"])],
            POINTS,
            turning_points(p),
            until=p.day + pd.Timedelta(days=1),
            height=0.85,
        ),
    )


def by_gap(p: Parameters) -> Table | None:
    """List the partner's imports by how much more the same product pays when it comes from China."""
    if not _has_products(p):
        return None
    world = current_world()
    total = float(world.shipments(p.partner).imports_usd.sum())
    rows = trade_diversion.by_gap(trade_diversion.duty_gap(world, p.partner, ORIGIN, p.day), total)
    rows["group"] = [_group(row.over_pp, row.to_pp) for row in each_row(rows)]
    rows["share_pct"] = rows["share"] * 100
    return Table(
        "by-gap",
        f"US imports from {partner(p)} in 2024 by what the same product from China pays more on {words.day(p.day)}",
        [
            Column("group", "China pays more by"),
            Column("imports_for_consumption_usd", "Imports for consumption", "$ billion", words.billions),
            Column("share_pct", "Share", "%", words.number),
        ],
        source("imports_by_hts10_2024", LAW),
        rows,
    )


def _year(year: int) -> Period:
    return pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 1)


def _name(period: Period) -> str:
    """Return a year's number, or the twelve months by their last."""
    first, last = period
    return str(first.year) if first.year == last.year else f"the twelve months to {words.month(last)}"


def _codes(p: Parameters) -> list[str]:
    """Return China, the partner and its peers, each once."""
    return list(dict.fromkeys((ORIGIN, p.partner, *p.peers)))


def _periods(p: Parameters) -> tuple[Period, Period | None, Period] | None:
    """Return the first year, the base year and the last twelve months by industry, or None without such data.

    The base year is None where the last twelve months do not go beyond it.
    """
    table = load(INDUSTRIES)
    months = table.loc[table["partner"] == p.partner, "month"]
    if p.partner == ORIGIN or months.empty:
        return None
    last = min(months.max(), pd.Timestamp(p.end)) if p.end else months.max()
    first, base, recent = _year(FIRST_YEAR), _year(p.base_year), (last - pd.DateOffset(months=11), last)
    return (first, base if recent[1] > base[1] else None, recent) if recent[0] > first[1] else None


@cache
def _imports(period: Period) -> pd.DataFrame:
    return trade_diversion.industry_imports(period)


def _parts(p: Parameters, before: Period, after: Period) -> pd.DataFrame:
    return trade_diversion.shift_share(_imports(before), _imports(after), p.partner)


def _taken(p: Parameters, before: Period, after: Period) -> pd.DataFrame:
    return trade_diversion.taken_over(_imports(before), _imports(after), ORIGIN, p.partner)


def _yearly_shares(p: Parameters, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return month and the share of each of ``codes`` over the twelve months to it, percent."""
    periods = _periods(p)
    table = load(INDUSTRIES)
    table = table[(table["naics3"] == "00") & table["partner"].isin([*codes, trade_diversion.WORLD])]
    wide = table.pivot_table(values="imports_for_consumption_usd", index="month", columns="partner").rolling(12).sum()
    wide = wide[(wide.index >= _year(FIRST_YEAR)[1])]
    if periods is not None:
        wide = wide[wide.index <= periods[2][1]]
    shares = wide[[code for code in codes if code in wide]].div(wide[trade_diversion.WORLD], axis=0) * 100
    return shares.add_suffix("_pct").reset_index()


def _changes(p: Parameters, name: str, before: Period, after: Period) -> Table:
    imports = _imports(before), _imports(after)
    codes = [code for code in _codes(p) if code in imports[1]]
    rows = trade_diversion.share_changes(*imports, codes).rename_axis("naics3").reset_index()
    rows = rows.merge(load("naics3_names"), on="naics3", how="left").fillna({"name": "All industries"})
    title = f"Change of shares of US imports by industry, {_name(before)} to {_name(after)}"
    return _share_table(name, f"{title} (imports for consumption)", rows, "naics3", "NAICS", codes, source(INDUSTRIES))


def _share_table(
    name: str, title: str, rows: pd.DataFrame, code: str, label: str, codes: list[str], origin: str
) -> Table:
    """Return the table of share changes, largest imports first, all products in bold."""
    rows = rows.sort_values("after_usd", ascending=False, ignore_index=True)
    rows["total"] = rows[code] == "all"
    rows[code] = rows[code].replace("all", "")
    return Table(
        name,
        title,
        [
            Column(code, label),
            Column("name", "Product"),
            Column("after_usd", "US imports, all origins", "$ billion", words.billions),
            *(Column(f"{one}_pp", partners.name(one), "points", words.number) for one in codes),
        ],
        origin,
        rows,
        searchable=True,
        emphasis="total",
    )


def _has_products(p: Parameters) -> bool:
    known = {p.partner, ORIGIN} <= set(current_world().partners)
    return p.partner != ORIGIN and known and p.day >= FIRST_DAY


@cache
def _exposure(p: Parameters) -> pd.DataFrame | None:
    """Return the index as steps: valid_from, index_pp, covered_share, positive_share."""
    if not _has_products(p):
        return None
    world = current_world()
    total = float(world.shipments(p.partner).imports_usd.sum())
    end = p.day + pd.Timedelta(days=1)
    steps = effective_rates([p.partner, ORIGIN], FIRST_DAY, end)
    days = sorted(set(steps["valid_from"]))
    rows = [
        {"valid_from": day, **trade_diversion.exposure(trade_diversion.duty_gap(world, p.partner, ORIGIN, day), total)}
        for day in days
    ]
    return pd.DataFrame(rows)


def _group(over: float | None, to: float) -> str:
    if pd.isna(over):
        return "not shipped by China in 2024"
    if to <= 0:
        return "nothing, or less"
    return (
        f"over {words.plain(over)} points"
        if to == float("inf")
        else f"over {words.plain(over)} to {words.plain(to)} points"
    )


def _share_sentence(p: Parameters) -> str:
    table = _yearly_shares(p, (ORIGIN, p.partner))
    first, last = table.iloc[0], table.iloc[-1]
    moves = [
        f"that of {partners.in_sentence(code)} {_moved(first[f'{code}_pct'], last[f'{code}_pct'])}"
        for code in (ORIGIN, p.partner)
    ]
    return (
        f"Shares of US imports for consumption between {FIRST_YEAR} and the twelve months to "
        f"{words.month(last['month'])}: "
        f"{words.join(moves)}."
    )


def _moved(before_pct: float, after_pct: float) -> str:
    """Return how a share changed, as far as its first decimal shows."""
    before, after = words.percent(before_pct), f"**{words.percent(after_pct)}**"
    verb = words.moved(round(before_pct, 1), round(after_pct, 1), same="")
    return f"{verb} from {before} to {after}" if verb else f"was {after} in both"


def _decomposition_sentence(p: Parameters) -> str:
    periods = _periods(p)
    if periods is None:
        return ""
    total = _parts(p, periods[0], periods[2])[["change_usd", "demand_usd", "mix_usd", "share_usd"]].sum()
    return (
        f"Imports from {partner(p)} {words.moved(0, total['change_usd'])} by {words.usd(abs(total['change_usd']))} "
        f"from "
        f"{_name(periods[0])} to {_name(periods[2])}: {words.usd(total['demand_usd'])} through the growth of all US "
        f"imports, "
        f"{words.usd(total['mix_usd'])} through the mix of products and {words.usd(total['share_usd'])} through "
        f"market share."
    )


def _taken_sentence(p: Parameters) -> str:
    periods = _periods(p)
    if periods is None:
        return ""
    rows = _taken(p, periods[0], periods[2])
    lost, taken = rows["lost_usd"].sum(), rows["taken_usd"].sum()
    if lost == 0:
        return ""
    top = row_at(rows, rows["taken_usd"].idxmax())
    name = row_at(load("naics3_names").set_index("naics3"), rows["taken_usd"].idxmax())["name"]
    return (
        f"At its shares of {FIRST_YEAR}, China would have sold {words.usd(lost)} more in the industries where it "
        f"lost; at most "
        f"{words.usd(taken)} of that, {words.percent(taken / lost * 100, 0)}, can have gone to {partner(p)}, the "
        f"largest part "
        f"in {name.lower()} ({words.usd(top['taken_usd'])}). Where one share falls and another rises, goods may "
        f"have been "
        "re-routed, production may have moved, or buyers may have changed supplier: these figures cannot tell which."
    )


def _exposure_sentence(p: Parameters) -> str:
    steps = _exposure(p)
    if steps is None:
        return ""
    last = steps.iloc[-1]
    return (
        f"Under the law of {words.day(p.day)}, goods from China like those that {partner(p)} sold in 2024 save "
        f"{words.number(last['index_pp'])} percentage points of duty by counting as goods of {partner(p)}, on the "
        f"average of that trade and with a negative gap as none; {words.percent(last['positive_share'] * 100, 0)} of "
        f"imports from {partner(p)} are products on which there is something to save."
    )
