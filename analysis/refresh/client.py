"""One HTTP client for all sources: patient with faults that pass, strict with everything else.

Requests of a source go out one after another with a pause between them, each with a deadline for all of it, and all
with one for the whole refresh. An answer is kept under ``build/raw`` by its digest, with a log of what was asked and
when; the same question is asked again with the answer's ETag or date. Keys are added to a request only when it is
sent, and taken out of whatever comes back, so no message, log, table or file holds one.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx

from analysis.errors import ReportError
from analysis.refresh.exchange import Answer, Request, excerpt

T = TypeVar("T")

_PASSING = {429, 500, 502, 503, 504}  # statuses that may be gone a moment later
_REDIRECTS = {301, 302, 303, 307, 308}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}

logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold whole addresses, with keys


@dataclass(frozen=True)
class Limits:
    """How long and how much a client takes; seconds and bytes.

    ``request_seconds`` are for one question with all its attempts, ``refresh_seconds`` for all questions together.
    """

    connect_seconds: float = 15
    stall_seconds: float = 60
    request_seconds: float = 300
    refresh_seconds: float = 1800
    body_bytes: int = 64 * 2**20
    attempts: int = 5
    first_wait_seconds: float = 2
    longest_wait_seconds: float = 120
    pause_seconds: float = 0.5


class _Reply(NamedTuple):
    """What came back to one request; the body is decoded."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes


class Client:
    """Fetches answers; a context manager."""

    def __init__(
        self,
        raw: Path,
        limits: Limits | None = None,
        verify: ssl.SSLContext | bool = True,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        asked: Callable[[str], None] = lambda what: None,
    ) -> None:
        self.raw, self.limits, self.asked = raw, limits or Limits(), asked
        self._sleep, self._clock = sleep, clock
        self._last: dict[str, float] = {}
        self._end = clock() + self.limits.refresh_seconds
        # The loop has a thread of its own: the caller's may run one already, as in Jupyter, and can be interrupted.
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(self.limits.stall_seconds, connect=self.limits.connect_seconds),
            verify=verify,
            headers={"User-Agent": "trade-report (reproducible research; one reader, polite rate)"},
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` returns, or raise what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _close(self) -> None:
        """End what still runs, as after Ctrl-C, and close the connections."""
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await self._http.aclose()

    def get(self, request: Request) -> Answer:
        """Return the source's answer to ``request``.

        Raises ReportError with one line that says which source failed and how, and holds no key.
        """
        self.asked(request.what)
        _check_scheme(request)
        try:
            return self._patiently(request, min(self._clock() + self.limits.request_seconds, self._end))
        except ReportError as error:
            raise ReportError(request.hide(str(error).encode()).decode()) from None

    def _patiently(self, request: Request, end: float) -> Answer:
        """Ask until there is an answer, the attempts are used up, or it is ``end`` by the clock."""
        wait, reason = self.limits.first_wait_seconds, ""
        for attempt in range(self.limits.attempts):
            if attempt:
                self._sleep(wait)
                wait = min(wait * 2, self.limits.longest_wait_seconds)
            try:
                return self._attempt(request, end)
            except _PassingError as fault:
                reason = str(fault)
                if fault.wait is not None:
                    wait = fault.wait
                if wait > min(self.limits.longest_wait_seconds, end - self._clock()):
                    raise ReportError(f"{request.what}: {reason}; wait {wait:.0f} s, then run again") from None
        raise ReportError(f"{request.what}: {reason}, {self.limits.attempts} times; run again later")

    def _attempt(self, request: Request, end: float) -> Answer:
        """Ask once. Raises _PassingError for what may be gone a moment later."""
        memory = self._memory(request)
        kept = self._kept(memory)
        conditions = (
            {header: memory[header] for header in ("If-None-Match", "If-Modified-Since") if memory.get(header)}
            if kept is not None
            else {}
        )
        try:
            reply = self._send(request, conditions, end)
        except httpx.HTTPError as error:
            if isinstance(_cause(error), ssl.SSLError):
                raise ReportError(f"{request.what}: the server's certificate is not valid; nothing was read") from None
            raise _PassingError(_fault(error, self.limits)) from None
        body = request.hide(reply.body)
        if reply.status == 304 and kept is not None:
            return Answer(request, kept)
        if reply.status == 204:
            return Answer(request, b"")
        if reply.status in _PASSING:
            raise _PassingError(f"the source answers {reply.status}", _retry_after(reply.headers))
        if reply.status != 200:
            raise ReportError(f"{request.what}: the source answers {reply.status}{_title(body)}")
        self._keep(request, reply.headers, body)
        return Answer(request, body)

    def _send(self, request: Request, conditions: dict[str, str], end: float) -> _Reply:
        """Send one request, follow redirects within the host, and return what came back."""
        address: httpx.URL | str = request.address
        query: list[tuple[str, Any]] = [*request.params, *([request.key] if request.key else [])]
        headers = conditions | (dict([request.key_header]) if request.key_header else {})
        for _ in range(4):
            self._pause(urlsplit(str(address)).netloc)
            try:
                within = asyncio.wait_for(self._read(request, address, query, headers), end - self._clock())
                reply = self._wait(within)
            except TimeoutError:
                limits, whole = self.limits, self._clock() >= self._end
                what = "the whole refresh" if whole else "one question"
                seconds = limits.refresh_seconds if whole else limits.request_seconds
                raise ReportError(
                    f"{request.what}: no whole answer within the {seconds:g} s for {what}; run again later"
                ) from None
            if reply.status not in _REDIRECTS:
                return reply
            try:
                target = reply.url.join(reply.headers.get("Location", ""))
            except httpx.InvalidURL:
                raise ReportError(f"{request.what}: the source sends us to an address that is none; refused") from None
            if (target.scheme, target.netloc) != (reply.url.scheme, reply.url.netloc):
                other = target.netloc.decode("ascii", "replace")
                raise ReportError(f"{request.what}: the source sends us to another host ({other:.80}); refused")
            address, query = target, []
        raise ReportError(f"{request.what}: too many redirects")

    async def _read(
        self, request: Request, address: httpx.URL | str, query: list[tuple[str, Any]], headers: dict[str, str]
    ) -> _Reply:
        """Return the reply to one request, unless it is larger than the limit."""
        limit = self.limits.body_bytes
        too_much = ReportError(f"{request.what}: the answer is larger than {limit / 2**20:,.0f} MiB; refused")
        async with self._http.stream("GET", address, params=query or None, headers=headers) as response:
            if int(response.headers.get("Content-Length", 0)) > limit:
                raise too_much
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > limit:
                    raise too_much
        return _Reply(response.url, response.status_code, response.headers, bytes(body))

    def _pause(self, host: str) -> None:
        """Keep the polite distance to the last request to ``host``."""
        since = self._clock() - self._last.get(host, -float("inf"))
        if since < self.limits.pause_seconds:
            self._sleep(self.limits.pause_seconds - since)
        self._last[host] = self._clock()

    def _memory_file(self, request: Request) -> Path:
        question = json.dumps([request.address, request.params])
        return self.raw / "asked" / f"{hashlib.sha256(question.encode()).hexdigest()}.json"

    def _memory(self, request: Request) -> dict[str, Any]:
        """Return what is remembered of an earlier answer to the same question."""
        try:
            memory: dict[str, Any] = json.loads(self._memory_file(request).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return memory

    def _kept(self, memory: dict[str, Any]) -> bytes | None:
        """Return the kept body that ``memory`` names, if it is there and whole."""
        with contextlib.suppress(OSError, KeyError):
            body = (self.raw / str(memory["sha256"])).read_bytes()
            if hashlib.sha256(body).hexdigest() == memory["sha256"]:
                return body
        return None

    def _keep(self, request: Request, headers: httpx.Headers, body: bytes) -> None:
        """Keep ``body`` by its digest, and what was asked."""
        name = hashlib.sha256(body).hexdigest()
        memory = {
            "what": request.what,
            "address": request.address,
            "params": request.params,
            "sha256": name,
            "bytes": len(body),
            "read": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "If-None-Match": headers.get("ETag"),
            "If-Modified-Since": headers.get("Last-Modified"),
        }
        for file, content in (
            (self.raw / name, body),
            (self._memory_file(request), request.hide(json.dumps(memory, indent=1).encode())),
        ):
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f".{file.name}.new")
            beside.write_bytes(content)
            beside.replace(file)


class _PassingError(Exception):
    """A fault that may be gone a moment later; ``wait`` is the pause the source asks for, in seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def _check_scheme(request: Request) -> None:
    parts = urlsplit(request.address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ReportError(f"{request.what}: {parts.scheme}://{parts.netloc} is not https; refused")


def _cause(error: BaseException) -> BaseException:
    """Return the first cause of ``error``."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error


def _fault(error: httpx.HTTPError, limits: Limits) -> str:
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
        return "the source cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return f"the source stalls for more than {limits.stall_seconds:g} s"
    return "the answer is cut off"


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the wait in seconds that a Retry-After header asks for: a number of seconds or a date."""
    value = headers.get("Retry-After", "")
    if re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return float(value)
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        date = parsedate_to_datetime(value)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    return None


def _title(body: bytes) -> str:
    """Return the first words of an error page, for a message."""
    text = excerpt(body)
    return f" ({text})" if text else ""
