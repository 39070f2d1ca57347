"""The names of dbt that have names of their own: config, var, adapter, exceptions, modules, api and context.

Each belongs to one rendering. Refuses what dbt has there and we do not, by name.
"""

import itertools
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from wh.errors import ModelError, closest
from wh.relations import ColumnMaker, Relation, RelationMaker, quoted
from wh.scope import CONFIG_DEFAULTS, NOT_THERE, Scope, nearest_or_all


class Config:
    """What `config` is: called it sets, and it can be asked."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __call__(self, *given: Mapping[str, Any], **settings: Any) -> str:
        """Lay settings over the config."""
        return self._scope.configure(*given, **settings)

    def get(self, name: str, default: Any = None, validator: Any = None) -> Any:
        """Return a setting, or one of that name in `meta`, or the default."""
        value = self._scope.read_config().get(name)
        if value is None:
            value = (self._scope.config.get("meta") or {}).get(name)
        if value is None:
            value = default if default is not None else CONFIG_DEFAULTS.get(name)
        return value

    def require(self, name: str, validator: Any = None) -> Any:
        """Return a setting, and refuse a config without it."""
        value = self.get(name)
        if value is None:
            self._scope.suspect = name
            raise ModelError(f"The config has no `{name}`, which is required.", way_out=f"`config({name}=…)`")
        return value

    def meta_get(self, name: str, default: Any = None, validator: Any = None) -> Any:
        """Return what `meta` says under that name, or the default."""
        return (self._scope.read_config().get("meta") or {}).get(name, default)

    def meta_require(self, name: str, validator: Any = None) -> Any:
        """Return what `meta` says under that name, and refuse a `meta` without it."""
        value = self.meta_get(name)
        if value is None:
            self._scope.suspect = name
            raise ModelError(
                f"The `meta` has no `{name}`, which is required.", way_out=f"`config(meta={{'{name}': …}})`"
            )
        return value

    def persist_relation_docs(self) -> bool:
        """Return whether the model's description is kept in the database."""
        return bool((self._scope.read_config().get("persist_docs") or {}).get("relation", False))

    def persist_column_docs(self) -> bool:
        """Return whether the descriptions of columns are kept in the database."""
        return bool((self._scope.read_config().get("persist_docs") or {}).get("columns", False))


class Var:
    """What `var` is: called it gives a value, and it can be asked."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __call__(self, *given: Any, **more: Any) -> Any:
        """Return the value of a var, or the default."""
        if not 1 <= len(given) + len(more) <= 2 or not given or more.keys() - {"default"}:
            self._scope.suspect = "var"
            raise ModelError("`var` takes a name, and a default if need be.", way_out="`var('a_name', 'a default')`")
        name, default = str(given[0]), given[1:]
        known = self._scope.variables()
        if name in known:
            self._scope.vars[name] = repr(known[name])
            return known[name]
        self._scope.vars[name] = None
        if default or "default" in more:
            return default[0] if default else more["default"]
        self._scope.suspect = name
        near = closest(name, known)
        raise ModelError(
            f"There is no var named `{name}`.",
            way_out=f"`{near}`, the closest name"
            if near
            else f"`{name}` among the project's vars, a default: `var('{name}', …)`, or `--vars '{{{name}: …}}'`",
        )

    def has_var(self, name: str) -> bool:
        """Return whether the var is set."""
        known = self._scope.variables()
        self._scope.vars[name] = repr(known[name]) if name in known else None
        return name in known


class Adapter:
    """What `adapter` can be asked."""

    def __init__(self, scope: Scope) -> None:
        database = scope.database
        self._scope = scope
        self.dispatch = scope.dispatch
        self.quote = quoted
        self.get_relation = database.relation
        self.get_columns_in_relation = database.columns
        self.get_missing_columns = database.missing_columns
        self.check_schema_exists = database.has_schema
        self.create_schema = database.create_schema
        self.drop_relation = database.drop_relation

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._scope.suspect = name
        known = [known for known in (*vars(self), *vars(type(self))) if not known.startswith("_")]
        raise ModelError(
            f"dbt's `adapter.{name}` is not understood.", way_out=nearest_or_all(name, known, quote="adapter.")
        )

    def type(self) -> str:
        """Return the name of the database's kind."""
        return "duckdb"

    def list_relations(self, database: Any, schema: Any) -> list[Relation]:
        """Return the tables and views of a schema."""
        return self._scope.database.relations(schema)

    def list_relations_without_caching(self, schema_relation: Any) -> list[Relation]:
        """Return the tables and views of the schema of a relation."""
        return self._scope.database.relations(schema_relation.schema)

    def is_motherduck(self) -> bool:
        """Return false: the warehouse is a file."""
        return False


class Exceptions:
    """What `exceptions` can raise or say."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.warn = scope.say

    def raise_compiler_error(self, msg: Any, node: Any = None) -> NoReturn:
        """Refuse in the project's own words."""
        raise ModelError(full_stop(str(msg)), way_out="what the message asks for: the project's own Jinja raised it")

    raise_not_implemented = raise_database_error = raise_parsing_error = raise_compiler_error
    raise_invalid_dispatch = raise_dependency_error = raise_fail_fast_error = raise_compiler_error

    def missing_config(self, model: Any, name: str) -> NoReturn:
        """Refuse a config without a setting."""
        self.raise_compiler_error(f"The config has no `{name}`")

    def missing_relation(self, relation: Any, model: Any = None) -> NoReturn:
        """Refuse a relation that is not there."""
        self.raise_compiler_error(f"There is no relation {relation}")

    def relation_wrong_type(self, relation: Any, expected_type: Any, model: Any = None) -> NoReturn:
        """Refuse a relation of another kind."""
        self.raise_compiler_error(f"The relation {relation} is no {expected_type}")


class Modules:
    """The modules of Python that dbt lends; those that tell the time make a rendering one of the moment."""

    re = re
    itertools = itertools

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def datetime(self) -> Any:
        """The module datetime."""
        import datetime

        self._scope.is_of_the_moment = True
        return datetime

    @property
    def pytz(self) -> Any:
        """The module pytz, where it is installed."""
        try:
            import pytz  # type: ignore[import-untyped]  # dbt lends it; ours where it is there
        except ImportError as cause:
            raise ModelError("`modules.pytz` is not installed.", way_out="`pip install pytz`") from cause
        return pytz


class Api:
    """What `api` has: the makers of relations and columns."""

    Relation = RelationMaker()
    Column = ColumnMaker()


class Context:
    """What `context` is: every name by its text."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __getitem__(self, name: str) -> Any:
        found = self._scope.find(name)
        if found is NOT_THERE:
            raise KeyError(name)
        return found

    def __contains__(self, name: str) -> bool:
        return self._scope.find(name) is not NOT_THERE

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a name means, or the default."""
        return self[name] if name in self else default  # noqa: SIM401  # it has no other `get`


def full_stop(text: str) -> str:
    """Return the text as a sentence that ends."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
