"""What every chapter says: its edition, its sources."""

import pandas as pd

from analysis import partners
from analysis.chapters.last_dates import last_dates
from analysis.data import describe, vintages
from analysis.frames import each_row
from analysis.language import say
from analysis.parameters import Parameters
from analysis.present import Text, prose, roles, words
from analysis.present.charts import Event, Lines, Series, Unit
from analysis.present.roles import Role
from analysis.present.sources import Source
from analysis.tariffs import authorities, event_record


def introduction(p: Parameters, about: str, *tables: str) -> Text:
    """Return what opens a page: what it is about, and how far the ``tables`` behind it reach."""
    return prose(about, last_dates(p, *tables))


def source(*tables: str) -> str:
    """Return the sources of tables with their vintages, as the line under a figure says them."""
    lines: list[str] = []
    short: dict[str, str] = {}
    for table in tables:
        described = describe(table)
        titles = words.join([say(origin.title) for origin in described.sources])
        lines.append(say("{titles} (vintage {vintage})", titles=titles, vintage=described.vintage))
        short |= {say(origin.title.partition(",")[0]): origin.path for origin in described.sources}
    linked = [(name, path) for name, path in short.items() if path.startswith("https://")]
    return Source("; ".join(dict.fromkeys(lines)), linked if len(linked) == len(short) else ())


def totals(p: Parameters) -> list[str]:
    """Return the tables that the edition's totals are from."""
    return list(vintages.contributing(p.vintage))


def said(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return ``table`` with the texts in ``columns``, the names if none is given, in the current language."""
    return table.assign(**{column: table[column].map(say) for column in columns or ("name",)})


def partner(p: Parameters) -> str:
    """Return the partner's name as it stands in a sentence."""
    return partners.in_sentence(p.partner)


def peer_roles(p: Parameters, codes: list[str]) -> dict[str, Role]:
    """Return the role of each of ``codes``: the partner's own, that of all countries, those of its peers in order."""
    known = {p.partner: Role.PARTNER, "WLD": Role.ALL_COUNTRIES}
    return roles.items([code for code in codes if code not in known]) | known


def turning_points(p: Parameters) -> list[Event]:
    """Return the turning points of the tariff record that charts of the edition mark; its own have their identifier."""
    found, own = event_record.turning_points(p.partner, p.day), set(event_record.events(p.partner, p.day)["event"])
    return [
        Event(row.day, say(row.short_name), row.importance, row.event if row.event in own else "")
        for row in each_row(found)
    ]


def both_flows(p: Parameters, table: pd.DataFrame, ending: str, unit: Unit) -> Lines:
    """Return US exports and imports as lines over the column month; ``ending`` is that of the two columns' names."""
    exports, imports = table[f"exports_{ending}"], table[f"general_imports_{ending}"]
    flows = [Series(say("US exports"), Role.EXPORTS, exports), Series(say("US imports"), Role.IMPORTS, imports)]
    return Lines(table["month"], flows, unit, turning_points(p))


def authority_role(name: str) -> Role:
    """Return the role of colour of an authority; ReportError if it is in no row of the table of authorities."""
    return roles.role(authorities.authority(name).colour_role)
