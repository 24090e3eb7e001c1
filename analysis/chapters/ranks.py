"""Chapter Where the deficit ranks."""

import pandas as pd

from analysis import partners
from analysis.chapters.common import introduction, partner, source, totals
from analysis.chapters.reach import TOTALS
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, COUNT, Bars, Lines, Series
from analysis.present.roles import Role
from analysis.trade import rankings

SHOWN = 15


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"How the US trade balance with {partner(p)} ranks beside those with other countries. Rank 1 is the largest"
        " deficit. Single countries are ranked; groups of countries are shown without a rank.",
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Return the rank of the deficit in each recent period, or why there is none."""
    if not _periods(p):
        return text("The data hold no other country to compare with in this edition's period, so nothing is ranked.")
    return text(*(_finding(p, *span) for span in _periods(p)), _group_note(p))


def history(p: Parameters) -> Figure | None:
    """Show the rank of the partner's deficit year by year, years that do not cover all countries with open points."""
    years = rankings.history(p.partner, p.vintage).dropna(subset="rank")
    years = years[years["year"].between(p.months[0].year, p.months[1].year) & (years["balance_usd"] < 0)]
    if years.empty:
        return None
    shown = pd.concat([years, _partial_years(p, int(years["year"].max()))], ignore_index=True)
    first, last, now = years.iloc[0], years.iloc[-1], shown.iloc[-1]
    before = f"{words.superlative(int(first['rank']))} in {int(first['year'])} and the " if len(years) > 1 else ""
    since = "; open points: of the countries that the data cover" if len(shown) > len(years) else ""
    return Figure(
        "rank-history",
        f"The US deficit with {partner(p)} was the {words.superlative(int(now['rank']))} in {int(now['year'])}",
        f"rank among all countries, 1 is the largest deficit; general imports, years with a deficit{since}",
        f"The US deficit with {partner(p)} was the {before}{words.superlative(int(last['rank']))} of "
        f"{words.count(last['countries'])} countries in {int(last['year'])}.",
        source(*totals(p)),
        shown,
        Lines(
            shown["year"].astype(int),
            [Series("Rank", Role.PARTNER, shown["rank"])],
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
    """List every ranked country in each recent period."""
    frames = [
        rankings.deficits(first, last, p.vintage).assign(period=words.period(first, last), first=first)
        for first, last in _periods(p)
    ]
    if not frames:
        return None
    rows = pd.concat(frames, ignore_index=True).sort_values(["first", "balance_usd"], ascending=[False, True])
    rows = rows[(rows["rank"].fillna(0) <= 30) | (rows["partner"] == p.partner)]
    rows = rows.assign(country=rows["partner"].map(partners.name), own=rows["partner"] == p.partner).drop(
        columns="first"
    )
    return Table(
        "ranks",
        "US goods balance by country, largest deficits first",
        [
            Column("period", "Period"),
            Column("rank", "Rank", "", words.count),
            Column("country", "Country or group"),
            Column("exports_usd", "Exports", "$ billion", words.billions),
            Column("general_imports_usd", "General imports", "$ billion", words.billions),
            Column("balance_usd", "Balance", "$ billion", words.billions),
        ],
        source(*totals(p)),
        rows,
        searchable=True,
        emphasis="own",
    )


def missing(p: Parameters) -> Text | None:
    """Say which countries the newest rankings lack, and down to which place they can be trusted."""
    lines = [line for span in _periods(p) if (line := _missing(p, *span))]
    return text(*lines) if lines else None


def _periods(p: Parameters) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the last year that covers all countries and what follows it, up to the edition's end.

    Only periods in which there are countries to compare.
    """
    last = p.months[1]
    last_whole_year = last.year if last.month == 12 else last.year - 1
    full = min(rankings.history(p.partner, p.vintage)["year"].max(), last_whole_year)
    years = range(full, last.year + 1)
    spans = [(pd.Timestamp(year, 1, 1), min(last, pd.Timestamp(year, 12, 1))) for year in years]
    return [span for span in spans if rankings.can_rank(rankings.deficits(*span, p.vintage))]


def _finding(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> str:
    deficits = rankings.deficits(first, last, p.vintage)
    own = deficits[deficits["partner"] == p.partner]
    if own.empty:
        return ""
    balance = float(own["balance_usd"].iloc[0])
    span = words.capital(words.period(first, last))
    if balance >= 0:
        return (
            f"{span}: the United States had a surplus of {words.usd(balance)} with {partner(p)}, so no deficit to rank."
        )
    rank = rankings.rank_of(deficits, p.partner)
    if rank is None:
        return f"{span}: a deficit of {words.usd(-balance)}; a group of countries has no rank among single countries."
    before = deficits[deficits["rank"] < rank]["partner"].map(partners.in_sentence).tolist()
    behind = f", after {words.join(before)}" if 0 < len(before) <= 4 else ""
    complete = rankings.not_covered(first, last, p.vintage).empty
    scope = (
        "of all countries"
        if complete
        else f"among the {words.count(deficits['rank'].max())} countries that the data cover"
    )
    return f"{span}: a deficit of {words.usd(-balance)}, the **{words.superlative(rank)}** {scope}{behind}."


def _group_note(p: Parameters) -> str:
    return "The European Union is listed for comparison but takes no place: its members are counted one by one."


def _missing(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> str:
    deficits = rankings.deficits(first, last, p.vintage)
    absent = rankings.not_covered(first, last, p.vintage)
    if absent.empty:
        return ""
    largest = [
        f"{partners.in_sentence(row.partner)} ({words.usd(-row.balance_usd)})" for row in each_row(absent.head(4))
    ]
    certain = rankings.certain_ranks(first, last, p.vintage)
    year = rankings.last_full_year()
    months = last.month - first.month + 1
    part = "" if months == 12 else f" ({months} twelfths of the year's counted)"
    place = f"right behind the {words.ordinal(certain)}: ranks after that are" if certain else "first: no rank is"
    covered = words.count(deficits["rank"].max())
    return (
        f"{words.capital(words.period(first, last))}: the data cover {covered} single countries. "
        f"The largest deficits among those missing were, in {year}, the last year that covers all countries, with "
        f"{words.join(largest)}. If such a deficit had doubled since {year}{part}, it would stand {place} "
        f"{'not certain' if certain else 'certain'}."
    )


def _bars(p: Parameters, first: pd.Timestamp, last: pd.Timestamp) -> Figure:
    deficits = rankings.deficits(first, last, p.vintage)
    shown = deficits[deficits["rank"].notna() & (deficits["balance_usd"] < 0)].head(SHOWN)
    own = deficits[(deficits["partner"] == p.partner) & ~deficits["partner"].isin(shown["partner"])]
    shown = pd.concat([shown, own], ignore_index=True)
    complete = rankings.not_covered(first, last, p.vintage).empty
    certain = len(shown) if complete else rankings.certain_ranks(first, last, p.vintage)
    names = [
        f"{words.count(row.rank)}  {partners.name(row.partner)}" if row.rank <= certain else partners.name(row.partner)
        for row in each_row(shown)
    ]
    lead, count = shown.iloc[0], words.count(deficits["rank"].max())
    scope = "all countries" if complete else f"the {count} countries covered; pale: others may stand between"
    return Figure(
        f"deficits-{last:%Y-%m}",
        f"The largest US goods deficit in {words.period(first, last)} was that with "
        f"{partners.in_sentence(lead['partner'])}",
        f"billion US dollars, general imports less exports; {scope}",
        f"The largest deficit was that with {partners.in_sentence(lead['partner'])}, "
        f"{words.usd(-lead['balance_usd'])}{_own(p, deficits, lead['partner'])}.",
        source(*totals(p)),
        shown,
        Bars(
            names,
            BILLION_USD,
            1.3,
            Series("Deficit", Role.OTHER, -shown["balance_usd"]),
            [Role.PARTNER if code == p.partner else Role.OTHER for code in shown["partner"]],
            faint_from=certain,
        ),
    )


def _own(p: Parameters, deficits: pd.DataFrame, lead: str) -> str:
    """Return the partner's own balance as the rest of a sentence; empty if the sentence has named it already."""
    own = deficits.loc[deficits["partner"] == p.partner, "balance_usd"]
    if own.empty:
        return f"; the data do not hold each of these months of {partner(p)}"
    balance = float(own.iloc[0])
    kind = words.surplus_or_deficit(balance)
    return "" if lead == p.partner else f"; the {kind} with {partner(p)} was {words.usd(abs(balance))}"


def _partial_years(p: Parameters, after: int) -> pd.DataFrame:
    """Return year, rank and countries of the periods since the year ``after``, which do not cover all countries."""
    found = []
    for first, last in _periods(p):
        table = rankings.deficits(first, last, p.vintage)
        rank = rankings.rank_of(table, p.partner)
        if (
            first.year > after
            and rank is not None
            and float(table.loc[table["partner"] == p.partner, "balance_usd"].iloc[0]) < 0
        ):
            found.append({"year": first.year, "rank": float(rank), "countries": table["rank"].max()})
    return pd.DataFrame(found, columns=["year", "rank", "countries"])
