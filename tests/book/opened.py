"""A page of a book, opened once for all that is asked of it: whether it is whole, light, readable and accessible."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
Form = tuple[int, str]  # width and colours
WIDTHS = (1280, 390)
FORMS: list[Form] = list(product(WIDTHS, ("light", "dark")))
MOST_BYTES, MOST_REQUESTS = 900_000, 20

# The rows of one table are alike: the first three of each stand for the rest, which axe would judge one by one.
FAULTS = """
() => {
  const alike = [...document.querySelectorAll("tbody > :nth-child(n+4), ol > :nth-child(n+4)")];
  const rows = alike.map((row) => [row.parentElement, row]);
  rows.forEach(([, row]) => row.remove());
  return axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => {
    rows.forEach(([parent, row]) => parent.append(row));
    return violations.map(({ id, nodes }) => `${id}: ${nodes.length} as ${nodes[0].html.slice(0, 120)}`);
  });
}
"""
# Elements that a keyboard reaches without a visible ring, and targets under 24 by 24 px that are not within a text.
WEAK = """
() => {
  const faults = [];
  for (const one of document.querySelectorAll("a[href], button, input, summary, select")) {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest("p, td, li, dd, figcaption, .report-source")) continue;
    if (one.matches(".menu-switch, .skip-link") || one.closest("label")) continue;
    if (box.width < 24 || box.height < 24) faults.push(`small: ${one.outerHTML.slice(0, 90)}`);
  }
  return faults;
}
"""


@dataclass
class Opened:
    """A tab with a page and the pictures that a reader sees in light colours."""

    tab: Any
    sizes: tuple[int, ...]  # bytes of each answer
    faults: list[str]  # errors, failed requests, requests to others

    def show(self, form: Form, media: str = "screen") -> None:
        """Show the page in a width and in colours."""
        width, colours = form
        self.tab.emulate_media(media=media)
        self.tab.set_viewport_size({"width": width, "height": 900})
        self.tab.evaluate(f"document.documentElement.dataset.theme = '{colours}'")

    def is_light(self) -> bool:
        """Tell whether the page with all its figures asked for few files of few bytes."""
        return sum(self.sizes) <= MOST_BYTES and len(self.sizes) <= MOST_REQUESTS

    def barriers(self, forms: Sequence[Form] = FORMS) -> list[str]:
        """Return what axe finds in ``forms``, and which targets are small in one of the widths."""
        found = []
        for width in WIDTHS:
            self.show((width, "light"))
            found += self.tab.evaluate(WEAK)
        self.tab.evaluate(AXE)
        for form in forms:
            self.show(form)
            found += [f"{form}: {one}" for one in self.tab.evaluate(FAULTS)]
        return found


def opened(context: Any, address: str) -> Opened:
    """Open a page of a site in a new tab."""
    tab, site = context.new_page(), "/".join(address.split("/")[:3])
    sizes: list[int] = []
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    tab.on("request", lambda one: None if one.url.startswith((site, "data:", "blob:")) else faults.append(one.url))
    tab.on("response", lambda one: faults.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    tab.on("response", lambda one: sizes.append(len(one.body())))
    tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('.figure-light img').forEach((image) => (image.loading = 'eager'))")
    tab.wait_for_load_state("networkidle")
    return Opened(tab, tuple(sizes), faults)
