"""The two engines give the same notebooks; a chapter is isolated and cannot harm the build."""

import os
from pathlib import Path

import pytest
from tiny_book import write_notebook

from analysis.errors import ReportError
from analysis.publish import normal_form, notebooks
from analysis.publish.chapter import execute

ODD = (
    "import os, subprocess, sys\nprint('one'); print('two', file=sys.stderr); print('three')",
    "from IPython.display import HTML, Markdown, clear_output, display\n"
    "display(Markdown('**bold**'))\nh = display(HTML('<b>old</b>'), display_id='x')\nh.update(HTML('<b>new</b>'))",
    "print('gone'); clear_output(); display(1)",
    "import pandas as pd\npd.DataFrame({'a': range(70), 'b': 'x'})",
    "import matplotlib.pyplot as plt\nplt.rcParams['svg.hashsalt'] = 'x'\nplt.plot([1, 3, 2])\nplt.show()",
    "_ = plt.plot([1, 2])",
    "_ = subprocess.run(['echo', 'from a child'], check=True)",
    "await __import__('asyncio').sleep(0, 'awaited')",
    "1;",
    'print(f\'{compile.__name__} in {get_ipython().compile.get_code_name("x", "x", 1)}\', file=sys.stderr)',
)


def test_engines_agree_on_every_kind_of_output_whatever_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel leaves out what children print
    file = tmp_path / "01_odd.ipynb"
    write_notebook(file, *ODD)
    usual = execute(file, {"start": None}, "fork").notebook
    printed = [output.text for cell in usual.cells for output in cell.get("outputs", []) if "text" in output]
    assert "from a child\n" in printed
    monkeypatch.setenv("HOME", os.devnull)  # which cannot be written to
    for engine in ("fork", "kernel"):
        for one, other in zip(execute(file, {"start": None}, engine).notebook.cells, usual.cells, strict=True):
            assert one == other


def test_a_warning_is_told_and_not_printed(tmp_path: Path) -> None:
    file = tmp_path / "warns.ipynb"
    warns = "import sys, warnings\nwarnings.simplefilter('always')\nwarnings.warn('take care')\n"
    write_notebook(file, warns + "print('seen', file=sys.stderr)", setup="")
    done = execute(file, {"start": None}, "kernel")  # pytest keeps to itself what a fork of its own process warns of
    assert [output.text for output in done.notebook.cells[-1].outputs] == ["seen\n"]
    assert done.notes == ["chapter warns warned: take care"]


def test_the_one_parameters_cell_holds_the_values_and_can_be_edited(tmp_path: Path) -> None:
    file = tmp_path / "months.ipynb"
    write_notebook(file, "text(f'{p.months[0]:%Y-%m}')")
    notebook = execute(file, {"start": "2020-01"}).notebook
    (cell,) = [cell.source for cell in notebook.cells if "start" in cell.source]
    assert cell.startswith('start = "2020-01"  # first month')  # the meaning of the parameter stands behind it
    assert notebook.cells[1].metadata.tags == ["parameters"]
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "2020-01"
    notebook.cells[1].source = "start = '2021-05'  # mine"
    normal_form.write(notebook, file)
    again = execute(file, notebooks.declared(notebook)).notebook
    assert again.cells[1].source == "start = '2021-05'  # mine"
    assert again.cells[-1].outputs[0].data["text/plain"] == "2021-05"


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_error_names_chapter_cell_and_line(tmp_path: Path, engine: str) -> None:
    file = tmp_path / "05_bad.ipynb"
    write_notebook(file, "1", "x = 1\nraise ValueError('no such month')", setup="")
    with pytest.raises(ReportError) as error:
        execute(file, {"start": None}, engine)
    assert str(error.value) == "chapter 05_bad, cell 5 (x = 1), line 2: ValueError: no such month"


def test_chapter_that_kills_itself_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "05_bad.ipynb"
    write_notebook(file, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(ReportError, match=r"cell 4 .*: its process was ended by SIGKILL"):
        execute(file, {"start": None}, "fork")


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_much_output_is_cut_and_processes_left_behind_are_ended_and_named(tmp_path: Path, engine: str) -> None:
    file = tmp_path / "05_bad.ipynb"
    leave = "import subprocess\nfor _ in range(2):\n    subprocess.Popen(['sleep', '600'], start_new_session=True)"
    write_notebook(file, leave, "for line in range(100_000):\n    print('x' * 99)", setup="")
    executed = execute(file, {"start": None}, engine)
    assert executed.notes == [
        "chapter 05_bad left 2 processes behind (sleep), ended with it",
        "chapter 05_bad prints 10,000,000 characters in one cell; the book shows the first 20,000",
    ]
    assert len(executed.notebook.cells[-1].outputs[0].text) < 21_000


def test_chapters_do_not_see_each_other(tmp_path: Path) -> None:
    first, second = tmp_path / "01_first.ipynb", tmp_path / "02_second.ipynb"
    write_notebook(first, "import os, analysis.trade.balances as b\nos.environ['MARK'] = b.FLOWS[0] = 'changed'")
    write_notebook(second, "import os, analysis.trade.balances as b\nprint(os.environ.get('MARK'), b.FLOWS[0])")
    execute(first, {"start": None}, "fork")
    assert execute(second, {"start": None}, "fork").notebook.cells[-1].outputs[0].text == "None exports_usd\n"
