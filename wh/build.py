"""A build: load, shape, check, publish, on a private copy that becomes the warehouse only if it is good.

Does nothing where nothing changed; what a failed build loaded and answered is kept for the next.
"""

import contextlib
import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wh import __version__
from wh.errors import ProjectError, WhError
from wh.kept import Kept, kept_builds, newest, published, refuse_foreign_file
from wh.project import FOLDERS, PACKAGE, Project, content_hash
from wh.results import Answer, CheckOutcome, LoadSummary, RuleResult, Severity, UnitTestResult, Violation

if TYPE_CHECKING:
    import duckdb

    from wh.parsing import Parsed
    from wh.properties import UnitTest
    from wh.rules import DueRule, Suite
    from wh.shaping import Outcome as Shaping
    from wh.shaping import Plan

_RANK = {Severity.CRITICAL: 3, Severity.WARNING: 2, Severity.INFO: 1}
_THRESHOLD = {"critical": 3, "warning": 2, "never": 4}
FAIL_ON = tuple(_THRESHOLD)


class Progress(Protocol):
    """Told of each step as it begins; `number` of `total` counts models, and is 0 of 0 for a stage."""

    def __call__(self, doing: str, number: int = 0, total: int = 0) -> None:
        """Show that `doing` begins."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a build; `threads` 0 is the project's own number."""

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    articles: Path | None = None
    full: bool = False
    dry_run: bool = False
    fail_on: str = "critical"
    threads: int = 0

    @property
    def is_selective(self) -> bool:
        """Whether some models are named, rather than all that changed."""
        return bool(self.select or self.exclude)

    @property
    def resumes(self) -> bool:
        """Whether the selection goes on from what the last run came to."""
        return any("result:" in word for word in self.select)


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
    """What a build came to; `status` is published, failed, unchanged, planned or nothing (selected).

    `load`, `checks` and `contents` are None where the build had no need to go so far; `row_count` is over all models;
    `worst_failure` is the severity of the worst rule that an unchanged warehouse does not hold. `wrong` says why
    models could not be built, and `skipped` which were left out for that; `left_over` are those that a selection after
    a failed build did not take up, so that nothing is published.
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
    wrong: tuple[WhError, ...] = ()
    skipped: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    rules_due: tuple[tuple[str, str, str], ...] = ()


def build(project: Project, options: Options, now: datetime, progress: Progress) -> Outcome:
    """Bring the warehouse up to date with its input, or leave it as it was and say why not."""
    project = replace(project, listing={})
    refuse_foreign_file(project)
    fingerprint = project_fingerprint(project, options.articles)
    if not (options.full or options.dry_run or options.is_selective):
        current = published(project)
        if current and _is_unchanged(project, current, fingerprint, options.fail_on, now):
            return Outcome("unchanged", current.build_id, worst_failure=current.worst_failure)
    from wh import warehouse

    with warehouse.locked(project):
        if not options.dry_run:
            warehouse.adopt(project)
        with _private(project, of_published=options.is_selective and not options.resumes) as con:
            return _Build(project, con, options, fingerprint, now, progress).carry_out()


def load_only(project: Project, articles: Path | None, now: datetime) -> LoadSummary:
    """Load the input and keep it for the next build; publish nothing."""
    from wh import loading, quality, warehouse

    refuse_foreign_file(project)
    with warehouse.locked(project), _private(project) as con:
        quality.create_quality(con)
        summary = loading.load(con, project, articles, now)
        if summary.is_new:
            warehouse.keep_unpublished(project, con)
        return summary


def listed(
    project: Project, select: Sequence[str], exclude: Sequence[str], now: datetime
) -> "tuple[Parsed, list[str]]":
    """Return the project read whole, and the names of the selected models in the order in which they are built."""
    from wh import choosing, kept, parsing, warehouse
    from wh.model import raise_all

    parsed = parsing.parse(project, variables_of(project, now), now=now)
    raise_all(parsed.wrong)
    order = parsed.graph().order()
    if not (select or exclude):
        return parsed, list(order)
    con = warehouse.open_newest(project) if kept.newest(project) is not None else None
    try:
        chosen = choosing.models_among(choosing.choose(parsed, select, exclude, con))
    finally:
        if con is not None:
            con.close()
    return parsed, [name for name in order if name in chosen]


def check_only(project: Project) -> CheckOutcome:
    """Ask every rule of the published build again, read-only; nothing is kept."""
    from wh import warehouse
    from wh.parsing import parse

    con = warehouse.open_published(project)
    try:
        parsed = parse(project, variables_of(project, datetime.now(UTC)))
        return _check(con, parsed, _suites(parsed), "check")
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


def variables_of(project: Project, now: datetime) -> dict[str, object]:
    """Return the vars that models are rendered with: the project's, and for our own the day of the build."""
    own = {"build_day": now.date().isoformat()} if project.has_input else {}
    return {**project.settings.vars, **own}


def project_fingerprint(project: Project, articles: Path | None) -> str:
    """Return one hash over all that a build depends on: engine, settings, models, rules, loaders and input."""
    settings = {name: repr(getattr(project.settings, name)) for name in project.settings.__slots__}
    digest = hashlib.sha256(f"{__version__} {sorted(settings.items())} {project.target.name}".encode())
    digest.update(content_hash(sorted(PACKAGE.rglob("*.py"))).encode())
    for folder in FOLDERS:
        digest.update(content_hash(project.files(folder)).encode())
        for package in project.installed:
            digest.update(content_hash(package.files(folder)).encode())
    digest.update(content_hash(project.defined_in).encode())
    if project.has_input:
        digest.update(content_hash(_input_files(project, articles)).encode())
    return digest.hexdigest()


def _input_files(project: Project, articles: Path | None) -> list[Path]:
    folders = [project.data / "labels", articles or project.data / "articles"]
    found = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    manifest = project.data / "articles.csv"
    return sorted([*found, manifest] if manifest.is_file() else found)


def _is_unchanged(project: Project, current: Kept, fingerprint: str, fail_on: str, now: datetime) -> bool:
    if current.fingerprint != fingerprint or not current.is_untouched:
        return False
    if current.expires_on and now.date().isoformat() > current.expires_on:
        return False
    if not _surroundings_stand(project, current.surroundings):
        return False
    return current.worst_failure is None or _RANK[Severity(current.worst_failure)] < _THRESHOLD[fail_on]


def _surroundings_stand(project: Project, surroundings: Mapping[str, str]) -> bool:
    """Whether the files and variables outside the project, which models read, are as they were."""
    import os

    from wh import outside

    for name, before in surroundings.items():
        kind, _, what = name.partition(" ")
        if kind == "env" and repr(os.environ.get(what)) != before:
            return False
        if kind == "file" and outside.fingerprint_of(project.root, what) != before:
            return False
        if kind == "clock":
            return False
    return True


@contextlib.contextmanager
def _private(project: Project, *, of_published: bool = False) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Lend a connection to a private copy; what was not published or kept by then is discarded."""
    import duckdb

    from wh import warehouse

    con: duckdb.DuckDBPyConnection | None = None
    try:
        con = warehouse.open_private(project, warehouse.private_copy(project, of_published=of_published))
        yield con
    except (OSError, duckdb.Error) as cause:
        surroundings = warehouse.surroundings_error(cause, project)
        if surroundings is not None:
            raise surroundings from cause
        raise
    finally:
        warehouse.discard(project, con)


@dataclass(slots=True)
class _Build:
    """One build, on its private copy."""

    project: Project
    con: "duckdb.DuckDBPyConnection"
    options: Options
    fingerprint: str
    now: datetime
    progress: Progress

    def carry_out(self) -> Outcome:
        """Load, shape, check, and publish what is good."""
        from wh import quality

        build_id = _next_id(self.project, self.now)
        quality.create_quality(self.con, has_layers=self.project.has_input)
        summary = self._load()
        try:
            return self._carry_out(build_id, summary)
        except (WhError, ExceptionGroup) as error:
            if isinstance(error, ProjectError) and error.at == "the command line":
                raise  # what was typed is wrong: that is no build
            # the models or the suites are wrong, the input is not: keep what was loaded
            if not self.options.dry_run:
                self._record(build_id, "failed", 0, 0)
                self._keep_unpublished()
            raise

    def _load(self) -> LoadSummary | None:
        if not self.project.has_input:
            return None
        from wh import loading

        self.progress("loading")
        return loading.load(self.con, self.project, self.options.articles, self.now)

    def _carry_out(self, build_id: str, summary: LoadSummary | None) -> Outcome:
        from wh import choosing, parsing, rules, shaping, testing, unit_testing

        parsed = parsing.parse(
            self.project,
            variables_of(self.project, self.now),
            shaping.raw_relations(self.con) if self.project.has_input else None,
            now=self.now,
            full=self.options.full,
            invocation_id=str(uuid.uuid5(uuid.NAMESPACE_OID, build_id)),
        )
        testing.tests_of(parsed)  # which adds what is wrong with them, before anything is chosen among them
        parsed.wrong += unit_testing.wrong_in(parsed)
        chosen = self._chosen(parsed)
        suites = _suites(parsed, chosen)
        if not self.options.dry_run:
            shaping.run_hooks(self.con, parsed, self.project.on_run_start, "on-run-start")
        threads = self.options.threads or self.project.settings.threads
        plan = shaping.make_plan(
            self.con,
            parsed,
            None if chosen is None else choosing.models_among(chosen),
            full=self.options.full or _was_written_by_others(self.project),
        )
        planned = tuple(PlannedModel(parsed.table(step.name), step.reason) for step in plan.steps)
        if chosen is not None and not chosen:
            return Outcome("nothing", build_id, summary, (), plan.model_count)
        is_anew = plan.full
        due = self._due(suites, planned)
        if self.options.dry_run:
            return self._planned(build_id, summary, plan, planned, due)
        if is_anew or due:
            rules.get_ready()
        unit_tests = _UnitTests(parsed, {step.name for step in plan.steps})
        shaped = shaping.run_plan(
            self.con, plan, build_id, self.progress, threads=threads, now=self.now, may_build=unit_tests.hold
        )
        self.progress("checking")
        checks = _check(self.con, parsed, suites, build_id, shaped.not_built, self._watched(), again=is_anew)
        return self._finish(build_id, summary, plan, planned, shaped, unit_tests.joined(checks, build_id), unit_tests)

    def _planned(
        self,
        build_id: str,
        summary: LoadSummary | None,
        plan: "Plan",
        planned: tuple[PlannedModel, ...],
        due: "Sequence[DueRule]",
    ) -> Outcome:
        return Outcome(
            "planned",
            build_id,
            summary,
            planned,
            plan.model_count,
            gone=tuple(f"{known.schema}.{known.table}" for _, known in plan.gone),
            rules_due=tuple((each.suite.table_name, each.rule.name, each.reason) for each in due),
        )

    def _due(self, suites: "Sequence[Suite]", planned: Sequence[PlannedModel]) -> "list[DueRule]":
        """Return the rules that have to be asked when these models are built."""
        from wh import rules

        built_anew = {each.table for each in planned}
        watched = {name: each for name, each in self._watched().items() if name not in built_anew}
        return rules.due(self.con, suites, _class_files(self.project), watched)

    def _watched(self) -> dict[str, str]:
        """Return for each table what is another text whenever its rows may be others."""
        from wh import quality

        if not self.project.has_input:
            return quality.watched_tables(self.con, {})
        from wh import loading

        return quality.watched_tables(self.con, loading.table_fingerprints(self.con))

    def _chosen(self, parsed: "Parsed") -> frozenset[str] | None:
        """Return the unique ids of what is selected, or None where nothing is said."""
        if not self.options.is_selective:
            return None
        from wh import choosing

        return choosing.choose(parsed, self.options.select, self.options.exclude, self.con)

    def _finish(
        self,
        build_id: str,
        summary: LoadSummary | None,
        plan: "Plan",
        planned: tuple[PlannedModel, ...],
        shaped: "Shaping",
        checks: CheckOutcome,
        unit_tests: "_UnitTests",
    ) -> Outcome:
        from wh import artifacts, quality, rules, shaping, warehouse

        quality.record_checks(self.con, checks)
        left_over = self._left_over(plan.parsed)
        is_good = not (failures(checks, self.options.fail_on) or shaped.wrong or left_over)
        if is_good:
            plan.parsed.names().results = [
                {"status": one.status, "message": one.message, "node": {"name": one.name}} for one in shaped.shaped
            ] + [{"status": rules.dbt_status(one), "node": {"name": one.rule}} for one in checks.results]
            shaping.run_hooks(self.con, plan.parsed, self.project.on_run_end, "on-run-end")
        status = "published" if is_good else "failed"
        rows = self._record(build_id, status, plan.model_count, len(plan.steps) - len(shaped.not_built))
        contents = _contents(self.con) if self.project.has_input else None
        artifacts.write(self.project, plan, shaped, checks, self.now, unit_tests.results)
        if is_good:
            self.progress("publishing")
            warehouse.publish(
                self.project,
                self.con,
                build_id=build_id,
                fingerprint=None if self.options.is_selective else self.fingerprint,
                worst_failure=_worst(checks),
                expires_on=_next_expiry(self.con, self.now) if self.project.has_input else None,
                surroundings=_surroundings(plan),
            )
        else:
            self._keep_unpublished()
        return Outcome(
            status,
            build_id,
            summary,
            planned,
            plan.model_count,
            rows,
            checks,
            contents,
            left_over=tuple(sorted(left_over)),
            wrong=tuple(shaped.wrong),
            skipped=tuple(one.name for one in shaped.shaped if one.status == "skipped"),
            messages=tuple(shaped.messages),
        )

    def _left_over(self, parsed: "Parsed") -> frozenset[str]:
        """Return the models that a selection left as the failed build before it had left them: half of that build."""
        if not self.options.resumes:
            return frozenset()
        from wh import artifacts, nodes, shaping

        ids = nodes.ids_by_name(parsed)
        last = artifacts.read_results(self.project)
        due = shaping.due(self.con, parsed)
        return frozenset(name for name in due if last.get(ids[name]) in ("error", "skipped"))

    def _record(self, build_id: str, status: str, models: int, rebuilt: int) -> int:
        """Append the build's row and return the number of rows in all models."""
        from wh import quality

        counted = self.con.execute("select coalesce(sum(row_count), 0)::bigint from quality.models").fetchone()
        rows = int(counted[0]) if counted else 0
        started = self.now.astimezone(UTC).replace(tzinfo=None)
        finished = max(datetime.now(UTC).replace(tzinfo=None), started)
        quality.record_build(self.con, quality.BuildRecord(build_id, started, finished, status, models, rebuilt, rows))
        return rows

    def _keep_unpublished(self) -> None:
        from wh import warehouse

        warehouse.keep_unpublished(self.project, self.con)


class _UnitTests:
    """The unit tests of the models that are built: run right before each, they keep one that fails from being built."""

    def __init__(self, parsed: "Parsed", models: Collection[str]) -> None:
        from wh import unit_testing

        self._parsed = parsed
        self._found: dict[str, list[UnitTestResult]] = {}
        self._tests: dict[str, list[UnitTest]] = {}
        for test in unit_testing.enabled(parsed):
            if test.model in models:
                self._tests.setdefault(test.model, []).append(test)

    def hold(self, con: "duckdb.DuckDBPyConnection", name: str) -> bool:
        """Run the tests of a model; whether they all hold."""
        if name not in self._tests:
            return True
        from wh import unit_testing

        found = self._found[name] = list(unit_testing.run(con, self._parsed, self._tests[name]))
        return all(result.answer is Answer.HELD for result in found)

    @property
    def results(self) -> "list[UnitTestResult]":
        """What came of those that were run, in the order of the project whatever the threads."""
        return [result for name in self._tests for result in self._found.get(name, ())]

    def joined(self, checks: CheckOutcome, build_id: str) -> CheckOutcome:
        """Return the answers of the rules with those of the unit tests before them."""
        if not self.results:
            return checks
        from wh import unit_testing

        results = tuple(
            RuleResult(
                build_id, one.name, one.table_name, Severity.CRITICAL, one.answer, 1, int(one.answer is Answer.BROKEN)
            )
            for one in self.results
        )
        violations = tuple(
            Violation(
                build_id,
                one.name,
                Severity.CRITICAL,
                one.table_name,
                None,
                None,
                None,
                "\n".join(unit_testing.lines_of(one)),
                one.at,
            )
            for one in self.results
            if one.answer is not Answer.HELD
        )
        return replace(checks, results=(*results, *checks.results), violations=(*violations, *checks.violations))


def _suites(parsed: "Parsed", chosen: frozenset[str] | None = None) -> "tuple[Suite, ...]":
    """Return the rules of the suites and the data tests of the YAML, by table; of dbt's tests those that are chosen."""
    from wh import rules, testing

    files = [path for path in parsed.project.files("expectations") if path.suffix == ".json"]
    is_dbt = parsed.project.dialect == "dbt"
    tests = [
        test.question for test in testing.tests_of(parsed) if chosen is None or not is_dbt or test.unique_id in chosen
    ]
    return (*rules.load_suites(files), *rules.suites_of(tests))


def _class_files(project: Project) -> list[Path]:
    return [path for path in project.files("expectations") if path.suffix == ".py"]


def _check(
    con: "duckdb.DuckDBPyConnection",
    parsed: "Parsed",
    suites: "Sequence[Suite]",
    build_id: str,
    not_built: frozenset[str] = frozenset(),
    watched: Mapping[str, str] | None = None,
    *,
    again: bool = False,
) -> CheckOutcome:
    """Ask the rules of the tables that are up to date; without `watched` all of them, else those that changed."""
    from wh import rules

    stale = {parsed.table(name) for name in not_built}
    asked = tuple(suite for suite in suites if suite.table_name not in stale)
    checks = rules.check(con, asked, _class_files(parsed.project), build_id, watched, again=again)
    return replace(checks, violations=_placed(con, checks.violations)) if parsed.project.has_input else checks


def _placed(con: "duckdb.DuckDBPyConnection", violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Say of each violation by a fact in which line of which file that fact is labelled."""
    if not any(violation.fact_id for violation in violations):
        return violations
    places = dict(con.execute("select fact_id, file || ':' || line from raw.facts_now").fetchall())
    return tuple(replace(each, file_line=places.get(each.fact_id)) if each.fact_id else each for each in violations)


def _surroundings(plan: "Plan") -> dict[str, str]:
    """Return what the models read outside the project: files, the environment's variables, the clock."""
    made = {name: built.made for name, built in plan.built.items()} | {step.name: step.made for step in plan.steps}
    found: dict[str, str] = {}
    for name, rendered in plan.parsed.rendered.items():
        found |= {f"env {key}": repr(value) for key, value in rendered.env.items()}
        of_model = made.get(name)
        for what, state in of_model.outside.items() if of_model else ():
            if what.startswith("clock ") or "://" in what:
                found["clock"] = ""
            elif what.startswith("file "):
                found[what] = state
    return found


def _contents(con: "duckdb.DuckDBPyConnection") -> Contents | None:
    """Count what the marts hold; None where a selection has not built them yet."""
    import duckdb

    try:
        found = con.execute(
            "select (select count(*) from marts.articles), (select count(*) from marts.facts),"
            " (select count(*) from marts.people), count(*), count(*) filter (where article_count > 1),"
            " count(*) filter (where agreement = 'disputed'),"
            " (select count(*) from marts.disagreements where state in ('open', 'expired')),"
            " (select count(*) from marts.disagreements where state = 'ruled')"
            " from marts.claims"
        ).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return Contents(*found) if found else None


def _worst(checks: CheckOutcome) -> str | None:
    failed = [result.severity for result in checks.results if is_failure(result)]
    return max(failed, key=_RANK.__getitem__).value if failed else None


def _next_expiry(con: "duckdb.DuckDBPyConnection", now: datetime) -> str | None:
    """Return the last day on which every ruling that is still in force is in force."""
    found = con.execute(
        "select min(expires_on) from raw.rulings_now where expires_on >= ?", [now.date().isoformat()]
    ).fetchone()
    return found[0].isoformat() if found and found[0] else None


def _was_written_by_others(project: Project) -> bool:
    """Whether somebody wrote into the newest kept build after it was published: its tables are not to be trusted."""
    builds = kept_builds(project)
    return bool(builds) and newest(project) == builds[-1].path and not builds[-1].is_untouched


def _next_id(project: Project, now: datetime) -> str:
    """Return an id that sorts by time and is later than every kept build's."""
    at = now.astimezone(UTC)
    taken = [kept.build_id for kept in kept_builds(project)]
    while taken and _id(at) <= taken[-1]:
        at += timedelta(milliseconds=1)
    return _id(at)


def _id(at: datetime) -> str:
    return f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}"
