"""Models written in Python, in dbt's form: `def model(dbt, session)` that returns rows.

What such a model needs and how it is kept is read without running it, from calls with literal arguments; anything else
is refused. It runs in the build's own process, on the build's own connection.
"""

import ast
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import duckdb

from wh.errors import ModelError
from wh.model import Model
from wh.relations import Relation
from wh.render import Rendered

_ROWS = "wh_rows_of_python"


class Names(Protocol):
    """What a model may ask for by name."""

    def relation_of(self, name: str, package: str | None, asking: Model) -> tuple[str, Relation]:
        """Return key and relation of a model, seed or snapshot."""

    def source_of(self, schema: str, table: str, asking: Model) -> Relation:
        """Return the relation of a source's table."""


def read(model: Model, base: Mapping[str, Any], names: Names) -> Rendered:
    """Return what a Python model needs and how it is kept; its `sql` is the program without its comments."""
    try:
        tree = ast.parse(model.source)
    except SyntaxError as cause:
        raise ModelError(
            f"The Python of `{model.name}` cannot be read: {cause.msg}.",
            at=f"{model.shown}:{cause.lineno or 1}:{cause.offset or 1}",
            way_out="mend that line",
        ) from cause
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "model"]
    if not functions or len(functions[0].args.args) != 2:
        raise ModelError(
            f"The model `{model.name}` has no function `model(dbt, session)`.",
            at=f"{model.shown}:{functions[0].lineno if functions else 1}",
            way_out="`def model(dbt, session):`, which returns rows",
        )
    refs: dict[str, str] = {}
    sources: dict[str, str] = {}
    config = dict(base)
    for called, node in _calls_of(functions[0].args.args[0].arg, tree):
        values = [_literal(one, model, called) for one in node.args]
        if called == "config":
            config |= {str(word.arg): _literal(word.value, model, called) for word in node.keywords}
            continue
        try:
            if called == "ref":
                key, relation = names.relation_of(str(values[-1]), str(values[0]) if len(values) > 1 else None, model)
                refs[key] = str(relation)
            else:
                sources[".".join(map(str, values))] = str(names.source_of(str(values[0]), str(values[1]), model))
        except ModelError as error:
            error.at = f"{model.shown}:{node.lineno}:{node.col_offset + 1}"
            raise
    text = ast.unparse(tree)
    return Rendered(text, model.source, 1, ((0, 0, False),), refs, sources, {}, {}, {}, config)


@dataclass(frozen=True, slots=True)
class _Config:
    settings: Mapping[str, Any]

    def __call__(self, **settings: Any) -> None:
        """Say nothing new: what is set here was read before."""

    def get(self, name: str, default: Any = None) -> Any:
        return self.settings.get(name, default)


@dataclass(frozen=True, slots=True)
class _Dbt:
    """What the function is given as `dbt`."""

    config: _Config
    ref: Callable[..., duckdb.DuckDBPyRelation]
    source: Callable[..., duckdb.DuckDBPyRelation]
    this: Relation
    is_incremental: bool


def query_of(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    rendered: Rendered,
    names: Names,
    this: Relation,
    *,
    is_incremental: bool,
) -> str:
    """Run the model and return a query for its rows, good until the connection is used for the next one."""
    dbt = _Dbt(
        _Config(rendered.config),
        lambda *given: con.table(str(names.relation_of(given[-1], given[0] if len(given) > 1 else None, model)[1])),
        lambda schema, table: con.table(str(names.source_of(schema, table, model))),
        replace(this, external=this.full_name),  # a text of its own program, run while the file has this name
        is_incremental,
    )
    space: dict[str, Any] = {"__name__": f"wh_model_{model.name}", "__file__": str(model.path)}
    try:
        exec(compile(model.source, str(model.path), "exec"), space)  # the project's own program, as a loader is
        rows = space["model"](dbt, con)
    except duckdb.FatalException:
        raise
    except Exception as cause:
        lines = [
            frame.lineno for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == str(model.path)
        ]
        said = str(cause).partition("\n")[0]
        raise ModelError(
            f"The model `{model.name}` does not run: {type(cause).__name__}: {said}",
            at=f"{model.shown}:{lines[-1] if lines else 1}",
            way_out="mend the Python at that line",
        ) from cause
    if isinstance(rows, duckdb.DuckDBPyRelation):
        return rows.sql_query()
    try:
        con.register(_ROWS, rows)
    except (duckdb.Error, TypeError) as cause:
        raise ModelError(
            f"The model `{model.name}` returns a {type(rows).__name__}, which holds no rows that DuckDB can read.",
            at=model.shown,
            way_out="a DuckDB relation, a data frame of pandas or polars, or an Arrow table",
        ) from cause
    return f"select * from {_ROWS}"


def forget_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Let go of the rows that the last model gave."""
    con.unregister(_ROWS)


def _calls_of(name: str, tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and of.id == name and node.func.attr in ("ref", "source", "config"):
                yield node.func.attr, node


def _literal(node: ast.expr, model: Model, called: str) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise ModelError(
            f"`dbt.{called}` is called with `{ast.unparse(node)}`, which only running the model would tell.",
            at=f"{model.shown}:{node.lineno}:{node.col_offset + 1}",
            way_out="the name itself, in quotation marks",
        ) from None
