"""The statements of the source documents, the check of each, the two sets of statistics, and the talks."""

from analysis.claims.model import Verdict
from analysis.claims.register import check_all, disagreements, listing, summary

__all__ = ["Verdict", "check_all", "disagreements", "listing", "summary"]
