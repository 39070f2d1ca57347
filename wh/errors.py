"""What a user can mend: five kinds of error, each with what is wrong, where, and the way out.

A bug is none of these: it keeps its traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class WhError(Exception):
    """Something a user can mend; `at` is `file:line`, `way_out` completes the word `try`."""

    def __init__(self, message: str, *, at: str | None = None, way_out: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.way_out = way_out

    def __str__(self) -> str:
        lines = [self.message]
        if self.at:
            lines.append(f"  at  {self.at}")
        if self.way_out:
            lines.append(f"  try {self.way_out}")
        return "\n".join(lines)


class ProjectError(WhError):
    """The project's folder, settings or command line ask for what cannot be."""


class InputError(WhError):
    """An article, a label or a loader cannot be used."""


class ModelError(WhError):
    """A model does not render, parse, resolve or run."""


class RuleError(WhError):
    """A suite or an expectation cannot be loaded."""


class WarehouseError(WhError):
    """The warehouse's file or its surroundings (lock, disk, permissions) stand in the way."""


def each_of(error: WhError | ExceptionGroup[Any]) -> list[WhError]:
    """Return all that is said to be wrong at once; a bug among them is raised as it is."""
    if isinstance(error, WhError):
        return [error]
    found = [one for one in error.exceptions if isinstance(one, WhError)]
    if len(found) < len(error.exceptions):
        raise error
    return found


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is spelled most like `name`, or None if none is near."""
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None
