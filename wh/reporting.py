"""Tells a build, a check, or why there was none, in the places that were asked for.

Reads the file that it is about, and the project once more for what its rules say; writes the reports alone.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wh import report, reports
from wh.build import contents_of, variables_of
from wh.errors import ProjectError, WhError
from wh.outcome import Outcome, Since
from wh.project import DBT_FILE, Project, Settings
from wh.reports import Place
from wh.results import CheckOutcome

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.guards import Guards


@dataclass(frozen=True, slots=True)
class Telling:
    """Where reports go, what they may show, and the moment at which they are written."""

    places: tuple[Place, ...]
    has_samples: bool
    fail_on: str
    at: datetime

    @property
    def is_for_github(self) -> bool:
        """Whether GitHub reads what is printed."""
        return any(place.form == "github" for place in self.places)


def telling_of(words: Sequence[str] | None, fail_on: str, *, no_samples: bool, is_dry: bool = False) -> Telling | None:
    """Return where the words after `--report` want reports; None where there are none."""
    if not words:
        return None
    if is_dry:
        raise ProjectError(
            "Nothing is asked in a dry run, so there is nothing to report.",
            at="the command line",
            way_out="the same without --report, or without --dry-run",
        )
    return Telling(reports.places_of(words), not no_samples, fail_on, datetime.now(UTC))


def project_told(
    read: Callable[[], Project], words: Sequence[str] | None, *, no_samples: bool, is_dry: bool = False
) -> Project:
    """Return the project; of one that cannot be read the reports say why, and the status is 2."""
    try:
        return read()
    except (WhError, ExceptionGroup) as error:
        telling = telling_of(words, "critical", no_samples=no_samples, is_dry=is_dry)
        is_of_files = all(each.at != "the command line" for each in _all_of(error))
        with told(Project(_nearest(Path.cwd()), Settings()), telling if is_of_files else None):
            raise


def _nearest(folder: Path) -> Path:
    """Return the folder of the nearest project upward, whatever is in its file; else the folder itself."""
    files = ("pyproject.toml", DBT_FILE)
    return next((one for one in (folder, *folder.parents) if any((one / file).is_file() for file in files)), folder)


@contextlib.contextmanager
def told(project: Project, telling: Telling | None) -> Iterator[None]:
    """Write the reports also of a project that is wrong, and end with status 2 then, as without reports.

    What is printed meanwhile is not read by GitHub as commands.
    """
    if telling is None:
        yield
        return
    refused: list[WhError] = []
    with _quieted(telling):
        try:
            yield
        except (WhError, ExceptionGroup) as error:
            refused = _all_of(error)
            report.print_error(error)
    if refused:
        _tell(project, "", "refused", telling, wrong=refused)
        raise SystemExit(2)


def tell_build(project: Project, outcome: Outcome, telling: Telling | None) -> None:
    """Write the reports of a build, published, failed or unchanged, and say so."""
    if telling is None:
        return
    from wh import quality

    with _opened(project, outcome) as con:
        checks = quality.answers_of(con, outcome.build_id) if con else None
        _tell(project, outcome.build_id, outcome.status, telling, con, checks, outcome.since, outcome)


def tell_check(project: Project, checks: CheckOutcome, since: Since | None, telling: Telling | None) -> None:
    """Write the reports of a check of the published build, and say so."""
    if telling is None:
        return
    from wh import kept, warehouse

    current = kept.published(project)
    with contextlib.closing(warehouse.open_published(project)) as con:
        _tell(project, current.build_id if current else "", "checked", telling, con, checks, since)


def _tell(
    project: Project,
    build_id: str,
    status: str,
    telling: Telling,
    con: "DuckDBPyConnection | None" = None,
    checks: CheckOutcome | None = None,
    since: Since | None = None,
    outcome: Outcome | None = None,
    *,
    wrong: Sequence[WhError] = (),
) -> None:
    from wh.reports import gathering

    told_of = gathering.report_of(
        project,
        build_id,
        status,
        telling.fail_on,
        telling.at,
        checks=checks,
        con=con,
        guards=_guards(project, con, telling.at) if con and checks and checks.results else None,
        since=since,
        wrong=outcome.wrong if outcome else wrong,
        quiet=outcome.quiet if outcome else None,
        contents=contents_of(con) if con and project.has_input else None,
        has_samples=telling.has_samples,
    )
    report.print_written(reports.write(told_of, telling.places), status)


def _all_of(error: WhError | ExceptionGroup[Any]) -> list[WhError]:
    """Return all that is said to be wrong; a bug among them is raised as it is."""
    if isinstance(error, WhError):
        return [error]
    found = [one for one in error.exceptions if isinstance(one, WhError)]
    if len(found) < len(error.exceptions):
        raise error
    return found


@contextlib.contextmanager
def _quieted(telling: Telling) -> Iterator[None]:
    if not telling.is_for_github:
        yield
        return
    from wh.reports import github

    with github.quieted():
        yield


@contextlib.contextmanager
def _opened(project: Project, outcome: Outcome) -> "Iterator[DuckDBPyConnection | None]":
    from wh import warehouse

    if outcome.status == "nothing":
        yield None
        return
    with contextlib.closing(warehouse.open_asked(project, unpublished=outcome.status == "failed")) as con:
        yield con


def _guards(project: Project, con: "DuckDBPyConnection", at: datetime) -> "Guards":
    from wh.guards import guards_of
    from wh.parsing import parse

    return guards_of(con, parse(project, variables_of(project, at)))
