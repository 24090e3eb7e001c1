"""The client against a server that behaves badly in every way that is known."""

import asyncio
import json
import logging
import select
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import sources_server as at_source
import trustme
from sources_server import IMPATIENT, QUICK, Server, World

from analysis.errors import ReportError
from analysis.refresh import fred
from analysis.refresh.client import Client
from analysis.refresh.exchange import Request
from analysis.refresh.sources import at


@pytest.fixture
def request_to(server: Server) -> Callable[..., Request]:
    import pandas as pd

    def make(**changes: object) -> Request:
        whole = fred.request(at(server.base), "IMP5520", [pd.Timestamp("2026-06-01")])
        return Request(**{**whole.__dict__, **changes})  # type: ignore[arg-type]

    return make


def test_an_answer_is_kept_by_its_digest(client: Client, request_to: Callable[..., Request]) -> None:
    answer = client.get(request_to())
    assert answer.body.startswith(b"observation_date,IMP5520\n2026-06-01,")
    kept = [path for path in client.raw.iterdir() if path.is_file()]
    assert [path.read_bytes() for path in kept] == [answer.body]


def test_the_same_question_is_asked_with_the_tag_of_the_last_answer(
    client: Client, server: Server, request_to: Callable[..., Request]
) -> None:
    server.etags = True
    first, second = client.get(request_to()), client.get(request_to())
    assert first == second
    assert "If-None-Match" not in server.headers[0]
    assert server.headers[1]["If-None-Match"].startswith('"')


def test_a_kept_answer_that_was_altered_is_asked_for_again(
    client: Client, server: Server, request_to: Callable[..., Request]
) -> None:
    server.etags = True
    answer = client.get(request_to())
    for path in client.raw.iterdir():
        if path.is_file():
            path.write_bytes(b"altered")
    assert client.get(request_to()) == answer
    assert "If-None-Match" not in server.headers[1]


def test_429_waits_as_long_as_the_source_asks(
    client: Client, server: Server, request_to: Callable[..., Request], slept: list[float]
) -> None:
    server.faults["/fred/"] = at_source.first(1, 429, {"Retry-After": "7"})
    assert client.get(request_to()).body
    assert slept == [7.0]


def test_429_that_asks_for_too_long_a_wait_ends_at_once(
    client: Client, server: Server, request_to: Callable[..., Request], slept: list[float]
) -> None:
    server.faults["/fred/"] = at_source.first(9, 429, {"Retry-After": "3600"})
    with pytest.raises(ReportError, match=r"^FRED IMP5520: the source answers 429; wait 3600 s, then run again$"):
        client.get(request_to())
    assert slept == []


def test_500_then_success(
    client: Client, server: Server, request_to: Callable[..., Request], slept: list[float]
) -> None:
    server.faults["/fred/"] = at_source.first(2, 500)
    assert client.get(request_to()).body
    assert slept == [1, 2]


def test_500_without_end_is_given_up(client: Client, server: Server, request_to: Callable[..., Request]) -> None:
    server.faults["/fred/"] = at_source.first(9, 503)
    with pytest.raises(ReportError, match=r"^FRED IMP5520: the source answers 503, 3 times; run again later$"):
        client.get(request_to())


def test_a_refusal_is_not_repeated(client: Client, server: Server, request_to: Callable[..., Request]) -> None:
    server.faults["/fred/"] = lambda handler, count: at_source.send(handler, 400, "<title>Bad series</title>")
    with pytest.raises(ReportError, match=r"^FRED IMP5520: the source answers 400 \(Bad series\)$"):
        client.get(request_to())
    assert len(server.asked) == 1


def test_a_stall_ends(tmp_path: Path, server: Server, request_to: Callable[..., Request]) -> None:
    server.faults["/fred/"] = at_source.stall
    with (
        Client(tmp_path / "raw", IMPATIENT, sleep=lambda seconds: None) as client,
        pytest.raises(ReportError, match=r"^FRED IMP5520: the source stalls for more than 0.2 s, 3 times"),
    ):
        client.get(request_to())


def test_a_body_cut_off_ends(client: Client, server: Server, request_to: Callable[..., Request]) -> None:
    server.faults["/fred/"] = at_source.cut
    with pytest.raises(ReportError, match=r"^FRED IMP5520: the answer is cut off, 3 times"):
        client.get(request_to())


def test_two_gigabytes_are_not_read(client: Client, server: Server, request_to: Callable[..., Request]) -> None:
    server.faults["/fred/"] = at_source.flood
    with pytest.raises(ReportError, match=r"^FRED IMP5520: the answer is larger than 2 MiB; refused$"):
        client.get(request_to())
    assert not client.raw.exists()


def test_two_gigabytes_announced_are_refused(
    client: Client, server: Server, request_to: Callable[..., Request]
) -> None:
    server.faults["/fred/"] = lambda handler, count: at_source.send(
        handler, 200, "", headers={"Content-Length": str(2**31)}
    )
    with pytest.raises(ReportError, match="larger than 2 MiB"):
        client.get(request_to())


def test_a_redirect_to_another_host_is_refused(
    client: Client, server: Server, request_to: Callable[..., Request]
) -> None:
    server.faults["/fred/"] = at_source.elsewhere
    with pytest.raises(ReportError, match=r"sends us to another host \(localhost:1\); refused$"):
        client.get(request_to())


def test_a_redirect_within_the_host_is_followed(
    client: Client, server: Server, request_to: Callable[..., Request]
) -> None:
    whole = request_to()
    path = "/fred/graph/fredgraph.csv?id=IMP5520&cosd=2026-06-01"
    moved = lambda handler, count: at_source.send(handler, 301, "", headers={"Location": path})  # noqa: E731
    server.faults["/old"] = moved
    assert client.get(request_to(address=f"{server.base}/old")).body == client.get(whole).body


def test_a_server_that_is_not_there(client: Client, request_to: Callable[..., Request]) -> None:
    with pytest.raises(ReportError, match="the source cannot be reached, 3 times"):
        client.get(request_to(address="http://127.0.0.1:1/fred"))


def test_plain_http_is_for_the_loopback_alone(client: Client, request_to: Callable[..., Request]) -> None:
    with pytest.raises(ReportError, match=r"http://api.census.gov is not https; refused"):
        client.get(request_to(address="http://api.census.gov/data"))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _tls(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize(
    ("name", "trusted", "accepted"),
    [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("other.test", True, False)],
)
def test_certificates_are_checked(
    authority: trustme.CA,
    name: str,
    trusted: bool,
    accepted: bool,
    tmp_path: Path,
    slept: list[float],
    request_to: Callable[..., Request],
) -> None:
    known = ssl.create_default_context()
    if trusted:
        authority.configure_trust(known)
    with (
        Server(World(), _tls(authority, name)) as server,
        Client(tmp_path / "raw", QUICK, verify=known, sleep=slept.append) as client,
    ):
        whole = request_to(address=f"{server.base}/fred/graph/fredgraph.csv")
        if accepted:
            assert client.get(whole).body
        else:
            with pytest.raises(ReportError, match="the server's certificate is not valid; nothing was read"):
                client.get(whole)
            assert slept == []


def test_requests_keep_their_distance(tmp_path: Path, server: Server, request_to: Callable[..., Request]) -> None:
    from dataclasses import replace

    slept: list[float] = []
    with Client(tmp_path / "raw", replace(QUICK, pause_seconds=0.5), sleep=slept.append, clock=lambda: 100.0) as client:
        for _ in range(3):
            client.get(request_to())
    assert slept == [0.5, 0.5]


def test_keys_are_sent_and_never_kept_or_told(
    client: Client,
    server: Server,
    request_to: Callable[..., Request],
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "s3cr3t-k3y"
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with_keys = request_to(key=("key", secret), key_header=("Ocp-Apim-Subscription-Key", secret))
    client.get(with_keys)
    assert secret in server.asked[0]
    assert server.headers[0]["Ocp-Apim-Subscription-Key"] == secret
    assert secret not in repr(with_keys)
    for path in client.raw.rglob("*"):
        assert secret not in path.name
        assert path.is_dir() or secret.encode() not in path.read_bytes()
    server.faults["/fred/"] = at_source.cut
    with pytest.raises(ReportError) as fault:
        client.get(with_keys)
    assert secret not in str(fault.value)
    assert fault.value.__cause__ is None
    assert secret not in json.dumps([record.getMessage() for record in caplog.records if record.name == "httpx"])


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"], ids=["headers", "body"])
def test_bytes_that_drip_end_at_the_deadline(
    begins: bytes, tmp_path: Path, server: Server, request_to: Callable[..., Request]
) -> None:
    from dataclasses import replace

    def drip(handler: BaseHTTPRequestHandler, count: int) -> bool:
        handler.wfile.write(begins)
        while not select.select([handler.connection], [], [], 0.02)[0]:  # until the client has gone
            handler.wfile.write(b"H")
        handler.close_connection = True
        return True

    server.faults["/fred/"] = drip
    with (
        Client(tmp_path / "raw", replace(QUICK, request_seconds=0.5), sleep=lambda seconds: None) as client,
        pytest.raises(ReportError, match=r"no whole answer within the 0.5 s for one question"),
    ):
        client.get(request_to())


def test_a_client_works_where_an_event_loop_runs_already(client: Client, request_to: Callable[..., Request]) -> None:
    """As in a notebook, or beside a browser."""

    async def ask() -> bytes:
        return client.get(request_to()).body

    with ThreadPoolExecutor(1) as thread:  # beside a browser this one has a loop already
        assert thread.submit(asyncio.run, ask()).result()
