"""The tables of any vintage: each loads as it is described, and the accounting identities between them hold."""

import json

import jsonschema
import pytest

from analysis import data
from analysis.data import catalogue
from analysis.data.catalogue import DESCRIPTOR
from analysis.data.identities import check_all

FIELD = {
    "type": "object",
    "required": ["name", "type", "title"],
    "properties": {"type": {"enum": ["string", "integer", "number", "boolean", "yearmonth", "date"]}},
}
RESOURCE = {
    "type": "object",
    "required": [
        "name",
        "path",
        "title",
        "description",
        "vintage",
        "retrieved",
        "sources",
        "licenses",
        "bytes",
        "hash",
        "schema",
    ],
    "properties": {
        "name": {"pattern": "^[a-z0-9_]+$"},
        "sources": {"type": "array", "minItems": 1, "items": {"required": ["title", "path"]}},
        "licenses": {"type": "array", "minItems": 1, "items": {"required": ["name", "title"]}},
        "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": {
            "required": ["fields", "primaryKey"],
            "properties": {"fields": {"type": "array", "items": FIELD}},
        },
    },
}


def test_descriptor_has_the_form_of_a_data_package() -> None:
    for resource in json.loads((data.DATA / DESCRIPTOR).read_text("utf-8"))["resources"]:
        jsonschema.validate(resource, RESOURCE)


FILLED_LATER = (  # by a refresh, or by a person after one
    "corrections",
    "refreshes",
    "candidate_events",
    "candidate_measures",
    "imports_by_hts10_monthly",
    "trade_reported_by_partners",
)


@pytest.mark.parametrize("name", data.names())
def test_every_table_loads(name: str) -> None:
    assert len(data.load(name)) > 0 or name in FILLED_LATER


def test_data_stays_light() -> None:
    assert sum(path.stat().st_size for path in data.DATA.rglob("*") if path.is_file()) <= 12 * 2**20


def test_units_are_named_where_money_is() -> None:
    for resource in catalogue.package().resources:
        for field in resource.schema.fields:
            if field.name.endswith("_usd"):
                assert field.unit == "USD", (resource.name, field.name)


def test_identities_hold() -> None:
    assert len(list(check_all())) > len(data.names())
