"""Chapter What does my product pay?"""

import pandas as pd

from analysis.chapters import product_files
from analysis.chapters.common import introduction, partner, source
from analysis.data import load
from analysis.frames import each_row
from analysis.language import say
from analysis.parameters import Parameters, facts
from analysis.present import Answers, Column, Table, Text, words
from analysis.present.answers import PAGE
from analysis.tariffs import lookup
from analysis.tariffs.duties import RECORD_START
from analysis.trade import product_names

SHOWN = 15
WEIGHTS_YEAR = 2024  # whose imports by product the data hold


def opening(p: Parameters) -> Text:
    """Say what the chapter answers and as of when."""
    return introduction(
        p,
        say(
            "The duty on any product from {partner}, on any day since January 2025. This is information, not advice: "
            "classification, origin and the written scope of a measure decide at the border.",
            partner=partner(p),
        ),
        "tariff_events",
    )


def ask(p: Parameters) -> Answers:
    """Return the field for a code or words, and the data that answer."""
    return Answers(
        partner=partner(p),
        outside=f"{words.capital(say(lookup.OUTSIDE))}.",
        without=say(
            "Without scripts this page cannot answer; the command {command} gives the same answer.",
            command=f"trade-report rate 6109100012 --partner {p.partner}",
        ),
        first=RECORD_START,
        last=p.day,
        year=WEIGHTS_YEAR,
        contents=product_files.files(p),
    )


def largest(p: Parameters) -> Table | None:
    """List the products that were imported most in 2024, with their duty on the edition's day."""
    shown = _largest(p).copy()
    if shown.empty:
        return None
    shown.insert(1, "product", shown["hts10"].map(product_names.names(shown["hts10"])))
    return Table(
        "largest",
        say(
            "The {count} products that the United States bought most from {partner} in 2024, and their duty on {day} "
            "if no condition holds",
            count=SHOWN,
            partner=partner(p),
            day=words.day(p.day),
        ),
        [
            Column("hts10", say("Code"), link="page"),
            Column("product", say("Product")),
            Column("imports_for_consumption_usd", say("Imports 2024"), say("$ million"), words.millions),
            Column("base_pct", say("Base"), "%", words.number),
            Column("additional_pct", say("Added"), "%", words.number),
            Column("total_pct", say("Total"), "%", words.number),
        ],
        source("imports_by_hts10_2024", "hts_schedule_2026", "tariff_measures"),
        shown.assign(page=f"./{PAGE}#" + shown["hts10"]),
        subject="total_pct",
    )


@facts
def _largest(p: Parameters) -> pd.DataFrame:
    """Return code, imports of 2024 in US dollars and duties in percent of the products that were imported most."""
    imports = load("imports_by_hts10_2024")
    special = imports["hts10"].str.startswith(("98", "99"))  # how goods come in, not what they are
    own = imports[(imports["partner"] == p.partner) & ~special].nlargest(SHOWN, "imports_for_consumption_usd")
    return pd.DataFrame(
        {
            "hts10": row.hts10,
            "imports_for_consumption_usd": row.imports_for_consumption_usd,
            "base_pct": duty.base_pct,
            "additional_pct": duty.additional_pct,
            "total_pct": duty.total_pct,
            "conditions": len(duty.cases) - 1,
        }
        for row in each_row(own)
        for duty in [lookup.duty(row.hts10, p.partner, p.day)]
    )
