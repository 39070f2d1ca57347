"""What dbt says of every node of a kind in its manifest, unless something else is said: names and values, no code."""

from collections.abc import Mapping
from typing import Any

DOCS: Mapping[str, Any] = {"show": True, "node_color": None}
_CONTRACT: Mapping[str, Any] = {"enforced": False, "alias_types": True}
_NO_FRESHNESS: Mapping[str, Any] = {
    "warn_after": {"count": None, "period": None},
    "error_after": {"count": None, "period": None},
    "filter": None,
}
# what dbt says of every node of a kind, unless something else is said; and of its config
_EVERY_NODE: Mapping[str, Any] = {
    "description": "",
    "columns": {},
    "meta": {},
    "group": None,
    "tags": [],
    "docs": DOCS,
    "patch_path": None,
    "unrendered_config": {},
    "relation_name": None,
    "doc_blocks": [],
    "checksum": {"name": "none", "checksum": ""},
}
_EVERY_QUERY: Mapping[str, Any] = {
    **_EVERY_NODE,
    "language": "sql",
    "refs": [],
    "sources": [],
    "metrics": [],
    "functions": [],
    "depends_on": {"macros": [], "nodes": []},
    "compiled_path": None,
    "compiled": True,
    "compiled_code": None,
    "extra_ctes_injected": True,
    "extra_ctes": [],
    "contract": {**_CONTRACT, "checksum": None},
}
_EVERY_CONFIG: Mapping[str, Any] = {
    "enabled": True,
    "alias": None,
    "schema": None,
    "database": None,
    "tags": [],
    "meta": {},
    "group": None,
    "static_analysis": None,
}
_EVERY_TABLE_S_CONFIG: Mapping[str, Any] = {
    **_EVERY_CONFIG,
    "materialized": "table",
    "incremental_strategy": None,
    "batch_size": None,
    "lookback": 1,
    "begin": None,
    "persist_docs": {},
    "post-hook": [],
    "pre-hook": [],
    "quoting": {},
    "column_types": {},
    "full_refresh": None,
    "unique_key": None,
    "on_schema_change": "ignore",
    "on_configuration_change": "apply",
    "grants": {},
    "packages": [],
    "docs": DOCS,
    "contract": _CONTRACT,
    "event_time": None,
    "concurrent_batches": None,
}
ALWAYS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "model": (
        {
            **_EVERY_QUERY,
            "access": "protected",
            "constraints": [],
            "version": None,
            "latest_version": None,
            "deprecation_date": None,
            "primary_key": [],
            "time_spine": None,
        },
        {**_EVERY_TABLE_S_CONFIG, "access": "protected", "freshness": None},
    ),
    "seed": (
        {**_EVERY_NODE, "root_path": None, "depends_on": {"macros": []}},
        {**_EVERY_TABLE_S_CONFIG, "delimiter": ",", "quote_columns": None},
    ),
    "snapshot": (
        _EVERY_QUERY,
        {
            **_EVERY_TABLE_S_CONFIG,
            "strategy": None,
            "target_schema": None,
            "target_database": None,
            "updated_at": None,
            "check_cols": None,
            "snapshot_meta_column_names": dict.fromkeys(
                ("dbt_valid_to", "dbt_valid_from", "dbt_scd_id", "dbt_updated_at", "dbt_is_deleted")
            ),
            "dbt_valid_to_current": None,
        },
    ),
    "test": (
        _EVERY_QUERY,
        {
            **_EVERY_CONFIG,
            "schema": "dbt_test__audit",
            "materialized": "test",
            "severity": "ERROR",
            "store_failures": None,
            "store_failures_as": None,
            "where": None,
            "limit": None,
            "fail_calc": "count(*)",
            "warn_if": "!= 0",
            "error_if": "!= 0",
        },
    ),
    "source": (
        {
            "resource_type": "source",
            "source_description": "",
            "loader": "",
            "quoting": {"database": None, "schema": None, "identifier": None, "column": None},
            "loaded_at_field": None,
            "loaded_at_query": None,
            "freshness": _NO_FRESHNESS,
            "external": None,
            "source_meta": {},
            "patch_path": None,
            "unrendered_config": {},
            "unrendered_database": None,
            "doc_blocks": [],
        },
        {
            "enabled": True,
            "event_time": None,
            "freshness": _NO_FRESHNESS,
            "loaded_at_field": None,
            "loaded_at_query": None,
            "meta": {},
            "tags": [],
            "static_analysis": None,
        },
    ),
}
