"""The guides of the book's last part: pages written by hand, and two made from the code."""

import doctest
import inspect
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from analysis import data, partners
from analysis.claims import register
from analysis.effects import scenarios
from analysis.language import SOURCE, current, message, say
from analysis.parameters import Parameters, meaning, valid
from analysis.publish import notebooks, prose
from analysis.publish.toc import BOOK
from analysis.tariffs import calculated_duty, default_rate, duties, event_record, incidence, lookup, reciprocal_formula
from analysis.trade import balances, product_shares, rankings, vintage_changes

FOLDER = "guides"
_DRAWN = re.compile(r"""(?<=aria-label=")[^"]+|(?<=>)[^<>\n]*[^<>\n/](?=</text>)""")
_CHAPTER_LINK = re.compile(r"\[([^\]]+)\]\(\.\./(\w+)\)")
# What an economist calls from Python, in the order of the page; each has an example in its docstring.
FUNCTIONS: tuple[Callable[..., Any], ...] = (
    data.names,
    data.describe,
    data.load,
    partners.resolve,
    balances.monthly,
    balances.annual,
    balances.rolling_year,
    balances.growth_on_year,
    balances.seasonally_adjusted,
    rankings.deficits,
    product_shares.industries,
    product_shares.hs_chapters,
    vintage_changes.by_month,
    default_rate.steps,
    event_record.events,
    lookup.duty,
    duties.effective_rates,
    duties.on_day,
    incidence.most_duty,
    incidence.by_event,
    calculated_duty.monthly,
    calculated_duty.by_industry,
    reciprocal_formula.published_formula,
    scenarios.result,
    register.check_all,
)


def write(target: Path, chapters: Collection[str]) -> None:
    """Write every guide below the book's source ``target``; of chapters that the edition lacks the names alone."""
    folder = target / FOLDER
    shutil.copytree(BOOK / FOLDER, folder)
    (folder / "parameters.md").write_text(parameters_page(), "utf-8")
    (folder / "python.md").write_text(python_page(), "utf-8")
    for drawing in folder.glob("*.svg"):
        drawing.write_text(_DRAWN.sub(lambda text: say(text[0]), drawing.read_text("utf-8")), "utf-8")
    for page in folder.glob("*.md"):
        text = _CHAPTER_LINK.sub(lambda link: link[0] if link[2] in chapters else link[1], page.read_text("utf-8"))
        page.write_text(prose.translated(text), "utf-8")


def drawn(drawing: str) -> list[str]:
    """Return the label and the texts of an SVG, its messages; names of folders are none."""
    return _DRAWN.findall(drawing)


def parameters_page() -> str:
    """Return the page of all parameters as Markdown: meaning, valid values, default, and the chapters that use each."""
    declared = notebooks.all_declared()
    rows = [
        f"| `{name}` | {meaning(name)} | {valid(name)} | `{_default(field.default)}` | {_users(name, declared)} |"
        for name, field in Parameters.model_fields.items()
    ]
    heads = (
        message("name"),
        message("meaning"),
        message("valid values"),
        message("default"),
        message("chapters"),
    )
    head = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|"]
    return (BOOK / FOLDER / "parameters.md").read_text("utf-8") + "\n" + "\n".join([*head, *rows]) + "\n"


def python_page() -> str:
    """Return the page of functions as Markdown, from their docstrings, which stay English."""
    return (BOOK / FOLDER / "python.md").read_text("utf-8") + "\n" + "\n".join(map(_entry, FUNCTIONS))


def title(function: Callable[..., Any]) -> str:
    """Return the function's name as it is called: its module, a point, its own name."""
    return f"{_module(function)[1]}.{function.__name__}"


def example(function: Callable[..., Any]) -> str:
    """Return the example in the function's docstring as lines of Python."""
    return "".join(part.source for part in doctest.DocTestParser().get_examples(inspect.getdoc(function) or ""))


def imports(function: Callable[..., Any]) -> str:
    """Return the lines that the function's example needs before it."""
    package, module = _module(function)
    pandas = "import pandas as pd\n\n" if "pd." in example(function) else ""
    return f"{pandas}from {package} import {module}\n\n"


def _module(function: Callable[..., Any]) -> tuple[str, str]:
    """Return package and module from which the function is called; those of tables from ``analysis.data``."""
    module = "analysis.data" if function in (data.names, data.describe, data.load) else function.__module__
    package, _, short = module.rpartition(".")
    return package, short


def _entry(function: Callable[..., Any]) -> str:
    text = (inspect.getdoc(function) or "").split(">>>")[0].replace("``", "`").strip()
    if current() != SOURCE:
        text = f'<div lang="{SOURCE}">\n\n{text}\n\n</div>'
    code = imports(function) + example(function)
    return f"## `{title(function)}`\n\n{text}\n\n```python\n{code}```\n"


def _default(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)


def _users(name: str, declared: dict[str, dict[str, Any]]) -> str:
    users = [chapter for chapter, names in declared.items() if name in names]
    others = [chapter for chapter in declared if chapter not in users]
    if len(others) < len(users):
        return say("all but {chapters}", chapters=_links(others)) if others else say("all")
    return _links(users)


def _links(chapters: list[str]) -> str:
    return ", ".join(f"[{chapter}](../{chapter})" for chapter in chapters)
