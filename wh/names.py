"""The closed list of names that a model may use, and the functions among them.

What needs nothing but its arguments stands in the dialect; what has names of its own, in the objects.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from wh.dialect import SQL
from wh.errors import ModelError
from wh.objects import Adapter, Api, Config, Context, Exceptions, Modules, Var, full_stop
from wh.relations import Relation
from wh.scope import NameTable, Package, Returned, Scope
from wh.world import World

DBT_VERSION = "1.11.16"


def _env_var(scope: Scope) -> Callable[..., str]:
    def env_var(name: str, *default: Any, **more: Any) -> str:
        scope.suspect = str(name)
        if str(name).startswith("DBT_ENV_SECRET"):
            raise ModelError(
                f"`{name}` is a secret by its name, and SQL is no place for one.",
                way_out="`env_var` with it in profiles.yml, or a variable of another name",
            )
        value = scope.overrides.env.get(name, os.environ.get(name))
        scope.env[name] = value
        if value is None and not default and "default" not in more:
            raise ModelError(
                f"The environment has no variable `{name}`.",
                way_out=f"`export {name}=…`, or a default: `env_var('{name}', '…')`",
            )
        scope.suspect = None
        return str(value if value is not None else (default[0] if default else more["default"]))

    return env_var


def _return(value: Any = None) -> NoReturn:
    raise Returned(value)


def _log(scope: Scope) -> Callable[..., str]:
    def log(msg: Any = "", info: bool = False) -> str:
        return scope.say(msg) if info else ""

    return log


def _is_incremental(scope: Scope) -> Callable[[], bool]:
    def is_incremental() -> bool:
        scope.asks_incremental = True
        return scope.incremental

    return is_incremental


def _schemas(scope: Scope) -> list[str]:
    return list(getattr(scope.world, "schemas", ()))


def _should_full_refresh(scope: Scope) -> Callable[[], bool]:
    def should_full_refresh() -> bool:
        scope.is_of_the_moment = True
        said = scope.read_config().get("full_refresh")
        return bool(scope.world.flags.get("FULL_REFRESH") if said is None else said)

    return should_full_refresh


def _should_store_failures(scope: Scope) -> Callable[[], bool]:
    def should_store_failures() -> bool:
        said = scope.read_config().get("store_failures")
        return bool(scope.world.flags.get("STORE_FAILURES") if said is None else said)

    return should_store_failures


def _of_the_moment(get: Callable[[Scope], Any]) -> Callable[[Scope], Any]:
    def build(scope: Scope) -> Any:
        scope.is_of_the_moment = True
        return get(scope)

    return build


def _late(get: Callable[[Scope], Any]) -> Callable[[Scope], Any]:
    def build(scope: Scope) -> Any:
        scope.database.is_asked = True
        return get(scope)

    return build


def _to_json(value: Any, default: Any = None, sort_keys: bool = False) -> Any:
    import json

    try:
        return json.dumps(value, sort_keys=sort_keys)
    except (TypeError, ValueError):
        return default


def _from_json(string: str, default: Any = None) -> Any:
    import json

    try:
        return json.loads(string)
    except ValueError:
        return default


def _to_yaml(value: Any, default: Any = None, sort_keys: bool = False) -> Any:
    import yaml

    try:
        return yaml.safe_dump(value, sort_keys=sort_keys)
    except yaml.YAMLError:
        return default


def _from_yaml(value: str, default: Any = None) -> Any:
    import yaml

    try:
        return yaml.safe_load(value)
    except yaml.YAMLError:
        return default


def _local_md5(value: str) -> str:
    import hashlib

    return hashlib.md5(str(value).encode(), usedforsecurity=False).hexdigest()


def _set(value: Any, default: Any = None) -> Any:
    try:
        return set(value)
    except TypeError:
        return default


def _zip(*values: Any, default: Any = None) -> Any:
    try:
        return zip(*values, strict=False)
    except TypeError:
        return default


def _try_or_compiler_error(scope: Scope) -> Callable[..., Any]:
    def try_or_compiler_error(message_if_exception: Any, func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return func(*args, **kwargs)
        except Exception as cause:
            raise ModelError(full_stop(str(message_if_exception)), way_out="what the message asks for") from cause

    return try_or_compiler_error


def _diff_of_two_dicts(dict_a: Mapping[str, Any], dict_b: Mapping[str, Any]) -> dict[str, list[Any]]:
    def lowered(given: Mapping[str, Any]) -> dict[str, list[Any]]:
        return {key.lower(): [str(part).lower() for part in parts] for key, parts in given.items()}

    first, second = lowered(dict_a), lowered(dict_b)
    missing = {key: [part for part in parts if part not in second.get(key, [])] for key, parts in first.items()}
    return {key: parts for key, parts in missing.items() if parts}


def _load_relation(scope: Scope) -> Callable[[Any], Relation | None]:
    return lambda relation: scope.database.relation(relation.database, relation.schema, relation.identifier)


def _load_cached_or(scope: Scope) -> Callable[..., Any]:
    def get_or_create(database: Any, schema: Any, identifier: Any, type: Any) -> Any:
        found = scope.database.relation(database, schema, identifier)
        return [found is not None, found or Relation(str(schema), str(identifier), None, str(type))]

    return get_or_create


def _intervals_between(scope: Scope) -> Callable[..., int]:
    def get_intervals_between(start_date: Any, end_date: Any, datepart: str) -> int:
        found = scope.database.run_query(f"select {SQL['datediff'](start_date, end_date, datepart)}")
        return int(found.data[0][0]) if found else 1

    return get_intervals_between


def _column_values(scope: Scope) -> Callable[[Any], list[str]]:
    def get_columns_in_query(select_sql: Any) -> list[str]:
        found = scope.database.run_query(SQL["get_empty_subquery_sql"](select_sql))
        return list(found.column_names) if found else []

    return get_columns_in_query


def _powers_of_two(upper_bound: Any) -> int:
    return max(int(upper_bound) - 1, 1).bit_length()


def _statement(scope: Scope) -> Callable[..., str]:
    return scope.database.statement


def _schema_name_for_env(scope: Scope) -> Callable[..., str]:
    def generate_schema_name_for_env(custom_schema_name: Any = None, node: Any = None) -> str:
        own = str(scope.world.target.get("schema", ""))
        is_prod = scope.world.target.get("name") == "prod"
        return str(custom_schema_name).strip() if is_prod and custom_schema_name is not None else own

    return generate_schema_name_for_env


def schema_name(custom: Any, world: World) -> str:
    """Return dbt's rule for the schema: the target's, or that and the custom one."""
    own = str(world.target.get("schema", ""))
    return own if custom is None else f"{own}_{str(custom).strip()}"


def alias_name(custom: Any, name: str) -> str:
    """Return dbt's rule for the table's name: the custom one, or the model's."""
    return str(custom).strip() if custom else name


def _default_schema_name(scope: Scope) -> Callable[..., str]:
    def generate_schema_name(custom_schema_name: Any = None, node: Any = None) -> str:
        return schema_name(custom_schema_name, scope.world)

    return generate_schema_name


def _default_alias_name(scope: Scope) -> Callable[..., str]:
    def generate_alias_name(custom_alias_name: Any = None, node: Any = None) -> str:
        return alias_name(custom_alias_name, str(node["name"]) if node else scope.written.name)

    return generate_alias_name


def _the(value: Any) -> Callable[[Scope], Any]:
    return lambda _: value


NAMES: NameTable = {
    # dbt's own macros, known with and without `dbt.`
    "run_query": lambda scope: scope.database.run_query,
    "statement": _statement,
    "is_incremental": _is_incremental,
    "should_full_refresh": _should_full_refresh,
    "should_store_failures": _should_store_failures,
    "get_columns_in_relation": lambda scope: scope.database.columns,
    "get_columns_in_query": _column_values,
    "get_column_schema_from_query": _column_values,
    "get_intervals_between": _intervals_between,
    "get_powers_of_two": _the(_powers_of_two),
    "load_relation": _load_relation,
    "load_cached_relation": _load_relation,
    "get_or_create_relation": _load_cached_or,
    "get_where_subquery": _the(lambda relation: relation),
    "generate_schema_name_for_env": _schema_name_for_env,
    "default__generate_schema_name": _default_schema_name,
    "default__generate_alias_name": _default_alias_name,
    # and what is no macro
    "ref": lambda scope: scope.ref,
    "source": lambda scope: scope.source,
    "config": Config,
    "var": Var,
    "env_var": _env_var,
    "this": lambda scope: scope.this(),
    "target": lambda scope: scope.world.target,
    "execute": lambda scope: scope.database.executes,
    "load_result": lambda scope: scope.database.load_result,
    "adapter": Adapter,
    "api": _the(Api),
    "column": _the(Api.Column),
    "exceptions": Exceptions,
    "log": _log,
    "print": lambda scope: scope.say,
    "return": _the(_return),
    "modules": Modules,
    "model": lambda scope: scope.node(),
    "schema": lambda scope: scope.this().schema,
    "database": lambda scope: scope.this().database or scope.world.target.get("database"),
    "project_name": lambda scope: scope.world.project_name,
    "invocation_id": _of_the_moment(lambda scope: scope.world.invocation_id),
    "run_started_at": _of_the_moment(lambda scope: scope.world.run_started_at),
    "dbt_version": _the(DBT_VERSION),
    "flags": _of_the_moment(lambda scope: scope.world.flags),
    "invocation_args_dict": _of_the_moment(lambda scope: scope.world.flags),
    "dbt_metadata_envs": _the({}),
    "thread_id": _the("main"),
    "graph": _late(lambda scope: scope.world.graph()),
    "results": lambda scope: getattr(scope.world, "results", ()),
    "schemas": lambda scope: _schemas(scope),
    "database_schemas": lambda scope: [(scope.world.target.get("database"), schema) for schema in _schemas(scope)],
    "selected_resources": _late(lambda scope: list(scope.world.flags.get("selected_resources") or ())),
    "tojson": _the(_to_json),
    "fromjson": _the(_from_json),
    "toyaml": _the(_to_yaml),
    "fromyaml": _the(_from_yaml),
    "set": _the(_set),
    "set_strict": _the(set),
    "zip": _the(_zip),
    "zip_strict": _the(lambda *values: zip(*values, strict=False)),
    "local_md5": _the(_local_md5),
    "diff_of_two_dicts": _the(_diff_of_two_dicts),
    "try_or_compiler_error": _try_or_compiler_error,
    "render": lambda scope: scope.all_macros.render,
    "context": Context,
    "builtins": lambda scope: {"ref": scope.ref, "source": scope.source, "config": Config(scope)},
    "dbt": lambda scope: Package(scope, "dbt"),
}
# a config or an argument in YAML is read before there is a model
NAMES_OF_YAML: NameTable = {
    name: NAMES[name]
    for name in (
        *("var", "env_var", "target", "project_name", "flags", "dbt_version", "modules", "invocation_id"),
        *("run_started_at", "tojson", "fromjson", "toyaml", "fromyaml", "set", "zip", "local_md5", "exceptions", "log"),
    )
}
