"""Chapter Claims: what the five source documents say, and what the data say to it."""

from functools import cache
from typing import Any

import pandas as pd

from analysis import language
from analysis.chapters.common import introduction, said, source
from analysis.chapters.last_dates import RECORD, TOTALS
from analysis.claims import Verdict, check_all, disagreements, summary
from analysis.claims.independence import EVENTS, Evidence
from analysis.claims.judge import amount, measured, written
from analysis.claims.model import current_tables
from analysis.claims.synthesis import syntheses
from analysis.data import load
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.links import links
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import COUNT, Series, StackedBars
from analysis.present.roles import Role
from analysis.tariffs import event_record

_STATISTICS = {
    Evidence.TRADE: message("US Census Bureau; Viet Nam's printed figures"),
    Evidence.PRINTED: message("Viet Nam's printed figures"),
    Evidence.ITSELF: message("the document's own figures"),
}
_PAGES = {Evidence.TRADE: "./methods.html#held-goods_by_partner", Evidence.PRINTED: "./ledgers.html#table-ledgers"}
_PAGES_OF_CHECKS = {"product_rank": "./methods.html#held-imports_by_naics3"}
TABLES = ("claims", "goods_by_partner", "published_figures", "tariff_events")
PARTLY = (Verdict.ONLY_VIETNAMESE, Verdict.ONLY_US, Verdict.REVISED)
_HOLD, _PARTLY = message("hold"), message("hold in one ledger or an older release")
_FIT, _UNMET = message("fit the record, which does not confirm them"), message("not met or not supported")
_WRONG, _UNCHECKED = message("wrong"), message("cannot be checked")
WRONG = (Verdict.INCONSISTENT, Verdict.CONTRADICTED)
FIT = (Verdict.CONSISTENT, Verdict.ANNOUNCED)
UNMET = (Verdict.AIM_NOT_MET, Verdict.NOT_SUPPORTED)
GROUPS = {
    _HOLD: ((Verdict.CONFIRMED, Verdict.ROUNDED), Role.HOLDS),
    _PARTLY: (PARTLY, Role.HOLDS_IN_PART),
    _FIT: (FIT, Role.FITS),
    _WRONG: (WRONG, Role.WRONG),
    _UNMET: (UNMET, Role.AIM),
    _UNCHECKED: ((Verdict.NOT_CHECKABLE,), Role.UNKNOWN),
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Five press documents stand at the start of this report, full of figures, dates and names. Every statement "
            "of theirs that can be checked is checked here: against trade statistics, the record, and itself."
        ),
        TOTALS,
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return how many statements hold, how many fail, and what is to be said of each document first."""
    checked = _checked()
    groups = _grouped(checked)
    counts = groups.sum()
    told = syntheses(checked, current_tables())
    return text(
        say(
            "Of **{count} statements** in {documents} documents, {decided} can be checked. **{hold} hold**, {partly} "
            "hold only in one of the two ledgers or in a release since revised, and **{wrong} are wrong**. {fit} fit "
            "the record, which does not confirm them; {unmet} report an aim that was not met or find no support.",
            count=len(checked),
            documents=checked["document"].nunique(),
            decided=groups.drop(columns=_UNCHECKED).sum(axis=1).sum(),
            hold=counts[_HOLD],
            partly=counts[_PARTLY],
            wrong=counts[_WRONG],
            fit=counts[_FIT],
            unmet=counts[_UNMET],
        ),
        *(f"**{_titles()[document]}** {' '.join(sentences)}" for document, sentences in told.items() if sentences),
    )


def by_document(p: Parameters) -> Figure:
    """Show, for each document, how its statements fared."""
    groups = _grouped(_checked())
    names = [f"{document} ({words.day(day)})" for document, day in _documents()["date"].items()]
    fared = [
        say(
            "document {document}: {groups}",
            document=document,
            groups=words.join([f"{count} {say(str(group))}" for group, count in row.items() if count]),
        )
        for document, row in groups.iterrows()
    ]
    counts = groups.sum()
    return Figure(
        "claims-by-document",
        say(
            "Of {count} statements {hold} hold and {wrong} are wrong",
            count=counts.sum(),
            hold=counts[_HOLD],
            wrong=counts[_WRONG],
        ),
        say("number of statements of each document"),
        " ".join(f"{words.capital(one)}." for one in fared),
        source(*TABLES),
        groups.rename(columns=say).reset_index(),
        StackedBars(
            names,
            COUNT,
            1.2,
            [Series(words.capital(say(group)), role, groups[group]) for group, (_, role) in GROUPS.items()],
        ),
    )


def documents(p: Parameters) -> Table:
    """List the documents, where their dates come from, and how many statements each makes."""
    frame = _documents().assign(statements=_checked().groupby("document").size()).reset_index()
    return Table(
        "documents",
        say("The five documents"),
        [
            Column("document", say("Document")),
            Column("title", say("What it is about"), link="address"),
            Column("publisher", say("Publisher")),
            Column("date", say("Date"), "", words.day),
            Column("date_basis", say("Date is"), below="date"),
            Column("statements", say("Statements")),
            Column("note", say("Note"), below="title"),
        ],
        source("documents", "claims"),
        said(frame, "title", "publisher", "date_basis", "note"),
    )


def verdicts(p: Parameters) -> Table:
    """Count the statements by verdict and document."""
    counts = summary(_checked())
    frame = counts.T.assign(total=counts.sum()).rename_axis("verdict").reset_index()
    return Table(
        "verdicts",
        say("Statements by verdict and document"),
        [
            Column("verdict", say("Verdict"), "", words.capital),
            *(Column(document, say("Document {document}", document=document)) for document in counts.index),
            Column("total", say("All")),
        ],
        source(*TABLES),
        said(frame, "verdict"),
    )


def failures(p: Parameters) -> Table:
    """List every statement that does not simply hold, with the right figure."""
    checked = _checked()
    shown = [*WRONG, *UNMET, *PARTLY, *FIT]
    chosen = checked[checked["verdict"].isin(shown)]
    order = chosen["verdict"].map(shown.index)
    return Table(
        "failures",
        say("Statements that do not simply hold"),
        [
            Column("claim", say("No.")),
            Column("paraphrase", say("What the document says")),
            Column("verdict", say("Verdict"), "", words.capital),
            Column("answer", say("What the data say")),
        ],
        source(*TABLES),
        _said(chosen.assign(order=order).sort_values(["order", "claim"]).drop(columns="order")),
    )


def conflicts(p: Parameters) -> Table:
    """List pairs of statements that cannot both be as stated."""
    verdicts = _checked().set_index("claim")["verdict"]
    pairs = disagreements(_checked())
    sides = {
        f"said_{n}": [
            f"{claim}: {state}; {say(verdicts[claim])}"
            for claim, state in zip(pairs[f"claim_{n}"], pairs[f"state_{n}"], strict=True)
        ]
        for n in (1, 2)
    }
    return Table(
        "conflicts",
        say("Statements that disagree about the same thing"),
        [
            Column("what", say("Subject")),
            Column("said_1", say("One statement")),
            Column("said_2", say("The other")),
        ],
        source("claims"),
        pairs.assign(**sides),
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
        cited=[", ".join(event_record.without_notes(cited.split(";"))) for cited in checked["events"]],
        **_sources(checked),
    )
    return Table(
        "claims",
        say("Every statement, its check and its verdict"),
        [
            Column("claim", say("No.")),
            Column("paraphrase", say("What the document says")),
            Column("verdict", say("Verdict"), "", words.capital),
            Column("answer", say("What the data say")),
            Column("source_name", say("Source"), link="source_address", below="answer"),
            Column("cited", say("Event"), below="answer"),
            Column("said", say("Stated")),
            Column("is_", say("Found")),
            Column("off", say("Difference")),
            Column("looks_at", say("Looks at"), below="answer"),
            Column("statistics", say("Statistics named"), below="answer"),
            Column("document_date", say("Date of the document"), "", words.day, below="paraphrase"),
        ],
        source(*TABLES),
        _said(frame),
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
            names.append(f"{say(event['source_title'])} ({say(event['confidence'])})")
            addresses.append(str(event["address"]))
        else:
            names.append(say(_STATISTICS.get(row.looks_at, "")))
            addresses.append(_PAGES_OF_CHECKS.get(row.check, _PAGES.get(row.looks_at, "")))
    return {"source_name": names, "source_address": addresses}


def _checked() -> pd.DataFrame:
    """Return the checked claims; ``answer`` is the explanation with the note of the row after it."""
    return _checked_in(language.current())


@cache
def _checked_in(_: str) -> pd.DataFrame:
    """Return the checked claims in a language, the current one: the checks write numbers and reasons in it."""
    checked = check_all().drop(columns="ledger")
    note = checked["note"].map(say)
    note = note.where(note != checked["explanation"], "")
    return checked.assign(answer=(checked["explanation"] + " " + note).str.strip())


def _said(checked: pd.DataFrame) -> pd.DataFrame:
    """Return checked claims with the texts of their table in the current language."""
    return said(checked, "paraphrase", "verdict", "statistics", "looks_at", "document_title", "note")


def _documents() -> pd.DataFrame:
    table = load("documents")
    address = table["source_url"].where(table["url_precision"] == "page", "")
    return table.assign(address=address).set_index("document")


def _grouped(checked: pd.DataFrame) -> pd.DataFrame:
    counts = summary(checked)
    return pd.DataFrame({group: counts[list(verdicts)].sum(axis=1) for group, (verdicts, _) in GROUPS.items()})


def _titles() -> dict[str, str]:
    """Return how each document is named in a sentence: its title, publisher, day and number."""
    documents = _documents().reset_index()
    documents["publisher"] = documents["publisher"].replace("not named", message("publisher not named"))
    return {
        row.document: say(
            "{title} ({publisher}, {day}, document {document}).",
            title=say(row.title),
            publisher=say(row.publisher),
            day=words.day(row.date),
            document=row.document,
        )
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
