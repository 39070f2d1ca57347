"""Unit tests: a model's query on rows made up for it, held against the rows that it is to give.

The rows of its parents stand in temporary tables, which the model is rendered to read; what is in the file is looked at
for the names and types of columns alone, and nothing of it is written. All that is malformed is found before anything
runs.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

from wh.configs import is_enabled
from wh.errors import ModelError, closest
from wh.made_up_rows import Given, Prepared, Rows, prepare
from wh.model import Model
from wh.parsing import Parsed, Query
from wh.properties import UnitTest
from wh.query_faults import model_error, plain_message, read_fault
from wh.questions import line_of
from wh.relations import Relation, literal, quoted
from wh.render import Rendered, Renderer, World, Written
from wh.results import Answer, UnitTestResult

Columns = Sequence[tuple[str, str]]
"""Name and type of each column of a table."""

_RESULT = quoted("what the model gives")
_EXPECTED = quoted("what is expected")
_SHOWN_ROWS = 20


def enabled(parsed: Parsed) -> list[UnitTest]:
    """Return the unit tests that are not disabled, in the order of the YAML."""
    return [test for test in parsed.unit_tests if is_enabled(test.config)]


def wrong_in(parsed: Parsed) -> list[ModelError]:
    """Return what is wrong with unit tests, as far as it can be known before anything runs."""
    wrong: list[ModelError] = []
    for test in enabled(parsed):
        try:
            prepared = prepare(parsed, test)
            _render(parsed, prepared)
        except ModelError as error:
            error.at = error.at or test.at
            wrong.append(error)
    return wrong


def run(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    tests: Sequence[UnitTest],
    columns: Mapping[str, Columns] | None = None,
) -> list[UnitTestResult]:
    """Run unit tests, in their order; none of them raises what is its own fault.

    `columns` are those of models that are bound; those of others are looked up among the tables that are committed.
    """
    with _cursor(con, parsed.project.target.schema) as cursor:
        known = _Known(cursor, parsed, columns or {})
        return [_run(cursor, parsed, test, known) for test in tests]


def lines_of(result: UnitTestResult) -> list[str]:
    """Return what there is to say of a unit test that did not pass: rows that are missing, and rows too many."""
    if result.fault is not None:
        return result.fault.splitlines()
    counted = [
        f"{len(rows)} {'row is' if len(rows) == 1 else 'rows are'} {what}"
        for rows, what in ((result.missing_rows, "missing"), (result.unexpected_rows, "too many"))
        if rows
    ]
    if not counted:
        return []
    columns = list((result.missing_rows or result.unexpected_rows)[0])
    table = [["", *columns]]
    for what, rows in (("missing", result.missing_rows), ("too many", result.unexpected_rows)):
        table += [[what, *(_shown(row[column]) for column in columns)] for row in rows[:_SHOWN_ROWS]]
        if len(rows) > _SHOWN_ROWS:
            table.append([f"and {len(rows) - _SHOWN_ROWS} more"])
    widths = [max(len(row[index]) for row in table if index < len(row) > 1) for index in range(len(columns) + 1)]
    padded = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in table]
    return [f"{' and '.join(counted)}:", *(f"  {line.rstrip()}" for line in padded)]


@dataclass(slots=True)
class _Known:
    """The columns of the tables that models read, looked up once."""

    con: duckdb.DuckDBPyConnection
    parsed: Parsed
    bound: Mapping[str, Columns]
    found: dict[str, Columns | None] = field(default_factory=dict)

    def of_model(self, name: str) -> Columns | None:
        """Return the columns of a model, seed or snapshot, None where they cannot be known."""
        if self.bound.get(name):
            return self.bound[name]
        if self.parsed.kinds.get(name) == "ephemeral":
            return self._described(f"(\n{self.parsed.query(name).sql}\n)")
        return self._described(str(self.parsed.relations[name]))

    def of_source(self, key: str, asking: Model) -> Columns | None:
        """Return the columns of a source's table."""
        source, _, table = key.partition(".")
        assert self.parsed.world is not None
        return self._described(str(self.parsed.world.source_of(source, table, asking)))

    def _described(self, relation: str) -> Columns | None:
        if relation not in self.found:
            try:
                self.found[relation] = _described(self.con, relation)
            except duckdb.Error:
                self.found[relation] = None
        return self.found[relation]


@dataclass(frozen=True, slots=True)
class _MadeUp:
    """The world as a unit test has it: other tables, and other vars where it says so."""

    world: World
    prepared: Prepared

    @property
    def dialect(self) -> str:
        return self.world.dialect

    @property
    def project_name(self) -> str:
        return self.world.project_name

    @property
    def target(self) -> Mapping[str, Any]:
        return self.world.target

    @property
    def run_started_at(self) -> Any:
        return self.world.run_started_at

    @property
    def invocation_id(self) -> str:
        return self.world.invocation_id

    @property
    def flags(self) -> Mapping[str, Any]:
        return self.world.flags

    def variables_of(self, package: str) -> Mapping[str, Any]:
        return {**self.world.variables_of(package), **(self.prepared.test.overrides.get("vars") or {})}

    def relation_of(self, name: str, package: str | None, asking: Written) -> tuple[str, Relation]:
        key, _ = self.world.relation_of(name, package, asking)
        if key not in self.prepared.models:
            raise self._not_given(f"ref('{name}')", f"`{name}`")
        return key, self.prepared.models[key].relation

    def source_of(self, schema: str, table: str, asking: Written) -> Relation:
        self.world.source_of(schema, table, asking)
        given = self.prepared.sources.get(f"{schema}.{table}")
        if given is None:
            raise self._not_given(f"source('{schema}', '{table}')", f"`{schema}.{table}`")
        return given.relation

    def graph(self) -> Mapping[str, Any]:
        return self.world.graph()

    def _not_given(self, written: str, what: str) -> ModelError:
        test = self.prepared.test
        return ModelError(
            f"The unit test `{test.name}` gives no rows for {what}, which `{test.model}` reads.",
            at=test.at,
            way_out=f"`- input: {written}` below `given:`, with `rows: []` where it is to be empty",
        )


def _run(con: duckdb.DuckDBPyConnection, parsed: Parsed, test: UnitTest, known: _Known) -> UnitTestResult:
    table_name = parsed.table(test.model) if test.model in parsed.relations else test.model
    try:
        prepared = prepare(parsed, test)
        with _temporary_tables(con) as made:
            missing, unexpected = _compared(con, parsed, prepared, known, made)
    except ModelError as error:
        error.at = error.at or test.at
        return UnitTestResult(test.name, test.model, table_name, Answer.ERROR, fault=str(error), at=error.at)
    answer = Answer.BROKEN if missing or unexpected else Answer.HELD
    return UnitTestResult(
        test.name, test.model, table_name, answer, tuple(missing), tuple(unexpected), at=line_of(test.at)
    )


@contextmanager
def _cursor(con: duckdb.DuckDBPyConnection, schema: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection of its own to the same file: its temporary tables are nobody else's."""
    cursor = con.cursor()
    try:
        cursor.execute("set errors_as_json = true")
        # a new connection does not know which file this one uses
        home = quoted(str(one[0])) if (one := con.execute("select current_database()").fetchone()) else "memory"
        cursor.execute(f"use {home}")
        with suppress(duckdb.CatalogException):  # nothing is built there yet
            cursor.execute(f"use {home}.{quoted(schema)}")
        yield cursor
    finally:
        cursor.close()


@contextmanager
def _temporary_tables(con: duckdb.DuckDBPyConnection) -> Iterator[list[str]]:
    made: list[str] = []
    try:
        yield made
    finally:
        for name in made:
            con.execute(f"drop table if exists temp.{name}")


def _compared(
    con: duckdb.DuckDBPyConnection, parsed: Parsed, prepared: Prepared, known: _Known, made: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the expected rows that the model does not give, and the rows that it gives and nobody expects."""
    model, test = prepared.model, prepared.test
    for key, given in prepared.models.items():
        _make(con, test, given, known.of_model(key), made)
    for key, given in prepared.sources.items():
        _make(con, test, given, known.of_source(key, model), made)
    if prepared.this:
        _make(con, test, prepared.this, known.of_model(model.name), made)
    rendered = _render(parsed, prepared, con)
    query = Query(rendered.sql, rendered)
    statement = f"create temp table {_RESULT} as\n{query.sql}"
    try:
        made.append(_RESULT)
        con.execute(statement)
    except duckdb.Error as cause:
        raise model_error(model, query, read_fault(cause, statement, query.sql)) from cause
    actual = _described(con, f"temp.{_RESULT}")
    columns = _make_expected(con, test, prepared.expected, actual, made)
    listed = ", ".join(map(quoted, columns))
    result, expected = (f"select {listed} from temp.{name}" for name in (_RESULT, _EXPECTED))
    return (
        _differing(con, f"{expected} except all {result}", columns),
        _differing(con, f"{result} except all {expected}", columns),
    )


def _render(parsed: Parsed, prepared: Prepared, con: duckdb.DuckDBPyConnection | None = None) -> Rendered:
    """Render the model to read what is given; as it is where its table is there already, if the test says so."""
    world, test = parsed.world, prepared.test
    assert world is not None
    renderer = parsed.renderer.over(_MadeUp(world, prepared), _macros_of(test))
    this = prepared.this.relation if prepared.this else Relation(None, "given this")
    stated = (test.overrides.get("macros") or {}).get("is_incremental", False)
    base = parsed.bases.get(test.model, {})

    def rendered(renderer: Renderer, con: duckdb.DuckDBPyConnection | None) -> Rendered:
        return renderer.render(prepared.model, base, lambda _: this, incremental=bool(stated), con=con)

    found = rendered(renderer, None)
    if con is not None and found.is_late:
        found = rendered(renderer, con)
    if prepared.this is None and str(this) in found.sql:
        raise ModelError(
            f"The unit test `{test.name}` gives no rows for `this`, the table of `{test.model}`, which it reads.",
            at=test.at,
            way_out="`- input: this` below `given:`, with `rows: []` where it is to be empty",
        )
    return found


def _macros_of(test: UnitTest) -> dict[str, Any]:
    values = dict(test.overrides.get("macros") or {})
    environment = test.overrides.get("env_vars")
    return values | ({"env_var": _env_var(environment)} if environment else {})


def _env_var(stated: Mapping[str, Any]) -> Callable[..., str]:
    def env_var(name: str, default: Any = None) -> str:
        value = stated.get(name, os.environ.get(name, default))
        if value is None:
            raise ModelError(f"The environment has no variable `{name}`.", way_out=f"`{name}: …` below `env_vars:`")
        return str(value)

    return env_var


def _make(
    con: duckdb.DuckDBPyConnection, test: UnitTest, given: Given, columns: Columns | None, made: list[str]
) -> None:
    """Make the table of what is given: with all columns of the one that it stands for, where those are known."""
    rows, name = given.rows, quoted(str(given.relation.identifier))
    made.append(name)
    if rows.sql is not None:
        _execute(con, test, rows, f"create temp table {name} as\n{rows.sql}")
        return
    if columns is None:
        if not rows.columns:
            raise ModelError(
                f"The unit test `{test.name}` gives no column of `{given.label}`, and no such table is built yet.",
                at=rows.at,
                way_out="`wh build` of it first, or `format: sql` with a SELECT that gives no rows",
            )
        columns = [(column, _guessed([row.get(column) for row in rows.rows])) for column in rows.columns]
    types = _types(test, rows, columns, f"`{given.label}`" if given.label != "this" else f"`{test.model}`")
    listed = ", ".join(f"{quoted(column)} {type_}" for column, type_ in columns)
    con.execute(f"create temp table {name} ({listed})")
    _insert(con, test, name, rows, types)


def _make_expected(
    con: duckdb.DuckDBPyConnection, test: UnitTest, rows: Rows, actual: Columns, made: list[str]
) -> list[str]:
    """Make the table of expected rows with the types of what the model gives; return the columns to be compared."""
    made.append(_EXPECTED)
    if rows.sql is not None:
        made.append(quoted("expected as written"))
        _execute(con, test, rows, f"create temp table {quoted('expected as written')} as\n{rows.sql}")
        names = tuple(name for name, _ in _described(con, f"temp.{quoted('expected as written')}"))
        types = _types(test, Rows((), None, rows.at, names), actual, f"`{test.model}`")
        casts = ", ".join(f"cast({quoted(name)} as {type_}) as {quoted(name)}" for name, type_ in types.items())
        written = f"temp.{quoted('expected as written')}"
        _execute(con, test, rows, f"create temp table {_EXPECTED} as select {casts} from {written}")
        return list(names)
    types = _types(test, rows, actual, f"`{test.model}`") or dict(actual)
    listed = ", ".join(f"{quoted(name)} {type_}" for name, type_ in types.items())
    con.execute(f"create temp table {_EXPECTED} ({listed})")
    _insert(con, test, _EXPECTED, rows, types)
    return list(types)


def _types(test: UnitTest, rows: Rows, columns: Columns, of_what: str) -> dict[str, str]:
    """Return the type of each column that the rows name; one that the table does not have is refused."""
    known = {name.casefold(): type_ for name, type_ in columns}
    for name in rows.columns:
        if name.casefold() not in known:
            near = closest(name, [one for one, _ in columns])
            raise ModelError(
                f"The unit test `{test.name}` names a column `{name}`, which {of_what} does not have.",
                at=rows.at,
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(one for one, _ in columns)}",
            )
    return {name: known[name.casefold()] for name in rows.columns}


def _insert(con: duckdb.DuckDBPyConnection, test: UnitTest, table: str, rows: Rows, types: Mapping[str, str]) -> None:
    if not rows.rows:
        return
    lines = [
        f"({', '.join(f'cast({_literal(row.get(name), type_)} as {type_})' for name, type_ in types.items())})"
        for row in rows.rows
    ]
    names = ", ".join(map(quoted, types))
    _execute(con, test, rows, f"insert into temp.{table} ({names}) values {', '.join(lines)}")


def _execute(con: duckdb.DuckDBPyConnection, test: UnitTest, rows: Rows, sql: str) -> None:
    try:
        con.execute(sql)
    except duckdb.Error as cause:
        raise ModelError(
            f"The rows of the unit test `{test.name}` cannot be made: {plain_message(cause).rstrip('.')}.",
            at=rows.at,
            way_out="a value that the type of its column can hold" if rows.sql is None else "mend that SQL",
        ) from cause


def _literal(value: Any, type_: str) -> str:
    """Return a value of YAML or CSV as SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | dict) and type_.upper() == "JSON":
        import json

        value = json.dumps(value, default=str)
    if isinstance(value, list):
        return f"[{', '.join(_literal(one, '') for one in value)}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{_literal(str(key), '')}: {_literal(one, '')}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, datetime | date):
        value = str(value)
    return literal(str(value))


def _guessed(values: Sequence[Any]) -> str:
    """Return a type that fits the cells of a column of which nothing else is known."""
    texts = [str(value) for value in values if value is not None]
    for type_, pattern in _PATTERNS:
        if texts and all(re.fullmatch(pattern, text, flags=re.IGNORECASE) for text in texts):
            return type_
    return "VARCHAR"


_PATTERNS = (
    ("BIGINT", r"[+-]?\d{1,18}"),
    ("DOUBLE", r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?"),
    ("BOOLEAN", r"true|false"),
    ("DATE", r"\d{4}-\d\d-\d\d"),
    ("TIMESTAMP", r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?"),
)


def _described(con: duckdb.DuckDBPyConnection, relation: str) -> Columns:
    return [(row[0], row[1]) for row in con.execute(f"describe select * from {relation}").fetchall()]


def _differing(con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    rows = con.execute(f"select * from ({sql}) order by all").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _shown(value: Any) -> str:
    return "null" if value is None else str(value)
