"""What a notebook that no longer agrees with the data says: how to store its outputs anew."""

from collections.abc import Generator

import pytest

STORE = "After a refresh or a deliberate change, store the outputs anew with `trade-report notebooks`; read the diff."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the command to the report of a failing cell."""
    report = yield
    if report.failed and item.path.suffix == ".ipynb":
        report.sections.append(("Outputs differ from the data", STORE))
    return report
