"""Checks of the arithmetic inside a document, from its own stated values alone.

Every stated value stands for the interval that rounds to it; a statement is inconsistent when its interval
and the one computed from the others do not meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product

from analysis.claims import trade_checks
from analysis.claims.judge import amount, measured
from analysis.claims.model import Claim, Finding, Tables, Verdict

_WITHIN = "the document itself"


@dataclass(frozen=True)
class Interval:
    """All values from ``low`` to ``high``; ``point`` is what the stated figures give without rounding."""

    low: float
    point: float
    high: float

    @classmethod
    def stated(cls, claim: Claim) -> "Interval":
        """Return the interval that rounds to the stated value."""
        half = (claim.rounding or 0.0) / 2
        return cls(claim.stated - half, claim.stated, claim.stated + half)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.point + other.point, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.point - other.point, self.high - other.low)


def over_corners(function: Callable[..., float], *operands: Interval) -> Interval:
    """Return the values that ``function`` takes while each operand runs through its interval.

    The function must rise or fall steadily in each operand alone, as ratios of sums do: then its extremes lie
    where every operand is at one end. An operand that enters twice has the same value in both places.
    """
    values = [function(*corner) for corner in product(*((operand.low, operand.high) for operand in operands))]
    return Interval(min(values), function(*(operand.point for operand in operands)), max(values))


def growth_of_total(one: float, one_growth: float, two: float, two_growth: float, sign: int = 1) -> float:
    """Return the growth in percent of ``one`` + ``sign`` × ``two``, from their levels and growth in percent."""
    before = one / (1 + one_growth / 100) + sign * two / (1 + two_growth / 100)
    return ((one + sign * two) / before - 1) * 100


def _operands(claim: Claim, tables: Tables) -> list[Interval]:
    return [Interval.stated(tables.claims[name]) for name in claim.operands.split(";")]


def _compare(claim: Claim, tables: Tables, computed: Interval, unit: str, how: str) -> Finding:
    """Compare the first operand with the value computed from the others."""
    whole = _operands(claim, tables)[0]
    slack = 1e-9 * max(1.0, abs(whole.point))
    meets = whole.low <= computed.high + slack and computed.low <= whole.high + slack
    exact = abs(whole.point - computed.point) <= slack
    verdict = Verdict.CONFIRMED if exact else Verdict.ROUNDED if meets else Verdict.INCONSISTENT
    span = f" ({measured(computed.low, unit)} to {measured(computed.high, unit)} if rounding is allowed for)"
    text = f"{how} {measured(computed.point, unit)}{'' if meets else span}; stated is {amount(whole.point, unit)}."
    return Finding(verdict, text + ("" if meets else _origins(claim, tables)), computed.point, _WITHIN)


def _origins(claim: Claim, tables: Tables) -> str:
    """Return a sentence on the statistics that each stated figure agrees with, where these differ."""
    kinds = {"trade_value": trade_checks.value, "trade_growth": trade_checks.growth}
    agreeing = {
        f"{stated.subject} ({amount(stated.stated, stated.unit)})": finding.vintage
        for name in claim.operands.split(";")
        if (stated := tables.claims[name]).check in kinds
        and (finding := kinds[stated.check](stated, tables)).verdict.agrees
    }
    if len(set(agreeing.values())) < 2:
        return ""
    said = "; ".join(f"{what}: {where}" for what, where in agreeing.items())
    return f" The stated figures agree with different statistics: {said}."


def sum_of(claim: Claim, tables: Tables) -> Finding:
    """Check total = first part + second part; operands in this order."""
    _, one, two = _operands(claim, tables)
    return _compare(claim, tables, one + two, "USD", "Exports and imports as stated add up to")


def difference_of(claim: Claim, tables: Tables) -> Finding:
    """Check surplus = exports − imports; operands in this order."""
    _, one, two = _operands(claim, tables)
    return _compare(claim, tables, one - two, "USD", "Exports less imports as stated give")


def growth_of_sum(claim: Claim, tables: Tables) -> Finding:
    """Check the growth of a total against levels and growth of its parts.

    Operands: growth of the total; exports and their growth; imports and their growth.
    """
    _, one, one_growth, two, two_growth = _operands(claim, tables)
    computed = over_corners(growth_of_total, one, one_growth, two, two_growth)
    return _compare(claim, tables, computed, "percent", "Levels and growth of exports and imports give")


def growth_of_difference(claim: Claim, tables: Tables) -> Finding:
    """Check the growth of a surplus against levels and growth of exports and imports; operands as above."""
    _, one, one_growth, two, two_growth = _operands(claim, tables)
    computed = over_corners(partial(growth_of_total, sign=-1), one, one_growth, two, two_growth)
    return _compare(claim, tables, computed, "percent", "Levels and growth of exports and imports give")


def part_within_whole(claim: Claim, tables: Tables) -> Finding:
    """Check that a part is not larger than the whole; operands: part, whole."""
    part, whole = _operands(claim, tables)
    verdict = Verdict.CONFIRMED if part.low <= whole.high else Verdict.INCONSISTENT
    text = (
        f"A part of {amount(part.point, 'USD')} cannot be inside a whole of {amount(whole.point, 'USD')}: "
        "the two figures are of different quantities."
    )
    if verdict is Verdict.CONFIRMED:
        text = f"{amount(part.point, 'USD')} fit into {amount(whole.point, 'USD')}."
    return Finding(verdict, text, None, _WITHIN)
