"""What the choice between two compilations of a product list changes, in percentage points and line by line."""

import pandas as pd

from analysis.data import load
from analysis.tariffs.duties import average_on, current_world, on_day


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


def choice_lines(scope: str, alternative: str, partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the lines of ``partner`` whose duty on ``day`` list ``alternative`` would change, heaviest first.

    Columns: hts10, imports_for_consumption_usd, chosen_pct, alternative_pct (total duty), effect_pp (share of
    the partner's import-weighted average).
    """
    world = current_world()
    lines = on_day(partner, day, world)
    other = on_day(partner, day, world.under(world.law.with_products(scope, alternative)))
    change = other["total_pct"] - lines["total_pct"]
    imports = lines["imports_for_consumption_usd"]
    table = pd.DataFrame(
        {
            "hts10": lines["hts10"],
            "imports_for_consumption_usd": imports,
            "chosen_pct": lines["total_pct"],
            "alternative_pct": other["total_pct"],
            "effect_pp": change * imports / imports.sum(),
        }
    )
    table = table[change != 0]
    return table.sort_values("effect_pp", key=abs, ascending=False, ignore_index=True)
