"""Measure the tariff engine against a straightforward loop, on this machine, in one run.

The loop does what a notebook does: for every partner and every day it masks the partner's lines anew by the prefixes
of each list, stacks the measures of the day, and averages. It uses the same stacking rules, so both must give the same
average; it is run on a few partners and days, and its time for one partner and day set against the engine's.
"""

import platform
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.tariffs.duties import World, current_world
from analysis.tariffs.engine import METALS, Goods, spans
from analysis.tariffs.measures import ALL_PRODUCTS, Measure, current_law
from analysis.tariffs.stacking import Layer, stack

PARTNERS, DAYS = ("VNM", "CHN", "EUU"), ("2025-04-09", "2025-11-20", "2026-08-01")
TARGET_SECONDS, TARGET_MB, TARGET_RATIO, LOOK_UP_SECONDS = 2.0, 1000, 100, 1.0

WHOLE = """
from analysis.tariffs.duties import RECORD_START, current_world, effective_rates, record_end
world = current_world()
steps = effective_rates(world.partners, world=world)
print(len(world.partners), (record_end() - RECORD_START).days)
"""


def loop_average(partner: str, day: pd.Timestamp) -> float:
    """Return the import-weighted duty where no condition holds, the slow way, percent of customs value."""
    law = current_law()
    frame = load("imports_by_hts10_2024").query("partner == @partner").sort_values("hts10").reset_index(drop=True)
    metals = [f"{metal}_share" for metal in METALS]
    shares = frame[["hts10"]].merge(load("metal_content_shares"), on="hts10", how="left")[metals].fillna(0)
    layers = []
    for measure in law.of_partner(partner):
        if measure.condition or not measure.holds_on(day):
            continue
        mask = listed(frame, measure.products)
        for exemption in law.exemptions_of([measure], partner):
            if exemption.holds_on(day) and not exemption.condition:
                mask &= ~listed(frame, exemption.products)
        layers.append(layer(measure, np.flatnonzero(mask), shares))
    mfn_pct = np.zeros(len(frame))
    total = np.zeros(len(frame))
    for one, added in zip(layers, stack(layers, mfn_pct), strict=True):
        total[one.reached] += added
    return float(np.average(total, weights=frame["imports_for_consumption_usd"]))


def listed(frame: pd.DataFrame, scopes: tuple[str, ...]) -> np.ndarray:
    """Return a mask of the lines on any of ``scopes``, by comparing every line with every prefix."""
    law = current_law()
    prefixes = tuple(prefix for name in scopes if name != ALL_PRODUCTS for prefix in law.product_scopes[name])
    if ALL_PRODUCTS in scopes:
        return np.ones(len(frame), dtype=bool)
    return np.array([code.startswith(prefixes) for code in frame["hts10"]])


def layer(measure: Measure, lines: np.ndarray, shares: pd.DataFrame) -> Layer:
    """Return ``measure`` on ``lines`` as the stacking rules take it."""
    content = {metal: shares[f"{metal}_share"].to_numpy() for metal in METALS}
    value = np.ones(len(lines)) if measure.value_basis == "full" else content[measure.value_basis][lines]
    return Layer(measure.program, measure.kind, lines, measure.rate_pct, measure.stacking == "ceiling", value)


def engine_average(world: World, partner: str, day: pd.Timestamp) -> float:
    """Return the same average by the engine's own spans."""
    shipped = world.shipments(partner)
    zero = np.zeros(len(shipped.base_pct))
    goods = Goods(world.law, (partner,), shipped.products, world.listed, shipped.positions, zero)
    span = next(spans(goods, day, day + pd.Timedelta(days=1)))
    added = span.by_case(list(world.law.authorities)).sum(axis=0)[span.cases.only("")]
    return float(np.average(added, weights=shipped.imports_usd))


def main() -> None:
    """Print machine, times and ratios."""
    print(f"{platform.machine()}, Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}")
    world = current_world()
    cells = [(partner, pd.Timestamp(day)) for partner in PARTNERS for day in DAYS]
    started = time.perf_counter()
    slow = [loop_average(*cell) for cell in cells]
    loop_seconds = (time.perf_counter() - started) / len(cells)
    np.testing.assert_allclose(slow, [engine_average(world, *cell) for cell in cells], rtol=1e-9)

    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", WHOLE], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    partners, days = map(int, done.stdout.split())
    ratio = loop_seconds * partners * days / seconds

    look_up = [sys.executable, "-m", "analysis.cli", "rate", "8517130000", "--on", "2025-04-10"]
    started = time.perf_counter()
    subprocess.run(look_up, check=True, capture_output=True)
    one = time.perf_counter() - started

    fits = seconds <= TARGET_SECONDS and megabytes <= TARGET_MB
    print(f"loop: {loop_seconds:.3f} s for one partner and day ({len(cells)} measured, the same averages)")
    print(f"engine: {partners} partners x {days} days in {seconds:.2f} s, {megabytes:.0f} MB, cold, with start-up")
    print(f"  target {TARGET_SECONDS:g} s, {TARGET_MB} MB: {verdict(fits)}")
    print(f"ratio for one partner and day: {ratio:,.0f} (target {TARGET_RATIO}): {verdict(ratio >= TARGET_RATIO)}")
    print(f"one look-up: {one:.2f} s with start-up (target {LOOK_UP_SECONDS:g} s): {verdict(one <= LOOK_UP_SECONDS)}")


def verdict(met: bool) -> str:
    """Return whether a target was met, in a word."""
    return "met" if met else "MISSED"


if __name__ == "__main__":
    main()
