"""Takes what is typed after a command as it is, where that is a text, a path or nothing.

typer would import pydantic for it (a tenth of a second), and has it read numbers and choices still. Changes no meaning.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import typer.core

from wh.errors import ProjectError, closest

# what is wrong with what was typed, of any kind
_UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])


class Group(typer.core.TyperGroup):
    """The commands of an app, whose arguments are taken as they are typed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command."""
        _take_as_typed(self.get_params(ctx))
        return super().parse_args(ctx, _each_with_its_option(args))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is typed wrong is told as all that is wrong."""
        with _told_as_ours():
            return super().invoke(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of that name, or None."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _take_as_typed(command.get_params(ctx))
        return command


def _each_with_its_option(args: list[str]) -> list[str]:
    """Return the words with `--report` before each place, where several stand after one: `--report md=a junit=b`."""
    if "--report" not in args:
        return args
    from wh.reports.forms import is_place

    found: list[str] = []
    for word in args:
        is_another = len(found) > 1 and found[-2] == "--report" and is_place(found[-1]) and is_place(word)
        found += ["--report", word] if is_another else [word]
    return found


def _chosen(among: type[StrEnum], value: str, param: Any) -> StrEnum:
    known = [each.value for each in among]
    if value in known:
        return among(value)
    near = closest(value, known)
    choice = f"{', '.join(f'`{each}`' for each in known[:-1])} or `{known[-1]}`"
    raise ProjectError(
        f"{_name(param)} is `{value}`, which is none of its values.",
        at="the command line",
        way_out=f"`{near}`, the closest of {choice}" if near else choice,
    )


@contextmanager
def _told_as_ours() -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        said = _in_words(error)
        if said is None:
            raise
        what, way_out = said
        raise ProjectError(what, at="the command line", way_out=way_out) from error


def _in_words(error: Any) -> tuple[str, str] | None:
    """Return what was typed wrong, and the way out; None for what is no fault, such as a command alone for its help."""
    command = error.ctx.command_path if error.ctx else "wh"
    if error.message.startswith("No such command"):
        typed = error.message.split("'")[1]
        near = closest(typed, error.ctx.command.list_commands(error.ctx))
        return (
            f"There is no command `{command} {typed}`.",
            f"`{command} {near}`, the closest name" if near else f"`{command} -h` for those there are",
        )
    if option := getattr(error, "option_name", None):
        near = closest(option, [each for one in error.ctx.command.params for each in one.opts])
        if type(error).__name__ == "NoSuchOption":
            return f"`{command}` has no option {option}.", near or f"`{command} -h` for those it has"
    param = getattr(error, "param", None)
    if param is None:
        return None
    if type(error).__name__ == "MissingParameter":
        return f"`{command}` lacks {_name(param)}.", f"`{command} -h` for what it takes"
    said = error.message.removeprefix("Value error, ").partition(", unable to parse")[0].rstrip(".")
    for theirs, ours in (("Input should be ", "it is to be "), ("a valid integer", "a whole number")):
        said = said.replace(theirs, ours)
    return f"{_name(param)} cannot be read: {said}.", f"`{command} -h` for what it takes"


def _name(param: Any) -> str:
    """Return an option as it is typed, an argument as help names it."""
    long = [each for each in param.opts if each.startswith("--")]
    return str(long[0] if long else param.metavar or param.name)


class _AsTyped:
    """Stands where typer keeps what reads the values of a parameter, and asks for that only where it must."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value that the command gets."""
        wanted = param.type_descriptor.annotation
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if isinstance(wanted, type) and isinstance(value, wanted):
            return value
        if wanted is Path and isinstance(value, str):
            return Path(value)
        if isinstance(wanted, type) and issubclass(wanted, StrEnum) and isinstance(value, str):
            return _chosen(wanted, value, param)
        if wanted == list[str] and all(isinstance(one, str) for one in value):
            return list(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _take_as_typed(parameters: Iterable[Any]) -> None:
    for parameter in parameters:
        # typer before 0.29 has no such place, and no pydantic
        if getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _AsTyped()
