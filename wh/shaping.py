"""From raw rows to marts: which models must be built anew, why, and the building of them.

A model is built anew if its meaning, its settings, a parent or what was loaded changed. Everything is rendered, put in
order and bound before the first statement runs. What fails holds up what needs it; the rest is built nonetheless.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from wh import materializing, outside, python_models
from wh.binding import Question, bind
from wh.configs import OF_NO_EFFECT, listed
from wh.errors import InputError, ModelError, ProjectError, WhError
from wh.model import Model, raise_all
from wh.parsing import Parsed, Query, sha256
from wh.pictures import with_line
from wh.project import content_hash
from wh.query_faults import model_error, plain_message, read_fault
from wh.render import Rendered
from wh.schedule import as_workers, carry_out
from wh.stopping import heeding_ctrl_c
from wh.tables import Existing, all_existing, columns_of, existing
from wh.testing import AskedTest, tests_of
from wh.tokens import mean_the_same

_NOT_THE_MODEL_S_FAULT = (duckdb.IOException, duckdb.FatalException, duckdb.InterruptException)
_FEW = 4
# settings that change no row, beside those that change nothing at all
_OF_NO_EFFECT = (*OF_NO_EFFECT, "tags", "meta", "enabled", "alias", "schema")


@dataclass(frozen=True, slots=True)
class Made:
    """All that a model's table is made of, each by its hash or its value: what a plan compares, and tells on."""

    sql: str
    config: Mapping[str, Any]
    relation: str
    described: str
    parents: Mapping[str, str]
    loaded: Mapping[str, str]
    outside: Mapping[str, str]
    macros: Mapping[str, str]
    vars: Mapping[str, str | None]
    env: Mapping[str, str | None]
    load_id: str = ""

    @property
    def fingerprint(self) -> str:
        """One hash over all of it that can change a row."""
        parts = [self.sql, self.config, self.relation, self.described, self.parents, self.loaded, self.outside]
        return sha256(json.dumps(parts, sort_keys=True, default=str))


@dataclass(frozen=True, slots=True)
class Built:
    """A model as `quality.models` has it: what it was built from and when."""

    schema: str
    table: str
    materialized: str
    sql: str
    meaning_sha256: str
    fingerprint: str
    row_count: int
    build_id: str
    made: Made | None


@dataclass(frozen=True, slots=True)
class Step:
    """One model to be built, and why."""

    name: str
    reason: str
    meaning_sha256: str
    made: Made
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The models to build, in order; the tables to drop because their model is gone; how the others stand."""

    parsed: Parsed
    steps: tuple[Step, ...]
    gone: tuple[tuple[str, Built], ...]
    fingerprints: Mapping[str, str]
    built: Mapping[str, Built]
    full: bool = False

    @property
    def model_count(self) -> int:
        """How many models there are that become a table or a view."""
        return sum(kind != "ephemeral" for kind in self.parsed.kinds.values())


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


def make_plan(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    chosen: frozenset[str] | None = None,
    *,
    full: bool = False,
    threads: int = 2,
) -> Plan:
    """Decide which models to build: those chosen, or where None are all that changed.

    Raises all that is wrong with the project at once, as an ExceptionGroup if it is several: broken files, unknown
    names, rings, and what DuckDB's binder has against a query.
    """
    tests_of(parsed)
    wrong = list(parsed.wrong)
    try:
        order = [name for name in parsed.graph().order() if name in parsed.rendered]
    except ModelError as error:
        raise_all([with_line(one, parsed.project.root) for one in (*wrong, error)])
        raise
    built = read_built(con)
    loaded = _loaded(con) if parsed.project.has_input else {}
    newest = con.execute("select max(load_id) from raw.loads").fetchone() if loaded else None
    newest_load = str(newest[0] or "") if newest else ""
    planner = _Planner(con, parsed, built, loaded, outside.Reader(parsed.project.root), newest_load)
    steps: list[Step] = []
    for name in order:
        if parsed.kinds[name] == "ephemeral" or chosen is None or name in chosen:
            step = planner.step(name, is_named=chosen is not None, full=full)
            if step is not None and parsed.kinds[name] != "ephemeral":
                steps.append(step)
        else:
            planner.leave(name)
    wrong += [*planner.wrong, *_bad_configs(parsed, [step.name for step in steps])]
    wrong += _missing_parents(parsed, steps, built)
    named = [step.name for step in steps]
    bindable = {*named, *_ephemeral_between(parsed, named)}
    held_up = _held_up(parsed, order, wrong)
    questions = [question for question in _questions(parsed) if held_up.isdisjoint(question.models)]
    bound = bind(con, parsed, [name for name in order if name in bindable - held_up], threads, questions)
    raise_all([with_line(error, parsed.project.root) for error in (*wrong, *bound.wrong)])
    steps = [replace(step, columns=bound.columns.get(step.name, ())) for step in steps]
    gone = () if chosen is not None else tuple(_gone(parsed, built))
    return Plan(parsed, tuple(steps), gone, planner.fingerprints, built, full)


def changed(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> tuple[frozenset[str], frozenset[str]]:
    """Return the models that are other than they are built, by themselves and not by a parent; and the new ones."""
    raise_all(parsed.wrong)
    built = read_built(con)
    planner = _Planner(con, parsed, built, {}, outside.Reader(parsed.project.root))
    modified, new = set(), set()
    for name in parsed.graph().order():
        known = built.get(name)
        made = planner.made(name)
        if known is None and parsed.kinds[name] != "ephemeral":
            new.add(name)
        elif known is not None and known.made is not None:
            before = known.made
            own = ("sql", "config", "relation", "described")
            if any(getattr(before, key) != getattr(made, key) for key in own):
                modified.add(name)
    return frozenset(modified), frozenset(new)


def due(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> frozenset[str]:
    """Return the models that a build of everything would build now."""
    loaded = _loaded(con) if parsed.project.has_input else {}
    planner = _Planner(con, parsed, read_built(con), loaded, outside.Reader(parsed.project.root))
    steps = [planner.step(name, is_named=False, full=False) for name in parsed.graph().order()]
    return frozenset(step.name for step in steps if step is not None and parsed.kinds[step.name] != "ephemeral")


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
    run = _Run(plan, build_id, now or datetime.now(UTC), progress, _there(con, plan), may_build)
    _prepare(con, plan)
    order = [step.name for step in plan.steps]
    needs = {name: _built_parents(plan.parsed, name) for name in order}
    home = _quoted(str((con.execute("select current_database()").fetchone() or ("",))[0]))
    cursors = [con.cursor() for _ in range(max(min(threads, len(order)), 1))]

    def interrupt() -> None:
        for cursor in cursors:
            cursor.interrupt()

    try:
        for cursor in cursors:
            cursor.execute("set errors_as_json = true")
            cursor.execute(f"use {home}.{_quoted(plan.parsed.project.target.schema)}")
        with heeding_ctrl_c(interrupt):
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
    """Return what stands under the names of the models to build; of a few each is looked up by itself."""
    if len(plan.steps) > _FEW:
        return all_existing(con)
    relations = [plan.parsed.relations[step.name] for step in plan.steps]
    found: dict[tuple[str, str], Existing] = {}
    for relation in relations:
        schema, name = str(relation.schema), str(relation.identifier)
        there = existing(con, materializing.Relation(schema, name))
        if there is not None:
            found[schema.lower(), name.lower()] = there
    return found


def read_built(con: duckdb.DuckDBPyConnection) -> dict[str, Built]:
    """Return how each model stands in the file."""
    rows = con.execute(
        "select model, schema_name, table_name, materialized, sql, meaning_sha256, fingerprint, row_count, build_id,"
        " made_of from quality.models"
    ).fetchall()
    return {
        name: Built(schema, table, kind, sql, meaning, fingerprint, count, build_id, _made(made))
        for name, schema, table, kind, sql, meaning, fingerprint, count, build_id, made in rows
    }


# --- What must be built -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Planner:
    con: duckdb.DuckDBPyConnection
    parsed: Parsed
    built: Mapping[str, Built]
    loaded: Mapping[str, str]
    outside: "outside.Reader"
    newest_load: str = ""
    row_changes: dict[str, dict[str, str]] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    wrong: list[WhError] = field(default_factory=list)

    def step(self, name: str, *, is_named: bool, full: bool) -> Step | None:
        """Return the step that builds a model anew, or None if it stands as it is."""
        known = self.built.get(name)
        made = self.made(name)
        reason = self._reason(name, known, made, is_named=is_named, full=full)
        return None if reason is None else Step(name, reason, made.sql, made)

    def made(self, name: str) -> Made:
        """Return what a model would be made of now."""
        made = self._made(name, self._meaning(name, self.built.get(name)))
        self.fingerprints[name] = made.fingerprint
        return made

    def leave(self, name: str) -> None:
        """Take a model that was not chosen as it stands."""
        known = self.built.get(name)
        self.fingerprints[name] = known.fingerprint if known else ""

    def _rows_since(self, load_id: str, table: str) -> str:
        """Say how the rows of a raw table changed since a load."""
        if load_id not in self.row_changes:
            from wh import raw

            self.row_changes[load_id] = raw.changes_since(self.con, load_id) if load_id else {}
        name = table.removeprefix("raw.").removesuffix("_now")
        return self.row_changes[load_id].get(name, f"{table} changed")

    def _made(self, name: str, meaning: str) -> Made:
        parsed, model = self.parsed, self.parsed.models[name]
        rendered = parsed.rendered[name]
        properties = model.properties
        described = repr(properties and (properties.description, properties.columns, properties.grain))
        is_late = rendered.is_late
        return Made(
            sql=meaning,
            config=_effective(rendered.config, parsed.kinds[name]),
            relation=parsed.table(name),
            described=sha256(described),
            parents={parent: self.fingerprints.get(parent, "") for parent in sorted(rendered.refs)},
            loaded={
                table: self.loaded.get(table.removeprefix("raw.").removesuffix("_now"), "")
                for table in sorted(rendered.sources)
                if table.startswith("raw.") and parsed.project.has_input
            },
            outside={
                **self._outside(rendered.sql),
                # what a late model asks for is known only when it runs
                **({f"macro {key}": value for key, value in rendered.macros.items()} if is_late else {}),
                **({f"var {key}": str(value) for key, value in rendered.vars.items()} if is_late else {}),
            },
            macros=rendered.macros,
            vars=rendered.vars,
            env=rendered.env,
            load_id=self.newest_load,
        )

    def _outside(self, sql: str) -> dict[str, str]:
        """Return what stands for what a query reads besides tables; what may be another each time has the moment."""
        moment = self.parsed.names().run_started_at.isoformat()
        found = {what: state or (moment if "://" in what else "") for what, state in self.outside.read(sql).items()}
        clock = outside.clock_in(sql)
        if clock is not None:
            found[f"clock {clock}"] = moment
        for attached in self.parsed.project.target.attached:
            path = str(attached.get("path", ""))
            if re.search(rf"\b{re.escape(str(attached.get('alias') or Path(path).stem))}\b", sql):
                found[f"file {path}"] = outside.fingerprint_of(self.parsed.project.root, path)
        return found

    def _meaning(self, name: str, known: Built | None) -> str:
        """Return what stands for the meaning of a query.

        It is the hash of the first text that had it: as long as only comments and white space change, it stays that
        one.
        """
        model = self.parsed.models[name]
        if model.kind == "seed":
            return content_hash([model.path])
        text = _whole_text(self.parsed, name)
        if known and known.sql == text:
            return known.meaning_sha256
        if known and not model.is_python and mean_the_same(text, known.sql):
            return known.meaning_sha256
        return sha256(text)

    def _reason(self, name: str, known: Built | None, made: Made, *, is_named: bool, full: bool) -> str | None:
        kind = self.parsed.kinds[name]
        if known is None:
            return "new"
        if full and kind != "snapshot":
            return "all are built anew"
        if known.fingerprint != made.fingerprint:
            changes = _changes(known, made, self.parsed.models[name], self._rows_since)
            return "; ".join(changes) or "what it is built from changed"
        if kind == "snapshot" and not made.parents:
            return "a snapshot looks at its table in every build"
        return "it was named" if is_named else None


def _changes(known: Built, made: Made, model: Model, rows_since: Callable[[str, str], str]) -> list[str]:
    """Say what is other than when the model was built, the cause before what it led to."""
    before = known.made
    if before is None:
        return []
    found: list[str] = []
    if before.sql != made.sql:
        found += _causes(before, made) or ["its rows changed" if model.kind == "seed" else "its SQL changed"]
    settings = [key for key in {**before.config, **made.config} if before.config.get(key) != made.config.get(key)]
    found += [f"its setting `{key}` changed" for key in sorted(settings)]
    if before.relation != made.relation:
        found.append(f"it is now {made.relation}, was {before.relation}")
    if before.described != made.described:
        found.append("its description changed")
    tables = [table for table in made.loaded if before.loaded.get(table) != made.loaded[table]]
    found += [rows_since(before.load_id, table) for table in tables]
    found += [_outside_in_words(what) for what in _differing(before.outside, made.outside)]
    parents = _differing(before.parents, made.parents)
    if parents:
        more = f" and {len(parents) - 1} more" if len(parents) > 1 else ""
        found.append(f"parent {parents[0]} changed{more}")
    return found


def _outside_in_words(what: str) -> str:
    kind, _, name = what.partition(" ")
    if kind == "clock":
        return f"it reads the clock or chance (`{name}`)"
    return f"it reads {name}, which is not on this machine" if "://" in name else f"{what} changed"


def _loaded(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    from wh import raw  # with all that reads input, which a project of dbt has none of

    return raw.table_fingerprints(con)


def _effective(config: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the settings that change what is built, as they come back from JSON."""
    heeded = {key: value for key, value in sorted(config.items()) if key not in _OF_NO_EFFECT}
    effective: dict[str, Any] = json.loads(json.dumps(heeded | {"materialized": kind}, default=str))
    return effective


def _causes(before: Made, made: Made) -> list[str]:
    macros = [f"macro `{name}` changed" for name in _differing(before.macros, made.macros, common=True)]
    variables = [
        f"var `{name}` changed from {before.vars[name]} to {made.vars[name]}"
        for name in _differing(before.vars, made.vars, common=True)
    ]
    environment = [f"the environment's {name} changed" for name in _differing(before.env, made.env, common=True)]
    return [*macros, *variables, *environment]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], *, common: bool = False) -> list[str]:
    names = before.keys() & after.keys() if common else before.keys() | after.keys()
    return sorted(name for name in names if before.get(name) != after.get(name))


def _whole_text(parsed: Parsed, name: str) -> str:
    """Return the text that says what a model is: for one that grows, both what it is at first and what is added."""
    own, grown = parsed.rendered[name], parsed.incremental.get(name)
    return own.sql if grown is None else f"{own.sql}\n;\n{grown.sql}"


def _bad_configs(parsed: Parsed, names: Sequence[str]) -> list[WhError]:
    found: list[WhError] = []
    for name in names:
        try:
            materializing.check_config(parsed.kinds[name], parsed.rendered[name].config)
        except ModelError as error:
            error.at = error.at or parsed.models[name].shown
            error.message = f"The config of `{name}` cannot be used: {error.message}"
            found.append(error)
    return found


def _ephemeral_between(parsed: Parsed, names: Sequence[str]) -> set[str]:
    """Return the ephemeral models that those named are made of."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        parents = [one for one in parsed.rendered[waiting.pop()].refs if parsed.kinds.get(one) == "ephemeral"]
        waiting += [one for one in parents if one not in found]
        found |= set(parents)
    return found


def _questions(parsed: Parsed) -> Iterator[Question]:
    """Yield what data tests ask in the author's own SQL: their queries, and the `where` of those of the YAML."""
    for test in tests_of(parsed):
        if test.is_late:
            continue
        if test.kind == "":
            rendered = parsed.render_text(test.written)
            yield Question(test.written, parsed.query("", rendered), test.models, test.sources)
        elif test.question.where and test.declared is not None:
            sql = f"select 1 from {test.declared.relation} where {test.question.where}"
            where = Rendered(sql, sql, 1, (), {}, {}, {}, {}, {}, {})
            at = test.declared.test.at
            written = replace(test.written, kind="test", name=test.kind)
            yield Question(written, Query(sql, where), (test.about,), at=at)
        if test.kind == "relationships" and test.declared is not None and len(test.models) == 2:
            yield from _relationship(parsed, test)


def _relationship(parsed: Parsed, test: AskedTest) -> Iterator[Question]:
    other = next(name for name in test.models if name != test.about)
    sql = f"select {_quoted(str(test.arguments.get('field')))} from {parsed.relations[other]}"
    field_ = Rendered(sql, sql, 1, (), {}, {}, {}, {}, {}, {})
    assert test.declared is not None, "relationships stand in the YAML"
    written = replace(test.written, kind="test", name=test.kind)
    yield Question(written, Query(sql, field_), (other,), at=test.declared.test.at)


def _held_up(parsed: Parsed, order: Sequence[str], wrong: Sequence[WhError]) -> set[str]:
    """Return the models that are refused already, and all that needs one: more may follow from what is wrong."""
    refused = {error.at.split(":")[0] for error in wrong if error.at}
    found: set[str] = set()
    for name in order:
        refs = parsed.rendered[name].refs
        if parsed.models[name].shown in refused or any(ref in found or ref not in parsed.rendered for ref in refs):
            found.add(name)
    return found


def _gone(parsed: Parsed, built: Mapping[str, Built]) -> list[tuple[str, Built]]:
    found = []
    for name, known in built.items():
        relation = parsed.relations.get(name)
        is_there = relation is not None and (relation.schema, relation.identifier) == (known.schema, known.table)
        if not is_there and known.materialized != "ephemeral":
            found.append((name, known))
    return found


def _missing_parents(parsed: Parsed, steps: Sequence[Step], built: Mapping[str, Built]) -> list[WhError]:
    """Return an error for each model whose parent is neither there nor built before it."""
    there = set(built) | {step.name for step in steps}
    found: list[WhError] = []
    for step in steps:
        parents = [parent for parent in _built_parents(parsed, step.name) if parent in parsed.rendered]
        missing = [parent for parent in parents if parent not in there]
        if missing:
            found.append(
                ProjectError(
                    f"`{step.name}` needs `{missing[0]}`, which is not built yet and was not selected.",
                    at=parsed.models[step.name].shown,
                    way_out=f"`wh build +{step.name}`",
                )
            )
    return found


def _built_parents(parsed: Parsed, name: str) -> tuple[str, ...]:
    """Return the parents that are tables or views, through those that are neither."""
    found: dict[str, None] = {}
    for parent in sorted(parsed.rendered[name].refs):
        if parsed.kinds.get(parent) == "ephemeral":
            found |= dict.fromkeys(_built_parents(parsed, parent))
        else:
            found[parent] = None
    return tuple(found)


# --- Building -----------------------------------------------------------------------------------------------------


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
            done = _Building(self.plan, self.steps[name], con, self.now, self.there, messages).carry_out()
            con.commit()
        except (ModelError, InputError) as error:
            con.rollback()
            # what it passed through would hold the connection open to the end of the process
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self.wrong[name] = error
            self.shaped[name] = Shaped(name, "error", started, time.time(), message=error.message)
            return False
        except BaseException as error:
            with _suppressed():
                con.rollback()
            if isinstance(error, duckdb.InterruptException):
                raise KeyboardInterrupt from error
            raise
        thread = threading.current_thread().name
        self.shaped[name] = Shaped(name, "success", started, time.time(), done.row_count, done.action, "", thread)
        self.rows[name] = _as_row(self.plan, self.steps[name], done.row_count, self.build_id)
        return True


@dataclass(frozen=True, slots=True)
class _Building:
    """The building of one model."""

    plan: Plan
    step: Step
    con: duckdb.DuckDBPyConnection
    now: datetime
    there: Mapping[tuple[str, str], Existing]
    messages: list[str]

    def carry_out(self) -> materializing.Done:
        parsed, name = self.plan.parsed, self.step.name
        model, relation = parsed.models[name], parsed.relations[name]
        schema, table = str(relation.schema), str(relation.identifier)
        there = self.there.get((schema.lower(), table.lower()))
        rendered = self._rendered(there)
        query = self._query(rendered, there)
        is_grown = self._is_grown(there)
        self._hooks("pre_hook", rendered, incremental=is_grown)
        try:
            done = self._materialize(materializing.Relation(schema, table), query, there)
        except (ModelError, InputError) as error:
            error.at = error.at or model.shown
            raise
        except duckdb.Error as cause:
            raise _run_error(model, query, cause) from cause
        if model.is_python:
            python_models.forget_rows(self.con)
        self._hooks("post_hook", rendered, incremental=is_grown)
        try:
            _check_grain(self.con, model, schema, table)
            _comment(self.con, model, schema, table, parsed.kinds[name])
        except (duckdb.BinderException, duckdb.CatalogException) as cause:
            at = model.properties.at if model.properties else model.shown
            raise ModelError(
                f"What the YAML says of `{name}` does not fit it: {plain_message(cause)}.",
                at=at,
                way_out="the columns that the model gives",
            ) from cause
        return done

    def _query(self, rendered: Rendered, there: Existing | None) -> Query:
        parsed, name = self.plan.parsed, self.step.name
        model = parsed.models[name]
        if not model.is_python:
            return parsed.query(name, rendered)
        is_grown = self._is_grown(there)
        sql = python_models.query_of(
            self.con, model, rendered, parsed.names(), parsed.relations[name], is_incremental=is_grown
        )
        return Query(sql, replace(rendered, sql=sql))

    def _materialize(self, table: materializing.Relation, query: Query, there: Existing | None) -> materializing.Done:
        kind, model = self.plan.parsed.kinds[self.step.name], self.plan.parsed.models[self.step.name]
        config = query.rendered.config
        if kind == "seed":
            is_ours = self.plan.parsed.project.dialect == "wh"
            return materializing.seed(self.con, table, model.path, config, model.shown, there, codes_are_text=is_ours)
        return materializing.materialize(
            self.con, table, kind, query.sql, config, there, full=self.plan.full, now=self.now
        )

    def _rendered(self, there: Existing | None) -> Rendered:
        """Return the query to run: the growing one where the table is there, rendered again where it asks for rows."""
        parsed, name = self.plan.parsed, self.step.name
        rendered = parsed.rendered[name]
        is_grown = self._is_grown(there)
        if is_grown and name in parsed.incremental:
            rendered = parsed.incremental[name]
        if rendered.is_late:
            rendered = parsed.render_late(name, self.con, incremental=is_grown)
            self.messages.extend(rendered.messages)
        return rendered

    def _is_grown(self, there: Existing | None) -> bool:
        """Return whether new rows come to a table that is there."""
        parsed, name = self.plan.parsed, self.step.name
        if parsed.kinds[name] != "incremental":
            return False
        wanted = materializing.read_incremental(parsed.rendered[name].config)
        return not materializing.builds_all(wanted, there, full=self.plan.full)

    def _hooks(self, key: str, rendered: Rendered, *, incremental: bool) -> None:
        for hook in listed(rendered.config.get(key)):
            text = str(hook.get("sql", "")) if isinstance(hook, dict) else str(hook)
            run_hook(
                self.con, self.plan.parsed, text, self.plan.parsed.models[self.step.name], key, incremental=incremental
            )


def run_hooks(con: duckdb.DuckDBPyConnection, parsed: Parsed, hooks: Sequence[str], key: str) -> None:
    """Run the SQL that goes before or after a whole build."""
    project = parsed.project
    for hook in hooks:
        at = project.show(project.defined_in[0]) if project.defined_in else project.name
        written = Model(name=project.name, path=project.root, source=hook, shown=at, package=project.name)
        run_hook(con, parsed, hook, written, key)


def raw_relations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the raw tables and views."""
    rows = con.execute("select table_name from information_schema.tables where table_schema = 'raw'").fetchall()
    return [row[0] for row in rows]


def run_hook(
    con: duckdb.DuckDBPyConnection, parsed: Parsed, text: str, model: Model, key: str, *, incremental: bool = False
) -> None:
    """Render and run the SQL that goes before or after a model, or a build."""
    rendered = parsed.render_text(replace(model, source=text, kind="operation"), con, incremental=incremental)
    if not rendered.sql.strip():
        return
    try:
        con.execute(rendered.sql)
    except duckdb.Error as cause:
        if _is_not_the_model_s(cause):
            raise
        raise ModelError(
            f"The `{key}` of `{model.name}` does not run: {plain_message(cause)}\n  {rendered.sql.strip()}",
            at=model.shown,
            way_out="mend that statement",
        ) from cause


def _prepare(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Drop what has no model any more, and make the schemas."""
    statements = []
    for name, known in plan.gone:
        kind = "view" if known.materialized == "view" else "table"
        statements.append(f"drop {kind} if exists {_quoted(known.schema)}.{_quoted(known.table)}")
        statements.append(f"delete from quality.models where model = {_literal(name)}")
    relations = [plan.parsed.relations[step.name] for step in plan.steps]
    for schema in sorted({plan.parsed.project.target.schema, *(str(relation.schema) for relation in relations)}):
        statements.append(f"create schema if not exists {_quoted(schema)}")
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
        _whole_text(plan.parsed, step.name),
        step.meaning_sha256,
        step.made.fingerprint,
        row_count,
        build_id,
        str(relation.identifier),
        json.dumps(made, default=str),
    )


def _made(text: str | None) -> Made | None:
    if not text:
        return None
    try:
        return Made(**json.loads(text))
    except (ValueError, TypeError):
        return None  # as an earlier engine wrote it


def _check_grain(con: duckdb.DuckDBPyConnection, model: Model, schema: str, table: str) -> None:
    """Hold the model to its `meta.grain`: no two rows are alike in those columns."""
    properties = model.properties
    if properties is None or not properties.grain:
        return
    grain = ", ".join(_quoted(column) for column in properties.grain)
    alike = con.execute(
        f"select count(*), {grain} from {_quoted(schema)}.{_quoted(table)}"
        f" group by {grain} having count(*) > 1 order by {grain} limit 1"
    ).fetchone()
    if alike:
        key = ", ".join(f"{column} = {value}" for column, value in zip(properties.grain, alike[1:], strict=True))
        raise ModelError(
            f"`{model.name}` is to have one row for each {', '.join(properties.grain)}, but {alike[0]} have {key}.",
            at=model.shown,
            way_out="a join that meets one row, or the true grain in the YAML",
        )


def _comment(con: duckdb.DuckDBPyConnection, model: Model, schema: str, table: str, kind: str) -> None:
    """Carry the YAML's sentences into the file, so that every BI tool shows them: of marts each column's as well."""
    properties = model.properties
    if properties is None or not (properties.description or schema == "marts"):
        return
    name = f"{_quoted(schema)}.{_quoted(table)}"
    word = "view" if kind == "view" else "table"
    statements = [f"comment on {word} {name} is {_literal(properties.description)}"] if properties.description else []
    # eight hundred columns that only models read would take a tenth of a build
    if schema == "marts" and properties.columns:
        given = {column.casefold() for column, _ in columns_of(con, name)}
        statements += [
            f"comment on column {name}.{_quoted(column.name)} is {_literal(column.description)}"
            for column in properties.columns
            if column.name.casefold() in given
        ]
    if statements:
        con.execute(";\n".join(statements))


def _run_error(model: Model, query: Query, cause: duckdb.Error) -> ModelError:
    if isinstance(cause, duckdb.OutOfMemoryException):
        return ModelError(
            f"The model `{model.name}` takes more memory than there is: {plain_message(cause)}.",
            at=model.shown,
            way_out="a machine with more memory; or a smaller input: which article or label file is the largest?",
        )
    if _is_not_the_model_s(cause):
        raise cause
    statement = next(reversed(getattr(cause, "__notes__", [])), query.sql)
    return model_error(model, query, read_fault(cause, statement, query.sql))


def _is_not_the_model_s(cause: duckdb.Error) -> bool:
    # a bare Error is a block of the file that cannot be read; like the others it is not the model's fault
    if isinstance(cause, duckdb.IOException) and re.search(r"No files found|Cannot open file", str(cause)):
        return False
    return type(cause) is duckdb.Error or isinstance(cause, _NOT_THE_MODEL_S_FAULT)


def _suppressed() -> Any:
    import contextlib

    return contextlib.suppress(duckdb.Error)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
