"""Builds one model: its hooks around it, held to the grain that its YAML names, and with the YAML's sentences on it.

An error in the author's SQL becomes a ModelError at its line of the file; what is no fault of the model's stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb

from wh import materializing, python_models
from wh.binding import states_its_shape
from wh.configs import listed
from wh.errors import InputError, ModelError
from wh.hooks import run_hook
from wh.model import Model
from wh.parsing import Query
from wh.planning import Plan, Step
from wh.query_faults import model_error, plain_message, read_fault
from wh.relations import literal, quoted
from wh.render import Rendered
from wh.tables import Existing, columns_of, is_not_the_model_s


def shape(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    step: Step,
    there: Mapping[tuple[str, str], Existing],
    now: datetime,
    messages: list[str],
) -> materializing.Done:
    """Build one model, its hooks around it, in the transaction that is open; what it says comes to the messages.

    `there` is what stood in the warehouse before the build, by schema and name in lower case.
    """
    relation = plan.parsed.relations[step.name]
    table = materializing.Relation(str(relation.schema), str(relation.identifier))
    stands = there.get((table.schema.lower(), table.name.lower()))
    shaping = _Shaping(con, plan, step.name, table, stands, now, _is_grown(plan, step.name, stands))
    return shaping.carry_out(messages)


def _is_grown(plan: Plan, name: str, there: Existing | None) -> bool:
    """Return whether new rows come to a table that is there."""
    if plan.parsed.kinds[name] != "incremental":
        return False
    wanted = materializing.read_incremental(plan.parsed.rendered[name].config)
    return not materializing.builds_all(wanted, there, full=plan.full)


@dataclass(frozen=True, slots=True)
class _Shaping:
    """The building of one model."""

    con: duckdb.DuckDBPyConnection
    plan: Plan
    name: str
    table: materializing.Relation
    there: Existing | None
    now: datetime
    is_grown: bool

    @property
    def model(self) -> Model:
        return self.plan.parsed.models[self.name]

    def carry_out(self, messages: list[str]) -> materializing.Done:
        rendered = self._rendered(messages)
        query = self._query(rendered)
        self._hooks("pre_hook", rendered)
        done = self._materialize(query)
        if self.model.is_python:
            python_models.forget_rows(self.con)
            if states_its_shape(self.plan.parsed, self.model):
                _check_shape(self.con, self.model, self.table)
        self._hooks("post_hook", rendered)
        self._hold_to_the_yaml()
        return done

    def _rendered(self, messages: list[str]) -> Rendered:
        """Return the query to run: the growing one where the table is there, rendered again where it asks for rows."""
        parsed = self.plan.parsed
        rendered = parsed.rendered[self.name]
        if self.is_grown and self.name in parsed.incremental:
            rendered = parsed.incremental[self.name]
        if rendered.is_late:
            rendered = parsed.render_late(self.name, self.con, incremental=self.is_grown)
            messages.extend(rendered.messages)
        return rendered

    def _query(self, rendered: Rendered) -> Query:
        parsed, model = self.plan.parsed, self.model
        if not model.is_python:
            return parsed.query(self.name, rendered)
        relation = parsed.relations[self.name]
        sql = python_models.query_of(self.con, model, rendered, parsed.world, relation, is_incremental=self.is_grown)
        return Query(sql, replace(rendered, sql=sql))

    def _materialize(self, query: Query) -> materializing.Done:
        try:
            return self._made(query)
        except (ModelError, InputError) as error:
            error.at = error.at or self.model.shown
            raise
        except duckdb.Error as cause:
            raise _run_error(self.model, query, cause) from cause

    def _made(self, query: Query) -> materializing.Done:
        kind, config = self.plan.parsed.kinds[self.name], query.rendered.config
        if kind == "seed":
            is_ours = self.plan.parsed.project.dialect == "wh"
            path, shown = self.model.path, self.model.shown
            return materializing.seed(self.con, self.table, path, config, shown, self.there, codes_are_text=is_ours)
        return materializing.materialize(
            self.con, self.table, kind, query.sql, config, self.there, full=self.plan.full, now=self.now
        )

    def _hooks(self, key: str, rendered: Rendered) -> None:
        for hook in listed(rendered.config.get(key)):
            text = str(hook.get("sql", "")) if isinstance(hook, dict) else str(hook)
            run_hook(self.con, self.plan.parsed, text, self.model, key, incremental=self.is_grown)

    def _hold_to_the_yaml(self) -> None:
        model = self.model
        try:
            _check_grain(self.con, model, self.table)
            parsed = self.plan.parsed
            _comment(self.con, model, self.table, parsed.kinds[self.name], parsed.rendered[self.name].config)
        except (duckdb.BinderException, duckdb.CatalogException) as cause:
            raise ModelError(
                f"What the YAML says of `{self.name}` does not fit it: {plain_message(cause)}.",
                at=model.properties.at if model.properties else model.shown,
                way_out="the columns that the model gives",
            ) from cause


def _check_shape(con: duckdb.DuckDBPyConnection, model: Model, table: materializing.Relation) -> None:
    """Hold a Python model to the columns that its YAML states, by which others were bound."""
    assert model.properties
    stated = [(column.name, str(column.data_type)) for column in model.properties.columns]
    given = columns_of(con, table.sql)
    if [(name, kind.lower()) for name, kind in given] != [(name, kind.lower()) for name, kind in stated]:
        shown = ", ".join(f"{name} {kind}" for name, kind in given)
        raise ModelError(
            f"The model `{model.name}` gives other columns than its YAML states: {shown}.",
            at=model.properties.at,
            way_out="these columns and types there, or others from the model",
        )


def _check_grain(con: duckdb.DuckDBPyConnection, model: Model, table: materializing.Relation) -> None:
    """Hold the model to its `meta.grain`: no two rows are alike in those columns."""
    properties = model.properties
    if properties is None or not properties.grain:
        return
    grain = ", ".join(quoted(column) for column in properties.grain)
    alike = con.execute(
        f"select count(*), {grain} from {table.sql} group by {grain} having count(*) > 1 order by {grain} limit 1"
    ).fetchone()
    if alike:
        key = ", ".join(f"{column} = {value}" for column, value in zip(properties.grain, alike[1:], strict=True))
        raise ModelError(
            f"`{model.name}` is to have one row for each {', '.join(properties.grain)}, but {alike[0]} have {key}.",
            at=model.shown,
            way_out="a join that meets one row, or the true grain in the YAML",
        )


def _comment(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    table: materializing.Relation,
    kind: str,
    config: Mapping[str, Any],
) -> None:
    """Carry the YAML's sentences into the file, so that every BI tool shows them: of marts each column's as well."""
    properties = model.properties
    is_of_columns = table.schema == "marts" or bool((config.get("persist_docs") or {}).get("columns"))
    if properties is None or not (properties.description or is_of_columns):
        return
    word = "view" if kind == "view" else "table"
    statements = (
        [f"comment on {word} {table.sql} is {literal(properties.description)}"] if properties.description else []
    )
    # eight hundred columns that only models read would take a tenth of a build
    if is_of_columns and properties.columns:
        given = {column.casefold() for column, _ in columns_of(con, table.sql)}
        statements += [
            f"comment on column {table.sql}.{quoted(column.name)} is {literal(column.description)}"
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
    if is_not_the_model_s(cause):
        raise cause
    statement = next(reversed(getattr(cause, "__notes__", [])), query.sql)
    return model_error(model, query, read_fault(cause, statement, query.sql))
