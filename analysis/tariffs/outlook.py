"""What is known to come and what is undecided: measures that begin, actions, court cases and talks."""

import pandas as pd

from analysis.data import load
from analysis.links import links
from analysis.tariffs import event_record
from analysis.tariffs.measures import Measure, current_law

AHEAD = pd.DateOffset(months=12)
COLUMNS = ["day", "kind", "what", "rates_pct", "authority", "source", "address", "event"]


def beginnings(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the measures on goods of ``partner`` that begin in the twelve months after ``day``, the next first.

    One row a programme and day: day on which it begins, kind ``measure``, what (the programme's title), rates_pct
    (percent, the different ones in ascending order), authority, source (instrument), address, event (the newest).
    """
    titles = load("tariff_programs").set_index("program")["title"]
    coming = [row for row in current_law().of_partner(partner) if day < row.valid_from <= day + AHEAD]
    groups: dict[tuple[str, pd.Timestamp], list[Measure]] = {}
    for row in coming:
        groups.setdefault((row.program, row.valid_from), []).append(row)
    rows = [
        (
            begins,
            "measure",
            titles[program],
            sorted({row.rate_pct for row in group}),
            group[0].authority,
            group[0].instrument,
            group[0].source_url,
            group[0].event[-1],
        )
        for (program, begins), group in groups.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["day", "what"], ignore_index=True)


def undecided(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return what was undecided on the last day of the record and known on ``day``, the newest first.

    Columns as of ``beginnings``, without rates: day of the last report, kind (action, court or talks), what.
    """
    known = event_record.events(partner, day).merge(load("open_matters"), on="event")
    return pd.DataFrame(
        {
            "day": known["announced"],
            "kind": known["awaited"],
            "what": known["question"],
            "rates_pct": [[] for _ in range(len(known))],
            "authority": known["authority"],
            "source": known["source_title"],
            "address": links(known),
            "event": known["event"],
        }
    )
