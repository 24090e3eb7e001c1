"""Anti-dumping and countervailing orders: duties outside the total, decided by exporter and written scope."""

import pandas as pd

from analysis.data import load


def orders_on(hts10: str, partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the orders in force on ``day`` whose lines hold ``hts10`` from ``partner``: columns of trade_remedies.

    The line is a sign and no proof: the written scope of the order decides. An order whose lines no text at hand gives
    (mattresses) is never found. Empty for a partner whose orders the data do not hold.
    """
    table = load("trade_remedies")
    named = table["hts_prefixes"].map(lambda cell: hts10.startswith(tuple(filter(None, cell.split(";")))))
    in_force = (table["step"] == "order") & (table["first_day"] <= day)
    return table[in_force & (table["partner"] == partner) & named.astype("bool")].reset_index(drop=True)
