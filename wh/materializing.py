"""Turn a query into what its config asks for: a table, a view, new rows of a table, or a history of its rows.

Works on one connection and knows nothing of a project. All of it runs inside the transaction that is open, begins and
ends none, and leaves no table of its own behind. An error in the author's SQL stays DuckDB's own, its lines moved down
by LINE_OFFSET; what is wrong with a config is a ModelError, to which the caller adds the place. After an error of
either kind the transaction may be aborted: it is to be rolled back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb

from wh import config_words
from wh.errors import ModelError
from wh.incremental import build_incremental, builds_all, read_incremental
from wh.seeding import read_seed, seed
from wh.snapshotting import read_snapshot, snapshot
from wh.tables import LINE_OFFSET, Done, Existing, Relation, all_existing, build_table, build_view, existing

__all__ = [
    "LINE_OFFSET",
    "MATERIALIZATIONS",
    "Done",
    "Existing",
    "Relation",
    "all_existing",
    "build_incremental",
    "build_table",
    "build_view",
    "builds_all",
    "check_config",
    "existing",
    "materialize",
    "read_incremental",
    "seed",
    "snapshot",
]

MATERIALIZATIONS = ("table", "view", "incremental", "ephemeral", "seed", "snapshot")
"""What a model, a seed or a snapshot may be. An ephemeral model is part of those that read it, and never built."""

_NOT_UNDERSTOOD = ("materialized_view", "external", "table_function", "function", "dynamic_table")


def check_config(materialized: str, config: Mapping[str, Any]) -> None:
    """Refuse, before anything runs, a materialization or a config of one that cannot be done."""
    if materialized in _NOT_UNDERSTOOD:
        raise ModelError(
            f"The materialization `{materialized}` is not understood here.",
            way_out="`table`, `view` or `incremental`",
        )
    if materialized not in MATERIALIZATIONS:
        raise ModelError(
            f"There is no materialization `{materialized}`.",
            way_out=config_words.nearest_of(materialized, ("table", "view", "incremental", "ephemeral")),
        )
    if materialized == "incremental":
        read_incremental(config)
    elif materialized == "snapshot":
        read_snapshot(config)
    elif materialized == "seed":
        read_seed(config)


def materialize(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    materialized: str,
    sql: str,
    config: Mapping[str, Any],
    there: Existing | None,
    *,
    full: bool,
    now: datetime,
) -> Done:
    """Build the relation of its query; `there` is what stands under its name, as `existing` tells.

    `full` makes an incremental model anew; a snapshot, whose past no query can give again, goes on regardless.
    """
    check_config(materialized, config)
    if materialized == "table":
        return build_table(con, relation, sql, there)
    if materialized == "view":
        return build_view(con, relation, sql, there)
    if materialized == "incremental":
        return build_incremental(con, relation, sql, config, there, full=full)
    if materialized == "snapshot":
        return snapshot(con, relation, sql, config, there, now)
    raise ValueError(f"a model that is {materialized} has no query to build")
