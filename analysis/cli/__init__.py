"""The command line: ``trade-report``."""

from analysis.cli.app import main

__all__ = ["main"]
