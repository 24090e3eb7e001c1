"""Chapter Duty by law and duty owed: why they differ."""

import pandas as pd

from analysis.chapters import default_rate_words, duty_owed
from analysis.chapters.common import introduction, partner, said, source, turning_points
from analysis.chapters.last_dates import RECORD
from analysis.frames import row_at
from analysis.language import message, say
from analysis.parameters import Parameters, facts
from analysis.present import Column, Figure, Table, Text, text, words
from analysis.present.charts import PERCENT, POINTS, Columns, HeatMap, Lines, Series
from analysis.present.roles import Role
from analysis.tariffs import calculated_duty, duties
from analysis.tariffs.gap import VOYAGE_DAYS, by_industry, gap, gap_by_industry, largest_fall
from analysis.tariffs.measures import USMCA, current_law

TABLES = ("imports_by_hts10_2024", "imports_by_naics3", "tariff_measures")
FIRST = pd.Timestamp("2024-01-01")
HALF_YEAR = 6
SHOWN_MONTHS, SHOWN_INDUSTRIES, NAMED_INDUSTRIES = 11, 10, 4
NOTABLE_PP, NOTABLE_FALL_PP = 0.2, 1  # falls within a month worth a sentence: of a residual, of the rate owed
PARTS = {
    "mix_pp": (message("mix of goods"), Role.MIX),
    "water_pp": (message("goods on the water"), Role.ON_THE_WATER),
    "residual_pp": (message("residual"), Role.UNEXPLAINED),
}


def opening(p: Parameters) -> Text:
    """Say what the chapter is about and how far its data reach."""
    return introduction(
        p,
        say(
            "The law gives one average duty for goods from {partner}, importers owe another. This "
            "page sets the two side by side and splits the difference.",
            partner=partner(p),
        ),
        "imports_by_naics3",
        RECORD,
    )


def findings(p: Parameters) -> Text:
    """Return the gap of the last month and its parts, or which data are missing."""
    months = _gap(p)
    if months.empty:
        return text(
            say(
                "The data do not hold both duties on goods from {partner}, so they cannot be compared.",
                partner=partner(p),
            )
        )
    last = months.iloc[-1]
    distance, lead = last["owed_pct"] - last["statutory_pct"], _residuals(p).iloc[0]
    return text(
        say(
            "In {month} the law, averaged with the imports of 2024, gives **{statutory}**. Importers "
            "owed **{owed}** on entry.",
            month=words.month(last["month"]),
            statutory=words.percent(last["statutory_pct"]),
            owed=words.percent(last["owed_pct"]),
        ),
        say(
            "The difference is {distance}: {mix} because the mix of goods has moved since 2024, "
            "{water} for goods on the water, and {residual} that are left.",
            distance=words.points(distance),
            mix=words.number(last["mix_pp"]),
            water=words.number(last["water_pp"]),
            residual=words.number(last["residual_pp"]),
        ),
        say(
            "Of what is left, {residual} are {industry}.",
            residual=words.points(lead["residual_pp"]),
            industry=say(lead["name"]).lower(),
        ),
        _turn(p),
        duty_owed.refunded(p),
        default_rate_words.partial(p),
    )


def rates(p: Parameters) -> Figure | None:
    """Show the average by law beside the rate owed."""
    months = _gap(p)
    if months.empty:
        return None
    last = months.iloc[-1]
    law, owed = words.percent(last["statutory_pct"]), words.percent(last["owed_pct"])
    return Figure(
        "statutory",
        say(
            "The law gave {law} in {month}; importers owed {owed}",
            law=law,
            month=words.month(last["month"]),
            owed=owed,
        ),
        say(
            "duty on goods from {partner} in percent of imports for consumption, by month; law: mix of goods of 2024",
            partner=partner(p),
        ),
        say(
            "In {month} the average by law was {law}, the duty owed on entry {owed}.",
            month=words.month(last["month"]),
            law=law,
            owed=owed,
        ),
        source(*TABLES),
        months,
        Lines(
            months["month"],
            [
                Series(say("By law"), Role.DUTY_BY_LAW, months["statutory_pct"]),
                Series(say("Owed"), Role.DUTY_OWED, months["owed_pct"]),
            ],
            PERCENT,
            turning_points(p),
        ),
    )


def parts(p: Parameters) -> Figure | None:
    """Show what the gap is made of."""
    months = _gap(p)
    if months.empty:
        return None
    last = months.iloc[-1]
    largest = max(PARTS, key=lambda column: abs(last[column]))
    return Figure(
        "gap",
        say(
            "The largest part of the gap in {month}: {part}, {points}",
            month=words.month(last["month"]),
            part=say(PARTS[largest][0]),
            points=words.points(last[largest]),
        ),
        say("percentage points, duty owed on entry less duty by law"),
        say(
            "In {month}: {parts} percentage points.",
            month=words.month(last["month"]),
            parts=words.join([f"{say(name)} {words.number(last[column])}" for column, (name, _) in PARTS.items()]),
        ),
        source(*TABLES),
        months,
        Columns(
            months["month"],
            [
                Series(words.capital(say(name)), role, months[column])
                for column, (name, role) in PARTS.items()
                if months[column].any()  # no key of what is not drawn
            ],
            POINTS,
            turning_points(p),
        ),
    )


def industries(p: Parameters) -> Table | None:
    """List the industries behind the residual of the last month."""
    months = _gap(p)
    if months.empty:
        return None
    month = months["month"].iloc[-1]
    rows = said(_residuals(p))
    return Table(
        "gap-by-industry",
        say(
            "Duty by law and duty owed by industry, {month}",
            month=words.month(month),
        ),
        [
            Column("naics3", "NAICS"),
            Column("name", say("Industry")),
            Column("share_2024", say("Share of imports 2024"), "%", words.share_number),
            Column("share", say("Share in the month"), "%", words.share_number),
            Column("statutory_pct", say("By law"), "%", words.number),
            Column("owed_pct", say("Owed"), "%", words.number),
            Column("residual_pp", say("Part of the residual"), say("points"), lambda value: words.number(value, 2)),
        ],
        source(*TABLES),
        rows,
        searchable=True,
    )


def heat(p: Parameters) -> Figure | None:
    """Show the residual by industry and month: the industries with most of it, and all others together."""
    months = _gap(p)
    if months.empty:
        return None
    wide = _by_month(p).pivot_table("residual_pp", "name", "month", aggfunc="sum")
    wide = wide[wide.columns[-SHOWN_MONTHS:]]
    order = wide.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index
    shown = wide.loc[order[:SHOWN_INDUSTRIES]]
    shown.loc[message("All others")] = wide.loc[order[SHOWN_INDUSTRIES:]].sum()
    shown.index = shown.index.map(say)
    lead, last = _residuals(p).iloc[0], months.iloc[-1]
    largest = shown.iloc[:-1, -1].sort_values(key=abs, ascending=False, kind="stable").head(NAMED_INDUSTRIES)
    return Figure(
        "residual",
        say(
            "{industry}: {part} of the {residual} left in {month}",
            industry=say(lead["name"]),
            part=words.number(lead["residual_pp"]),
            residual=words.points(last["residual_pp"]),
            month=words.month(last["month"]),
        ),
        say(
            "percentage points of all imports: duty owed less duty by law, after the mix of goods and goods at sea",
        ),
        say(
            "The residual was {residual} in {month}. Its largest parts: {parts}.",
            month=words.month(last["month"]),
            residual=words.points(last["residual_pp"]),
            parts="; ".join(f"{str(name).lower()} {words.number(value, 2)}" for name, value in largest.items()),
        ),
        source(*TABLES),
        shown.rename(columns=lambda month: f"{month:%Y-%m}").reset_index(),
        HeatMap(
            [str(name) for name in shown.index],
            shown.columns,
            shown.to_numpy().tolist(),
            POINTS,
            Series(say("Owed less than by law"), Role.DUTY_BY_LAW, ()),
            Series(say("Owed more"), Role.DUTY_OWED, ()),
        ),
    )


def table(p: Parameters) -> Table | None:
    """List the gap month by month."""
    months = _gap(p)
    if months.empty:
        return None
    return Table(
        "gap-by-month",
        say("The gap month by month"),
        [
            Column("month", say("Month"), "", words.month),
            Column("statutory_pct", say("By law"), "%", words.number),
            Column("mix_pp", say("Mix"), say("points"), words.number),
            Column("water_pp", say("On the water"), say("points"), words.number),
            Column("residual_pp", say("Residual"), say("points"), words.number),
            Column("no_voyage_pp", say("Residual if nothing was at sea"), say("points"), words.number),
            Column("owed_pct", say("Owed"), "%", words.number),
        ],
        source(*TABLES),
        months.sort_values("month", ascending=False),
        shown=12,
    )


def assumptions(p: Parameters) -> Text | None:
    """Say what the split assumes, and for a partner of USMCA how claims of origin are counted."""
    months = _gap(p)
    if months.empty:
        return None
    return text(
        _claims_of_origin(p, months.tail(HALF_YEAR)),
        say(
            "Goods that were loaded before a change paid the old rate for a time. How much was at "
            "sea is not in the data: a voyage is taken to last {days} days for all goods, "
            "which is too long for air freight.",
            days=VOYAGE_DAYS,
        ),
        _at_sea(months),
    )


def _claims_of_origin(p: Parameters, months: pd.DataFrame) -> str:
    """Return by how much law and owed duty differ over ``months`` and why; empty outside USMCA."""
    if USMCA not in current_law().conditions_of(p.partner):
        return ""
    law, mix, left, owed = months[["statutory_pct", "mix_pp", "residual_pp", "owed_pct"]].mean()
    rows = pd.concat([gap_by_industry(p.partner, month) for month in months["month"]])
    behind = (rows.groupby("name")["residual_pp"].sum() / len(months)).nsmallest(3)
    named = [f"{say(str(name)).lower()} {words.number(value)}" for name, value in behind.items()]
    return say(
        "What originates under USMCA is counted from the claims of each tariff line and month. "
        "Over {span} the law so counted gives {law} on average, and importers owed {owed}. The "
        "mix of goods makes {mix} of the difference; {left} are left. The industries behind most "
        "of it: {industries} points. Claims made after entry, US content of cars and US metal lower "
        "what is owed, and no table shows how much.",
        span=words.period(months["month"].iloc[0], months["month"].iloc[-1]),
        law=words.percent(law),
        owed=words.percent(owed),
        mix=words.points(mix),
        left=words.points(left),
        industries=words.join(named),
    )


def _at_sea(months: pd.DataFrame) -> str:
    """Say between which bounds the residual lies in the month in which it depends most on the length of a voyage."""
    row = row_at(months, months["water_pp"].abs().idxmax())
    if not row["water_pp"]:
        return ""
    return say(
        "This matters most in {month}: the residual is {no_voyage} points if nothing was at sea "
        "and {residual} if all of it was for {days} days. The truth lies between.",
        month=words.month(row["month"]),
        no_voyage=words.number(row["no_voyage_pp"]),
        residual=words.number(row["residual_pp"]),
        days=VOYAGE_DAYS,
    )


def _turn(p: Parameters) -> str:
    """Say in which industry the residual fell most since the month before, and whether it did so from elsewhere too."""
    found = largest_fall(_by_month(p))
    if found is None:
        return ""
    old, row = found
    fall_pp = old["residual_pp"] - row["residual_pp"]
    if fall_pp < NOTABLE_PP or row["owed_pct"] > old["owed_pct"] - NOTABLE_FALL_PP:
        return ""
    changes = calculated_duty.moves(row["naics3"], old["month"], row["month"], p.partner)
    before, after = (words.percent(one["statutory_pct"]) for one in (old, row))
    turn = say(
        message(
            "On {industry}, importers owed {owed} in {month} after **{earlier}** a month before, while the law stayed "
            "at {after}."
        )
        if before == after
        else message(
            "On {industry}, importers owed {owed} in {month} after **{earlier}** a month before, while the law went "
            "from {before} to {after}."
        ),
        industry=say(row["name"]).lower(),
        owed=words.percent(row["owed_pct"]),
        month=words.month(row["month"]),
        earlier=words.percent(old["owed_pct"]),
        before=before,
        after=after,
    )
    if (changes < 0).mean() <= 0.5:
        return turn
    elsewhere = say(
        "It also fell on such goods from {fell} of {known} other countries. The cause is thus what was declared or how "
        "the law was applied, not the trade of {partner}.",
        fell=words.cardinal(int((changes < 0).sum())),
        known=words.cardinal(len(changes)),
        partner=partner(p),
    )
    return f"{turn} {elsewhere}"


@facts
def _by_month(p: Parameters) -> pd.DataFrame:
    """Return the industries behind the gap in the last months of the edition."""
    months = _gap(p)["month"]
    return by_industry(
        p.partner, max(months.min(), months.max() - pd.DateOffset(months=SHOWN_MONTHS - 1)), months.max()
    )


def _residuals(p: Parameters) -> pd.DataFrame:
    """Return the industries behind the gap of the last month, largest residual first."""
    every = _by_month(p)
    rows: pd.DataFrame = every[every["month"] == every["month"].max()]
    return rows.sort_values("residual_pp", key=abs, ascending=False, ignore_index=True)


@facts
def _gap(p: Parameters) -> pd.DataFrame:
    """Return the gap for the months of the edition since 2024; empty where the data cannot give it."""
    months = calculated_duty.monthly(p.partner)["month"]
    first, last = max(FIRST, p.window[0]), p.window[1]
    months = months[months.between(first, last)]
    if months.empty or p.partner not in duties.current_world().partners:
        return pd.DataFrame(columns=["month"])
    span = months.min(), months.max()
    found = gap(p.partner, *span)
    return found.assign(no_voyage_pp=gap(p.partner, *span, voyage_days=0)["residual_pp"])
