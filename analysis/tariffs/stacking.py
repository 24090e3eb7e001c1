"""How duties stack: the one place that holds the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np


@dataclass(frozen=True)
class Layer:
    """One measure as it meets the cases of a set of product lines on one day.

    ``reached`` are the positions of the cases that it reaches; ``rate_pct`` is percent of the value it falls on;
    ``value_share`` is that value as a fraction of customs value, one number for each reached case.
    """

    program: str
    kind: str
    reached: np.ndarray
    rate_pct: float
    is_ceiling: bool
    value_share: np.ndarray


def stack(layers: Sequence[Layer], mfn_pct: np.ndarray) -> list[np.ndarray]:
    """Return what each of ``layers`` adds to the duty in the cases it reaches, in percent of customs value.

    ``layers`` stand in the order of precedence, the layers of one programme together; ``mfn_pct`` is the MFN
    duty of every case. The total additional duty in a case is the sum of the results there, and nothing else.

    1. Sector measures (Section 232) claim the value on which they are charged, in the order of precedence: a
       full-value measure claims what is left of the article, a metal-content measure the metal's share of it.
       What one has claimed no later one can charge.
    2. Default measures (reciprocal, Section 122, forced labour and the like) are charged on what no sector
       measure has claimed: nothing of a car, the part of an appliance that is not metal.
    3. Independent measures (fentanyl on China, Section 301 lists, safeguards) are charged on the whole value.
    4. Of several measures of one programme in one case only the one with the highest duty applies.
    5. A ceiling is charged as far as it exceeds the MFN duty, so that both together reach it.

    Sources: EO 14257 sec. 3, EO 14289, Proclamations 10908, 10947, 10962, 10976, 10984, 11012 and 11021, and
    US notes 2, 16, 33, 36 to 38, 50 and 52 to chapter 99, as named programme by programme in tariff_programs.
    """
    unclaimed = np.ones(len(mfn_pct))
    added: list[np.ndarray] = []
    for _, run in groupby(layers, key=lambda layer: layer.program):
        group = list(run)
        shares = [_charged_share(layer, unclaimed) for layer in group]
        duties = [_rate(layer, mfn_pct) * share for layer, share in zip(group, shares, strict=True)]
        if len(group) > 1:
            winner = _winners(group, duties, len(mfn_pct))
            wins = [winner[layer.reached] == position for position, layer in enumerate(group)]
            duties = [duty * won for duty, won in zip(duties, wins, strict=True)]
            shares = [share * won for share, won in zip(shares, wins, strict=True)]
        if group[0].kind == "sector":
            for layer, share in zip(group, shares, strict=True):
                unclaimed[layer.reached] -= share
        added.extend(duties)
    return added


def _charged_share(layer: Layer, unclaimed: np.ndarray) -> np.ndarray:
    if layer.kind == "independent":
        return layer.value_share
    left = unclaimed[layer.reached]
    share: np.ndarray = np.minimum(layer.value_share, left) if layer.kind == "sector" else layer.value_share * left
    return share


def _rate(layer: Layer, mfn_pct: np.ndarray) -> np.ndarray | float:
    return np.maximum(layer.rate_pct - mfn_pct[layer.reached], 0) if layer.is_ceiling else layer.rate_pct


def _winners(group: Sequence[Layer], duties: Sequence[np.ndarray], cases: int) -> np.ndarray:
    """Return for each case the position in ``group`` of the layer with the highest duty there, -1 for none."""
    best, winner = np.zeros(cases), np.full(cases, -1)
    for position, (layer, duty) in enumerate(zip(group, duties, strict=True)):
        higher = (duty > best[layer.reached]) | (winner[layer.reached] < 0)
        best[layer.reached[higher]] = duty[higher]
        winner[layer.reached[higher]] = position
    return winner
