"""What each source is asked, and the rows it gives for each table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import pandas as pd

from analysis.errors import ReportError
from analysis.refresh import census, comtrade, federal_register, fred, treasury, usitc
from analysis.refresh.client import Client
from analysis.refresh.exchange import Answer, Request
from analysis.refresh.sources import Sources
from analysis.refresh.validate import agreement

Read = TypeVar("Read")
VIET_NAM = "VNM"
MOST_PAGES = 20  # of an answer that comes in pages of 100 rows


@dataclass(frozen=True)
class Task:
    """What a source needs to know: where it is, what is held already, from which month on, up to which day."""

    client: Client
    sources: Sources
    table: Callable[[str], pd.DataFrame]
    since: pd.Timestamp
    today: pd.Timestamp
    as_of: pd.Timestamp

    def months(self, table: str) -> list[pd.Timestamp]:
        """Return the months to ask for: from ``since``, or from where ``table`` ends if that is earlier.

        They begin no earlier than the table, and end with the last whole month.
        """
        held = self.table(table)["month"]
        first = min(self.since, held.max() + pd.DateOffset(months=1)) if len(held) else self.since
        first = max(first, held.min()) if len(held) else first
        return list(pd.date_range(first, self.today.replace(day=1) - pd.DateOffset(months=1), freq="MS"))

    def codes(self, partners: list[str]) -> dict[str, str]:
        """Return partners by their Census code."""
        register = self.table("partners").set_index("partner")["census_code"]
        return {register[partner]: partner for partner in partners}

    def ask(self, request: Request, read: Callable[[Answer], pd.DataFrame]) -> pd.DataFrame:
        """Return what ``read`` makes of the answer to ``request``; see ``guarded``."""
        return guarded(self.client.get(request), read)

    def ask_pages(
        self,
        page: Callable[[int], Request],
        counts: Callable[[Answer], tuple[int, int]],
        read: Callable[[Answer], pd.DataFrame],
    ) -> pd.DataFrame:
        """Return the rows of all pages; ``counts`` tells how many pages and rows the source says there are.

        Raises ReportError if the source repeats a page, has too many, or gives more or fewer rows than it counts.
        """
        answers: list[Answer] = []
        frames: list[pd.DataFrame] = []
        pages = rows = 1
        while len(answers) < pages:
            answer = self.client.get(page(len(answers) + 1))
            if answer.body in [other.body for other in answers]:
                raise ReportError(f"{answer.what}: the source repeats an earlier page")
            pages, rows = guarded(answer, counts)
            if pages > MOST_PAGES:
                raise ReportError(f"{answer.what}: the source counts {pages} pages; more than {MOST_PAGES} are refused")
            answers.append(answer)
            frames.append(guarded(answer, read))
        whole = pd.concat(frames, ignore_index=True)
        if len(whole) != rows:
            raise ReportError(f"{answers[0].what}: the source counts {rows} rows and gives {len(whole)}")
        return whole


def guarded(answer: Answer, read: Callable[[Answer], Read]) -> Read:
    """Return what ``read`` makes of ``answer``.

    What the answer breaks in an adapter, in a way that it does not foresee, is a ReportError that names the question.
    No message holds the secrets of the question, which an answer may repeat in any spelling.
    """
    try:
        return read(answer)
    except ReportError as error:
        fault, cause = str(error), None
    except Exception as error:
        kind = f"{type(error).__name__}: {error!s:.100}"
        fault, cause = f"{answer.what}: the answer is malformed, nothing was read ({kind})", error
    raise ReportError(answer.request.hide(fault.encode("utf-8", "replace")).decode()) from cause


Rows = dict[str, pd.DataFrame]


def from_census(task: Task) -> Rows:
    """Return partner totals, industries, HTS-10 lines and exports by HS-6, each checked against a second reading."""
    totals, industries = _totals(task), _industries(task)
    return {
        "goods_by_partner": totals,
        "imports_by_naics3": industries,
        "imports_by_hts10_monthly": _hts10(task, industries),
        **_schedule_b(task, totals),
    }


def from_fred(task: Task) -> Rows:
    """Return the seasonally adjusted world total."""
    months = task.months("goods_world_seasonally_adjusted")
    return {"goods_world_seasonally_adjusted": _fred(task, fred.WORLD_ADJUSTED, months)}


def from_treasury(task: Task) -> Rows:
    """Return customs receipts, page after page."""
    months = task.months("treasury_customs_receipts")
    rows = task.ask_pages(lambda page: treasury.request(task.sources, months, page), treasury.counts, treasury.read)
    return {"treasury_customs_receipts": rows}


def from_usitc(task: Task) -> Rows:
    """Return the headings of chapter 99, and candidates for measures: those that differ from the last reading."""
    headings = task.ask(usitc.request(task.sources), usitc.read)
    before, waiting = task.table("chapter99_headings"), task.table("candidate_measures")
    if len(headings) < len(before) * 0.8:
        raise ReportError(f"chapter99_headings: {len(headings)} headings, {len(before)} before; refused")
    new = usitc.changes(before, headings, task.today)
    if (other := int((new["change"] == "changed").sum())) > len(before) / 2:
        raise ReportError(f"chapter99_headings: {other} of {len(before)} headings read otherwise than before; refused")
    candidates = pd.concat([waiting, new.astype(waiting.dtypes.to_dict())])
    return {
        "chapter99_headings": headings,
        "candidate_measures": candidates.drop_duplicates(["heading", "seen"], keep="last"),
    }


def from_federal_register(task: Task) -> Rows:
    """Return the documents on the tracked authorities published since the as-of date of the tariff record."""
    waiting = task.table("candidate_events")
    parts = [_documents(task, authority).astype(waiting.dtypes.to_dict()) for authority in federal_register.AUTHORITIES]
    found = pd.concat([waiting.head(0), *parts]).drop_duplicates("document_number", keep="first")
    gone = waiting[(waiting["published"] > task.as_of) & ~waiting["document_number"].isin(found["document_number"])]
    if len(gone):
        raise ReportError(
            f"candidate_events, {gone['document_number'].iloc[0]}: waits, and the Federal Register no longer has it "
            f"({len(gone)} such rows); remove the row if it was withdrawn"
        )
    return {"candidate_events": found}


def from_comtrade(task: Task) -> Rows:
    """Return what Viet Nam and China report; nothing without a key."""
    if not task.sources.comtrade_key:
        return {}
    months, size = task.months("trade_reported_by_partners"), comtrade.MONTHS_AT_ONCE
    return {
        "trade_reported_by_partners": pd.concat(
            [
                task.ask(comtrade.request(task.sources, reporter, months[at : at + size]), comtrade.read)
                for reporter in comtrade.REPORTERS
                for at in range(0, len(months), size)
            ]
        )
    }


SOURCES: dict[str, Callable[[Task], Rows]] = {
    "census": from_census,
    "fred": from_fred,
    "treasury": from_treasury,
    "usitc": from_usitc,
    "federal-register": from_federal_register,
    "comtrade": from_comtrade,
}


def _documents(task: Task, authority: str) -> pd.DataFrame:
    """Return the documents on one authority."""
    return task.ask_pages(
        lambda page: federal_register.request(task.sources, authority, task.as_of, page),
        federal_register.counts,
        lambda answer: federal_register.read(answer, authority, task.as_of, task.today),
    )


def _totals(task: Task) -> pd.DataFrame:
    held = task.table("goods_by_partner")
    partners = sorted(held["partner"].unique())
    codes = task.codes(partners)

    def month_of(flow: str) -> Callable[[pd.Timestamp], pd.DataFrame]:
        return lambda month: task.ask(
            census.totals_request(task.sources, flow, month), lambda answer: census.read_totals(answer, flow, codes)
        )

    flows = [_by_month(task, "goods_by_partner", month_of(flow)) for flow in ("exports", "imports")]
    first = flows[0].merge(flows[1], on=["partner", "month"])
    if first.empty:
        return held.head(0)
    months = task.months("goods_by_partner")
    second = [_fred(task, fred.SERIES[partner], months).assign(partner=partner) for partner in partners]
    agreement("goods_by_partner", first, pd.concat(second), "FRED")
    return first


def _fred(task: Task, suffix: str, months: list[pd.Timestamp]) -> pd.DataFrame:
    """Return month and the two flows of one FRED partner, within ``months``."""
    flows = {"exports_usd": f"EXP{suffix}", "general_imports_usd": f"IMP{suffix}"}
    read = [
        task.ask(fred.request(task.sources, series, months), partial(fred.read, series=series)).rename(
            columns={"value_usd": flow}
        )
        for flow, series in flows.items()
    ]
    return read[0].merge(read[1], on="month")


def _industries(task: Task) -> pd.DataFrame:
    codes = task.codes(sorted(task.table("imports_by_naics3")["partner"].unique()))

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        requests = [census.industries_request(task.sources, month, total) for total in (True, False)]
        parts = [task.ask(request, lambda answer: census.read_industries(answer, codes)) for request in requests]
        return pd.concat(parts) if all(map(len, parts)) else parts[0].head(0)

    return _by_month(task, "imports_by_naics3", month_of)


def _hts10(task: Task, industries: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of the tariff schedule, which sum to the total of all industries, in ``industries`` or held."""
    codes = task.codes([VIET_NAM])
    (code,) = codes

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        request = census.hts10_request(task.sources, code, month)
        return task.ask(request, lambda answer: census.read_hts10(answer, codes))

    rows = _by_month(task, "imports_by_hts10_monthly", month_of)
    sums = rows.drop(columns="hts10").groupby(["partner", "month"], as_index=False).sum()
    known = pd.concat([industries, task.table("imports_by_naics3")]).drop_duplicates(["partner", "month", "naics3"])
    total = known[known["naics3"] == "00"]
    agreement("imports_by_hts10_monthly", sums, total, "the total of all industries")
    return rows


def _schedule_b(task: Task, totals: pd.DataFrame) -> Rows:
    """Return the exports to Viet Nam by HS-6, which sum to those in ``totals`` or held, and the names of new codes."""
    (code,) = task.codes([VIET_NAM])

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        return task.ask(census.schedule_b_request(task.sources, code, month), census.read_schedule_b)

    rows = _by_month(task, "exports_to_vietnam_by_hs6", month_of)
    sums = rows.groupby("month", as_index=False)["exports_usd"].sum().assign(partner=VIET_NAM)
    total = pd.concat([totals, task.table("goods_by_partner")]).drop_duplicates(["partner", "month"])
    agreement("exports_to_vietnam_by_hs6", sums, total, "the total of all goods")
    known = task.table("hs6_names")
    largest = rows.sort_values("exports_usd", ascending=False).drop_duplicates("hs6")
    new = largest.loc[~largest["hs6"].isin(known["hs6"]), ["hs6", "name"]]
    names = pd.concat([known, new.assign(name=new["name"].astype("str").str[:70])])
    return {
        "exports_to_vietnam_by_hs6": rows.drop(columns="name"),
        "hs6_names": names.astype("str").sort_values("hs6", ignore_index=True),
    }


def _by_month(task: Task, table: str, month_of: Callable[[pd.Timestamp], pd.DataFrame]) -> pd.DataFrame:
    """Return the months that the source has, one under the other, up to the first that it has not published."""
    frames: list[pd.DataFrame] = []
    for month in task.months(table):
        frames.append(month_of(month))
        if frames[-1].empty:
            break
    return pd.concat(frames, ignore_index=True)
