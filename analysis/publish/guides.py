"""The guides of the book's last part: pages written by hand, and two made from the code."""

import doctest
import importlib
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.parameters import Parameters, meaning, valid
from analysis.publish import notebooks
from analysis.publish.toc import BOOK

FOLDER = "guides"
# What an economist calls from Python, in the order of the page; each has an example in its docstring.
FUNCTIONS = (
    "analysis.data.names",
    "analysis.data.describe",
    "analysis.data.load",
    "analysis.partners.resolve",
    "analysis.trade.balances.monthly",
    "analysis.trade.balances.annual",
    "analysis.trade.balances.rolling_year",
    "analysis.trade.balances.growth_on_year",
    "analysis.trade.balances.seasonally_adjusted",
    "analysis.trade.rankings.deficits",
    "analysis.trade.product_shares.industries",
    "analysis.trade.product_shares.hs_chapters",
    "analysis.trade.vintage_changes.by_month",
    "analysis.tariffs.event_record.steps",
    "analysis.tariffs.event_record.events",
    "analysis.tariffs.lookup.duty",
    "analysis.tariffs.duties.effective_rates",
    "analysis.tariffs.duties.on_day",
    "analysis.tariffs.incidence.most_duty",
    "analysis.tariffs.incidence.by_event",
    "analysis.tariffs.calculated_duty.monthly",
    "analysis.tariffs.calculated_duty.by_industry",
    "analysis.tariffs.reciprocal_formula.published_formula",
    "analysis.effects.scenarios.result",
    "analysis.claims.register.check_all",
)


def write(target: Path) -> None:
    """Write every guide below the book's source ``target``."""
    folder = target / FOLDER
    shutil.copytree(BOOK / FOLDER, folder)
    (folder / "parameters.md").write_text(parameters_page(), "utf-8")
    (folder / "python.md").write_text(python_page(), "utf-8")


def parameters_page() -> str:
    """Return the page of all parameters as Markdown: meaning, valid values, default, and the chapters that use each."""
    heads = {path.stem: notebooks.head(path) for path in sorted(notebooks.NOTEBOOKS.glob("*.ipynb"))}
    declared = {name: notebooks.declared(head) for name, head in heads.items()}
    rows = [
        f"| `{name}` | {meaning(name)} | {valid(name)} | `{_default(field.default)}` | {_users(name, declared)} |"
        for name, field in Parameters.model_fields.items()
    ]
    head = ["| name | meaning | valid values | default | chapters |", "|---|---|---|---|---|"]
    return (BOOK / FOLDER / "parameters.md").read_text("utf-8") + "\n" + "\n".join([*head, *rows]) + "\n"


def python_page() -> str:
    """Return the page of functions as Markdown, from their docstrings."""
    return (BOOK / FOLDER / "python.md").read_text("utf-8") + "\n" + "\n".join(map(_entry, FUNCTIONS))


def function(name: str) -> Callable[..., Any]:
    """Return the function with the full ``name``."""
    module, _, short = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), short)
    return found


def example(name: str) -> str:
    """Return the example in the docstring of the function with the full ``name``, as lines of Python."""
    return "".join(part.source for part in doctest.DocTestParser().get_examples(inspect.getdoc(function(name)) or ""))


def imports(name: str) -> str:
    """Return the lines that the example of the function with the full ``name`` needs before it."""
    package, _, module = name.rpartition(".")[0].rpartition(".")
    pandas = "import pandas as pd\n\n" if "pd." in example(name) else ""
    return f"{pandas}from {package} import {module}\n\n"


def _entry(name: str) -> str:
    described = inspect.getdoc(function(name)) or ""
    text = described.split(">>>")[0].replace("``", "`").strip()
    short = ".".join(name.split(".")[-2:])
    return f"## `{short}`\n\n{text}\n\n```python\n{imports(name)}{example(name)}```\n"


def _default(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)


def _users(name: str, declared: dict[str, dict[str, Any]]) -> str:
    users = [chapter for chapter, names in declared.items() if name in names]
    if len(users) == len(declared):
        return "all"
    return ", ".join(f"[{chapter}](../{chapter})" for chapter in users)
