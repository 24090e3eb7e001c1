"""Every path and command in the README works; the map of the package is true."""

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from in_process import trade_report

from analysis.publish import import_graph

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
COMMANDS = [line.split("#")[0].strip() for line in BLOCKS.splitlines() if line.startswith("trade-report")]
BOOKS = ("trade-report build", "trade-report editions")  # whole books of other partners
MADE = ("build/", ".venv")  # what only a run makes


def test_every_path_exists() -> None:
    named = re.findall(r"`([\w./-]*[/.][\w./-]+)`", README) + re.findall(r"\]\(([^)]+)\)", README)
    paths = [path for path in named if not path.startswith(MADE) and path not in ("run.json", "notebooks/")]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README))))
def test_every_make_target_is_there(target: str) -> None:
    subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [pytest.param(one, marks=[pytest.mark.long] * one.startswith(BOOKS)) for one in COMMANDS],
)
def test_every_command_runs(command: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    run = trade_report(*shlex.split(command)[1:])
    assert run.returncode == 0, run.stderr
    if command.split()[1] in ("build", "run"):
        assert (desk / run.stdout.strip().splitlines()[-1]).exists()


def test_a_row_of_the_map_imports_nothing_from_a_row_below() -> None:
    package = ROOT / import_graph.PACKAGE
    table = re.findall(r"^\| (`[^|]*) \|", (package / "README.md").read_text("utf-8"), re.MULTILINE)
    row_of = {name: row for row, cell in enumerate(table) for name in re.findall(r"`([^`]+)`", cell)}
    rows = {}
    for file in package.rglob("*.py"):
        path = file.relative_to(package).as_posix()
        module = f"{import_graph.PACKAGE}.{path}".removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        if module != import_graph.PACKAGE:
            rows[module] = row_of[max((name for name in row_of if path.startswith(name)), key=len)]
    upward = {
        (module, other)
        for module, row in rows.items()
        for other in import_graph.of_modules([module]) - {import_graph.PACKAGE}
        if rows[other] > row
    }
    assert len(rows) > 50 and upward == set()


THOUSANDS = {1e3, 1e6, 1e9, 1e12}


def scales_or_writes(node: ast.AST) -> bool:
    """Tell whether a piece of code scales by thousands or more, makes percent of a share, rounds or writes decimals."""
    match node:
        case ast.Call(func=ast.Name(id="round")):
            return True
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec))])):
            return re.search(r"[fg%,]$", spec) is not None and "%Y" not in spec
        case ast.BinOp(ast.Constant(value=100), ast.Mult()) | ast.BinOp(_, ast.Mult(), ast.Constant(value=100)):
            return True
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=by)) | ast.Compare(comparators=[ast.Constant(value=by)]):
            return by in THOUSANDS
    return False


def test_no_function_has_more_than_fifty_lines() -> None:
    functions = {
        f"{file.relative_to(ROOT)}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file in (ROOT / import_graph.PACKAGE).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [name for name, lines in functions.items() if lines > 50] == []


def test_only_present_scales_rounds_and_writes_numbers() -> None:
    package = ROOT / import_graph.PACKAGE
    files = [package / "news_items.py", package / "claims/judge.py", *(package / "chapters").glob("*.py")]
    found = {
        f"{file.relative_to(package)}:{getattr(node, 'lineno', '')}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if scales_or_writes(node)
    }
    assert len(files) > 40 and found == set()
