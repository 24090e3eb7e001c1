"""Every check by its name, and the whole table of claims checked."""

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd

from analysis.claims import arithmetic_checks as arithmetic
from analysis.claims import event_checks as event
from analysis.claims import trade_checks as trade
from analysis.claims.model import Claim, Finding, Tables, Verdict
from analysis.errors import ReportError, nearest

Check: TypeAlias = Callable[[Claim, Tables], Finding]

CHECKS: dict[str, Check] = {
    "agreement_signed": event.agreement_signed,
    "annex_partners": event.annex_partners,
    "day_weekday": event.weekday_of_day,
    "difference_of": arithmetic.difference_of,
    "event_after_document": event.after_document,
    "event_between": event.between,
    "event_by_document": event.by_document,
    "event_day": event.on_day,
    "event_month": event.in_month,
    "event_participant": event.participant,
    "event_rate": event.rate,
    "event_says": event.says,
    "event_weekday": event.weekday_of_event,
    "growth_of_difference": arithmetic.growth_of_difference,
    "growth_of_sum": arithmetic.growth_of_sum,
    "growth_on_previous_month": trade.growth_on_previous_month,
    "hanoi_day": event.hanoi_day,
    "largest_market": trade.largest_market,
    "ledger_lower": trade.ledger_lower,
    "not_in_data": event.not_in_data,
    "part_within_whole": arithmetic.part_within_whole,
    "partners_ahead": trade.partners_ahead,
    "product_rank": trade.product_rank,
    "rate_below_announced": event.rate_below_announced,
    "rate_first_in_force": event.rate_first_in_force,
    "rate_not_in_force": event.rate_not_in_force,
    "record_month": trade.record_month,
    "record_year": trade.record_year,
    "round_number": event.round_number,
    "sum_of": arithmetic.sum_of,
    "surplus_rank": trade.rank,
    "talks_held": event.talks_held,
    "trade_grew": trade.grew,
    "trade_growth": trade.growth,
    "trade_value": trade.value,
    "week_before_document": event.week_before_document,
}


def run(claim: Claim, tables: Tables) -> Finding:
    """Return the finding on one claim. Raises ReportError if its check is unknown or lacks an argument."""
    if claim.check not in CHECKS:
        known = nearest(claim.check, list(CHECKS))
        raise ReportError(f"data/claims.csv, claim {claim.claim}: no check named {claim.check!r}{known}")
    return CHECKS[claim.check](claim, tables)


def check_all(tables: Tables | None = None) -> pd.DataFrame:
    """Return every claim with the result of its check, in the order of the table.

    Columns: those of `data/claims.csv`, then document_title, document_date, found and difference (stated less
    found, in the unit of the claim; empty where the check finds no number), vintage, verdict, explanation.

    >>> register.check_all()["verdict"].value_counts()
    """
    tables = tables or Tables.load()
    findings = [run(claim, tables) for claim in tables.claims.values()]
    frame = pd.DataFrame([vars(claim) for claim in tables.claims.values()])
    documents = tables.documents.loc[frame["document"]]
    frame["document_title"] = documents["title"].to_numpy()
    frame["document_date"] = documents["date"].to_numpy()
    frame["found"] = pd.Series([f.found for f in findings], dtype="float64")
    frame["difference"] = frame["value"].astype("float64") - frame["found"]
    frame["vintage"] = [f.vintage for f in findings]
    frame["verdict"] = [f.verdict.value for f in findings]
    frame["explanation"] = [f.explanation for f in findings]
    return frame


def listing(document: str | None = None, verdict: str | None = None) -> pd.DataFrame:
    """Return the checked claims as `trade-report claims` prints them, narrowed to a document or a verdict.

    Raises ReportError if there is no such document or verdict.
    """
    checked = check_all()
    checked["document_date"] = pd.to_datetime(checked["document_date"]).dt.strftime("%Y-%m-%d")
    for column, wanted, known in (
        ("document", document, sorted(set(checked["document"]))),
        ("verdict", verdict, [v.value for v in Verdict]),
    ):
        if wanted is not None and wanted.lower() not in known:
            raise ReportError(f"no {column} {wanted!r} among the claims; known: {', '.join(known)}")
        if wanted is not None:
            checked = checked[checked[column] == wanted.lower()]
    return checked[
        [
            "claim",
            "document",
            "document_date",
            "paraphrase",
            "statistics",
            "value",
            "unit",
            "found",
            "difference",
            "vintage",
            "verdict",
            "explanation",
            "note",
        ]
    ].reset_index(drop=True)


def summary(checked: pd.DataFrame) -> pd.DataFrame:
    """Return the number of claims by document (rows) and verdict (columns, in the order of `Verdict`)."""
    counts = pd.crosstab(checked["document"], checked["verdict"])
    return counts.reindex(columns=[v.value for v in Verdict], fill_value=0)


def disagreements(checked: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of claims that state different values for the same flow, period and kind of quantity.

    Two values differ if their rounding intervals do not meet. Columns: flow, first_month, last_month,
    quantity, unit, claim_1, value_1, claim_2, value_2.
    """
    stated = checked[checked["value"].notna() & (checked["flow"] != "") & (checked["relation"] == "equal")]
    keys = ["flow", "first_month", "last_month", "quantity", "unit"]
    pairs = stated.merge(stated, on=keys, suffixes=("_1", "_2"))
    apart = (pairs["value_1"] - pairs["value_2"]).abs() > (pairs["rounding_1"] + pairs["rounding_2"]) / 2
    chosen = pairs[apart & (pairs["claim_1"] < pairs["claim_2"]) & (pairs["quantity"] != "growth")]
    return chosen[[*keys, "claim_1", "value_1", "claim_2", "value_2"]].reset_index(drop=True)
