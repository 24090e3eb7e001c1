"""Chapter From China to …?: who supplies what the United States buys, and what an origin rule would reach."""

import pandas as pd

from analysis import partners
from analysis.chapters import default_rate_words, gainers, transshipment_motive
from analysis.chapters.common import introduction, partner, peer_roles, said, source, turning_points
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
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, PERCENT, Lines, Series, Waterfall
from analysis.present.roles import Role
from analysis.trade.product_shares import Period


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            message(
                "Since 2018 goods from {origin} have paid more than goods from most other countries. This page shows "
                "how much less goods from {partner} pay, and how alike the goods of the two are."
            )
            if periods(p) is None
            else message(
                "Since 2018 goods from {origin} have paid more than goods from most other countries. This page shows "
                "who gained what {origin} lost, and what part {partner} had in it."
            ),
            origin=partners.in_sentence(ORIGIN),
            partner=partner(p),
        ),
        "imports_by_naics3",
        "general_imports_by_hs2",
    )


def findings(p: Parameters) -> Text:
    """Return what moved, or why the chapter does not apply."""
    if p.partner == ORIGIN:
        return text(
            say(
                "This chapter asks where trade moved from {origin}; it does not apply to {origin} "
                "itself. The editions of other countries show where its trade went.",
                origin=partners.in_sentence(ORIGIN),
            )
        )
    if periods(p) is None:
        return text(
            transshipment_motive.sentence(p),
            say(
                "The data hold no imports from {partner} by industry after {year} within this edition's period, so its "
                "gains cannot be set against what {origin} lost.",
                partner=partner(p),
                year=FIRST_YEAR,
                origin=partners.in_sentence(ORIGIN),
            ),
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
        say(
            "{partner}: {before}, then {after}",
            partner=partners.in_sentence(code),
            before=words.percent(first[f"{code}_pct"]),
            after=words.percent(last[f"{code}_pct"]),
        )
        for code in codes
    ]
    roles_of = peer_roles(p, codes)
    return Figure(
        "shares",
        _shares_title(p, first, last),
        say(
            "percent of all US imports for consumption, twelve months to each date",
        ),
        say(
            "Shares in the twelve months to {first}, then to {last}. {shares}.",
            first=words.month(first["month"]),
            last=words.month(last["month"]),
            shares=". ".join(moves),
        ),
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


def _shares_title(p: Parameters, first: pd.Series, last: pd.Series) -> str:
    """Return how the shares of China and, where known, of the partner moved."""
    own = f"{p.partner}_pct"
    places = {"before": words.percent(first["CHN_pct"]), "after": words.percent(last["CHN_pct"])}
    if own not in last:
        return say("China's share of US imports went from {before} to {after}", **places)
    return say(
        "China's share of US imports went from {before} to {after}, that of {partner} from {own_before} to {own_after}",
        partner=partner(p),
        own_before=words.percent(first[own]),
        own_after=words.percent(last[own]),
        **places,
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
    names = [say("US demand"), say("Product mix"), say("Market share"), say("All")]
    return Figure(
        "decomposition",
        _decomposition_title(p, total["share_usd"], total["change_usd"]),
        say(
            "billion US dollars, imports for consumption, {before} to {after}",
            before=period_name(spans[0]),
            after=period_name(spans[2]),
        ),
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


def _decomposition_title(p: Parameters, share_usd: float, change_usd: float) -> str:
    pattern = words.direction(
        0,
        share_usd,
        message("A changed market share raised US imports from {partner} by {share}; in all they {moved} by {change}"),
        message("A changed market share lowered US imports from {partner} by {share}; in all they {moved} by {change}"),
        message("A changed market share left US imports from {partner} by {share}; in all they {moved} by {change}"),
    )
    return say(
        pattern,
        partner=partner(p),
        share=words.usd(abs(share_usd)),
        moved=words.direction(0, change_usd),
        change=words.usd(abs(change_usd)),
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
    rows = rows.merge(said(load("naics3_names"), "name"), on="naics3", how="left")
    title = say(
        "Change of shares of US imports by industry, {before} to {after} (imports for consumption)",
        before=period_name(before),
        after=period_name(after),
    )
    rows = rows.fillna({"name": say("All industries")})
    return _share_table(name, title, rows, "naics3", "NAICS", codes, source(INDUSTRIES))


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
            Column("name", say("Product")),
            Column("after_usd", say("US imports, all origins"), say("$ billion"), words.billions),
            *(Column(f"{one}_pp", partners.name(one), say("points"), words.number) for one in codes),
        ],
        origin,
        rows,
        searchable=True,
        emphasis="total",
    )


def _share_sentence(p: Parameters) -> str:
    table = _yearly_shares(p, (ORIGIN, p.partner))
    first, last = table.iloc[0], table.iloc[-1]
    return say(
        "Between {year} and the year to {month}, the share of {origin} {lost} and that of {partner} {gained} of US "
        "imports.",
        year=FIRST_YEAR,
        month=words.month(last["month"]),
        origin=partners.in_sentence(ORIGIN),
        lost=_change_of_share(first[f"{ORIGIN}_pct"], last[f"{ORIGIN}_pct"]),
        partner=partner(p),
        gained=_change_of_share(first[f"{p.partner}_pct"], last[f"{p.partner}_pct"]),
    )


def _change_of_share(before_pct: float, after_pct: float) -> str:
    """Return how a share changed, as far as its first decimal shows."""
    pattern = words.direction(
        before_pct,
        after_pct,
        message("rose from {before} to **{after}**"),
        message("fell from {before} to **{after}**"),
        message("was **{after}** in both"),
        digits=1,
    )
    return say(pattern, before=words.percent(before_pct), after=words.percent(after_pct))


def _decomposition_sentence(p: Parameters) -> str:
    spans = periods(p)
    if spans is None:
        return ""
    total = _parts(p, spans[0], spans[2])[["change_usd", "demand_usd", "mix_usd", "share_usd"]].sum()
    mixed, shared = total["mix_usd"] >= 0, total["share_usd"] >= 0
    patterns = {
        (True, True): message(
            "Imports from {partner} {moved} by {change} from {before} to {after}. A larger share of the market added "
            "{share}, US buyers buying more of everything {demand}, and the mix of products {mix}."
        ),
        (False, True): message(
            "Imports from {partner} {moved} by {change} from {before} to {after}. A larger share of the market added "
            "{share} and US buyers buying more of everything {demand}; the mix of products took away {mix}."
        ),
        (True, False): message(
            "Imports from {partner} {moved} by {change} from {before} to {after}. A smaller share of the market took "
            "away {share}; US buyers buying more of everything added {demand}, and the mix of products {mix}."
        ),
        (False, False): message(
            "Imports from {partner} {moved} by {change} from {before} to {after}. A smaller share of the market took "
            "away {share} and the mix of products {mix}; US buyers buying more of everything added {demand}."
        ),
    }
    return say(
        patterns[mixed, shared],
        partner=partner(p),
        moved=words.direction(0, total["change_usd"]),
        change=words.usd(abs(total["change_usd"])),
        before=period_name(spans[0]),
        after=period_name(spans[2]),
        share=words.usd(abs(total["share_usd"])),
        demand=words.usd(total["demand_usd"]),
        mix=words.usd(abs(total["mix_usd"])),
    )
