"""Everything a source may answer that is no whole answer: one line that names the question, and nothing is written.

The table holds the faults that a run of 123 against the sources found worth keeping, and more of their kinds.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sources_server as at_source
from sources_server import LAST, NEXT, PREVIOUS, QUICK, Fault, Server, World, forget

from analysis.data import catalogue
from analysis.errors import ReportError
from analysis.refresh import run
from analysis.refresh.client import Client
from analysis.refresh.sources import Sources, at

TODAY = NEXT + pd.DateOffset(months=1, days=9)
KEY = "SECRETKEY12345"
FUTURE = f"{TODAY + pd.DateOffset(months=2) + pd.offsets.MonthEnd(0):%Y-%m-%d}"
TREASURY = "/treasury/", "treasury"
FRED = "IMP0015", "fred"
REGISTER = "/federal_register/", "federal-register"
USITC = "/usitc/", "usitc"
CENSUS = "exports/hs?get=CTY_CODE", "census"
DOCUMENT: dict[str, Any] = {
    "document_number": "2026-10001",
    "title": "Adjusting imports",
    "type": "Notice",
    "publication_date": f"{TODAY - pd.Timedelta(days=3):%Y-%m-%d}",
    "effective_on": None,
    "signing_date": None,
    "html_url": "https://www.federalregister.gov/d/2026-10001",
}


def says(body: str | bytes, status: int = 200, **headers: str) -> Fault:
    """Answer with this."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, count: at_source.send(handler, status, body, headers=named)


def altered(change: Callable[[Any], Any]) -> Callable[[Server], Fault]:
    """Answer with the right JSON, altered; ``change`` may work in place."""

    def edit(text: str) -> str:
        content = json.loads(text)
        return json.dumps(change(content) or content)

    return lambda server: at_source.edited(edit, server)


def rewritten(change: Callable[[str], str]) -> Callable[[Server], Fault]:
    """Answer with the right text, changed."""
    return lambda server: at_source.edited(change, server)


def documents(*changes: dict[str, Any], **top: Any) -> Fault:
    """Answer with documents of the Federal Register."""
    rows = [DOCUMENT | change for change in changes]
    return says(json.dumps({"count": len(rows), "total_pages": 1, "results": rows} | top))


def counted(change: Callable[[list[Any]], Any]) -> Callable[[Server], Fault]:
    """Answer with the rows of the Treasury's table changed in place, and counted so."""

    def edit(content: Any) -> None:
        change(content["data"])
        content["meta"]["total-count"] = len(content["data"])

    return altered(edit)


def last_row(**values: Any) -> Callable[[Server], Fault]:
    """Answer with values of the last row of the Treasury's table changed."""
    return altered(lambda content: content["data"][-1].update(values))


def cells(column: str, value: Any) -> Callable[[Server], Fault]:
    """Answer with one value of the Census table changed, that of Viet Nam."""

    def change(rows: Any) -> None:
        row = next(row for row in rows if row[0] == "5520")
        row[rows[0].index(column)] = value

    return altered(change)


FROM_ANY: dict[str, Fault] = {
    "nothing at all": says(""),
    "null": says("null"),
    "a number": says("7"),
    "a text": says('"maintenance"'),
    "a flag": says("true"),
    "an empty list": says("[]"),
    "a list of lists of nothing": says("[[]]"),
    "an empty object": says("{}"),
    "an object of nulls": says('{"data": null, "meta": null, "results": null, "count": null, "total_pages": null}'),
    "200,000 brackets": says("[" * 200_000),
    "cut JSON": says('{"data": [{"record_date": "2026-0'),
    "two documents": says("{} {}"),
    "bytes of no text": says(b"\xff\xfe\x00\x01\x02"),
    "NaN": says("NaN"),
    "a web page": says("<!DOCTYPE html><title>Down</title>"),
    "an open quote and 200 kB": says('a,"' + "x" * 200_000),
    "zeros": says(b"\0" * 1000),
    "wrong gzip": says("plain", Content_Encoding="gzip"),
    "wrong deflate": says("plain", Content_Encoding="deflate"),
    "400": says("no", 400),
    "403": says("<title>Forbidden</title>", 403),
    "404": says('{"status": 404}', 404),
    "410": says("gone", 410),
    "418": says("", 418),
    "500": says("", 500),
    "501": says("", 501),
    "a status for parts": says("{}", 206),
    "unchanged, unasked": says("", 304),
    "429 with a date without zone": says("", 429, Retry_After="Fri, 27 Nov 2099 23:00:00 -0000"),
    "429 with a raised two": says("", 429, Retry_After="²"),
    "429 with no number": says("", 429, Retry_After="soon"),
    "429 with a huge number": says("", 429, Retry_After="9" * 400),
    "429 with a negative number": says("", 429, Retry_After="-5"),
    "429 with an impossible date": says("", 429, Retry_After="Fri, 99 Nov 99999 23:00:00 GMT"),
    "redirect to nowhere": says("", 302, Location=""),
    "redirect to no address": says("", 302, Location="http://[::1"),
    "redirect to a port that is none": says("", 302, Location="http://127.0.0.1:x/"),
    "redirect to a file": says("", 302, Location="file:///etc/passwd"),
    "redirect to another port": says("", 302, Location="http://127.0.0.1:1/"),
    "a length that is none": lambda handler, count: at_source.send(handler, 200, "", headers={"Content-Length": "x"}),
    "cut off": at_source.cut,
}
OF_ONE: dict[str, tuple[tuple[str, str], Any]] = {
    "Treasury: data null": (TREASURY, altered(lambda c: c.update(data=None))),
    "Treasury: data empty": (TREASURY, altered(lambda c: c.update(data=[]))),
    "Treasury: data an object": (TREASURY, altered(lambda c: c.update(data={}))),
    "Treasury: data of numbers": (TREASURY, altered(lambda c: c.update(data=[1, 2]))),
    "Treasury: pages abc": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": "abc"}))),
    "Treasury: pages null": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": None}))),
    "Treasury: pages negative": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": -1}))),
    "Treasury: pages 1.5": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": 1.5}))),
    "Treasury: a million pages": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": 1_000_000}))),
    "Treasury: the same page again": (
        TREASURY,
        says(json.dumps({"data": [], "meta": {"total-pages": 3, "total-count": 0}})),
    ),
    "Treasury: counts more rows": (TREASURY, altered(lambda c: c["meta"].update({"total-count": 99}))),
    "Treasury: no meta": (TREASURY, altered(lambda c: {"data": c["data"]})),
    "Treasury: a month left out": (
        TREASURY,
        counted(lambda rows: rows.pop(1)),
    ),
    "Treasury: the last month left out": (
        TREASURY,
        counted(lambda rows: rows.pop()),
    ),
    "Treasury: a row twice": (
        TREASURY,
        counted(lambda rows: rows.append(rows[-1])),
    ),
    "Treasury: a future month": (TREASURY, last_row(record_date=FUTURE)),
    "Treasury: an earlier month": (TREASURY, last_row(record_date="1999-01-31")),
    "Treasury: a day that is none": (TREASURY, last_row(record_date="2026-02-31")),
    "Treasury: another form of date": (TREASURY, last_row(record_date="08/31/2026")),
    "Treasury: another line": (TREASURY, last_row(classification_desc="Excise Taxes")),
    "Treasury: null": (TREASURY, last_row(current_month_gross_rcpt_amt=None)),
    "Treasury: null as a text": (TREASURY, last_row(current_month_gross_rcpt_amt="null")),
    "Treasury: with commas": (TREASURY, last_row(current_month_gross_rcpt_amt="1,000")),
    "Treasury: 1e400": (TREASURY, last_row(current_month_gross_rcpt_amt="1e400")),
    "Treasury: inf": (TREASURY, last_row(current_month_gross_rcpt_amt="inf")),
    "Treasury: NaN": (TREASURY, last_row(current_month_gross_rcpt_amt=float("nan"))),
    "Treasury: a list": (TREASURY, last_row(current_month_gross_rcpt_amt=[1])),
    "Treasury: true": (TREASURY, last_row(current_month_gross_rcpt_amt=True)),
    "Treasury: 30 digits": (TREASURY, last_row(current_month_gross_rcpt_amt="9" * 30)),
    "Treasury: negative": (TREASURY, last_row(current_month_gross_rcpt_amt="-23377000000.00")),
    "Treasury: doubled": (TREASURY, last_row(current_month_gross_rcpt_amt="46754000000.00")),
    "Treasury: other digits": (TREASURY, last_row(current_month_gross_rcpt_amt="٢٣")),
    "FRED: the header alone": (FRED, rewritten(lambda text: text.splitlines()[0] + "\n")),
    "FRED: the last month alone": (
        FRED,
        rewritten(lambda text: "\n".join(text.splitlines()[:1] + text.splitlines()[-1:])),
    ),
    "FRED: a month left out": (FRED, rewritten(lambda text: "\n".join(text.splitlines()[:1] + text.splitlines()[2:]))),
    "FRED: a month twice": (FRED, rewritten(lambda text: text + text.splitlines()[-1] + "\n")),
    "FRED: a future month": (FRED, rewritten(lambda text: f"{text}{FUTURE[:8]}01,1000\n")),
    "FRED: renamed": (FRED, rewritten(lambda text: text.replace("IMP0015", "VALUE"))),
    "FRED: negative": (FRED, rewritten(lambda text: text.replace(",", ",-").replace("date,-", "date,"))),
    "FRED: thousands": (FRED, rewritten(lambda text: text.replace("\n", "000\n").replace("IMP0015000", "IMP0015"))),
    "FRED: (D)": (FRED, rewritten(lambda text: text.rpartition(",")[0] + ",(D)\n")),
    "FRED: a ragged row": (FRED, rewritten(lambda text: text + "2026-01-01\n")),
    "FRED: other dates": (FRED, rewritten(lambda text: text.replace("-01,", "/01,"))),
    "Census: the key in a refusal": (CENSUS, says(f"bad key {KEY}", 404)),
    "Census: the key in a web page": (CENSUS, says(f"<title>key {KEY.lower()} is not valid</title>")),
    "Census: the key in a value": (CENSUS, cells("ALL_VAL_MO", KEY)),
    "Census: the key in a redirect": (CENSUS, says("", 302, Location=f"https://{KEY}.example/")),
    "Census: the key in a tag": (CENSUS, says("[]", ETag=f'"{KEY}"')),
    "Census: renamed": (CENSUS, rewritten(lambda text: text.replace("ALL_VAL_MO", "ALL_VALUE"))),
    "Census: negative": (CENSUS, cells("ALL_VAL_MO", "-5")),
    "Census: suppressed": (CENSUS, cells("ALL_VAL_MO", "(D)")),
    "Census: null": (CENSUS, cells("ALL_VAL_MO", None)),
    "Census: a fraction": (CENSUS, cells("ALL_VAL_MO", "12.5")),
    "Census: true": (CENSUS, cells("ALL_VAL_MO", True)),
    "Census: a list": (CENSUS, cells("ALL_VAL_MO", ["5"])),
    "Census: another month": (CENSUS, cells("time", f"{NEXT:%Y-%m}")),
    "Census: a future month": (CENSUS, cells("time", FUTURE[:7])),
    "Census: no month": (CENSUS, cells("time", None)),
    "Census: a row twice": (CENSUS, altered(lambda rows: rows.append(rows[-1]))),
    "Census: a ragged row": (CENSUS, altered(lambda rows: rows[3].pop())),
    "Census: rows of texts": (CENSUS, says('["CTY_CODE", "ALL_VAL_MO"]')),
    "Census: a header of numbers": (CENSUS, says("[[1, 2, 3], [4, 5, 6]]")),
    "Register: an empty list": (REGISTER, says("[]")),
    "Register: results null": (REGISTER, documents({}, results=None)),
    "Register: results of numbers": (REGISTER, documents({}, results=[1])),
    "Register: pages x": (REGISTER, documents({}, total_pages="x")),
    "Register: a million pages": (REGISTER, documents({}, total_pages=1_000_000)),
    "Register: the same page again": (REGISTER, documents({}, total_pages=2)),
    "Register: counts more": (REGISTER, documents({}, count=5)),
    "Register: a count that is none": (REGISTER, documents({}, count="many")),
    "Register: published in days to come": (REGISTER, documents({"publication_date": FUTURE})),
    "Register: published long ago": (REGISTER, documents({"publication_date": "1999-01-01"})),
    "Register: another form of date": (REGISTER, documents({"publication_date": "01/11/2026"})),
    "Register: a date of zeros": (REGISTER, documents({"publication_date": "0000-00-00"})),
    "Register: effective on no day": (REGISTER, documents({"effective_on": "2026-02-31"})),
    "Register: effective in a century": (REGISTER, documents({"effective_on": "2126-02-01"})),
    "Register: signed after it was published": (REGISTER, documents({"signing_date": FUTURE})),
    "Register: another host": (REGISTER, documents({"html_url": 'https://evil.example/x"onmouseover="a'})),
    "Register: a host that begins alike": (
        REGISTER,
        documents({"html_url": "https://www.federalregister.gov.evil.example/"}),
    ),
    "Register: a script for an address": (REGISTER, documents({"html_url": "javascript:alert(1)"})),
    "Register: no number": (REGISTER, documents({"document_number": None})),
    "Register: a path for a number": (REGISTER, documents({"document_number": "../../etc/passwd"})),
    "Register: no title": (REGISTER, documents({"title": ""})),
    "Register: a title of 10 kB": (REGISTER, documents({"title": "x" * 10_000})),
    "Register: a document twice": (REGISTER, documents({}, {})),
    "USITC: few headings": (USITC, altered(lambda rows: rows[:100])),
    "USITC: a heading twice": (USITC, altered(lambda rows: rows.append(rows[-1]))),
    "USITC: no description": (USITC, altered(lambda rows: rows[-1].update(description=None))),
    "USITC: descriptions renamed": (USITC, rewritten(lambda text: text.replace('"description"', '"text"'))),
    "USITC: rows of lists": (USITC, altered(lambda rows: [list(row.values()) for row in rows])),
    "USITC: headings without dots": (USITC, rewritten(lambda text: text.replace('"9903.', '"9903'))),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the data folder for all faults: none may change it."""
    copy = tmp_path_factory.mktemp("faults") / "data"
    shutil.copytree(catalogue.DATA, copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "DATA", copy)
        forget()
        yield copy
    forget()


@pytest.fixture(scope="module")
def source() -> Iterator[Server]:
    with Server(World(), page=100) as running:
        yield running


@pytest.fixture
def refused(
    whole: Path, source: Server, tmp_path: Path, digest: Callable[[Path], str]
) -> Callable[[tuple[str, str], Any], str]:
    """Refresh one source with a fault; return what is said, after checking that nothing changed."""

    def call(place: tuple[str, str], fault: Any) -> str:
        part, name = place
        source.faults = {part: fault(source) if fault.__code__.co_varnames[:1] == ("server",) else fault}
        before = digest(whole)
        sources = at(source.base, Sources(census_key=KEY))
        with (
            Client(tmp_path / "raw", QUICK, sleep=lambda seconds: None) as client,
            pytest.raises(ReportError) as error,
        ):
            run.refresh(client, sources, TODAY, since=PREVIOUS, only=[name])
        assert digest(whole) == before
        kept = [path.read_bytes() for path in (tmp_path / "raw").rglob("*") if path.is_file()]
        assert not any(KEY.lower().encode() in body.lower() for body in kept)
        return str(error.value)

    return call


def _check(message: str) -> None:
    assert len(message.splitlines()) == 1
    assert len(message) < 600
    assert KEY.lower() not in message.lower()


@pytest.mark.parametrize("place", [CENSUS, TREASURY, FRED, REGISTER, USITC], ids=lambda place: place[1])
@pytest.mark.parametrize("fault", FROM_ANY)
def test_what_any_source_may_answer(fault: str, place: tuple[str, str], refused: Callable[..., str]) -> None:
    _check(refused(place, FROM_ANY[fault]))


@pytest.mark.parametrize("fault", OF_ONE)
def test_what_one_source_may_answer(fault: str, refused: Callable[..., str]) -> None:
    _check(refused(*OF_ONE[fault]))


def test_the_months_that_are_held_are_the_last_whole_ones() -> None:
    assert PREVIOUS < LAST < NEXT < TODAY
