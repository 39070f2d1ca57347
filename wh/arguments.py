"""Takes what is typed after a command as it is, where that is a text, a path or nothing.

typer would import pydantic for it (a tenth of a second), and has it read numbers and choices still. Changes no meaning.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer.core


class Group(typer.core.TyperGroup):
    """The commands of an app, whose arguments are taken as they are typed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command."""
        _take_as_typed(self.get_params(ctx))
        return super().parse_args(ctx, _each_with_its_option(args))

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
        if wanted == list[str] and all(isinstance(one, str) for one in value):
            return list(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _take_as_typed(parameters: Iterable[Any]) -> None:
    for parameter in parameters:
        # typer before 0.29 has no such place, and no pydantic
        if getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _AsTyped()
