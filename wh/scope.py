"""One rendering of one model: what its names stand for, what it asked for, and what it may ask of the database.

Every name is looked up when it is used; one that is in no list is nobody's. Knows nothing of jinja2.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from wh.configs import check_settings, lay_over
from wh.database import Database
from wh.dialect import NOT_UNDERSTOOD, SQL
from wh.errors import ModelError, closest
from wh.relations import Relation
from wh.world import Macros, World, Written

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# what a name stands for that is in no list
NOT_THERE = object()


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a unit test puts in the place of macros, vars and variables of the environment."""

    macros: Mapping[str, Any] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)

    def macro(self, name: str) -> Callable[..., Any]:
        """Return a function that gives the value whatever it is called with."""
        return lambda *_, **__: self.macros[name]


class Returned(Exception):  # noqa: N818  # no error: the way out of a macro
    """What a macro gives by `return`: any value, and not the macro's text."""

    def __init__(self, value: Any) -> None:
        super().__init__("`return` stands outside of a macro")
        self.value = value


class Scope:
    """One rendering of one model: what its names mean, and what it asked for."""

    def __init__(
        self,
        world: World,
        macros: Macros,
        written: Written,
        config: Mapping[str, Any],
        this: Callable[[Mapping[str, Any]], Relation],
        names: "NameTable",
        *,
        incremental: bool = False,
        con: "DuckDBPyConnection | None" = None,
        is_final: bool = False,
        overrides: "Overrides | None" = None,
    ) -> None:
        """`is_final` says that `config` has what the model's own `config()` says: that is not laid over it again."""
        self.world = world
        self.written = written
        self.config: dict[str, Any] = dict(config)
        self.refs: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.vars: dict[str, str | None] = {}
        self.env: dict[str, str | None] = {}
        self.macros: dict[str, str] = {}
        self.messages: list[str] = []
        self.is_of_the_moment = False
        self.asks_incremental = False
        # the config as it was when it was first read, which config() may change later
        self.read: dict[str, Any] | None = None
        # what the function that runs now was given, to be underlined if it is refused
        self.suspect: str | None = None
        self.packages: list[str] = [written.package]
        self.all_macros = macros
        self._this = this
        self.names = names
        self.incremental = incremental
        self.database = Database(con, written.name)
        self._is_final = is_final
        self.overrides = overrides or Overrides()

    def find(self, name: str) -> Any:
        """Return what a name means: a macro of the project, one of dbt's names, a package, or NOT_THERE."""
        if name in self.overrides.macros:
            return self.overrides.macro(name)
        macro = self.all_macros.find(name, self.packages[-1])
        if macro is not None:
            return macro
        builder = self.names.get(name)
        if builder is not None:
            return builder(self)
        if name in SQL:
            return SQL[name]
        if self.all_macros.of_package(name) is not None:
            return Package(self, name)
        if name in NOT_UNDERSTOOD:
            self._refuse(name, f"dbt's `{name}` is not understood: {NOT_UNDERSTOOD[name]}.", "the model without it")
        return NOT_THERE

    def known_names(self) -> set[str]:
        """Return every name that may be used here."""
        own = self.all_macros.of_package(self.world.project_name) or {}
        return {*self.names, *SQL, *own}

    # what a model names

    def ref(self, *names: str, **options: Any) -> Relation:
        """Return the relation of a model, and remember that it is a parent."""
        if any(options.get(key) is not None for key in ("v", "version")):
            self._refuse("ref", "Versions of models are not understood.", "`ref` with the model's name alone")
        for unquoted in (getattr(name, "_undefined_name", None) for name in names):
            if unquoted:
                self._refuse(unquoted, f"`{unquoted}` is nobody's name here, and no text.", f"`ref('{unquoted}')`")
        if options.keys() - {"v", "version"} or len(names) not in (1, 2) or not all(isinstance(n, str) for n in names):
            self._refuse("ref", "`ref` takes the name of a model, or its package and its name.", "`ref('a_model')`")
        self.suspect = names[-1]
        key, relation = self.world.relation_of(names[-1], names[0] if len(names) == 2 else None, self.written)
        self.suspect = None
        self.refs[key] = str(relation)
        return relation

    def source(self, *names: str) -> Relation:
        """Return the relation of a raw table, and remember it."""
        if len(names) != 2 or not all(isinstance(name, str) for name in names):
            self._refuse("source", "`source` takes two names.", "`source('schema', 'table')`")
        self.suspect = names[1]
        try:
            relation = self.world.source_of(names[0], names[1], self.written)
        except ModelError as error:
            self.suspect = names[0] if f"`{names[0]}`" in error.message else names[1]
            raise
        self.suspect = None
        self.sources[f"{names[0]}.{names[1]}"] = str(relation)
        return relation

    def configure(self, *given: Mapping[str, Any], **settings: Any) -> str:
        """Lay what config() says over the config; a text gets nothing of it."""
        for mapping in (*given, settings):
            if not isinstance(mapping, Mapping):
                self._refuse("config", "`config` takes names and values.", "`config(materialized='table')`")
            if not self._is_final:
                self._check(mapping)
                lay_over(self.config, mapping)
        return ""

    def _check(self, settings: Mapping[str, Any]) -> None:
        try:
            check_settings(
                self.written.name,
                settings,
                is_strict=self.world.dialect != "dbt",
                is_model=self.written.kind == "model",
            )
        except ModelError as error:
            self.suspect = next((key for key in settings if f"`{key}`" in error.message), "materialized")
            raise

    def read_config(self) -> dict[str, Any]:
        """Return the config for reading: where config() changes it afterwards, the text is rendered again."""
        if self.read is None and not self._is_final:
            self.read = dict(self.config)
        return self.config

    def this(self) -> Relation:
        """Return the relation of the model itself."""
        return self._this(self.read_config())

    def variables(self) -> Mapping[str, Any]:
        """Return the vars that hold for the model."""
        known = self.world.variables_of(self.written.package)
        return {**known, **self.overrides.vars} if self.overrides.vars else known

    # what a model asks of dbt

    def dispatch(self, macro_name: str, macro_namespace: str | None = None, packages: Any = None) -> Any:
        """Return the macro that stands for a name on DuckDB: `duckdb__name` before `default__name`."""
        if not isinstance(macro_name, str) or "." in macro_name or packages is not None:
            self._refuse("dispatch", "`adapter.dispatch` takes a macro's name and a package.", "`dispatch('a', 'pkg')`")
        order = self.all_macros.search_order(macro_namespace)
        for package in order:
            macros = self.all_macros.of_package(package) or {}
            for prefix in ("duckdb__", "default__"):
                if f"{prefix}{macro_name}" in macros:
                    return macros[f"{prefix}{macro_name}"]
            if package == "dbt":
                found = self.of_dbt(macro_name)
                if found is not None:
                    return found
        self.suspect = macro_name
        raise ModelError(
            f"There is no macro `duckdb__{macro_name}` or `default__{macro_name}` in {', '.join(order)}.",
            way_out=f"a macro `default__{macro_name}` in macros/",
        )

    def of_dbt(self, name: str) -> Any:
        """Return what stands for one of dbt's own macros, or None."""
        if name in SQL:
            return SQL[name]
        return self.names[name](self) if name in DBT_MACROS else None

    def say(self, message: Any) -> str:
        """Keep a message for the user; a text gets nothing of it."""
        self.messages.append(str(message))
        return ""

    def node(self) -> dict[str, Any]:
        """Return what `model` gives, with dbt's keys."""
        written, config, this = self.written, self.read_config(), self.this()
        return {
            "name": written.name,
            "alias": this.identifier or config.get("alias") or written.name,
            "unique_id": f"{written.kind}.{written.package}.{written.name}",
            "resource_type": written.kind,
            "package_name": written.package,
            "fqn": [written.package, *written.folder, written.name],
            "schema": this.schema or self.world.target.get("schema"),
            "database": this.database or self.world.target.get("database"),
            "path": "/".join((*written.folder, written.shown.rpartition("/")[2])),
            "original_file_path": written.shown,
            "raw_code": written.source,
            "raw_sql": written.source,
            "language": "sql",
            "config": ConfigRead(config),
            "tags": list(config.get("tags") or []),
            "meta": dict(config.get("meta") or {}),
            "columns": {},
            "description": getattr(getattr(written, "properties", None), "description", ""),
            "depends_on": {"nodes": sorted(self.refs), "macros": sorted(self.macros)},
            "refs": [{"name": name, "package": None, "version": None} for name in self.refs],
        }

    def _refuse(self, suspect: str, message: str, way_out: str) -> NoReturn:
        self.suspect = suspect
        raise ModelError(message, way_out=way_out)


class ConfigRead(dict[str, Any]):
    """A config as `model.config` gives it: a mapping whose keys are attributes too."""

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        if name in CONFIG_DEFAULTS:
            return CONFIG_DEFAULTS[name]
        raise AttributeError(name)


CONFIG_DEFAULTS: Mapping[str, Any] = {
    "materialized": "view",
    "enabled": True,
    "tags": [],
    "meta": {},
    "schema": None,
    "alias": None,
    "database": None,
    "unique_key": None,
    "full_refresh": None,
    "incremental_strategy": None,
    "on_schema_change": "ignore",
    "persist_docs": {},
    "severity": "ERROR",
    "contract": {"enforced": False},
}


class Package:
    """The macros of a package, such as `dbt_utils.star`; those of `dbt` are ours where the project has none."""

    def __init__(self, scope: Scope, name: str) -> None:
        self._scope = scope
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if f"{self._name}.{name}" in self._scope.overrides.macros:
            return self._scope.overrides.macro(f"{self._name}.{name}")
        macros = self._scope.all_macros.of_package(self._name) or {}
        if name in macros:
            return macros[name]
        if self._name == "dbt":
            own = self._scope.all_macros.of_package(self._scope.world.project_name) or {}
            for overriding in (f"duckdb__{name}", f"default__{name}"):
                if overriding in own:
                    return own[overriding]
            found = self._scope.of_dbt(name)
            if found is not None:
                return found
            macros = {**dict.fromkeys(DBT_MACROS), **SQL}
        self._scope.suspect = name
        raise ModelError(f"`{self._name}` has no macro `{name}`.", way_out=nearest_or_all(name, macros))

    __getitem__ = __getattr__


def nearest_or_all(name: str, known: Iterable[str], *, quote: str = "") -> str:
    """Return the way out of a wrong name: the closest one, or all there are if they are few."""
    known = sorted(known)
    near = closest(name, known)
    if near:
        return f"`{quote}{near}`, the closest name"
    return f"one of {', '.join(f'{quote}{one}' for one in known) or '(none)'}" if len(known) <= 40 else "a known name"


# dbt's own macros that need more than their arguments: known with and without `dbt.`
DBT_MACROS = frozenset(
    {
        *(
            "run_query",
            "statement",
            "is_incremental",
            "should_full_refresh",
            "should_store_failures",
            "load_relation",
            "load_cached_relation",
        ),
        *("get_columns_in_relation", "get_columns_in_query", "get_column_schema_from_query", "get_or_create_relation"),
        *("get_intervals_between", "get_powers_of_two", "get_where_subquery", "generate_schema_name_for_env"),
        *("default__generate_schema_name", "default__generate_alias_name"),
    }
)
NameTable = Mapping[str, Callable[[Scope], Any]]
