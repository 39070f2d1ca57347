"""What a data test asks of its table, as `wh.rules` takes it: dbt's own four kinds, and macros of the project.

Refuses arguments that a kind does not know or lacks, a severity or a limit that is none. Asks nothing itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wh.errors import ModelError, closest
from wh.model import Model
from wh.parsing import DeclaredTest, Parsed
from wh.relations import Relation, literal, quoted
from wh.render import Rendered
from wh.results import DataTest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# the tests that need no macro, with their arguments: those that must be there, those that may
BUILT_IN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unique": ((), ()),
    "not_null": ((), ()),
    "accepted_values": (("values",), ("quote",)),
    "relationships": (("to", "field"), ()),
}
_EXAMPLES = {"values": "values: [open, closed]", "to": "to: ref('customers')", "field": "field: customer_id"}
_SEVERITIES = ("error", "warn")
_REFERENCE = re.compile(
    r"""(?:\{\{)?\s*(?P<word>ref|source)\(\s*(['"])(?P<first>[^'"]+)\2\s*(?:,\s*(['"])(?P<second>[^'"]+)\4\s*)?\)\s*(?:\}\})?"""
)


def read_reference(text: str) -> tuple[str, str, str | None] | None:
    """Return `ref` or `source` and its one or two names, of a text such as `ref('claims')`, in braces or not."""
    found = _REFERENCE.fullmatch(text.strip())
    return None if found is None else (found["word"], found["first"], found["second"])


@dataclass(frozen=True, slots=True)
class Parents:
    """What a test reads beside the table that it is asked of."""

    models: Mapping[str, str]
    sources: Mapping[str, str]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a test of the YAML is asked of, and with which arguments; `is_stored` where its failing rows are kept."""

    parsed: Parsed
    written: Model
    declared: DeclaredTest
    relation: Relation
    kind: str
    namespace: str
    column: str | None
    arguments: Mapping[str, Any]
    is_stored: bool = False

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

    def of_built_in(self, config: Mapping[str, Any]) -> tuple[DataTest, Parents]:
        """Return the question of one of dbt's own tests, and what it reads besides."""
        arguments, read, tables = self._parts_of_built_in()
        kind = self.kind
        if any(table.schema is None for table in tables):
            # an ephemeral model or a file is no table that could be named, so the whole question is SQL
            kind, arguments = "query", {"sql": self._as_sql(tables, arguments, config.get("where"), read)}
        question = question_of(self.written, config, kind, self.relation, self.column, arguments)
        return (replace(question, where=None) if kind == "query" else question), read

    def rows_of_built_in(self, where: object) -> str:
        """Return the query for the rows that fail, as dbt writes it."""
        arguments, read, tables = self._parts_of_built_in()
        return self._as_sql(tables, arguments, where, read)

    def _parts_of_built_in(self) -> tuple[dict[str, Any], Parents, list[Relation]]:
        self._check_arguments()
        if self.column is None:
            raise ModelError(
                f"The test `{self.kind}` of `{self.declared.about}` is asked of no column.",
                way_out="`column_name: …` for it, or the same test below a column",
            )
        arguments, read, tables = dict(self.arguments), Parents({}, {}), [self.relation]
        if self.kind == "accepted_values":
            arguments["values"] = self._listed_values()
        elif self.kind == "relationships":
            parent, read = self._parent(str(arguments["to"]))
            tables.append(parent)
            arguments["to"] = table_name(parent)
        return arguments, read, tables

    def _check_arguments(self) -> None:
        needed, possible = BUILT_IN[self.kind]
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
            stated = self.parsed.renderer.value(stated, at=line_in(self.written))
        if not isinstance(stated, list | tuple):
            raise ModelError(
                f"The values of the test `accepted_values` of `{self.declared.about}` are no list.",
                way_out=f"`{_EXAMPLES['values']}`",
            )
        value = self.parsed.renderer.value
        return [value(one, at=line_in(self.written)) if isinstance(one, str) else one for one in stated]

    def _parent(self, to: str) -> tuple[Relation, Parents]:
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
            return world.source_of(first, second, self.written), Parents({}, {f"{first}.{second}": ""})
        key, relation = world.relation_of(second or first, first if second else None, self.written)
        return relation, Parents({key: ""}, {})

    def _unclear_parent(self, to: str) -> tuple[Relation, Parents]:
        if "(" in to or "{{" in to:
            text = to if "{{" in to else f"{{{{ {to} }}}}"
            rendered = self.parsed.renderer.render(replace(self.written, source=text), {}, lambda _: self.relation)
            for relation in (*rendered.refs.values(), *rendered.sources.values()):
                schema, _, identifier = relation.replace('"', "").rpartition(".")
                return Relation(schema or None, identifier), Parents(rendered.refs, rendered.sources)
            to = rendered.sql
        if to in self.parsed.models:
            raise ModelError(f"`to: {to}` is a text and no reference.", way_out=f"`to: ref('{to}')`")
        schema, _, identifier = to.replace('"', "").rpartition(".")
        return Relation(schema or self.parsed.project.target.schema, identifier), Parents({}, {})

    def _as_sql(self, tables: Sequence[Relation], arguments: Mapping[str, Any], where: object, read: Parents) -> str:
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
                # dbt keeps whole rows where it keeps any
                sql = f"select {'*' if self.is_stored else value} from {child} where {value} is null"
            case "accepted_values":
                is_quoted = arguments.get("quote", True)
                texts = [str(one) for one in arguments["values"]]
                listed = ", ".join(literal(one) if is_quoted else one for one in texts) or "null"
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


def question_of(
    written: Model,
    config: Mapping[str, Any],
    kind: str,
    relation: Relation,
    column: str | None,
    arguments: Mapping[str, Any],
) -> DataTest:
    """Return a question with its settings."""
    severity = str(config.get("severity") or "error").lower()
    if severity not in _SEVERITIES:
        near = closest(severity, _SEVERITIES)
        raise ModelError(
            f"The test `{written.name}` has the severity `{config['severity']}`.",
            at=line_in(written),
            way_out=f"`{near}`, the closest name" if near else "`error` or `warn`",
        )
    limit = config.get("limit")
    if limit is not None and not str(limit).isdigit():
        raise ModelError(
            f"The test `{written.name}` has the limit {limit!r}, which is no number.",
            at=line_in(written),
            way_out="`limit: 100`",
        )
    return DataTest(
        name=written.name,
        kind=kind,
        table_name=table_name(relation),
        column=column,
        arguments=arguments,
        severity=severity,
        where=_text(config, "where"),
        limit=None if limit is None else int(limit),
        warn_if=_text(config, "warn_if"),
        error_if=_text(config, "error_if"),
        fail_calc=_text(config, "fail_calc"),
        at=line_in(written),
    )


def table_name(relation: Relation) -> str:
    """Return the name of a table as the rules know it."""
    return f"{relation.schema}.{relation.identifier}" if relation.schema else str(relation.identifier or relation)


def _text(config: Mapping[str, Any], key: str) -> str | None:
    value = config.get(key)
    return None if value is None else str(value)


def place_of(at: str) -> tuple[str, int]:
    """Return file and line of `file:line:column`."""
    shown, *numbers = at.split(":")
    return shown, int(numbers[0]) if numbers and numbers[0].isdigit() else 1


def line_of(at: str) -> str:
    """Return `file:line` of `file:line:column`."""
    return ":".join(map(str, place_of(at)))


def line_in(written: Model) -> str:
    """Return `file:line` of a text."""
    return f"{written.shown}:{written.first_line}"
