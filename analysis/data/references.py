"""The names by which tables point at each other: each has to exist where its column says that it does."""

from collections.abc import Callable

import pandas as pd

from analysis.data.description import Field, Package, Resource
from analysis.errors import ReportError, nearest


def check_references(package: Package, table: Callable[[str], pd.DataFrame]) -> int:
    """Return how many columns of ``package`` refer to others, after checking every name in them.

    ``table`` returns the rows of a table by its name. Raises ReportError naming table, column, row and value of the
    first name that does not exist, or a reference to a column that does not.
    """
    known = {f"{resource.name}.{column}" for resource in package.resources for column in resource.schema.names}
    referring = [(resource, field) for resource in package.resources for field in resource.schema.fields]
    referring = [(resource, field) for resource, field in referring if field.references]
    for resource, field in referring:
        for target in field.references:
            if target not in known:
                raise ReportError(
                    f"data/{resource.path}, column {field.name}: refers to {target}, which is no column of a table"
                    f"{nearest(target, sorted(known))}"
                )
        targets = [target.split(".") for target in field.references]
        valid = {*field.besides}.union(*(table(name)[column] for name, column in targets))
        _check_names(resource, field, table(resource.name)[field.name], valid)
    return len(referring)


def _check_names(resource: Resource, field: Field, cells: pd.Series, valid: set[str]) -> None:
    """Raise ReportError for the first name in ``cells`` that is not ``valid``; an empty cell names nothing."""
    names = (cells.str.split(field.separator, regex=False) if field.separator else cells).explode()
    wrong = names[(names != "") & ~names.isin(valid)]
    if len(wrong):
        value, row = wrong.iloc[0], list(cells.index).index(wrong.index[0]) + 1
        raise ReportError(
            f"data/{resource.path}, column {field.name}, row {row}: {value!r} is not in "
            f"{' or '.join(field.references)}{nearest(value, sorted(valid))} ({len(wrong)} such names)"
        )
