"""What the words of the command line select, in a project that is read: the door from commands to selection."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wh import nodes, selecting
from wh.errors import ProjectError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.parsing import Parsed


def choose(
    parsed: "Parsed", include: Sequence[str], exclude: Sequence[str] = (), con: "DuckDBPyConnection | None" = None
) -> frozenset[str]:
    """Return the unique ids of what the words name; `state:` is asked of the file of the connection."""
    known = nodes.nodes_of(parsed)
    return selecting.select(
        known, include, exclude, _state(parsed, [*include, *exclude], con), this=parsed.project.name
    )


def models_among(chosen: frozenset[str]) -> frozenset[str]:
    """Return the names of the models, seeds and snapshots among unique ids."""
    parts = [unique_id.split(".", 2) for unique_id in chosen]
    return frozenset(rest for kind, _, rest in parts if kind in ("model", "seed", "snapshot"))


def _state(parsed: "Parsed", words: Sequence[str], con: "DuckDBPyConnection | None") -> selecting.State | None:
    """Compare with what is built, and read what the last run came to, only where a word asks for it."""
    text = " ".join(words)
    if "state:" not in text and "result:" not in text:
        return None
    modified, new = frozenset[str](), frozenset[str]()
    if "state:" in text:
        if con is None:
            raise ProjectError(
                "`state:` compares with what is built, and nothing is.", at="the command line", way_out="`wh build`"
            )
        from wh import planning

        modified, new = planning.changed(con, parsed)
    results: Mapping[str, str] = {}
    if "result:" in text:
        from wh import artifacts

        results = artifacts.read_results(parsed.project)
    ids = nodes.ids_by_name(parsed)
    return selecting.State(frozenset(ids[name] for name in modified), frozenset(ids[name] for name in new), results)
