"""What each model gives, found before anything is built: its columns and their types, by DuckDB's own binder.

Every query is bound against empty tables of its parents' shape, in a catalog of its own that is thrown away. So unknown
and ambiguous columns, functions, tables and types that do not fit are known at once, with their place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import duckdb

from wh import seeding, snapshotting
from wh.errors import ModelError, WhError
from wh.model import Model
from wh.parsed import Parsed, Query
from wh.promises import Columns, broken_promises
from wh.query_faults import model_error, read_fault
from wh.refusals import Attempt, read_by_its_name, refusal
from wh.relations import Relation, literal, quoted
from wh.schedule import carry_out

_CATALOG = "wh_check"
# what a query gives depends on the rows that it meets, or on files that are not there to be asked yet
_OPEN_SHAPE = re.compile(r"\b(pivot|query|query_table|read_[a-z_]+|from_substrait|summarize)\b", re.IGNORECASE)
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Bound:
    """What was found: the columns (name and type) of each model that could be bound, and what is wrong."""

    columns: Mapping[str, Columns]
    wrong: tuple[WhError, ...]


@dataclass(slots=True)
class _Task:
    parsed: Parsed
    con: duckdb.DuckDBPyConnection
    home: str
    there: frozenset[tuple[str, str]]
    wrong: list[WhError] = field(default_factory=list)
    open_shaped: set[str] = field(default_factory=set)
    shown: set[tuple[str, str]] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class Question:
    """A query that is asked of tables once they are built, and no table's own: it is bound, and that is all.

    `models` and `sources` are what it reads; `at` is where it stands if it has no lines of its own.
    """

    written: Model
    query: Query
    models: tuple[str, ...]
    sources: tuple[str, ...] = ()
    at: str | None = None


def bind(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    order: Sequence[str],
    threads: int = _THREADS,
    questions: Sequence[Question] = (),
) -> Bound:
    """Bind the models named, in their order; their parents that are not named are taken as they stand in the file.

    A model whose parent cannot be bound is left out, not blamed. What a late model gives is not known before it runs.
    """
    home = str(_one(con.execute("select current_database()")))
    there = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = current_database()"
        " union all select schema_name, view_name from duckdb_views()"
        " where database_name = current_database() and not internal"
    ).fetchall()
    task = _Task(parsed, con, home, frozenset((schema, table) for schema, table in there))
    con.execute(f"attach ':memory:' as {_CATALOG} (read_write)")  # also beside a file that is only read
    try:
        _create_schemas(task)
        needs = {name: tuple(parsed.rendered[name].refs) for name in order}
        carry_out(order, needs, lambda cursor, name: _bind(task, cursor, name), [_cursor(task) for _ in range(threads)])
        with _cursor(task) as cursor:
            for question in questions:
                _bind_question(task, cursor, question)
        columns = _columns(task, order)
        all_columns = _columns(task, parsed.relations) if parsed.unit_tests else {}
    finally:
        con.execute(f"detach {_CATALOG}")
    task.wrong += broken_promises(con, parsed, columns, all_columns)
    return Bound(columns, tuple(task.wrong))


@contextmanager
def _cursor(task: _Task) -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = task.con.cursor()
    try:
        cursor.execute("set errors_as_json = true")
        cursor.execute(f"set search_path = {literal(f'{_CATALOG}.main,{task.home}.main')}")
        yield cursor
    finally:
        cursor.close()


def _create_schemas(task: _Task) -> None:
    relations = [task.parsed.relations[name].schema for name in task.parsed.relations]
    schemas = {schema for schema, _ in task.there} | {schema for schema in relations if schema}
    statements = [f"create schema if not exists {_CATALOG}.{quoted(schema)}" for schema in sorted(schemas)]
    task.con.execute(";\n".join([*statements, "select 1"]))


def _bind(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Bind one model; False leaves out what needs it."""
    parsed = task.parsed
    rendered, kind = parsed.rendered[name], parsed.kinds[name]
    if kind == "seed":
        return _bind_seed(task, cursor, name)
    if _create_as_described(task, cursor, name):
        return True
    if rendered.is_late or parsed.models[name].is_python:
        return _take_as_it_stands(task, cursor, name)
    needed = _relations_needed(parsed, name)
    for schema, table in needed:
        _show_to_binder(task, cursor, schema, table)
    if any(parent in task.open_shaped for parent in rendered.refs) or _OPEN_SHAPE.search(rendered.sql):
        task.open_shaped.add(name)
    bare = read_by_its_name(parsed, name)
    if bare is not None:
        with task.lock:
            task.wrong.append(bare)
        return False
    # an ephemeral model is bound alone as well, so that what is wrong with it is told of it, and once
    relation = Relation("main", f"{name}__ephemeral") if kind == "ephemeral" else parsed.relations[name]
    is_bound = _create_empty(task, cursor, name, parsed.query(name), relation)
    if is_bound and kind == "snapshot":
        return _add_history(task, cursor, name)
    other = parsed.incremental.get(name)
    if is_bound and other is not None and not other.is_late and name not in task.open_shaped:
        return _create_empty(task, cursor, name, parsed.query(name, other), Relation("main", f"{name}__incremental"))
    return is_bound


def _bind_question(task: _Task, cursor: duckdb.DuckDBPyConnection, question: Question) -> None:
    if any(name in task.open_shaped for name in question.models):
        return
    for schema, table in _tables_of(task.parsed, question.models, question.sources):
        _show_to_binder(task, cursor, schema, table)
    try:
        if not _is_one_select(cursor, question.query.sql):
            task.wrong.append(
                ModelError(
                    f"The {question.written.kind} `{question.written.name}` is not one SELECT.",
                    at=question.at or question.written.shown,
                    way_out="one SELECT: each row that it gives is a failure",
                )
            )
            return
        cursor.execute(f"explain {question.query.sql}")
    except duckdb.Error as cause:
        fault = read_fault(cause, f"explain {question.query.sql}", question.query.sql)
        if fault.kind == "MISSING Table" or isinstance(cause, duckdb.IOException):
            return  # a table that is not built in this run, or was refused itself
        error = model_error(question.written, question.query, fault)
        if question.at is not None:
            error = ModelError(error.message.partition("\n")[0], at=question.at, way_out=error.way_out)
        task.wrong.append(error)


def _is_one_select(cursor: duckdb.DuckDBPyConnection, sql: str) -> bool:
    if _OPEN_SHAPE.search(sql):  # a pivot is more than one statement to DuckDB
        return True
    found = cursor.extract_statements(sql)
    return len(found) == 1 and found[0].type == duckdb.StatementType.SELECT


def _bind_seed(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    parsed, model, relation = task.parsed, task.parsed.models[name], task.parsed.relations[name]
    is_ours = parsed.project.dialect == "wh"
    config = parsed.rendered[name].config
    try:
        columns = seeding.columns_of(cursor, model.path, config, model.shown, codes_are_text=is_ours)
    except WhError as error:
        error.at = error.at or model.shown
        with task.lock:
            task.wrong.append(error)
        return False
    table = f"{_CATALOG}.{quoted(str(relation.schema))}.{quoted(str(relation.identifier))}"
    cursor.execute(f"create table {table} ({', '.join(f'{quoted(column)} {kind}' for column, kind in columns)})")
    return True


def _create_as_described(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Use the shape that the YAML states, where it states the type of every column."""
    properties, relation = task.parsed.models[name].properties, task.parsed.relations[name]
    if properties is None or not states_its_shape(task.parsed, task.parsed.models[name]):
        return False
    columns = ", ".join(f"{quoted(column.name)} {column.data_type}" for column in properties.columns)
    table = f"{_CATALOG}.{quoted(str(relation.schema))}.{quoted(str(relation.identifier))}"
    try:
        cursor.execute(f"create table {table} ({columns})")
    except duckdb.Error:
        return False  # a type that DuckDB does not know is told with the YAML
    return True


def _take_as_it_stands(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Use the table that is there for a model whose shape only its run tells; without one, what needs it is open."""
    relation = task.parsed.relations[name]
    with task.lock:
        task.open_shaped.add(name)
    if (relation.schema, relation.identifier) not in task.there:
        return False
    _show_to_binder(task, cursor, str(relation.schema), str(relation.identifier))
    return True


def states_its_shape(parsed: Parsed, model: Model) -> bool:
    """Tell whether a Python model's YAML gives each column's type: its run is held to it, so that it may be bound."""
    columns = model.properties.columns if model.properties else ()
    is_ours = parsed.project.dialect == "wh" and model.is_python
    return is_ours and bool(columns) and all(column.data_type for column in columns)


def _create_empty(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str, query: Query, relation: Relation) -> bool:
    table = f"{_CATALOG}.{quoted(str(relation.schema))}.{quoted(str(relation.identifier))}"
    statement = f"create table {table} as\n{query.sql}\nwith no data"
    try:
        cursor.execute(statement)
    except duckdb.Error as cause:
        if isinstance(cause, duckdb.IOException) or name in task.open_shaped:
            return False  # a file that is not there yet, or a shape that only rows give: the run tells
        attempt = Attempt(name, query, statement, task.home)
        error = refusal(cursor, task.parsed, attempt, cause, lambda: _columns_of_parents(task, cursor, name))
        if error is not None:
            with task.lock:
                task.wrong.append(error)
        return False
    return True


def _add_history(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Give a snapshot's empty table the columns that tell its history, and those that only the table there has."""
    relation = task.parsed.relations[name]
    schema, identifier = str(relation.schema), str(relation.identifier)
    table = f"{_CATALOG}.{quoted(schema)}.{quoted(identifier)}"
    try:
        query = snapshotting.empty_history(f"from {table}", task.parsed.rendered[name].config)
        cursor.execute(f"create or replace table {table} as {query}")
    except (WhError, duckdb.Error):
        return False  # its config is told of by itself
    if (schema, identifier) in task.there:
        kept = cursor.execute(
            "select column_name, data_type from duckdb_columns()"
            " where (database_name, schema_name, table_name) = (?, ?, ?) order by column_index",
            [task.home, schema, identifier],
        ).fetchall()
        for column, type_ in kept:
            cursor.execute(f"alter table {table} add column if not exists {quoted(column)} {type_}")
    return True


def _columns_of_parents(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    rows = cursor.execute(
        f"select schema_name, table_name, column_name from duckdb_columns() where database_name = '{_CATALOG}'"
    ).fetchall()
    needed = _relations_needed(task.parsed, name)
    return [column for schema, table, column in rows if (schema, table) in needed]


def _relations_needed(parsed: Parsed, name: str) -> set[tuple[str, str]]:
    """Return schema and name of each table that the query reads by `ref` or `source`, through ephemeral models too."""
    return _tables_of(parsed, tuple(parsed.rendered[name].refs), tuple(parsed.rendered[name].sources))


def _tables_of(parsed: Parsed, models: Sequence[str], sources: Sequence[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for ref in models:
        if parsed.kinds.get(ref) == "ephemeral":
            found |= _relations_needed(parsed, ref)
        elif ref in parsed.relations:
            found.add((str(parsed.relations[ref].schema), str(parsed.relations[ref].identifier)))
    for source in sources:
        described = parsed.sources.get(source)
        schema, _, table = source.partition(".")
        found.add((described.schema, described.identifier) if described else (schema, table))
    return found


def _show_to_binder(task: _Task, cursor: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    """Let the binder see a table of the file, if it is none of those that are bound themselves."""
    with task.lock:
        if (schema, table) in task.shown or (schema, table) not in task.there:
            return
        task.shown.add((schema, table))
        name = f"{quoted(schema)}.{quoted(table)}"
        cursor.execute(f"create view if not exists {_CATALOG}.{name} as from {quoted(task.home)}.{name}")


def _columns(task: _Task, names: Iterable[str]) -> dict[str, Columns]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, type_ in task.con.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns()"
        f" where database_name = '{_CATALOG}' order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault((schema, table), []).append((column, type_))
    columns = {}
    for name in names:
        relation = task.parsed.relations[name]
        given = found.get((str(relation.schema), str(relation.identifier)))
        if given and name not in task.open_shaped:
            columns[name] = tuple(given)
    return columns


def _one(result: duckdb.DuckDBPyConnection) -> object:
    row = result.fetchone()
    return row[0] if row else None
