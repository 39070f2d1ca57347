"""What a query means, read without running it: the door to sqlglot.

Says where a query does not parse, and gives the form in which comments and white space no longer count.
"""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from wh.errors import ModelError
from wh.model import Model


def parse(model: Model, sql: str) -> exp.Expression:
    """Return the parsed query, or raise a ModelError that names the line and shows it with the culprit underlined."""
    try:
        statements = [statement for statement in sqlglot.parse(sql, read="duckdb") if statement is not None]
    except SqlglotError as cause:
        raise _syntax_error(model, cause) from cause
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError(
            f"The model `{model.name}` is not one SELECT: {len(statements)} statements were found.",
            at=f"{model.shown}:1",
            way_out="a single query; what must run before or after it is not a model's business",
        )
    return statements[0]


def meaning(query: exp.Expression) -> str:
    """Return the query as text in which comments and white space play no part."""
    return query.sql(dialect="duckdb", comments=False)


def _syntax_error(model: Model, cause: SqlglotError) -> ModelError:
    found = getattr(cause, "errors", None) or [{}]
    first = found[0]
    line, column = int(first.get("line") or 1), int(first.get("col") or 1)
    culprit = str(first.get("highlight") or "")
    lines = model.source.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    start = max(column - len(culprit), 0)
    description = str(first.get("description") or cause).split("\n")[0].rstrip(".")
    return ModelError(
        f"The SQL of `{model.name}` does not parse: {description}.\n"
        f"  {line:>4} | {written}\n"
        f"       | {' ' * start}{'^' * max(len(culprit), 1)}",
        at=f"{model.shown}:{line}:{start + 1}",
        way_out="mend the SQL at that place",
    )
