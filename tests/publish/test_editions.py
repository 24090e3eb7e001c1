"""Many editions: the page over them, one that fails, going on after a kill, and a cluster."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from english_left import english_left
from in_process import trade_report
from tiny_book import tiny, tree, write_notebook

from analysis.cli import options
from analysis.data import load
from analysis.errors import ReportError
from analysis.parameters import parse
from analysis.publish.build import build
from analysis.publish.editions import Outcome, build_all, partners_with_data
from analysis.publish.fork.children import Child, GoneError
from analysis.publish.index import write_index
from analysis.publish.settings import Settings

PARTNERS = ["AUS", "EUU", "THA", "VNM"]
EDITIONS = [parse({"partner": code}) for code in PARTNERS]
# Fail for one country each: a chapter that raises, and an output that the book cannot be made from.
RAISES = "if partner == 'THA':\n    raise ValueError('nothing on Thailand')\ntext(f'About {partner}')"
BREAKS = (
    "from IPython.display import HTML, display\n"
    "display(HTML('<img src=\"data:image/svg+xml;name=a.svg;base64,A\">' if p.partner == 'AUS' else 'well'))"
)


def about_the_partner(settings: Settings, names: list[str]) -> Settings:
    """Let the chapters of a tiny book be about the partner."""
    for name in names[:2]:
        write_notebook(settings.notebooks / f"{name}.ipynb", "text(f'About {p.partner}')", parameter='partner = "VNM"')
    return settings


@pytest.fixture
def by_partner(settings: Settings, names: list[str]) -> Settings:
    """Settings for a tiny book whose chapters are about the partner."""
    return about_the_partner(settings, names)


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory, names: list[str], frame: Path) -> Path:
    """Return a folder with ``editions``, in which four were built, and the ``cache`` that they filled."""
    folder = tmp_path_factory.mktemp("four")
    with pytest.MonkeyPatch.context() as patch:
        settings = about_the_partner(tiny(folder, names, frame, patch), names)
        _, outcomes = build_all(EDITIONS, folder / "editions", settings=settings)
    assert {outcome.status for outcome in outcomes} == {"built"}
    return folder


@pytest.fixture
def again(by_partner: Settings, four: Path) -> Settings:
    """Settings for a tiny book of which the cache holds four editions."""
    return replace(by_partner, cache=Path(shutil.copytree(four / "cache", by_partner.cache)))


# What the list of parameters writes as code without marking it: names of chapters and values.
NAMED_IN_CODE = {"revisions", "law hoặc before"}


def rows(page: Path) -> list[list[str]]:
    body = re.search(r"<tbody>(.*)</tbody>", page.read_text("utf-8"))
    assert body
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]
        for row in re.findall(r"<tr>.*?</tr>", body[1])
    ]


def test_partners_are_those_with_industries_or_current_totals() -> None:
    found = partners_with_data()
    assert {"VNM", "THA", "IDN", "EUU", "CHN", "RUS"} <= set(found)
    assert not {"WLD", "XUS", "KHM"} & set(found)
    assert 25 <= len(found) <= 60


def test_page_has_a_row_for_each_book(four: Path) -> None:
    folder = four / "editions"
    page = folder / "index.html"
    found = {row[0]: row[1:] for row in rows(page)}
    assert list(found) == ["Viet Nam", "European Union", "Thailand", "Australia"]  # the largest deficit first
    assert found["European Union"][1] == "–"  # a group has no rank
    assert found["Thailand"][1] == "11th"
    assert found["Viet Nam"][1] == "1st"
    assert found["European Union"][2].startswith("10% in allLaw of: ")
    assert found["Thailand"][2].startswith("an extra 12.5%Law of: ")
    sorted_by = re.findall(r'data-value="(\d+)(?:\.0)?">\w+</td>', page.read_text("utf-8"))
    assert sorted_by[:2] == ["1", "11"]  # a rank is sorted as a number
    goods = load("goods_by_country")
    last = goods[(goods["partner"] == "THA") & (goods["month"] >= "2024-01-01")]
    balance = (last["exports_usd"] - last["general_imports_usd"]).sum() / 1e9
    assert found["Thailand"][0] == f"−{-balance:.1f}Last month: December 2024"
    offered = (folder / "THA" / "html" / "editions.js").read_text("utf-8")
    assert "../../index.html" in offered
    assert "../../VNM/html/index.html" in offered
    assert "../../THA/" not in offered
    for address in re.findall(r'href="\./([^"]+)"', page.read_text("utf-8")):
        assert (folder / address).exists()
    assert 'class="report-table searchable report-long"' in page.read_text("utf-8")
    for name in re.findall(r'(?:href|src)="(_static/[^"]+)"', page.read_text("utf-8")):
        assert (folder / name).is_file()


def offered(book: Path) -> list[dict[str, str]]:
    """Return what the pages of ``book`` offer."""
    found: list[dict[str, str]] = json.loads((book / "editions.js").read_text("utf-8").partition(" = ")[2][:-2])
    return found


def test_page_over_editions_in_two_languages_offers_both(again: Settings, tmp_path: Path) -> None:
    build_all([parse({})], tmp_path, settings=again, also=["en", "vi"])
    page, _ = build_all([parse({"partner": "THA"})], tmp_path, settings=again)
    english, vietnamese = page.read_text("utf-8"), (tmp_path / "index.vi.html").read_text("utf-8")
    assert '<a href="index.vi.html" lang="vi" hreflang="vi">Tiếng Việt</a>' in english
    assert '<a href="index.html" lang="en" hreflang="en">English</a>' in vietnamese
    assert 'href="./VNM/html/index.html"' in english and 'href="./VNM/html/vi/index.html"' in vietnamese
    assert 'href="./THA/html/index.html"' in vietnamese  # there is no other
    assert [row[0] for row in rows(tmp_path / "index.vi.html")] == ["Việt Nam", "Thái Lan"]
    assert offered(tmp_path / "VNM" / "html" / "vi") == [
        {"name": "English", "address": "../", "language": "en"},
        {"name": "Tất cả ấn bản", "address": "../../../index.vi.html"},
        {"name": "Thái Lan", "address": "../../../THA/html/index.html"},
    ]
    assert offered(tmp_path / "VNM" / "html")[0] == {"name": "Tiếng Việt", "address": "vi/", "language": "vi"}
    assert [one["name"] for one in offered(tmp_path / "THA" / "html")] == ["All editions", "Viet Nam"]
    _, outcomes = build_all([parse({})], tmp_path, settings=again, resume=True, also=["en", "vi"])
    assert [outcome.status for outcome in outcomes] == ["kept"]
    left = {
        file.name: found
        for file in (tmp_path / "VNM" / "html" / "vi").rglob("*.html")
        if (found := set(english_left(file.read_text("utf-8"))) - NAMED_IN_CODE)
    }
    assert left == {}


def test_editions_that_fail_in_whatever_way_do_not_stop_the_others(
    by_partner: Settings, tmp_path: Path, names: list[str]
) -> None:
    for name, code in zip(names[:2], (BREAKS, RAISES), strict=True):
        write_notebook(by_partner.notebooks / f"{name}.ipynb", code, parameter='partner = "VNM"')
    told: list[Outcome] = []
    page, outcomes = build_all([one for one in EDITIONS if one.partner != "EUU"], tmp_path, told.append, by_partner)
    assert outcomes == told
    failed = {outcome.parameters.partner: outcome.message for outcome in outcomes if outcome.status == "failed"}
    assert sorted(failed) == ["AUS", "THA"]
    assert "ValueError: nothing on Thailand" in failed["THA"]
    assert failed["AUS"].startswith("binascii.Error: ") and "\n" not in failed["AUS"]
    assert [row[0] for row in rows(page)] == ["Viet Nam"]


def test_page_shows_the_totals_of_each_books_own_vintage(
    by_partner: Settings, tmp_path: Path, names: list[str]
) -> None:
    for name in names[:2]:
        write_notebook(by_partner.notebooks / f"{name}.ipynb", "text('1')", parameter="vintage = None")
    page, _ = build_all([parse({"vintage": "2025-02"})], tmp_path, settings=by_partner)
    # The Census Bureau's figures of early 2025: exports of 13.1 and imports of 136.5 billion dollars in 2024.
    assert rows(page)[0][1] == "−123.5Last month: December 2024"


def test_page_of_something_else_is_not_written_over(again: Settings, tmp_path: Path) -> None:
    build(EDITIONS[0], tmp_path / "html", settings=again)
    before = tree(tmp_path / "html")
    with pytest.raises(ReportError, match="is not a page over editions; name another folder"):
        build_all(EDITIONS[:1], tmp_path / "html", settings=again)
    assert tree(tmp_path / "html") == before


def test_resume_goes_on_where_a_killed_run_stopped(again: Settings, tmp_path: Path) -> None:
    def work(connection: object) -> None:
        def kill_after_two(outcome: Outcome) -> None:
            done.append(outcome)
            if len(done) == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        done: list[Outcome] = []
        build_all(EDITIONS, tmp_path, kill_after_two, again)

    with pytest.raises(GoneError, match="SIGKILL"):
        Child(work, alone=False).receive()
    standing = {path.parts[-3] for path in tmp_path.glob("*/html/run.json")}
    before = {code: tree(tmp_path / code / "html") for code in standing}
    _, outcomes = build_all(EDITIONS, tmp_path, settings=again, resume=True)
    kept = {outcome.parameters.partner for outcome in outcomes if outcome.status == "kept"}
    assert len(standing) >= 2
    assert kept == standing
    assert {outcome.parameters.partner for outcome in outcomes} == set(PARTNERS)
    assert {code: tree(tmp_path / code / "html") for code in standing} == before


def test_resume_does_not_keep_a_book_whose_inputs_changed(again: Settings, tmp_path: Path, names: list[str]) -> None:
    build_all(EDITIONS[:1], tmp_path, settings=again)
    write_notebook(again.notebooks / f"{names[1]}.ipynb", "text('new')", parameter='partner = "VNM"')
    _, outcomes = build_all(EDITIONS[:1], tmp_path, settings=again, resume=True)
    assert [outcome.status for outcome in outcomes] == ["built"]


def test_the_quiet_command_prints_the_result_alone(
    again: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "settings", lambda engine, workers: again)
    run = trade_report("editions", "VNM", "-q", "--out", str(tmp_path / "books"))
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{tmp_path / 'books' / 'index.html'}\n", "")


def test_page_over_no_books(tmp_path: Path) -> None:
    assert rows(write_index(tmp_path)) == []


@dataclass
class Cluster:
    """A scheduler and two workers, each a process."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A Dask cluster on the loopback address, as its own command line starts it."""
    distributed = pytest.importorskip("distributed")
    file = tmp_path / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(file)]
    commands = [
        # The time limit is for a killed test run, which cannot end them.
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--idle-timeout", "60 seconds", *common],
        *[["worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", *common]] * 2,
    ]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        with distributed.Client(scheduler_file=str(file), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield Cluster(address, started[0], started[1:])
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.long
def test_every_edition_completes_on_a_cluster_that_loses_a_worker(
    by_partner: Settings, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the frame with two guides: workers are processes of their own and make them all

    def kill_one(outcome: Outcome) -> None:
        cluster.workers[0].kill()

    three = EDITIONS[:3]
    page, outcomes = build_all(
        three, tmp_path / "books", kill_one, by_partner, scheduler=cluster.address, also=["en", "vi"]
    )
    assert {outcome.parameters.partner: outcome.message for outcome in outcomes} == dict.fromkeys(PARTNERS[:3], "")
    assert len(rows(page)) == 3
    assert cluster.workers[0].wait() == -signal.SIGKILL
    build(EDITIONS[0], tmp_path / "here", settings=by_partner, also=["en", "vi"])
    assert tree(tmp_path / "here") == tree(tmp_path / "books" / "AUS" / "html")
    assert (tmp_path / "here" / "vi" / "index.html").is_file()


@pytest.mark.long
def test_lost_scheduler_is_said(
    by_partner: Settings, tmp_path: Path, cluster: Cluster, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # as above
    monkeypatch.setattr("analysis.publish.cluster.LOOK_SECONDS", 1.0)
    kill = f"import os, signal\nos.kill({cluster.scheduler.pid}, signal.SIGKILL)"
    write_notebook(by_partner.notebooks / f"{names[1]}.ipynb", kill, parameter='partner = "VNM"')
    with pytest.raises(ReportError, match="the scheduler is lost; start it again, then go on with --resume"):
        build_all(EDITIONS[:1], tmp_path / "books", settings=by_partner, scheduler=cluster.address)


@pytest.mark.long
def test_cluster_without_workers_is_said(
    by_partner: Settings, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.publish.cluster.LOOK_SECONDS", 1.0)
    monkeypatch.setattr("analysis.publish.cluster.IDLE_LOOKS", 2)
    for worker in cluster.workers:
        worker.kill()
    with pytest.raises(ReportError, match="no worker for 2 s; start some, then use --resume"):
        build_all(EDITIONS[:1], tmp_path / "books", settings=by_partner, scheduler=cluster.address)


def test_no_scheduler_at_the_address(by_partner: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("analysis.publish.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(ReportError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers there"):
        build_all(EDITIONS, tmp_path, settings=by_partner, scheduler="tcp://127.0.0.1:9")
