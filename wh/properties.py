"""What the YAML of a project says: of models, seeds, snapshots and sources, and what is to be tested of them.

Refuses a property that it cannot read or would not heed. Values with Jinja in them stay as written; who uses one
renders it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wh.configs import texts
from wh.errors import ModelError, closest
from wh.exposures import Exposure, Group, read_exposures, read_groups
from wh.yamlfile import Entry, plain, read_entry

KINDS = ("models", "seeds", "snapshots")
# dbt's own words: what stands under those that are not read here changes no table
_FILE_KEYS = (
    *("version", "models", "sources", "seeds", "snapshots", "unit_tests", "data_tests"),
    *("macros", "exposures", "analyses", "groups", "metrics", "semantic_models", "saved_queries", "functions"),
)
_COMMON = ("name", "description", "columns", "config", "meta", "tags", "docs", "tests", "data_tests")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "models": (*_COMMON, "access", "group", "deprecation_date", "time_spine", "latest_version"),
    "seeds": (*_COMMON, "group"),
    "snapshots": (*_COMMON, "relation", "group"),
}
_COLUMN_KEYS = (
    *("name", "description", "data_type", "config", "meta", "tags", "quote", "tests", "data_tests", "docs"),
    *("granularity", "policy_tags"),
)
_SOURCE_KEYS = (
    *("name", "description", "schema", "database", "tables", "config", "meta", "tags", "quoting", "loader"),
    *("freshness", "loaded_at_field", "loaded_at_query", "overrides", "tests", "data_tests"),
)
_TABLE_KEYS = (
    *("name", "description", "identifier", "columns", "config", "meta", "tags", "quoting", "loader", "external"),
    *("freshness", "loaded_at_field", "loaded_at_query", "tests", "data_tests"),
)
_UNIT_TEST_KEYS = ("name", "description", "model", "given", "expect", "overrides", "config", "meta", "tags", "versions")
TEST_CONFIGS = (
    *("severity", "where", "limit", "warn_if", "error_if", "fail_calc", "enabled", "tags", "meta", "store_failures"),
    *("store_failures_as", "schema", "alias", "group", "database"),
)
_TEST_KEYS = ("name", "test_name", "arguments", "config", "description", "column_name")


@dataclass(frozen=True, slots=True)
class Column:
    """A described column; `description` is its sentence, `data_type` what it is held to, if anything."""

    name: str
    description: str
    data_type: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """A generic test as the YAML asks it of a table: `kind` is its name, such as `unique` or `dbt_utils.at_least_one`.

    `column` is None where it is asked of the whole table; `name` None where dbt is to make one.
    """

    kind: str
    name: str | None
    column: str | None
    arguments: Mapping[str, Any]
    config: Mapping[str, Any]
    description: str
    at: str
    is_column_quoted: bool = False

    @property
    def column_name(self) -> str | None:
        """The column as the test gets it: in quotation marks if the YAML says `quote: true` of it."""
        return f'"{self.column}"' if self.column and self.is_column_quoted else self.column


@dataclass(frozen=True, slots=True)
class Properties:
    """What the YAML says of one table; `grain` names the columns that are unique together."""

    description: str
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    config: Mapping[str, Any]
    at: str
    tests: tuple[Test, ...] = ()
    relation: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str) -> str:
        """Return where a column is described."""
        return self.places.get(column.casefold(), self.at)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table that is there before any model is: where it is, and what is tested of it."""

    source: str
    name: str
    schema: str
    identifier: str
    description: str
    meta: Mapping[str, Any]
    tags: tuple[str, ...]
    columns: tuple[Column, ...]
    tests: tuple[Test, ...]
    at: str
    database: str | None = None
    # None where the YAML does not say
    is_enabled: object = None


@dataclass(frozen=True, slots=True)
class UnitTest:
    """A model's query on rows made up for it: `given` for each parent, and the rows that are expected."""

    name: str
    model: str
    description: str
    given: tuple[Mapping[str, Any], ...]
    expect: Mapping[str, Any]
    overrides: Mapping[str, Any]
    config: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Declared:
    """All that one YAML file says; models, seeds and snapshots by kind and name."""

    tables: tuple[tuple[str, str, Properties], ...] = ()
    sources: tuple[SourceTable, ...] = ()
    unit_tests: tuple[UnitTest, ...] = ()
    singular_tests: tuple[tuple[str, Mapping[str, Any], str, str], ...] = ()
    macros: tuple[tuple[str, str], ...] = ()
    exposures: tuple[Exposure, ...] = ()
    groups: tuple[Group, ...] = ()
    # what this is refused for, each with the name that others may still refer to
    versioned: Mapping[str, ModelError] = field(default_factory=dict)


def read_declared(text: str, shown: str, is_checked: bool = True) -> Declared:
    """Return what a YAML file says; raise a ModelError with the place of what cannot be read.

    `is_checked` False leaves a property alone that is not known: it stands in the project of somebody else.
    """
    entry = read_entry(text, shown)
    reader = _Reader(shown, is_checked)
    if is_checked:
        entry.refuse_unknown(_FILE_KEYS, "The YAML")
    versioned = {name: _no_versions(name, one) for name, one in _with_versions(entry)}
    return Declared(
        versioned=versioned,
        exposures=tuple(read_exposures(entry, is_checked=is_checked)),
        groups=tuple(read_groups(entry, is_checked=is_checked)),
        tables=tuple(reader.tables(entry)),
        sources=tuple(table for source in entry.entries("sources") for table in reader.source(source)),
        unit_tests=tuple(reader.unit_test(one) for one in entry.entries("unit_tests")),
        singular_tests=tuple(
            (one.name("An entry under `data_tests:`"), one.mapping("config"), one.text("description"), one.at)
            for one in entry.entries("data_tests")
        ),
        macros=tuple(
            (one.name("An entry under `macros:`"), one.text("description")) for one in entry.entries("macros")
        ),
    )


def read_docs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each docs block of a Markdown file: its name and its text."""
    for found in re.finditer(r"{%-?\s*docs\s+(\w+)\s*-?%}(.*?){%-?\s*enddocs\s*-?%}", text, flags=re.DOTALL):
        yield found[1], found[2].strip()


@dataclass(frozen=True, slots=True)
class _Reader:
    shown: str
    is_checked: bool

    def tables(self, entry: Entry) -> Iterator[tuple[str, str, Properties]]:
        for kind in KINDS:
            for one in entry.entries(kind):
                name = one.name(f"An entry under `{kind}:`")
                if "versions" in one.content:
                    continue  # refused, with all that needs it
                if "constraints" in one.content:
                    raise _no_constraints(name, one.place("constraints"))
                self._known(one, _KEYS[kind], f"The YAML of `{name}`")
                yield kind, name, self._properties(name, one)

    def source(self, entry: Entry) -> Iterator[SourceTable]:
        name = entry.name("An entry under `sources:`")
        self._known(entry, _SOURCE_KEYS, f"The source `{name}`")
        shared = {**entry.mapping("config").get("meta", {}), **entry.mapping("meta")}
        for table in entry.entries("tables"):
            table_name = table.name(f"A table of the source `{name}`")
            self._known(table, _TABLE_KEYS, f"The table `{table_name}` of the source `{name}`")
            meta = {**shared, **table.mapping("config").get("meta", {}), **table.mapping("meta")}
            outer, inner = entry.mapping("config"), table.mapping("config")
            location = inner.get("external_location", outer.get("external_location"))
            columns, tests, _ = self._columns(table_name, table)
            yield SourceTable(
                source=name,
                name=table_name,
                schema=str(entry.content.get("schema") or name),
                identifier=str(table.content.get("identifier") or table_name),
                description=table.text("description") or entry.text("description"),
                meta={**meta, **({"external_location": location} if location else {})},
                tags=(*_texts(entry, "tags"), *_texts(table, "tags")),
                columns=columns,
                tests=(*self._tests(table_name, table, None), *tests),
                at=table.at,
                database=str(entry.content["database"]) if entry.content.get("database") else None,
                is_enabled=inner.get("enabled", outer.get("enabled")),
            )

    def unit_test(self, entry: Entry) -> UnitTest:
        name = entry.name("An entry under `unit_tests:`")
        self._known(entry, _UNIT_TEST_KEYS, f"The unit test `{name}`")
        for key in ("model", "expect"):
            if key not in entry.content:
                raise ModelError(
                    f"The unit test `{name}` has no `{key}:`.", at=entry.at, way_out="`model:`, `given:` and `expect:`"
                )
        return UnitTest(
            name=name,
            model=str(entry.content["model"]),
            description=entry.text("description"),
            given=tuple(plain(one) | {"at": one.at} for one in entry.entries("given")),
            expect=entry.mapping("expect") | {"at": entry.place("expect")},
            overrides=entry.mapping("overrides"),
            config=entry.mapping("config"),
            at=entry.at,
        )

    def _properties(self, name: str, entry: Entry) -> Properties:
        config = entry.mapping("config")
        meta = {**(config.get("meta") or {}), **entry.mapping("meta")}
        grain = meta.get("grain") or []
        columns, tests, places = self._columns(name, entry)
        if "tags" in entry.content:
            config["tags"] = [*texts(config.get("tags")), *_texts(entry, "tags")]
        if meta:
            config["meta"] = meta
        return Properties(
            description=entry.text("description"),
            columns=columns,
            grain=tuple([grain] if isinstance(grain, str) else map(str, grain)),
            config=config,
            at=entry.at,
            tests=(*self._tests(name, entry, None), *tests),
            relation=str(entry.content["relation"]) if "relation" in entry.content else None,
            places=places,
        )

    def _columns(self, name: str, entry: Entry) -> tuple[tuple[Column, ...], tuple[Test, ...], dict[str, str]]:
        columns: list[Column] = []
        tests: list[Test] = []
        places: dict[str, str] = {}
        for one in entry.entries("columns"):
            column = one.name(f"A column of `{name}`")
            if "constraints" in one.content:
                raise _no_constraints(name, one.place("constraints"))
            self._known(one, _COLUMN_KEYS, f"A column of `{name}`")
            if column.casefold() in places:
                raise ModelError(
                    f"The YAML of `{name}` describes the column `{column}` twice.",
                    at=one.at,
                    way_out=f"take out one of the two; the other is at {places[column.casefold()]}",
                )
            places[column.casefold()] = one.at
            data_type = one.content.get("data_type")
            config = one.mapping("config")
            meta = {**(config.get("meta") or {}), **one.mapping("meta")}
            tags = (*texts(config.get("tags")), *_texts(one, "tags"))
            columns.append(Column(column, one.text("description"), str(data_type) if data_type else None, meta, tags))
            is_quoted = bool(one.content.get("quote", config.get("quote")))
            tests += [replace(test, is_column_quoted=is_quoted) for test in self._tests(name, one, column)]
        return tuple(columns), tuple(tests), places

    def _tests(self, name: str, entry: Entry, column: str | None) -> Iterator[Test]:
        for key in ("tests", "data_tests"):
            listed = entry.content.get(key) or []
            if not isinstance(listed, list):
                raise ModelError(
                    f"What stands under `{key}:` of `{name}` is no list.",
                    at=entry.place(key),
                    way_out=f"`{key}: [unique, not_null]`",
                )
            for number, one in enumerate(listed):
                yield _test(one, name, column, entry.place(f"{key}.{number}"))

    def _known(self, entry: Entry, known: Sequence[str], what: str) -> None:
        if self.is_checked:
            entry.refuse_unknown(known, what)


def _test(written: Any, name: str, column: str | None, at: str) -> Test:
    """Read one test: `unique`, `{accepted_values: {values: […]}}`, or with `test_name:` beside its arguments."""
    if isinstance(written, str):
        return Test(written, None, column, {}, {}, "", at)
    if not isinstance(written, Entry) or not written.content:
        raise ModelError(f"A test of `{name}` is {written!r}, which names none.", at=at, way_out="`- unique`")
    if "test_name" in written.content:
        kind, stated = str(written.content["test_name"]), written
    else:
        kind = next(iter(written.content))
        if kind in TEST_CONFIGS or kind in _TEST_KEYS:
            raise ModelError(
                f"A test of `{name}` begins with `{kind}:`, which is no test.",
                at=written.at,
                way_out=f"`- unique:` with `{kind}:` indented below it",
            )
        inner = written.content[kind]
        if inner is not None and not isinstance(inner, Entry):
            raise ModelError(
                f"The test `{kind}` of `{name}` has no named arguments.",
                at=written.at,
                way_out=f"`- {kind}:` with a line `name: value` below it, indented",
            )
        stated = inner or Entry({}, written.at, {})
        beside = {key: value for key, value in written.content.items() if key != kind}
        stated = Entry({**beside, **stated.content}, written.at, {**written.places, **stated.places})
    return _stated_test(kind, stated, column)


def _stated_test(kind: str, stated: Entry, column: str | None) -> Test:
    content = {key: plain(value) for key, value in stated.content.items()}
    config = {**{key: content[key] for key in TEST_CONFIGS if key in content}, **stated.mapping("config")}
    for key in stated.mapping("config"):
        if key not in TEST_CONFIGS:
            near = closest(key, TEST_CONFIGS)
            raise ModelError(
                f"The config of the test `{kind}` sets `{key}`, which is not understood.",
                at=stated.place("config"),
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(TEST_CONFIGS)}",
            )
    arguments = {key: value for key, value in content.items() if key not in (*TEST_CONFIGS, *_TEST_KEYS)}
    name = content.get("name")
    named_column = content.get("column_name")
    return Test(
        kind=kind,
        name=None if name is None else str(name),
        column=column or (str(named_column) if named_column else None),
        arguments={**arguments, **stated.mapping("arguments")},
        config=config,
        description=stated.text("description"),
        at=stated.at,
    )


def _with_versions(entry: Entry) -> Iterator[tuple[str, Entry]]:
    for one in entry.entries("models"):
        if "versions" in one.content:
            yield one.name("An entry under `models:`"), one


def _no_versions(name: str, entry: Entry) -> ModelError:
    return ModelError(
        f"The YAML of `{name}` gives it versions, which are not understood.",
        at=entry.place("versions"),
        way_out="a model of its own for each version, such as `orders_v2`",
    )


def _no_constraints(name: str, at: str) -> ModelError:
    return ModelError(
        f"The YAML of `{name}` sets constraints, which are not understood.",
        at=at,
        way_out="the same as `data_tests:`, such as `[unique, not_null]`",
    )


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    return tuple(texts(plain(entry.content.get(key))))


def is_properties(path: Path) -> bool:
    """Whether a file describes, rather than is, a table."""
    return path.suffix in (".yml", ".yaml")
