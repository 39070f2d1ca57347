"""What a query means, read without running it: the door to sqlglot.

Says where a query does not parse, and gives the form in which comments and white space no longer count.
"""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from wh.errors import ModelError
from wh.model import Model
from wh.render import Rendered


def parse(model: Model, rendered: Rendered) -> exp.Query:
    """Return the parsed query, or raise a ModelError that names the line and shows it with the culprit underlined."""
    try:
        statements = [statement for statement in sqlglot.parse(rendered.sql, read="duckdb") if statement is not None]
    except SqlglotError as cause:
        raise _syntax_error(model, rendered, cause) from cause
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError(
            f"The model `{model.name}` is not one SELECT: {len(statements)} statements were found.",
            at=f"{model.shown}:1",
            way_out="a single query; what must run before or after it is not a model's business",
        )
    return statements[0]


def meaning(query: exp.Query) -> str:
    """Return the query as text in which comments and white space play no part."""
    return query.sql(dialect="duckdb", comments=False)


def _syntax_error(model: Model, rendered: Rendered, cause: SqlglotError) -> ModelError:
    found = getattr(cause, "errors", None) or [{}]
    first = found[0]
    line, column = int(first.get("line") or 1), int(first.get("col") or 1)
    culprit = str(first.get("highlight") or "").split("\n")[0]
    text = (rendered.sql.split("\n")[line - 1 : line] or [""])[0]
    start = max(column - len(culprit), 0)
    written = rendered.written_on(line)
    description = str(first.get("description") or cause).split("\n")[0].rstrip(".")
    return ModelError(
        f"The SQL of `{model.name}` does not parse: {description}.\n"
        f"  {written:>4} | {text}\n"
        f"       | {' ' * start}{'^' * max(len(culprit), 1)}",
        at=f"{model.shown}:{written}",
        way_out="mend the SQL at that place",
    )
