"""The forms that a report can take, as `--report` names them: `junit=FILE`, `github`, and so on.

Refuses a form that it does not know, a file where none belongs and a folder that is not there, before anything runs.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wh.errors import ProjectError, closest

WITH_FILE = ("junit", "sarif", "gitlab", "md", "html", "json")
WITHOUT_FILE = ("github",)
FORMS = (*WITH_FILE, *WITHOUT_FILE)
TARGET = "target"
"""The folder below which every folder is made."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report goes: its form, and its file; None for what goes to standard output."""

    form: str
    file: Path | None = None


def places_of(words: Sequence[str]) -> tuple[Place, ...]:
    """Return the places that the words after `--report` name; raise ProjectError for what is none."""
    places = tuple(_place(word) for word in words)
    for place in places:
        twins = [each for each in places if each.file is not None and each.file == place.file]
        if len(twins) > 1:
            raise ProjectError(
                f"Two reports are to go into `{place.file}`, and one would be lost.",
                at="the command line",
                way_out="a file for each",
            )
        if place.file is not None and place.file.is_dir():
            raise ProjectError(
                f"The report is to go into `{place.file}`, which is a folder.",
                at="the command line",
                way_out=f"{place.form}={place.file / _usual_name(place.form)}",
            )
        if place.file is not None:
            _refuse_astray(place.file)
    return places


def _refuse_astray(file: Path) -> None:
    """Refuse a file in a folder that is not there, but for one new folder, and for any below `target/`."""
    missing = [each for each in (file.parent, *file.parent.parents) if not each.exists()]
    above = missing[-1].parent if missing else file.parent
    if not above.is_dir():
        raise ProjectError(
            f"The report `{file}` is to go below `{above}`, which is a file.",
            at="the command line",
            way_out="a folder that is there",
        )
    if len(missing) > 1 and missing[-1].name != TARGET:
        raise ProjectError(
            f"The report is to go into `{file.parent}`, and there is no `{missing[-1]}`.",
            at="the command line",
            way_out=f"mkdir -p {shlex.quote(str(file.parent))}, if that is what is meant",
        )


def is_place(word: str) -> bool:
    """Whether a word names a form, with a file or without."""
    form, equals, _ = word.partition("=")
    return form in (WITH_FILE if equals else FORMS)


def _place(word: str) -> Place:
    form, _, file = word.partition("=")
    if form not in FORMS:
        near = closest(form, FORMS)
        ending = f"={file or _usual_name(near)}" if near in WITH_FILE else ""
        raise ProjectError(
            f"There is no report of the form `{form}`.",
            at="the command line",
            way_out=f"`{near}{ending}`, the closest name" if near else f"one of {', '.join(FORMS)}",
        )
    if form in WITH_FILE and not file:
        raise ProjectError(
            f"The report `{form}` goes into a file, and none is named.",
            at="the command line",
            way_out=f"--report {form}={_usual_name(form)}",
        )
    if form in WITHOUT_FILE and "=" in word:
        raise ProjectError(
            f"The report `{form}` goes to where GitHub reads it, into no file.",
            at="the command line",
            way_out=f"--report {form}",
        )
    return Place(form, Path(file) if file else None)


def _usual_name(form: str | None) -> str:
    endings = {"junit": "xml", "sarif": "sarif", "md": "md", "html": "html"}
    return f"report.{endings.get(form or '', 'json')}"
