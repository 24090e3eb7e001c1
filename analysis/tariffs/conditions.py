"""What a product code does not show: the shares of goods that meet a condition, and the cases of each line.

A line that no condition concerns is one case; each condition that concerns it doubles its cases. Conditions are
taken as independent of each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.errors import ReportError
from analysis.frames import each_row

ALWAYS = pd.Timestamp("2024-01-01")  # the first day of the record
Steps = dict[pd.Timestamp, np.ndarray]  # a fraction for each line, from a day on until the next day


@dataclass(frozen=True)
class Share:
    """The ``share`` from ``day`` on of goods of ``partner`` ("": any) on lines that ``prefix`` begins ("": any)."""

    partner: str
    prefix: str
    day: pd.Timestamp
    share: float


@dataclass(frozen=True)
class Shares:
    """The shares of imports that meet each condition, as averages take them.

    ``rows`` are those of tariff_condition_shares by condition, the widest first. ``claims`` are those of
    agreement_shares by condition and partner, closer than any row: day, ten-digit codes, shares.
    """

    rows: Mapping[str, Sequence[Share]]
    claims: Mapping[tuple[str, str], Sequence[tuple[pd.Timestamp, np.ndarray, np.ndarray]]]

    def of(self, condition: str, partner: str, codes: np.ndarray) -> Steps:
        """Return the share of each of the ascending ten-digit ``codes`` (integers), from each day of change on.

        Raises ReportError for a condition that has no row.
        """
        if condition not in self.rows:
            raise ReportError(
                f"condition {condition!r} has no row in data/tariff_condition_shares.csv; averages need one"
            )
        rows = [row for row in self.rows[condition] if row.partner in ("", partner)]
        claims = self.claims.get((condition, partner), ())
        steps, claimed = {}, np.full(len(codes), np.nan)
        for day in sorted({ALWAYS, *(row.day for row in rows), *(first for first, _, _ in claims)}):
            share = np.zeros(len(codes))
            for row in rows:
                if row.day <= day:
                    share[_below(row.prefix, codes)] = row.share
            for first, lines, shares in claims:
                if first == day:
                    known = np.isin(lines, codes)
                    claimed[np.searchsorted(codes, lines[known])] = shares[known]
            steps[day] = np.where(np.isnan(claimed), share, claimed) if claims else share
        return steps

    def all_at(self, condition: str, share: float) -> "Shares":
        """Return the same shares, but for ``condition``, which the fraction ``share`` of every line meets."""
        claims = {key: part for key, part in self.claims.items() if key[0] != condition}
        return Shares({**self.rows, condition: [Share("", "", ALWAYS, share)]}, claims)


@cache
def current_shares() -> Shares:
    """Return the shares of the tables in ``data/``."""
    table = load("tariff_condition_shares")
    table = table.assign(valid_from=table["valid_from"].fillna(ALWAYS), digits=table["hts_prefix"].str.len())
    rows: dict[str, list[Share]] = {}
    for row in each_row(table.sort_values(["partner", "digits", "valid_from"])):
        rows.setdefault(row.condition, []).append(Share(row.partner, row.hts_prefix, row.valid_from, row.share))
    claims: dict[tuple[str, str], list[tuple[pd.Timestamp, np.ndarray, np.ndarray]]] = {}
    table = load("agreement_shares").astype({"hts10": "int64"})
    for (condition, partner, day), part in table.groupby(["condition", "partner", "valid_from"]):
        lines = (pd.Timestamp(str(day)), part["hts10"].to_numpy(), part["share"].to_numpy())
        claims.setdefault((str(condition), str(partner)), []).append(lines)
    return Shares(rows, claims)


def _below(prefix: str, codes: np.ndarray) -> slice:
    """Return where among ascending ``codes`` those stand that ``prefix`` begins."""
    width = 10 ** (10 - len(prefix))
    first = int(prefix or 0) * width
    return slice(*np.searchsorted(codes, [first, first + width]))


@dataclass(frozen=True)
class Cases:
    """Every case of every line: ``lines`` are the places of their lines, ascending, ``holds`` the conditions met.

    ``within`` names the condition that a condition needs. ``shares`` are, by condition, the fractions of each line
    (of its part that meets the needed condition) that meet it; empty where cases are only told apart.
    """

    lines: np.ndarray
    holds: Mapping[str, np.ndarray]
    within: Mapping[str, str]
    shares: Mapping[str, Steps]

    @property
    def days(self) -> set[pd.Timestamp]:
        """The days on which a share changes."""
        return {day for steps in self.shares.values() for day in steps}

    def mean(self, values: np.ndarray, day: pd.Timestamp) -> np.ndarray:
        """Return the mean of ``values`` (rows by cases) over the cases of each line (rows by lines) on ``day``."""
        if not len(self.lines) or self.lines[-1] + 1 == len(self.lines):
            return values
        mean: np.ndarray = np.add.reduceat(values * self._weights(day), self._first, axis=1)
        return mean

    def only(self, *conditions: str) -> np.ndarray:
        """Return the case of each line in which ``conditions`` hold and no other does; none holds for "".

        A condition that cannot hold on a line counts for nothing there; one that needs another holds together with it.
        """
        if conditions not in self._found:
            self._found[conditions] = self._only(conditions)
        return self._found[conditions]

    @cached_property
    def _found(self) -> dict[tuple[str, ...], np.ndarray]:
        """What `only` found: the spans of a year ask the same of the same cases."""
        return {}

    def _only(self, conditions: tuple[str, ...]) -> np.ndarray:
        wanted: dict[str, np.ndarray] = {}
        for name in conditions:
            if name in self.holds:
                can = np.logical_or.reduceat(self.holds[name], self._first)[self.lines]
                for held in filter(None, (name, self.within.get(name))):
                    wanted[held] = wanted.get(held, False) | can
        if not wanted:
            return self._none
        exact = np.ones(len(self.lines), dtype=bool)
        for name, holding in self.holds.items():
            exact &= holding == wanted.get(name, False)
        return np.flatnonzero(exact)

    @cached_property
    def _first(self) -> np.ndarray:
        """The first case of each line."""
        return np.flatnonzero(np.diff(self.lines, prepend=-1))

    @cached_property
    def _none(self) -> np.ndarray:
        """The case of each line in which no condition holds."""
        met: np.ndarray = np.zeros(len(self.lines), dtype=int)
        return np.flatnonzero(sum(self.holds.values(), met) == 0)

    def _weights(self, day: pd.Timestamp) -> np.ndarray:
        weights = np.ones(len(self.lines))
        for condition, steps in self.shares.items():
            share = steps[max(start for start in steps if start <= day)][self.lines]
            weight = np.where(self.holds[condition], share, 1 - share)
            needed = self.within.get(condition)
            weights *= np.where(self.holds[needed], weight, 1) if needed else weight
        return weights


def cases_of(
    lines: int, concerned: Mapping[str, np.ndarray], within: Mapping[str, str], shares: Mapping[str, Steps]
) -> Cases:
    """Return the cases of ``lines`` lines; each condition concerns the lines of its mask in ``concerned``.

    ``within`` as in `Cases`; a condition stands after the one that it needs. Where ``shares`` has a condition, a line
    of which all or none meets it on every day stays one case.
    """
    places = np.arange(lines)
    holds: dict[str, np.ndarray] = {}
    taken: dict[str, Steps] = {}
    for condition, mask in concerned.items():
        whole = np.zeros(lines, dtype=bool)
        if condition in shares:
            taken[condition] = {day: share * mask for day, share in shares[condition].items()}
            low, high = np.min(list(taken[condition].values()), 0), np.max(list(taken[condition].values()), 0)
            whole, mask = low == 1, (low < 1) & (high > 0)
        can = holds[within[condition]] if condition in within else np.ones(len(places), dtype=bool)
        order = np.repeat(np.arange(len(places)), 1 + (mask[places] & can))
        second = np.diff(order, prepend=-1) == 0
        places, holds = places[order], {name: held[order] for name, held in holds.items()}
        holds[condition] = second | (whole[places] & can[order])
    return Cases(places, holds, within, taken)
