"""Builds what a plan asks for, each model in a transaction of its own, and records what became of it.

What fails holds up what needs it; the rest is built nonetheless.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from wh.errors import InputError, ModelError, WhError
from wh.fingerprints import Made, whole_text
from wh.planning import Plan, Step, built_parents
from wh.relations import literal, quoted
from wh.schedule import as_workers, carry_out
from wh.shaping import shape
from wh.tables import Existing, Relation, all_existing, existing

_FEW = 4


@dataclass(frozen=True, slots=True)
class Shaped:
    """What became of one step: status success, error or skipped; times are of the clock, in seconds since the epoch."""

    name: str
    status: str
    started: float
    finished: float
    row_count: int | None = None
    action: str = ""
    message: str = ""
    thread: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of all steps, what is wrong and what models said, in the order of the plan whatever the threads."""

    shaped: list[Shaped] = field(default_factory=list)
    wrong: list[WhError] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def not_built(self) -> frozenset[str]:
        """The models that failed or were skipped."""
        return frozenset(one.name for one in self.shaped if one.status != "success")


def run_plan(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    build_id: str,
    progress: Callable[[str, int, int], None],
    *,
    threads: int = 1,
    now: datetime | None = None,
    may_build: Callable[[duckdb.DuckDBPyConnection, str], bool] | None = None,
) -> Outcome:
    """Build the plan's models, each in a transaction of its own, after its parents.

    A model that fails leaves its table as it was, and what needs it is skipped; the outcome says why. `may_build` is
    asked right before a model is built, when its parents are there.
    """
    _prepare(con, plan)
    run = _Run(plan, build_id, now or datetime.now(UTC), progress, _there(con, plan), may_build)
    order = [step.name for step in plan.steps]
    needs = {name: built_parents(plan.parsed, name) for name in order}
    home = quoted(str((con.execute("select current_database()").fetchone() or ("",))[0]))
    cursors = [con.cursor() for _ in range(max(min(threads, len(order)), 1))]

    try:
        for cursor in cursors:
            cursor.execute("set errors_as_json = true")
            cursor.execute(f"use {home}.{quoted(plan.parsed.project.target.schema)}")
        left_out = carry_out(order, needs, run.build, as_workers(cursors), duckdb.DuckDBPyConnection.interrupt)
    finally:
        for cursor in cursors:
            cursor.close()
    instant = time.time()
    skipped = {
        name: Shaped(name, "skipped", instant, instant, message="what it needs was not built") for name in left_out
    }
    shaped = run.shaped | skipped
    _record(con, [run.rows[name] for name in order if name in run.rows])
    return Outcome(
        [shaped[name] for name in order],
        [run.wrong[name] for name in order if name in run.wrong],
        [message for name in order for message in run.messages.get(name, ())],
    )


def _there(con: duckdb.DuckDBPyConnection, plan: Plan) -> dict[tuple[str, str], Existing]:
    """Return what stands under the names of the models to build, in lower case; a few are looked up one by one."""
    if len(plan.steps) > _FEW:
        return all_existing(con)
    relations = [plan.parsed.relations[step.name] for step in plan.steps]
    found: dict[tuple[str, str], Existing] = {}
    for relation in relations:
        schema, name = str(relation.schema), str(relation.identifier)
        there = existing(con, Relation(schema, name))
        if there is not None:
            found[schema.lower(), name.lower()] = there
    return found


@dataclass(slots=True)
class _Run:
    """The building of a plan, by one or more threads."""

    plan: Plan
    build_id: str
    now: datetime
    progress: Callable[[str, int, int], None]
    there: Mapping[tuple[str, str], Existing]
    may_build: Callable[[duckdb.DuckDBPyConnection, str], bool] | None = None
    shaped: dict[str, Shaped] = field(default_factory=dict)
    wrong: dict[str, WhError] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, tuple[object, ...]] = field(default_factory=dict)
    steps: dict[str, Step] = field(init=False)
    begun: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.steps = {step.name: step for step in self.plan.steps}

    def build(self, con: duckdb.DuckDBPyConnection, name: str) -> bool:
        """Build one model in a transaction; False if it is its own fault that it cannot be built."""
        started = time.time()
        with self.lock:
            self.begun += 1
            self.progress(self.plan.parsed.table(name), self.begun, len(self.steps))
        if self.may_build and not self.may_build(con, name):
            self.shaped[name] = Shaped(name, "skipped", started, time.time(), message="a unit test of it failed")
            return False
        messages = self.messages[name] = []
        con.begin()
        try:
            done = shape(con, self.plan, self.steps[name], self.there, self.now, messages)
            con.commit()
        except (ModelError, InputError) as error:
            con.rollback()
            # what it passed through would hold the connection open to the end of the process
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self.wrong[name] = error
            self.shaped[name] = Shaped(name, "error", started, time.time(), message=error.message)
            return False
        except BaseException:
            with suppress(duckdb.Error):
                con.rollback()
            raise
        thread = threading.current_thread().name
        self.shaped[name] = Shaped(name, "success", started, time.time(), done.row_count, done.action, "", thread)
        self.rows[name] = _as_row(self.plan, self.steps[name], done.row_count, self.build_id)
        return True


def _prepare(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Drop what has no model any more, and make the schemas."""
    statements = []
    for name, known in plan.gone:
        if known.materialized != "snapshot":  # its past no query gives again
            kind = "view" if known.materialized == "view" else "table"
            statements.append(f"drop {kind} if exists {quoted(known.schema)}.{quoted(known.table)}")
        statements.append(f"delete from quality.models where model = {literal(name)}")
    relations = [plan.parsed.relations[step.name] for step in plan.steps]
    for schema in sorted({plan.parsed.project.target.schema, *(str(relation.schema) for relation in relations)}):
        statements.append(f"create schema if not exists {quoted(schema)}")
    if statements:
        con.execute(";\n".join(statements))


def _record(con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        con.begin()
        con.execute("delete from quality.models where list_contains(?, model)", [[row[0] for row in rows]])
        lists = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"insert into quality.models select {', '.join('unnest(?)' for _ in lists)}", lists)
        con.commit()


def _as_row(plan: Plan, step: Step, row_count: int | None, build_id: str) -> tuple[object, ...]:
    relation = plan.parsed.relations[step.name]
    made = {key: getattr(step.made, key) for key in Made.__slots__}
    return (
        step.name,
        str(relation.schema),
        plan.parsed.kinds[step.name],
        whole_text(plan.parsed, step.name),
        step.made.sql,
        step.made.fingerprint,
        row_count,
        build_id,
        str(relation.identifier),
        json.dumps(made, default=str),
    )
