"""Claims whose verdict a revision of the trade totals moved."""

from dataclasses import replace
from functools import cache

import pandas as pd

from analysis.claims.model import current_tables
from analysis.claims.register import check_all
from analysis.data import vintages


@cache
def changed_verdicts(old: str, new: str) -> pd.DataFrame:
    """Return the claims judged differently with the totals of ``old`` in place of those of ``new``.

    Months that the older vintage lacks keep the newer values, so that a verdict moves by revision alone. Columns:
    claim, paraphrase, document_title, before, after.
    """
    tables = current_tables()
    keys = ["partner", "month"]
    covered = tables.goods[keys]
    after, before = (covered.merge(vintages.totals(vintage)[vintages.TOTALS], on=keys) for vintage in (new, old))
    mixed = pd.concat([before, after]).drop_duplicates(keys).sort_values(keys, ignore_index=True)
    verdicts = [check_all(replace(tables, goods=goods)).set_index("claim") for goods in (mixed, after)]
    both = verdicts[1][["paraphrase", "document_title"]].assign(
        before=verdicts[0]["verdict"], after=verdicts[1]["verdict"]
    )
    return both[both["before"] != both["after"]].reset_index()
