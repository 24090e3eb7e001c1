"""Chapter Data and methods."""

import pandas as pd

from analysis import citation as cited
from analysis import data, partners
from analysis.chapters.common import introduction, partner
from analysis.chapters.last_dates import RECORD, TOTALS, known
from analysis.chapters.revisions import share_revised
from analysis.data import edition_tables
from analysis.frames import each_row
from analysis.language import message, say
from analysis.months import month_count
from analysis.parameters import Parameters
from analysis.present import Column, Glossary, Table, Term, Text, text, words
from analysis.trade import balances


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Where every number on {partner} comes from, what the terms mean, how to run the book "
            "again for another country, and what it cannot tell.",
            partner=partner(p),
        ),
        TOTALS,
        RECORD,
    )


def terms(p: Parameters) -> Glossary:
    """Explain the terms of law and statistics that the pages use."""
    return Glossary([Term(row.key, _term(row.term), say(row.meaning)) for row in each_row(data.load("glossary"))])


def _term(english: str) -> str:
    """Return a term in the current language, in another than English with the English term behind it."""
    here = say(english)
    return here if here == english else say("{here} (English: {english})", here=here, english=english)


def tables(p: Parameters) -> Table:
    """List every table that the edition stands on, with its source, vintage and licence, each to take away."""
    rows = []
    for name in edition_tables.of_partner(p.partner):
        described = data.describe(name)
        rows.append(
            {
                "name": name,
                "file": f"./{edition_tables.FOLDER}/{data.file_of(name)}",
                "title": say(described.title),
                "source": words.join([say(origin.title) for origin in described.sources]),
                "address": described.sources[0].path,
                "compiler": "; ".join(say(person.title) for person in described.contributors),
                "vintage": described.vintage,
                "retrieved": described.retrieved,
                "licence": say(described.licenses[0].title),
                "sha256": data.fingerprint(name).removeprefix("sha256:")[:12],
            }
        )
    return Table(
        "tables",
        say("Tables behind this book"),
        [
            Column("name", say("Table"), link="file"),
            Column("title", say("What it holds")),
            Column("source", say("Source"), link="address"),
            Column("compiler", say("Compiled by"), below="source"),
            Column("vintage", say("Vintage")),
            Column("retrieved", say("Retrieved"), "", words.dated, below="source"),
            Column("licence", say("Licence"), below="source"),
            Column("sha256", say("SHA-256, first 12 digits"), below="title"),
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
            about = partners.name(p.partner) if "partner" in table or described.partner else say("All countries")
            rows.append((say(described.title), about, own["month"].min(), own["month"].max(), len(own)))
    frame = pd.DataFrame(rows, columns=["title", "about", "first_month", "last_month", "rows"])
    return Table(
        "coverage",
        say(
            "What the data of this edition hold by month, on {partner} and on all countries together",
            partner=partner(p),
        ),
        [
            Column("title", say("Table")),
            Column("about", say("Country")),
            Column("first_month", say("From"), "", words.month),
            Column("last_month", say("To"), "", words.month),
            Column("rows", say("Rows"), "", lambda value: words.number(value, 0)),
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
        return text(
            say(
                "Calculated duty on goods of {partner} is not held by month.",
                partner=partner(p),
            )
        )
    end = months.max()
    patterns = (
        message("Calculated duty on goods of {partner} is held to {end}, later than the totals of its trade ({last})."),
        message(
            "Calculated duty on goods of {partner} is held to {end}, earlier than the totals of its trade ({last})."
        ),
        message("Calculated duty on goods of {partner} is held to {end}, as are the totals of its trade."),
    )
    pattern = words.direction(0, month_count(last, end) - 1, *patterns)
    return text(say(pattern, partner=partner(p), end=words.month(end), last=words.month(last)))


def revisions(p: Parameters) -> Text:
    """Say by how much the two newest vintages of the partner's totals differ."""
    return text(share_revised(p))


def citation(p: Parameters) -> Text:
    """Say how to cite this edition, as CITATION.cff beside its pages does."""
    return text(
        say(
            "{citation} Commit and day of the build stand in run.json, the same citation for reference managers in "
            "CITATION.cff, both beside the pages of the book.",
            citation=cited.sentence(p.partner, known(p)),
        )
    )
