"""Chapter From China to …?: who supplies what the United States buys, and what an origin rule would reach."""

import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words, gainers, transshipment_motive
from analysis.chapters.common import introduction, partner, peer_roles, source, turning_points
from analysis.chapters.origin_periods import (
    FIRST_YEAR,
    INDUSTRIES,
    ORIGIN,
    calendar_year,
    origins,
    period_name,
    periods,
    product_imports,
)
from analysis.data import load
from analysis.effects import trade_diversion
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Lines, Series, Waterfall
from analysis.present.roles import Role
from analysis.trade.product_shares import Period


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    china = partners.in_sentence(ORIGIN)
    shown = (
        f"This page shows how much less goods from {partner(p)} pay, and how alike the goods of the two are."
        if periods(p) is None
        else f"This page shows who gained what {china} lost, and what part {partner(p)} had in it."
    )
    return introduction(
        p,
        f"Since 2018 goods from {china} have paid more than goods from most other countries. {shown}",
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
    if periods(p) is None:
        gap = f"The data hold no imports from {partner(p)} by industry after {FIRST_YEAR} within this edition's period"
        return text(
            f"{gap}, so its gains cannot be set against what {partners.in_sentence(ORIGIN)} lost.",
            transshipment_motive.sentence(p),
        )
    return text(
        _share_sentence(p),
        _decomposition_sentence(p),
        gainers.taken_sentence(p),
        gainers.published(p),
        transshipment_motive.sentence(p),
        default_rate_words.partial(p),
    )


def shares(p: Parameters) -> Figure | None:
    """Show the share of US imports from China, the partner and its peers by year."""
    if periods(p) is None:
        return None
    table = _yearly_shares(p, tuple(origins(p)))
    codes = [code for code in origins(p) if f"{code}_pct" in table]
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
    spans = periods(p)
    return None if spans is None else _changes(p, "industry-shares", spans[0], spans[2])


def decomposition(p: Parameters) -> Figure | None:
    """Show what moved imports from the partner: US demand, product mix, market share."""
    spans = periods(p)
    if spans is None:
        return None
    parts = _parts(p, spans[0], spans[2])
    total = parts[["demand_usd", "mix_usd", "share_usd", "change_usd"]].sum()
    names = ["US demand", "Product mix", "Market share", "All"]
    return Figure(
        "decomposition",
        f"A changed market share {words.moved(0, total['share_usd'], 'raised', 'lowered', 'left')} US imports from "
        f"{partner(p)} by {words.usd(abs(total['share_usd']))}; in all they {words.moved(0, total['change_usd'])} by "
        f"{words.usd(abs(total['change_usd']))}",
        f"billion US dollars, imports for consumption, {period_name(spans[0])} to {period_name(spans[2])}",
        _decomposition_sentence(p),
        source(INDUSTRIES),
        pd.DataFrame({"part": names, "change_usd": total.to_numpy()}),
        Waterfall(
            names,
            BILLION_USD,
            0.65,
            total.iloc[:3].tolist(),
            float(total["change_usd"]),
            up=Role.IMPORTS,
            down=Role.OTHER,
        ),
    )


def _parts(p: Parameters, before: Period, after: Period) -> pd.DataFrame:
    return trade_diversion.shift_share(product_imports(before), product_imports(after), p.partner)


def _yearly_shares(p: Parameters, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return month and the share of each of ``codes`` over the twelve months to it, percent."""
    spans = periods(p)
    last = spans[2][1] if spans else load(INDUSTRIES)["month"].max()
    return trade_diversion.yearly_shares(list(codes), calendar_year(FIRST_YEAR)[1], last)


def _changes(p: Parameters, name: str, before: Period, after: Period) -> Table:
    imports = product_imports(before), product_imports(after)
    codes = [code for code in origins(p) if code in imports[1]]
    rows = trade_diversion.share_changes(*imports, codes).rename_axis("naics3").reset_index()
    rows = rows.merge(load("naics3_names"), on="naics3", how="left").fillna({"name": "All industries"})
    title = f"Change of shares of US imports by industry, {period_name(before)} to {period_name(after)}"
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


def _share_sentence(p: Parameters) -> str:
    table = _yearly_shares(p, (ORIGIN, p.partner))
    first, last = table.iloc[0], table.iloc[-1]
    moves = [
        f"{name} of {partners.in_sentence(code)} {_moved(first[f'{code}_pct'], last[f'{code}_pct'])}"
        for name, code in (("the share", ORIGIN), ("that", p.partner))
    ]
    return f"Between {FIRST_YEAR} and the year to {words.month(last['month'])}, {words.join(moves)} of US imports."


def _moved(before_pct: float, after_pct: float) -> str:
    """Return how a share changed, as far as its first decimal shows."""
    before, after = words.percent(before_pct), f"**{words.percent(after_pct)}**"
    verb = words.moved(round(before_pct, 1), round(after_pct, 1), same="")
    return f"{verb} from {before} to {after}" if verb else f"was {after} in both"


def _decomposition_sentence(p: Parameters) -> str:
    spans = periods(p)
    if spans is None:
        return ""
    total = _parts(p, spans[0], spans[2])[["change_usd", "demand_usd", "mix_usd", "share_usd"]].sum()
    change, demand, mix, share = (words.usd(value) for value in total)
    verb = words.moved(0, total["change_usd"], "rose", "changed")
    span = f"from {period_name(spans[0])} to {period_name(spans[2])}"
    return (
        f"Imports from {partner(p)} {verb} by {change} {span}. Of this, {share} is a changed share of the market, "
        f"{demand} comes from US buyers buying more of everything, and {mix} from the mix of products."
    )
