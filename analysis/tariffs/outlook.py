"""What is known to come and what is undecided: measures that begin, actions, court cases and talks."""

from collections.abc import Iterable

import pandas as pd

from analysis.data import load
from analysis.links import links
from analysis.tariffs import event_record
from analysis.tariffs.measures import Measure, current_law

AHEAD = pd.DateOffset(months=12)
COLUMNS = ["day", "kind", "what", "rates_pct", "authority", "source", "address", "event"]


def announced_to_begin(measures: Iterable[Measure], day: pd.Timestamp) -> list[Measure]:
    """Return those of ``measures`` that begin after ``day`` and whose events were all announced by then."""
    announced = load("tariff_events").set_index("event")["announced"]
    return [row for row in measures if row.valid_from > day and max(announced[event] for event in row.event) <= day]


def beginnings(partner: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the measures on goods of ``partner`` announced by ``day`` that begin within twelve months, the next first.

    One row a programme and day: day on which it begins, kind ``measure``, what (the programme's title), rates_pct
    (percent, the different ones in ascending order), authority, source (instrument), address, event (the newest).
    """
    titles = load("tariff_programs").set_index("program")["title"]
    announced = announced_to_begin(current_law().of_partner(partner), day)
    coming = [row for row in announced if row.valid_from <= day + AHEAD]
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

    Columns as of ``beginnings``, without rates: day of the last report, kind (action, court or talks), what; event is
    empty where a note of the compiler tells it.
    """
    known = event_record.with_notes(partner, day).merge(load("open_matters"), on="event")
    return pd.DataFrame(
        {
            "day": known["announced"],
            "kind": known["awaited"],
            "what": known["question"],
            "rates_pct": [[] for _ in range(len(known))],
            "authority": known["authority"],
            "source": known["source_title"],
            "address": links(known),
            "event": known["event"].mask(event_record.is_note(known), ""),
        }
    )
