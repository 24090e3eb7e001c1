"""Chapter Negotiations: the talks as one timeline of two tracks, and what they left open."""

from dataclasses import replace

import pandas as pd

from analysis.chapters.common import introduction, source
from analysis.chapters.reach import RECORD
from analysis.chapters.timeline import SHOWN_FROM, rate_steps
from analysis.claims import talks
from analysis.frames import each_row
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, COUNT, Columns, Event, Lanes, Panels, Series
from analysis.present.roles import Role
from analysis.tariffs import default_rate
from analysis.trade import balances

TABLES = ("talks", "tariff_events")
LANES = ("Washington", "both", "Ha Noi")
KINDS = {
    "round": ("round", Role.ROUND),
    "ministerial": ("meeting", Role.MEETING),
    "meeting": ("meeting", Role.MEETING),
    "call": ("meeting", Role.MEETING),
    "purchase": ("purchase", Role.PURCHASE),
    "court": ("court", Role.COURT),
}
OTHER_KIND = ("order, decree or statement", Role.ACT)
SIDES = {"VNM": "Viet Nam", "USA": "United States"}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        "Since April 2025 the two governments have talked about a trade agreement, while courts and orders in "
        "Washington changed the tariff that the talks were about. Who met, what was asked, what came of it, and "
        "what nobody knows.",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return how many rounds there were, when, and what is not known about them."""
    rounds = _until(p, talks.rounds())
    if rounds.empty:
        return text(f"No round of talks is on record by {words.day(p.day)}.")
    last = rounds.iloc[-1]
    missing = talks.missing_rounds(p.day)
    steps = _steps(p)
    changes = steps[steps["valid_from"] > rounds["first_day"].iloc[0]]
    changed = f"changed {_times(len(changes), 'time')}" if len(changes) else "has not changed"
    first = rounds.iloc[0]
    one, span = words.day(first["first_day"]), words.day(last["last_day"])
    when = f"on {one}" if len(rounds) == 1 else f"from {one} to {span}"
    doubt = [f"Round {row.round} is known from its announcement only." for row in each_row(_announced(rounds))]
    return text(
        f"**{_times(len(rounds), 'round')}** with a day on record, {when}; the last of them is number {last['round']}. "
        + " ".join(doubt),
        f"Not established: when round {words.join([str(n) for n in missing])} was held. Sources count it, none gives a "
        "date."
        if missing
        else "",
        _signature(p),
        f"Since the first round the default rate on Viet Nam {changed}; on {words.day(p.day)} it is "
        f"{words.rate(steps['rate_pct'].iloc[-1])}.",
        _balance_since(p, rounds),
    )


def rounds_and_rates(p: Parameters) -> Figure | None:
    """Show the rounds on the same axis as the monthly balance and the default rate."""
    rounds, steps = _until(p, talks.rounds()), _steps(p)
    months = balances.monthly(p.partner, max(p.months[0], SHOWN_FROM), p.months[1])
    months = months[months["month"] + pd.DateOffset(months=1) <= p.day]
    if rounds.empty or months.empty:
        return None
    said = [
        f"round {row.round} {'was announced for' if row.day_is else 'began on'} {words.day(row.first_day)}, at "
        f"{words.rate(default_rate.rate_on(steps, row.first_day))}"
        for row in each_row(rounds)
    ]
    marks = [Event(row.first_day, words.count(row.round), 1) for row in each_row(rounds)]
    balance = Series("Balance", Role.DEFICIT, months["balance_usd"])
    then, now = (words.rate(default_rate.rate_on(steps, rounds["first_day"].iloc[place])) for place in (0, -1))
    return Figure(
        "rounds",
        f"{words.capital(words.cardinal(len(rounds)))} rounds of talks, while the default rate went from {then} "
        f"to {now}",
        "default rate in percent, numbers: rounds; US goods balance in billion US dollars a month",
        f"{words.capital(words.join(said))}. The balance was {words.usd(months['balance_usd'].iloc[0])} in "
        f"{words.month(months['month'].iloc[0])} and {words.usd(months['balance_usd'].iloc[-1])} in "
        f"{words.month(months['month'].iloc[-1])}.",
        source(*TABLES, "goods_by_partner"),
        months.assign(default_rate_pct=[default_rate.rate_on(steps, month) for month in months["month"]]),
        Panels(
            [
                replace(rate_steps(p, steps), events=marks),
                Columns(months["month"], [balance], BILLION_USD, marks, until=p.day),
            ],
            ["Default rate, percent", "Goods balance, billion US dollars a month"],
            [1.15, 1],
        ),
    )


def tracks(p: Parameters) -> Figure | None:
    """Show the events since January 2025, each in its lane: Washington, Ha Noi, or both together."""
    line = _until(p, talks.timeline())
    line = line[line["track"].isin(list(LANES)) & (line["first_day"] >= SHOWN_FROM)]
    if line.empty:
        return None
    line = line.assign(what=[row.outcome or row.on_the_table or row.kind for row in each_row(line)])
    kinds = [KINDS.get(kind, OTHER_KIND) for kind in line["kind"]]
    counts = line["track"].value_counts()
    shares = words.join([f"{counts.get(track, 0)} {_whose(track)}" for track in LANES])
    return Figure(
        "tracks",
        f"Two tracks: of {len(line)} events, {shares}",
        "one mark an event",
        f"{len(line)} events from {words.day(line['first_day'].min())} to {words.day(line['first_day'].max())}: "
        f"{shares}.",
        source(*TABLES),
        line[["event", "first_day", "last_day", "track", "kind", "round", "what"]],
        Lanes(
            [words.capital(name) for name in LANES],
            COUNT,
            0.8,
            line["first_day"].tolist(),
            [words.capital(track) for track in line["track"]],
            [Series(name, role, ()) for name, role in dict([*KINDS.values(), OTHER_KIND]).items()],
            [name for name, _ in kinds],
            line["what"].tolist(),
            p.day,
        ),
    )


def rounds(p: Parameters) -> Table | None:
    """List the numbered rounds, the ones without a date included."""
    known = _until(p, talks.timeline()).query("kind == 'round'")
    if known.empty:
        return None
    missing = talks.missing_rounds(p.day)
    blank = pd.DataFrame({"round": [float(n) for n in missing], "outcome": "no day on record"})
    frame = pd.concat([known, blank], ignore_index=True).sort_values("round")
    text_columns = list(frame.columns[frame.dtypes == "str"])
    frame[text_columns] = frame[text_columns].fillna("")
    return Table(
        "talk-rounds",
        "The rounds of talks",
        [
            Column("round", "Round", "", words.count),
            Column("days", "Days"),
            Column("vietnamese_side", "For Viet Nam"),
            Column("us_side", "For the United States"),
            Column("on_the_table", "On the table"),
            Column("outcome", "What came of it"),
            Column("source_title", "Source", link="link"),
        ],
        source(*TABLES),
        frame.assign(
            days=[
                _days(row.first_day, row.last_day) + (f" ({row.day_is})" if row.day_is else "")
                for row in each_row(frame)
            ]
        ),
    )


def every(p: Parameters) -> Table | None:
    """List every event of the talks, searchable and sortable."""
    line = _until(p, talks.timeline()).sort_values("first_day", ascending=False)
    if line.empty:
        return None
    return Table(
        "talks",
        "The talks, the newest first",
        [
            Column("first_day", "Day", "", lambda day: f"{day:%Y-%m-%d}"),
            Column("track", "Track", "", words.capital),
            Column("kind", "Kind", "", words.capital, below="track"),
            Column("vietnamese_side", "For Viet Nam"),
            Column("us_side", "For the United States", below="vietnamese_side"),
            Column("on_the_table", "On the table"),
            Column("outcome", "What came of it"),
            Column("not_established", "Not established", below="outcome"),
            Column("source_title", "Source", link="link", below="outcome"),
            Column("second_source", "Second source", below="outcome"),
            Column("confidence", "Confidence", below="outcome"),
            Column("event", "Event"),
        ],
        source(*TABLES),
        line,
        searchable=True,
    )


def asked(p: Parameters) -> Table | None:
    """List what each side asked for."""
    return _positions(p, "asked", "What each side asked for")


def given(p: Parameters) -> Table | None:
    """List what each side gave."""
    return _positions(p, "given", "What each side gave")


def open_points(p: Parameters) -> Table | None:
    """List what the record does not establish."""
    table = _until(p, talks.not_established())
    if table.empty:
        return None
    undated = [
        f"when round {number} was held: sources count it, none gives a day" for number in talks.missing_rounds(p.day)
    ]
    table = pd.concat([table, pd.DataFrame({"not_established": undated, "event": ""})], ignore_index=True)
    return Table(
        "not-established",
        "What is not established",
        [
            Column("not_established", "Not established", "", words.capital),
            Column("first_day", "In connection with the event of", "", words.day),
            Column("event", "Event"),
        ],
        source(*TABLES),
        table,
    )


def _positions(p: Parameters, stance: str, title: str) -> Table | None:
    table = talks.positions().query("stance == @stance and day <= @p.day")
    if table.empty:
        return None
    return Table(
        f"positions-{stance}",
        title,
        [
            Column("side", "Side", "", lambda side: SIDES[side]),
            Column("item", "What", "", words.capital),
            Column("day", "Day", "", words.day),
            Column("note", "Note"),
            Column("document", "Reported in document", below="note"),
            Column("event", "Event"),
            Column("source_title", "Source of the event", link="link", below="note"),
        ],
        source("negotiation_positions", *TABLES),
        table,
    )


def _until(p: Parameters, table: pd.DataFrame) -> pd.DataFrame:
    return table[table["first_day"] <= p.day].reset_index(drop=True)


def _announced(rounds: pd.DataFrame) -> pd.DataFrame:
    return rounds[rounds["day_is"] == "announced"]


def _times(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _steps(p: Parameters) -> pd.DataFrame:
    steps = default_rate.steps(p.partner)
    return steps[steps["valid_from"] <= p.day]


def _signature(p: Parameters) -> str:
    signed = _until(p, talks.timeline()).query("kind == 'signature'")
    if signed.empty:
        return f"Whether an agreement was signed: **no source on record says so** up to {words.day(p.day)}."
    return f"An agreement was signed on {words.day(signed['first_day'].iloc[0])}."


def _balance_since(p: Parameters, rounds: pd.DataFrame) -> str:
    months = balances.monthly(p.partner, *p.months)
    months = months[months["month"] + pd.DateOffset(months=1) <= p.day]
    years = balances.years_around(months, rounds["first_day"].iloc[0])
    if years is None:
        return ""
    old, new = (year["balance_usd"].sum() for year in years)
    verb = words.moved(abs(old), abs(new), "grew", "shrank", "stayed")
    return (
        f"The US deficit that the talks are about {verb} from {words.usd(abs(old))} in the twelve months before the "
        f"first round to {words.usd(abs(new))} in the twelve months to {words.month(years[1]['month'].iloc[-1])}."
    )


def _whose(track: str) -> str:
    return "of both together" if track == "both" else f"of {track}"


def _days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return ``19 to 22 May 2025``, one day, or nothing if the days are not known."""
    if pd.isna(first) or first == last:
        return "" if pd.isna(first) else words.day(first)
    start = str(first.day) if (first.year, first.month) == (last.year, last.month) else words.day(first)
    return f"{start} to {words.day(last)}"
