"""The commands of the tariff engine: ``trade-report rate`` and ``trade-report rates``.

They import no more than they need: one look-up answers in under a second, start-up included.
"""

import dataclasses
import math
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.cli.output import File, Form, Json, checked_form, show
from analysis.errors import ReportError, shown

Partner = Annotated[str, typer.Option(help="ISO alpha-3 code, English name or Census code.")]
WEIGHTS_YEAR = 2024


def rate(
    hts: Annotated[str | None, typer.Argument(help="HTS code of 4, 6, 8 or 10 digits, with or without dots.")] = None,
    partner: Partner = "VNM",
    on: Annotated[str | None, typer.Option(help="Day, YYYY-MM-DD; the last day of the record if left out.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", callback=checked_form, help="table, csv or json; csv for a --file.")
    ] = None,
    json: Json = False,
    out: File = None,
    file: Annotated[
        Path | None, typer.Option(help="CSV of many: hts, partner, date and, if known, value_usd, case.")
    ] = None,
) -> None:
    """Print the duty on one product on one day, by authority and with the legal basis, or on each row of a file."""
    if (hts is None) == (file is None):
        raise ReportError("rate: give one HTS code, or --file with a list of shipments")
    form = "json" if json else form or ("csv" if file else "table")
    if file is not None:
        _rate_file(file, form, out)
        return
    from analysis import partners
    from analysis.data import as_of
    from analysis.tariffs.lookup import duty, duty_range

    bare = re.sub(r"[.\s]", "", str(hts))
    code = bare if bare.isdecimal() else str(hts)  # what is no code is told as it was written
    asked = as_of() if on is None else _day(on)
    found: Any = (duty if len(code) == 10 else duty_range)(code, partners.one(partner), asked)
    text = _duty_text if len(code) == 10 else _range_text
    show(lambda: _cases(code, found), lambda: text(found), form, out, _plain(found))


def _day(text: str) -> Any:
    from analysis.inputs import day

    try:
        return day(text)
    except ReportError as error:
        raise ReportError(f"--on {error}") from None


def _cases(code: str, found: Any) -> Any:
    """Return a row for each case of a duty or a range: product, partner, day, the condition, and the case's rates."""
    import pandas as pd

    asked = {"hts": code, "partner": found.partner, "date": found.day}
    return pd.DataFrame([asked | _rates_of(case) for case in found.cases])


def _rates_of(case: Any) -> dict[str, Any]:
    """Return the condition of ``case`` and its rates in percent, what each authority adds in a column of its own."""
    from analysis.tariffs.duties import column

    numbers = {name: value for name, value in _plain(case).items() if isinstance(value, int | float) or value is None}
    added: dict[str, float] = {}
    for charge in getattr(case, "charges", ()):
        added[column(charge.authority)] = added.get(column(charge.authority), 0) + charge.added_pct
    return {"if": case.if_} | numbers | added


def _rate_file(path: Path, form: str, out: Path | None) -> None:
    """Show the duties on the list at ``path``, in its order, and each bad row as an error; by default as CSV."""
    from analysis.tariffs.shipments import assess, read

    found = assess(read(path))
    show(lambda: found.duties, lambda: found.duties.to_string(index=False), form, out)
    for fault in found.faults:
        typer.echo(fault, err=True)
    if found.faults:
        raise typer.Exit(1)


def rates(
    partner: Partner = "VNM",
    form: Form = "table",
    weights: Annotated[str, typer.Option(help="Year of the import weights.")] = str(WEIGHTS_YEAR),
    out: File = None,
) -> None:
    """Print the import-weighted duty as steps, one column an authority."""
    from analysis import partners
    from analysis.tariffs.duties import WEIGHTS, effective_rates

    if weights != str(WEIGHTS_YEAR):
        raise ReportError(f"--weights {shown(weights)}: the data hold imports by product for {WEIGHTS_YEAR} alone")
    steps = effective_rates([partners.one(partner)])
    steps = _upto_record(steps)
    show(lambda: steps, lambda: _steps_text(steps, WEIGHTS), form, out)


def _steps_text(steps: Any, weights: str) -> str:
    from analysis.present import words

    head = f"{weights}; percent of customs value" + _partial(bool(steps["partial"].any()))
    return f"{head}\n{steps.to_string(index=False, float_format=lambda value: words.number(value, 2))}"


def _upto_record(steps: Any) -> Any:
    """Return ``steps`` without what would lie after the record; the last step is open, in force when last seen."""
    from analysis.data import as_of

    steps = steps[steps["valid_from"] <= as_of()].drop(columns="partner").reset_index(drop=True)
    return steps.assign(valid_until=steps["valid_until"].where(steps["valid_until"] <= as_of()))


def _duty_text(found: Any) -> str:
    plain, *others = found.cases
    lines = [
        f"{found.hts10} {found.description}",
        f"from {_name(found.partner)} on {found.day:%Y-%m-%d}{_if_later(found)}{_partial(found.partial)}",
        f"  base {_pct(plain.base_pct)}  {found.base_source}",
    ]
    for charge in plain.charges:
        lines.append(_charge(charge))
        lines += [f"      {source.event} {source.title} {source.url}".rstrip() for source in charge.basis]
    lines += [
        f"  {not_charged.authority} 0%  {not_charged.measure}: {not_charged.reason}"
        for not_charged in found.not_charged
    ]
    lines.append(f"  total {_pct(plain.total_pct)} of customs value" + (", if none of these holds:" if others else ""))
    for case in others:
        lines.append(f"  total {_pct(case.total_pct)} if {case.if_}")
        if len(case.conditions) < 2:
            lines += [f"    base {_pct(case.base_pct)}", *("  " + _charge(charge) for charge in case.charges)]
    lines += [f"  an order may add to this: {row.product} ({row.order}, {row.kind})" for row in found.orders]
    lines += [f"  from {row.day:%Y-%m-%d}: {_coming(row)}" for row in found.coming]
    return "\n".join([*lines, *(f"  note: {note}" for note in found.notes)])


def _charge(charge: Any) -> str:
    basis = "" if charge.value_basis == "full" else f" on {charge.value_basis}"
    return (
        f"  {charge.authority} {_pct(charge.added_pct)}  {charge.instrument}, {charge.hts_heading}: "
        f"{charge.rate_pct:g}%{basis}, {charge.stacking}"
    )


def _coming(row: Any) -> str:
    act = f"{row.authority} {row.rate_pct:g}%, {row.instrument}, {row.hts_heading}"
    text = f"{act}, proclaimed and not in the total"
    return f"{text}; only if {row.if_}" if row.if_ else text


def _range_text(found: Any) -> str:
    count, plain = len(found.lines), found.cases[0]
    lines = [
        f"{found.prefix} {found.description}".rstrip() + f": {count} {'line' if count == 1 else 'lines'}",
        f"from {_name(found.partner)} on {found.day:%Y-%m-%d}{_if_later(found)}{_partial(found.partial)}",
        *(_range_case(case) for case in found.cases),
    ]
    unknown = f"{plain.unknown} of the lines unknown, their base is not in the data"
    notes = [*([unknown] if plain.unknown else []), *found.notes]
    return "\n".join([*lines, *(f"  note: {note}" for note in notes)])


def _range_case(case: Any) -> str:
    mean = "nothing imported in 2024" if case.mean_pct is None else f"import-weighted mean {_pct(case.mean_pct)}"
    lowest, highest = _pct(case.lowest_pct), _pct(case.highest_pct)
    between = lowest if lowest == highest else f"{lowest} to {highest}"
    return f"  total {between}, {mean} (imports for consumption 2024)" + (f" if {case.if_}" if case.if_ else "")


def _name(partner: str) -> str:
    from analysis import partners

    return partners.in_sentence(partner)


def _if_later(found: Any) -> str:
    if found.day == found.asked:
        return ""
    return f", the last day of the record: what is in force there, not what will be on {found.asked:%Y-%m-%d}"


def _partial(partial: bool) -> str:
    return " [partial: the treatment of this partner needs more than the data hold]" if partial else ""


def _pct(value: float | None) -> str:
    return "unknown" if value is None or math.isnan(value) else f"{value:,.2f}%".replace(".00%", "%")


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it, with the computed properties of a duty."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        computed = [name for name, kind in vars(type(value)).items() if isinstance(kind, property)]
        return {name.rstrip("_"): _plain(getattr(value, name)) for name in [*names, *computed]}
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value
