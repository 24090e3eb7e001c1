"""From a stated value and the readings of the statistics to a verdict."""

from analysis.claims.model import Claim, Finding, Verdict
from analysis.claims.readings import Reading
from analysis.language import message, say
from analysis.present import words

_COUNTED = {
    "": "{number}",
    "bodies": message("{number} bodies"),
    "countries and territories": message("{number} countries and territories"),
    "meetings": message("{number} meetings"),
    "rank": message("number {number}"),
    "round": message("round {number}"),
    "rounds": message("{number} rounds"),
    "topics": message("{number} topics"),
}
_ONLY = {"US": Verdict.ONLY_US, "Vietnamese": Verdict.ONLY_VIETNAMESE}


def amount(value: float, unit: str) -> str:
    """Return a stated value or a rate as its unit is written: dollars scaled, percent without needless zeros."""
    if unit == "USD":
        return words.usd(value)
    if unit == "percent":
        return words.short_percent(value)
    if unit == "year":
        return words.plain(value)
    return say(_COUNTED.get(unit, f"{{number}} {unit}"), number=words.number(value, 0))


def written(value: float, unit: str, digit: float | None) -> str:
    """Return a value with the digits of the document, whose last stated one has the size ``digit``."""
    if unit == "USD" and digit:
        return words.usd_as_stated(value, digit)
    return amount(value, unit)


def as_stated(claim: Claim) -> str:
    """Return the stated value with the digits of the document."""
    return written(claim.stated, claim.unit, claim.rounding)


def measured(value: float, unit: str) -> str:
    """Return a value that was computed: as `amount`, but percent always with one decimal."""
    return words.percent(value) if unit == "percent" else amount(value, unit)


def fits(claim: Claim, value: float) -> bool:
    """Return whether ``value`` agrees with the stated value up to the rounding of its last digit."""
    if claim.relation == "above":
        return value > claim.stated
    return abs(value - claim.stated) <= claim.half_digit + 1e-9


def judge(claim: Claim, readings: list[Reading]) -> Finding:
    """Return the verdict on a numeric claim.

    A claim that names its statistics is judged by them: the current figure first, then earlier vintages,
    and only then the other country's. One that names none is judged by both, and is true "only" in one of
    them if both publish the quantity and one disagrees.
    """
    own = [r for r in readings if claim.statistics in (r.ledger, "unstated")]
    other = [r for r in readings if r not in own]
    if not own:
        text = say("No {ledger} figure for this quantity and period is held here.", ledger=say(claim.statistics))
        return Finding(Verdict.NOT_CHECKABLE, text)
    agreeing = [r for r in own if r.current and fits(claim, r.value)]
    if agreeing:
        return _agreement(claim, agreeing[0], readings)
    replaced = [r for r in own if not r.current and fits(claim, r.value)]
    if replaced:
        return _finding(claim, Verdict.REVISED, replaced[0], readings)
    elsewhere = [r for r in other if r.current and fits(claim, r.value)]
    if elsewhere:
        return _finding(claim, _ONLY[elsewhere[0].ledger], elsewhere[0], readings)
    return _finding(claim, Verdict.CONTRADICTED, nearest(claim, own), readings)


def nearest(claim: Claim, readings: list[Reading]) -> Reading:
    """Return the reading that is nearest to the stated value."""
    return min(readings, key=lambda reading: abs(reading.value - claim.stated))


def _agreement(claim: Claim, reading: Reading, readings: list[Reading]) -> Finding:
    ledgers = {r.ledger for r in readings}
    holding = {r.ledger for r in readings if r.current and fits(claim, r.value)}
    if claim.statistics == "unstated" and ledgers != holding:
        return _finding(claim, _ONLY[reading.ledger], reading, readings)
    exact = claim.relation == "above" or abs(reading.value - claim.stated) < 1e-9
    return _finding(claim, Verdict.CONFIRMED if exact else Verdict.ROUNDED, reading, readings)


def _finding(claim: Claim, verdict: Verdict, reading: Reading, readings: list[Reading]) -> Finding:
    where, value = words.capital(reading.where), measured(reading.value, claim.unit)
    text = say("{statistics} have {value}.", statistics=where, value=value)
    rest = [r for r in readings if r is not reading]
    if verdict is Verdict.REVISED:
        now = next(r for r in readings if r.ledger == reading.ledger and r.current)
        rest.remove(now)
        text = say(
            "{statistics} have {value}, since revised to {revised} ({vintage}).",
            statistics=where,
            value=value,
            revised=measured(now.value, claim.unit),
            vintage=now.vintage,
        )
    if also := "; ".join(f"{r.where}: {measured(r.value, claim.unit)}" for r in rest):
        text += f" {say('Also: {others}.', others=also)}"
    return Finding(verdict, text, reading.value, reading.where, reading.ledger)
