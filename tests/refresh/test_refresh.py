"""A whole refresh against the local server: what it changes, and that a fault changes nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sources_server as at_source
from sources_server import HTS10, LAST, NEXT, PREVIOUS, Server, forget

from analysis.data import catalogue, load
from analysis.errors import ReportError
from analysis.refresh import run
from analysis.refresh.alone import alone
from analysis.refresh.client import Client
from analysis.refresh.run import Result
from analysis.refresh.sources import Sources, at

TODAY = NEXT + pd.DateOffset(months=2, days=4)
MONTHS = {
    "previous": PREVIOUS,
    "last": LAST,
    "next": NEXT,
    "industries": load("imports_by_naics3")["month"].max() + pd.DateOffset(months=1),
}


def said(message: str) -> str:
    """Return a pattern with the months put in for their names in angle brackets."""
    for name, month in MONTHS.items():
        message = message.replace(f"<{name}>", f"{month:%Y-%m}")
    return message


@pytest.fixture
def refresh(project: Path, client: Client, server: Server) -> Callable[..., Result]:
    def call(**options: Any) -> Result:
        sources = at(server.base, options.pop("keys", Sources()))
        options = {"since": PREVIOUS, **options}
        return run.refresh(client, sources, TODAY, **options)

    return call


def _after(table: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the months from the end of ``table`` to the next month."""
    return list(pd.date_range(table["month"].max(), NEXT, freq="MS")[1:])


def package(folder: Path) -> dict[str, Any]:
    return {item["name"]: item for item in json.loads((folder / "datapackage.json").read_text())["resources"]}


def test_nothing_new_changes_nothing(
    refresh: Callable[..., Result], project: Path, digest: Callable[[Path], str]
) -> None:
    before = digest(project)
    result = refresh()
    assert (result.differences, result.written) == ([], False)
    assert digest(project) == before


def test_the_next_month_is_added_to_every_series_and_nothing_else_changes(
    refresh: Callable[..., Result], project: Path, server: Server
) -> None:
    server.world.extend_all()
    before, old = package(project), {name: catalogue.load(name) for name in catalogue.names()}
    result = refresh()
    forget()
    after = package(project)
    months = {change.table: change.new_months for change in result.differences}
    assert months == {
        "goods_by_partner": [NEXT],
        "goods_world_seasonally_adjusted": [NEXT],
        "imports_by_naics3": _after(old["imports_by_naics3"]),
        "exports_to_vietnam_by_hs6": _after(old["exports_to_vietnam_by_hs6"]),
        "treasury_customs_receipts": [NEXT],
    }
    assert all(len(change.removed) == len(change.revised) == 0 for change in result.differences)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {*months, "refreshes"}
    vintage = before["goods_by_partner"]["vintage"]
    archived = f"goods_by_partner_{vintage.replace('-', '_')}"
    assert set(after) - set(before) == {archived}
    for name in months:
        assert (after[name]["vintage"], after[name]["retrieved"]) == (f"{TODAY:%Y-%m-%d}",) * 2
        new = catalogue.load(name)
        pd.testing.assert_frame_equal(new[new["month"] <= old[name]["month"].max()].reset_index(drop=True), old[name])
    pd.testing.assert_frame_equal(catalogue.load(archived), old["goods_by_partner"])
    log = catalogue.load("refreshes")
    assert list(log.loc[log["vintage"] == f"{TODAY:%Y-%m-%d}", "table"]) == sorted(months)
    assert not list((project.parent / "build").glob("refresh-*"))
    assert list(project.glob("*.new")) == []


@pytest.mark.long
def test_a_second_refresh_of_the_day_changes_nothing_more(
    refresh: Callable[..., Result], project: Path, server: Server, digest: Callable[[Path], str]
) -> None:
    server.world.extend_all()
    refresh(only=["census", "fred", "treasury"])
    before = digest(project)
    forget()
    assert not refresh().written
    assert digest(project) == before


def test_a_dry_run_finds_the_same_and_writes_nothing(
    refresh: Callable[..., Result], project: Path, server: Server, digest: Callable[[Path], str]
) -> None:
    server.world.extend("treasury_customs_receipts", NEXT)
    before = digest(project)
    result = refresh(only=["treasury"], dry_run=True)
    assert [change.table for change in result.differences] == ["treasury_customs_receipts"]
    assert (result.written, digest(project)) == (False, before)


def test_only_the_source_named_is_asked(refresh: Callable[..., Result], server: Server) -> None:
    refresh(only=["treasury"])
    assert {path.split("/")[1] for path in server.asked} == {"treasury"}


def test_an_unknown_source_is_named_with_the_nearest(refresh: Callable[..., Result]) -> None:
    with pytest.raises(ReportError, match="no source 'tresury'; nearest: treasury"):
        refresh(only=["tresury"])


def test_a_month_not_published_yet_ends_the_series(refresh: Callable[..., Result], server: Server) -> None:
    refresh(only=["census"])
    asked = [path for path in server.asked if "imports/hs" in path and "I_COMMODITY=-" in path]
    assert [path.rpartition("=")[2] for path in asked] == [f"{month:%Y-%m}" for month in (PREVIOUS, LAST, NEXT)]


def test_a_revised_month_is_taken_over_and_logged(
    refresh: Callable[..., Result], project: Path, server: Server
) -> None:
    server.world.revise("goods_by_partner", "general_imports_usd", 1.02, partner="VNM", month=LAST)
    old = catalogue.load("goods_by_partner").set_index(["partner", "month"])["general_imports_usd"]
    result = refresh(only=["census"])
    (change,) = [change for change in result.differences if change.table == "goods_by_partner"]
    assert len(change.revised) == 1
    forget()
    new = catalogue.load("goods_by_partner").set_index(["partner", "month"])["general_imports_usd"]
    assert new["VNM", LAST] == round(old["VNM", LAST] * 1.02)
    log = catalogue.load("refreshes").set_index(["vintage", "table"]).loc[(f"{TODAY:%Y-%m-%d}", "goods_by_partner")]
    assert (log["rows_revised"], log["largest_revision"]) == (1, f"VNM {LAST:%Y-%m} general_imports_usd")


def test_new_documents_and_headings_wait_for_a_person(
    refresh: Callable[..., Result], project: Path, server: Server
) -> None:
    server.world.documents = [
        {
            "authority": "Section 232",
            "document_number": f"2026-2000{number}",
            "title": "Adjusting <b>imports</b>",
            "type": "Presidential Document",
            "publication_date": f"{TODAY:%Y-%m-%d}",
            "effective_on": None,
            "signing_date": f"{TODAY - pd.Timedelta(days=4):%Y-%m-%d}",
            "html_url": f"https://www.federalregister.gov/d/2026-2000{number}",
        }
        for number in (1, 2)
    ]
    headings = server.world.tables["chapter99_headings"]
    gone = headings["heading"].iloc[0]
    new = pd.DataFrame([["9903.99.99", "A new heading", "The duty provided in the applicable subheading + 5%"]])
    server.world.tables["chapter99_headings"] = pd.concat(
        [headings.iloc[1:], new.set_axis(headings.columns, axis=1)], ignore_index=True
    )
    measures = {name: item["hash"] for name, item in package(project).items() if name.startswith("tariff_")}
    refresh(only=["federal-register", "usitc"])
    forget()
    events = catalogue.load("candidate_events").set_index("document_number")
    assert list(events.index) == ["2026-20001", "2026-20002"]
    assert events["signed"].iloc[0] == TODAY - pd.Timedelta(days=4)
    assert pd.isna(events["effective"].iloc[0])
    waiting = catalogue.load("candidate_measures").set_index("heading")
    assert (waiting.loc[gone, "change"], waiting.loc["9903.99.99", "change"]) == ("gone", "new")
    assert {name: package(project)[name]["hash"] for name in measures} == measures


@pytest.mark.long
def test_candidates_stay_until_a_person_removes_them(
    refresh: Callable[..., Result], project: Path, server: Server
) -> None:
    headings = server.world.tables["chapter99_headings"]
    server.world.tables["chapter99_headings"] = headings.iloc[1:].reset_index(drop=True)
    refresh(only=["usitc"])
    forget()
    assert not refresh(only=["usitc"]).differences
    assert headings["heading"].iloc[0] in set(catalogue.load("candidate_measures")["heading"])


@pytest.mark.long
def test_hts10_lines_fill_their_table(refresh: Callable[..., Result], project: Path, server: Server) -> None:
    held = set(catalogue.load("imports_by_hts10_monthly")["month"])
    new = [month for month in (PREVIOUS, LAST, NEXT) if month not in held]
    server.world.hts10_since = PREVIOUS
    server.world.extend_all()
    refresh(only=["census"])
    forget()
    table = catalogue.load("imports_by_hts10_monthly").set_index(["hts10", "month"])["calculated_duty_usd"]
    total = server.world.tables["imports_by_naics3"].query("partner == 'VNM' and naics3 == '00'")
    duty = total.set_index("month")["calculated_duty_usd"]
    assert all(table[HTS10, month] == duty[month] for month in new)


def test_comtrade_needs_a_key_and_fills_its_table(
    refresh: Callable[..., Result], project: Path, server: Server
) -> None:
    server.world.reported = [
        {"period": month, "reporterCode": 704, "partnerCode": 842, "flowCode": flow, "primaryValue": value}
        for month in (f"{PREVIOUS:%Y%m}", f"{LAST:%Y%m}")
        for flow, value in (("X", 12_345_678_901.6), ("M", 1_500_000_000.0))
    ]
    assert refresh(only=["comtrade"]).skipped == ["comtrade: no COMTRADE_API_KEY"]
    refresh(only=["comtrade"], keys=Sources(comtrade_key="secret-key"))
    forget()
    table = catalogue.load("trade_reported_by_partners").set_index(["flow", "month"])["value_usd"]
    assert table["exports", LAST] == 12_345_678_902
    assert "secret-key" not in "".join(server.asked)


def suppressed(body: str) -> str:
    rows = json.loads(body)
    rows[3][rows[0].index("GEN_VAL_MO")] = None
    return json.dumps(rows)


def text(change: Callable[[str], str]) -> Callable[[Server], at_source.Fault]:
    """A fault that changes the text of the right answer."""

    def edit(server: Server) -> at_source.Fault:
        return at_source.edited(change, server)

    return edit


FAULTS: dict[str, tuple[str, Any, str]] = {
    "renamed column": (
        "imports/hs?get=CTY_CODE",
        text(lambda body: body.replace("GEN_VAL_MO", "GEN_VALUE_MO")),
        r"^Census imports by country, <previous>: no column \['GEN_VAL_MO'\] in .*; the source's format has changed$",
    ),
    "suppressed value": (
        "imports/hs?get=CTY_CODE",
        text(suppressed),
        r"^Census imports by country, <previous>, \d{4}: GEN_VAL_MO is None, missing or not as described \(1 ",
    ),
    "truncated body": (
        "exports/hs?get=CTY_CODE",
        text(lambda body: body[: len(body) // 2]),
        r"^Census exports by country, <previous>: the source answers [\d,]+ bytes that are not whole JSON$",
    ),
    "web page": (
        "exports/hs?get=CTY_CODE",
        at_source.page,
        r"^Census exports by country, <previous>: the source answers a web page instead of data: “Missing Key”$",
    ),
    "web page for CSV": (
        "EXP5520",
        at_source.page,
        r"^FRED EXP5520: the source answers a web page instead of data: “Missing Key”$",
    ),
    "month gone": (
        f"time={LAST:%Y-%m}",
        lambda handler, count: at_source.send(handler, 204, ""),
        r"^goods_by_partner, <last>: the source leaves out a month that it had before, or that others follow",
    ),
    "objects instead of rows": (
        "exports/hs?get=CTY_CODE",
        text(lambda body: '{"error": "unknown variable"}'),
        r"^Census exports by country, <previous>: the answer is not a list of rows; the source's format has changed$",
    ),
    "other host": ("imports/naics", at_source.elsewhere, r"sends us to another host \(localhost:1\); refused$"),
    "flood": ("imports/naics", at_source.flood, r"the answer is larger than 2 MiB; refused$"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_and_changes_nothing(
    name: str, refresh: Callable[..., Result], project: Path, server: Server, digest: Callable[[Path], str]
) -> None:
    part, fault, message = FAULTS[name]
    server.world.extend_all()
    server.faults[part] = fault(server) if fault.__name__ == "edit" else fault
    before = digest(project)
    with pytest.raises(ReportError, match=said(message)) as error:
        refresh(only=["census"])
    assert "\n" not in str(error.value)
    assert digest(project) == before


def test_two_readings_that_disagree_stop_the_refresh(
    refresh: Callable[..., Result], project: Path, server: Server, digest: Callable[[Path], str]
) -> None:
    server.faults["IMP5520"] = at_source.edited(
        lambda text: "\n".join(
            f"{line.split(',')[0]},10000" if line.startswith(f"{LAST:%Y-%m}") else line for line in text.splitlines()
        ),
        server,
    )
    before = digest(project)
    message = r"^goods_by_partner, VNM <last>: general_imports_usd and FRED differ by [\d,]+ USD \(1 such"
    with pytest.raises(ReportError, match=said(message)):
        refresh(only=["census"])
    assert digest(project) == before


def test_a_second_reading_that_lags_stops_the_refresh(refresh: Callable[..., Result], server: Server) -> None:
    server.world.extend_all()
    server.faults["EXPMX"] = at_source.edited(
        lambda body: "\n".join(
            f"{line[:11]}." if line.startswith(f"{NEXT:%Y-%m}") else line for line in body.splitlines()
        ),
        server,
    )
    with pytest.raises(ReportError, match=said(r"^goods_by_partner, MEX <next>: FRED has no exports_usd yet")):
        refresh(only=["census"])


def test_a_revision_beyond_belief_stops_the_refresh(refresh: Callable[..., Result], server: Server) -> None:
    server.world.revise("treasury_customs_receipts", "gross_receipts_usd", 1.5, month=LAST)
    message = r"^treasury_customs_receipts, all <last>: gross_receipts_usd is revised by 50% .*; give --accept"
    with pytest.raises(ReportError, match=said(message)):
        refresh(only=["treasury"])


def test_a_new_month_beyond_belief_stops_the_refresh(refresh: Callable[..., Result], server: Server) -> None:
    server.world.extend_all()
    server.world.revise("goods_by_partner", "exports_usd", 1000, partner="IRL", month=NEXT)
    message = r"^goods_by_partner, IRL <next>: exports_usd is [\d.]+ times the mean of the twelve months before"
    with pytest.raises(ReportError, match=said(message)):
        refresh(only=["census"])


def test_an_identity_that_breaks_stops_the_refresh(
    refresh: Callable[..., Result], project: Path, server: Server, digest: Callable[[Path], str]
) -> None:
    server.world.extend("treasury_customs_receipts", NEXT)
    server.world.revise("treasury_customs_receipts", "refunds_usd", 1.1, month=NEXT)
    before = digest(project)
    message = r"^the new reading fails a check: treasury_customs_receipts, <next>: gross less refunds differs from net"
    with pytest.raises(ReportError, match=said(message)):
        refresh(only=["treasury"])
    assert digest(project) == before


def test_coverage_never_shrinks(refresh: Callable[..., Result], server: Server) -> None:
    table = server.world.tables["goods_by_partner"]
    gone = (table["partner"] == "CHE") & (table["month"] == LAST)
    server.world.tables["goods_by_partner"] = table[~gone]
    with pytest.raises(ReportError, match=said(r"^goods_by_partner, CHE <last>: the new reading lacks rows")):
        refresh(only=["census"])


def test_a_partner_left_behind_stops_the_refresh(refresh: Callable[..., Result], server: Server) -> None:
    server.world.extend_all()
    table = server.world.tables["goods_by_partner"]
    server.world.tables["goods_by_partner"] = table[(table["partner"] != "CHE") | (table["month"] < NEXT)]
    with pytest.raises(
        ReportError, match=said(r"^goods_by_partner, CHE: has no <next>, which others have \(1 such rows\)$")
    ):
        refresh(only=["census"])


def declare(project: Path, upstream: int, value: int) -> None:
    """Declare an error of the source in a corrections table that is sealed."""
    from analysis.data.seal import seal

    row = (
        f"treasury_customs_receipts,month={LAST:%Y-%m},gross_receipts_usd,{upstream},{value},2026-11-05,Printed twice\n"
    )
    file = project / "corrections.csv"
    file.write_text(file.read_text() + row)
    seal()
    forget()


def test_a_declared_error_is_mended(refresh: Callable[..., Result], project: Path, server: Server) -> None:
    held = catalogue.load("treasury_customs_receipts").set_index("month")["gross_receipts_usd"][LAST]
    server.world.extend("treasury_customs_receipts", NEXT)
    server.world.revise("treasury_customs_receipts", "gross_receipts_usd", 2, month=LAST)
    declare(project, held * 2, held)
    refresh(only=["treasury"])
    forget()
    assert catalogue.load("treasury_customs_receipts").set_index("month")["gross_receipts_usd"][LAST] == held


def test_a_declared_error_that_the_source_has_mended_has_to_go(refresh: Callable[..., Result], project: Path) -> None:
    held = catalogue.load("treasury_customs_receipts").set_index("month")["gross_receipts_usd"][LAST]
    declare(project, held * 2, held)
    message = r"^corrections.csv: treasury_customs_receipts, month=<last>: the source now says .* remove the row$"
    with pytest.raises(ReportError, match=said(message)):
        refresh(only=["treasury"])


def test_a_month_that_is_not_over_is_refused(refresh: Callable[..., Result], project: Path) -> None:
    this_month = TODAY.replace(day=1)
    last = this_month - pd.DateOffset(months=1)
    with pytest.raises(ReportError, match=f"--since {this_month:%Y-%m}: .* the last whole month is {last:%Y-%m}"):
        refresh(since=this_month)


def test_a_month_beyond_belief_can_be_accepted_and_is_noted(refresh: Callable[..., Result], server: Server) -> None:
    server.world.revise("treasury_customs_receipts", "gross_receipts_usd", 1.5, month=LAST)
    server.world.revise("treasury_customs_receipts", "net_receipts_usd", 0, month=LAST)
    with pytest.raises(ReportError, match="fails a check: treasury_customs_receipts"):
        refresh(only=["treasury"], accept=True)


def test_an_unusual_month_is_taken_with_a_note(refresh: Callable[..., Result], server: Server) -> None:
    server.world.extend("goods_world_seasonally_adjusted", NEXT)
    server.world.revise("goods_world_seasonally_adjusted", "exports_usd", 0.6, month=NEXT)
    (note,) = refresh(only=["fred"]).notes
    assert note.startswith(f"goods_world_seasonally_adjusted, all {NEXT:%Y-%m}: exports_usd is 0.")
    assert "so far it was" in note


def test_another_refresh_is_waited_for_and_what_a_killed_one_left_is_removed(
    refresh: Callable[..., Result], project: Path
) -> None:
    build = project.parent / "build"
    (build / "refresh-left" / "data").mkdir(parents=True)
    with alone(build):
        assert not (build / "refresh-left").exists()
        with pytest.raises(ReportError, match="another refresh runs; wait until it has ended"):
            refresh(only=["usitc"])
    assert not refresh(only=["usitc"]).differences
