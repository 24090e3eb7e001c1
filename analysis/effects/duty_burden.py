"""Who bears the duty that was added: importers and exporters, revenue, and what is lost to both, by industry.

Duty is what importers owed on entry (calculated duty), before refunds. What was added is the duty owed above that which
the rates of the base year would have given on the same imports.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.data import load
from analysis.tariffs.duties import RECORD_START, column, current_world, effective_rates
from analysis.trade.product_shares import TOTAL

Months = tuple[pd.Timestamp, pd.Timestamp]  # first and last, both inclusive


@dataclass(frozen=True)
class Burden:
    """What the added duty came to over the months, in USD, at one pass-through and one elasticity.

    importers_usd + exporters_usd = added_usd, the revenue. lost_usd is the loss of buyers beyond what they pay.
    """

    added_usd: float
    importers_usd: float
    exporters_usd: float
    lost_usd: float

    @property
    def us_cost_usd(self) -> float:
        """What US buyers lose: what importers bear of the duty, and the trade that is gone."""
        return self.importers_usd + self.lost_usd

    @property
    def us_net_usd(self) -> float:
        """What the United States gains on balance: the revenue less what its buyers lose."""
        return self.added_usd - self.us_cost_usd


def owed(partner: str, base_year: int, months: Months) -> pd.DataFrame:
    """Return by NAICS-3 industry imports_usd, owed_usd and base_duty_usd over ``months``, in USD.

    base_duty_usd is what the rate of the base year would have given on the same imports. Empty if the data do not
    hold the partner by industry.
    """
    table = load("imports_by_naics3")
    table = table[(table["partner"] == partner) & (table["naics3"] != TOTAL)]
    columns = ["imports_for_consumption_usd", "calculated_duty_usd"]
    now = table[table["month"].between(*months)].groupby("naics3")[columns].sum()
    base = table[table["month"].dt.year == base_year].groupby("naics3")[columns].sum().reindex(now.index).fillna(0)
    imports = base["imports_for_consumption_usd"]
    rate = (base["calculated_duty_usd"] / imports.where(imports > 0)).fillna(0)
    return pd.DataFrame(
        {
            "imports_usd": now["imports_for_consumption_usd"],
            "owed_usd": now["calculated_duty_usd"],
            "base_duty_usd": rate * now["imports_for_consumption_usd"],
        }
    )


def burden(industries: pd.DataFrame, pass_through: float, elasticity: float) -> Burden:
    """Return the burden of the duty added on ``industries``, as ``owed`` returns them.

    With t0 the rate of the base year, t the rate owed, M imports, phi the pass-through and e the elasticity: importers
    bear phi (t - t0) M. Their price rises by r = phi (t - t0) / (1 + t0), and buyers lose the triangle
    (t - t0) phi M |e| r / 2 on the trade that is gone (Harberger 1971), linear in the change.
    """
    imports = industries["imports_usd"].to_numpy(float)
    added = (industries["owed_usd"] - industries["base_duty_usd"]).to_numpy(float)
    base = industries["base_duty_usd"].to_numpy(float)
    rise = np.divide(pass_through * added, imports + base, out=np.zeros_like(added), where=imports > 0)
    whole = float(added.sum())
    lost = float((pass_through * added * abs(elasticity) * rise / 2).sum())
    return Burden(whole, pass_through * whole, (1 - pass_through) * whole, lost)


def refundable_share(partner: str, months: Months) -> float:
    """Return what part of the duty added by law came under IEEPA, as a fraction, by the imports of 2024.

    Counted by the days of ``months`` since the daily record began. Those duties were held unlawful and are refunded.
    Raises ReportError for a partner without 2024 imports by product.
    """
    first, after = max(months[0], RECORD_START), months[1] + pd.offsets.MonthBegin()
    steps = effective_rates([partner], first, after)
    weight = (steps["valid_from"].shift(-1, fill_value=after) - steps["valid_from"]).dt.days
    added = float((steps["additional_pct"] * weight).sum())
    return float((steps[column("IEEPA")] * weight).sum()) / added if added else 0.0


def households() -> int:
    """Return how many households the United States have, by the last count."""
    return int(load("us_households")["households"].iloc[-1])


def has_products(partner: str) -> bool:
    """Tell whether the data hold the partner's imports by product."""
    return partner in current_world().partners
