"""matplotlib's settings: one look for every figure."""

from typing import Any

from analysis.present.roles import Role

SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "trade-report",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": Role.GRID.light,
    "axes.labelcolor": Role.MUTED.light,
    "axes.labelsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": Role.GRID.light,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.5,
    "xtick.color": Role.MUTED.light,
    "ytick.color": Role.MUTED.light,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "ytick.major.size": 0,
    "text.color": Role.INK.light,
    "lines.linewidth": 1.7,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
}
