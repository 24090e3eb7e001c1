"""Chapter Claims: what the five source documents say, and what the data say to it."""

from functools import cache
from typing import Any

import pandas as pd

from analysis.chapters.common import introduction, source
from analysis.chapters.reach import RECORD, TOTALS
from analysis.claims import Verdict, check_all, disagreements, summary
from analysis.claims.judge import amount, measured
from analysis.claims.readings import FLOWS
from analysis.data import load
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import COUNT, Series, StackedBars
from analysis.present.roles import Role

TABLES = ("claims", "goods_by_partner", "published_figures", "tariff_events")
PARTLY = (Verdict.ONLY_VIETNAMESE, Verdict.ONLY_US, Verdict.REVISED)
WRONG = (Verdict.INCONSISTENT, Verdict.CONTRADICTED)
GROUPS = {
    "hold": ((Verdict.CONFIRMED, Verdict.ROUNDED), Role.HOLDS),
    "hold in one ledger or an older release": (PARTLY, Role.HOLDS_IN_PART),
    "wrong": (WRONG, Role.WRONG),
    "report an aim not met": ((Verdict.AIM_NOT_MET,), Role.AIM),
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
    """Return how many statements hold, how many fail, and the errors that matter most."""
    checked = _checked()
    groups = _grouped(checked)
    counts = groups.sum()
    aims = counts["report an aim not met"]
    decided = groups.drop(columns="cannot be checked").sum(axis=1)
    worst: Any = (groups["wrong"] / decided).idxmax()
    return text(
        f"Of **{len(checked)} statements** in {checked['document'].nunique()} documents, {decided.sum()} can be "
        f"checked: **{counts['hold']} hold**, {counts['hold in one ledger or an older release']} hold only in one "
        f"of the two ledgers or in a release since revised, and **{counts['wrong']} are wrong**."
        + (f" The other {aims} report an aim or a forecast that was not met." if aims else ""),
        f"Document {worst} has the largest share of wrong statements: {groups.loc[worst, 'wrong']} of the "
        f"{decided[worst]} that can be checked.",
        _example(checked, "003-10", "A surplus told as exports"),
        _example(checked, "004-38", "Figures of two bases side by side"),
        _example(checked, "004-42", "The wrong country"),
        _example(checked, "000-03", "A return told as a beginning"),
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
            Column("date_basis", "Date is"),
            Column("statements", "Statements"),
            Column("note", "Note"),
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
    shown = [*WRONG, Verdict.AIM_NOT_MET, *PARTLY]
    chosen = checked[checked["verdict"].isin(shown)]
    order = chosen["verdict"].map(shown.index)
    return Table(
        "failures",
        "Statements that are wrong, not met, revised, or true in one ledger only",
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
    """List pairs of statements that give different values for the same thing."""
    checked = _checked().set_index("claim")
    pairs = disagreements(_checked())
    frame = pd.DataFrame(
        {
            "what": [
                f"{words.capital(FLOWS[row.flow])}, {words.period(row.first_month, row.last_month)}"
                for row in each_row(pairs)
            ],
            **{
                name: [
                    f"{claim}: {amount(value, unit)}, {checked.loc[claim, 'verdict']}"
                    for claim, value, unit in zip(pairs[f"claim_{n}"], pairs[f"value_{n}"], pairs["unit"], strict=True)
                ]
                for n, name in ((1, "one"), (2, "other"))
            },
        }
    )
    return Table(
        "conflicts",
        "Statements that give different values for the same quantity",
        [Column("what", "Quantity"), Column("one", "One statement"), Column("other", "The other")],
        source("claims"),
        frame,
    )


def every(p: Parameters) -> Table:
    """List every statement with its check, searchable and sortable."""
    checked = _checked()
    frame = checked.assign(
        said=[_stated(row) for row in each_row(checked)],
        is_=[
            "" if pd.isna(row.found) else (amount if row.quantity == "rate" else measured)(row.found, row.unit)
            for row in each_row(checked)
        ],
        off=[_difference(row) for row in each_row(checked)],
        cited=checked["events"].str.replace(";", ", "),
    )
    return Table(
        "claims",
        "Every statement, its check and its verdict",
        [
            Column("claim", "No."),
            Column("document_date", "Date", "", lambda day: f"{day:%Y-%m-%d}"),
            Column("paraphrase", "What the document says"),
            Column("verdict", "Verdict", "", words.capital),
            Column("said", "Stated"),
            Column("is_", "Found"),
            Column("off", "Difference"),
            Column("vintage", "Found in"),
            Column("answer", "What the data say"),
            Column("statistics", "Statistics named"),
            Column("cited", "Events"),
        ],
        source(*TABLES),
        frame,
        searchable=True,
    )


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


def _example(checked: pd.DataFrame, claim: str, title: str) -> str:
    """Return a finding about one statement, or nothing once the data no longer contradict it."""
    row = checked.set_index("claim").loc[claim]
    explanation, also, _ = row["explanation"].partition(" Also: ")
    answer = explanation if also else row["answer"]
    return f"{title} ({claim}). The document: {row['paraphrase']} The data: {answer}" if row["verdict"] in WRONG else ""


def _stated(row: Any) -> str:
    """Return the stated value with as many digits as the document prints."""
    if pd.isna(row.value):
        return ""
    return words.usd(row.value, 0) if row.unit == "USD" and row.rounding >= 1e9 else amount(row.value, row.unit)


def _difference(row: Any) -> str:
    """Return stated less found with its sign; nothing where they are the same, or a bound is stated."""
    if pd.isna(row.difference) or abs(row.difference) < 1e-9 or row.relation == "above":
        return ""
    if row.unit == "percent":
        return words.points(row.difference, 2)
    size = amount(row.difference, "USD") if row.unit == "USD" else words.number(row.difference, 0)
    return f"{'+' if row.difference > 0 else ''}{size}"
