"""What a choice changes, in percentage points: between two compilations of a list, or of a condition's share."""

from functools import cache

import pandas as pd

from analysis.data import load
from analysis.frames import each_row
from analysis.tariffs.duties import average_on, current_world

SMALL = 0.005


@cache
def choice_effects(partner: str) -> pd.DataFrame:
    """Return for each recorded choice what the list not used would change for ``partner``.

    Columns of tariff_scope_choices, chosen_pct and alternative_pct (import-weighted additional duty on the day of
    the row), effect_pp (alternative less chosen). Raises ReportError for a partner without 2024 imports.
    """
    world = current_world()
    choices = load("tariff_scope_choices")
    chosen = [average_on(partner, row.date, world) for row in each_row(choices)]
    other = [
        average_on(partner, row.date, world.under(world.law.with_products(row.scope, row.alternative)))
        for row in each_row(choices)
    ]
    table = choices.assign(chosen_pct=chosen, alternative_pct=other)
    return table.assign(effect_pp=table["alternative_pct"] - table["chosen_pct"])


@cache
def share_effects(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return for each condition what the average of ``partner`` on ``day`` would be if no good met it, or every good.

    Columns: condition, words and share_basis (of tariff_conditions), stated_pct, none_pct and all_pct (import-weighted
    additional duty), none_pp and all_pp (less the stated). A condition that changes next to nothing has no row.
    Raises ReportError for a partner without 2024 imports.
    """
    world = current_world()
    measures = [m for m in world.law.of_partner(partner) if m.holds_on(day)]
    lists = [x for x in world.law.exemptions_of(measures, partner) if x.holds_on(day)]
    named = {m.condition for m in measures} | {x.condition for x in lists}
    stated = average_on(partner, day, world)
    rows = []
    for name, condition in world.law.conditions.items():
        if name in named:
            none, every = (average_on(partner, day, world.sharing(world.shares.all_at(name, x))) for x in (0.0, 1.0))
            if max(abs(none - stated), abs(every - stated)) > SMALL:
                rows.append((name, condition.words, condition.share_basis, stated, none, every))
    columns = ["condition", "words", "share_basis", "stated_pct", "none_pct", "all_pct"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(none_pp=table["none_pct"] - table["stated_pct"], all_pp=table["all_pct"] - table["stated_pct"])
