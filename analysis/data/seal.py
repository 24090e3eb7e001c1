"""Make ``datapackage.json`` from the descriptions beside the tables, with the size and digest of each table."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from analysis.data import catalogue
from analysis.data.catalogue import DESCRIPTOR
from analysis.data.description import (
    About,
    Description,
    ForeignKey,
    Package,
    Resource,
    Schema,
    Target,
    package_of,
    parsed,
    plain,
)
from analysis.data.references import check_references
from analysis.data.schema import check
from analysis.errors import ReportError

ABOUT = "package.yaml"  # what holds for the whole package; every other YAML file describes the table beside it


def seal() -> list[str]:
    """Write ``datapackage.json`` anew; return the tables whose bytes or description changed.

    It rests on the descriptions and tables alone, whatever it said before. Every table is first checked against its
    schema, and every name in it against the table that it points at, so broken tables are never sealed.
    """
    package = compiled(catalogue.DATA)
    rows = {
        table.name: catalogue.read(catalogue.DATA / table.path, table.schema.columns) for table in package.resources
    }
    for table in package.resources:
        check(rows[table.name], table.schema, f"data/{table.path}")
    check_references(package, rows.__getitem__)
    changed = unsealed(package, catalogue.DATA)
    write(package, catalogue.DATA)
    return changed


def compiled(folder: Path) -> Package:
    """Return the package that the descriptions in ``folder`` make, its tables in alphabetical order.

    Raises ReportError if a description cannot be read, a table has none, or a description has no table.
    """
    about = _read(folder / ABOUT, About)
    files = {path for path in folder.rglob("*") if path.suffix in (".csv", ".parquet")}
    resources: dict[str, Resource] = {}
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.stem):
        if path == folder / ABOUT:
            continue
        beside = [file for file in files if file.with_suffix(".yaml") == path]
        if len(beside) != 1 or path.stem in resources:
            raise ReportError(f"{path}: describes {len(beside)} tables of this name; it must be one, in one folder")
        files -= set(beside)
        described = _read(path, Description)
        if described.schema.foreignKeys:
            raise ReportError(f"{path}: states foreignKeys; write `references` on the field, and sealing makes them")
        resources[path.stem] = _resource(folder, beside[0], described)
    if files:
        raise ReportError(f"{min(files)}: is not described; add {min(files).with_suffix('.yaml').name} beside it")
    return Package(**vars(about), resources=tuple(resources.values()))


def _resource(folder: Path, file: Path, described: Description) -> Resource:
    raw = file.read_bytes()
    schema = replace(described.schema, foreignKeys=_foreign_keys(described.schema, file.stem))
    return Resource(
        **vars(replace(described, schema=schema)),
        name=file.stem,
        path=file.relative_to(folder).as_posix(),
        bytes=len(raw),
        hash=catalogue.digest(raw),
    )


def _foreign_keys(schema: Schema, own: str) -> tuple[ForeignKey, ...]:
    """Return the references to one column by one name a cell, as Frictionless states them."""
    stated = []
    for field in schema.fields:
        if len(field.references) == 1 and not field.besides and not field.separator:
            table, _, column = field.references[0].partition(".")
            target = Target(resource="" if table == own else table, fields=(column,))
            stated.append(ForeignKey(fields=(field.name,), reference=target))
    return tuple(stated)


class _Loader(yaml.CSafeLoader):
    """Refuses a name that a mapping has twice, of which only the last would count."""

    def once(self, node: yaml.MappingNode) -> dict[Any, Any]:
        """Return the mapping at ``node``."""
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} stands twice", node.start_mark)
        return self.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.once)


def _read(path: Path, form: type[Any]) -> Any:
    """Return what a YAML file says, in ``form``."""
    try:
        content = yaml.load(path.read_text("utf-8"), _Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ReportError(f"{path}: cannot be read as YAML ({' '.join(str(error).split())})") from error
    return parsed(form, json.dumps(content, default=str), str(path))


def revise(path: Path, **said: Any) -> None:
    """Let the description in ``path`` say ``said`` of the properties it has, and leave the rest as it is written."""
    text = path.read_text("utf-8")
    for name, value in said.items():
        block = yaml.safe_dump({name: value}, sort_keys=False, allow_unicode=True, width=118)
        before, after = re.split(rf"(?m)^{name}:.*\n(?:[ -].*\n)*", text, maxsplit=1)
        text = before + block + after
    path.write_text(text, "utf-8", newline="\n")


def unsealed(package: Package, folder: Path) -> list[str]:
    """Return the parts of ``package``, tables or itself, that are otherwise in the descriptor in ``folder``."""
    try:
        sealed = _parts(package_of(folder))
    except ReportError:
        sealed = {}
    current = _parts(package)
    return [name for name in sorted({*sealed, *current}) if sealed.get(name) != current.get(name)]


def _parts(package: Package) -> dict[str, Any]:
    return {"package": replace(package, resources=()), **{table.name: table for table in package.resources}}


def write(package: Package, folder: Path) -> None:
    """Write the descriptor of ``package`` into ``folder``, whole or not at all."""
    resources = [{"name": table.name, "path": table.path} | plain(table) for table in package.resources]
    target = folder / DESCRIPTOR
    beside = target.with_suffix(".new")
    text = json.dumps(plain(package) | {"resources": resources}, indent=1, ensure_ascii=False)
    beside.write_text(f"{text}\n", "utf-8", newline="\n")
    beside.replace(target)
