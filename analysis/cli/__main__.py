"""``python -m analysis.cli`` is ``trade-report``."""

from analysis.cli import main

main()
