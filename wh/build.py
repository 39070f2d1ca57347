"""A build: load, shape, check, publish, on a private copy that becomes the warehouse only if it is good.

Does nothing where nothing changed; what a failed build loaded and answered is kept for the next.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wh.errors import ProjectError, WhError, each_of
from wh.freshness import (
    is_as_built,
    is_unchanged,
    next_expiry,
    project_fingerprint,
    surroundings_of,
    was_written_by_others,
)
from wh.kept import next_id, published, refuse_foreign_file
from wh.outcome import (
    Contents,
    Options,
    Outcome,
    PlannedModel,
    Progress,
    Quiet,
    Since,
    forbidding,
    gone_quiet,
    worst_failure,
)
from wh.project import Project
from wh.results import CheckOutcome, LoadSummary

if TYPE_CHECKING:
    import duckdb

    from wh.gate import Gate
    from wh.guards import Guards
    from wh.hooks import Hook
    from wh.novelty import Before
    from wh.parsing import Parsed
    from wh.planning import Plan
    from wh.rules import DueRule
    from wh.running import Outcome as Shaping


def build(project: Project, options: Options, now: datetime, progress: Progress) -> Outcome:
    """Bring the warehouse up to date with its input, or leave it as it was and say why not."""
    project = replace(project, listing={})
    refuse_foreign_file(project)
    fingerprint = project_fingerprint(project, options.articles)
    if not (options.full or options.dry_run or options.is_selective):
        current = published(project)
        is_whole = current is not None and not (options.strict and current.worst_failure)  # a reject breaks a rule
        if current and is_whole and is_unchanged(project, current, fingerprint, options.fail_on, now):
            return Outcome("unchanged", current.build_id, worst_failure=current.worst_failure)
    from wh import warehouse
    from wh.private import lent

    with warehouse.locked(project):
        if not options.dry_run:
            warehouse.adopt(project)
        with lent(project, of_published=options.is_selective and not options.resumes) as con:
            return _Build(project, con, options, fingerprint, now, progress).carry_out()


def load_only(
    project: Project, articles: Path | None, now: datetime, pace: Callable[[int, int], None] | None = None
) -> LoadSummary:
    """Load the input and keep it for the next build; publish nothing."""
    from wh import loading, quality, warehouse
    from wh.private import lent

    refuse_foreign_file(project)
    with warehouse.locked(project), lent(project) as con:
        quality.create_quality(con)
        summary = loading.load(con, project, articles, now, pace, project.settings.threads)
        if summary.is_new:
            warehouse.keep_unpublished(project, con)
        return summary


def listed(
    project: Project, select: Sequence[str], exclude: Sequence[str], now: datetime
) -> "tuple[Parsed, list[str]]":
    """Return the project read whole, and the names of the selected models in the order in which they are built."""
    from wh import parsing
    from wh.model import raise_all

    parsed = parsing.parse(project, variables_of(project, now), now=now)
    raise_all(parsed.wrong)
    order = parsed.graph().order()
    if not (select or exclude):
        return parsed, list(order)
    from wh import choosing, kept, warehouse

    con = warehouse.open_newest(project) if kept.newest(project) is not None else None
    try:
        chosen = choosing.models_among(choosing.choose(parsed, select, exclude, con))
    finally:
        if con is not None:
            con.close()
    return parsed, [name for name in order if name in chosen]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules of the published build answer, what of that is new since a build, and which rules they are."""

    checks: CheckOutcome
    since: Since | None
    guards: "Guards"


def check_only(project: Project, new_since: str | None = None, *, full: bool = False) -> Checked:
    """Ask the rules of the published build, read-only; nothing is kept.

    A rule that is the same, and whose tables are as they were when it was asked, keeps its answer, unless all are to
    be asked (`full`) or somebody wrote into the file.
    """
    from wh import novelty, planning, warehouse
    from wh.guards import guards_of
    from wh.parsing import parse

    current = published(project)
    con = warehouse.open_published(project)
    try:
        before = novelty.answers_before(project, con, new_since) if new_since else None
        parsed = parse(project, variables_of(project, datetime.now(UTC)))
        _add_wrong_in_tests(parsed)
        guards = guards_of(con, parsed)
        planning.refuse_faults(con, parsed, guards.misspelt(con, {}))
        is_known = current is not None and is_as_built(project, current)
        checks = guards.ask(con, "check", again=full, remember=is_known)
        return Checked(checks, novelty.since(project, con, before, checks) if before else None, guards)
    finally:
        con.close()


def _add_wrong_in_tests(parsed: "Parsed") -> None:
    from wh import stored_failures, testing, unit_testing

    testing.tests_of(parsed)  # which adds what is wrong with them
    parsed.wrong += stored_failures.wrong_in(parsed)
    parsed.wrong += unit_testing.wrong_in(parsed)


def variables_of(project: Project, now: datetime) -> dict[str, object]:
    """Return the vars that models are rendered with: the project's, and for our own the day of the build."""
    own = {"build_day": now.date().isoformat()} if project.has_input else {}
    return {**project.settings.vars, **own}


@dataclass(slots=True)
class _Build:
    """One build, on its private copy; `before` is the build since which something may be new."""

    project: Project
    con: "duckdb.DuckDBPyConnection"
    options: Options
    fingerprint: str
    now: datetime
    progress: Progress
    before: "Before | None" = None

    def carry_out(self) -> Outcome:
        """Load, shape, check, and publish what is good."""
        from wh import footing, quality

        build_id = next_id(self.project, self.now)
        quality.create_quality(self.con, has_layers=self.project.has_input)
        self.before = self._before()
        summary = self._load()
        if self.project.has_input:
            footing.note_load(self.con, build_id)
        if self.options.strict and summary and summary.rejects and not self.options.dry_run:
            self._record(build_id, "failed", 0, 0)
            self._keep_unpublished()
            return Outcome("rejected", build_id, summary)
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

    def _before(self) -> "Before | None":
        """Return the answers of the build since which something may be new, before anything is done."""
        if self.options.new_since is None:
            return None
        from wh import novelty

        return novelty.answers_before(self.project, self.con, self.options.new_since)

    def _load(self) -> LoadSummary | None:
        if not self.project.has_input:
            return None
        from wh import loading

        self.progress("loading")
        pace = getattr(self.progress, "pace", None)  # a terminal has one
        processes = self.options.threads or self.project.settings.threads
        return loading.load(self.con, self.project, self.options.articles, self.now, pace, processes)

    def _raw_tables(self) -> list[str] | None:
        if not self.project.has_input:
            return None
        from wh import raw

        return raw.relations(self.con)

    def _carry_out(self, build_id: str, summary: LoadSummary | None) -> Outcome:
        from wh import choosing, hooks, parsing, planning, rules, running, stored_failures
        from wh.footing import note_rulings
        from wh.gate import Gate
        from wh.guards import guards_of
        from wh.model import raise_all

        parsed = parsing.parse(
            self.project,
            variables_of(self.project, self.now),
            self._raw_tables(),
            now=self.now,
            full=self.options.full,
            invocation_id=str(uuid.uuid5(uuid.NAMESPACE_OID, build_id)),
        )
        if not self.options.dry_run:
            parsed.renderer.keep()
        _add_wrong_in_tests(parsed)  # before anything is chosen among them
        chosen = self._chosen(parsed)
        guards = guards_of(self.con, parsed, chosen)
        begun = [] if self.options.dry_run else self._begin(parsed)
        threads = self.options.threads or self.project.settings.threads
        if chosen is None and not parsed.wrong and any(guards.rules()) and self._is_sure_to_ask(summary):
            rules.get_ready()
        try:
            plan = planning.make_plan(
                self.con,
                parsed,
                None if chosen is None else choosing.models_among(chosen),
                full=self.options.full or was_written_by_others(self.project),
                beside=lambda to_build: guards.misspelt(self.con, to_build),
            )
        except (WhError, ExceptionGroup) as error:
            raise_all([*hooks.wrong_in(begun), *each_of(error)])
            raise
        planned = tuple(PlannedModel(parsed.table(step.name), step.reason) for step in plan.steps)
        if chosen is not None and not chosen:
            return Outcome("nothing", build_id, summary, (), plan.model_count)
        is_anew = plan.full
        due = guards.due(self.con, {each.table for each in planned})
        if self.options.dry_run:
            return self._planned(build_id, summary, plan, planned, due)
        if is_anew or due:
            rules.get_ready()
        unit_tests = Gate(parsed, {step.name for step in plan.steps})
        shaped = running.run_plan(
            self.con, plan, build_id, self.progress, threads=threads, now=self.now, may_build=unit_tests.hold
        )
        self.progress("checking")
        stored_failures.store(self.con, parsed, chosen, shaped.not_built)
        if self.project.has_input:
            note_rulings(self.con, build_id)
        checks = guards.ask(self.con, build_id, shaped.not_built, again=is_anew)
        checks = unit_tests.joined(checks, build_id)
        return self._finish(build_id, summary, plan, planned, begun, shaped, checks, unit_tests, chosen)

    def _is_sure_to_ask(self, summary: LoadSummary | None) -> bool:
        """Whether some rule will be due before it is known which: all is built, or what was loaded is new."""
        if self.options.dry_run:
            return False
        is_first = self.con.execute("select 1 from quality.models limit 1").fetchone() is None
        return is_first or self.options.full or (summary is not None and summary.is_new)

    def _begin(self, parsed: "Parsed") -> "list[Hook]":
        """Run what goes before a build, unless something is wrong already: nothing of such a project runs."""
        from wh.hooks import run_hooks
        from wh.model import raise_all

        if self.project.hooks("on-run-start"):
            raise_all(parsed.wrong)
        return run_hooks(self.con, parsed, "on-run-start")

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
            gone=tuple(f"{known.schema}.{known.table}" for _, known in plan.gone if known.materialized != "snapshot"),
            rules_due=tuple((each.suite.table_name, each.rule.name, each.reason) for each in due),
        )

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
        begun: "Sequence[Hook]",
        shaped: "Shaping",
        checks: CheckOutcome,
        unit_tests: "Gate",
        chosen: frozenset[str] | None,
    ) -> Outcome:
        from wh import artifacts, hooks, novelty, quality, rules, warehouse

        plan.parsed.renderer.keep()  # what was rendered late, and the tests
        quality.record_checks(self.con, checks)
        if self.project.has_input:
            quality.record_agreement(self.con, build_id)
        left_over = self._left_over(plan.parsed)
        wrong = [*hooks.wrong_in(begun), *shaped.wrong]
        since = novelty.since(self.project, self.con, self.before, checks) if self.before else None
        quiet = self._quiet(checks)
        is_good = not (forbidding(checks, self.options.fail_on, since) or wrong or left_over)
        ended: list[Hook] = []
        if is_good:
            plan.parsed.results = [
                {"status": one.status, "message": one.message, "node": {"name": one.name}} for one in shaped.shaped
            ] + [{"status": rules.dbt_status(one), "node": {"name": one.rule}} for one in checks.results]
            ended = hooks.run_hooks(self.con, plan.parsed, "on-run-end")
            wrong += hooks.wrong_in(ended)
            is_good = not wrong
        status = "published" if is_good else "failed"
        rows = self._record(build_id, status, plan.model_count, len(plan.steps) - len(shaped.not_built))
        contents = contents_of(self.con) if self.project.has_input else None
        artifacts.write(self.project, plan, shaped, checks, self.now, unit_tests.results, (begun, ended), chosen)
        if is_good:
            self.progress("publishing")
            warehouse.publish(
                self.project,
                self.con,
                build_id=build_id,
                fingerprint=None if self.options.is_selective else self.fingerprint,
                worst_failure=worst_failure(checks),
                expires_on=next_expiry(self.con, self.now) if self.project.has_input else None,
                surroundings=surroundings_of(plan),
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
            wrong=tuple(wrong),
            skipped=tuple(one.name for one in shaped.shaped if one.status == "skipped"),
            messages=tuple(shaped.messages),
            since=since,
            quiet=quiet,
        )

    def _quiet(self, checks: CheckOutcome) -> Quiet | None:
        """Return which rules compared rows in the published build, and compare none now."""
        from wh import kept, quality

        current = kept.published(self.project)
        before = quality.answers_of(self.con, current.build_id) if current else None
        return gone_quiet(current.build_id, before.results, checks.results) if current and before else None

    def _left_over(self, parsed: "Parsed") -> frozenset[str]:
        """Return the models that a selection left as the failed build before it had left them: half of that build."""
        if not self.options.resumes:
            return frozenset()
        from wh import artifacts, nodes, planning

        ids = nodes.ids_by_name(parsed)
        last = artifacts.read_results(self.project)
        due = planning.due(self.con, parsed)
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


def contents_of(con: "duckdb.DuckDBPyConnection") -> Contents | None:
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
