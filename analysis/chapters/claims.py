"""Chapter Claims: what the five source documents say, and what the data say to it."""

from functools import cache
from typing import Any

import pandas as pd

from analysis.chapters.common import introduction, source
from analysis.chapters.reach import RECORD, TOTALS
from analysis.claims import Verdict, check_all, disagreements, summary
from analysis.claims.independence import EVENTS, Evidence
from analysis.claims.judge import amount, measured, written
from analysis.claims.model import Tables
from analysis.claims.synthesis import syntheses
from analysis.data import load
from analysis.frames import each_row, row_at
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import COUNT, Series, StackedBars
from analysis.present.roles import Role

_STATISTICS = {
    Evidence.TRADE: "US Census Bureau; Viet Nam's printed figures",
    Evidence.PRINTED: "Viet Nam's printed figures",
    Evidence.ITSELF: "the document's own figures",
}
_PAGES = {Evidence.TRADE: "./methods.html#held-goods_by_partner", Evidence.PRINTED: "./ledgers.html#table-ledgers"}
_PAGES_OF_CHECKS = {"product_rank": "./methods.html#held-imports_by_naics3"}
TABLES = ("claims", "goods_by_partner", "published_figures", "tariff_events")
PARTLY = (Verdict.ONLY_VIETNAMESE, Verdict.ONLY_US, Verdict.REVISED)
_FIT, _UNMET = "fit the record, which does not confirm them", "not met or not supported"
WRONG = (Verdict.INCONSISTENT, Verdict.CONTRADICTED)
FIT = (Verdict.CONSISTENT, Verdict.ANNOUNCED)
UNMET = (Verdict.AIM_NOT_MET, Verdict.NOT_SUPPORTED)
GROUPS = {
    "hold": ((Verdict.CONFIRMED, Verdict.ROUNDED), Role.HOLDS),
    "hold in one ledger or an older release": (PARTLY, Role.HOLDS_IN_PART),
    _FIT: (FIT, Role.FITS),
    "wrong": (WRONG, Role.WRONG),
    _UNMET: (UNMET, Role.AIM),
    "cannot be checked": ((Verdict.NOT_CHECKABLE,), Role.UNKNOWN),
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        "Five press documents stand at the start of this report, full of figures, dates and names. Every statement"
        " of theirs that can be checked is checked here: against trade statistics, the record, and itself.",
        TOTALS,
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return how many statements hold, how many fail, and what is to be said of each document first."""
    checked = _checked()
    groups = _grouped(checked)
    counts = groups.sum()
    decided = groups.drop(columns="cannot be checked").sum(axis=1)
    partly = counts["hold in one ledger or an older release"]
    return text(
        f"Of **{len(checked)} statements** in {checked['document'].nunique()} documents, {decided.sum()} can be "
        f"checked. **{counts['hold']} hold**, {partly} hold only in one of the "
        f"two ledgers or in a release since revised, and **{counts['wrong']} are wrong**. "
        f"{words.capital(words.count(counts[_FIT]))} fit the record, which does not confirm them; "
        f"{words.count(counts[_UNMET])} report an aim that was not met or find no support.",
        *(f"**{_titles()[document]}** {' '.join(said)}" for document, said in _syntheses().items() if said),
    )


def by_document(p: Parameters) -> Figure:
    """Show, for each document, how its statements fared."""
    groups = _grouped(_checked())
    names = [f"{document} ({words.day(day)})" for document, day in _documents()["date"].items()]
    said = [
        f"document {document}: {words.join([f'{count} {group}' for group, count in row.items() if count])}"
        for document, row in groups.iterrows()
    ]
    counts = groups.sum()
    return Figure(
        "claims-by-document",
        f"Of {counts.sum()} statements {counts['hold']} hold and {counts['wrong']} are wrong",
        "number of statements of each document",
        words.capital("; ".join(said)) + ".",
        source(*TABLES),
        groups.reset_index(),
        StackedBars(
            names,
            COUNT,
            1.2,
            [Series(words.capital(group), role, groups[group]) for group, (_, role) in GROUPS.items()],
        ),
    )


def documents(p: Parameters) -> Table:
    """List the documents, where their dates come from, and how many statements each makes."""
    frame = _documents().assign(statements=_checked().groupby("document").size()).reset_index()
    return Table(
        "documents",
        "The five documents",
        [
            Column("document", "Document"),
            Column("title", "What it is about", link="address"),
            Column("publisher", "Publisher"),
            Column("date", "Date", "", words.day),
            Column("date_basis", "Date is", below="date"),
            Column("statements", "Statements"),
            Column("note", "Note", below="title"),
        ],
        source("documents", "claims"),
        frame,
    )


def verdicts(p: Parameters) -> Table:
    """Count the statements by verdict and document."""
    counts = summary(_checked())
    frame = counts.T.assign(total=counts.sum()).rename_axis("verdict").reset_index()
    return Table(
        "verdicts",
        "Statements by verdict and document",
        [
            Column("verdict", "Verdict", "", words.capital),
            *(Column(document, f"Document {document}") for document in counts.index),
            Column("total", "All"),
        ],
        source(*TABLES),
        frame,
    )


def failures(p: Parameters) -> Table:
    """List every statement that does not simply hold, with the right figure."""
    checked = _checked()
    shown = [*WRONG, *UNMET, *PARTLY, *FIT]
    chosen = checked[checked["verdict"].isin(shown)]
    order = chosen["verdict"].map(shown.index)
    return Table(
        "failures",
        "Statements that do not simply hold",
        [
            Column("claim", "No."),
            Column("paraphrase", "What the document says"),
            Column("verdict", "Verdict", "", words.capital),
            Column("answer", "What the data say"),
        ],
        source(*TABLES),
        chosen.assign(order=order).sort_values(["order", "claim"]).drop(columns="order"),
    )


def conflicts(p: Parameters) -> Table:
    """List pairs of statements that cannot both be as stated."""
    verdicts = _checked().set_index("claim")["verdict"]
    pairs = disagreements(_checked())
    said = {
        f"said_{n}": [
            f"{claim}: {state}; {verdicts[claim]}"
            for claim, state in zip(pairs[f"claim_{n}"], pairs[f"state_{n}"], strict=True)
        ]
        for n in (1, 2)
    }
    return Table(
        "conflicts",
        "Statements that disagree about the same thing",
        [
            Column("what", "About"),
            Column("said_1", "One statement"),
            Column("said_2", "The other"),
        ],
        source("claims"),
        pairs.assign(**said),
    )


def every(p: Parameters) -> Table:
    """List every statement with its verdict, explanation and source, searchable and sortable."""
    checked = _checked()
    written_ = amount, measured
    frame = checked.assign(
        said=[_stated(row) for row in each_row(checked)],
        is_=[
            "" if pd.isna(row.found) else written_[row.quantity != "rate"](row.found, row.unit)
            for row in each_row(checked)
        ],
        off=[_difference(row) for row in each_row(checked)],
        cited=checked["events"].str.replace(";", ", "),
        **_sources(checked),
    )
    return Table(
        "claims",
        "Every statement, its check and its verdict",
        [
            Column("claim", "No."),
            Column("paraphrase", "What the document says"),
            Column("verdict", "Verdict", "", words.capital),
            Column("answer", "What the data say"),
            Column("source_name", "Source", link="source_address", below="answer"),
            Column("cited", "Event", below="answer"),
            Column("said", "Stated"),
            Column("is_", "Found"),
            Column("off", "Difference"),
            Column("looks_at", "Looks at", below="answer"),
            Column("statistics", "Statistics named", below="answer"),
            Column("document_date", "Date of the document", "", words.day, below="paraphrase"),
        ],
        source(*TABLES),
        frame,
        searchable=True,
        row_is="claim",
    )


def _sources(checked: pd.DataFrame) -> dict[str, list[str]]:
    """Return the source that each verdict rests on, with its class, and its address, or empty texts."""
    events = load("tariff_events")
    by_event = events.assign(address=links(events)).set_index("event")
    names, addresses = [], []
    for row in each_row(checked):
        if row.looks_at in EVENTS and row.events:
            event = row_at(by_event, row.events.split(";")[0])
            names.append(f"{event['source_title']} ({event['confidence']})")
            addresses.append(str(event["address"]))
        else:
            names.append(_STATISTICS.get(row.looks_at, ""))
            addresses.append(_PAGES_OF_CHECKS.get(row.check, _PAGES.get(row.looks_at, "")))
    return {"source_name": names, "source_address": addresses}


@cache
def _checked() -> pd.DataFrame:
    """Return the checked claims; ``answer`` is the explanation with the note of the row after it."""
    checked = check_all()
    note = checked["note"].where(checked["note"] != checked["explanation"], "")
    return checked.assign(answer=(checked["explanation"] + " " + note).str.strip())


def _documents() -> pd.DataFrame:
    table = load("documents")
    address = table["source_url"].where(table["url_precision"] == "page", "")
    return table.assign(address=address).set_index("document")


def _grouped(checked: pd.DataFrame) -> pd.DataFrame:
    counts = summary(checked)
    return pd.DataFrame({group: counts[list(verdicts)].sum(axis=1) for group, (verdicts, _) in GROUPS.items()})


@cache
def _syntheses() -> dict[str, list[str]]:
    return syntheses(_checked(), Tables.load())


def _titles() -> dict[str, str]:
    """Return how each document is named in a sentence: its title, publisher, day and number."""
    documents = _documents().reset_index()
    documents["publisher"] = documents["publisher"].replace("not named", "publisher not named")
    return {
        row.document: f"{row.title} ({row.publisher}, {words.day(row.date)}, document {row.document})."
        for row in each_row(documents)
    }


def _stated(row: Any) -> str:
    """Return the stated value with as many digits as the document prints."""
    return "" if pd.isna(row.value) else written(row.value, row.unit, row.rounding)


def _difference(row: Any) -> str:
    """Return stated less found with its sign; nothing where they are the same, or a bound is stated."""
    if pd.isna(row.difference) or abs(row.difference) < 1e-9 or row.relation == "above":
        return ""
    if row.unit == "percent":
        return words.points(row.difference, 2)
    size = amount(row.difference, "USD") if row.unit == "USD" else words.number(row.difference, 0)
    return f"{'+' if row.difference > 0 else ''}{size}"
