"""Which modules of ``analysis`` a notebook can reach, and the digests of their sources.

The graph is static: every import statement counts, in functions too, so that it holds more than one run uses and
never less. Imports by a computed name are not seen; ``analysis`` has none.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import ReportError

PACKAGE = "analysis"
ROOT = Path(__file__).parents[2]


def digests(modules: Iterable[str]) -> dict[str, str]:
    """Return the digest of the source of each of ``modules``, by name, in order."""
    return {name: _digest(name) for name in sorted(modules)}


@cache
def _digest(module: str) -> str:
    return hashlib.sha256(_source(module)).hexdigest()


def forget() -> None:
    """Let digests be taken anew from the files as they are now."""
    _digest.cache_clear()


def of_notebook(notebook: Any, name: str) -> frozenset[str]:
    """Return the modules that the code of ``notebook``, the JSON of a file, can reach."""
    direct: set[str] = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            direct |= _imports(_tree(cell["source"], name), "")[0]
    return of_modules(direct)


def of_modules(direct: Iterable[str]) -> frozenset[str]:
    """Return ``direct`` and every module of the package that they can reach."""
    found: set[str] = set()
    waiting = [module for name in direct for module in _with_parents(name)]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += [inner for name in _module_imports(module)[0] for inner in _with_parents(name)]
    return frozenset(found)


def libraries(modules: Iterable[str]) -> list[str]:
    """Return the modules outside the package that ``modules`` import, in order."""
    return sorted({name for module in modules for name in _module_imports(module)[1]})


def _with_parents(name: str) -> list[str]:
    """Return module ``name`` and the packages around it; what is no module, a function say, gives its packages."""
    parts = name.split(".")
    names = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return [known for known in names if _file(known) is not None]


@cache
def _file(module: str) -> Path | None:
    stem = ROOT.joinpath(*module.split("."))
    for path in (stem / "__init__.py", stem.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _source(module: str) -> bytes:
    path = _file(module)
    assert path is not None, module
    return path.read_bytes()


@cache
def _module_imports(module: str) -> tuple[set[str], set[str]]:
    """Return the names in the package and the modules outside it that ``module`` imports."""
    path = _file(module)
    assert path is not None, module
    around = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return _imports(_tree(_source(module).decode("utf-8"), str(path)), around)


def _imports(tree: ast.Module, around: str) -> tuple[set[str], set[str]]:
    """Return the names in the package and the modules outside it that ``tree`` imports.

    ``around`` is the package that relative imports start from. ``from a import b`` gives ``a.b`` for the package,
    since ``b`` may be a module, and ``a`` outside it.
    """
    inner: set[str] = set()
    outer: set[str] = set()
    for node in _statements(tree.body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                (inner if _is_inner(alias.name) else outer).add(alias.name)
        elif isinstance(node, ast.ImportFrom):
            parts = around.split(".") if node.level else []
            parts = parts[: len(parts) - node.level + 1]
            base = ".".join([*parts, *([node.module] if node.module else [])])
            if _is_inner(base):
                inner |= {f"{base}.{alias.name}" for alias in node.names}
            else:
                outer.add(base)
    return inner, outer


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield every statement of ``body``, those inside others too. Expressions, most of a tree, hold no import."""
    for node in body:
        yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inside = getattr(node, name, None)
            if isinstance(inside, list):
                yield from _statements(inside)


def _is_inner(name: str) -> bool:
    return name.partition(".")[0] == PACKAGE


def _tree(source: str, place: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ReportError(f"{place}: is not Python ({error.msg}: {(error.text or '').strip()!r})") from error
