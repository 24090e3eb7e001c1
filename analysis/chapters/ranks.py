"""Chapter Where the deficit ranks."""

from typing import Any

import pandas as pd

from analysis import partners
from analysis.chapters import deficit_race
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.last_dates import TOTALS
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, COUNT, Bars, Lines, Series
from analysis.present.roles import Role
from analysis.trade import rank_bounds, rankings

SHOWN, LISTED = 15, 30  # countries in a figure, in the table
GROUPS = message(
    "The European Union takes no place: its members are counted one by one.",
)


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "How the US trade balance with {partner} ranks beside those with other countries. Rank 1 "
            "is the largest deficit. Which country has it depends on the months that are counted, so "
            "each sentence names its own.",
            partner=partner(p),
        ),
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Return the rank of the deficit in each recent period, or why there is none.

    Of a partner that is not among the first, the latest period in which it has a rank stands before the race.
    """
    if not _periods(p):
        return text(
            say(
                "The data hold no other country to compare with in this edition's period, so nothing is ranked.",
            )
        )
    spans = _periods(p)
    ranked = [span for span, _ in rank_bounds.latest_ranks(p.partner, p.months[1], p.vintage)]
    newer = [span for span in ranked if span[1] > spans[-1][1]]
    race = [deficit_race.twelve_months(p), deficit_race.by_month(p)]
    told = {span: _finding(p, *span) for span in reversed([*spans, *newer])}
    if deficit_race.is_ahead(p):
        return text(*race, *told.values(), say(GROUPS))
    first = [told.pop(span, "") for span in ranked[-1:]]
    return text(*first, *told.values(), *race, say(GROUPS))


def history(p: Parameters) -> Figure | None:
    """Show the rank of the partner's deficit year by year, years that do not cover all countries with open points."""
    years = rankings.history(p.partner, p.vintage).dropna(subset="rank")
    years = years[years["year"].between(p.months[0].year, p.months[1].year) & (years["balance_usd"] < 0)]
    if len(years) < 2:
        return None
    shown = pd.concat([years, _partial_years(p, int(years["year"].max()))], ignore_index=True)
    first, last, now = years.iloc[0], years.iloc[-1], shown.iloc[-1]
    return Figure(
        "rank-history",
        say(
            "The US deficit with {partner} was the {rank} in {year}",
            partner=partner(p),
            rank=words.superlative(int(now["rank"])),
            year=_months_of(p, int(now["year"])),
        ),
        _history_measure(p, len(shown) > len(years)),
        say(
            "The US deficit with {partner} was the {before} in {first} and the {rank} of {countries} countries in "
            "{year}.",
            partner=partner(p),
            before=words.superlative(int(first["rank"])),
            first=int(first["year"]),
            rank=words.superlative(int(last["rank"])),
            countries=words.count(last["countries"]),
            year=int(last["year"]),
        ),
        source(*totals(p)),
        shown,
        Lines(
            shown["year"].astype(int),
            [Series(say("Rank"), Role.PARTNER, shown["rank"])],
            COUNT,
            height=0.75,
            zero=False,
            downward=True,
            marks=True,
            open_after=len(years),
        ),
    )


def last_full_year(p: Parameters) -> Figure | None:
    """Show the largest deficits of the last year that covers all countries."""
    spans = _periods(p)
    return _bars(p, *spans[0]) if spans else None


def latest(p: Parameters) -> Figure | None:
    """Show the largest deficits of the newest months among the countries covered."""
    spans = _periods(p)
    return _bars(p, *spans[-1]) if len(spans) > 1 else None


def table(p: Parameters) -> Table | None:
    """List the countries with the largest deficits in each recent period, with the ranks that the bounds allow."""
    frames: list[pd.DataFrame] = []
    for first, last in _periods(p):
        rows = rank_bounds.bounds(first, last, p.vintage).merge(
            rankings.deficits(first, last, p.vintage).drop(columns="rank"), on="partner", how="left"
        )
        rows = rows[(rows.index < LISTED) | (rows["partner"] == p.partner)]
        frames.insert(0, rows.assign(period=words.period(first, last)))
    if not frames:
        return None
    found = pd.concat(frames, ignore_index=True)
    found = found.assign(
        ranks=[_ranks(row.best_rank, row.worst_rank) for row in each_row(found)],
        country=found["partner"].map(partners.name),
        low_usd=found["low_usd"].where(found["exact"].astype("bool"), found["low_usd"].clip(lower=0)),
        own=found["partner"] == p.partner,
    )
    return Table(
        "ranks",
        say("US goods deficits by country, largest first"),
        [
            Column("ranks", say("Rank")),
            Column("country", say("Country")),
            Column("period", say("Period"), below="country"),
            Column("low_usd", say("Deficit, at least"), say("$ billion"), words.billions),
            Column("high_usd", say("Deficit, at most"), say("$ billion"), words.billions),
            Column("exports_usd", say("Exports"), say("$ billion"), words.billions),
            Column("general_imports_usd", say("General imports"), say("$ billion"), words.billions),
        ],
        source(*_tables(p)),
        found,
        searchable=True,
        emphasis="own",
    )


def missing(p: Parameters) -> Text | None:
    """Say which countries have bounds alone in the newest rankings, and down to which place these are certain."""
    lines = [line for span in _periods(p) if (line := _missing(p, *span))]
    return text(*lines) if lines else None


def _periods(p: Parameters) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the last year that covers all countries and what follows it, up to the edition's end.

    The newest period ends where imports of many countries do, if they reach into it. Only periods in which there are
    countries to compare.
    """
    last, covered = deficit_race.last_month(p), rank_bounds.covered_until(p.vintage)
    if last.year == covered.year:
        last = min(last, covered)
    last_whole_year = last.year if last.month == 12 else last.year - 1
    full = min(rankings.history(p.partner, p.vintage)["year"].max(), last_whole_year)
    years = range(full, last.year + 1)
    spans = [(pd.Timestamp(year, 1, 1), min(last, pd.Timestamp(year, 12, 1))) for year in years]
    return [span for span in spans if rankings.can_rank(rankings.deficits(*span, p.vintage))]


def _finding(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> str:
    deficits = rankings.deficits(first, last, p.vintage)
    own = rank_bounds.bounds(first, last, p.vintage).set_index("partner").reindex([p.partner]).iloc[0]
    held = deficits[deficits["partner"] == p.partner]
    span = words.capital(words.period(first, last))
    if len(held) and held["balance_usd"].iloc[0] >= 0:
        surplus = words.usd(float(held["balance_usd"].iloc[0]))
        return say(
            "{span}: the United States had a surplus of {surplus} with {partner}, so no deficit to rank.",
            span=span,
            surplus=surplus,
            partner=partner(p),
        )
    if len(held) and pd.isna(held["rank"].iloc[0]):
        size = words.usd(-float(held["balance_usd"].iloc[0]))
        return say(
            "{span}: a deficit of {size}; a group of countries has no rank among single countries.",
            span=span,
            size=size,
        )
    if pd.isna(own["high_usd"]):
        return ""
    if not own["exact"]:
        pattern = (
            message(
                "{span}: the data lack US exports to {partner}; a deficit, if there was one, came to at most {high}."
            )
            if own["low_usd"] <= 0
            else message("{span}: the data lack US exports to {partner}; the deficit lay between {low} and {high}.")
        )
        low, high = words.usd(own["low_usd"]), words.usd(own["high_usd"])
        return say(pattern, span=span, partner=partner(p), low=low, high=high)
    before = deficits[deficits["rank"] < own["worst_rank"]]["partner"]
    named = words.join([partners.in_sentence(code) for code in before])
    return say(
        message("{span}: a deficit of {high} with {partner}, {place} of all countries, after {named}.")
        if 0 < len(before) <= 4 and own["best_rank"] == own["worst_rank"]
        else message("{span}: a deficit of {high} with {partner}, {place} of all countries."),
        span=span,
        partner=partner(p),
        high=words.usd(own["high_usd"]),
        place=_place(own),
        named=named,
    )


def _place(own: pd.Series) -> str:
    best, worst = int(own["best_rank"]), int(own["worst_rank"])
    if best == worst:
        return say("the **{best}**", best=words.superlative(best))
    return say(
        "between the **{best} and the {worst}** largest",
        best=words.ordinal(best),
        worst=words.ordinal(worst),
    )


def _ranks(best: int, worst: int) -> str:
    """Return a rank, a span of ranks, or nothing where the bounds say too little."""
    return f"{best}" if best == worst else words.span(f"{best}", f"{worst}") if worst <= LISTED else "–"


def _missing(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> str:
    rows = rank_bounds.bounds(first, last, p.vintage)
    absent = rows[~rows["exact"] & (rows["high_usd"] > 0)]
    if absent.empty:
        return ""
    largest = [f"{partners.in_sentence(row.partner)} ({_span(row)})" for row in each_row(absent.head(3))]
    sure = _certain(rows)
    ranks = say("The first {sure} ranks are certain", sure=words.cardinal(sure)) if sure else say("No rank is certain")
    return say(
        "{period}: the data lack US exports to {count} countries, so their deficits have bounds alone. "
        "The largest may be {largest}. {ranks}.",
        period=words.capital(words.period(first, last)),
        count=words.count(len(absent)),
        largest=words.join(largest),
        ranks=ranks,
    )


def _span(row: Any) -> str:
    return words.span(words.usd(max(0.0, row.low_usd)), words.usd(row.high_usd))


def _certain(rows: pd.DataFrame) -> int:
    """Return how many ranks from the first on the bounds allow to be told."""
    return int((rows["best_rank"] == rows["worst_rank"]).cumprod().sum())


def _bars(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> Figure:
    rows = rank_bounds.bounds(first, last, p.vintage)
    rows = rows[rows["high_usd"] > 0].reset_index(drop=True)
    shown = pd.concat([rows.head(SHOWN), rows[(rows["partner"] == p.partner) & (rows.index >= SHOWN)]])
    names = [
        f"{label}  {partners.name(row.partner)}"
        if (label := _ranks(row.best_rank, row.worst_rank)) != "–"
        else partners.name(row.partner)
        for row in each_row(shown)
    ]
    lead, complete = shown.iloc[0], bool(rows["exact"].all())
    deficit = Series(say("Deficit"), Role.OTHER, shown["low_usd"].clip(lower=0))
    highest = Series(
        say("At most, exports unknown"), Role.MUTED, shown["high_usd"].where(~shown["exact"].astype("bool"))
    )
    return Figure(
        f"deficits-{last:%Y-%m}",
        say(
            "The largest US goods deficit in {period} was that with {partner}",
            period=words.period(first, last),
            partner=partners.in_sentence(lead["partner"]),
        ),
        say("billion US dollars, general imports less exports")
        if complete
        else say(
            "billion US dollars, general imports less exports; a span where exports are unknown, pale where the rank "
            "is not certain"
        ),
        _largest(p, rankings.deficits(first, last, p.vintage), lead),
        source(*_tables(p)),
        shown,
        Bars(
            names,
            BILLION_USD,
            1.3,
            deficit,
            [Role.PARTNER if code == p.partner else Role.OTHER for code in shown["partner"]],
            most=None if complete else highest,
            faint_from=_certain(shown),
        ),
    )


def _largest(p: Parameters, deficits: pd.DataFrame, lead: pd.Series) -> str:
    """Say which deficit is the largest and, if that is another's, how the balance with the partner stands."""
    own = deficits.loc[deficits["partner"] == p.partner, "balance_usd"]
    balance = 0.0 if own.empty else float(own.iloc[0])
    if own.empty:
        pattern = message(
            "The largest deficit was that with {lead}, {high}; the data lack US exports to {partner} in some of these "
            "months."
        )
    elif lead["partner"] == p.partner:
        pattern = message("The largest deficit was that with {lead}, {high}.")
    else:
        pattern = message("The largest deficit was that with {lead}, {high}; the {kind} with {partner} was {balance}.")
    return say(
        pattern,
        lead=partners.in_sentence(lead["partner"]),
        high=words.usd(lead["high_usd"]),
        partner=partner(p),
        kind=words.surplus_or_deficit(balance),
        balance=words.usd(abs(balance)),
    )


def _history_measure(p: Parameters, open_points: bool) -> str:
    """Return what the figure of the rank over years measures, and what its open points are."""
    if not open_points:
        return say("rank among all countries, 1 is the largest deficit; general imports, years with a deficit")
    if _periods(p) and _periods(p)[-1][1].month < 12:
        return say(
            "rank among all countries, 1 is the largest deficit; general imports, years with a deficit; open points: "
            "exports of some countries unknown, {period}",
            period=words.period(*_periods(p)[-1]),
        )
    return say(
        "rank among all countries, 1 is the largest deficit; general imports, years with a deficit; open points: "
        "exports of some countries unknown"
    )


def _partial_years(p: Parameters, after: int) -> pd.DataFrame:
    """Return year, rank and countries of the periods since the year ``after`` in which the rank is certain."""
    found = []
    for first, last in _periods(p):
        rows = rank_bounds.bounds(first, last, p.vintage)
        own = rows[(rows["partner"] == p.partner) & rows["exact"] & (rows["low_usd"] > 0)]
        if first.year > after and len(own) and own["best_rank"].iloc[0] == own["worst_rank"].iloc[0]:
            found.append({"year": first.year, "rank": float(own["best_rank"].iloc[0]), "countries": float(len(rows))})
    return pd.DataFrame(found, columns=["year", "rank", "countries"])


def _months_of(p: Parameters, year: int) -> str:
    """Return the months of ``year`` whose ranks are told, as a sentence names them."""
    return {first.year: words.period(first, last) for first, last in _periods(p)}.get(year, say("{year}", year=year))


def _tables(p: Parameters) -> list[str]:
    """Return the tables that the bounds are from."""
    alone = [rank_bounds.IMPORTS_ALONE] if pd.notna(rank_bounds.covered_until(p.vintage)) else []
    return [*totals(p), *alone]
