"""The parameters of an edition: the only place where a reader's input is parsed."""

import hashlib
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache, wraps
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from analysis import language as languages
from analysis import parameter_values, partners
from analysis.data import as_of as last_known_day
from analysis.data import vintages
from analysis.errors import ReportError, nearest, shown
from analysis.inputs import digits, month
from analysis.parameter_values import CHOICES, RANGES
from analysis.trade.balances import coverage

_PLAIN = (str, int, float, list, tuple, type(None))  # what a parameters cell holds
_ENGLISH = {"language": languages.SOURCE}
Result = TypeVar("Result")
LONGEST_SLUG = 100  # characters; a file name may have 255

ALIKE = 0.8  # names as near as by a letter left out or exchanged; "rows" and "draws" are less


def _described(default: Any, meaning: str, valid: str) -> Any:
    """Return a field with its ``meaning``, unit included, and which values are ``valid`` in a reader's words."""
    return Field(default, description=meaning, json_schema_extra={"valid": valid})


class Parameters(BaseModel):
    """What makes one edition of the book differ from another; each field says what it means and what it may be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: str = _described("VNM", "trading partner", "ISO alpha-3 code, English name or Census code")
    start: str | None = _described(None, "first month; None as far back as the data reach", "YYYY-MM")
    end: str | None = _described(None, "last month; None as far as the data reach", "YYYY-MM")
    peers: tuple[str, ...] = _described(
        ("CHN", "MEX", "TWN", "THA", "IND"), "partners shown beside it", "partners with commas between them"
    )
    base_year: int = _described(2024, "year with which the newest figures are compared", "a year")
    as_of: str | None = _described(None, "day whose law is today's; None the last the record knows", "YYYY-MM-DD")
    model: str = _described("sarima", "model of the event studies", " or ".join(CHOICES["model"]))
    fit_months: int = _described(60, "months before a change on which the model is fitted", "a whole number")
    lead: int = _described(3, "months before a change in which importers may already respond", "a whole number")
    follow: int = _described(6, "months followed from a change on", "a whole number")
    tariff: float | None = _described(
        0.2, "default rate of the scenario, a fraction, 0.46 for 46%", "a number, or today for the law"
    )
    tariff_by_product: tuple[str, ...] = _described(
        (), "rates of single products in the scenario, as fractions by HTS prefix", "texts as 9403=0.3"
    )
    authorities_off: tuple[str, ...] = _described(
        (), "authorities whose duties the scenario ends", "names with commas between them"
    )
    authorities_on: tuple[str, ...] = _described(
        (), "authorities whose ended duties it brings back", "names with commas between them"
    )
    scenario_base: str = _described(
        "latest",
        "trade against which the scenario stands: the latest twelve months known, or a year",
        "latest or a year",
    )
    others_pay: str = _described(
        "law",
        "duties of other countries in the scenario: those of its law, or those before it",
        " or ".join(CHOICES["others_pay"]),
    )
    transshipped_share: float = _described(
        0.0, "share of imports that pays the rate on transshipped goods, a fraction", "a number"
    )
    elasticity: str = _described(
        "blp_lr", "response of imports to a tariff", "name of a verified estimate, or a number"
    )
    pass_through: float = _described(0.94, "share of a tariff that importers pay, a fraction", "a number")
    horizon: int = _described(10, "years after the tariff", "a whole number")
    draws: int = _described(10_000, "draws of the simulation", "a whole number")
    seed: int = _described(2025, "start of the random numbers", "a whole number")
    vintage: str | None = _described(
        None, "totals as they were known in this vintage; None the newest", "a vintage as 2025-02"
    )
    language: str = _described(languages.SOURCE, "language of the book", " or ".join(CHOICES["language"]))

    @field_validator("partner", mode="before")
    @classmethod
    def _partner(cls, value: Any) -> str:
        return parameter_values.one_partner(value)

    @field_validator("peers", mode="before")
    @classmethod
    def _peers(cls, value: Any) -> tuple[str, ...]:
        return parameter_values.several_partners(value)

    @field_validator("start", "end", mode="before")
    @classmethod
    def _month(cls, value: Any) -> str | None:
        return None if value is None else f"{parameter_values.told(month, value):%Y-%m}"

    @field_validator("as_of", mode="before")
    @classmethod
    def _as_of(cls, value: Any) -> str | None:
        return None if value is None else f"{parameter_values.recorded_day(value):%Y-%m-%d}"

    @field_validator(*CHOICES)
    @classmethod
    def _choice(cls, value: str, info: ValidationInfo) -> str:
        offered = CHOICES[info.field_name or ""]
        if value not in offered:
            raise ValueError(f"{shown(value)}: write {' or '.join(offered)}")
        return value

    @field_validator("scenario_base", mode="before")
    @classmethod
    def _scenario_base(cls, value: Any) -> str:
        return parameter_values.scenario_base(value)

    @field_validator(*RANGES, mode="before")
    @classmethod
    def _number(cls, value: Any, info: ValidationInfo) -> Any:
        """Read a text strictly; ``today`` is the law as it is."""
        name = info.field_name or ""
        if name == "tariff" and value == "today":
            return None
        whole = cls.model_fields[name].annotation is int
        return parameter_values.numeral(value, meaning(name), whole=whole) if isinstance(value, str) else value

    @field_validator(*RANGES)
    @classmethod
    def _range(cls, value: float | None, info: ValidationInfo) -> float | None:
        low, high = RANGES[info.field_name or ""]
        if value is not None and not low <= value <= high:
            given = f"{value:.10g}" if isinstance(value, float) else shown(value)
            raise ValueError(
                f"{given} is outside {low:.10g} to {high:.10g}; it is the {meaning(info.field_name or '')}"
            )
        return value if value is None or isinstance(value, int) else value + 0.0  # 0 for −0

    @field_validator("elasticity", mode="before")
    @classmethod
    def _elasticity(cls, value: Any) -> str:
        return parameter_values.elasticity(value)

    @field_validator("vintage", mode="before")
    @classmethod
    def _vintage(cls, value: Any) -> str | None:
        if value is None:
            return None
        parameter_values.told(vintages.check_known, str(value))
        return str(value)

    @field_validator("authorities_off", "authorities_on", mode="before")
    @classmethod
    def _authorities(cls, value: Any) -> tuple[str, ...]:
        return parameter_values.authorities(value)

    @field_validator("tariff_by_product", mode="before")
    @classmethod
    def _tariff_by_product(cls, value: Any) -> tuple[str, ...]:
        return tuple(f"{prefix}={digits(rate)}" for prefix, rate in parameter_values.product_rates(value).items())

    @field_validator("*", mode="before")  # the last defined is the first to run
    @classmethod
    def _said_something(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError(f"{value} is no value of it")
        if isinstance(value, str) and not value.strip():
            raise ValueError("is empty; leave it out for its default")
        return value

    @model_validator(mode="after")
    def _period(self) -> "Parameters":
        first, last = coverage(self.partner, self.vintage)
        if pd.isna(first):
            raise ValueError(f"vintage {self.vintage} holds nothing on {partners.in_sentence(self.partner)}")
        low, high = self.start or f"{first:%Y-%m}", self.end or f"{last:%Y-%m}"
        held = f"the data on {partners.in_sentence(self.partner)} reach from {first:%Y-%m} to {last:%Y-%m}"
        if self.start and self.end and low > high:
            raise ValueError(f"start {low} is after end {high}; {held}")
        if high < f"{first:%Y-%m}" or low > f"{last:%Y-%m}":
            raise ValueError(f"no data from {low} to {high}; {held}")
        if self.end and self.end > f"{last:%Y-%m}":
            raise ValueError(f"end {self.end} is after the last month; {held}")
        return self

    @model_validator(mode="after")
    def _authorities_once(self) -> "Parameters":
        if both := [name for name in self.authorities_off if name in self.authorities_on]:
            raise ValueError(f"{', '.join(both)}: in authorities_off and authorities_on; name it in one of them")
        return self

    @property
    def months(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last month of the edition, both inclusive, within what the data on the partner hold."""
        first, last = coverage(self.partner, self.vintage)
        return (
            max(first, pd.Timestamp(self.start)) if self.start else first,
            pd.Timestamp(self.end) if self.end else last,
        )

    @property
    def window(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last month asked for, for tables that reach further than the partner's totals do."""
        return pd.Timestamp(self.start or "1990-01"), pd.Timestamp(self.end) if self.end else last_known_day()

    @property
    def day(self) -> pd.Timestamp:
        """The day that "today" means in this edition."""
        return pd.Timestamp(self.as_of) if self.as_of else last_known_day()

    @property
    def product_rates(self) -> dict[str, float]:
        """Rates of single products by HTS prefix, as fractions."""
        return parameter_values.product_rates(self.tariff_by_product)

    @property
    def others(self) -> tuple[str, ...]:
        """The peers without the partner itself."""
        return tuple(peer for peer in self.peers if peer != self.partner)

    @property
    def slug(self) -> str:
        """The edition's folder name: what differs from the default edition, safe in a path.

        A long one is cut, and ends in a digest of the whole.
        """
        changed = [
            f"{field}-{'-'.join(value) if isinstance(value, tuple) else value}"
            for field, value in self.model_dump().items()
            if value != type(self).model_fields[field].default and field != "partner"
        ]
        whole = "_".join([self.partner, *changed])
        safe = re.sub(r"[^A-Za-z0-9._,=-]+", "-", whole)
        if len(safe) <= LONGEST_SLUG:
            return safe
        digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
        return f"{safe[: LONGEST_SLUG - len(digest) - 1]}-{digest}"


def facts(function: Callable[..., Result]) -> Callable[..., Result]:
    """Return ``function``, which returns no words, as one cached for an edition in whatever language."""
    kept = cache(function)

    @wraps(function)
    def of(*given: Any) -> Result:
        return kept(*(one.model_copy(update=_ENGLISH) if isinstance(one, Parameters) else one for one in given))

    of.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
    return of


def meaning(name: str) -> str:
    """Return what parameter ``name`` means, with its unit."""
    return str(Parameters.model_fields[name].description)


def valid(name: str) -> str:
    """Return which values parameter ``name`` may have, with its range where it has one."""
    extra = Parameters.model_fields[name].json_schema_extra
    words = str(extra["valid"]) if isinstance(extra, dict) else ""
    return f"{words}, {RANGES[name][0]:.10g} to {RANGES[name][1]:.10g}" if name in RANGES else words


def comment(name: str) -> str:
    """Return what stands behind parameter ``name`` in a notebook and in the help: its meaning and valid values."""
    return f"{meaning(name)} ({valid(name)})"


def edition(namespace: Mapping[str, Any]) -> Parameters:
    """Return the parameters that a notebook declares, from its ``globals()``, and speak their language; see ``parse``.

    What the notebook does not declare has its default, so a chapter depends on nothing else of the edition. A plain
    value by another name is a parameter misspelt, of which papermill only warns (nteract/papermill#818): ReportError.
    Once a notebook has its edition, the user may have set names too; then only what is near a parameter's is one.
    """
    known = list(Parameters.model_fields)
    has_edition = any(isinstance(value, Parameters) for value in namespace.values())
    strange = [name for name, value in namespace.items() if name not in known and _is_plain(name, value)]
    wrong = [name for name in strange if get_close_matches(name, known, 1, ALIKE)] if has_edition else strange
    found = parse({name: namespace[name] for name in [*known, *wrong] if name in namespace})
    languages.use(found.language)
    return found


def _is_plain(name: str, value: Any) -> bool:
    """Tell a value that a parameters cell may have set from what Python and IPython hold in a namespace."""
    return not name.startswith("_") and name not in ("In", "Out") and isinstance(value, _PLAIN)


def parse(given: Mapping[str, Any]) -> Parameters:
    """Return checked parameters from names and values, texts or typed.

    Raises ReportError with one line for each thing wrong: unknown names, bad values, an empty period.
    """
    try:
        return Parameters.model_validate(dict(given))
    except ValidationError as error:
        raise ReportError("\n".join(_line(fault) for fault in error.errors())) from None


def _line(fault: Any) -> str:
    """Return one line for a fault that pydantic found."""
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = list(Parameters.model_fields)
        return f"no parameter named {shown(place)}{nearest(place, known) or '; known: ' + ', '.join(known)}"
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] != "value_error":
        message = f"{shown(fault['input'])}: give {valid(place)}; it is the {meaning(place)}"
    return f"parameter {place}: {message}" if place else message
