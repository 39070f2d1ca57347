"""Tells a build, a check, or why there was none, in the places that were asked for.

Reads the file that it is about, and the project once more for what its rules say; writes the reports alone.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wh import report, reports
from wh.build import Checked, contents_of, variables_of
from wh.errors import InputError, ProjectError, WhError, each_of
from wh.outcome import Outcome, Since, counts
from wh.project import DBT_FILE, Project, Settings
from wh.reports import Place, Report
from wh.results import CheckOutcome

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.guards import Guards


@dataclass(frozen=True, slots=True)
class Telling:
    """Where reports go (nowhere where none were asked for), what they may show, and the moment at which they are."""

    places: tuple[Place, ...]
    has_samples: bool
    fail_on: str
    at: datetime

    @property
    def is_for_github(self) -> bool:
        """Whether GitHub reads what is printed."""
        return any(place.form == "github" for place in self.places)


def telling_of(words: Sequence[str] | None, fail_on: str, *, no_samples: bool, is_dry: bool = False) -> Telling:
    """Return where the words after `--report` want reports."""
    if words and is_dry:
        raise ProjectError(
            "Nothing is asked in a dry run, so there is nothing to report.",
            at="the command line",
            way_out="the same without --report, or without --dry-run",
        )
    return Telling(reports.places_of(words or ()), not no_samples, fail_on, datetime.now(UTC))


def project_told(
    read: Callable[[], Project], words: Sequence[str] | None, *, no_samples: bool, is_dry: bool = False
) -> Project:
    """Return the project; of one that cannot be read the reports say why, and the status is 2."""
    try:
        return read()
    except (WhError, ExceptionGroup) as error:
        telling = telling_of(words, "critical", no_samples=no_samples, is_dry=is_dry)
        if any(each.at == "the command line" for each in each_of(error)):
            raise
        with refused_in(Project(_nearest(Path.cwd()), Settings()), telling):
            raise


def _nearest(folder: Path) -> Path:
    """Return the folder of the nearest project upward, whatever is in its file; else the folder itself."""
    files = ("pyproject.toml", DBT_FILE)
    return next((one for one in (folder, *folder.parents) if any((one / file).is_file() for file in files)), folder)


@contextlib.contextmanager
def refused_in(project: Project, telling: Telling) -> Iterator[None]:
    """Write the reports also of a project that is wrong, and end with status 2 then, as without reports.

    What is printed meanwhile is not read by GitHub as commands.
    """
    if not telling.places:
        yield
        return
    refused: list[WhError] = []
    with _quieted(telling):
        try:
            yield
        except (WhError, ExceptionGroup) as error:
            refused = each_of(error)
            report.print_error(error)
    if refused:
        _tell(_report(project, "", "refused", telling, wrong=refused), telling)
        raise SystemExit(2)


def tell_build(
    project: Project, outcome: Outcome, telling: Telling, show: Callable[[Report], None] | None = None
) -> None:
    """Show what is told of a build, published, failed or unchanged, and write the reports that are wanted.

    Its file is opened, and the rules are read, only where a rule is told of or reports are wanted.
    """
    from wh import quality, warehouse

    if outcome.status == "rejected" and outcome.load:
        rejects = [
            InputError(each.reason, at=f"{each.file}:{each.line}", way_out=each.hint) for each in outcome.load.rejects
        ]
        _tell(_report(project, outcome.build_id, "refused", telling, wrong=rejects), telling, show)
        return
    checks, since = outcome.checks, outcome.since
    is_told_of = bool(telling.places) or any(counts(each, since) for each in (checks.results if checks else ()))
    with contextlib.ExitStack() as stack:
        con = None
        if is_told_of and outcome.status != "nothing":
            opened = warehouse.open_asked(project, unpublished=outcome.status == "failed")
            con = stack.enter_context(contextlib.closing(opened))
            checks = quality.answers_of(con, outcome.build_id) or checks
        _tell(_report(project, outcome.build_id, outcome.status, telling, con, checks, since, outcome), telling, show)


def tell_check(project: Project, checked: Checked, telling: Telling, show: Callable[[Report], None]) -> None:
    """Show what is told of a check of the published build, and write the reports that are wanted."""
    from wh import kept, warehouse

    current = kept.published(project)
    with contextlib.closing(warehouse.open_published(project)) as con:
        build_id = current.build_id if current else ""
        told = _report(project, build_id, "checked", telling, con, checked.checks, checked.since, guards=checked.guards)
        _tell(told, telling, show)


def _tell(told: Report, telling: Telling, show: Callable[[Report], None] | None = None) -> None:
    if show:
        with _quieted(telling):
            show(told)
    if telling.places:
        report.print_written(reports.write(told, telling.places), told.status)


@contextlib.contextmanager
def _quieted(telling: Telling) -> Iterator[None]:
    if not telling.is_for_github:
        yield
        return
    from wh.reports import github

    with github.quieted():
        yield


def _report(
    project: Project,
    build_id: str,
    status: str,
    telling: Telling,
    con: "DuckDBPyConnection | None" = None,
    checks: CheckOutcome | None = None,
    since: Since | None = None,
    outcome: Outcome | None = None,
    *,
    guards: "Guards | None" = None,
    wrong: Sequence[WhError] = (),
) -> Report:
    from wh.reports import gathering

    if guards is None and con and checks and checks.results:
        guards = _guards(project, con, telling.at)
    return gathering.report_of(
        project,
        build_id,
        status,
        telling.fail_on,
        telling.at,
        checks=checks,
        con=con,
        guards=guards,
        since=since,
        wrong=outcome.wrong if outcome else wrong,
        quiet=outcome.quiet if outcome else None,
        contents=contents_of(con) if con and project.has_input else None,
        has_samples=telling.has_samples,
    )


def _guards(project: Project, con: "DuckDBPyConnection", at: datetime) -> "Guards":
    from wh.guards import guards_of
    from wh.parsing import parse

    return guards_of(con, parse(project, variables_of(project, at)))
