"""A build: load, shape, check, publish, on a private copy that becomes the warehouse only if it is good.

Does nothing where nothing changed; what a failed build loaded and answered is kept for the next.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import duckdb

from wh import __version__, warehouse
from wh.errors import WhError
from wh.project import FOLDERS, PACKAGE, Project, content_hash
from wh.results import Answer, CheckOutcome, LoadSummary, RuleResult, Severity, Violation

_RANK = {Severity.CRITICAL: 3, Severity.WARNING: 2, Severity.INFO: 1}
_THRESHOLD = {"critical": 3, "warning": 2, "never": 4}
FAIL_ON = tuple(_THRESHOLD)


class Progress(Protocol):
    """Told of each step as it begins; `number` of `total` counts models, and is 0 of 0 for a stage."""

    def __call__(self, doing: str, number: int = 0, total: int = 0) -> None:
        """Show that `doing` begins."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a build."""

    select: tuple[str, ...] = ()
    articles: Path | None = None
    full: bool = False
    dry_run: bool = False
    fail_on: str = "critical"


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """A model that is built, and why."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the marts hold, in the numbers that a person asks for first."""

    article_count: int
    fact_count: int
    person_count: int
    claim_count: int
    shared_claim_count: int
    disputed_claim_count: int
    open_disagreement_count: int
    ruled_disagreement_count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to; `status` is published, failed, unchanged or planned.

    `load`, `checks` and `contents` are None where the build had no need to go so far; `row_count` is over all models;
    `worst_failure` is the severity of the worst rule that an unchanged warehouse does not hold.
    """

    status: str
    build_id: str
    load: LoadSummary | None = None
    planned: tuple[PlannedModel, ...] = ()
    model_count: int = 0
    row_count: int = 0
    checks: CheckOutcome | None = None
    contents: Contents | None = None
    worst_failure: str | None = None


def build(project: Project, options: Options, now: datetime, progress: Progress) -> Outcome:
    """Bring the warehouse up to date with its input, or leave it as it was and say why not."""
    warehouse.refuse_foreign_file(project)
    fingerprint = project_fingerprint(project, options.articles)
    if not (options.full or options.dry_run or options.select):
        current = warehouse.published(project)
        if current and _is_unchanged(current, fingerprint, options.fail_on, now):
            return Outcome("unchanged", current.build_id, worst_failure=current.worst_failure)
    if options.select:
        _refuse_unknown_names(project, options.select)
    with warehouse.locked(project), _private(project) as con:
        return _build_privately(project, con, options, fingerprint, now, progress)


def load_only(project: Project, articles: Path | None, now: datetime) -> LoadSummary:
    """Load the input and keep it for the next build; publish nothing."""
    from wh import loading, quality

    warehouse.refuse_foreign_file(project)
    with warehouse.locked(project), _private(project) as con:
        quality.create_quality(con)
        summary = loading.load(con, project, articles, now)
        if summary.is_new:
            warehouse.keep_unpublished(project, con)
        return summary


def check_only(project: Project) -> CheckOutcome:
    """Ask every rule of the published build again, read-only; nothing is kept."""
    con = warehouse.open_published(project)
    try:
        return _check(project, con, "check")
    finally:
        con.close()


def failures(checks: CheckOutcome, fail_on: str) -> tuple[RuleResult, ...]:
    """Return the results that forbid publishing at this threshold, in the order of the suites."""
    limit = _THRESHOLD[fail_on]
    return tuple(result for result in checks.results if is_failure(result) and _RANK[result.severity] >= limit)


def is_failure(result: RuleResult) -> bool:
    """Whether the rule is broken, in error, or unanswered though it had candidates."""
    if result.answer is Answer.UNANSWERED:
        return result.candidate_count > 0
    return result.answer in (Answer.BROKEN, Answer.ERROR)


def project_fingerprint(project: Project, articles: Path | None) -> str:
    """Return one hash over all that a build depends on: engine, settings, models, rules, loaders and input."""
    digest = hashlib.sha256(f"{__version__} {sorted(project.settings.vars.items())}".encode())
    digest.update(project.settings.storage_version.encode())
    digest.update(content_hash(sorted(PACKAGE.rglob("*.py"))).encode())
    for folder in FOLDERS:
        digest.update(content_hash(project.files(folder)).encode())
    digest.update(content_hash(_input_files(project, articles)).encode())
    return digest.hexdigest()


def _input_files(project: Project, articles: Path | None) -> list[Path]:
    folders = [project.data / "labels", articles or project.data / "articles"]
    found = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    manifest = project.data / "articles.csv"
    return sorted([*found, manifest] if manifest.is_file() else found)


def _is_unchanged(current: warehouse.Kept, fingerprint: str, fail_on: str, now: datetime) -> bool:
    if current.fingerprint != fingerprint or not current.is_untouched:
        return False
    if current.expires_on and now.date().isoformat() > current.expires_on:
        return False
    return current.worst_failure is None or _RANK[Severity(current.worst_failure)] < _THRESHOLD[fail_on]


def _refuse_unknown_names(project: Project, select: tuple[str, ...]) -> None:
    """Refuse a selection of models that are not there before anything is loaded for it."""
    from wh import shaping

    _, _, graph = shaping.read_graph(project, {**project.settings.vars, "build_day": ""})
    graph.select(select)


@contextlib.contextmanager
def _private(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection to a private copy; what was not published or kept by then is discarded."""
    con: duckdb.DuckDBPyConnection | None = None
    try:
        con = warehouse.open_private(project, warehouse.private_copy(project))
        yield con
    except (OSError, duckdb.Error) as cause:
        surroundings = warehouse.surroundings_error(cause, project)
        if surroundings is not None:
            raise surroundings from cause
        raise
    finally:
        warehouse.discard(project, con)


def _build_privately(
    project: Project,
    con: duckdb.DuckDBPyConnection,
    options: Options,
    fingerprint: str,
    now: datetime,
    progress: Progress,
) -> Outcome:
    from wh import loading, quality, rules, shaping

    build_id = _next_id(project, now)
    quality.create_quality(con)
    progress("loading")
    summary = loading.load(con, project, options.articles, now)
    try:
        variables = {**project.settings.vars, "build_day": now.date().isoformat()}
        is_rebuilt_whole = options.full or _was_written_by_others(project)
        plan = shaping.make_plan(con, project, variables, options.select, full=is_rebuilt_whole)
        planned = tuple(PlannedModel(step.model.table, step.reason) for step in plan.steps)
        if options.dry_run:
            return Outcome("planned", build_id, summary, planned, plan.model_count)
        rules.get_ready()
        shaping.run_plan(con, plan, build_id, progress)
        progress("checking")
        checks = _check(project, con, build_id)
    except (WhError, ExceptionGroup):
        # the models or the suites are wrong, the input is not: keep what was loaded
        if not options.dry_run:
            _record(con, build_id, now, "failed", 0, 0)
            warehouse.keep_unpublished(project, con)
        raise
    quality.record_checks(con, checks)
    status = "failed" if failures(checks, options.fail_on) else "published"
    rows = _record(con, build_id, now, status, plan.model_count, len(plan.steps))
    contents = _contents(con)
    if status == "failed":
        warehouse.keep_unpublished(project, con)
    else:
        progress("publishing")
        warehouse.publish(
            project,
            con,
            build_id=build_id,
            fingerprint=None if options.select else fingerprint,
            worst_failure=_worst(checks),
            expires_on=_next_expiry(con, now),
        )
    return Outcome(status, build_id, summary, planned, plan.model_count, rows, checks, contents)


def _check(project: Project, con: duckdb.DuckDBPyConnection, build_id: str) -> CheckOutcome:
    from wh import rules

    files = project.files("expectations")
    suites = rules.load_suites([path for path in files if path.suffix == ".json"])
    checks = rules.check(con, suites, [path for path in files if path.suffix == ".py"], build_id)
    return replace(checks, violations=_placed(con, checks.violations))


def _placed(con: duckdb.DuckDBPyConnection, violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Say of each violation by a fact in which line of which file that fact is labelled."""
    if not any(violation.fact_id for violation in violations):
        return violations
    places = dict(con.execute("select fact_id, file || ':' || line from raw.facts_now").fetchall())
    return tuple(replace(each, file_line=places.get(each.fact_id)) if each.fact_id else each for each in violations)


def _record(
    con: duckdb.DuckDBPyConnection, build_id: str, now: datetime, status: str, models: int, rebuilt: int
) -> int:
    """Append the build's row and return the number of rows in all models."""
    from wh import quality

    counted = con.execute("select coalesce(sum(row_count), 0)::bigint from quality.models").fetchone()
    rows = int(counted[0]) if counted else 0
    started = now.astimezone(UTC).replace(tzinfo=None)
    finished = max(datetime.now(UTC).replace(tzinfo=None), started)
    quality.record_build(con, quality.BuildRecord(build_id, started, finished, status, models, rebuilt, rows))
    return rows


def _contents(con: duckdb.DuckDBPyConnection) -> Contents | None:
    """Count what the marts hold; None where a selection has not built them yet."""
    try:
        found = con.execute(
            "select (select count(*) from marts.articles), (select count(*) from marts.facts),"
            " (select count(*) from marts.people), count(*), count(*) filter (where article_count > 1),"
            " count(*) filter (where agreement = 'disputed'),"
            " (select count(*) from marts.disagreements where state in ('open', 'expired')),"
            " (select count(*) from marts.disagreements where state = 'ruled')"
            " from marts.claims"
        ).fetchone()
    except duckdb.CatalogException:
        return None
    return Contents(*found) if found else None


def _worst(checks: CheckOutcome) -> str | None:
    failed = [result.severity for result in checks.results if is_failure(result)]
    return max(failed, key=_RANK.__getitem__).value if failed else None


def _next_expiry(con: duckdb.DuckDBPyConnection, now: datetime) -> str | None:
    """Return the last day on which every ruling that is still in force is in force."""
    found = con.execute(
        "select min(expires_on) from raw.rulings_now where expires_on >= ?", [now.date().isoformat()]
    ).fetchone()
    return found[0].isoformat() if found and found[0] else None


def _was_written_by_others(project: Project) -> bool:
    """Whether somebody wrote into the newest kept build after it was published: its tables are not to be trusted."""
    builds = warehouse.kept_builds(project)
    return bool(builds) and warehouse.newest(project) == builds[-1].path and not builds[-1].is_untouched


def _next_id(project: Project, now: datetime) -> str:
    """Return an id that sorts by time and is later than every kept build's."""
    at = now.astimezone(UTC)
    taken = [kept.build_id for kept in warehouse.kept_builds(project)]
    while taken and _id(at) <= taken[-1]:
        at += timedelta(milliseconds=1)
    return _id(at)


def _id(at: datetime) -> str:
    return f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}"
