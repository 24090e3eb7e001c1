"""What ``data/`` says of itself: the form of a table's description and of the whole data package.

A person writes ``data/package.yaml`` and, beside each table, ``<table>.yaml`` (a ``Description``); ``trade-report data
seal`` makes ``datapackage.json`` (a ``Package``) of them, the one file that is read to load a table. Both have the form
of a Frictionless Data Package, in YAML and in JSON. What this module does not know is refused, not ignored.
"""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, model_validator
from pydantic import Field as Named
from pydantic.dataclasses import dataclass

from analysis.data.catalogue import DESCRIPTOR
from analysis.errors import ReportError

T = TypeVar("T")
_FORM = ConfigDict(extra="forbid")
_TAKES = {  # the types of field to which a constraint can apply
    "minimum": ("integer", "number"),
    "maximum": ("integer", "number"),
    "enum": ("string",),
    "pattern": ("string",),
}


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Constraints:
    """The rules for the values of one field; an empty cell breaks ``required`` alone."""

    required: bool = False
    unique: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Field:
    """One column: its type in the file, what it means, its unit if it has one.

    ``references`` are the columns, as ``partners.partner``, in one of which each name in this one has to stand, unless
    it is one of ``besides``. Where a cell holds several names, ``separator`` stands between them. A reader sees what
    is ``translated`` as a text, in the language of the book.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean", "yearmonth", "date"]
    title: str
    unit: str | None = None
    references: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    separator: str | None = None
    translated: bool = False
    constraints: Constraints = Constraints()

    @model_validator(mode="after")
    def _constraints_apply(self) -> "Field":
        for name, types in _TAKES.items():
            if getattr(self.constraints, name) is not None and self.type not in types:
                raise ValueError(f"{name} cannot be checked on a field of type {self.type}")
        if self.type != "string" and (self.references or self.separator or self.translated):
            raise ValueError(f"a field of type {self.type} holds no names of other rows and no texts")
        return self


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Target:
    """The columns of a table that a foreign key points at."""

    resource: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, config=_FORM)
class ForeignKey:
    """Columns whose values stand in those of another table."""

    fields: tuple[str, ...]
    reference: Target


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Schema:
    """The columns of a table in their order, and those that identify a row.

    ``foreignKeys`` are those references that the standard can state; ``seal`` writes them for other readers.
    """

    fields: tuple[Field, ...]
    primaryKey: tuple[str, ...]  # noqa: N815 (the standard's spelling, as below)
    foreignKeys: tuple[ForeignKey, ...] = ()  # noqa: N815

    @model_validator(mode="after")
    def _key_is_of_fields(self) -> "Schema":
        if unknown := [name for name in self.primaryKey if name not in self.names]:
            raise ValueError(f"primaryKey {unknown} names no field")
        return self

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [field.name for field in self.fields]

    @property
    def columns(self) -> dict[str, str]:
        """The type of each column by its name."""
        return {field.name: field.type for field in self.fields}


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Source:
    """Who issues the figures, and where."""

    title: str
    path: str


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Licence:
    """Under what terms a table may be used."""

    name: str
    title: str
    path: str | None = None


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Contributor:
    """Who compiled a table from its sources."""

    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Description:
    """What a person says of a table, in the file beside it.

    ``vintage`` is when the figures were issued and ``retrieved`` when they were read, as a month or a day.
    ``partner`` is the one partner that the whole table is about, if it is about one alone.
    """

    title: str
    description: str
    vintage: str
    retrieved: str
    partner: str | None = None
    sources: tuple[Source, ...] = Named(min_length=1)
    licenses: tuple[Licence, ...] = Named(min_length=1)
    contributors: tuple[Contributor, ...] = ()
    schema: Schema


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Resource(Description):
    """A described table with its name, its file below ``data/``, and the size and digest of that file."""

    name: str
    path: str
    bytes: int
    hash: str

    @property
    def described(self) -> Description:
        """What stays the same while only values change."""
        return Description(**{field.name: getattr(self, field.name) for field in dataclasses.fields(Description)})


@dataclass(frozen=True, kw_only=True, config=_FORM)
class About:
    """What holds for the whole package; ``as_of`` is the last day that the tariff record knows anything about."""

    profile: str
    name: str
    title: str
    as_of: date


@dataclass(frozen=True, kw_only=True, config=_FORM)
class Package(About):
    """The whole package."""

    resources: tuple[Resource, ...]


def parsed(form: type[T], text: str | bytes, place: str, mend: str = "") -> T:
    """Return what the JSON ``text`` says, in the form of one of the classes above.

    Raises ReportError naming ``place`` and the first value that does not fit, with ``mend`` at the end.
    """
    try:
        return TypeAdapter(form).validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ", ".join(str(part) for part in first["loc"])
        what = "is not known" if first["type"] == "unexpected_keyword_argument" else first["msg"]
        raise ReportError(f"{place}: {where + ': ' if where else ''}{what}{mend}") from error


def plain(described: Any) -> dict[str, Any]:
    """Return an object of one of the classes above as JSON holds it, without what is not set."""
    content: dict[str, Any] = TypeAdapter(type(described)).dump_python(described, mode="json", exclude_defaults=True)
    return content


def package_of(folder: Path, mend: str = "") -> Package:
    """Return what the descriptor in ``folder`` says. Raises ReportError if it cannot be read or lacks something."""
    try:
        text = (folder / DESCRIPTOR).read_bytes()
    except OSError as error:
        raise ReportError(f"{folder / DESCRIPTOR}: {error.strerror}{mend}") from error
    return parsed(Package, text, str(folder / DESCRIPTOR), mend)
