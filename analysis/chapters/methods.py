"""Chapter Data and methods."""

import pandas as pd

from analysis import citation as cited
from analysis import data, partners
from analysis.chapters.common import introduction, partner
from analysis.chapters.reach import RECORD, TOTALS, known
from analysis.chapters.revisions import share_revised
from analysis.data import edition_tables
from analysis.frames import each_row
from analysis.months import month_count
from analysis.parameters import Parameters
from analysis.present import Column, Glossary, Table, Term, Text, text, words
from analysis.trade import balances


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        f"Where every number on {partner(p)} comes from, what the terms mean, how to run the book again for another"
        " country, and what it cannot tell.",
        TOTALS,
        RECORD,
    )


def terms(p: Parameters) -> Glossary:
    """Explain the terms of law and statistics that the pages use."""
    return Glossary([Term(row.key, row.term, row.meaning) for row in each_row(data.load("glossary"))])


def tables(p: Parameters) -> Table:
    """List every table that the edition stands on, with its source, vintage and licence, each to take away."""
    rows = []
    for name in edition_tables.of_partner(p.partner):
        described = data.describe(name)
        rows.append(
            {
                "name": name,
                "file": f"./{edition_tables.FOLDER}/{data.file_of(name)}",
                "title": described.title,
                "source": words.join([origin.title for origin in described.sources]),
                "address": described.sources[0].path,
                "compiler": "; ".join(person.title for person in described.contributors),
                "vintage": described.vintage,
                "retrieved": described.retrieved,
                "licence": described.licenses[0].title,
                "sha256": data.fingerprint(name).removeprefix("sha256:")[:12],
            }
        )
    return Table(
        "tables",
        "Tables behind this book",
        [
            Column("name", "Table", link="file"),
            Column("title", "What it holds"),
            Column("source", "Source", link="address"),
            Column("compiler", "Compiled by", below="source"),
            Column("vintage", "Vintage"),
            Column("retrieved", "Retrieved", below="vintage"),
            Column("licence", "Licence", below="source"),
            Column("sha256", "SHA-256, first 12 digits", below="title"),
        ],
        "data/datapackage.json",
        pd.DataFrame(rows),
        searchable=True,
        row_is="held",
    )


def coverage(p: Parameters) -> Table:
    """List what the data hold by month on the partner or on all countries together, with first and last month."""
    rows = []
    for name in data.names():
        table = data.load(name)
        if "month" not in table:
            continue
        own = table[table["partner"] == p.partner] if "partner" in table else table
        described = data.describe(name)
        if len(own) and described.partner in (None, p.partner):
            about = partners.name(p.partner) if "partner" in table or described.partner else "All countries"
            rows.append((described.title, about, own["month"].min(), own["month"].max(), len(own)))
    frame = pd.DataFrame(rows, columns=["title", "about", "first_month", "last_month", "rows"])
    return Table(
        "coverage",
        f"What the data of this edition hold by month, on {partner(p)} and on all countries together",
        [
            Column("title", "Table"),
            Column("about", "About"),
            Column("first_month", "From", "", words.month),
            Column("last_month", "To", "", words.month),
            Column("rows", "Rows", "", lambda value: words.number(value, 0)),
        ],
        "data/datapackage.json",
        frame,
    )


def duty(p: Parameters) -> Text:
    """Say how far calculated duty on the partner's goods reaches beside the totals of its trade."""
    table = data.load("imports_by_naics3")
    months = table.loc[table["partner"] == p.partner, "month"]
    _, last = balances.coverage(p.partner, p.vintage)
    if months.empty:
        return text(f"Calculated duty on goods of {partner(p)} is not held by month.")
    end = months.max()
    relation = words.moved(0, month_count(last, end) - 1, "later than", "earlier than", "as are")
    return text(
        f"Calculated duty on goods of {partner(p)} is held to {words.month(end)}, {relation} the totals of its trade"
        + (f" ({words.month(last)})." if end != last else ".")
    )


def revisions(p: Parameters) -> Text:
    """Say by how much the two newest vintages of the partner's totals differ."""
    return text(share_revised(p))


def citation(p: Parameters) -> Text:
    """Say how to cite this edition, as CITATION.cff beside its pages does."""
    return text(
        f"{cited.sentence(p.partner, known(p))} Commit and day of the build stand in run.json, the same citation for "
        "reference managers in CITATION.cff, both beside the pages of the book."
    )
