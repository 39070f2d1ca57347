"""Why a model's query could not be bound, as its author is to be told: in terms of models, with a way out.

Binds nothing itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import duckdb

from wh.errors import ModelError
from wh.model import Model
from wh.parsed import Parsed, Query
from wh.query_faults import locate, model_error, read_fault
from wh.tokens import without_quotes

_BY_NAME = re.compile(r"\b(?:from|join)\s+([a-z_]\w*)\.([a-z_]\w*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A statement with a model's query in it, that was to be bound; `home` is the name of the warehouse's file."""

    name: str
    query: Query
    statement: str
    home: str


def refusal(
    cursor: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    attempt: Attempt,
    cause: duckdb.Error,
    columns_of_parents: Callable[[], Sequence[str]],
) -> ModelError | None:
    """Return what is wrong with a model's query, which DuckDB did not bind; None where only running it can tell."""
    model, query = parsed.models[attempt.name], attempt.query
    alone = _not_one_select(cursor, model, query)
    if alone is not None:
        return alone
    fault = read_fault(cause, attempt.statement, query.sql)
    if fault.kind == "COLUMN OF A TABLE" and not fault.candidates:
        fault = replace(fault, candidates=tuple(columns_of_parents()))
    is_missing = fault.kind == "MISSING Table"
    if is_missing and (
        _may_be_made_by_a_hook(parsed, attempt.name) or _names_the_database(parsed, attempt, fault.name)
    ):
        return None
    error = model_error(model, query, fault)
    if is_missing:
        error.way_out = _instead_of(parsed, attempt.name, fault.name) or error.way_out
    return error


def read_by_its_name(parsed: Parsed, name: str) -> ModelError | None:
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


def _names_the_database(parsed: Parsed, attempt: Attempt, table: str) -> bool:
    """Return whether a table is named with the file before it, where no check of ours can put another."""
    home = re.escape(attempt.home)
    name = rf'"?{home}"?\s*\.\s*(?:"?\w+"?\s*\.\s*)?"?{re.escape(table.rpartition(".")[2])}"?'
    return parsed.project.dialect == "dbt" and re.search(name, attempt.query.sql, re.IGNORECASE) is not None


def _may_be_made_by_a_hook(parsed: Parsed, name: str) -> bool:
    return bool(parsed.rendered[name].config.get("pre_hook") or parsed.project.hooks("on-run-start"))
