"""What the drawings of several chapters share: time axes, direct labels, steps, bars."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.present.roles import Role


def billions(values: Any) -> Any:
    """Return US dollars as billions, for a drawing."""
    return values / 1e9


def time(axes: Any, first: pd.Timestamp, last: pd.Timestamp, narrow: bool) -> None:
    """Set a time axis from ``first`` to ``last`` with year or month ticks that do not crowd."""
    from matplotlib.dates import MONTHLY, AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=5 if narrow else 8)
    locator.intervald[MONTHLY].append(12)  # two to three years have no other interval that fits five ticks
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    axes.set_xlim(first, last)


def zero(axes: Any) -> None:
    """Draw the zero line."""
    axes.axhline(0, color=Role.MUTED.light, linewidth=0.8, zorder=1)


def end_labels(axes: Any, ends: Mapping[str, tuple[Any, float, str]], gap: float = 0.07) -> None:
    """Write each line's name at its end ``(x, y, colour)``, pushed apart so that no two names touch.

    ``gap`` is the least distance between two names as a share of the axis.
    """
    low, high = axes.get_ylim()
    step = (high - low) * gap
    floor = -float("inf")
    for name, (x, y, colour) in sorted(ends.items(), key=lambda item: item[1][1]):
        place = max(y, floor + step)
        floor = place
        axes.annotate(
            name,
            (x, place),
            (5, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=8.5,
            fontweight="bold",
            annotation_clip=False,
        )


def bars(axes: Any, names: list[str], values: Any, colours: Any, texts: list[str]) -> None:
    """Draw horizontal bars from the top down with each value written at the bar's end."""
    places = range(len(names))
    axes.barh(places, values, color=colours, height=0.68)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", colors=Role.INK.light)
    for place, value, text in zip(places, values, texts, strict=True):
        axes.annotate(
            text,
            (value, place),
            (4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
            fontsize=8.5,
            color=Role.INK.light,
            annotation_clip=False,
        )
    axes.axvline(0, color=Role.MUTED.light, linewidth=0.8)
