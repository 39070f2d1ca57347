"""What a query means, read without running it: the door to sqlglot.

Says where a query does not parse, and gives the form in which comments and white space no longer count.
"""

import re

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
        found = " and ".join(statement.key.upper() for statement in statements) or "nothing"
        raise ModelError(
            f"The model `{model.name}` is not one SELECT, but {found}.",
            at=f"{model.shown}:1",
            way_out="a single query; what must run before or after it is not a model's business",
        )
    return statements[0]


def meaning(query: exp.Query) -> str:
    """Return the query as text in which comments and white space play no part."""
    return query.sql(dialect="duckdb", comments=False)


def _syntax_error(model: Model, rendered: Rendered, cause: SqlglotError) -> ModelError:
    first = (getattr(cause, "errors", None) or [None])[0]
    if first is None:
        line, start, length = _opened(rendered.sql)
        description = "a quotation mark or a comment is opened here and never closed"
    else:
        culprit = str(first["highlight"] or "").split("\n")[0]
        line, length = int(first["line"] or 1), max(len(culprit), 1)
        start = max(int(first["col"] or 1) - len(culprit), 0)
        description = str(first["description"]).split("\n")[0].rstrip(".")
    text = (rendered.sql.split("\n")[line - 1 : line] or [""])[0]
    written = rendered.written_on(line)
    return ModelError(
        f"The SQL of `{model.name}` does not parse: {description}.\n"
        f"  {written:>4} | {text}\n"
        f"       | {' ' * start}{'^' * length}",
        at=f"{model.shown}:{written}",
        way_out="mend the SQL at that place",
    )


def _opened(sql: str) -> tuple[int, int, int]:
    """Return line (from 1), column (from 0) and length of the mark that opens what is never closed."""
    left = re.sub(_CLOSED, lambda match: re.sub(r"[^\n]", " ", match[0]), sql)
    found = re.search(r"'|\"|/\*|\$\$", left)
    at = found.start() if found else 0
    return sql.count("\n", 0, at) + 1, at - (sql.rfind("\n", 0, at) + 1), len(found[0]) if found else 1


_CLOSED = r"--[^\n]*|/\*(?s:.*?)\*/|'(?:[^']|'')*'|\"[^\"]*\"|\$\$(?s:.*?)\$\$"
