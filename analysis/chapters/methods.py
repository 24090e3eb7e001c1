"""Chapter Data and methods."""

import pandas as pd

from analysis import data, partners
from analysis.chapters.common import partner
from analysis.parameters import Parameters
from analysis.present import Column, Table, Text, text, words
from analysis.trade import balances


def tables(p: Parameters) -> Table:
    """List every table of the project with its source, vintage and licence."""
    rows = []
    for name in data.names():
        described = data.describe(name)
        source = described["sources"][0]
        rows.append(
            {
                "name": name,
                "title": described["title"],
                "source": words.join([origin["title"] for origin in described["sources"]]),
                "address": source.get("path", ""),
                "compiler": "; ".join(person["title"] for person in described.get("contributors", [])),
                "vintage": described["vintage"],
                "retrieved": described["retrieved"],
                "licence": described["licenses"][0]["title"],
                "sha256": described["hash"].removeprefix("sha256:")[:12],
            }
        )
    return Table(
        "tables",
        "Tables behind this book",
        [
            Column("name", "Table"),
            Column("title", "What it holds"),
            Column("source", "Source", link="address"),
            Column("compiler", "Compiled by"),
            Column("vintage", "Vintage"),
            Column("retrieved", "Retrieved"),
            Column("licence", "Licence"),
            Column("sha256", "SHA-256, first 12 digits"),
        ],
        "data/datapackage.json",
        pd.DataFrame(rows),
        searchable=True,
    )


def coverage(p: Parameters) -> Table:
    """List what the data hold on the partner, table by table, with first and last month."""
    rows = []
    for name in data.names():
        table = data.load(name)
        if "month" not in table:
            continue
        own = table[table["partner"] == p.partner] if "partner" in table else table
        about = data.describe(name)["title"]
        rows.append((about, own["month"].min(), own["month"].max(), len(own)))
    frame = pd.DataFrame(rows, columns=["title", "first_month", "last_month", "rows"])
    return Table(
        "coverage",
        f"What the data hold on {partner(p)}, by month",
        [
            Column("title", "Table"),
            Column("first_month", "From", "", words.month),
            Column("last_month", "To", "", words.month),
            Column("rows", "Rows", "", lambda value: words.number(value, 0)),
        ],
        "data/datapackage.json",
        frame,
    )


def revisions(p: Parameters) -> Text:
    """Say by how much the two vintages of the partner's totals differ."""
    early, late = (data.load(name) for name in ("goods_by_country", "goods_by_partner"))
    both = early.merge(late, on=["partner", "month"], suffixes=("_early", "_late"))
    both = both[both["partner"] == p.partner]
    if both.empty:
        return text(f"The totals of {partner(p)} are known in one vintage only.")
    both = both.assign(change=both["general_imports_usd_late"] - both["general_imports_usd_early"])
    changed = both[both["change"].abs() > 1_000_000]
    largest = both.loc[both["change"].abs().idxmax()]
    return text(
        f"Of {len(both)} months known in both vintages, imports from {partner(p)} were revised by more than a million "
        f"dollars in {len(changed)}; the largest revision, of {words.usd(largest['change'])}, is that of "
        f"{words.month(largest['month'])}."
    )


def citation(p: Parameters) -> Text:
    """Say how to cite this edition."""
    _, last = balances.coverage(p.partner)
    return text(
        f"US–{partners.name(p.partner)} trade and tariffs: a reproducible report. Trade figures to "
        f"{words.month(last)}, tariff record as of {words.day(p.day)}. The file "
        "CITATION.cff of the repository holds the same for reference managers."
    )
