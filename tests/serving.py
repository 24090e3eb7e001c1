"""What tests of the book share: a folder served over HTTP, a page whose pictures are there, a page as a tree."""

from collections.abc import Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from bs4 import BeautifulSoup


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request; a browser keeps none, so that each page loads all that it needs."""

    def end_headers(self) -> None:
        """Forbid to keep the file."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on the loopback address; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@cache
def parsed(file: Path) -> BeautifulSoup:
    """Return the page in ``file`` as a tree, which all tests share."""
    return BeautifulSoup(file.read_bytes(), "html.parser")


def await_pictures(tab: Any) -> None:
    """Wait until each picture that the page shows is there; its policy allows the page no evaluation of its own."""
    tab.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    tab.evaluate("""async () => {
      const missing = () => [...document.images].some(one => one.offsetParent && !one.naturalHeight);
      for (let frame = 0; missing(); frame += 1) {
        if (frame > 1800) throw new Error("a picture does not come");
        await new Promise(requestAnimationFrame);
      }
    }""")
