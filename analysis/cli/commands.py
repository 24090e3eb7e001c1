"""How a command reads its words and shows its help."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from analysis.errors import ReportError

F = TypeVar("F", bound=Callable[..., Any])


class _AsGiven:
    """How text and paths are taken: as they are. Typer's own way imports a library that costs more than a look-up."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def coerce(self, value: Any, **_: Any) -> Any:
        """Return ``value`` as a text or path; an option that was not given stays None."""
        return None if value is None else self.kind(value)


def _take_as_given(params: Sequence[Any]) -> None:
    """Let texts, paths and flags among ``params``, each given once, be taken `_AsGiven`."""
    for param in params:
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        if kind in (str, Path, bool) and param.nargs == 1 and not getattr(param, "multiple", False):
            param._runtime_param = _AsGiven(kind)


class Group(TyperGroup):
    """A set of commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of ``args`` for the command."""
        _take_as_given(self.get_params(ctx))
        return super().parse_args(ctx, args)


class _Command(TyperCommand):
    """A command whose options may be given once each; its help ends with what its words may be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of ``args``; a repeated option, of which only the last would count, is an error."""
        _take_as_given(self.get_params(ctx))
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        for option in order:
            if order.count(option) > 1 and not getattr(option, "multiple", False):
                raise ReportError(f"{option.opts[0]} is given twice; give it once")
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, with the chapters and the parameters of an edition where the command takes them."""
        lines = list(_choices({str(param.name) for param in self.params}))
        self.epilog = "\n\n".join(lines)
        super().format_help(ctx, formatter)


class Commands(typer.Typer):
    """A set of such commands."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:
        """Return the decorator that adds a command."""
        return super().command(name, cls=_Command, **options)


def chapters() -> list[str]:
    """Return the names of all chapters, for help and completion."""
    from analysis.publish import notebooks

    return notebooks.chapters()


def _choices(names: set[str]) -> Iterator[str]:
    """Yield, line by line, the values that the words ``names`` of a command may have."""
    if names & {"chapter", "chapters"}:
        yield f"Chapters: {', '.join(chapters())}."
    if "parameter" in names:
        from analysis.parameters import Parameters, comment

        yield "Parameters for -p:"
        for name in Parameters.model_fields:
            yield f"{name}: {comment(name)}."
