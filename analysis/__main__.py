"""``python -m analysis`` is ``trade-report``."""

from analysis.cli import main

main()
