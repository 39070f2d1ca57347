"""What a run leaves for tools that read dbt's: target/manifest.json and target/run_results.json.

Each file is put in its place whole. Knows what became of every node; builds nothing.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wh.errors import ProjectError, WarehouseError
from wh.manifest import manifest_text
from wh.nodes import exposure_id, ids_by_name, nodes_of, unit_test_id
from wh.parsing import Parsed
from wh.project import Project
from wh.results import Answer, CheckOutcome, Severity, UnitTestResult
from wh.telling import Moment, compact, in_utc
from wh.testing import AskedTest, tests_of

if TYPE_CHECKING:
    from wh.hooks import Hook
    from wh.planning import Plan
    from wh.running import Outcome, Shaped

RUN_RESULTS_SCHEMA = "https://schemas.getdbt.com/dbt/run-results/v6.json"
_FAILED = {Severity.CRITICAL: "fail"}


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one node; `failures` are a test's. Times are seconds since the epoch, None where not known."""

    unique_id: str
    status: str
    message: str | None = None
    failures: int | None = None
    started: float | None = None
    finished: float | None = None
    thread: str = ""
    rows_affected: int | None = None
    sql: str | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(self.finished - self.started, 0.0) if self.started and self.finished else 0.0


def write(
    project: Project,
    plan: "Plan",
    shaped: "Outcome",
    checks: CheckOutcome,
    now: datetime,
    unit_tests: Sequence[UnitTestResult] = (),
    around: "tuple[Sequence[Hook], Sequence[Hook]]" = ((), ()),
    chosen: frozenset[str] | None = None,
) -> None:
    """Write both files of a build that began at `now`.

    `around` is what was run before and after it; `chosen` are the unique ids that were selected, None for all.
    """
    parsed = plan.parsed
    world = parsed.world
    moment = Moment(datetime.now(UTC), now, world.invocation_id if world else "")
    columns = {step.name: step.columns for step in plan.steps}
    results = [
        *(_of_table(parsed, one) for one in shaped.shaped),
        *_of_unit_tests(parsed, unit_tests),
        *_of_tests(parsed, checks, shaped.not_built),
    ]
    if project.dialect == "dbt":
        results = [*_as_dbt_skips(parsed, results), *_of_exposures(parsed, chosen)]
    before, after = ([_of_hook(hook) for hook in hooks] for hooks in around)
    write_manifest(parsed, moment, columns)
    write_results(project, [*before, *results, *after], moment, parsed)


def write_manifest(parsed: Parsed, moment: Moment, columns: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Write target/manifest.json; `columns` are name and type of those of models that are known."""
    _put(parsed.project, "manifest.json", manifest_text(parsed, moment, columns))


def write_results(
    project: Project, results: Sequence[NodeResult], moment: Moment, parsed: Parsed | None = None, which: str = "build"
) -> None:
    """Write target/run_results.json; with the project, each model has the SQL that was run."""
    names = {unique_id: name for name, unique_id in ids_by_name(parsed).items()} if parsed else {}
    head = {
        "metadata": moment.metadata(RUN_RESULTS_SCHEMA),
        "elapsed_time": max((moment.generated_at - moment.started_at).total_seconds(), 0.0),
        "args": {"which": which, "invocation_command": f"wh {which}"},
    }
    listed = ",\n".join(compact(_entry(one, parsed, names.get(one.unique_id))) for one in results)
    _put(project, "run_results.json", f'{compact(head)[:-1]},"results":[{listed}]}}')


def read_results(project: Project) -> dict[str, str]:
    """Return the status of each node in the last run, by its unique id; refuse where there was none."""
    path = _target(project) / "run_results.json"
    try:
        results = json.loads(path.read_bytes())["results"]
        return {str(one["unique_id"]): str(one["status"]) for one in results}
    except FileNotFoundError as cause:
        raise ProjectError(
            "`result:` asks what came of the last run, and there is none.", at=project.show(path), way_out="`wh build`"
        ) from cause
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise ProjectError(
            f"What came of the last run cannot be read: {cause}.", at=project.show(path), way_out="`wh build` again"
        ) from cause


def _of_hook(hook: "Hook") -> NodeResult:
    failures = 0 if hook.status == "success" else 1
    return NodeResult(
        hook.unique_id, hook.status, hook.message, failures, hook.started, hook.finished, thread="main", sql=hook.sql
    )


def _of_table(parsed: Parsed, one: "Shaped") -> NodeResult:
    model = parsed.models[one.name]
    message = one.message if one.status == "error" else ""
    if one.status == "success":
        message = f"INSERT {one.row_count}" if model.kind == "seed" else "OK"
    return NodeResult(
        f"{model.kind}.{model.package}.{model.name}",
        one.status,
        message,
        started=one.started,
        finished=one.finished,
        thread=one.thread,
        rows_affected=one.row_count,
    )


def _of_unit_tests(parsed: Parsed, results: Sequence[UnitTestResult]) -> Iterator[NodeResult]:
    if not results:
        return
    from wh.unit_testing import lines_of

    known = [test for test in parsed.unit_tests if test.model in parsed.models]
    ids = {(test.model, test.name): unit_test_id(parsed, test) for test in known}
    for result in results:
        unique_id = ids.get((result.model, result.name))
        if unique_id is None:
            continue
        if result.answer is Answer.HELD:
            yield NodeResult(unique_id, "pass", failures=0)
        elif result.answer is Answer.ERROR:
            yield NodeResult(unique_id, "error", result.fault)
        else:
            yield NodeResult(unique_id, "fail", "\n".join(lines_of(result)), failures=1)


def _of_tests(parsed: Parsed, checks: CheckOutcome, not_built: frozenset[str]) -> Iterator[NodeResult]:
    """Yield what came of each data test that was asked, and of each that was not because a table is not there."""
    answers = {(one.rule, one.table_name): one for one in checks.results}
    details = {(one.rule, one.table_name): one.detail for one in reversed(checks.violations)}
    for test in tests_of(parsed):
        key = (test.question.name, test.question.table_name)
        found = answers.get(key)
        if found is None:
            if not not_built.isdisjoint(test.models):
                yield NodeResult(test.unique_id, "skipped", "")
        elif found.answer is Answer.ERROR:
            yield NodeResult(test.unique_id, "error", details.get(key) or "it could not be asked")
        elif found.answer is Answer.BROKEN:
            status = _FAILED.get(found.severity, "warn")
            yield NodeResult(test.unique_id, status, _got(test, found.broken_count, status), found.broken_count)
        else:
            yield NodeResult(test.unique_id, "pass", None, found.broken_count)


def _of_exposures(parsed: Parsed, chosen: frozenset[str] | None) -> Iterator[NodeResult]:
    """Yield dbt's word for the exposures, of which nothing is built."""
    for exposure in parsed.exposures:
        unique_id = exposure_id(parsed, exposure)
        if chosen is None or unique_id in chosen:
            yield NodeResult(unique_id, "no-op", "NO-OP", failures=0)


def _as_dbt_skips(parsed: Parsed, results: Sequence[NodeResult]) -> Iterator[NodeResult]:
    """Yield the results with what dbt would have skipped after a test that failed.

    dbt builds nothing below a failed test. Here it is built, looked at and not published, which dbt's own tools would
    not understand: they read that it was skipped, and what was answered stands in `quality`.
    """
    failed = [one.unique_id for one in results if one.status in ("fail", "error")]
    failed_tests = [unique_id for unique_id in failed if unique_id.startswith("test.")]
    if not failed_tests:
        yield from results
        return
    nodes = nodes_of(parsed)
    ancestors: dict[str, set[str]] = {}

    def above(unique_id: str) -> set[str]:
        if unique_id not in ancestors:
            ancestors[unique_id] = set()
            for parent in nodes[unique_id].parents if unique_id in nodes else ():
                ancestors[unique_id] |= {parent} | above(parent)
        return ancestors[unique_id]

    tables = [key for key, node in nodes.items() if node.resource_type in ("model", "seed", "snapshot")]
    skipped = {
        key for key in tables for test in failed_tests if nodes[test].parents and set(nodes[test].parents) <= above(key)
    }
    for one in results:
        parents = set(nodes[one.unique_id].parents) if one.unique_id in nodes else set()
        is_of_a_skipped = one.unique_id not in tables and parents & skipped
        if one.status != "skipped" and (one.unique_id in skipped or is_of_a_skipped):
            yield replace(one, status="skipped", message=None, failures=None)
        else:
            yield one


def _got(test: AskedTest, count: int, status: str) -> str:
    threshold = (test.question.error_if if status == "fail" else test.question.warn_if) or "!= 0"
    return f"Got {count} {'result' if count == 1 else 'results'}, configured to {status} if {threshold}"


def _entry(one: NodeResult, parsed: Parsed | None, name: str | None) -> dict[str, Any]:
    times = [datetime.fromtimestamp(at, UTC) for at in (one.started, one.finished) if at is not None]
    timing = []
    if len(times) == 2:
        begun, ended = map(in_utc, times)
        timing = [
            {"name": "compile", "started_at": begun, "completed_at": begun},
            {"name": "execute", "started_at": begun, "completed_at": ended},
        ]
    sql, relation_name = one.sql, None
    if parsed is not None and name is not None:
        relation = parsed.relations[name]
        relation_name = f'"{parsed.project.target.database}"."{relation.schema}"."{relation.identifier}"'
        if parsed.models[name].kind != "seed" and one.status == "success":
            sql = parsed.query(name).sql
    answered = {"_message": one.message} if one.message and one.status == "success" and one.sql is None else {}
    if one.rows_affected is not None:
        answered |= {"rows_affected": one.rows_affected}  # type: ignore[dict-item]  # as dbt has it
    return {
        "status": one.status,
        "timing": timing,
        "thread_id": one.thread or "MainThread",
        "execution_time": one.seconds,
        "adapter_response": answered,
        "message": one.message,
        "failures": one.failures,
        "unique_id": one.unique_id,
        "compiled": True if sql is not None else None,
        "compiled_code": sql,
        "relation_name": relation_name,
        "batch_results": None,
    }


def _target(project: Project) -> Path:
    return project.artifacts or project.root / "target"


def _put(project: Project, name: str, text: str) -> None:
    """Write a file beside its place, and move it there: nobody reads half of it."""
    folder = _target(project)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{name}.{os.getpid()}"
        beside.write_text(text, encoding="utf-8")
        beside.replace(folder / name)
    except OSError as cause:
        raise WarehouseError(
            f"`{name}` cannot be written: {cause.strerror}.",
            at=project.show(folder),
            way_out="the right to write there, and room on the disk",
        ) from cause
