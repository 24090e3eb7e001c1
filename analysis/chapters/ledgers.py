"""Chapter Two ledgers: what Viet Nam prints and what the United States prints about the same trade."""

from functools import cache

import pandas as pd

from analysis.chapters.common import introduction, said, source
from analysis.chapters.last_dates import TOTALS
from analysis.claims import Verdict, check_all, ledger_figures
from analysis.frames import row_at
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, Lines, Series
from analysis.present.roles import Role

TABLES = ("published_figures", "goods_by_partner")
FLOW_NAMES = {
    "exports": message("Viet Nam's exports"),
    "imports": message("Viet Nam's imports"),
    "surplus": message("Viet Nam's surplus"),
}
_FLOWS = {"exports": message("exports"), "imports": message("imports"), "surplus": message("surplus")}
FLOW_ROLES = {"exports": Role.IMPORTS, "imports": Role.EXPORTS, "surplus": Role.DEFICIT}  # seen from the United States


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Two customs offices write down the same trade, and their books do not show the same "
            "amount. They value goods at different points of the way, at different times, and by "
            "different rules of origin.",
        ),
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
    parts = [f"{say(FLOW_NAMES[row['flow']])} {_more(row)}" for _, row in recent.iterrows()]
    first = row_at(recent, recent.index[0])
    wide = pairs.pivot_table(values="gap_pct", index="last_month", columns="flow", aggfunc="mean")
    return Figure(
        "ledger-gap",
        say(
            "In {period} the US figure for {flow} was {more} than the Vietnamese one",
            period=words.period(last["first_month"], last["last_month"]),
            flow=say(FLOW_NAMES[first["flow"]]),
            more=_more(first),
        ),
        say(
            "US figure less Vietnamese figure, percent of the Vietnamese figure; each point ends a period",
        ),
        say(
            "{period} is the latest period in both ledgers. The US figure against the Vietnamese one: {said}.",
            period=words.capital(words.period(last["first_month"], last["last_month"])),
            said="; ".join(parts),
        ),
        source(*TABLES),
        wide.add_suffix("_gap_pct").reset_index(),
        Lines(
            list(wide.index),
            [
                Series(words.capital(say(FLOW_NAMES[flow])), role, wide[flow])
                for flow, role in FLOW_ROLES.items()
                if flow in wide
            ],
            PERCENT,
            marks=True,
        ),
    )


def every(p: Parameters) -> Table:
    """List every pair of figures, searchable and sortable."""
    pairs = _pairs().sort_values(["last_month", "first_month", "flow"], ascending=False)
    frame = said(pairs, "basis", "confidence", "source_title").assign(
        period=[words.tabled_period(a, b) for a, b in zip(pairs["first_month"], pairs["last_month"], strict=True)],
        flow_name=pairs["flow"].map(FLOW_NAMES).map(say).map(words.capital),
        gap_span=[_span(row) for _, row in pairs.iterrows()],
    )
    return Table(
        "ledgers",
        say("The same trade in two ledgers"),
        [
            Column("period", say("Period")),
            Column("flow_name", say("Flow")),
            Column("vietnamese_usd", say("Viet Nam prints"), say("$ billion"), words.billions),
            Column("rounding_usd", say("Rounded to"), say("$ billion"), words.plain_billions),
            Column("us_usd", say("United States prints"), say("$ billion"), words.billions),
            Column("gap_usd", say("US less Viet Nam"), say("$ billion"), words.billions),
            Column("gap_span", say("Gap that the rounding allows"), say("% of the Vietnamese figure")),
            Column("basis", say("Vietnamese figure is")),
            Column("source_title", say("Read in"), link="link"),
            Column("source_date", say("Dated"), "", words.dated, below="source_title"),
            Column("confidence", say("Confidence"), below="source_title"),
        ],
        source(*TABLES),
        frame,
        searchable=True,
    )


def products(p: Parameters) -> Table:
    """List the gap for product groups that answer to whole chapters of the Harmonized System."""
    table = ledger_figures.product_pairs()
    periods = [words.tabled_period(a, b) for a, b in zip(table["first_month"], table["last_month"], strict=True)]
    return Table(
        "ledger-products",
        say(
            "Exports of Viet Nam to the United States by product group in two ledgers",
        ),
        [
            Column("product_group", say("Product group"), "", words.capital),
            Column("hs2_chapters", say("HS chapters")),
            Column("period", say("Period")),
            Column("vietnamese_usd", say("Viet Nam prints"), say("$ billion"), lambda v: words.billions(v, 2)),
            Column("rounding_usd", say("Rounded to"), say("$ billion"), words.plain_billions),
            Column("us_usd", say("United States prints"), say("$ billion"), lambda v: words.billions(v, 2)),
            Column("gap_usd", say("US less Viet Nam"), say("$ billion"), lambda v: words.billions(v, 2)),
            Column("gap_span", say("Gap that the rounding allows"), say("% of the Vietnamese figure")),
            Column("source_title", say("Read in"), link="link"),
        ],
        source("published_figures", "general_imports_by_hs2", "mirror_groups"),
        said(table, "product_group", "source_title").assign(
            period=periods, gap_span=[_span(row) for _, row in table.iterrows()]
        ),
    )


def reasons(p: Parameters) -> Table:
    """List the known reasons with their size where there is one."""
    table = _reasons()
    year = [("" if pd.isna(first) else f"{first:%Y}") for first in table["first_month"]]
    return Table(
        "ledger-reasons",
        say("Why the ledgers differ, and what each reason adds to the gap"),
        [
            Column("reason", say("Reason"), "", words.capital),
            Column("flow_name", say("Flow")),
            Column("why", say("How it works")),
            Column("size_usd", say("Adds to the gap"), say("$ billion"), words.billions),
            Column("year", say("Year")),
        ],
        source("ledger_reasons", *TABLES, "imports_by_naics3"),
        said(table, "reason", "why").assign(
            year=year, flow_name=table["flow"].map(FLOW_NAMES).map(say).map(words.capital)
        ),
    )


@cache
def _pairs() -> pd.DataFrame:
    return ledger_figures.pairs()


@cache
def _judged() -> pd.DataFrame:
    """Return the trade values and growth rates in the documents without words: document, ledger, verdict."""
    checked = check_all()
    figures = checked["quantity"].isin(["trade value", "growth"]) & checked["value"].notna()
    return checked.loc[figures, ["document", "ledger", "verdict"]]


@cache
def _reasons() -> pd.DataFrame:
    return ledger_figures.reasons()


def _latest_year(pairs: pd.DataFrame, flow: str) -> str:
    years = pairs[(pairs["flow"] == flow) & (pairs["period_kind"] == "year")]
    if years.empty:
        return ""
    row = years.iloc[-1]
    return say(
        message("{flow} in {year}: {vietnamese} by Viet Nam's figures, **{us}** by US figures, {more}.")
        if row["basis"] == "printed"
        else message(
            "{flow} in {year}: {vietnamese} by Viet Nam's figures (its exports less its surplus), **{us}** by US "
            "figures, {more}."
        ),
        flow=words.capital(say(FLOW_NAMES[flow])),
        year=f"{row['first_month']:%Y}",
        vietnamese=words.usd(row["vietnamese_usd"]),
        us=words.usd(row["us_usd"]),
        more=_more(row),
    )


def _widening(pairs: pd.DataFrame) -> str:
    years = pairs[(pairs["flow"] == "surplus") & (pairs["period_kind"] == "year")]
    if len(years) < 2:
        return ""
    first, last = years.iloc[0], years.iloc[-1]
    verb = words.direction(
        abs(first["gap_pct"]), abs(last["gap_pct"]), message("widened"), message("narrowed"), message("stayed")
    )
    return say(
        "The gap in the surplus {verb} from {gap} of the Vietnamese figure in {first} to {now} in {last}.",
        verb=verb,
        gap=words.percent(first["gap_pct"]),
        first=f"{first['first_month']:%Y}",
        now=words.percent(last["gap_pct"]),
        last=f"{last['first_month']:%Y}",
    )


def _direction(pairs: pd.DataFrame) -> str:
    above = (pairs["gap_usd"] > 0).groupby(pairs["flow"]).agg(["sum", "size"])
    counts = [
        say(
            "{flow} in {higher} of {size} periods",
            flow=say(_FLOWS[flow]),
            higher=row_at(above, flow)["sum"],
            size=row_at(above, flow)["size"],
        )
        for flow in FLOW_NAMES
    ]
    return say(
        "The US figure is the higher one for Viet Nam's {counts}.",
        counts=words.join(counts),
    )


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
    return say(
        "The gap is not the same for all goods. In {period} the US figure for {product_group} "
        "was {more}; for all exports it was {total}.",
        period=words.period(row["first_month"], row["last_month"]),
        product_group=say(row["product_group"]),
        more=_more(row),
        total=_more(every),
    )


def _explained() -> str:
    sized = _reasons().dropna(subset="size_usd")
    adding = sized[sized["size_usd"] > 0]["reason"].map(say).tolist()
    hiding = sized[sized["size_usd"] <= 0]["reason"].map(say).tolist()
    parts = []
    if adding:
        parts.append(
            say(
                message("{reasons} adds to the gap in exports")
                if len(adding) == 1
                else message("{reasons} add to the gap in exports"),
                reasons=words.join(adding),
            )
        )
    if hiding:
        parts.append(
            say(
                message("{reasons} makes the gap smaller")
                if len(hiding) == 1
                else message("{reasons} make the gap smaller"),
                reasons=words.join(hiding),
            )
        )
    told = [say("Of the reasons that the data can measure, {parts}.", parts=words.join(parts))]
    if not adding:
        told.append(say("Neither explains the gap.") if len(hiding) == 2 else say("Not one of them explains the gap."))
    told.append(say("Unmeasured are the price that is booked and goods that travel through third countries."))
    return " ".join(told)


def _basis() -> str:
    first, general, entered = ledger_figures.basis()
    return say(
        message(
            "Which US figure is taken matters too. General imports, taken here, were {general} in {year}; imports for "
            "consumption were {entered}. With these the gap in exports would be {difference} larger."
        )
        if entered > general
        else message(
            "Which US figure is taken matters too. General imports, taken here, were {general} in {year}; imports for "
            "consumption were {entered}. With these the gap in exports would be {difference} smaller."
        ),
        general=words.usd(general),
        year=f"{first:%Y}",
        entered=words.usd(entered),
        difference=words.usd(abs(entered - general)),
    )


def _press() -> str:
    """Return which ledger the trade figures of the five documents come from, document by document."""
    figures = _judged()
    agreeing = figures[[Verdict(verdict).agrees for verdict in figures["verdict"]]]
    counts = pd.crosstab(agreeing["document"], agreeing["ledger"]).reindex(columns=["US", "Vietnamese"], fill_value=0)
    both = counts.index[(counts > 0).all(axis=1)].tolist()
    told = say(
        "The press quotes both. Of {count} trade values and growth rates in the documents, {us} agree with the US "
        "figures and {vietnamese} with the Vietnamese ones.",
        count=len(figures),
        us=counts["US"].sum(),
        vietnamese=counts["Vietnamese"].sum(),
    )
    if not both:
        return f"{told} {say('No document has figures of both.')}"
    mixed = (
        message("Document {documents} has figures of both.")
        if len(both) == 1
        else message("Documents {documents} have figures of both.")
    )
    return f"{told} {say(mixed, documents=words.join(both))}"


def _more(row: pd.Series) -> str:
    """Return how far the US figure lies above or below the Vietnamese one, as exactly as its rounding allows."""
    low, high = row["gap_low_pct"], row["gap_high_pct"]
    if high - low < 1:
        return say(_side(row["gap_pct"]), gap=words.percent(abs(row["gap_pct"])))
    if low < 0 < high:
        return say(
            "between {low} lower and {high} higher",
            low=words.percent(-low, 0),
            high=words.percent(high, 0),
        )
    ends = sorted((abs(low), abs(high)))
    return say(_side(low), gap=words.span(words.number(ends[0], 0), words.percent(ends[1], 0)))


def _side(gap_pct: float) -> str:
    return message("{gap} higher") if gap_pct >= 0 else message("{gap} lower")


def _span(row: pd.Series) -> str:
    """Return the gap in percent as a span, or as one number if its ends agree to the first decimal."""
    low, high = row["gap_low_pct"], row["gap_high_pct"]
    digits = 1 if high - low < 1 else 0
    ends = [words.number(value, digits) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else words.span(*ends)
