"""Record the bytes and digest of changed tables in the descriptor, after checking them."""

import json

from analysis.data import catalogue
from analysis.data.schema import check


def seal() -> list[str]:
    """Write the size and digest of every table into ``datapackage.json``; return the names that changed.

    Every table is first checked against its schema, so a broken table is never sealed.
    """
    package = json.loads(json.dumps(catalogue.package()))
    changed = []
    for resource in package["resources"]:
        path = catalogue.DATA / resource["path"]
        check(catalogue.read(path, resource["schema"]), resource)
        raw = path.read_bytes()
        if resource.get("hash") != catalogue.digest(raw):
            changed.append(resource["name"])
        resource["bytes"], resource["hash"] = len(raw), catalogue.digest(raw)
    target = catalogue.DATA / catalogue.DESCRIPTOR
    beside = target.with_suffix(".new")
    beside.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")
    beside.replace(target)
    return changed
