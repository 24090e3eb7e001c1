"""The accounting identities that tie the tables together, each measured against a stated tolerance."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.data import catalogue
from analysis.data.catalogue import DESCRIPTOR, describe, load
from analysis.data.references import check_references
from analysis.data.schema import check
from analysis.data.seal import compiled, unsealed
from analysis.errors import ReportError
from analysis.months import month_count

REVISION_SHARE = 0.10  # largest change of a partner's month between two vintages of one source
REVISED_YEARS = 2  # calendar years before a vintage that the next annual revision may still change
ROUNDING_USD = 1_000_000  # the current vintage is published in millions


def check_all() -> Iterator[str]:
    """Yield a line for every table and identity that holds; raise ReportError at the first that does not."""
    for table in catalogue.package().resources:
        rows = load(table.name)
        check(rows, table.schema, f"data/{table.path}")
        yield f"{table.name}: {len(rows):,} rows, digest and schema hold"
    if changed := unsealed(compiled(catalogue.DATA), catalogue.DATA):
        raise ReportError(
            f"data/{DESCRIPTOR} differs from what it is made of ({', '.join(changed)}); "
            "run `trade-report data seal` after a deliberate change"
        )
    yield f"every name exists in the {check_references(catalogue.package(), load)} columns that point at another table"
    for identity in (
        industries_sum_to_total,
        months_without_gaps,
        vintages_agree,
        imports_alone_agree,
        receipts_net,
        countries_sum_to_world,
    ):
        yield identity()


def industries_sum_to_total() -> str:
    """Imports and duty of the NAICS-3 industries sum to the printed total of each partner and month, exactly."""
    table = load("imports_by_naics3")
    values = ["imports_for_consumption_usd", "calculated_duty_usd"]
    total = table[table["naics3"] == "00"].set_index(["partner", "month"])[values]
    parts = table[table["naics3"] != "00"].groupby(["partner", "month"])[values].sum()
    gap = (total - parts.reindex(total.index, fill_value=0)).abs()
    _hold("imports_by_naics3", gap.max(axis=1), 0, "industries differ from the total by {:,.0f} USD")
    return f"industries sum to the total in all {len(total):,} months of partners"


def months_without_gaps() -> str:
    """The current totals of each partner have every month between the first and the last."""
    months = load("goods_by_partner").groupby("partner")["month"].agg(["min", "max", "size"])
    span = [month_count(first, last) for first, last in zip(months["min"], months["max"], strict=True)]
    _hold("goods_by_partner", span - months["size"], 0, "{:.0f} months are missing")
    return f"no month is missing in the totals of {len(months)} partners"


def vintages_agree() -> str:
    """Partner totals of two vintages agree: to the rounding up to two years before the earlier, then within a revision.

    The annual revision of a June reaches back over the two calendar years before it.
    """
    early, late = load("goods_by_country"), load("goods_by_partner")
    both = late.merge(early, on=["partner", "month"], suffixes=("_late", "_early")).set_index(["partner", "month"])
    revised = pd.Timestamp(describe("goods_by_country").vintage).year - REVISED_YEARS
    settled = both.index.get_level_values("month") < pd.Timestamp(revised, 1, 1)
    for flow in ("exports_usd", "general_imports_usd"):
        gap = (both[f"{flow}_late"] - both[f"{flow}_early"]).abs()
        _hold(
            "goods_by_partner",
            gap[settled],
            ROUNDING_USD,
            f"{flow} differs between vintages by {{:,.0f}} USD",
        )
        share = gap / both[f"{flow}_early"]
        _hold("goods_by_partner", share[~settled], REVISION_SHARE, f"{flow} was revised by {{:.1%}}")
    return f"two vintages agree in {len(both):,} months of partners, within the annual revision from {revised} on"


def imports_alone_agree() -> str:
    """The imports that come without exports agree with the current totals, within a revision."""
    alone, totals = load("general_imports_by_partner"), load("goods_by_partner")
    both = alone.merge(totals, on=["partner", "month"], suffixes=("_alone", "")).set_index(["partner", "month"])
    share = (both["general_imports_usd_alone"] / both["general_imports_usd"] - 1).abs()
    message = "imports differ from the current totals by {:.1%}"
    _hold("general_imports_by_partner", share, REVISION_SHARE, message)
    return f"imports without exports agree with the totals in all {len(both)} months that both tables hold"


def receipts_net() -> str:
    """Treasury receipts: gross less refunds is net, to the rounding of the source."""
    table = load("treasury_customs_receipts").set_index("month")
    gap = (table["gross_receipts_usd"] - table["refunds_usd"] - table["net_receipts_usd"]).abs()
    _hold(
        "treasury_customs_receipts",
        gap,
        2 * ROUNDING_USD,
        "gross less refunds differs from net by {:,.0f} USD",
    )
    return f"receipts less refunds are net receipts in all {len(table)} months"


def countries_sum_to_world() -> str:
    """The countries' imports and exports sum to the world total of each month, to a thousandth."""
    table = load("goods_by_country")
    kinds = load("partners").set_index("partner")["kind"]
    kind = table["partner"].map(kinds)
    world = table[kind == "world"].set_index("month")
    parts = table[kind.isin(["country", "unidentified"])].groupby("month")[["exports_usd", "general_imports_usd"]].sum()
    for flow in ("exports_usd", "general_imports_usd"):
        share = (parts[flow] - world[flow]).abs() / world[flow]
        _hold("goods_by_country", share, 0.001, f"countries differ from the world in {flow} by {{:.3%}}")
    return f"countries sum to the world within 0.1% in all {len(world)} months"


def _hold(table: str, gap: pd.Series, tolerance: float, message: str) -> None:
    """Raise ReportError for the largest ``gap`` above ``tolerance``, naming its row."""
    worst: Any = gap.idxmax()
    if gap[worst] > tolerance:
        where = worst if isinstance(worst, tuple) else (worst,)
        row = " ".join(f"{part:%Y-%m}" if isinstance(part, pd.Timestamp) else str(part) for part in where)
        raise ReportError(
            f"{table}, {row}: {message.format(gap[worst])}; {int((gap > tolerance).sum())} rows do not hold"
        )
