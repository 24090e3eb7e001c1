"""Chapter Two ledgers: what Viet Nam prints and what the United States prints about the same trade."""

from functools import cache

import pandas as pd

from analysis.chapters.common import introduction, source
from analysis.chapters.reach import TOTALS
from analysis.claims import Verdict, check_all, ledger_figures
from analysis.frames import row_at
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Lines, Series
from analysis.present.roles import Role

TABLES = ("published_figures", "goods_by_partner")
FLOW_NAMES = {"exports": "Viet Nam's exports", "imports": "Viet Nam's imports", "surplus": "Viet Nam's surplus"}
FLOW_ROLES = {"exports": Role.IMPORTS, "imports": Role.EXPORTS, "surplus": Role.DEFICIT}  # seen from the United States


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        "Two customs offices write down the same trade, and their books do not show the same amount. They value "
        "goods at different points of the way, at different times, and by different rules of origin.",
        TOTALS,
    )


def findings(p: Parameters) -> Text:
    """Return the size and direction of the gap, and what explains it."""
    pairs = _pairs()
    return text(
        *(_latest_year(pairs, flow) for flow in FLOW_NAMES),
        _widening(pairs),
        _direction(pairs),
        _by_product(pairs),
        _explained(),
        _basis(),
        _press(),
    )


def gap(p: Parameters) -> Figure:
    """Show the gap as a percentage of Viet Nam's figure, for every period that both publish."""
    pairs = _pairs()
    last = pairs.iloc[-1]
    recent = pairs[(pairs["first_month"] == last["first_month"]) & (pairs["last_month"] == last["last_month"])]
    said = [f"{FLOW_NAMES[row['flow']]} {_more(row)}" for _, row in recent.iterrows()]
    wide = pairs.pivot_table(values="gap_pct", index="last_month", columns="flow", aggfunc="mean")
    return Figure(
        "ledger-gap",
        f"In {words.period(last['first_month'], last['last_month'])} the US figure was, for {words.join(said)} than "
        "the Vietnamese one",
        "US figure less Vietnamese figure, percent of the Vietnamese figure; each point ends a period",
        f"In {words.period(last['first_month'], last['last_month'])}, the latest period in both ledgers, the US figure "
        f"was, for {words.join(said)} than the Vietnamese one.",
        source(*TABLES),
        wide.add_suffix("_gap_pct").reset_index(),
        Lines(
            list(wide.index),
            [Series(FLOW_NAMES[flow], role, wide[flow]) for flow, role in FLOW_ROLES.items() if flow in wide],
            PERCENT,
            marks=True,
        ),
    )


def every(p: Parameters) -> Table:
    """List every pair of figures, searchable and sortable."""
    pairs = _pairs().sort_values(["last_month", "first_month", "flow"], ascending=False)
    frame = pairs.assign(
        period=[words.period(a, b) for a, b in zip(pairs["first_month"], pairs["last_month"], strict=True)],
        flow_name=pairs["flow"].map(FLOW_NAMES),
        gap_span=[_span(row) for _, row in pairs.iterrows()],
    )
    return Table(
        "ledgers",
        "The same trade in two ledgers",
        [
            Column("period", "Period"),
            Column("flow_name", "Flow"),
            Column("vietnamese_usd", "Viet Nam prints", "$ billion", words.billions),
            Column("rounding_usd", "Rounded to", "$ billion", _scale),
            Column("us_usd", "United States prints", "$ billion", words.billions),
            Column("gap_usd", "US less Viet Nam", "$ billion", words.billions),
            Column("gap_span", "Gap that the rounding allows", "% of the Vietnamese figure"),
            Column("basis", "Vietnamese figure is"),
            Column("source_title", "Read in", link="link"),
            Column("source_date", "Dated", below="source_title"),
            Column("confidence", "Confidence", below="source_title"),
        ],
        source(*TABLES),
        frame,
        searchable=True,
    )


def products(p: Parameters) -> Table:
    """List the gap for product groups that answer to whole chapters of the Harmonized System."""
    table = ledger_figures.product_pairs()
    periods = [words.period(a, b) for a, b in zip(table["first_month"], table["last_month"], strict=True)]
    return Table(
        "ledger-products",
        "Exports of Viet Nam to the United States by product group in two ledgers",
        [
            Column("product_group", "Product group", "", words.capital),
            Column("hs2_chapters", "HS chapters"),
            Column("period", "Period"),
            Column("vietnamese_usd", "Viet Nam prints", "$ billion", lambda v: words.billions(v, 2)),
            Column("rounding_usd", "Rounded to", "$ billion", _scale),
            Column("us_usd", "United States prints", "$ billion", lambda v: words.billions(v, 2)),
            Column("gap_usd", "US less Viet Nam", "$ billion", lambda v: words.billions(v, 2)),
            Column("gap_span", "Gap that the rounding allows", "% of the Vietnamese figure"),
            Column("source_title", "Read in", link="link"),
        ],
        source("published_figures", "general_imports_by_hs2", "mirror_groups"),
        table.assign(period=periods, gap_span=[_span(row) for _, row in table.iterrows()]),
    )


def reasons(p: Parameters) -> Table:
    """List the known reasons with their size where there is one."""
    table = _reasons()
    year = [("" if pd.isna(first) else f"{first:%Y}") for first in table["first_month"]]
    return Table(
        "ledger-reasons",
        "Why the ledgers differ, and what each reason adds to the gap",
        [
            Column("reason", "Reason", "", words.capital),
            Column("flow_name", "Flow"),
            Column("why", "How it works"),
            Column("size_usd", "Adds to the gap", "$ billion", words.billions),
            Column("year", "Year"),
        ],
        source("ledger_reasons", *TABLES, "imports_by_naics3"),
        table.assign(year=year, flow_name=table["flow"].map(FLOW_NAMES)),
    )


@cache
def _pairs() -> pd.DataFrame:
    return ledger_figures.pairs()


@cache
def _reasons() -> pd.DataFrame:
    return ledger_figures.reasons()


def _latest_year(pairs: pd.DataFrame, flow: str) -> str:
    years = pairs[(pairs["flow"] == flow) & (pairs["period_kind"] == "year")]
    if years.empty:
        return ""
    row = years.iloc[-1]
    implied = "" if row["basis"] == "printed" else " (its exports less its surplus)"
    return (
        f"{FLOW_NAMES[flow]} in {row['first_month']:%Y}: {words.usd(row['vietnamese_usd'])} by Viet Nam's "
        f"figures{implied}, **{words.usd(row['us_usd'])}** by US figures, {_more(row)}."
    )


def _widening(pairs: pd.DataFrame) -> str:
    years = pairs[(pairs["flow"] == "surplus") & (pairs["period_kind"] == "year")]
    if len(years) < 2:
        return ""
    first, last = years.iloc[0], years.iloc[-1]
    verb = words.moved(abs(first["gap_pct"]), abs(last["gap_pct"]), "widened", "narrowed", "stayed")
    return (
        f"The gap in the surplus {verb} from {words.percent(first['gap_pct'])} of the Vietnamese figure in "
        f"{first['first_month']:%Y} to {words.percent(last['gap_pct'])} in {last['first_month']:%Y}."
    )


def _direction(pairs: pd.DataFrame) -> str:
    above = (pairs["gap_usd"] > 0).groupby(pairs["flow"]).agg(["sum", "size"])
    counts = [f"{flow} in {row_at(above, flow)['sum']} of {row_at(above, flow)['size']} periods" for flow in FLOW_NAMES]
    return f"The US figure is the higher one for Viet Nam's {words.join(counts)}."


def _by_product(pairs: pd.DataFrame) -> str:
    """Return a product group whose gap is smaller than that of all goods in the same months, if there is one."""
    keys = ["first_month", "last_month"]
    totals = pairs[pairs["flow"] == "exports"][[*keys, "gap_pct", "gap_low_pct", "gap_high_pct"]]
    both = ledger_figures.product_pairs().merge(totals, on=keys, suffixes=("", "_total"))
    both = both[both["gap_high_pct"] < both["gap_low_pct_total"]]
    if both.empty:
        return ""
    row = both.iloc[-1]
    every = row.filter(like="_total").rename(lambda name: name.removesuffix("_total"))
    return (
        f"The gap is not the same for all goods. In {words.period(row['first_month'], row['last_month'])} the US "
        f"figure for {row['product_group']} was {_more(row)}; for all exports it was {_more(every)}."
    )


def _explained() -> str:
    sized = _reasons().dropna(subset="size_usd")
    adding = sized[sized["size_usd"] > 0]["reason"].tolist()
    hiding = sized[sized["size_usd"] <= 0]["reason"].tolist()
    parts = []
    if adding:
        parts.append(f"{words.join(adding)} {'adds' if len(adding) == 1 else 'add'} to the gap in exports")
    if hiding:
        parts.append(f"{words.join(hiding)} {'makes' if len(hiding) == 1 else 'make'} the gap smaller")
    none = "" if adding else " Neither explains the gap." if len(hiding) == 2 else " Not one of them explains the gap."
    return (
        f"Of the reasons that the data can measure, {words.join(parts)}.{none} Unmeasured are the price that is booked "
        "and goods that travel through third countries."
    )


def _basis() -> str:
    first, general, entered = ledger_figures.basis()
    verb = "larger" if entered > general else "smaller"
    return (
        f"Which US figure is taken matters too. General imports, taken here, were {words.usd(general)} in {first:%Y}; "
        f"imports for consumption were {words.usd(entered)}. With these the gap in exports would be "
        f"{words.usd(abs(entered - general))} {verb}."
    )


def _press() -> str:
    """Return which ledger the trade figures of the five documents come from, document by document."""
    checked = check_all()
    figures = checked[checked["quantity"].isin(["trade value", "growth"]) & checked["value"].notna()]
    agreeing = figures[[Verdict(verdict).agrees for verdict in figures["verdict"]]]
    ledger = agreeing["vintage"].str.split().str[0]
    counts = pd.crosstab(agreeing["document"], ledger).reindex(columns=["US", "Vietnamese"], fill_value=0)
    both = counts.index[(counts > 0).all(axis=1)].tolist()
    mixed = f"{'Document' if len(both) == 1 else 'Documents'} {words.join(both)} {'has' if len(both) == 1 else 'have'}"
    return (
        f"The press quotes both. Of {len(figures)} trade values and growth rates in the documents, "
        f"{counts['US'].sum()} agree with the US figures and {counts['Vietnamese'].sum()} with the Vietnamese ones. "
        f"{f'{mixed} figures of both.' if both else 'No document has figures of both.'}"
    )


def _more(row: pd.Series) -> str:
    """Return how far the US figure lies above or below the Vietnamese one, as exactly as its rounding allows."""
    low, high = row["gap_low_pct"], row["gap_high_pct"]
    if high - low < 1:
        return f"{words.percent(abs(row['gap_pct']))} {_side(row['gap_pct'])}"
    if low < 0 < high:
        return f"between {words.percent(-low, 0)} lower and {words.percent(high, 0)} higher"
    ends = sorted((abs(low), abs(high)))
    return f"{words.number(ends[0], 0)} to {words.percent(ends[1], 0)} {_side(low)}"


def _side(gap_pct: float) -> str:
    return "higher" if gap_pct >= 0 else "lower"


def _span(row: pd.Series) -> str:
    """Return the gap in percent as a span, or as one number if its ends agree to the first decimal."""
    low, high = row["gap_low_pct"], row["gap_high_pct"]
    digits = 1 if high - low < 1 else 0
    ends = [words.number(value, digits) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _scale(value: float) -> str:
    return words.plain(value / 1e9)
