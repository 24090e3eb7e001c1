"""Checks of the arithmetic inside a document, from its own stated values alone.

Every stated value stands for the interval that rounds to it; a statement is inconsistent when its interval
and the one computed from the others do not meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product

from analysis.claims import trade_checks
from analysis.claims.judge import as_stated, fits, measured
from analysis.claims.model import Claim, Finding, Tables, Verdict
from analysis.claims.readings import levels
from analysis.language import message, say
from analysis.present import words

_WITHIN = message("the document itself")
_FROM_PARTS = message("Levels and growth of exports and imports give {value}")


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


def _compare(claim: Claim, tables: Tables, computed: Interval, unit: str, how: str, reason: str = "") -> Finding:
    """Compare the first operand with the value computed from the others, which the message ``how`` tells.

    ``reason`` is told where they differ.
    """
    first = tables.claims[claim.operands.split(";")[0]]
    whole = Interval.stated(first)
    slack = 1e-9 * max(1.0, abs(whole.point))
    meets = whole.low <= computed.high + slack and computed.low <= whole.high + slack
    exact = abs(whole.point - computed.point) <= slack
    if meets:
        verdict = Verdict.CONFIRMED if exact else Verdict.ROUNDED
        text = say(
            "{computed}, and the document states {stated}.",
            computed=say(how, value=measured(computed.point, unit)),
            stated=as_stated(first),
        )
        return Finding(verdict, text, computed.point, say(_WITHIN))
    text = say(
        "{computed} ({span} with all rounding allowed for). The stated {stated} does not follow.",
        computed=say(how, value=measured(computed.point, unit)),
        span=words.span(measured(computed.low, unit), measured(computed.high, unit)),
        stated=as_stated(first),
    )
    return Finding(Verdict.INCONSISTENT, " ".join(filter(None, (text, reason))), computed.point, say(_WITHIN))


def _other_basis(claim: Claim, tables: Tables) -> str:
    """Return the sentence that names the exports from which the stated surplus follows, if the statistics have it."""
    surplus, exports, imports = (tables.claims[name] for name in claim.operands.split(";"))
    taken = trade_checks.value(exports, tables).vintage
    for reading in levels(tables, "exports", *exports.period):
        if fits(surplus, reading.value - imports.stated) and reading.ledger == "US":
            return say(
                "{level} − {imports} = {surplus}: the surplus rests on the exports in {statistics}. The {exports} "
                "beside it are {others}.",
                level=words.usd(reading.value),
                imports=as_stated(imports),
                surplus=as_stated(surplus),
                statistics=reading.where,
                exports=as_stated(exports),
                others=taken,
            )
    return ""


def _other_ledger(claim: Claim, tables: Tables) -> str:
    """Return the sentence that says whose growth the stated growth of the surplus is, if only one ledger has it."""
    stated = tables.claims[claim.operands.split(";")[0]]
    finding = trade_checks.growth(stated, tables)
    if finding.verdict not in (Verdict.ONLY_VIETNAMESE, Verdict.ONLY_US):
        return ""
    return say(
        "{stated} is the growth in {statistics} alone; the levels beside it are of the other ledger.",
        stated=as_stated(stated),
        statistics=finding.vintage,
    )


def sum_of(claim: Claim, tables: Tables) -> Finding:
    """Check total = first part + second part; operands in this order."""
    _, one, two = _operands(claim, tables)
    return _compare(claim, tables, one + two, "USD", message("Exports and imports as stated add up to {value}"))


def difference_of(claim: Claim, tables: Tables) -> Finding:
    """Check surplus = exports − imports; operands in this order."""
    _, one, two = _operands(claim, tables)
    how = message("Exports less imports as stated give {value}")
    return _compare(claim, tables, one - two, "USD", how, _other_basis(claim, tables))


def growth_of_sum(claim: Claim, tables: Tables) -> Finding:
    """Check the growth of a total against levels and growth of its parts.

    Operands: growth of the total; exports and their growth; imports and their growth.
    """
    _, one, one_growth, two, two_growth = _operands(claim, tables)
    computed = over_corners(growth_of_total, one, one_growth, two, two_growth)
    return _compare(claim, tables, computed, "percent", _FROM_PARTS)


def growth_of_difference(claim: Claim, tables: Tables) -> Finding:
    """Check the growth of a surplus against levels and growth of exports and imports; operands as above."""
    _, one, one_growth, two, two_growth = _operands(claim, tables)
    computed = over_corners(partial(growth_of_total, sign=-1), one, one_growth, two, two_growth)
    return _compare(claim, tables, computed, "percent", _FROM_PARTS, _other_ledger(claim, tables))


def part_within_whole(claim: Claim, tables: Tables) -> Finding:
    """Check that a part is not larger than the whole; operands: part, whole."""
    part, whole = _operands(claim, tables)
    stated = [as_stated(tables.claims[name]) for name in claim.operands.split(";")]
    verdict = Verdict.CONFIRMED if part.low <= whole.high else Verdict.INCONSISTENT
    said = (
        message("{part} fit into {whole}.")
        if verdict is Verdict.CONFIRMED
        else message(
            "A part of {part} cannot be inside a whole of {whole}: the two figures are of different quantities."
        )
    )
    return Finding(verdict, say(said, part=stated[0], whole=stated[1]), None, say(_WITHIN))
