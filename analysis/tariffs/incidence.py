"""On what the duty falls: products by height of duty, those that bear most of it, and what each day of law changed."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from analysis.data import load
from analysis.frames import each_row
from analysis.language import current, message, say
from analysis.tariffs.default_rate import headings
from analysis.tariffs.duties import RECORD_START, apart_on, current_world, effective_rates, exempt_share, on_day
from analysis.tariffs.measures import Exemption, Measure, split
from analysis.trade import product_names

MORE_SPARED = message("more goods spared by a condition, such as a claim of origin")
FEWER_SPARED = message("fewer goods spared by a condition, such as a claim of origin")
_SPAN = message(r" (to|from) (\d+ )?[A-Z]\w+ \d{4}$")  # in the title of a programme, which the table says by its dates
BANDS = ("0", message("under 10"), message("10 to 20"), message("over 20"))


def distribution(partner: str, start: pd.Timestamp = RECORD_START, end: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return how much of the 2024 imports from ``partner`` pays which total duty, step by step.

    Columns: valid_from, valid_until, band (percent of customs value: 0, under 10, 10 to 20 both included,
    over 20) and import_share (fraction of imports for consumption 2024; the bands of a step sum to one). Goods that
    an agreement spares the default rate count apart from the others of their line; what a line paid in 2024 is one.
    """
    steps = effective_rates([partner], start, end)
    rows = []
    for step in each_row(steps):
        lines = _kinds_of_goods(partner, step.valid_from)
        total = lines["total_pct"].round(9)
        band = np.select([total == 0, total < 10, total <= 20], BANDS[:3], BANDS[3])
        sums = lines["import_share"].groupby(band).sum().reindex(BANDS, fill_value=0.0)
        rows += [(step.valid_from, step.valid_until, name, value) for name, value in sums.items()]
    return pd.DataFrame(rows, columns=["valid_from", "valid_until", "band", "import_share"])


def _kinds_of_goods(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return `apart_on` as one table, with import_share, the fraction of the partner's imports of 2024."""
    kinds = [table.assign(import_share=part) for part, table in apart_on(partner, day)]
    lines = pd.concat(kinds, ignore_index=True)
    usd = lines["import_share"] * lines["imports_for_consumption_usd"]
    return lines.assign(import_share=usd / usd.sum())


def exempt_import_share(partner: str, day: pd.Timestamp) -> float:
    """Return the fraction of the imports of 2024 from ``partner`` that an agreement spares the default rate."""
    usd = current_world().shipments(partner).imports_usd
    return float(exempt_share(partner, day) @ usd / usd.sum())


def unchanged(partner: str, day: pd.Timestamp) -> float:
    """Return the fraction of the imports of 2024 from ``partner`` on which the law of ``day`` adds nothing."""
    lines = _kinds_of_goods(partner, day)
    return float(lines.loc[lines["additional_pct"] <= 0, "import_share"].sum())


def before_and_on(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return how much of the 2024 imports from ``partner`` pays which total duty before 2025 and on ``day``.

    Columns: band as in `distribution`, before_share and on_day_share (fractions of imports for consumption 2024).
    """
    table = distribution(partner, RECORD_START, day + pd.Timedelta(days=1))
    shares = table.pivot_table("import_share", "band", "valid_from", sort=False)
    return pd.DataFrame({"before_share": shares.iloc[:, 0], "on_day_share": shares.iloc[:, -1]}).reset_index()


def most_duty(partner: str, day: pd.Timestamp, count: int = 20) -> pd.DataFrame:
    """Return the ``count`` lines of ``partner`` that bear most duty on ``day``, at 2024 imports.

    Columns of `duties.on_day` with name (readable), description (the Census Bureau's), duty_usd (a year of 2024
    imports at the total rate) and duty_share (of the duty on all lines, fraction).

    >>> incidence.most_duty("VNM", pd.Timestamp("2025-09-01"), 5)[["description", "total_pct", "duty_usd"]]
    """
    lines = on_day(partner, day)
    duty = lines["imports_for_consumption_usd"] * lines["total_pct"] / 100
    lines = lines.assign(duty_usd=duty, duty_share=duty / duty.sum())
    top = lines.nlargest(count, "duty_usd").reset_index(drop=True)
    top.insert(1, "name", top["hts10"].map(product_names.names(top["hts10"])))
    return top.merge(load("hts10_names"), on="hts10", how="left")


def by_event(partner: str) -> pd.DataFrame:
    """Return what changed on each day on which the law for ``partner`` changed.

    Columns: date; begin and end, the events that do so on it (identifiers separated by semicolons); in_words, which
    duties came, moved or went, and whether more or fewer goods are spared; began and ended, the partner's measures and
    exempt lists by instrument and heading, as one text each, or that the law stays and only shares of goods change;
    additional_pct from that day; change_pp of the import-weighted rate; change_usd, a year of 2024 imports times the
    change.

    >>> incidence.by_event("VNM")[["date", "began", "change_pp"]].head(3)
    """
    world = current_world()
    steps = effective_rates([partner])
    measures = world.law.of_partner(partner)
    rows: list[Measure | Exemption] = [*measures, *world.law.exemptions_of(measures, partner)]
    change = steps["additional_pct"].diff().iloc[1:]
    imports = float(world.shipments(partner).imports_usd.sum())
    dates = steps["valid_from"].iloc[1:]
    table = pd.DataFrame(
        {
            "date": dates,
            "begin": [_events(row for row in rows if row.valid_from == day) for day in dates],
            "end": [_events(row for row in rows if row.valid_until == day) for day in dates],
            "in_words": [_in_words(measures, rows, day) for day in dates],
            "began": [_began(measures, rows, day) for day in dates],
            "ended": [_ended(measures, rows, day) for day in dates],
            "additional_pct": steps["additional_pct"].iloc[1:],
            "change_pp": change,
            "change_usd": change / 100 * imports,
        }
    )
    silent = (table["began"] == "") & (table["ended"] == "")
    shares = (table["change_pp"] > 0).map({True: say(FEWER_SPARED), False: say(MORE_SPARED)})
    words = table["in_words"].mask(silent & (table["in_words"] == ""), shares)
    return table.assign(began=table["began"].mask(silent, say("the law stays")), in_words=words).reset_index(drop=True)


def _in_words(measures: list[Measure], rows: list[Measure | Exemption], day: pd.Timestamp) -> str:
    """Return what changed on ``day``: ``Steel: 50% instead of 25%; Reciprocal duty ends; more goods exempt``.

    Exempt lists of a duty that begins or ends, and lists under a condition, are told only where nothing else is.
    """
    titles = load("tariff_programs").set_index("program")["title"]
    eve, said = day - pd.Timedelta(days=1), []
    for program in dict.fromkeys(m.program for m in measures if day in (m.valid_from, m.valid_until)):
        own = [m for m in measures if m.program == program]
        before, after = (_rates(own, one) for one in (eve, day))
        if not after:
            pattern = message("{title} ends")
        elif not before:
            pattern = message("{title}: {after}")
        elif before != after:
            pattern = message("{title}: {after} instead of {before}")
        elif _goods(own, eve) < _goods(own, day):
            pattern = message("{title}: {after} on more goods")
        else:
            pattern = message("{title}: {after} on other goods or other terms")
        title = re.sub(say(_SPAN), "", say(str(titles[program])))
        said.append(say(pattern, title=title, after=after, before=before))
    before_and_after = [{group for m in measures if m.holds_on(one) for group in m.exemptions} for one in (eve, day)]
    lasting = set.intersection(*before_and_after)
    lists = [row for row in rows if isinstance(row, Exemption)]
    lists = [row for row in lists if not said or (row.exemption in lasting and not row.condition)]
    if any(row.valid_from == day for row in lists):
        said.append(say("more goods exempt"))
    if any(row.valid_until == day for row in lists):
        said.append(say("some goods no longer exempt"))
    return "; ".join(said)


def _goods(measures: list[Measure], day: pd.Timestamp) -> set[str]:
    """Return the lists of products that are charged on ``day``."""
    return {scope for m in measures if m.holds_on(day) and m.rate_pct > 0 for scope in m.products}


def _rates(measures: list[Measure], day: pd.Timestamp) -> str:
    """Return the rates in force on ``day``, those without a condition and above zero if there are any."""
    held = [m for m in measures if m.holds_on(day)]
    plain = [m for m in held if not m.condition and m.rate_pct > 0] or held
    rates = [f"{format_decimal(pct, locale=current())}%" for pct in sorted({m.rate_pct for m in plain})]
    return rates[0] if len(rates) == 1 else say("{first} to {last}", first=rates[0], last=rates[-1]) if rates else ""


def _events(rows: Iterable[Measure | Exemption]) -> str:
    names: list[str] = []
    for row in rows:
        names += row.event if isinstance(row, Measure) else [row.event] if row.event else []
    return ";".join(dict.fromkeys(names))


def _began(measures: list[Measure], rows: list[Measure | Exemption], day: pd.Timestamp) -> str:
    """Return the measures that begin on ``day``, and the exempt lists of other events that do."""
    new = [m for m in measures if m.valid_from == day]
    told = {event for m in new for event in m.event}
    lists = [row for row in rows if isinstance(row, Exemption) and row.valid_from == day and row.event not in told]
    begun = [say("exempt list of {instrument}", instrument=_instrument(row.event)) for row in lists if row.event]
    return _listed([*_by_instrument(new), *begun])


def _ended(measures: list[Measure], rows: list[Measure | Exemption], day: pd.Timestamp) -> str:
    """Return the measures that end on ``day``, and parts of exempt lists that end before the measures they free from.

    A measure that goes on under the same instrument and heading, with another list or other partners, has not ended.
    """
    held = [m for m in measures if m.holds_on(day)]
    going_on = {(m.instrument, m.hts_heading) for m in held}
    over = [m for m in measures if m.valid_until == day and (m.instrument, m.hts_heading) not in going_on]
    groups = {group for m in held for group in m.exemptions}
    lists = [row for row in rows if isinstance(row, Exemption) and row.valid_until == day and row.exemption in groups]
    left = [
        say("a part of the exempt list of {instrument}", instrument=_instrument(row.event))
        for row in lists
        if row.event
    ]
    return _listed([*_by_instrument(over), *left])


def _by_instrument(measures: list[Measure]) -> list[str]:
    """Return each instrument with its headings: ``Proc 10896 (9903.81.87, 9903.81.91)``."""
    found: dict[str, set[str]] = {}
    for measure in measures:
        found.setdefault(measure.instrument, set()).update(split(measure.hts_heading.replace("; ", ";")))
    return [f"{say(instrument)} ({', '.join(map(headings, sorted(own)))})" for instrument, own in found.items()]


def _instrument(event: str) -> str:
    """Return the instrument of an event without the headings and notices named after it."""
    return say(str(load("tariff_events").set_index("event").loc[event, "instrument"])).split("; ")[0]


def _listed(names: list[str]) -> str:
    return "; ".join(dict.fromkeys(names))
