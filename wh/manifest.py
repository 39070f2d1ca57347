"""A project as dbt's manifest.json tells it, version 12: every node with its text, its settings and what it needs.

The text is put together piece by piece. Writes no file.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from wh import manifest_nodes as nodes
from wh import manifest_resources as resources
from wh.parsing import Parsed
from wh.telling import Moment, Telling, compact, in_utc

SCHEMA = "https://schemas.getdbt.com/dbt/manifest/v12.json"


def manifest_text(parsed: Parsed, moment: Moment, columns: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Return the manifest as text; `columns` has name and type of each column of the models of which they are known."""
    telling = Telling(parsed, moment, columns)
    parts = {
        "metadata": compact(_metadata(telling)),
        "nodes": f"{{{','.join([*nodes.tables(telling), *nodes.tests(telling)])}}}",
        "sources": f"{{{','.join(nodes.sources(telling))}}}",
        "macros": compact(dict(resources.macros(telling))),
        "docs": compact(dict(resources.docs(telling))),
        "exposures": compact(dict(resources.exposures(telling))),
        "metrics": "{}",
        "groups": compact(dict(resources.groups(telling))),
        "selectors": "{}",
        "disabled": f"{{{','.join(nodes.disabled(telling))}}}",
        "parent_map": compact({key: node.parents for key, node in telling.nodes.items()}),
        "child_map": compact(_children(telling)),
        "group_map": compact(resources.members_of_groups(telling)),
        **dict.fromkeys(("saved_queries", "semantic_models"), "{}"),
        "unit_tests": compact(dict(resources.unit_tests(telling))),
        "functions": "{}",
    }
    return "{" + ",\n".join(f'"{key}":{value}' for key, value in parts.items()) + "}"


def _metadata(telling: Telling) -> dict[str, Any]:
    name = telling.parsed.project.name
    return {
        **telling.moment.metadata(SCHEMA),
        "project_name": name,
        "project_id": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
        "user_id": None,
        "send_anonymous_usage_stats": False,
        "adapter_type": "duckdb",
        "quoting": {"database": True, "schema": True, "identifier": True, "column": None},
        "run_started_at": in_utc(telling.moment.started_at),
    }


def _children(telling: Telling) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {key: [] for key in telling.nodes}
    for key, node in telling.nodes.items():
        for parent in node.parents:
            if parent in children:
                children[parent].append(key)
    return {key: sorted(found) if len(found) > 1 else found for key, found in children.items()}
