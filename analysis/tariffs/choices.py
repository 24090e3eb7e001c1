"""What the choice between two compilations of a product list changes, in percentage points."""

import pandas as pd

from analysis.data import load
from analysis.tariffs.duties import average_on, current_world


def choice_effects(partner: str) -> pd.DataFrame:
    """Return for each recorded choice what the list not used would change for ``partner``.

    Columns of tariff_scope_choices, chosen_pct and alternative_pct (import-weighted additional duty on the day of
    the row), effect_pp (alternative less chosen). Raises ReportError for a partner without 2024 imports.
    """
    world = current_world()
    choices = load("tariff_scope_choices")
    chosen = [average_on(partner, row.date, world) for row in choices.itertuples()]
    other = [
        average_on(partner, row.date, world.under(world.law.with_products(row.scope, row.alternative)))
        for row in choices.itertuples()
    ]
    table = choices.assign(chosen_pct=chosen, alternative_pct=other)
    return table.assign(effect_pp=table["alternative_pct"] - table["chosen_pct"])
