"""From a model as written, in dbt's dialect of Jinja, to plain SQL.

Asks the world of models what each `ref` and `source` stands for, and remembers all that the text was made of. Refuses
every name that it does not know, with its place in the file as written.
"""

import copy
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wh.blocks import plain_lines
from wh.configs import is_enabled
from wh.errors import ModelError
from wh.literals import Call, literal_refs, parts_of
from wh.macros import Library, Macro
from wh.names import NAMES, NAMES_OF_YAML, alias_name, schema_name
from wh.relations import Relation, RelationText
from wh.scope import NameTable, Overrides, Scope, nearest_or_all
from wh.world import World, Written

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.templates import Piece

__all__ = ["Overrides", "Rendered", "Renderer", "World", "Written", "literal_refs", "place_in"]

_T = TypeVar("_T")
_QUOTE, _QUOTE_OR_COMMENT = re.compile("'"), re.compile(r"'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_JINJA = re.compile(r"\{[{%#]")
# what dbt takes for Jinja in an argument of a test, braces or not
_LIKE_A_CALL = re.compile(r"\s*(?:env_var|ref|var|source)\s*\(.+\)\s*", flags=re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A model's SQL, with all that it was made of and where each piece of it was written.

    `origin` says for stretches of `sql`, by offset: (where it starts in `sql`, where in `source`, whether it was copied
    from there); what was not copied comes from the expression that begins at that place. `refs` has the key of each
    model that was named, with the text of its relation; `sources` the same by 'schema.table'; `vars` and `env` the repr
    of each value, None for one that is not set; `macros` the sha256 of the source of each macro that was called.
    """

    sql: str
    source: str
    first_line: int
    origin: tuple[tuple[int, int, bool], ...]
    refs: Mapping[str, str]
    sources: Mapping[str, str]
    vars: Mapping[str, str | None]
    env: Mapping[str, str | None]
    macros: Mapping[str, str]
    config: Mapping[str, Any]
    # it asked for `execute`, a query or the graph: to be rendered again, with a connection, right before it runs
    is_late: bool = False
    # it asked for the time, the run's id or its flags: two renderings may differ
    is_of_the_moment: bool = False
    asks_incremental: bool = False
    messages: tuple[str, ...] = ()

    @property
    def materialized(self) -> str:
        """How the model is kept: as a table, unless it or what stands above it says otherwise."""
        return str(self.config.get("materialized", "table"))

    def place(self, line: int, column: int = 1) -> tuple[int, int]:
        """Return line and column of the file for a place in `sql`; all of them count from 1."""
        return place_in(self.source, self.offset(line, column), self.first_line)

    def offset(self, line: int, column: int = 1) -> int:
        """Return the offset in `source` for a place in `sql`, whose line and column count from 1."""
        at = _offset_of(self.sql, line, column)
        index = bisect_right(self.origin, at, key=lambda piece: piece[0]) - 1
        if index < 0:
            return 0
        start, written, is_copied = self.origin[index]
        return written + (at - start) * is_copied


class Renderer:
    """Renders what is written in one project: its models, tests and hooks, with its macros and those of its packages.

    `macro_files` are the files of each package, the root project's under its own name: (path as shown, text).
    """

    def __init__(
        self,
        world: World,
        macro_files: Mapping[str, Sequence[tuple[str, str]]],
        search_order: Mapping[str, Sequence[str]] | None = None,
        kept: Path | None = None,
    ) -> None:
        """`search_order` is dbt_project.yml's `dispatch`: for a namespace the packages to search, in order.

        `kept` is the file that holds what earlier runs compiled, or is to hold it.
        """
        self._world = world
        self.library = Library(
            macro_files, world.project_name, search_order or {}, is_strict=world.dialect != "dbt", kept=kept
        )

    def over(self, world: World, values: Mapping[str, Any]) -> "Renderer":
        """Return a renderer with the same macros over another world; `values` are what some macros are to give."""
        other = copy.copy(self)
        other._world = world
        other.library = self.library.with_values(values) if values else self.library
        return other

    def keep(self) -> None:
        """Keep the templates that were compiled for the next run."""
        self.library.keep()

    def check_macros(self) -> None:
        """Raise what is broken in the root project's macros, used or not; several as an ExceptionGroup."""
        if not any(True for _ in self.library.of_root()):
            return
        from wh.template_faults import syntax_error
        from wh.templates import SyntaxFault

        wrong: list[ModelError] = []
        for macro in self.library.of_root():
            try:
                self.library.templates.check(macro.text)
            except SyntaxFault as cause:
                wrong.append(syntax_error(cause))
        if len(wrong) == 1:
            raise wrong[0]
        if wrong:
            raise ExceptionGroup("several macros are wrong", wrong)

    def render(
        self,
        written: Written,
        base: Mapping[str, Any],
        this: Callable[[Mapping[str, Any]], Relation],
        *,
        incremental: bool = False,
        con: "DuckDBPyConnection | None" = None,
        overrides: Overrides | None = None,
    ) -> Rendered:
        """Return the SQL, or raise a ModelError that names line and column as written.

        `base` is the config from YAML and project, over which the model's own `config()` is laid; `this` gives the
        relation for a config. With a connection, `execute` is true and queries are run on it. For a hook, a singular
        test or an analysis hand in an object with that text. `overrides` are those of a unit test.
        """
        scope = self._scope(written, base, this, incremental=incremental, con=con, overrides=overrides)
        source = plain_lines(written.source)
        try:
            pieces = self._pieces(source, scope)
        except ModelError:
            # dbt looks at what only a table that grows says when it runs, so that its answers are taken for granted
            is_unanswered = incremental and con is None and scope.database.is_asked
            if is_enabled(scope.config) and not is_unanswered:
                raise
            return _rendered([], source, scope)  # nobody asks whether the rest of it is right
        if scope.read is not None and scope.read != scope.config:
            # config() came after what was read of it, so that is read again
            scope = self._scope(
                written, scope.config, this, incremental=incremental, con=con, overrides=overrides, is_final=True
            )
            pieces = self._pieces(source, scope)
        return _rendered(pieces, source, scope)

    def schema_of(self, custom: str | None, written: Written, config: Mapping[str, Any]) -> str:
        """Return the schema by dbt's rule, or the project's own `generate_schema_name`."""
        macro = self._own_macro("generate_schema_name")
        return self._named(macro, custom, written, config) if macro else schema_name(custom, self._world)

    def alias_of(self, custom: str | None, written: Written, config: Mapping[str, Any]) -> str:
        """Return the table's name: the custom one or the model's, or the project's own `generate_alias_name`."""
        macro = self._own_macro("generate_alias_name")
        return self._named(macro, custom, written, config) if macro else alias_name(custom, written.name)

    def has_test(self, name: str, package: str | None = None) -> bool:
        """Return whether there is a generic test of that name: `{% test name(model, …) %}`."""
        return self.library.test(name, package) is not None

    def test_sql(
        self,
        written: Written,
        name: str,
        relation: Relation | str,
        column: str | None,
        arguments: Mapping[str, Any],
        *,
        package: str | None = None,
        base: Mapping[str, Any] | None = None,
        con: "DuckDBPyConnection | None" = None,
    ) -> Rendered:
        """Return the query of a generic test of the project's own; `written` names the test and its place in the YAML.

        Arguments that are Jinja or look like `ref('x')` are carried out first.
        """
        macro = self.library.test(name, package)
        if macro is None:
            keys = (key.rpartition(".") for key in self.library.names())
            known = {f"{owner}{dot}{test[5:]}" for owner, dot, test in keys if test.startswith("test_")}
            raise ModelError(
                f"There is no test named `{name}`.",
                at=f"{written.shown}:{written.first_line}",
                way_out=nearest_or_all(name, known),
            )
        scope = self._scope(written, base or {}, lambda _: _relation(relation), con=con)
        given: dict[str, Any] = {"model": relation} | ({} if column is None else {"column_name": column})

        def call() -> str:
            for key, value in arguments.items():
                given[key] = self._argument(value, scope)
            return str(macro(**given))

        return _rendered([(0, False, _called(call, scope))], "", scope)

    def value(self, text: str, written: Written | None = None, at: str | None = None) -> Any:
        """Return the value of a text from YAML: that of its Jinja, or the text itself where it has none.

        Knows var, env_var, target, project_name and the filters; not ref, this or config.
        """
        if not _JINJA.search(text):
            return text
        shown, _, line = (at or "").rpartition(":")
        where = _InYaml(
            name=written.name if written else shown or at or "",
            package=written.package if written else self._world.project_name,
            source=text,
            shown=shown or at or "YAML",
            first_line=int(line) if line.isdigit() else 1,
        )
        scope = self._scope(where, {}, lambda _: Relation(None, None), names=NAMES_OF_YAML)
        return _called(lambda: self._value(text, scope, at or "the YAML"), scope)

    def _scope(
        self,
        written: Written,
        base: Mapping[str, Any],
        this: Callable[[Mapping[str, Any]], Relation],
        *,
        incremental: bool = False,
        con: "DuckDBPyConnection | None" = None,
        is_final: bool = False,
        overrides: Overrides | None = None,
        names: NameTable = NAMES,
    ) -> Scope:
        return Scope(
            self._world,
            self.library,
            written,
            base,
            this,
            names,
            incremental=incremental,
            con=con,
            is_final=is_final,
            overrides=overrides,
        )

    def _pieces(self, source: str, scope: Scope) -> "list[Piece]":
        parts = None if self.library.override_literals else parts_of(source)
        if parts is not None:
            try:
                return list(_of_parts(parts, scope))
            except (ModelError, TypeError) as error:
                if getattr(error, "at", None) is not None:
                    raise
        # what failed fails again, with its place
        return _called(lambda: self._compiled(source, scope, is_native=False), scope)

    def _compiled(self, source: str, scope: Scope, *, is_native: bool, at: str | None = None) -> "list[Piece]":
        from wh.templates import Text

        written = scope.written
        text = Text(source, written.shown, written.first_line, f"{written.kind} `{written.name}`", at=at)
        return self.library.templates.compile(text, is_native=is_native).pieces()

    def _value(self, text: str, scope: Scope, at: str) -> Any:
        pieces = self._compiled(text, scope, is_native=True, at=at)
        if len(pieces) != 1:
            return "".join(str(piece[2]) for piece in pieces)
        found = pieces[0][2]
        if self.library.templates.is_missing(found):
            str(found)  # refuses to be printed
        return found

    def _argument(self, value: Any, scope: Scope) -> Any:
        if isinstance(value, str):
            value = f"{{{{ {value} }}}}" if _LIKE_A_CALL.fullmatch(value) else value
            at = f"{scope.written.shown}:{scope.written.first_line}"
            return self._value(value, scope, at) if _JINJA.search(value) else value
        if isinstance(value, Mapping):
            return {key: self._argument(part, scope) for key, part in value.items()}
        return [self._argument(part, scope) for part in value] if isinstance(value, list) else value

    def _own_macro(self, name: str) -> Macro | None:
        own = self.library.packages[self.library.root]
        return own.get(name) or own.get(f"default__{name}")

    def _named(self, macro: Macro, custom: str | None, written: Written, config: Mapping[str, Any]) -> str:
        scope = self._scope(written, config, lambda _: Relation(None, written.name), is_final=True)
        return _called(lambda: str(macro(custom, scope.node())).strip(), scope)


@dataclass(frozen=True, slots=True)
class _InYaml:
    name: str
    package: str
    source: str
    shown: str
    first_line: int
    kind: str = "YAML at"
    folder: tuple[str, ...] = ()


def _called(function: "Callable[[], _T]", scope: Scope) -> "_T":
    """Call what carries out Jinja, with the names of a scope, and say every fault with its place as written."""
    from wh import template_faults, templates

    try:
        return templates.carried_out(function, scope)
    except template_faults.CAUGHT as cause:
        error = template_faults.explained(cause, scope)
        if error is cause:
            raise
        raise error from cause


def _of_parts(parts: Sequence[tuple[int, str] | Call], scope: Scope) -> "Iterator[Piece]":
    known: dict[str, Callable[..., Any]] = {
        "ref": scope.ref,
        "source": scope.source,
        "config": scope.configure,
        "this": scope.this,
        "var": NAMES["var"](scope),
    }
    for part in parts:
        if isinstance(part, Call):
            yield part.offset, False, str(known[part.name](*part.arguments, **part.named))
        else:
            yield part[0], True, part[1]


def _quoted_in_full(pieces: "Sequence[Piece]") -> "Iterator[Piece]":
    """Yield the pieces; a relation between quotation marks is a text, which has the database before it as in dbt."""
    is_open = False
    for offset, is_copied, text in pieces:
        if is_open and isinstance(text, RelationText):
            yield offset, is_copied, text.full_name
            continue
        yield offset, is_copied, text
        is_open = _leaves_open(text, is_open)


def _leaves_open(text: str, is_open: bool) -> bool:
    """Whether a text of SQL that begins within quotation marks, or not, ends within them."""
    at = 0
    while found := (_QUOTE if is_open else _QUOTE_OR_COMMENT).search(text, at):
        at = found.end()
        is_open ^= found[0] == "'"
    return is_open


def _rendered(pieces: "Sequence[Piece]", source: str, scope: Scope) -> Rendered:
    if "'" in source and scope.world.dialect == "dbt" and len(pieces) > 1:
        pieces = list(_quoted_in_full(pieces))
    origin: list[tuple[int, int, bool]] = []
    at = 0
    for offset, is_copied, text in pieces:
        if text:
            origin.append((at, offset, is_copied))
            at += len(text)
    sql = "".join([piece[2] for piece in pieces])
    return Rendered(
        sql=sql.rstrip().removesuffix(";").rstrip(),
        source=source,
        first_line=scope.written.first_line,
        origin=tuple(origin),
        refs=scope.refs,
        sources=scope.sources,
        vars=scope.vars,
        env=scope.env,
        macros=scope.macros,
        config=scope.config,
        is_late=scope.database.is_asked,
        is_of_the_moment=scope.is_of_the_moment,
        asks_incremental=scope.asks_incremental,
        messages=tuple(scope.messages),
    )


def _relation(given: Relation | str) -> Relation:
    return given if isinstance(given, Relation) else Relation(None, given, is_plain=True)


def place_in(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Return line and column of an offset, both from 1; `first_line` is the number of the text's first line."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + first_line, offset - line_start + 1


def _offset_of(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        found = text.find("\n", start)
        if found < 0:
            break
        start = found + 1
    end = text.find("\n", start)
    return min(start + max(column, 1) - 1, len(text) if end < 0 else end)
