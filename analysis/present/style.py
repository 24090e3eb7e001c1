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
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "hatch.linewidth": 0.5,
    "text.color": Role.INK.light,
    "lines.linewidth": 1.7,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
}
