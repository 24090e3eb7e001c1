"""What a check receives and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Self, TypeVar

import pandas as pd

from analysis.data import as_of, describe, load
from analysis.errors import ReportError
from analysis.frames import each_row, row_at
from analysis.language import message, say
from analysis.links import established
from analysis.present import words
from analysis.tariffs import default_rate
from analysis.trade.product_shares import TOTAL

T = TypeVar("T")
CURRENT = "goods_by_partner"  # the table of totals that holds the latest vintage


class Verdict(StrEnum):
    """The outcomes of a check, as `data/claims.csv` spells them."""

    CONFIRMED = message("confirmed")
    ROUNDED = message("confirmed within rounding")
    ONLY_VIETNAMESE = message("true only in Vietnamese statistics")
    ONLY_US = message("true only in US statistics")
    REVISED = message("true in the vintage of its day but revised since")
    INCONSISTENT = message("inconsistent within the document")
    CONTRADICTED = message("contradicted")
    CONSISTENT = message("consistent, not confirmed")
    ANNOUNCED = message("announced, not established")
    NOT_SUPPORTED = message("not supported by this yardstick")
    AIM_NOT_MET = message("an aim or forecast not met")
    NOT_CHECKABLE = message("not checkable")

    @property
    def agrees(self) -> bool:
        """Whether some statistics, of either country or of an earlier day, have the stated figure."""
        return self in (
            Verdict.CONFIRMED,
            Verdict.ROUNDED,
            Verdict.ONLY_VIETNAMESE,
            Verdict.ONLY_US,
            Verdict.REVISED,
        )


@dataclass(frozen=True)
class Finding:
    """The result of one check; ``found`` is in the claim's unit, ``explanation`` one or two sentences.

    ``explanation`` and ``vintage`` are in the language in which the check ran. ``ledger`` is that of the reading which
    the verdict rests on, as `Reading` names it.
    """

    verdict: Verdict
    explanation: str
    found: float | None = None
    vintage: str = ""
    ledger: str = ""


@dataclass(frozen=True)
class Claim:
    """One row of `data/claims.csv`; empty cells are ``None`` or empty strings."""

    claim: str
    document: str
    paraphrase: str
    subject: str
    quantity: str
    value: float | None
    unit: str
    rounding: float | None
    relation: str
    day: pd.Timestamp | None
    day_until: pd.Timestamp | None
    first_month: pd.Timestamp | None
    last_month: pd.Timestamp | None
    years_back: float | None
    statistics: str
    check: str
    flow: str
    named: str
    operands: str
    events: str
    about: str
    state: str
    expected_verdict: str
    note: str

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Self:
        """Return the claim of a table row."""
        cells: dict[str, Any] = {
            name: None if not isinstance(cell, str) and pd.isna(cell) else cell for name, cell in row.items()
        }
        return cls(**cells)

    @property
    def stated(self) -> float:
        """The stated value. Raises ReportError if the row has none."""
        return self.need(self.value, "value")

    @property
    def half_digit(self) -> float:
        """Half the unit of the last stated digit: how far rounding alone can carry a figure."""
        return (self.rounding or 0.0) / 2 * (1 + 1e-9)

    @property
    def period(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first and last month. Raises ReportError if the row has none."""
        return self.need(self.first_month, "first_month"), self.need(self.last_month, "last_month")

    @property
    def event_ids(self) -> list[str]:
        """The cited events."""
        return [event for event in self.events.split(";") if event]

    def need(self, value: T | None, column: str) -> T:
        """Return ``value``, which the check of this claim cannot do without."""
        if value is None:
            raise ReportError(
                f"data/claims.csv, claim {self.claim}: check {self.check} needs column {column}, which is empty"
            )
        return value


@dataclass(frozen=True)
class Tables:
    """The tables that checks read, loaded once, and what they look up again and again, picked out once."""

    claims: dict[str, Claim]
    documents: pd.DataFrame
    events: pd.DataFrame
    signatures: list[str]
    only_announced: frozenset[str]  # events whose day is known from an announcement alone
    places: dict[str, str]  # where an event of the talks was held
    figures: pd.DataFrame
    vietnamese_totals: pd.DataFrame
    rate_steps: pd.DataFrame
    reciprocal_rates: pd.DataFrame
    goods: pd.DataFrame
    goods_newest: pd.DataFrame  # as ``goods``, also where a reader puts an older vintage in its place
    goods_early_2025: pd.DataFrame
    consumption: pd.DataFrame
    partners: pd.DataFrame

    @classmethod
    def load(cls) -> Self:
        """Read and check every table."""
        claims = [Claim.of(row) for row in load("claims").to_dict("records")]
        industries = load("imports_by_naics3")
        figures = established(load("published_figures"))
        talks = load("talks")
        return cls(
            claims={claim.claim: claim for claim in claims},
            documents=load("documents").set_index("document"),
            events=load("tariff_events").set_index("event"),
            signatures=talks.query("kind == 'signature'")["event"].tolist(),
            only_announced=frozenset(talks.loc[talks["day_is"] == "announced", "event"]),
            places=dict(zip(talks["event"], talks["place"], strict=True)),
            figures=figures,
            vietnamese_totals=figures.query("reporter == 'VNM' and partner == 'USA' and product_group == 'total'"),
            rate_steps=default_rate.steps("VNM"),
            reciprocal_rates=load("reciprocal_rates"),
            goods=load(CURRENT),
            goods_newest=load(CURRENT),
            goods_early_2025=load("goods_by_country"),
            consumption=industries[industries["partner"] == "VNM"],
            partners=load("partners").set_index("partner"),
        )

    @cached_property
    def us_by_month(self) -> dict[str, pd.DataFrame]:
        """US goods trade with Viet Nam by month, the current vintage and the one before it, by name of table."""
        frames = {CURRENT: self.goods, "goods_by_country": self.goods_early_2025}
        return {table: frame[frame["partner"] == "VNM"].set_index("month") for table, frame in frames.items()}

    @cached_property
    def consumption_by_month(self) -> pd.Series:
        """US imports for consumption from Viet Nam by month, US dollars."""
        all_goods = self.consumption[self.consumption["naics3"] == TOTAL]
        return all_goods.set_index("month")["imports_for_consumption_usd"]

    @cached_property
    def first_releases(self) -> dict[tuple[pd.Timestamp, pd.Timestamp], dict[str, float]]:
        """What the United States first printed on its trade with Viet Nam: by period, then by flow, US dollars."""
        printed = self.figures.query(
            "reporter == 'USA' and partner == 'VNM' and status == 'first release' and bound == 'exact' "
            "and not seasonally_adjusted"
        )
        by_period: dict[tuple[pd.Timestamp, pd.Timestamp], dict[str, float]] = {}
        for row in each_row(printed):
            by_period.setdefault((row.first_month, row.last_month), {})[row.flow] = float(row.value_usd)
        return by_period

    @cached_property
    def vietnamese_by_period(self) -> dict[tuple[str, pd.Timestamp, pd.Timestamp], list[Any]]:
        """The rows of ``vietnamese_totals`` by flow, first and last month."""
        by_period: dict[tuple[str, pd.Timestamp, pd.Timestamp], list[Any]] = {}
        for row in each_row(self.vietnamese_totals):
            by_period.setdefault((row.flow, row.first_month, row.last_month), []).append(row)
        return by_period

    def event(self, claim: Claim, event: str) -> pd.Series:
        """Return the row of ``event``, one of those that ``claim`` names."""
        return row_at(self.events, event)

    def document_day(self, claim: Claim) -> pd.Timestamp:
        """Return the date of the document that makes ``claim``."""
        return pd.Timestamp(row_at(self.documents, claim.document)["date"])

    def countries(self, codes: list[str]) -> list[str]:
        """Return the names of partners as they stand in a sentence."""
        return [say(str(row_at(self.partners, code)["name_in_sentence"])) for code in codes]


@cache
def current_tables() -> Tables:
    """Return the tables of the data as they are."""
    return Tables.load()


def vintage_of(table: str) -> str:
    """Return the vintage of a table in words: ``October 2026``."""
    return words.month(pd.Timestamp(describe(table).vintage))


def record_vintage() -> str:
    """Return how far the record of events reaches."""
    return say("events up to {day}", day=words.day(as_of()))
