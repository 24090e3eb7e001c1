"""Everything a source may answer that is no whole answer: one line that names the question, and nothing is written.

The tables hold the faults that a run of 123 against the sources found worth keeping, and 120 more that were thought
of since: on the way, in the form of the answer, in its values.
"""

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
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

AS_OF = catalogue.as_of()
TODAY = max(NEXT + pd.DateOffset(months=1, days=9), AS_OF + pd.DateOffset(days=9))
KEY = "SECRETKEY12345"
FUTURE = f"{TODAY + pd.DateOffset(months=2) + pd.offsets.MonthEnd(0):%Y-%m-%d}"
TREASURY = "/treasury/", "treasury"
FRED = "IMP0015", "fred"
REGISTER = "/federal_register/", "federal-register"
USITC = "/usitc/", "usitc"
CENSUS = "exports/hs?get=CTY_CODE", "census"
COMTRADE = "/comtrade/", "comtrade"
DOCUMENT: dict[str, Any] = {
    "document_number": "2026-10001",
    "title": "Adjusting imports",
    "type": "Notice",
    "publication_date": f"{AS_OF + pd.Timedelta(days=3):%Y-%m-%d}",
    "effective_on": None,
    "signing_date": None,
    "html_url": "https://www.federalregister.gov/d/2026-10001",
}


def says(body: str | bytes, status: int = 200, **headers: str) -> Fault:
    """Answer with this."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, count: at_source.send(handler, status, body, headers=named)


def raw(answer: bytes) -> Fault:
    """Write this as it is and hang up."""

    def write(handler: BaseHTTPRequestHandler, count: int) -> bool:
        handler.wfile.write(answer)
        handler.close_connection = True
        return True

    return write


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


def comtrade(*changes: dict[str, Any], **top: Any) -> Fault:
    """Answer with rows of Comtrade."""
    row = {"period": f"{LAST:%Y%m}", "reporterCode": 704, "partnerCode": 842, "flowCode": "X", "primaryValue": 1e10}
    rows = [row | change for change in changes or ({},)]
    return says(json.dumps({"elapsedTime": "1", "count": len(rows), "data": rows, "error": ""} | top))


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
    "JSON in Latin letters": says('{"data": "\xe9"}'.encode("latin-1")),
    "JSON lines": says('{"a": 1}\n{"a": 2}\n'),
    "a number of 5,000 digits": says("9" * 5000),
    "-Infinity": says("[-Infinity]"),
    "a comment": says("// {}"),
}
ON_THE_WAY: dict[str, Fault] = {
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
    "gzip of 100 MB": says(gzip.compress(b"0" * 100_000_000), Content_Encoding="gzip"),
    "gzip cut short": says(gzip.compress(b'{"data": []}' * 99)[:-12], Content_Encoding="gzip"),
    "gzip twice": says(gzip.compress(gzip.compress(b"{}")), Content_Encoding="gzip"),
    "an encoding that is unknown": says("{}", Content_Encoding="x-own"),
    "nothing, said so": says("", 204),
    "202": says("{}", 202),
    "203": says("{}", 203),
    "300": says("{}", 300),
    "308 to another host": says("", 308, Location="https://127.0.0.2/"),
    "401": says("", 401, WWW_Authenticate="Basic"),
    "407": says("", 407),
    "451": says("", 451),
    "504": says("", 504),
    "520": says("", 520),
    "999": says("", 999),
    "503 with a date long gone": says("", 503, Retry_After="Fri, 27 Nov 1999 23:00:00 GMT"),
    "429 with a fraction": says("", 429, Retry_After="1.5"),
    "redirect to itself": says("", 302, Location="?again"),
    "redirect with a password": says("", 302, Location="http://user:password@127.0.0.2/"),
    "hangs up": raw(b""),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a status that is none": raw(b"HTTP/1.1 abc\r\n\r\n"),
    "headers without end": raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000),
    "a header of 200 kB": raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n{}"),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
    "a negative length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
    "a chunk cut short": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{}"),
    "a chunk of no size": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}"),
    "no last chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    "a length that is short": raw(b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"data": [], "meta": {}}'),
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
    "Treasury: data twice": (TREASURY, rewritten(lambda text: text[:-1] + ', "data": []}')),
    "Treasury: an amount twice": (
        TREASURY,
        rewritten(lambda text: text.replace('{"record_date"', '{"current_month_gross_rcpt_amt": "5", "record_date"')),
    ),
    "Treasury: in thousands": (TREASURY, rewritten(lambda text: re.sub(r'\d{3}\.00"', '.00"', text))),
    "Treasury: month 13": (TREASURY, last_row(record_date="2026-13-31")),
    "Treasury: a leap day that is none": (TREASURY, last_row(record_date="2026-02-29")),
    "Treasury: no date": (TREASURY, last_row(record_date=None)),
    "Treasury: a time of day": (TREASURY, last_row(record_date=f"{LAST:%Y-%m}-28T00:00:00Z")),
    "Treasury: a month on two days": (
        TREASURY,
        counted(lambda rows: rows.append(rows[-1] | {"record_date": f"{LAST:%Y-%m}-28"})),
    ),
    "Treasury: a row of totals": (
        TREASURY,
        counted(lambda rows: rows.append(rows[-1] | {"record_date": "Total", "classification_desc": "Total"})),
    ),
    "Treasury: gross and net exchanged": (
        TREASURY,
        rewritten(
            lambda text: (
                text.replace("gross_rcpt", "x").replace("net_rcpt", "gross_rcpt").replace("month_x", "month_net_rcpt")
            )
        ),
    ),
    "Treasury: refunds that do not add up": (TREASURY, last_row(current_month_refund_amt="1.00")),
    "Treasury: counts that are flags": (TREASURY, altered(lambda c: c["meta"].update({"total-pages": True}))),
    "Treasury: an error beside data": (TREASURY, altered(lambda c: {"error": "Invalid Query Param", "message": "x"})),
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
    "FRED: in dollars": (FRED, rewritten(lambda text: text.replace("\n", "000000\n").replace("15000000", "15"))),
    "FRED: in billions": (FRED, rewritten(lambda text: re.sub(r"\d{3}\n", "\n", text))),
    "FRED: cut within a number": (FRED, rewritten(lambda text: text[:-3])),
    "FRED: cut after a row": (FRED, rewritten(lambda text: text[: text[:-1].rfind("\n") + 1])),
    "FRED: month 13": (FRED, rewritten(lambda text: f"{text}2026-13-01,1000\n")),
    "FRED: a month on two days": (
        FRED,
        rewritten(lambda text: text + text.splitlines()[-1].replace("-01,", "-15,") + "\n"),
    ),
    "FRED: a row of totals": (FRED, rewritten(lambda text: f"{text}Total,99999\n")),
    "FRED: a remark": (FRED, rewritten(lambda text: f"{text}# discontinued\n")),
    "FRED: semicolons": (FRED, rewritten(lambda text: text.replace(",", ";"))),
    "FRED: columns exchanged": (
        FRED,
        rewritten(lambda text: text.replace("observation_date,IMP0015", "IMP0015,observation_date")),
    ),
    "FRED: the series twice": (
        FRED,
        rewritten(lambda text: re.sub(r",(\S+)\n", r",\1,\1\n", text).replace(",IMP0015,IMP0015", ",IMP0015,IMP0015")),
    ),
    "FRED: with commas": (FRED, rewritten(lambda text: re.sub(r",(\d+)(\d{3})\n", r',"\1,\2"\n', text))),
    "FRED: with decimal commas": (FRED, rewritten(lambda text: re.sub(r",(\d+)\n", r',"\1,5"\n', text))),
    "FRED: exponents": (FRED, rewritten(lambda text: re.sub(r",(\d+)\n", r",\1e0\n", text))),
    "FRED: a zone": (FRED, rewritten(lambda text: text.replace("-01,", "-01T00:00:00-05:00,"))),
    "FRED: an open quote": (FRED, rewritten(lambda text: text.replace("\n2", '\n"2', 1))),
    "FRED: by quarter": (FRED, rewritten(lambda text: "\n".join([text.splitlines()[0], *text.splitlines()[1::3]]))),
    "FRED: two texts": (FRED, rewritten(lambda text: text + text)),
    "Census: the key, its letters written as numbers": (
        CENSUS,
        rewritten(lambda text: text.replace('"ALL_VAL_MO"', f'"\\u0053{KEY[1:]}"')),
    ),
    "Census: the header alone": (CENSUS, altered(lambda rows: rows[:1])),
    "Census: a column twice": (CENSUS, altered(lambda rows: [[*row, row[1]] for row in rows])),
    "Census: columns exchanged": (CENSUS, altered(lambda rows: [[rows[0][1], rows[0][0], *rows[0][2:]], *rows[1:]])),
    "Census: codes as numbers": (
        CENSUS,
        altered(lambda rows: [rows[0], *([int(r[0]) if r[0].isdigit() else r[0], *r[1:]] for r in rows[1:])]),
    ),
    "Census: in thousands": (CENSUS, altered(lambda rows: [rows[0], *([r[0], r[1][:-3], *r[2:]] for r in rows[1:])])),
    "Census: zero": (CENSUS, cells("ALL_VAL_MO", "0")),
    "Census: a huge number": (CENSUS, cells("ALL_VAL_MO", 10**30)),
    "Census: Infinity": (CENSUS, cells("ALL_VAL_MO", float("inf"))),
    "Census: with commas": (CENSUS, cells("ALL_VAL_MO", "1,000,000,000")),
    "Census: month 13": (CENSUS, cells("time", "2026-13")),
    "Census: by district": (CENSUS, altered(lambda rows: rows.extend(rows[1:]))),
    "Census: an object for a row": (
        CENSUS,
        altered(lambda rows: [rows[0], *(dict(zip(rows[0], r, strict=True)) for r in rows[1:])]),
    ),
    "Census: Viet Nam left out": (CENSUS, altered(lambda rows: [r for r in rows if r[0] != "5520"])),
    "Census: an error as an object": (CENSUS, says('{"error": "unknown variable"}')),
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
    "Register: a title with half a letter": (REGISTER, documents({"title": "Tariffs \ud800"})),
    "Register: a title with a zero byte": (REGISTER, documents({"title": "Tariffs \x00"})),
    "Register: a title written backwards": (REGISTER, documents({"title": "Tariffs \u202e"})),
    "Register: a title of spaces": (REGISTER, documents({"title": " \u00a0\t"})),
    "Register: effective long ago": (REGISTER, documents({"effective_on": "1926-02-01"})),
    "Register: signed long ago": (REGISTER, documents({"signing_date": "1926-02-01"})),
    "Register: month 13": (REGISTER, documents({"publication_date": "2026-13-01"})),
    "Register: a time of day": (REGISTER, documents({"publication_date": f"{TODAY:%Y-%m-%d}T00:00:00Z"})),
    "Register: an address with another scheme": (
        REGISTER,
        documents({"html_url": "http://www.federalregister.gov/d/1"}),
    ),
    "Register: an address with a user": (
        REGISTER,
        documents({"html_url": "https://www.federalregister.gov@evil.example/"}),
    ),
    "Register: a list for a type": (REGISTER, documents({"type": ["Notice"]})),
    "Register: a negative count": (REGISTER, documents({}, count=-1)),
    "Register: a count that is a fraction": (REGISTER, documents({}, count=1.0)),
    "Register: a count without results": (REGISTER, says('{"count": 1, "total_pages": 1}')),
    "Register: results in an object": (REGISTER, documents({}, results={"0": DOCUMENT})),
    "Register: an error": (REGISTER, says('{"errors": {"per_page": "too large"}}')),
    "Comtrade: nothing, with an error": (COMTRADE, says('{"count": 0, "data": [], "error": "quota exceeded"}')),
    "Comtrade: counts more": (COMTRADE, comtrade(count=5)),
    "Comtrade: a row of another country": (COMTRADE, comtrade({"reporterCode": 999})),
    "Comtrade: re-exports": (COMTRADE, comtrade({"flowCode": "RX"})),
    "Comtrade: month 13": (COMTRADE, comtrade({"period": "202613"})),
    "Comtrade: a year": (COMTRADE, comtrade({"period": "2026"})),
    "Comtrade: a number for a period": (COMTRADE, comtrade({"period": 202699})),
    "Comtrade: negative": (COMTRADE, comtrade({"primaryValue": -5})),
    "Comtrade: null": (COMTRADE, comtrade({"primaryValue": None})),
    "Comtrade: NaN": (COMTRADE, comtrade({"primaryValue": float("nan")})),
    "Comtrade: a row twice": (COMTRADE, comtrade({}, {})),
    "Comtrade: the key in an error": (COMTRADE, says(f'{{"statusCode": 401, "message": "{KEY}"}}', 401)),
    "Comtrade: data null": (COMTRADE, comtrade(data=None)),
    "USITC: no general rates": (USITC, altered(lambda rows: [row | {"general": None} for row in rows])),
    "USITC: descriptions of other lines": (
        USITC,
        altered(lambda rows: [row | {"description": "Other"} for row in rows]),
    ),
    "USITC: a description of 1 MB": (USITC, altered(lambda rows: rows[-1].update(description="x" * 1_000_000))),
    "USITC: a description with half a letter": (USITC, altered(lambda rows: rows[-1].update(description="x\ud800"))),
    "USITC: a description with a zero byte": (USITC, altered(lambda rows: rows[-1].update(description="x\x00"))),
    "USITC: an object": (USITC, says('{"results": {}}')),
    "USITC: chapter 98": (USITC, rewritten(lambda text: text.replace('"9903.', '"9803.'))),
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
def refused(whole: Path, source: Server, tmp_path: Path) -> Callable[[tuple[str, str], Any], str]:
    """Refresh one source with a fault; return what is said, after checking that nothing changed."""

    def call(place: tuple[str, str], fault: Any) -> str:
        part, name = place
        source.faults = {part: fault(source) if fault.__code__.co_varnames[:1] == ("server",) else fault}
        before = _state(whole)
        sources = at(source.base, Sources(census_key=KEY, comtrade_key=KEY))
        with (
            Client(tmp_path / "raw", QUICK, sleep=lambda seconds: None) as client,
            pytest.raises(ReportError) as error,
        ):
            run.refresh(client, sources, TODAY, since=PREVIOUS, only=[name])
        assert _state(whole) == before
        kept = [path.read_bytes() for path in (tmp_path / "raw").rglob("*") if path.is_file()]
        assert not any(KEY.lower().encode() in body.lower() for body in kept)
        return str(error.value)

    return call


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """Return name, size and time of change of all that is in a folder."""
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*"))


def _check(message: str) -> None:
    assert len(message.splitlines()) == 1
    assert len(message) < 600
    assert KEY.lower() not in message.lower()


# `make test` takes the sources by turns; all of them answer through one client.
PLACES = (CENSUS, TREASURY, FRED, REGISTER, USITC, COMTRADE)
FROM_ALL = [
    pytest.param(fault, place, id=f"{fault}-{place[1]}", marks=[pytest.mark.long] * (number % len(PLACES) != turn))
    for number, fault in enumerate(FROM_ANY)
    for turn, place in enumerate(PLACES)
]


@pytest.mark.parametrize(("fault", "place"), FROM_ALL)
def test_what_any_source_may_answer(fault: str, place: tuple[str, str], refused: Callable[..., str]) -> None:
    _check(refused(place, FROM_ANY[fault]))


@pytest.mark.parametrize("fault", ON_THE_WAY)
def test_how_an_answer_may_come(fault: str, refused: Callable[..., str]) -> None:
    _check(refused(TREASURY, ON_THE_WAY[fault]))


@pytest.mark.parametrize("fault", OF_ONE)
def test_what_one_source_may_answer(fault: str, refused: Callable[..., str]) -> None:
    _check(refused(*OF_ONE[fault]))


def test_the_months_that_are_held_are_the_last_whole_ones() -> None:
    assert PREVIOUS < LAST < NEXT < TODAY
