"""The part of the chapter Before and after on the panel: did imports fall more where duty rose more?"""

import pandas as pd

from analysis.chapters.common import source
from analysis.effects import duty_changes
from analysis.effects.duty_changes import OWN, VARIANTS, Sample
from analysis.effects.panel import Estimate
from analysis.parameters import Parameters
from analysis.present import Figure, Text, text, words
from analysis.present.charts import INDEX, Ranges, Series
from analysis.present.roles import Role

TABLES = ("imports_by_naics3", "imports_by_hts10_2024", "tariff_measures")
EARLY = "Imports of January to March 2025, before it"


def finding(p: Parameters) -> str:
    """Return the estimate and how sure it is."""
    found, early = duty_changes.own(OWN, p.seed), duty_changes.own(VARIANTS[EARLY], p.seed)
    return (
        f"{told(found, early)} It compares {found.partners} origins and {_industries(OWN)} industries in "
        f"{_months(OWN)} with a year before."
    )


def told(found: Estimate, early: Estimate) -> str:
    """Return what an estimate says, as strongly as its interval, the bootstrap and the months before let it."""
    interval = f"(95% interval: {words.number(found.low, 1)} to {words.number(found.high, 1)})"
    size = f"{words.number(abs(found.elasticity), 1)}% {'less' if found.elasticity < 0 else 'more'}"
    if found.clear and not is_older(found, early):
        return f"**Where duty made goods 1% dearer, the United States bought {size} of them** {interval}."
    if found.low + found.high < 0:
        return (
            "**That the United States bought less where duty rose more is likely, but not proven.** The best estimate "
            f"is {size} for each 1% that duty adds to the price {interval}."
        )
    return f"**The data do not show that the United States bought less where duty rose more** {interval}."


def is_older(found: Estimate, early: Estimate) -> bool:
    """Say whether imports of the months before the duties differed half as much or more, in the same direction."""
    return early.elasticity * found.elasticity > 0 and abs(early.elasticity) >= abs(found.elasticity) / 2


def checks(p: Parameters) -> Text:
    """Return what the placebos and the variants make of the estimate."""
    found, years = duty_changes.own(OWN, p.seed), duty_changes.placebos(p.seed)
    early = duty_changes.own(VARIANTS[EARLY], p.seed)
    values = [duty_changes.own(sample, p.seed).elasticity for name, sample in VARIANTS.items() if name != EARLY]
    return text(
        f"Other choices of goods, origins, weights and months give {words.number(min(values), 1)} to "
        f"{words.number(max(values), 1)}.",
        _placebo_sentence(found, years),
        early_sentence(found, early),
    )


def early_sentence(found: Estimate, early: Estimate) -> str:
    """Return whether goods to be charged later already sold less before they were: then a part is a trend."""
    if is_older(found, early):
        return (
            f"A warning: in January to March 2025, before most of these duties, the same goods already differed as "
            f"much ({words.number(early.elasticity, 1)}). Part of the response may be an older trend."
        )
    return (
        f"In January to March 2025, before most of these duties, the same goods did not differ in this way "
        f"({words.number(early.elasticity, 1)})."
    )


def variants(p: Parameters) -> Figure:
    """Show the estimate under other choices of goods, origins, weights and months."""
    found = {"The estimate": duty_changes.own(OWN, p.seed)}
    found |= {name: duty_changes.own(sample, p.seed) for name, sample in VARIANTS.items()}
    table = pd.DataFrame([vars(one) | {"sample": name} for name, one in found.items()])
    main = found["The estimate"]
    return Figure(
        "variants",
        f"1% more duty-inclusive price goes with {words.number(main.elasticity, 1)}% of imports, "
        f"{'clear of zero' if main.clear else 'and the data do not rule out zero'}",
        "percent change of imports for each percent that duty adds to the price; line: 95% interval, errors clustered "
        "by origin",
        " ".join(
            f"{name}: {words.number(one.elasticity, 2)} ({words.number(one.low, 2)} to {words.number(one.high, 2)}; "
            f"bootstrap p {words.number(one.p_value, 2)}; {one.cells} cells of {one.partners} origins)."
            for name, one in found.items()
        ),
        source(*TABLES),
        table[["sample", "elasticity", "standard_error", "low", "high", "p_value", "cells", "partners"]],
        _forest(list(found), table),
    )


def years(p: Parameters) -> Figure:
    """Show the same duties set against imports of years in which they did not exist."""
    found, table = duty_changes.own(OWN, p.seed), duty_changes.placebos(p.seed)
    own = pd.DataFrame(
        [{"year": int(OWN.months[0][:4]), "elasticity": found.elasticity, "low": found.low, "high": found.high}]
    )
    table = pd.concat([table, own], ignore_index=True)
    return Figure(
        "earlier-years",
        _placebo_sentence(found, table.iloc[:-1]).rstrip("."),
        f"percent change of imports in the months of {_months(OWN)} on a year before, for each percent that the duties "
        f"of {OWN.months[0][:4]} add to the price; line: 95% interval",
        " ".join(f"{row['year']:.0f}: {words.number(row['elasticity'], 2)}." for _, row in table.iterrows()),
        source(*TABLES),
        table,
        _forest([f"{year}" for year in table["year"]], table),
    )


def _forest(names: list[str], table: pd.DataFrame) -> Ranges:
    return Ranges(
        names,
        INDEX,
        low=Series("Low", Role.INTERVAL, table["low"]),
        high=Series("High", Role.INTERVAL, table["high"]),
        points=Series("Estimate", Role.INK, table["elasticity"]),
        height=0.3 + 0.09 * len(names),
    )


def _placebo_sentence(found: Estimate, years: pd.DataFrame) -> str:
    values = years["elasticity"]
    larger = int((values.abs() >= abs(found.elasticity)).sum())
    return (
        f"The same duties set against imports of {len(years)} earlier years, when they were not law, give "
        f"{words.number(values.min(), 1)} to {words.number(values.max(), 1)}: "
        f"{larger or 'none'} as large as in {OWN.months[0][:4]}."
    )


def _industries(sample: Sample) -> int:
    return int(duty_changes.cells(sample)["naics3"].nunique())


def _months(sample: Sample) -> str:
    first, last = (pd.Timestamp(month) for month in sample.months)
    return words.period(first, last)
