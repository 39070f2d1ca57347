"""What a config may say, of a model in its `config()`, in YAML or in the project; and how one is laid over another.

Refuses a key that nobody would heed, and by name what other builders of dbt projects understand and this one does not.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from wh.errors import ModelError, closest

MATERIALIZATIONS = ("table", "view", "incremental", "ephemeral")
# settings that change what is built, or when
_HEEDED = (
    *("materialized", "enabled", "schema", "alias", "target_schema", "tags", "meta", "pre_hook", "post_hook"),
    *("unique_key", "incremental_strategy", "incremental_predicates", "predicates", "on_schema_change", "full_refresh"),
    *("merge_update_columns", "merge_exclude_columns", "merge_update_condition", "merge_insert_condition"),
    *("merge_update_set_expressions", "merge_on_using_columns", "merge_clauses", "merge_returning_columns"),
    *("strategy", "updated_at", "check_cols", "hard_deletes", "invalidate_hard_deletes", "dbt_valid_to_current"),
    *("snapshot_meta_column_names", "column_types", "quote_columns", "delimiter", "persist_docs"),
)
# those of tests
OF_TESTS = ("severity", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as")
# settings that change nothing that is built; they are told on in manifest.json
OF_NO_EFFECT = ("docs", "group", "access", "event_time", "description", "packages", "static_analysis", "freshness")
KEYS = (*_HEEDED, *OF_TESTS, *OF_NO_EFFECT)
# refused where they ask for something: many projects set them to nothing
_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "contract": "`data_type:` and `data_tests:` of its columns",
        "grants": "rights on the file itself: DuckDB has no users",
        "indexes": "no index: DuckDB seldom needs one",
        "sql_header": "a `pre_hook`",
        "database": "one database: the file of the target",
        "target_database": "one database: the file of the target",
        "batch_size": "`incremental_strategy: merge` or `delete+insert`",
        "begin": "`incremental_strategy: merge` or `delete+insert`",
        "lookback": "`incremental_strategy: merge` or `delete+insert`",
        "location": "a table, and `wh query --format csv`",
        "partitioned_by": "a table without partitions",
    }
)
_ADDED = frozenset({"tags", "pre_hook", "post_hook", "packages"})
_MERGED = frozenset({"meta", "docs", "column_types", "persist_docs"})
# how like a known key an unknown one must be to be taken for a slip where keys of one's own are allowed
_CLEARLY_MEANT = 0.88


def lay_over(config: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """Lay settings over a config as dbt does: tags and hooks add up, `meta` and its like are merged."""
    for written, value in settings.items():
        key = key_of(written)
        if key in _ADDED:
            config[key] = [
                *listed(config.get(key)),
                *(one for one in listed(value) if one not in listed(config.get(key))),
            ]
        elif key in _MERGED and isinstance(value, Mapping):
            config[key] = {**(config.get(key) or {}), **value}
        else:
            config[key] = value


def overlaid(config: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config with settings laid over it; the config itself stays as it is."""
    result = dict(config)
    lay_over(result, settings)
    return result


def key_of(written: str) -> str:
    """Return a key as it is kept: without the plus of a project's file, and hooks without their hyphen."""
    bare = written.removeprefix("+")
    return bare.replace("-", "_") if bare in ("pre-hook", "post-hook") else bare


def check_settings(name: str | None, settings: Mapping[str, Any], *, is_strict: bool, is_model: bool = True) -> None:
    """Refuse what is not understood in the config of `name`, None for the project's, with a ModelError without `at`.

    A dbt project may have keys of its own (`is_strict` false): there only a slip of the pen is refused.
    """
    whose = f"The config of `{name}`" if name else "The project"
    for written, value in settings.items():
        key = key_of(written)
        if key in _REFUSED:
            if not _asks_for_nothing(value):
                raise ModelError(f"{whose} sets `{written}`, which is not understood.", way_out=_REFUSED[key])
        elif key not in KEYS:
            near = closest(key, KEYS)
            if is_strict or (near and _likeness(key, near) >= _CLEARLY_MEANT):
                raise ModelError(
                    f"{whose} sets `{written}`, which is not understood.",
                    way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted(_HEEDED))}",
                )
    kind = settings.get("materialized", settings.get("+materialized", "table"))
    if is_model and kind not in MATERIALIZATIONS:
        near = closest(str(kind), MATERIALIZATIONS)
        known = ", ".join(f"`{one}`" for one in MATERIALIZATIONS[:-1]) + f" or `{MATERIALIZATIONS[-1]}`"
        raise ModelError(
            f"{f'The model `{name}` is' if name else 'Models are'} to be materialized as `{kind}`,"
            " which is not understood.",
            way_out=f"`{near}`, the closest name" if near else known,
        )


def listed(value: Any) -> list[Any]:
    """Return one value as a list of one, and none as an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def texts(value: Any) -> list[str]:
    """Return one value or several as texts, as `listed`."""
    return [str(one) for one in listed(value)]


def is_enabled(config: Mapping[str, Any]) -> bool:
    """Whether the model takes part at all."""
    return str(config.get("enabled", True)).lower() not in ("false", "0", "no")


def _asks_for_nothing(value: Any) -> bool:
    return not value or (isinstance(value, dict) and value.get("enforced") is False)


def _likeness(name: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name, other).ratio()
