"""The commands ``trade-report scenario`` and ``trade-report claims``."""

from typing import Annotated

import typer

from analysis.cli.options import More, Partner, parameters
from analysis.cli.output import File, Form, Json, show


def scenario(
    tariff: Annotated[str | None, typer.Option(help="Default rate as a fraction, or today.")] = None,
    elasticity: Annotated[str | None, typer.Option(help="A verified estimate's name, or a number.")] = None,
    pass_through: Annotated[str | None, typer.Option(help="Share of the tariff that importers pay.")] = None,
    partner: Partner = None,
    parameter: More = None,
    form: Form = "table",
    json: Json = False,
    out: File = None,
) -> None:
    """Compute what another tariff would do, as the chapter What if does."""
    import pandas as pd

    from analysis.chapters import own_scenario, published_estimates, what_if

    given = {"tariff": tariff, "elasticity": elasticity, "pass_through": pass_through, "partner": partner}
    p = parameters(given, parameter)
    numbers = own_scenario.summary(p)  # refuses what the data cannot answer

    def rows() -> pd.DataFrame:
        flat = pd.json_normalize(numbers).iloc[0].rename_axis("quantity").rename("value").reset_index()
        return flat.assign(value=[", ".join(map(str, one)) if isinstance(one, list) else one for one in flat["value"]])

    def text() -> str:
        calls = (what_if.findings, what_if.assumptions, what_if.outcome, what_if.compare, published_estimates.methods)
        parts = [part for call in calls if (part := call(p)) is not None]
        return "\n\n".join(part._repr_mimebundle_()["text/plain"].replace("**", "") for part in parts)

    show(rows, text, "json" if json else form, out, numbers)


def claims(
    document: Annotated[str | None, typer.Option(help="Document, 000 to 004.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Verdict, as in contradicted.")] = None,
    form: Form = "table",
    out: File = None,
) -> None:
    """Print every statement of the source documents with its verdict."""
    from analysis.claims import listing

    rows = listing(document, verdict)
    shown = ["claim", "verdict", "paraphrase", "explanation"]
    show(lambda: rows, lambda: rows[shown].to_string(index=False, max_colwidth=70), form, out)
