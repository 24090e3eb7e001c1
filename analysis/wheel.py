"""Why there is no wheel: without the tables, notebooks and book beside it the package could answer nothing."""

from setuptools.command.bdist_wheel import bdist_wheel


class Refused(bdist_wheel):  # type: ignore[misc]
    """The command that would make a wheel. An editable installation does not run it."""

    def run(self) -> None:
        """Refuse, and say what to do instead."""
        raise SystemExit(
            "trade-report is not made into a wheel: it needs the data, notebooks and book of its repository. "
            "Clone that and run `make setup`, or `pip install --editable .` in the clone."
        )
