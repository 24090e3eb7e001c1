"""What a document is worth, the finding first: one paragraph a document, from the findings on its statements."""

import pandas as pd

from analysis.claims.judge import as_stated, fits
from analysis.claims.model import Claim, Tables, Verdict
from analysis.claims.readings import Reading, levels, own_figures
from analysis.claims.readings import growth as growth_of
from analysis.frames import row_at
from analysis.language import message, say
from analysis.present import words

_WRONG = (Verdict.INCONSISTENT, Verdict.CONTRADICTED)


def syntheses(checked: pd.DataFrame, tables: Tables) -> dict[str, list[str]]:
    """Return the sentences on each document, by its number; a sentence whose statements moved is left out."""
    rows = checked.set_index("claim")
    return {
        "000": _treasury(rows, tables),
        "001": _november(rows),
        "002": _call(rows, tables),
        "003": _third_round(rows, tables),
        "004": _release(rows, tables),
    }


def _treasury(rows: pd.DataFrame, tables: Tables) -> list[str]:
    said, surplus = [], tables.claims["000-13"]
    if row_at(rows, "000-03")["verdict"] in _WRONG:
        said.append(
            say(
                "It lets the 46% tariff begin in July. The tariff was charged on 9 April 2025 and then suspended, so "
                "that July could only bring it back."
            )
        )
    if row_at(rows, "000-13")["verdict"] == Verdict.ONLY_US:
        own = _first(levels(tables, "surplus", *surplus.period), "Vietnamese")
        said.append(
            say(
                "Its surplus of {stated} is the US figure, though it names none; Viet Nam's own is {own}.",
                stated=as_stated(surplus),
                own=words.usd(own),
            )
        )
    day = row_at(tables.events, "N03")["announced"]
    dated = message("Others confirm the meeting and date it to {day}, a {weekday} in Washington.")
    said.append(say(dated, day=words.day(day), weekday=words.weekday(day)))
    return said


def _november(rows: pd.DataFrame) -> list[str]:
    own = rows[rows["document"] == "001"]
    wrong, aims = own["verdict"].isin(_WRONG).sum(), (own["verdict"] == Verdict.AIM_NOT_MET).sum()
    untold = (own["check"] == "not_in_data").sum()
    return [
        say(
            "Of its {count} statements {wrong} is wrong; {aims} report an aim that was not met, an agreement within "
            "weeks or by December.",
            count=len(own),
            wrong=words.count(wrong) if wrong else say("none"),
            aims=words.count(aims),
        ),
        say(
            "{number} rest on unnamed sources or on a conference that no other record here holds.",
            number=words.count(untold),
        ),
    ]


def _call(rows: pd.DataFrame, tables: Tables) -> list[str]:
    own = rows[rows["document"] == "002"]
    untraced = int((own["verdict"] == Verdict.NOT_CHECKABLE).sum())
    session = row_at(tables.events, "N05")
    last = session["valid_until"] - pd.Timedelta(days=1)
    return [
        say(
            "{number} of its {count} statements have no trace in any other record, its own news among them.",
            number=words.count(untraced),
            count=len(own),
        ),
        say(
            "It says that talks should be renewed and have no schedule, while {round} of the talks was in session in "
            "Washington, from {start} to {end}.",
            round=say(session["instrument"]).lower(),
            start=words.day(session["announced"]),
            end=words.day(last),
        ),
    ]


def _third_round(rows: pd.DataFrame, tables: Tables) -> list[str]:
    level, growth, monthly, exports = (tables.claims[name] for name in ("003-10", "003-11", "003-12", "003-13"))
    surplus = own_figures(tables, "surplus", *level.period)
    if not surplus or not _all_of_surplus(surplus[0], level, growth, monthly):
        return []
    held = row_at(rows, "003-11")["verdict"] == Verdict.CONFIRMED
    stated = {"level": as_stated(level), "growth": as_stated(growth), "exports": as_stated(exports)}
    said = [
        say(
            "Its three figures for May 2025 are all of the surplus: {level}, {growth} above a year earlier and "
            "{monthly} above April.",
            **stated,
            monthly=as_stated(monthly),
        ),
        say("It calls them exports, which were {exports}, and then puts these {exports} inside the {level}.", **stated),
    ]
    if held:
        said.append(say("Of the three, {growth} alone is the growth of exports too.", **stated))
    return [*said, say("What it says of the third round itself is confirmed where the record reaches.")]


def _all_of_surplus(row: object, level: Claim, growth: Claim, monthly: Claim) -> bool:
    figures = (getattr(row, name) for name in ("value_usd", "growth_year_pct", "growth_previous_month_pct"))
    return all(
        abs(figure - claim.stated) <= claim.half_digit + 1e-9
        for figure, claim in zip(figures, (level, growth, monthly), strict=True)
    )


def _release(rows: pd.DataFrame, tables: Tables) -> list[str]:
    exports, imports, surplus, growth = (tables.claims[f"004-{number}"] for number in (31, 33, 37, 39))
    general = _first(levels(tables, "exports", *exports.period), "US")
    said = []
    if row_at(rows, "004-38")["verdict"] == Verdict.INCONSISTENT and fits(surplus, general - imports.stated):
        said.append(
            say(
                "It mixes two bases: {general} − {imports} = {surplus} holds for general imports, but the {exports} "
                "beside it are imports for consumption.",
                general=words.usd(general),
                imports=as_stated(imports),
                surplus=as_stated(surplus),
                exports=as_stated(exports),
            )
        )
    if row_at(rows, "004-39")["verdict"] == Verdict.ONLY_VIETNAMESE:
        us = _first(growth_of(tables, "surplus", *growth.period), "US")
        said.append(
            say(
                "It mixes two ledgers: {growth} is the growth of the surplus in Viet Nam's own figures; in the US "
                "figures that stand beside it, it was {us}.",
                growth=as_stated(growth),
                us=words.percent(us),
            )
        )
    if row_at(rows, "004-42")["verdict"] in _WRONG:
        said.append(say("Iceland, named third before Viet Nam, stands for Ireland."))
    if row_at(rows, "004-36")["verdict"] == Verdict.INCONSISTENT:
        said.append(
            say(
                "Its growth of trade, {stated}, does not follow from its own figures, which give {found}.",
                stated=as_stated(tables.claims["004-30"]),
                found=words.percent(row_at(rows, "004-36")["found"]),
            )
        )
    return said


def _first(readings: list[Reading], ledger: str) -> float:
    """Return the current figure of a ledger."""
    return next(reading.value for reading in readings if reading.ledger == ledger and reading.current)
