"""Numbers, days and months as they stand in the sentence that explains a verdict."""

import pandas as pd

BILLION = 1_000_000_000


def usd(value: float, decimals: int = 1) -> str:
    """Return US dollars in billions: 12200000000 → ``$12.2 billion``."""
    sign = "−" if value < 0 else ""
    return f"{sign}${abs(value) / BILLION:,.{decimals}f} billion"


def amount(value: float, unit: str) -> str:
    """Return ``value`` with its unit; only dollars are scaled."""
    if unit == "USD":
        return usd(value)
    if unit == "percent":
        return f"{value:.1f}".removesuffix(".0") + "%"
    return f"{value:,.0f} {unit}".strip() if unit != "rank" else f"{value:.0f}"


def day(value: pd.Timestamp) -> str:
    """Return ``9 April 2025``."""
    return f"{value.day} {value:%B %Y}"


def months(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return a period of whole months: ``2024``, ``May 2025`` or ``January to May 2025``."""
    if first == last:
        return f"{first:%B %Y}"
    if first.year == last.year:
        return f"{first:%Y}" if (first.month, last.month) == (1, 12) else f"{first:%B} to {last:%B %Y}"
    return f"{first:%B %Y} to {last:%B %Y}"


def listed(names: list[str]) -> str:
    """Return ``a, b and c``."""
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
