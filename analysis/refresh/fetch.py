"""What each source is asked, and the rows it gives for each table."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.errors import ReportError
from analysis.refresh import census, comtrade, federal_register, fred, treasury, usitc
from analysis.refresh.client import Client
from analysis.refresh.sources import Sources
from analysis.refresh.validate import agreement

VIET_NAM = "VNM"


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
        """Return the months to ask for: from ``since``, or from where ``table`` ends if that is earlier."""
        held = self.table(table)["month"].max()
        first = self.since if pd.isna(held) else min(self.since, held + pd.DateOffset(months=1))
        return list(pd.date_range(first, self.today.replace(day=1) - pd.DateOffset(months=1), freq="MS"))

    def codes(self, partners: list[str]) -> dict[str, str]:
        """Return partners by their Census code."""
        register = self.table("partners").set_index("partner")["census_code"]
        return {register[partner]: partner for partner in partners}


Rows = dict[str, pd.DataFrame]


def from_census(task: Task) -> Rows:
    """Return partner totals, checked against FRED, industries, HTS-10 lines and exports by HS-6."""
    return {
        "goods_by_partner": _totals(task),
        "imports_by_naics3": _industries(task),
        "imports_by_hts10_monthly": _hts10(task),
        **_schedule_b(task),
    }


def from_fred(task: Task) -> Rows:
    """Return the seasonally adjusted world total."""
    months = task.months("goods_world_seasonally_adjusted")
    return {"goods_world_seasonally_adjusted": _fred(task, fred.WORLD_ADJUSTED, months)}


def from_treasury(task: Task) -> Rows:
    """Return customs receipts, page after page."""
    since = task.months("treasury_customs_receipts")[0]
    first = task.client.get(treasury.request(task.sources, since, 1))
    rest = (
        task.client.get(treasury.request(task.sources, since, page)) for page in range(2, treasury.pages(first) + 1)
    )
    return {"treasury_customs_receipts": pd.concat(map(treasury.read, [first, *rest]), ignore_index=True)}


def from_usitc(task: Task) -> Rows:
    """Return the headings of chapter 99, and candidates for measures: those that differ from the last reading."""
    headings = usitc.read(task.client.get(usitc.request(task.sources)))
    before, waiting = task.table("chapter99_headings"), task.table("candidate_measures")
    if len(headings) < len(before) * 0.8:
        raise ReportError(f"chapter99_headings: {len(headings)} headings, {len(before)} before; refused")
    new = usitc.changes(before, headings, task.today)
    candidates = pd.concat([waiting, new.astype(waiting.dtypes.to_dict())])
    return {
        "chapter99_headings": headings,
        "candidate_measures": candidates.drop_duplicates(["heading", "seen"], keep="last"),
    }


def from_federal_register(task: Task) -> Rows:
    """Return the documents on the tracked authorities published since the as-of date of the tariff record."""
    found = [task.table("candidate_events").head(0)]
    for authority in federal_register.AUTHORITIES:
        page, pages = 1, 1
        while page <= pages:
            answer = task.client.get(federal_register.request(task.sources, authority, task.as_of, page))
            pages = federal_register.pages(answer)
            found.append(federal_register.read(answer, authority).astype(found[0].dtypes.to_dict()))
            page += 1
    return {"candidate_events": pd.concat(found).drop_duplicates("document_number", keep="first")}


def from_comtrade(task: Task) -> Rows:
    """Return what Viet Nam and China report; nothing without a key."""
    if not task.sources.comtrade_key:
        return {}
    months, size = task.months("trade_reported_by_partners"), comtrade.MONTHS_AT_ONCE
    return {
        "trade_reported_by_partners": pd.concat(
            [
                comtrade.read(task.client.get(comtrade.request(task.sources, reporter, months[at : at + size])))
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


def _totals(task: Task) -> pd.DataFrame:
    held = task.table("goods_by_partner")
    partners = sorted(held["partner"].unique())
    codes = task.codes(partners)

    def month_of(flow: str) -> Callable[[pd.Timestamp], pd.DataFrame]:
        return lambda month: census.read_totals(
            task.client.get(census.totals_request(task.sources, flow, month)), flow, codes
        )

    flows = [_by_month(task, "goods_by_partner", month_of(flow)) for flow in ("exports", "imports")]
    first = flows[0].merge(flows[1], on=["partner", "month"])
    if first.empty:
        return held.head(0)
    months = sorted(first["month"].unique())
    second = [_fred(task, fred.SERIES[partner], months).assign(partner=partner) for partner in partners]
    agreement(first, pd.concat(second))
    return first


def _fred(task: Task, suffix: str, months: list[pd.Timestamp]) -> pd.DataFrame:
    """Return month and the two flows of one FRED partner, within ``months``."""
    flows = {"exports_usd": f"EXP{suffix}", "general_imports_usd": f"IMP{suffix}"}
    read = [
        fred.read(task.client.get(fred.request(task.sources, series, months[0])), series).rename(
            columns={"value_usd": flow}
        )
        for flow, series in flows.items()
    ]
    both = read[0].merge(read[1], on="month")
    return both[both["month"].isin(months)].reset_index(drop=True)


def _industries(task: Task) -> pd.DataFrame:
    codes = task.codes(sorted(task.table("imports_by_naics3")["partner"].unique()))

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        requests = [census.industries_request(task.sources, month, total) for total in (True, False)]
        parts = [census.read_industries(task.client.get(request), codes) for request in requests]
        return pd.concat(parts) if all(map(len, parts)) else parts[0].head(0)

    return _by_month(task, "imports_by_naics3", month_of)


def _hts10(task: Task) -> pd.DataFrame:
    codes = task.codes([VIET_NAM])
    (code,) = codes

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        return census.read_hts10(task.client.get(census.hts10_request(task.sources, code, month)), codes)

    return _by_month(task, "imports_by_hts10_monthly", month_of)


def _schedule_b(task: Task) -> Rows:
    (code,) = task.codes([VIET_NAM])

    def month_of(month: pd.Timestamp) -> pd.DataFrame:
        return census.read_schedule_b(task.client.get(census.schedule_b_request(task.sources, code, month)))

    rows = _by_month(task, "exports_to_vietnam_by_hs6", month_of)
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
    held = task.table(table)["month"].max()
    frames: list[pd.DataFrame] = []
    for month in task.months(table):
        frame = month_of(month)
        if frame.empty:
            if month <= held:
                raise ReportError(f"{table}, {month:%Y-%m}: the source has nothing for a month that it had before")
            return pd.concat(frames, ignore_index=True) if frames else frame
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
