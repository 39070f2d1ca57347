"""What each model gives, found before anything is built: its columns and their types, by DuckDB's own binder.

Every query is bound against empty tables of its parents' shape, in a catalog of its own that is thrown away. So unknown
and ambiguous columns, functions, tables and types that do not fit are known at once, with their place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

import duckdb

from wh import seeding, snapshotting
from wh.config_words import nearest_of
from wh.configs import listed
from wh.errors import ModelError, WhError, closest
from wh.model import Model
from wh.parsing import Parsed, Query
from wh.properties import Column
from wh.query_faults import locate, model_error, read_fault
from wh.relations import Relation
from wh.schedule import carry_out
from wh.tables import first_unknown
from wh.tokens import without_quotes

# name and type of each
Columns = tuple[tuple[str, str], ...]
_CATALOG = "wh_check"
# what a query gives depends on the rows that it meets, or on files that are not there to be asked yet
_OPEN_SHAPE = re.compile(r"\b(pivot|query|query_table|read_[a-z_]+|from_substrait|summarize)\b", re.IGNORECASE)
_BY_NAME = re.compile(r"\b(?:from|join)\s+([a-z_]\w*)\.([a-z_]\w*)", re.IGNORECASE)
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
    there: Mapping[tuple[str, str], str]
    wanted: frozenset[str]
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
    there = {
        (row[0], row[1]): row[2]
        for row in con.execute(
            "select schema_name, table_name, 'table' from duckdb_tables() where database_name = current_database()"
            " union all select schema_name, view_name, 'view' from duckdb_views()"
            " where database_name = current_database() and not internal"
        ).fetchall()
    }
    task = _Task(parsed, con, home, there, frozenset(order))
    con.execute(f"attach ':memory:' as {_CATALOG}")
    try:
        _create_schemas(task)
        needs = {name: tuple(parsed.rendered[name].refs) for name in order}
        carry_out(order, needs, lambda cursor, name: _bind(task, cursor, name), [_cursor(task) for _ in range(threads)])
        with _cursor(task) as cursor:
            for question in questions:
                _bind_question(task, cursor, question)
        columns = _columns(task, task.wanted)
        all_columns = _columns(task, parsed.relations) if parsed.unit_tests else {}
    finally:
        con.execute(f"detach {_CATALOG}")
    task.wrong += _disagreements_with_yaml(task, columns)
    task.wrong += _columns_not_given(task, columns)
    task.wrong += _columns_of_unit_tests(parsed, columns, all_columns)
    return Bound(columns, tuple(task.wrong))


@contextmanager
def _cursor(task: _Task) -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = task.con.cursor()
    try:
        cursor.execute("set errors_as_json = true")
        cursor.execute(f"set search_path = '{_CATALOG}.main,{_escaped(task.home)}.main'")
        yield cursor
    finally:
        cursor.close()


def _create_schemas(task: _Task) -> None:
    relations = [task.parsed.relations[name].schema for name in task.parsed.relations]
    schemas = {schema for schema, _ in task.there} | {schema for schema in relations if schema}
    statements = [f"create schema if not exists {_CATALOG}.{_quoted(schema)}" for schema in sorted(schemas)]
    task.con.execute(";\n".join([*statements, "select 1"]))


def _bind(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Bind one model; False leaves out what needs it."""
    parsed = task.parsed
    rendered, kind = parsed.rendered[name], parsed.kinds[name]
    if kind == "seed":
        return _bind_seed(task, cursor, name)
    if rendered.is_late or parsed.models[name].is_python:
        return _take_as_it_stands(task, cursor, name)
    needed = _relations_needed(parsed, name)
    for schema, table in needed:
        _show_to_binder(task, cursor, schema, table)
    if any(parent in task.open_shaped for parent in rendered.refs) or _OPEN_SHAPE.search(rendered.sql):
        task.open_shaped.add(name)
    bare = _read_by_its_name(parsed, name)
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
    if is_bound and other is not None and name not in task.open_shaped:
        return _create_empty(task, cursor, name, parsed.query(name, other), Relation("main", f"{name}__incremental"))
    return is_bound


def _bind_question(task: _Task, cursor: duckdb.DuckDBPyConnection, question: Question) -> None:
    if any(name in task.open_shaped for name in question.models):
        return
    for schema, table in _tables_of(task.parsed, question.models, question.sources):
        _show_to_binder(task, cursor, schema, table)
    try:
        cursor.execute(f"explain {question.query.sql}")
    except duckdb.Error as cause:
        fault = read_fault(cause, f"explain {question.query.sql}", question.query.sql)
        if fault.kind == "MISSING Table" or isinstance(cause, duckdb.IOException):
            return  # a table that is not built in this run, or was refused itself
        error = model_error(question.written, question.query, fault)
        if question.at is not None:
            error = ModelError(error.message.partition("\n")[0], at=question.at, way_out=error.way_out)
        task.wrong.append(error)


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
    table = f"{_CATALOG}.{_quoted(str(relation.schema))}.{_quoted(str(relation.identifier))}"
    cursor.execute(f"create table {table} ({', '.join(f'{_quoted(column)} {kind}' for column, kind in columns)})")
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


def _create_empty(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str, query: Query, relation: Relation) -> bool:
    model = task.parsed.models[name]
    table = f"{_CATALOG}.{_quoted(str(relation.schema))}.{_quoted(str(relation.identifier))}"
    statement = f"create table {table} as\n{query.sql}\nwith no data"
    try:
        cursor.execute(statement)
    except duckdb.Error as cause:
        if isinstance(cause, duckdb.IOException) or name in task.open_shaped:
            return False  # a file that is not there yet, or a shape that only rows give: the run tells
        error = _error(task, cursor, model, query, cause, statement)
        if error is not None:
            with task.lock:
                task.wrong.append(error)
        return False
    return True


def _add_history(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Give a snapshot's empty table the columns that tell its history, and those that only the table there has."""
    relation = task.parsed.relations[name]
    schema, identifier = str(relation.schema), str(relation.identifier)
    table = f"{_CATALOG}.{_quoted(schema)}.{_quoted(identifier)}"
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
            cursor.execute(f"alter table {table} add column if not exists {_quoted(column)} {type_}")
    return True


def _error(
    task: _Task,
    cursor: duckdb.DuckDBPyConnection,
    model: Model,
    query: Query,
    cause: duckdb.Error,
    statement: str,
) -> ModelError | None:
    """Return what is wrong with a query; None where only running it can tell."""
    alone = _not_one_select(cursor, model, query)
    if alone is not None:
        return alone
    fault = read_fault(cause, statement, query.sql)
    if fault.kind == "COLUMN OF A TABLE" and not fault.candidates:
        fault = replace(fault, candidates=tuple(_columns_of_parents(task, cursor, model.name)))
    if fault.kind == "MISSING Table" and (
        _may_be_made_by_a_hook(task, model) or _names_the_database(task, query.sql, fault.name)
    ):
        return None
    error = model_error(model, query, fault)
    if fault.kind == "MISSING Table":
        error.way_out = _instead_of(task.parsed, model.name, fault.name) or error.way_out
    return error


def _read_by_its_name(parsed: Parsed, name: str) -> ModelError | None:
    """Refuse a model of ours that reads another without `ref`: it would not be built anew when that one changes."""
    if parsed.project.dialect != "wh":
        return None
    rendered = parsed.rendered[name]
    for found in _BY_NAME.finditer(without_quotes(rendered.sql)):
        other = found[2]
        relation = parsed.relations.get(other)
        if other not in rendered.refs and relation is not None and relation.schema == found[1] and other != name:
            start, end = found.start(1), found.end()
            query = parsed.query(name)
            place, shown = locate(parsed.models[name], query, query.start + start, end - start)
            return ModelError(
                f"The model `{name}` reads the model `{other}` by the name of its table, so that it is not known to"
                f" need it.\n{shown}",
                at=place,
                way_out=f"`{{{{ ref('{other}') }}}}`",
            )
    return None


def _instead_of(parsed: Parsed, reader: str, table: str) -> str | None:
    """Return how to name a table that is a model's or a source's, if it is."""
    name = table.rpartition(".")[2]
    if name == reader:
        return "`materialized: incremental`, and `{% if is_incremental() %}` around what reads the model's own table"
    if name in parsed.models:
        return f"`{{{{ ref('{name}') }}}}`, so that it is built before"
    for key, source in parsed.sources.items():
        if name == source.identifier and table in (name, f"{source.schema}.{name}"):
            first, _, second = key.partition(".")
            if table == name:
                return f"`{{{{ source('{first}', '{second}') }}}}`"
            return f"to load it first: it is the table of the source `{first}` (described at {source.at})"
    return None


def _columns_of_parents(task: _Task, cursor: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    rows = cursor.execute(
        f"select schema_name, table_name, column_name from duckdb_columns() where database_name = '{_CATALOG}'"
    ).fetchall()
    needed = _relations_needed(task.parsed, name)
    return [column for schema, table, column in rows if (schema, table) in needed]


def _not_one_select(cursor: duckdb.DuckDBPyConnection, model: Model, query: Query) -> ModelError | None:
    try:
        statements = cursor.extract_statements(query.sql)
    except duckdb.Error as cause:
        return model_error(model, query, read_fault(cause, query.sql, query.sql))
    if len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT:
        return None
    kinds = [str(one.type).rpartition(".")[2] for one in statements]
    found = f"{len(kinds)} statements ({' and '.join(kinds)})" if len(kinds) > 1 else "".join(kinds) or "nothing"
    return ModelError(
        f"The {model.kind} `{model.name}` is not one SELECT, but {found}.",
        at=f"{model.shown}:{model.first_line}",
        way_out="a single query; what must run before or after it is a `pre_hook` or a `post_hook`"
        if statements
        else "a query, or no such file",
    )


def _names_the_database(task: _Task, sql: str, table: str) -> bool:
    """Return whether a table is named with the file before it, where no check of ours can put another."""
    name = rf'"?{re.escape(task.home)}"?\s*\.\s*(?:"?\w+"?\s*\.\s*)?"?{re.escape(table.rpartition(".")[2])}"?'
    return task.parsed.project.dialect == "dbt" and re.search(name, sql, re.IGNORECASE) is not None


def _may_be_made_by_a_hook(task: _Task, model: Model) -> bool:
    config = task.parsed.rendered[model.name].config
    return bool(config.get("pre_hook") or task.parsed.project.on_run_start)


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
        name = f"{_quoted(schema)}.{_quoted(table)}"
        cursor.execute(f"create view if not exists {_CATALOG}.{name} as from {_quoted(task.home)}.{name}")


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


def _columns_not_given(task: _Task, columns: Mapping[str, Columns]) -> Iterator[ModelError]:
    """Yield where a config, or a test, names a column that its model does not give."""
    parsed = task.parsed
    for name in sorted(columns):
        config, kind = parsed.rendered[name].config, parsed.kinds[name]
        given = [column for column, _ in columns[name]]
        keys = {"incremental": ("unique_key",), "snapshot": ("unique_key", "updated_at", "check_cols")}.get(kind, ())
        for key in keys:
            for wanted in listed(config.get(key)):
                if (key, wanted) != ("check_cols", "all") and first_unknown([str(wanted)], columns[name]):
                    yield ModelError(
                        f"The config of `{name}` names `{wanted}` as `{key}`, a column that"
                        f" the {parsed.models[name].kind} does not give.",
                        at=parsed.models[name].shown,
                        way_out=nearest_of(str(wanted), given),
                    )
    for test in parsed.tests:
        known = None if test.is_source else columns.get(test.about)
        if known and test.test.column and first_unknown([test.test.column], known):
            yield ModelError(
                f"The test `{test.test.kind}` is asked of a column `{test.test.column}`, which `{test.about}` does not"
                " give.",
                at=test.test.at,
                way_out=nearest_of(test.test.column, [column for column, _ in known]),
            )


def _columns_of_unit_tests(
    parsed: Parsed, columns: Mapping[str, Columns], all_columns: Mapping[str, Columns]
) -> Iterator[ModelError]:
    """Yield where the rows of a unit test have a column that their table does not have."""
    for test in parsed.unit_tests:
        if test.model not in columns:
            continue
        tables = [(test.expect, test.model, "expects of")]
        for given in test.given:
            found = re.fullmatch(
                r"""\s*ref\(\s*(?:['"]\w+['"]\s*,\s*)?['"](\w+)['"]\s*\)\s*""", str(given.get("input"))
            )
            if found:
                tables.append((given, found[1], "gives"))
        for stated, name, doing in tables:
            rows = stated.get("rows")
            named = {str(key) for row in rows if isinstance(row, dict) for key in row} if isinstance(rows, list) else ()
            known = all_columns.get(name, ())
            for column in sorted(named) if known else ():
                if first_unknown([column], known):
                    yield ModelError(
                        f"The unit test `{test.name}` {doing} `{name}` a column `{column}`, which it does not have.",
                        at=str(stated.get("at") or test.at),
                        way_out=nearest_of(column, [one for one, _ in known]),
                    )


def _disagreements_with_yaml(task: _Task, columns: Mapping[str, Columns]) -> Iterator[ModelError]:
    """Yield where a model's columns are not those that our YAML describes: dbt asks for no such thing."""
    if task.parsed.project.dialect != "wh":
        return
    for name in sorted(columns):
        properties = task.parsed.models[name].properties
        if properties is None:
            continue
        given = {column.casefold(): (column, type_) for column, type_ in columns[name]}
        described = {column.name.casefold(): column for column in properties.columns}
        for key, column in described.items():
            if key not in given:
                near = closest(column.name, [other for other, _ in given.values() if other.casefold() not in described])
                yield ModelError(
                    f"The YAML of `{name}` describes a column `{column.name}`, which the model does not give.",
                    at=properties.place(column.name),
                    way_out=f"`{near}`, the closest name"
                    if near
                    else "take it out of the YAML, or select it in the model",
                )
            elif column.data_type and not _is_same_type(task, column.data_type, given[key][1]):
                yield _other_type(task, name, column, given[key][1].lower(), properties.place(column.name))
        # the columns that tell a snapshot's history need no sentence
        if task.parsed.kinds[name] != "snapshot" and any(column.description for column in properties.columns):
            for key, (column_name, _) in given.items():
                if key not in described:
                    yield ModelError(
                        f"The model `{name}` gives a column `{column_name}`, which its YAML does not describe.",
                        at=properties.at,
                        way_out=f"`- name: {column_name}` with its `description:`, or take it out of the model",
                    )
        for column_name in properties.grain:
            if column_name.casefold() not in given:
                near = closest(column_name, [other for other, _ in given.values()])
                yield ModelError(
                    f"The grain of `{name}` names a column `{column_name}`, which the model does not give.",
                    at=properties.at,
                    way_out=f"`{near}`, the closest name" if near else "the columns that make a row unique",
                )


def _other_type(task: _Task, name: str, column: Column, given: str, at: str) -> ModelError:
    stated = column.data_type
    if not _is_type(task, str(stated)):
        return ModelError(
            f"The YAML of `{name}` says that `{column.name}` is {stated}, and DuckDB has no such type.",
            at=at,
            way_out=f"`data_type: {given}`, which the model gives",
        )
    return ModelError(
        f"The YAML of `{name}` says that `{column.name}` is {stated}, and the model gives {given}.",
        at=at,
        way_out=f"`cast(… as {stated})` in the model, or `data_type: {given}`",
    )


def _is_type(task: _Task, stated: str) -> bool:
    try:
        task.con.execute(f"select cast(null as {stated})")
    except duckdb.Error:
        return False
    return True


def _is_same_type(task: _Task, stated: str, given: str) -> bool:
    if stated.casefold() == given.casefold():
        return True
    try:
        meant = _one(task.con.execute(f"select typeof(cast(null as {stated}))"))
    except duckdb.Error:
        return False
    return str(meant).casefold() in (given.casefold(), '"null"')


def _one(result: duckdb.DuckDBPyConnection) -> object:
    row = result.fetchone()
    return row[0] if row else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(name: str) -> str:
    return name.replace("'", "''")
