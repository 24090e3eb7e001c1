"""Chapter Negotiations: the talks as one timeline of two tracks, and what they left open."""

from dataclasses import replace

import pandas as pd

from analysis.chapters.common import introduction, said, source
from analysis.chapters.last_dates import RECORD
from analysis.chapters.timeline import SHOWN_FROM, rate_steps
from analysis.claims import talks
from analysis.frames import each_row
from analysis.language import message, say
from analysis.parameters import Parameters
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import BILLION_USD, COUNT, Columns, Event, Lanes, Panels, Series
from analysis.present.roles import Role
from analysis.tariffs import default_rate, event_record
from analysis.trade import balances

TABLES = ("talks", "tariff_events")
LANES = (message("Washington"), message("both"), message("Ha Noi"))
KINDS = {
    "round": (message("round"), Role.ROUND),
    "ministerial": (message("meeting"), Role.MEETING),
    "meeting": (message("meeting"), Role.MEETING),
    "call": (message("meeting"), Role.MEETING),
    "purchase": (message("purchase"), Role.PURCHASE),
    "court": (message("court"), Role.COURT),
}
OTHER_KIND = (message("order, decree or statement"), Role.ACT)
SAID = ("vietnamese_side", "us_side", "on_the_table", "outcome")  # columns of texts
SIDES = {"VNM": message("Viet Nam"), "USA": message("United States")}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "Since April 2025 the two governments have talked about a trade agreement, while courts "
            "and orders in Washington changed the tariff that the talks were about. Who met, what "
            "was asked, what came of it, and what nobody knows.",
        ),
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return how many rounds there were, when, and what is not known about them."""
    rounds = _until(p, talks.rounds())
    if rounds.empty:
        return text(say("No round of talks is on record by {day}.", day=words.day(p.day)))
    last = rounds.iloc[-1]
    missing = talks.missing_rounds(p.day)
    steps = _steps(p)
    changes = steps[steps["valid_from"] > rounds["first_day"].iloc[0]]
    first = rounds.iloc[0]
    held = (
        message("**1 round** of talks has a day on record: round {round}, on {first}.")
        if len(rounds) == 1
        else message(
            "**{count} rounds** of talks have a day on record, from {first} to {last}. The last is round {round}."
        )
    )
    doubt = [
        say("Round {round} is known from its announcement only.", round=row.round)
        for row in each_row(_announced(rounds))
    ]
    return text(
        " ".join(
            [
                say(
                    held,
                    count=len(rounds),
                    first=words.day(first["first_day"]),
                    last=words.day(last["last_day"]),
                    round=last["round"],
                ),
                *doubt,
            ]
        ),
        say(
            "Not established: when round {rounds} was held. Sources count it, none gives a date.",
            rounds=words.join([str(n) for n in missing]),
        )
        if missing
        else "",
        _signature(p),
        say(
            _changed(len(changes)),
            count=len(changes),
            day=words.day(p.day),
            rate=words.rate(steps["rate_pct"].iloc[-1]),
        ),
        _balance_since(p, rounds),
    )


def rounds_and_rates(p: Parameters) -> Figure | None:
    """Show the rounds on the same axis as the monthly balance and the default rate."""
    rounds, steps = _until(p, talks.rounds()), _steps(p)
    months = balances.monthly(p.partner, max(p.months[0], SHOWN_FROM), p.months[1])
    months = months[months["month"] + pd.DateOffset(months=1) <= p.day]
    if rounds.empty or months.empty:
        return None
    marks = [Event(row.first_day, words.count(row.round), 1) for row in each_row(rounds)]
    balance = Series(say("Balance"), Role.DEFICIT, months["balance_usd"])
    then, now = (words.rate(default_rate.rate_on(steps, rounds["first_day"].iloc[place])) for place in (0, -1))
    return Figure(
        "rounds",
        say(
            "{count} rounds of talks, while the default rate went from {then} to {now}",
            count=words.capital(words.cardinal(len(rounds))),
            then=then,
            now=now,
        ),
        say(
            "default rate in percent, numbers: rounds; US goods balance in billion US dollars a month",
        ),
        say(
            "{rounds} {first} had {before}, {last} {after}.",
            rounds=" ".join(_each_with_its_rate(rounds, steps)),
            before=words.balance(months["balance_usd"].iloc[0]),
            first=words.month(months["month"].iloc[0]),
            after=words.balance(months["balance_usd"].iloc[-1]),
            last=words.month(months["month"].iloc[-1]),
        ),
        source(*TABLES, "goods_by_partner"),
        months.assign(default_rate_pct=[default_rate.rate_on(steps, month) for month in months["month"]]),
        Panels(
            [
                replace(rate_steps(p, steps), events=marks),
                Columns(months["month"], [balance], BILLION_USD, marks, until=p.day),
            ],
            [say("Default rate, percent"), say("Goods balance, billion US dollars a month")],
            [1.15, 1],
        ),
    )


def _each_with_its_rate(rounds: pd.DataFrame, steps: pd.DataFrame) -> list[str]:
    """Say each round with its day and the default rate of that day."""
    return [
        say(
            message("Round {round} was announced for {day}, at {rate}.")
            if row.day_is
            else message("Round {round} began on {day}, at {rate}."),
            round=row.round,
            day=words.day(row.first_day),
            rate=words.rate(default_rate.rate_on(steps, row.first_day)),
        )
        for row in each_row(rounds)
    ]


def tracks(p: Parameters) -> Figure | None:
    """Show the events since January 2025, each in its lane: Washington, Ha Noi, or both together."""
    line = _until(p, talks.timeline())
    line = line[line["track"].isin(list(LANES)) & (line["first_day"] >= SHOWN_FROM)]
    if line.empty:
        return None
    line = line.assign(what=[say(row.outcome or row.on_the_table or row.kind) for row in each_row(line)])
    kinds = [KINDS.get(kind, OTHER_KIND) for kind in line["kind"]]
    counts = line["track"].value_counts()
    shares = words.join([f"{counts.get(track, 0)} {_whose(track)}" for track in LANES])
    return Figure(
        "tracks",
        say("Two tracks: of {count} events, {shares}", count=len(line), shares=shares),
        say("one mark an event"),
        say(
            "{count} events from {first} to {last}: {shares}.",
            count=len(line),
            first=words.day(line["first_day"].min()),
            last=words.day(line["first_day"].max()),
            shares=shares,
        ),
        source(*TABLES),
        line[["event", "first_day", "last_day", "track", "kind", "round", "what"]],
        Lanes(
            [words.capital(say(name)) for name in LANES],
            COUNT,
            0.8,
            line["first_day"].tolist(),
            [words.capital(say(track)) for track in line["track"]],
            [Series(say(name), role, ()) for name, role in dict([*KINDS.values(), OTHER_KIND]).items()],
            [say(name) for name, _ in kinds],
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
    blank = pd.DataFrame({"round": [float(n) for n in missing], "outcome": say("no day on record")})
    frame = pd.concat([known, blank], ignore_index=True).sort_values("round")
    text_columns = list(frame.columns[frame.dtypes == "str"])
    frame[text_columns] = frame[text_columns].fillna("")
    return Table(
        "talk-rounds",
        say("The rounds of talks"),
        [
            Column("round", say("Round"), "", words.count),
            Column("days", say("Days")),
            Column("vietnamese_side", say("For Viet Nam")),
            Column("us_side", say("For the United States")),
            Column("on_the_table", say("On the table")),
            Column("outcome", say("What came of it")),
            Column("source_title", say("Source"), link="link"),
        ],
        source(*TABLES),
        said(frame, "source_title", *SAID).assign(
            days=[
                _days(row.first_day, row.last_day) + (f" ({say(row.day_is)})" if row.day_is else "")
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
        say("The talks, the newest first"),
        [
            Column("first_day", say("Day"), "", words.day),
            Column("track", say("Track"), "", words.capital),
            Column("kind", say("Kind"), "", words.capital, below="track"),
            Column("vietnamese_side", say("For Viet Nam")),
            Column("us_side", say("For the United States"), below="vietnamese_side"),
            Column("on_the_table", say("On the table")),
            Column("outcome", say("What came of it")),
            Column("not_established", say("Not established"), below="outcome"),
            Column("source_title", say("Source"), link="link", below="outcome"),
            Column("second_source", say("Second source"), below="outcome"),
            Column("confidence", say("Confidence"), below="outcome"),
            Column("event", say("Event")),
        ],
        source(*TABLES),
        said(line, "track", "kind", "not_established", "source_title", "confidence", *SAID).assign(
            second_source=["; ".join(map(say, talks.sources(row.second_source))) for row in each_row(line)],
            event=_with_entry(line),
        ),
        searchable=True,
    )


def asked(p: Parameters) -> Table | None:
    """List what each side asked for."""
    return _positions(p, "asked", say("What each side asked for"))


def given(p: Parameters) -> Table | None:
    """List what each side gave."""
    return _positions(p, "given", say("What each side gave"))


def open_points(p: Parameters) -> Table | None:
    """List what the record does not establish."""
    table = said(_until(p, talks.not_established()), "not_established")
    if table.empty:
        return None
    undated = [
        say(
            "when round {number} was held: sources count it, none gives a day",
            number=number,
        )
        for number in talks.missing_rounds(p.day)
    ]
    table["event"] = _with_entry(table)
    table = pd.concat([table, pd.DataFrame({"not_established": undated, "event": ""})], ignore_index=True)
    return Table(
        "not-established",
        say("Open questions, by event"),
        [
            Column("not_established", say("Not established"), "", words.capital),
            Column("first_day", say("In connection with the event of"), "", words.day),
            Column("event", say("Event")),
        ],
        source(*TABLES),
        table,
    )


def _with_entry(table: pd.DataFrame) -> "pd.Series[str]":
    """Return the identifiers of the events that the timeline has; notes of the compiler have no place there."""
    return table["event"].where(table["event"].isin(event_record.without_notes(table["event"])), "")


def _positions(p: Parameters, stance: str, title: str) -> Table | None:
    table = talks.positions().query("stance == @stance and day <= @p.day")
    if table.empty:
        return None
    return Table(
        f"positions-{stance}",
        title,
        [
            Column("side", say("Side"), "", lambda side: say(SIDES[side])),
            Column("item", say("What"), "", words.capital),
            Column("day", say("Day"), "", words.day),
            Column("note", say("Note")),
            Column("document", say("Reported in document"), below="note"),
            Column("event", say("Event")),
            Column("source_title", say("Source of the event"), link="link", below="note"),
        ],
        source("negotiation_positions", *TABLES),
        said(table, "item", "note", "source_title"),
    )


def _until(p: Parameters, table: pd.DataFrame) -> pd.DataFrame:
    return table[table["first_day"] <= p.day].reset_index(drop=True)


def _announced(rounds: pd.DataFrame) -> pd.DataFrame:
    return rounds[rounds["day_is"] == "announced"]


def _changed(times: int) -> str:
    """Return the sentence for how often the default rate has changed since the first round."""
    if not times:
        return message("Since the first round the default rate on Viet Nam has not changed; on {day} it is {rate}.")
    if times == 1:
        return message("Since the first round the default rate on Viet Nam changed 1 time; on {day} it is {rate}.")
    return message("Since the first round the default rate on Viet Nam changed {count} times; on {day} it is {rate}.")


def _steps(p: Parameters) -> pd.DataFrame:
    steps = default_rate.steps(p.partner)
    return steps[steps["valid_from"] <= p.day]


def _signature(p: Parameters) -> str:
    signed = _until(p, talks.timeline()).query("kind == 'signature'")
    if signed.empty:
        return say(
            "Whether an agreement was signed: **no source on record says so** up to {day}.",
            day=words.day(p.day),
        )
    return say(
        "An agreement was signed on {first_day}.",
        first_day=words.day(signed["first_day"].iloc[0]),
    )


def _balance_since(p: Parameters, rounds: pd.DataFrame) -> str:
    months = balances.monthly(p.partner, *p.months)
    months = months[months["month"] + pd.DateOffset(months=1) <= p.day]
    years = balances.years_around(months, rounds["first_day"].iloc[0])
    if years is None:
        return ""
    old, new = (year["balance_usd"].sum() for year in years)
    verb = words.direction(abs(old), abs(new), message("grew"), message("shrank"), message("stayed"))
    return say(
        "The US deficit that the talks are about {verb} from {old} in the twelve months before "
        "the first round to {new} in the twelve months to {month}.",
        verb=verb,
        old=words.usd(abs(old)),
        new=words.usd(abs(new)),
        month=words.month(years[1]["month"].iloc[-1]),
    )


def _whose(track: str) -> str:
    return say("of both together") if track == "both" else say("of {place}", place=say(track))


def _days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return ``19 to 22 May 2025``, one day, or nothing if the days are not known."""
    if pd.isna(first) or first == last:
        return "" if pd.isna(first) else words.day(first)
    start = str(first.day) if (first.year, first.month) == (last.year, last.month) else words.day(first)
    return words.span(start, words.day(last))
