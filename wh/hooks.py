"""The statements that a dbt project has run before and after a whole build, and what became of each.

After one that fails the others are left out, as in dbt. Of what is around a single model nothing is told.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from wh.errors import ModelError
from wh.model import Model
from wh.parsing import Parsed
from wh.query_faults import plain_message
from wh.tables import is_not_the_model_s


@dataclass(frozen=True, slots=True)
class Hook:
    """What became of one statement: status success, error or skipped; times in seconds since the epoch."""

    unique_id: str
    status: str
    message: str
    sql: str | None = None
    started: float | None = None
    finished: float | None = None
    error: ModelError | None = None


def run_hooks(con: duckdb.DuckDBPyConnection, parsed: Parsed, key: str) -> list[Hook]:
    """Run the statements of `on-run-start` or `on-run-end` one after the other, those of packages last."""
    found: list[Hook] = []
    for place, (package, number, statement) in enumerate(parsed.project.hooks(key)):
        of = package.name
        written = Model(name=of, path=package.root, source="", shown=package.at, package=of)
        unique_id, name = f"operation.{of}.{of}-{key}-{number}", f"{of}.{key}.{place}"
        if any(hook.error for hook in found):
            found.append(Hook(unique_id, "skipped", f"{name} skipped"))
            continue
        started = time.time()
        try:
            sql = run_hook(con, parsed, statement, written, key)
        except ModelError as error:
            said = f"{name} failed, error:\n {error.message}"
            found.append(Hook(unique_id, "error", said, started=started, finished=time.time(), error=error))
        else:
            found.append(Hook(unique_id, "success", f"{name} passed", sql, started, time.time()))
    return found


def wrong_in(hooks: Sequence[Hook]) -> list[ModelError]:
    """Return what is wrong with those that failed."""
    return [hook.error for hook in hooks if hook.error is not None]


def run_hook(
    con: duckdb.DuckDBPyConnection, parsed: Parsed, text: str, model: Model, key: str, *, incremental: bool = False
) -> str:
    """Render and run the SQL that goes before or after a model, or a build; return what was run."""
    rendered = parsed.render_text(replace(model, source=text, kind="operation"), con, incremental=incremental)
    if not rendered.sql.strip():
        return ""
    try:
        con.execute(rendered.sql)
    except duckdb.Error as cause:
        if is_not_the_model_s(cause):
            raise
        raise ModelError(
            f"The `{key}` of `{model.name}` does not run: {plain_message(cause)}\n  {rendered.sql.strip()}",
            at=model.shown,
            way_out="mend that statement",
        ) from cause
    return rendered.sql
