"""Every check by its name, and the whole table of claims checked."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pandas as pd

from analysis.claims import arithmetic_checks as arithmetic
from analysis.claims import event_checks as event
from analysis.claims import trade_checks as trade
from analysis.claims.independence import Evidence, limited
from analysis.claims.judge import written
from analysis.claims.model import Claim, Finding, Tables, Verdict, current_tables
from analysis.claims.readings import FLOWS
from analysis.errors import ReportError, nearest
from analysis.frames import each_row
from analysis.language import say
from analysis.present import words

Check: TypeAlias = Callable[[Claim, Tables], Finding]

CHECKS: dict[Evidence, dict[str, Check]] = {
    Evidence.TRADE: {
        "partners_ahead": trade.partners_ahead,
        "product_rank": trade.product_rank,
        "record_year": trade.record_year,
        "surplus_rank": trade.rank,
        "trade_grew": trade.grew,
        "trade_growth": trade.growth,
        "trade_value": trade.value,
    },
    Evidence.PRINTED: {
        "growth_on_previous_month": trade.growth_on_previous_month,
        "largest_market": trade.largest_market,
        "ledger_lower": trade.ledger_lower,
        "record_month": trade.record_month,
    },
    Evidence.LAW: {
        "annex_partners": event.annex_partners,
        "event_rate": event.rate,
        "hanoi_day": event.hanoi_day,
        "rate_below_announced": event.rate_below_announced,
        "rate_first_in_force": event.rate_first_in_force,
        "rate_not_in_force": event.rate_not_in_force,
    },
    Evidence.DAY: {
        "event_between": event.between,
        "event_day": event.on_day,
        "event_month": event.in_month,
        "event_weekday": event.weekday_of_event,
        "round_in_session": event.round_in_session,
    },
    Evidence.ORDER: {
        "event_after_document": event.after_document,
        "event_by_document": event.by_document,
        "talks_held": event.talks_held,
        "week_before_document": event.week_before_document,
    },
    Evidence.RECORD: {
        "agreement_signed": event.agreement_signed,
        "event_fits": event.fits,
        "event_participant": event.participant,
        "event_place": event.place,
        "event_says": event.says,
        "round_number": event.round_number,
    },
    Evidence.ITSELF: {
        "difference_of": arithmetic.difference_of,
        "growth_of_difference": arithmetic.growth_of_difference,
        "growth_of_sum": arithmetic.growth_of_sum,
        "part_within_whole": arithmetic.part_within_whole,
        "sum_of": arithmetic.sum_of,
    },
    Evidence.CALENDAR: {"day_weekday": event.weekday_of_day, "midterm_year": event.midterm_year},
    Evidence.NOTHING: {"not_in_data": event.not_in_data},
}
LOOKS_AT = {name: evidence for evidence, checks in CHECKS.items() for name in checks}


def run(claim: Claim, tables: Tables) -> Finding:
    """Return the finding on one claim, as far as the evidence of its check can carry it.

    Raises ReportError if the check is unknown or lacks an argument.
    """
    if claim.check not in LOOKS_AT:
        known = nearest(claim.check, list(LOOKS_AT))
        raise ReportError(f"data/claims.csv, claim {claim.claim}: no check named {claim.check!r}{known}")
    evidence = LOOKS_AT[claim.check]
    return limited(CHECKS[evidence][claim.check](claim, tables), claim, tables, evidence)


def check_all(tables: Tables | None = None) -> pd.DataFrame:
    """Return every claim with the result of its check, in the order of the table.

    Columns: those of `data/claims.csv`, then looks_at (what the check looks at), document_title, document_date, found
    and difference (stated less found, in the unit of the claim; empty where the check finds no number), vintage,
    ledger, verdict, explanation.

    >>> register.check_all()["verdict"].value_counts()
    """
    tables = tables or current_tables()
    findings = [run(claim, tables) for claim in tables.claims.values()]
    frame = pd.DataFrame([vars(claim) for claim in tables.claims.values()])
    frame["looks_at"] = frame["check"].map(LOOKS_AT)
    documents = tables.documents.loc[frame["document"]]
    frame["document_title"] = documents["title"].to_numpy()
    frame["document_date"] = documents["date"].to_numpy()
    frame["found"] = pd.Series([f.found for f in findings], dtype="float64")
    frame["difference"] = frame["value"].astype("float64") - frame["found"]
    frame["vintage"] = [f.vintage for f in findings]
    frame["ledger"] = [f.ledger for f in findings]
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
    """Return pairs of claims that cannot both be as stated: columns what, claim_1, state_1, claim_2, state_2.

    Either they give values of the same flow, period and kind of quantity whose rounding intervals do not meet, or they
    give different states of what both are about.
    """
    return pd.concat([_values_apart(checked), _states_apart(checked)], ignore_index=True)


_PAIR = ["what", "claim_1", "state_1", "claim_2", "state_2"]


def _values_apart(checked: pd.DataFrame) -> pd.DataFrame:
    stated = checked[checked["value"].notna() & (checked["flow"] != "") & (checked["quantity"] != "growth")].copy()
    half = stated["rounding"].fillna(0) / 2
    above = stated["relation"] == "above"
    stated["low"] = stated["value"] - half.where(~above, 0)
    stated["high"] = (stated["value"] + half).where(~above, float("inf"))
    stated["state"] = [written(value, unit, digit) for value, unit, digit in _figures(stated)]
    keys = ["flow", "first_month", "last_month", "quantity", "unit"]
    pairs = stated.merge(stated, on=keys, suffixes=("_1", "_2"))
    apart = (pairs["low_1"] > pairs["high_2"]) | (pairs["low_2"] > pairs["high_1"])
    chosen = pairs[apart & (pairs["claim_1"] < pairs["claim_2"])]
    what = [
        f"{words.capital(say(FLOWS[row.flow]))}, {words.period(row.first_month, row.last_month)}"
        for row in each_row(chosen)
    ]
    return chosen.assign(what=what)[_PAIR]


def _figures(stated: pd.DataFrame) -> Iterator[tuple[float, str, float]]:
    return zip(stated["value"], stated["unit"], stated["rounding"], strict=True)


def _states_apart(checked: pd.DataFrame) -> pd.DataFrame:
    stated = checked[checked["about"] != ""]
    pairs = stated.merge(stated, on="about", suffixes=("_1", "_2"))
    apart = (pairs["state_1"] != pairs["state_2"]) & (pairs["document_1"] < pairs["document_2"])
    chosen = pairs[apart]
    chosen = chosen.assign(state_1=chosen["state_1"].map(say), state_2=chosen["state_2"].map(say))
    return chosen.assign(what=chosen["about"].map(say).map(words.capital))[_PAIR]
