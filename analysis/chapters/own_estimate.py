"""The part of the chapter Before and after on the panel: did imports fall more where duty rose more?"""

import pandas as pd

from analysis.chapters.common import source
from analysis.effects import duty_changes
from analysis.effects.duty_changes import OWN, VARIANTS, Sample
from analysis.effects.panel import Estimate
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Figure, Text, text, words
from analysis.present.charts import INDEX, Ranges, Series
from analysis.present.roles import Role

TABLES = ("imports_by_naics3", "imports_by_hts10_2024", "tariff_measures")
EARLY = "Imports of January to March 2025, before it"


def finding(p: Parameters) -> str:
    """Return the estimate and how sure it is."""
    found, early = duty_changes.own(OWN, p.seed), duty_changes.own(VARIANTS[EARLY], p.seed)
    return say(
        "{told} It compares {origins} origins and {industries} industries in {months} with a year before.",
        told=told(found, early),
        origins=found.partners,
        industries=_industries(OWN),
        months=_months(OWN),
    )


def told(found: Estimate, early: Estimate) -> str:
    """Return what an estimate says, as strongly as its interval, the bootstrap and the months before let it."""
    less = message("{percent} less") if found.elasticity < 0 else message("{percent} more")
    places = {
        "low": words.number(found.low, 1),
        "high": words.number(found.high, 1),
        "size": say(less, percent=words.percent(abs(found.elasticity))),
    }
    if found.clear and not is_older(found, early):
        return say(
            "**Where duty made goods 1% dearer, the United States bought {size} of them** "
            "(95% interval: {low} to {high}).",
            **places,
        )
    if found.low + found.high < 0:
        return say(
            "**That the United States bought less where duty rose more is likely, but not proven.** The best estimate "
            "is {size} for each 1% that duty adds to the price (95% interval: {low} to {high}).",
            **places,
        )
    return say(
        "**The data do not show that the United States bought less where duty rose more** "
        "(95% interval: {low} to {high}).",
        **places,
    )


def is_older(found: Estimate, early: Estimate) -> bool:
    """Say whether imports of the months before the duties differed half as much or more, in the same direction."""
    return early.elasticity * found.elasticity > 0 and abs(early.elasticity) >= abs(found.elasticity) / 2


def checks(p: Parameters) -> Text:
    """Return what the placebos and the variants make of the estimate."""
    found, years = duty_changes.own(OWN, p.seed), duty_changes.placebos(p.seed)
    early = duty_changes.own(VARIANTS[EARLY], p.seed)
    values = [duty_changes.own(sample, p.seed).elasticity for name, sample in VARIANTS.items() if name != EARLY]
    return text(
        say(
            "Other choices of goods, origins, weights and months give {lowest} to {highest}.",
            lowest=words.number(min(values), 1),
            highest=words.number(max(values), 1),
        ),
        _placebo_sentence(found, years),
        early_sentence(found, early),
    )


def early_sentence(found: Estimate, early: Estimate) -> str:
    """Return whether goods to be charged later already sold less before they were: then a part is a trend."""
    if is_older(found, early):
        return say(
            "A warning: in January to March 2025, before most of these duties, the same goods "
            "already differed in the same way ({elasticity}). Part of the response may be an older trend.",
            elasticity=words.number(early.elasticity, 1),
        )
    return say(
        "In January to March 2025, before most of these duties, the same goods did not differ in "
        "this way ({elasticity}).",
        elasticity=words.number(early.elasticity, 1),
    )


def variants(p: Parameters) -> Figure:
    """Show the estimate under other choices of goods, origins, weights and months."""
    main = duty_changes.own(OWN, p.seed)
    found = {say("The estimate"): main}
    found |= {say(name): duty_changes.own(sample, p.seed) for name, sample in VARIANTS.items()}
    table = pd.DataFrame([vars(one) | {"sample": name} for name, one in found.items()])
    return Figure(
        "variants",
        say(
            message("Where duty made goods 1% dearer, imports changed by {percent}, clear of zero")
            if main.clear
            else message(
                "Where duty made goods 1% dearer, imports changed by {percent}; the data do not rule out zero"
            ),
            percent=words.percent(main.elasticity),
        ),
        say(
            "percent change of imports for each percent that duty adds to the price; line: 95% "
            "interval, errors clustered by origin",
        ),
        " ".join(
            say(
                "{name}: {elasticity} ({low} to {high}; bootstrap p {p_value}; {cells} cells of {origins} origins).",
                name=name,
                elasticity=words.number(one.elasticity, 2),
                low=words.number(one.low, 2),
                high=words.number(one.high, 2),
                p_value=words.number(one.p_value, 2),
                cells=one.cells,
                origins=one.partners,
            )
            for name, one in found.items()
        ),
        source(*TABLES),
        table[["sample", "elasticity", "standard_error", "low", "high", "p_value", "cells", "partners"]],
        _forest(list(found), table),
    )


def years(p: Parameters) -> Figure:
    """Show the same duties set against imports of years in which they did not exist."""
    found, earlier = duty_changes.own(OWN, p.seed), duty_changes.placebos(p.seed)
    own = pd.DataFrame(
        [{"year": int(OWN.months[0][:4]), "elasticity": found.elasticity, "low": found.low, "high": found.high}]
    )
    table = pd.concat([earlier, own], ignore_index=True)
    return Figure(
        "earlier-years",
        _placebo_sentence(found, earlier).rstrip("."),
        say(
            "percent change of imports in the months of {months} on a year before, for each percent "
            "that the duties of {year} add to the price; line: 95% interval",
            months=_months(OWN),
            year=OWN.months[0][:4],
        ),
        say(
            "The duties of {year} give {own} on imports of {year}, and {low} to {high} on those of {first} to {last}.",
            year=OWN.months[0][:4],
            own=words.number(found.elasticity, 2),
            low=words.number(earlier["elasticity"].min(), 2),
            high=words.number(earlier["elasticity"].max(), 2),
            first=earlier["year"].min(),
            last=earlier["year"].max(),
        ),
        source(*TABLES),
        table,
        _forest([f"{year}" for year in table["year"]], table),
    )


def _forest(names: list[str], table: pd.DataFrame) -> Ranges:
    return Ranges(
        names,
        INDEX,
        low=Series(say("Low"), Role.INTERVAL, table["low"]),
        high=Series(say("High"), Role.INTERVAL, table["high"]),
        points=Series(say("Estimate"), Role.INK, table["elasticity"]),
        height=0.3 + 0.09 * len(names),
    )


def _placebo_sentence(found: Estimate, years: pd.DataFrame) -> str:
    values = years["elasticity"]
    larger = int((values.abs() >= abs(found.elasticity)).sum())
    return say(
        message(
            "The same duties set against imports of {count} earlier years, when they were not law, give {lowest} to "
            "{highest}: {larger} as large as in {year}."
        )
        if larger
        else message(
            "The same duties set against imports of {count} earlier years, when they were not law, give {lowest} to "
            "{highest}: none as large as in {year}."
        ),
        count=len(years),
        lowest=words.number(values.min(), 1),
        highest=words.number(values.max(), 1),
        larger=larger,
        year=OWN.months[0][:4],
    )


def _industries(sample: Sample) -> int:
    return int(duty_changes.cells(sample)["naics3"].nunique())


def _months(sample: Sample) -> str:
    first, last = (pd.Timestamp(month) for month in sample.months)
    return words.period(first, last)
