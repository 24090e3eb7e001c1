"""The chapters Claims, Two ledgers and Negotiations: what they say follows from the tables."""

import inspect
import re
from types import ModuleType

import pytest

from analysis.chapters import claims, ledgers, methods, negotiations
from analysis.claims import check_all
from analysis.parameters import Parameters, parse
from analysis.present import Figure, Table
from analysis.publish import normal_form, notebooks

CHAPTERS = {"claims": claims, "ledgers": ledgers, "negotiations": negotiations}
SHOWN = [
    (module, name)
    for module in CHAPTERS.values()
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.fixture(scope="module")
def p() -> Parameters:
    return parse({})


@pytest.mark.parametrize(("module", "name"), SHOWN)
def test_every_output_has_a_clean_text_form(module: ModuleType, name: str, p: Parameters) -> None:
    output = getattr(module, name)(p)._repr_mimebundle_()
    assert not re.search(r"\bnan\b|\bNaT\b|\bNone\b|<NA>", output["text/plain"])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapter_is_in_editions_of_viet_nam_only(chapter: str) -> None:
    notebook = normal_form.read(notebooks.path(chapter))
    assert [code for code in ("VNM", "THA", "CHN") if notebooks.belongs(notebook, code)] == ["VNM"]


@pytest.mark.parametrize(("chapter", "module"), CHAPTERS.items())
def test_the_notebook_calls_every_function_once(chapter: str, module: ModuleType) -> None:
    cells = [cell.source for cell in normal_form.read(notebooks.path(chapter)).cells if cell.cell_type == "code"]
    called = [
        match[1] for cell in cells if (match := re.fullmatch(rf"{module.__name__.split('.')[-1]}\.(\w+)\(p\)", cell))
    ]
    assert sorted(called) == sorted(name for owner, name in SHOWN if owner is module)


def test_findings_count_what_the_table_holds(p: Parameters) -> None:
    first = claims.findings(p).paragraphs[0]
    checked = check_all()
    decided = (checked["verdict"] != "not checkable").sum()
    assert f"**{len(checked)} statements**" in first
    assert f"{decided} can be checked" in first


def test_every_failing_statement_is_explained(p: Parameters) -> None:
    shown = set(claims.failures(p).data["claim"])
    checked = check_all()
    failing = ~checked["verdict"].isin(["confirmed", "confirmed within rounding", "not checkable"])
    assert shown == set(checked.loc[failing, "claim"])


def test_a_verdict_on_figures_links_to_the_table_of_figures(p: Parameters) -> None:
    rows = claims.every(p).data.set_index("claim")["source_address"]
    assert rows["004-22"] == "./methods.html#held-goods_by_partner"
    assert rows["002-18"] == "./methods.html#held-imports_by_naics3"
    assert rows["003-12"] == "./ledgers.html#table-ledgers"
    held = methods.tables(p).html()
    assert all(f'id="held-{name}"' in held for name in ("goods_by_partner", "imports_by_naics3"))


def test_expected_verdicts_are_not_shown(p: Parameters) -> None:
    assert "expected_verdict" not in [column.field for column in claims.every(p).columns]


def test_the_ledgers_say_how_far_apart_2025_is(p: Parameters) -> None:
    exports = ledgers.findings(p).paragraphs[0]
    assert "$153.2 billion" in exports
    assert "$193.9 billion" in exports
    assert "26.6% higher" in exports


def test_numbers_in_the_list_of_statements_carry_unit_and_sign(p: Parameters) -> None:
    rows = claims.every(p).data.set_index("claim")
    assert rows.loc["002-08", "is_"] == "93.4%"
    assert rows.loc["001-18", "is_"] == "$133.9 billion"
    assert rows.loc["000-13", "said"] == "$123 billion"
    assert rows.loc["004-34", "off"] == "−0.20 percentage points"
    assert rows.loc["004-27", "is_"] == "number 3"
    assert not rows[["said", "is_", "off"]].stack().str.contains("-").any()


def test_a_yardstick_of_ours_is_not_shown_as_stated(p: Parameters) -> None:
    rows = claims.every(p).data.set_index("claim")
    assert (rows.loc[["002-17", "003-26", "004-03", "004-04"], "said"] == "").all()


def test_no_answer_says_a_thing_twice(p: Parameters) -> None:
    twice = re.compile(r"(?:^|\. )([^.]{20,})\. \1\.")
    assert [answer for answer in claims.every(p).data["answer"] if twice.search(answer)] == []


def test_a_coarse_figure_gives_a_span(p: Parameters) -> None:
    assert "Viet Nam's surplus 46 to 59% higher" in ledgers.gap(p).sentence


def test_the_press_is_counted_by_document(p: Parameters) -> None:
    said = ledgers.findings(p).paragraphs[-1]
    assert "Document 004 has figures of both" in said


def test_the_talks_figure_holds_rounds_balance_and_rate(p: Parameters) -> None:
    figure = negotiations.rounds_and_rates(p)
    assert isinstance(figure, Figure)
    assert "Round 5 began on 12 November 2025, at 20%." in figure.sentence
    assert "Round 1 was announced for 7 May 2025, at 10%." in figure.sentence
    assert "January 2025 had a deficit of $12.0 billion" in figure.sentence


def test_what_is_not_established_is_said(p: Parameters) -> None:
    said = "\n".join(negotiations.findings(p).paragraphs)
    assert "when round 4 was held" in said
    assert "no source on record says so" in said


def test_an_edition_of_an_earlier_day_knows_nothing_later() -> None:
    early = parse({"as_of": "2025-06-01"})
    table = negotiations.every(early)
    assert isinstance(table, Table)
    assert table.data["first_day"].max() <= early.day
    assert "The last is round 2" in negotiations.findings(early).paragraphs[0]
    given = negotiations.given(early)
    assert given is not None
    assert given.data["day"].max() <= early.day


def test_what_is_open_names_the_round_without_a_day_and_the_one_only_announced(p: Parameters) -> None:
    table = negotiations.open_points(p)
    assert table is not None
    assert table.data["not_established"].str.contains("when round 4 was held").any()
    assert table.data["not_established"].str.contains("whether round 1 began on the day announced").any()


def test_an_edition_after_one_round_counts_it_in_the_singular_and_compares_nothing_later() -> None:
    said = "\n".join(negotiations.findings(parse({"as_of": "2025-05-10"})).paragraphs)
    assert "**1 round** of talks has a day on record: round 1, on 7 May 2025" in said
    assert "1 rounds" not in said
    assert "2026" not in said
    later = "\n".join(negotiations.findings(parse({"as_of": "2025-09-01"})).paragraphs)
    assert "changed 1 time;" in later


def test_the_meeting_of_may_has_sources_beside_the_document(p: Parameters) -> None:
    table = negotiations.every(p)
    assert table is not None
    row = table.data.set_index("event").loc["N03"]
    assert row["source_title"] == "VOV, May 2025"
    assert "vietnam.vn" in row["second_source"]


def test_a_verdict_stands_beside_its_explanation_and_source(p: Parameters) -> None:
    table = claims.every(p)
    labels = [column.label for column in table.columns]
    assert labels[:5] == ["No.", "What the document says", "Verdict", "What the data say", "Source"]
    rows = table.data.set_index("claim")
    assert rows.loc["000-06", "source_name"] == "VOV, May 2025 (two press reports)"
    assert rows.loc["003-24", "said"] == "$57 billion"


def test_before_the_first_round_the_chapter_says_so() -> None:
    early = parse({"as_of": "2025-01-15"})
    assert "No round of talks is on record" in negotiations.findings(early).paragraphs[0]
    assert negotiations.rounds_and_rates(early) is None
    assert negotiations.rounds(early) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("draw", [claims.by_document, ledgers.gap, negotiations.rounds_and_rates, negotiations.tracks])
def test_figures_are_drawn_twice_with_the_same_bytes(draw: object, narrow: bool, p: Parameters) -> None:
    figure = draw(p)  # type: ignore[operator]
    assert figure.svg(narrow) == figure.svg(narrow)
