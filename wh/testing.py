"""The data tests of a project: each of the YAML and each query of its own, with what its place gives it.

A test is resolved once: its name and id as dbt makes them, its settings, the tables that it reads, and the question
that `wh.rules` asks. All that is wrong with tests is found at once. Asks nothing itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from wh import configs, layering
from wh.errors import ModelError, WhError, closest
from wh.model import Model, macro_files
from wh.parsing import DeclaredTest, Parsed
from wh.questions import BUILT_IN, Asked, Parents, line_in, line_of, place_of, question_of
from wh.relations import Relation
from wh.results import DataTest
from wh.testnames import folders_of, generic_name, hashed, model_argument, short_name
from wh.yamlfile import file_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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


def write_late(parsed: Parsed, tests: Sequence[AskedTest], con: "DuckDBPyConnection") -> dict[str, ModelError]:
    """Write tests whose SQL asks the database for something, when what they read is there.

    Returns what is wrong with those that cannot be written, by their unique ids; they stay as they were.
    """
    wrong: dict[str, ModelError] = {}
    written: dict[str, AskedTest] = {}
    for test in tests:
        try:
            written[test.unique_id] = replace(test, question=_asked_late(parsed, test, con))
        except ModelError as error:
            error.at = error.at or test.question.at
            wrong[test.unique_id] = error
    if written:
        parsed.tests_found = tuple(written.get(test.unique_id, test) for test in tests_of(parsed))
    return wrong


def _all_tests(parsed: Parsed, wrong: list[WhError]) -> Iterator[AskedTest]:
    known: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for test in _each(parsed, wrong):
        at = line_in(test.written)
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
        yield _told_apart(test, taken)


def _told_apart(test: AskedTest, taken: set[tuple[str, str]]) -> AskedTest:
    """Return the test with a name for its rule that no other of its table has: dbt may give one name to two tests."""
    question = test.question
    if (question.name, question.table_name) in taken:
        question = replace(question, name=f"{question.name}.{test.unique_id.rpartition('.')[2]}")
    taken.add((question.name, question.table_name))
    return test if question is test.question else replace(test, question=question)


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
        shown, line = place_of(test.at)
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
        relation = _relation(self.parsed, declared, written)
        is_own = self.parsed.renderer.has_test(kind, namespace or None)
        asked = Asked(self.parsed, written, declared, relation, kind, namespace, column, arguments)
        if is_own:
            asked = replace(asked, column=column_name)
            rendered = asked.render(self.project_config, config.get("where"))
            config = configs.overlaid(rendered.config, own)
            if not configs.is_enabled(config):
                return None
            question = question_of(written, config, "query", relation, None, {"sql": asked.whole_sql(rendered)})
            question = replace(question, where=None)
            read = Parents(rendered.refs, rendered.sources, is_late=rendered.is_late)
        elif kind in BUILT_IN and namespace in ("", "dbt"):
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
            question=replace(question, says=test.description),
            is_late=read.is_late,
            declared=declared,
        )

    def _value(self, value: Any) -> Any:
        return self.parsed.renderer.value(value, at=line_of(self.declared.test.at)) if isinstance(value, str) else value

    def _tags_of_column(self) -> tuple[str, ...]:
        declared, column = self.declared, self.declared.test.column
        if column is None:
            return ()
        properties = None if declared.is_source else self.parsed.models[declared.about].properties
        columns = declared.source.columns if declared.source else properties.columns if properties else ()
        return next((each.tags for each in columns if each.tags and each.name == column), ())


def _relation(parsed: Parsed, declared: DeclaredTest, written: Model) -> Relation:
    source = declared.source
    if source is None or parsed.world is None:
        return declared.relation
    return parsed.world.source_of(source.source, source.name, written)


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
    question = question_of(query, rendered.config, "query", relation, None, {"sql": parsed.query("", rendered).sql})
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
        question=replace(question, where=None, says=description or _leading_comment(query.source)),
        is_late=rendered.is_late,
    )


def _leading_comment(sql: str) -> str:
    """Return what the first lines of a query say of it, if they are a comment; settings may stand before them."""
    lines = re.sub(r"^\s*\{\{\s*config\(.*?\)\s*\}\}", "", sql, flags=re.DOTALL).strip().splitlines()
    said = takewhile(lambda line: line.lstrip().startswith("--"), lines)
    return " ".join(line.strip().lstrip("-").strip() for line in said).strip()


def failing_rows(parsed: Parsed, test: AskedTest, con: "DuckDBPyConnection") -> str:
    """Return the query for the rows that fail a test, as many as it is limited to."""
    if test.is_late:
        sql = _late_sql(parsed, test, con)
    elif test.question.kind == "query" or test.declared is None:
        sql = str(test.question.arguments["sql"])
    else:
        arguments = {key: value for key, value in test.declared.test.arguments.items() if key != "column_name"}
        relation = _relation(parsed, test.declared, test.written)
        column = test.question.column
        asked = Asked(parsed, test.written, test.declared, relation, test.kind, "", column, arguments, is_stored=True)
        sql = asked.rows_of_built_in(test.config.get("where"))
    limit = test.question.limit
    return sql if limit is None else f"select * from (\n{sql}\n) limit {limit}"


def _asked_late(parsed: Parsed, test: AskedTest, con: "DuckDBPyConnection") -> DataTest:
    """Return the question of a test whose SQL needs the tables, now that they are there."""
    sql = _late_sql(parsed, test, con)
    if not sql.strip():
        raise ModelError("Its macro gives no SQL.", way_out="a query in it")
    return replace(test.question, arguments={"sql": sql})


def _late_sql(parsed: Parsed, test: AskedTest, con: "DuckDBPyConnection") -> str:
    written, declared = test.written, test.declared
    if declared is None:
        nowhere = Relation(parsed.project.target.schema, test.name)
        rendered = parsed.renderer.render(written, test.config, lambda _: nowhere, con=con)
        return parsed.query("", rendered).sql
    arguments = {key: value for key, value in test.arguments.items() if key != "column_name"}
    column = test.arguments.get("column_name")
    relation = _relation(parsed, declared, written)
    asked = Asked(parsed, written, declared, relation, test.kind, test.namespace, column, arguments)
    return asked.whole_sql(asked.render(test.config, test.config.get("where"), con))


def _unknown(parsed: Parsed, kind: str, namespace: str, declared: DeclaredTest) -> ModelError:
    packages = [package.name for package in parsed.project.packages]
    if namespace and namespace not in packages:
        near = closest(namespace, packages)
        return ModelError(
            f"The package `{namespace}` of the test `{namespace}.{kind}` of `{declared.about}` is not installed.",
            way_out=f"`{near}`, the closest name" if near else f"`{namespace}` in packages.yml, and `dbt deps`",
        )
    own = {name for name, package in _own_tests(parsed) if namespace in ("", package)}
    near = closest(kind, {*own, *(() if namespace else BUILT_IN)})
    return ModelError(
        f"There is no test named `{kind}`, which `{declared.about}` is to pass.",
        way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted({*own, *BUILT_IN}))}",
    )


def _own_tests(parsed: Parsed) -> Iterator[tuple[str, str]]:
    for package, paths in macro_files(parsed.project).items():
        for path in paths:
            text = file_text(path, parsed.project.show(path))
            for found in re.finditer(r"\{%-?\s*(?:data_)?test\s+(\w+)|\{%-?\s*macro\s+test_(\w+)", text):
                yield found[1] or found[2], package
