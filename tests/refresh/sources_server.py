"""A local server that answers as the official sources do, from the figures in ``data/``.

It serves a world: the current tables, to which a test may add a month or do some harm. Faults are set by path:
``server.faults["/census/"] = fault`` is asked first, with the number of requests so far.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from analysis.data import catalogue, load
from analysis.refresh import fred
from analysis.refresh.client import Limits
from analysis.refresh.comtrade import CODES

Fault = Callable[[BaseHTTPRequestHandler, int], bool]
QUICK = Limits(
    connect_seconds=2,
    stall_seconds=20,
    request_seconds=20,
    refresh_seconds=600,
    body_bytes=2 * 2**20,
    attempts=3,
    first_wait_seconds=1,
    longest_wait_seconds=30,
    pause_seconds=0,
)
IMPATIENT = replace(QUICK, stall_seconds=0.2)
HTS10 = "8517130000"
LAST = load("goods_by_partner")["month"].max()  # the newest month held: August 2026 in the first vintage
PREVIOUS, NEXT = LAST - pd.DateOffset(months=1), LAST + pd.DateOffset(months=1)


def forget() -> None:
    """Drop what the catalogue remembers of a data folder."""
    catalogue.package.cache_clear()
    catalogue._sealed.cache_clear()
    catalogue._load.cache_clear()


class World:
    """The tables that the server answers from."""

    def __init__(self) -> None:
        names = (
            "goods_by_partner",
            "goods_world_seasonally_adjusted",
            "imports_by_naics3",
            "imports_by_hts10_monthly",
            "exports_to_vietnam_by_hs6",
            "treasury_customs_receipts",
            "chapter99_headings",
            "hs6_names",
        )
        self.tables = {name: load(name) for name in names}
        self.hts10_since = pd.Timestamp.max  # months from then on that are not held have one line, the total
        self.documents: list[dict[str, object]] = []
        self.reported: list[dict[str, object]] = []
        register = load("partners").set_index("partner")["census_code"]
        self.codes = dict(register)

    def extend(self, table: str, until: pd.Timestamp) -> None:
        """Repeat the last month of ``table`` up to ``until``."""
        old = self.tables[table]
        if old.empty:
            return
        last = old[old["month"] == old["month"].max()]
        months = pd.date_range(last["month"].iloc[0], until, freq="MS")[1:]
        more = [last.assign(month=month) for month in months]
        if table == "exports_to_vietnam_by_hs6":  # sums to the total of all goods
            total = self.tables["goods_by_partner"].query("partner == 'VNM'").set_index("month")["exports_usd"]
            share = last["exports_usd"] / last["exports_usd"].sum()
            more = [
                rows.assign(exports_usd=(share * total[month]).astype("int64"))
                for rows, month in zip(more, months, strict=True)
            ]
        self.tables[table] = pd.concat([old, *more], ignore_index=True)

    def extend_all(self, until: pd.Timestamp = NEXT) -> None:
        """Let every series reach ``until``."""
        for name in self.tables:
            if "month" in self.tables[name]:
                self.extend(name, until)

    def revise(self, table: str, column: str, factor: float, **where: object) -> None:
        """Multiply one value by ``factor``."""
        frame = self.tables[table].copy()
        hit = pd.Series(data=True, index=frame.index)
        for name, value in where.items():
            hit &= frame[name] == value
        frame.loc[hit, column] = (frame.loc[hit, column] * factor).round().astype("int64")
        self.tables[table] = frame


class Quiet(ThreadingHTTPServer):
    """Says nothing when a client has gone, which is what several faults are about."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay silent."""


class Server:
    """The running server; a context manager. ``asked`` holds every path and query it was asked for."""

    def __init__(self, world: World, context: object = None, page: int = 7) -> None:
        self.world, self.page = world, page
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.faults: dict[str, Fault] = {}
        self.etags = False
        self._http = Quiet(("127.0.0.1", 0), self._handler())
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)  # type: ignore[attr-defined]
        self.base = f"{'https' if context is not None else 'http'}://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                """Stay silent."""

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.headers.append(dict(self.headers))
                for part, fault in outer.faults.items():
                    if part in self.path:
                        count = sum(part in path for path in outer.asked)
                        if fault(self, count):
                            return
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                status, kind, text = outer.answer(parts.path, query)
                tag = f'"{hash(text)}"'
                if outer.etags and self.headers.get("If-None-Match") == tag:
                    send(self, 304, "", kind)
                else:
                    send(self, status, text, kind, {"ETag": tag} if outer.etags else {})

        return Handler

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        """Return status, kind and text of the answer to a question."""
        source = path.split("/")[1]
        answers = {
            "census": self._census,
            "fred": self._fred,
            "treasury": self._treasury,
            "usitc": self._usitc,
            "federal_register": self._federal_register,
            "comtrade": self._comtrade,
        }
        return answers[source](path, query)

    def _census(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        month = pd.Timestamp(query["time"])
        dataset = path.partition("/intltrade/")[2]
        world = self.world
        if query.get("COMM_LVL") == "NA3" or query.get("NAICS") == "-":
            table = _of(world.tables["imports_by_naics3"], month)
            total = table["naics3"] == "00"
            table = table[total if query.get("NAICS") == "-" else ~total]
            rows = [
                {
                    "CTY_CODE": world.codes[r.partner],
                    "NAICS": "-" if r.naics3 == "00" else r.naics3,
                    "CON_VAL_MO": r.imports_for_consumption_usd,
                    "CAL_DUT_MO": r.calculated_duty_usd,
                }
                for r in table.itertuples()
            ]
        elif query.get("COMM_LVL") == "HS10" and dataset == "exports/hs":
            table = _of(world.tables["exports_to_vietnam_by_hs6"], month).merge(world.tables["hs6_names"], on="hs6")
            rows = [
                {"E_COMMODITY": f"{r.hs6}0000", "E_COMMODITY_SDESC": r.name, "ALL_VAL_MO": r.exports_usd}
                for r in table.itertuples(index=False)
            ]
        elif query.get("COMM_LVL") == "HS10":
            table = _of(world.tables["imports_by_hts10_monthly"], month)
            if table.empty and month >= world.hts10_since:
                table = _of(world.tables["imports_by_naics3"], month).query("partner == 'VNM' and naics3 == '00'")
                table = table.assign(hts10=HTS10)
            rows = [
                {
                    "I_COMMODITY": r.hts10,
                    "CON_VAL_MO": r.imports_for_consumption_usd,
                    "CAL_DUT_MO": r.calculated_duty_usd,
                }
                for r in table.itertuples()
            ]
        else:
            value, column = (
                ("ALL_VAL_MO", "exports_usd") if dataset == "exports/hs" else ("GEN_VAL_MO", "general_imports_usd")
            )
            table = _of(world.tables["goods_by_partner"], month)
            rows = [{"CTY_CODE": world.codes[r.partner], value: getattr(r, column)} for r in table.itertuples()]
        if not rows:
            return 204, "application/json", ""
        echoed = [name for name in query if name not in ("get", "key") and name not in query["get"].split(",")]
        header = [*query["get"].split(","), *echoed]
        lines = [[str({**query, **row}[name]) for name in header] for row in rows]
        return 200, "application/json", json.dumps([header, *lines])

    def _fred(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        series, since = query["id"], pd.Timestamp(query["cosd"])
        column = "exports_usd" if series.startswith("EXP") else "general_imports_usd"
        if series[3:] == fred.WORLD_ADJUSTED:
            table = self.world.tables["goods_world_seasonally_adjusted"]
        else:
            (partner,) = [code for code, suffix in fred.SERIES.items() if suffix == series[3:]]
            totals = self.world.tables["goods_by_partner"]
            table = totals[totals["partner"] == partner]
        table = table[table["month"] >= since].sort_values("month")
        lines = [f"{r.month:%Y-%m-%d},{getattr(r, column) / 1e6:.0f}" for r in table.itertuples()]
        return 200, "text/csv", "\n".join([f"observation_date,{series}", *lines, ""])

    def _treasury(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        since = pd.Timestamp(query["filter"].rpartition(":")[2])
        table = self.world.tables["treasury_customs_receipts"]
        rows = [
            {
                "record_date": f"{r.month + pd.offsets.MonthEnd(0):%Y-%m-%d}",
                "classification_desc": "Customs Duties",
                "current_month_gross_rcpt_amt": f"{r.gross_receipts_usd}.00",
                "current_month_refund_amt": f"{r.refunds_usd}.00",
                "current_month_net_rcpt_amt": f"{r.net_receipts_usd}.00",
            }
            for r in table[table["month"] + pd.offsets.MonthEnd(0) >= since].itertuples()
        ]
        number, size = int(query["page[number]"]), self.page
        pages = -(-len(rows) // size)
        content = {
            "data": rows[(number - 1) * size : number * size],
            "meta": {"count": size, "total-count": len(rows), "total-pages": pages},
            "links": {"self": f"&page%5Bnumber%5D={number}&page%5Bsize%5D={size}", "next": None},
        }
        return 200, "application/json", json.dumps(content)

    def _usitc(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        rows = [
            {
                "htsno": r.heading,
                "indent": "0",
                "description": r.description,
                "superior": None,
                "units": [],
                "general": r.general,
                "special": "",
                "other": "No change.",
                "footnotes": None,
            }
            for r in self.world.tables["chapter99_headings"].itertuples()
        ]
        return (
            200,
            "application/json",
            json.dumps([{"htsno": "9903", **dict.fromkeys(["description", "general"], "")}, *rows]),
        )

    def _federal_register(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        authority = query["conditions[term]"].split('"')[1]
        found = [item for item in self.world.documents if item["authority"] == authority]
        if not found:
            return 200, "application/json", '{"description": "Documents", "count": 0}'
        number, pages = int(query["page"]), len(found)
        names = ("document_number", "title", "type", "publication_date", "effective_on", "signing_date", "html_url")
        result = [{name: found[number - 1].get(name) for name in names}]
        return 200, "application/json", json.dumps({"count": len(found), "total_pages": pages, "results": result})

    def _comtrade(self, path: str, query: dict[str, str]) -> tuple[int, str, str]:
        periods = query["period"].split(",")
        reporter = CODES[int(query["reporterCode"])]
        rows = [
            row for row in self.world.reported if row["period"] in periods and CODES[row["reporterCode"]] == reporter
        ]
        return (
            200,
            "application/json",
            json.dumps({"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": ""}),
        )


def send(
    handler: BaseHTTPRequestHandler,
    status: int,
    text: str | bytes,
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
) -> bool:
    """Send a whole answer."""
    body = text.encode() if isinstance(text, str) else text
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    if status not in (204, 304) and "Content-Length" not in (headers or {}):
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if status not in (204, 304):
        handler.wfile.write(body)
    return True


def first(times: int, status: int, headers: dict[str, str] | None = None) -> Fault:
    """Answer the first ``times`` requests with ``status``."""
    return lambda handler, count: count <= times and send(handler, status, "", headers=headers)


def page(handler: BaseHTTPRequestHandler, count: int) -> bool:
    """Answer with a web page."""
    return send(handler, 200, "<html><head><title>Missing Key</title></head></html>", "text/html")


def cut(handler: BaseHTTPRequestHandler, count: int) -> bool:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'[["CTY_CODE"')
    handler.close_connection = True
    return True


def stall(handler: BaseHTTPRequestHandler, count: int) -> bool:
    """Say nothing until the client has gone."""
    handler.rfile.read(1)
    handler.close_connection = True
    return True


def flood(handler: BaseHTTPRequestHandler, count: int) -> bool:
    """Send two gigabytes in pieces, as long as the client takes them."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    piece = b"10000\r\n" + b"0" * 0x10000 + b"\r\n"
    try:
        for _ in range(2 * 2**30 // 0x10000):
            handler.wfile.write(piece)
    except OSError:
        handler.close_connection = True
    return True


def elsewhere(handler: BaseHTTPRequestHandler, count: int) -> bool:
    """Redirect to another host."""
    return send(handler, 302, "", headers={"Location": "http://localhost:1/data"})


def edited(change: Callable[[str], str], server: Server) -> Fault:
    """Answer with the right text, changed."""

    def fault(handler: BaseHTTPRequestHandler, count: int) -> bool:
        parts = urlsplit(handler.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        status, kind, text = server.answer(parts.path, query)
        return send(handler, status, change(text) if text else text, kind)

    return fault


def _of(table: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    return table[table["month"] == month]
