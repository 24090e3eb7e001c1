"""One look for every figure: colours by role, in a light and a dark form, and matplotlib's settings.

A figure is drawn once, in the light colours; its dark form is the same drawing with every colour replaced by its
dark partner. The series colours keep apart for colour-blind readers (after Okabe and Ito 2008) and reach a
contrast of 3:1 against the page in both forms.
"""

from typing import Any

LIGHT_TO_DARK = {
    "#1f2a36": "#e6eaee",  # ink
    "#5c6875": "#a7b2bd",  # muted text
    "#d7dde3": "#39434d",  # grid
    "#eceff2": "#262e36",  # soft fill
    "#0b66a8": "#5ab1ef",  # blue
    "#c4510a": "#ff9a52",  # orange
    "#0a7a5e": "#44c8a0",  # green
    "#8b4a9c": "#d59be6",  # purple
    "#a8790a": "#e3b53f",  # sand
    "#7d8790": "#8b96a0",  # grey
    "#b3202c": "#ff7b84",  # red
    "#fffffe": "#14181d",  # page, for outlines around text
}
INK, MUTED, GRID, SOFT, BLUE, ORANGE, GREEN, PURPLE, SAND, GREY, RED, PAGE = LIGHT_TO_DARK
SERIES = (BLUE, ORANGE, GREEN, PURPLE, SAND, GREY)

SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "trade-report",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "ytick.major.size": 0,
    "text.color": INK,
    "lines.linewidth": 1.7,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
}


def dark(svg: str) -> str:
    """Return the dark form of a figure drawn in the light colours."""
    for light_colour, dark_colour in LIGHT_TO_DARK.items():
        svg = svg.replace(light_colour, dark_colour)
    return svg
