"""The data tests of a project: each of the YAML and each query of its own, with what its place gives it.

A test is resolved once: its name and id as dbt makes them, its settings, the tables that it reads, and the question
that `wh.rules` asks. All that is wrong with tests is found at once. Asks nothing itself.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wh import configs, layering
from wh.errors import ModelError, WhError, closest
from wh.model import Model, macro_files
from wh.parsing import DeclaredTest, Parsed
from wh.relations import Relation, quoted
from wh.render import Rendered
from wh.results import DataTest
from wh.yamlfile import file_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# the tests that need no macro, with their arguments: those that must be there, those that may
_BUILT_IN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unique": ((), ()),
    "not_null": ((), ()),
    "accepted_values": (("values",), ("quote",)),
    "relationships": (("to", "field"), ()),
}
_EXAMPLES = {"values": "values: [open, closed]", "to": "to: ref('customers')", "field": "field: customer_id"}
_SEVERITIES = ("error", "warn")
_LONGEST = 63
_REFERENCE = re.compile(
    r"""(?:\{\{)?\s*(?P<word>ref|source)\(\s*(['"])(?P<first>[^'"]+)\2\s*(?:,\s*(['"])(?P<second>[^'"]+)\4\s*)?\)\s*(?:\}\})?"""
)


@dataclass(frozen=True, slots=True)
class AskedTest:
    """A data test, resolved.

    `kind` is the test's own name and `namespace` the package that has it; both are empty of a query that is a file.
    `about` is the key of the model, or the source's `source.table`, that it is written at. `models` and `sources` are
    the keys of all that it reads. `alias` is its name as a file may have it, `written` the place of its text.
    """

    unique_id: str
    name: str
    alias: str
    kind: str
    namespace: str
    package: str
    folder: tuple[str, ...]
    about: str
    is_source: bool
    arguments: Mapping[str, Any]
    config: Mapping[str, Any]
    tags: tuple[str, ...]
    description: str
    models: tuple[str, ...]
    sources: tuple[str, ...]
    written: Model
    question: DataTest
    is_late: bool = False
    declared: DeclaredTest | None = None


def tests_of(parsed: Parsed) -> tuple[AskedTest, ...]:
    """Return every data test that is not disabled, in the order of the YAML, queries last.

    Found once for a project; what is wrong with tests is added to `parsed.wrong` then.
    """
    if parsed.tests_found is None:
        wrong: list[WhError] = []
        parsed.tests_found = tuple(_all_tests(parsed, wrong))
        parsed.wrong += wrong
    found: tuple[AskedTest, ...] = parsed.tests_found
    return found


def data_tests(parsed: Parsed, con: "DuckDBPyConnection | None" = None) -> list[DataTest]:
    """Return every data test as `wh.rules` asks it.

    With a connection, one whose SQL asks the database for something gets it now: call it when the models are built.
    """
    found = tests_of(parsed)
    if con is None:
        return [test.question for test in found]
    return [_asked_late(parsed, test, con) if test.is_late else test.question for test in found]


def read_reference(text: str) -> tuple[str, str, str | None] | None:
    """Return `ref` or `source` and its one or two names, of a text such as `ref('claims')`, in braces or not."""
    found = _REFERENCE.fullmatch(text.strip())
    return None if found is None else (found["word"], found["first"], found["second"])


def generic_name(kind: str, about: str, arguments: Mapping[str, Any]) -> str:
    """Return dbt's name of a test that has none: the test, the table and the arguments, one after the other."""
    values: list[str] = []
    for _, value in sorted(arguments.items()):
        if isinstance(value, Mapping):
            values += map(str, value.values())
        elif isinstance(value, list | tuple):
            values += map(str, value)
        else:
            values.append(str(value))
    return f"{kind}_{about}_{'__'.join(re.sub('[^0-9a-zA-Z_]+', '_', value) for value in values)}"


def short_name(kind: str, about: str, name: str) -> str:
    """Return the name as a file or a table may have it: a long one is cut, and told apart by its hash."""
    if len(name) <= _LONGEST:
        return name
    return f"{f'{kind}_{about}'[:30]}_{hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()}"


def hashed(name: str, kind: str, namespace: str, arguments: Mapping[str, Any]) -> str:
    """Return the ten digits by which dbt tells two tests of one name apart."""
    known = {"name": kind, "namespace": namespace or None, "kwargs": arguments}
    text = f"{name}{_as_text(known)!r}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[-10:]


def model_argument(test: DeclaredTest) -> str:
    """Return how dbt writes the table that a test is asked of."""
    if test.source is not None:
        return f"{{{{ get_where_subquery(source('{test.source.source}', '{test.source.name}')) }}}}"
    return f"{{{{ get_where_subquery(ref('{test.about}')) }}}}"


def folders_of(parsed: Parsed, shown: str) -> tuple[str, ...]:
    """Return the folders below models/, or the like, that lead to a file that is shown so."""
    path = parsed.project.root / shown
    for package in parsed.project.packages:
        for folder in ("models", "seeds", "snapshots", "tests"):
            for base in package.folders.get(folder, ()):
                if path.is_relative_to(base):
                    return path.relative_to(base).parts[:-1]
    return tuple(shown.removeprefix("(built-in) ").split("/")[1:-1])


def _all_tests(parsed: Parsed, wrong: list[WhError]) -> Iterator[AskedTest]:
    known: dict[str, str] = {}
    for test in _each(parsed, wrong):
        at = _line(test.written)
        if test.unique_id in known:
            wrong.append(
                ModelError(
                    f"The test `{test.name}` is written twice.",
                    at=at,
                    way_out=f"take out one of the two, or give one a `name:`; the other is at {known[test.unique_id]}",
                )
            )
            continue
        known[test.unique_id] = at
        yield test


def _each(parsed: Parsed, wrong: list[WhError]) -> Iterator[AskedTest]:
    settings: dict[tuple[str, str], tuple[tuple[str, ...], dict[str, Any]]] = {}
    for declared in parsed.tests:
        shown = declared.test.at.split(":")[0]
        key = (declared.package, shown)
        if key not in settings:
            folder = folders_of(parsed, shown)
            settings[key] = folder, layering.test_config(parsed.project, declared.package, folder)
        try:
            test = _Generic(parsed, declared, *settings[key]).resolve()
        except ModelError as error:
            error.at = error.at or declared.test.at
            wrong.append(error)
            continue
        if test is not None:
            yield test
    for query in parsed.singular:
        try:
            test = _singular(parsed, query)
        except ModelError as error:
            wrong.append(error)
            continue
        if test is not None:
            yield test


@dataclass(frozen=True, slots=True)
class _Generic:
    """A test of the YAML on its way; `project_config` is what the project says of the tests of its folder."""

    parsed: Parsed
    declared: DeclaredTest
    folder: tuple[str, ...]
    project_config: Mapping[str, Any]

    def resolve(self) -> AskedTest | None:
        declared, test = self.declared, self.declared.test
        namespace, _, kind = test.kind.rpartition(".")
        arguments = dict(test.arguments)
        column = test.column or arguments.pop("column_name", None)
        own = {key: self._value(value) for key, value in test.config.items()}
        config = configs.overlaid(self.project_config, own)
        if not configs.is_enabled(config):
            return None
        column_name = test.column_name or column
        kwargs = arguments if column is None else {**arguments, "column_name": column_name}
        prefix = "_".join(part for part in (namespace, "source" if declared.is_source else "", kind) if part)
        about = declared.about.replace(".", "_") if declared.is_source else declared.about
        name = test.name or generic_name(prefix, about, kwargs)
        shown, line = _place(test.at)
        written = Model(
            name=name,
            path=self.parsed.project.root / shown,
            source="",
            shown=shown,
            folder=self.folder,
            kind="test",
            package=declared.package,
            first_line=line,
        )
        relation = self._relation(written)
        is_own = self.parsed.renderer.has_test(kind, namespace or None)
        asked = _Asked(self.parsed, written, declared, relation, kind, namespace, column, arguments)
        if is_own:
            asked = replace(asked, column=column_name)
            rendered = asked.render(self.project_config, config.get("where"))
            config = configs.overlaid(rendered.config, own)
            if not configs.is_enabled(config):
                return None
            question = _question(written, config, "query", relation, None, {"sql": asked.whole_sql(rendered)})
            question = replace(question, where=None)
            read = _Parents(rendered.refs, rendered.sources, is_late=rendered.is_late)
        elif kind in _BUILT_IN and namespace in ("", "dbt"):
            question, read = asked.of_built_in(config)
        else:
            raise _unknown(self.parsed, kind, namespace, declared)
        models = {*read.models, *(() if declared.is_source else (declared.about,))}
        sources = {*read.sources, *((declared.about,) if declared.is_source else ())}
        digits = hashed(name, kind, namespace, {**kwargs, "model": model_argument(declared)})
        return AskedTest(
            unique_id=f"test.{declared.package}.{name}.{digits}",
            name=name,
            alias=str(config.get("alias") or (name if test.name else short_name(prefix, about, name))),
            kind=kind,
            namespace=namespace,
            package=declared.package,
            folder=self.folder,
            about=declared.about,
            is_source=declared.is_source,
            arguments=kwargs,
            config=config,
            tags=tuple(dict.fromkeys([*self._tags_of_column(), *map(str, configs.listed(config.get("tags")))])),
            description=test.description,
            models=tuple(sorted(models)),
            sources=tuple(sorted(sources)),
            written=written,
            question=question,
            is_late=read.is_late,
            declared=declared,
        )

    def _value(self, value: Any) -> Any:
        return self.parsed.renderer.value(value, at=line_of(self.declared.test.at)) if isinstance(value, str) else value

    def _relation(self, written: Model) -> Relation:
        source, world = self.declared.source, self.parsed.world
        if source is None or world is None:
            return self.declared.relation
        return world.source_of(source.source, source.name, written)

    def _tags_of_column(self) -> tuple[str, ...]:
        declared, column = self.declared, self.declared.test.column
        if column is None:
            return ()
        properties = None if declared.is_source else self.parsed.models[declared.about].properties
        columns = declared.source.columns if declared.source else properties.columns if properties else ()
        return next((each.tags for each in columns if each.tags and each.name == column), ())


@dataclass(frozen=True, slots=True)
class _Parents:
    """What a test reads beside the table that it is asked of."""

    models: Mapping[str, str]
    sources: Mapping[str, str]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a test of the YAML is asked of, and with which arguments."""

    parsed: Parsed
    written: Model
    declared: DeclaredTest
    relation: Relation
    kind: str
    namespace: str
    column: str | None
    arguments: Mapping[str, Any]

    def render(self, base: Mapping[str, Any], where: object, con: "DuckDBPyConnection | None" = None) -> Rendered:
        """Return the SQL of a test that is a macro of the project, or of a package."""
        table: Relation | str = self.relation
        if where:
            table = f"(select * from {self.relation} where {where}\n) dbt_subquery"
        return self.parsed.renderer.test_sql(
            self.written,
            self.kind,
            table,
            self.column,
            self.arguments,
            package=self.namespace or None,
            base=base,
            con=con,
        )

    def whole_sql(self, rendered: Rendered) -> str:
        """Return the SQL with the ephemeral models that it reads."""
        own = {} if self.declared.is_source else {self.declared.about: ""}
        return self.parsed.query(self.declared.about, replace(rendered, refs={**rendered.refs, **own})).sql

    def of_built_in(self, config: Mapping[str, Any]) -> tuple[DataTest, _Parents]:
        self._check_arguments()
        if self.column is None:
            raise ModelError(
                f"The test `{self.kind}` of `{self.declared.about}` is asked of no column.",
                way_out="`column_name: …` for it, or the same test below a column",
            )
        arguments, read, tables = dict(self.arguments), _Parents({}, {}), [self.relation]
        if self.kind == "accepted_values":
            arguments["values"] = self._listed_values()
        elif self.kind == "relationships":
            parent, read = self._parent(str(arguments["to"]))
            tables.append(parent)
            arguments["to"] = _table_name(parent)
        kind = self.kind
        if any(table.schema is None for table in tables):
            # an ephemeral model or a file is no table that could be named, so the whole question is SQL
            kind, arguments = "query", {"sql": self._as_sql(tables, arguments, config.get("where"), read)}
        question = _question(self.written, config, kind, self.relation, self.column, arguments)
        return (replace(question, where=None) if kind == "query" else question), read

    def _check_arguments(self) -> None:
        needed, possible = _BUILT_IN[self.kind]
        for key in self.arguments:
            if key not in (*needed, *possible):
                near = closest(key, (*needed, *possible))
                known = " and ".join(f"`{one}:`" for one in (*needed, *possible))
                raise ModelError(
                    f"The test `{self.kind}` of `{self.declared.about}` does not know the argument `{key}`.",
                    way_out=f"`{near}`, the closest name" if near else known or "the test without it",
                )
        for key in needed:
            if key not in self.arguments:
                raise ModelError(
                    f"The test `{self.kind}` of `{self.declared.about}` has no `{key}:`.", way_out=f"`{_EXAMPLES[key]}`"
                )

    def _listed_values(self) -> list[Any]:
        stated = self.arguments["values"]
        if isinstance(stated, str):
            stated = self.parsed.renderer.value(stated, at=_line(self.written))
        if not isinstance(stated, list | tuple):
            raise ModelError(
                f"The values of the test `accepted_values` of `{self.declared.about}` are no list.",
                way_out=f"`{_EXAMPLES['values']}`",
            )
        value = self.parsed.renderer.value
        return [value(one, at=_line(self.written)) if isinstance(one, str) else one for one in stated]

    def _parent(self, to: str) -> tuple[Relation, _Parents]:
        """Return the table that `to:` names, which is written as in SQL, with braces or without."""
        found = read_reference(to)
        world = self.parsed.world
        assert world is not None, "tests stand in a project that is read"
        if found is None:
            return self._unclear_parent(to)
        word, first, second = found
        if word == "source":
            if second is None:
                raise ModelError(f"`{to}` names a source and no table of it.", way_out=f"`source('{first}', '…')`")
            return world.source_of(first, second, self.written), _Parents({}, {f"{first}.{second}": ""})
        key, relation = world.relation_of(second or first, first if second else None, self.written)
        return relation, _Parents({key: ""}, {})

    def _unclear_parent(self, to: str) -> tuple[Relation, _Parents]:
        if "(" in to or "{{" in to:
            text = to if "{{" in to else f"{{{{ {to} }}}}"
            rendered = self.parsed.renderer.render(replace(self.written, source=text), {}, lambda _: self.relation)
            for relation in (*rendered.refs.values(), *rendered.sources.values()):
                schema, _, identifier = relation.replace('"', "").rpartition(".")
                return Relation(schema or None, identifier), _Parents(rendered.refs, rendered.sources)
            to = rendered.sql
        if to in self.parsed.models:
            raise ModelError(f"`to: {to}` is a text and no reference.", way_out=f"`to: ref('{to}')`")
        schema, _, identifier = to.replace('"', "").rpartition(".")
        return Relation(schema or self.parsed.project.target.schema, identifier), _Parents({}, {})

    def _as_sql(self, tables: Sequence[Relation], arguments: Mapping[str, Any], where: object, read: _Parents) -> str:
        child = f"(select * from {tables[0]} where {where}\n)" if where else str(tables[0])
        column = self.column or ""
        is_name = self.declared.test.is_column_quoted or re.fullmatch(r"[A-Za-z_]\w*", column)
        value = quoted(column) if is_name else f"({column})"
        match self.kind:
            case "unique":
                sql = (
                    f"select {value} as unique_field, count(*) as n_records from {child}"
                    f" where {value} is not null group by {value} having count(*) > 1"
                )
            case "not_null":
                sql = f"select {value} from {child} where {value} is null"
            case "accepted_values":
                is_quoted = arguments.get("quote", True)
                texts = [str(one).replace("'", "''") for one in arguments["values"]]
                listed = ", ".join(f"'{one}'" if is_quoted else one for one in texts) or "null"
                sql = (
                    f"select {value} as value_field, count(*) as n_records from {child}"
                    f" where {value} not in ({listed}) group by {value}"
                )
            case _:
                field = quoted(str(arguments["field"]))
                sql = (
                    f"select from_field from (select {value} as from_field from {child} where {value} is not null)"
                    f" anti join (select {field} as to_field from {tables[1]}) on from_field = to_field"
                )
        empty = Rendered(sql, sql, 1, (), read.models, read.sources, {}, {}, {}, {})
        return self.whole_sql(empty)


def _singular(parsed: Parsed, query: Model) -> AskedTest | None:
    """Resolve a query that is to give no rows."""
    stated, description = parsed.singular_properties.get(query.name, ({}, ""))
    base = configs.overlaid(layering.test_config(parsed.project, query.package, query.folder), stated)
    if not configs.is_enabled(base):
        return None
    nowhere = Relation(parsed.project.target.schema, query.name)
    rendered = parsed.renderer.render(query, base, lambda _: nowhere)
    if not configs.is_enabled(rendered.config):
        return None
    models, sources = tuple(sorted(rendered.refs)), tuple(sorted(rendered.sources))
    relation = next((parsed.relations[key] for key in models if parsed.kinds.get(key) != "ephemeral"), nowhere)
    if relation is nowhere and sources and parsed.world is not None:
        source, _, table = sources[0].partition(".")
        relation = parsed.world.source_of(source, table, query)
    question = _question(query, rendered.config, "query", relation, None, {"sql": parsed.query("", rendered).sql})
    return AskedTest(
        unique_id=f"test.{query.package}.{query.name}",
        name=query.name,
        alias=str(rendered.config.get("alias") or query.name),
        kind="",
        namespace="",
        package=query.package,
        folder=query.folder,
        about="",
        is_source=False,
        arguments={},
        config=rendered.config,
        tags=tuple(map(str, configs.listed(rendered.config.get("tags")))),
        description=description,
        models=models,
        sources=sources,
        written=query,
        question=replace(question, where=None),
        is_late=rendered.is_late,
    )


def _asked_late(parsed: Parsed, test: AskedTest, con: "DuckDBPyConnection") -> DataTest:
    """Return the question of a test whose SQL needs the tables, now that they are there."""
    written, declared = test.written, test.declared
    if declared is None:
        nowhere = Relation(parsed.project.target.schema, test.name)
        rendered = parsed.renderer.render(written, test.config, lambda _: nowhere, con=con)
        sql = parsed.query("", rendered).sql
    else:
        arguments = {key: value for key, value in test.arguments.items() if key != "column_name"}
        column = test.arguments.get("column_name")
        asked = _Asked(parsed, written, declared, declared.relation, test.kind, test.namespace, column, arguments)
        sql = asked.whole_sql(asked.render(test.config, test.config.get("where"), con))
    return replace(test.question, arguments={"sql": sql})


def _question(
    written: Model,
    config: Mapping[str, Any],
    kind: str,
    relation: Relation,
    column: str | None,
    arguments: Mapping[str, Any],
) -> DataTest:
    severity = str(config.get("severity") or "error").lower()
    if severity not in _SEVERITIES:
        near = closest(severity, _SEVERITIES)
        raise ModelError(
            f"The test `{written.name}` has the severity `{config['severity']}`.",
            at=_line(written),
            way_out=f"`{near}`, the closest name" if near else "`error` or `warn`",
        )
    limit = config.get("limit")
    if limit is not None and not str(limit).isdigit():
        raise ModelError(
            f"The test `{written.name}` has the limit {limit!r}, which is no number.",
            at=_line(written),
            way_out="`limit: 100`",
        )
    return DataTest(
        name=written.name,
        kind=kind,
        table_name=_table_name(relation),
        column=column,
        arguments=arguments,
        severity=severity,
        where=_text(config, "where"),
        limit=None if limit is None else int(limit),
        warn_if=_text(config, "warn_if"),
        error_if=_text(config, "error_if"),
        fail_calc=_text(config, "fail_calc"),
        at=_line(written),
    )


def _table_name(relation: Relation) -> str:
    return f"{relation.schema}.{relation.identifier}" if relation.schema else str(relation.identifier or relation)


def _text(config: Mapping[str, Any], key: str) -> str | None:
    value = config.get(key)
    return None if value is None else str(value)


def _unknown(parsed: Parsed, kind: str, namespace: str, declared: DeclaredTest) -> ModelError:
    packages = [package.name for package in parsed.project.packages]
    if namespace and namespace not in packages:
        near = closest(namespace, packages)
        return ModelError(
            f"The package `{namespace}` of the test `{namespace}.{kind}` of `{declared.about}` is not installed.",
            way_out=f"`{near}`, the closest name" if near else f"`{namespace}` in packages.yml, and `dbt deps`",
        )
    own = {name for name, package in _own_tests(parsed) if namespace in ("", package)}
    near = closest(kind, {*own, *(() if namespace else _BUILT_IN)})
    return ModelError(
        f"There is no test named `{kind}`, which `{declared.about}` is to pass.",
        way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted({*own, *_BUILT_IN}))}",
    )


def _own_tests(parsed: Parsed) -> Iterator[tuple[str, str]]:
    for package, paths in macro_files(parsed.project).items():
        for path in paths:
            text = file_text(path, parsed.project.show(path))
            for found in re.finditer(r"\{%-?\s*(?:data_)?test\s+(\w+)|\{%-?\s*macro\s+test_(\w+)", text):
                yield found[1] or found[2], package


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_text(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_as_text(one) for one in value]
    return str(value)


def _place(at: str) -> tuple[str, int]:
    """Return file and line of `file:line:column`."""
    shown, *numbers = at.split(":")
    return shown, int(numbers[0]) if numbers and numbers[0].isdigit() else 1


def line_of(at: str) -> str:
    """Return `file:line` of `file:line:column`."""
    return ":".join(map(str, _place(at)))


def _line(written: Model) -> str:
    return f"{written.shown}:{written.first_line}"
