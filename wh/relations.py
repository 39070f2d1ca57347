"""What a model may name in FROM: a table, a view or the CTE of an ephemeral model, and a column of one.

Says how each is written in SQL; knows nothing of what exists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wh.dialect import type_name

_PARTS = ("database", "schema", "identifier", "type", "metadata")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_WORD = re.compile(r"\w+")
# the types as dbt tells them apart: a type with digits, such as DECIMAL(18,3), is in none of its lists
_STRINGS = frozenset({"text", "character varying", "character", "varchar"})
_INTEGERS = frozenset(
    {
        *("tinyint", "smallint", "integer", "int", "bigint", "hugeint"),
        *("utinyint", "usmallint", "uinteger", "ubigint", "int1", "int2", "int4", "int8", "short", "signed", "long"),
    }
)
_FLOATS = frozenset({"real", "float", "float4", "float8", "double"})
_NUMERICS = frozenset({"numeric", "decimal"})
# how long dbt takes a text to be of which nobody says it; DuckDB heeds no length
_STRING_SIZE = 256


@dataclass(frozen=True, slots=True)
class Relation(Mapping[str, Any]):
    """A table, view or CTE, as Jinja meets it: `str()` of it is its text in SQL.

    It is a mapping too, since packages know a relation by what `get('metadata')` says.

    `kind` is 'table', 'view', 'cte' or None where nobody knows it yet. The database is never written: a warehouse is
    built under another name than it is read. `is_plain` leaves the quotation marks off where no name needs them.
    `external` is the text for what is no table: a file, or a function that gives rows.
    """

    schema: str | None
    identifier: str | None
    database: str | None = None
    kind: str | None = None
    is_plain: bool = False
    limit: int | None = None
    external: str | None = None

    def __str__(self) -> str:
        return self.render()

    def __getitem__(self, key: str) -> Any:
        if key not in _PARTS:
            raise KeyError(key)
        return {"type": "DuckDBRelation"} if key == "metadata" else getattr(self, key)

    def __iter__(self) -> Iterator[str]:
        return iter(_PARTS)

    def __len__(self) -> int:
        return len(_PARTS)

    def render(self) -> str:
        """Return the text of the relation in SQL."""
        return RelationText(self._in_sql(), self)

    def _in_sql(self) -> str:
        if self.kind == "cte":
            name = f"__dbt__cte__{self.identifier}"
            return name if _WORD.fullmatch(name) else quoted(name)
        parts = ".".join(self._part(name) for name in (self.schema, self.identifier) if name)
        written = self.external or parts
        return written if self.limit is None else f"(select * from {written} limit {self.limit})"

    def _part(self, name: str) -> str:
        return name if self.is_plain and _PLAIN.fullmatch(name) else quoted(name)

    @property
    def name(self) -> str | None:
        """The identifier, dbt's other word for it."""
        return self.identifier

    @property
    def table(self) -> str | None:
        """The identifier, dbt's oldest word for it."""
        return self.identifier

    @property
    def type(self) -> str | None:
        """What it is: 'table', 'view' or 'cte'."""
        return self.kind

    @property
    def is_table(self) -> bool:
        """True for a table."""
        return self.kind == "table"

    @property
    def is_view(self) -> bool:
        """True for a view."""
        return self.kind == "view"

    @property
    def is_cte(self) -> bool:
        """True for the CTE that an ephemeral model becomes."""
        return self.kind == "cte"

    def include(self, database: bool = True, schema: bool = True, identifier: bool = True) -> "Relation":
        """Return the relation with only those parts that are asked for."""
        return replace(
            self,
            database=self.database if database else None,
            schema=self.schema if schema else None,
            identifier=self.identifier if identifier else None,
        )

    def quote(self, database: bool = True, schema: bool = True, identifier: bool = True) -> "Relation":
        """Return the relation without quotation marks where none of the two names is to have them."""
        return replace(self, is_plain=not (schema or identifier))

    def incorporate(self, path: Mapping[str, Any] | None = None, type: Any = None, **parts: Any) -> "Relation":
        """Return the relation with those parts in place of its own."""
        named = {key: value for key, value in {**(path or {}), **parts}.items() if key in _PARTS and key != "type"}
        return replace(self, **named, kind=str(type) if type else self.kind)

    @property
    def full_name(self) -> str:
        """The name with the database, as dbt prints it: for texts, as SQL is to be read under any name of the file."""
        written = self._in_sql()
        return f"{quoted(self.database)}.{written}" if self.database and self.schema and not self.is_plain else written

    def without_identifier(self) -> "Relation":
        """Return the schema alone."""
        return replace(self, identifier=None)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table that exists, in dbt's words."""

    column: str
    dtype: str

    @property
    def name(self) -> str:
        """The column's name, unquoted."""
        return self.column

    @property
    def quoted(self) -> str:
        """The name in quotation marks."""
        return quoted(self.column)

    @property
    def data_type(self) -> str:
        """The type as dbt would write it in a cast."""
        return f"character varying({_STRING_SIZE})" if self.is_string() else self.dtype

    def is_string(self) -> bool:
        """Return whether it holds text."""
        return self.dtype.lower() in _STRINGS

    def is_integer(self) -> bool:
        """Return whether it holds whole numbers."""
        return self.dtype.lower() in _INTEGERS

    def is_float(self) -> bool:
        """Return whether it holds floating-point numbers."""
        return self.dtype.lower() in _FLOATS

    def is_numeric(self) -> bool:
        """Return whether it holds decimal numbers of no stated digits."""
        return self.dtype.lower() in _NUMERICS

    def is_number(self) -> bool:
        """Return whether dbt takes it for a number, which it does not with a DECIMAL(18,3)."""
        return self.is_integer() or self.is_float() or self.is_numeric()

    def string_size(self) -> int:
        """Return how many characters dbt takes to fit."""
        return _STRING_SIZE


class RelationText(str):
    """The text of a relation in SQL, which knows how it is printed where it is a text among others."""

    full_name: str

    def __new__(cls, written: str, relation: Relation) -> "RelationText":
        """Return the text with the full name of the relation that it is of."""
        made = super().__new__(cls, written)
        made.full_name = relation.full_name
        return made


class RelationMaker:
    """What `api.Relation` is."""

    Table, View, CTE, External = "table", "view", "cte", "external"

    def create(
        self,
        database: Any = None,
        schema: Any = None,
        identifier: Any = None,
        type: Any = None,
        **more: Any,
    ) -> Relation:
        """Return one that need not exist."""
        kind = str(type) if type else None
        return Relation(
            str(schema) if schema else None,
            str(identifier) if identifier else None,
            str(database) if database else None,
            kind,
            limit=more.get("limit"),
        )

    def get_relation_type(self, name: str) -> str:
        """Return the kind of that name."""
        return name

    def __call__(self, *given: Any, **named: Any) -> Relation:
        """Return one that need not exist."""
        return self.create(*given, **named)


class ColumnMaker:
    """What `api.Column` is."""

    def __call__(self, column: str, dtype: str, *_: Any) -> TableColumn:
        """Return a column that need not exist."""
        return TableColumn(column, dtype)

    def create(self, name: str, label_or_dtype: str) -> TableColumn:
        """Return one that need not exist."""
        return TableColumn(name, type_name(label_or_dtype))

    def translate_type(self, dtype: str) -> str:
        """Return DuckDB's name for a type that dbt names for every database."""
        return type_name(dtype)

    def string_type(self, size: int) -> str:
        """Return the type of a text of that length."""
        return f"character varying({size})"

    def numeric_type(self, dtype: str, precision: Any, scale: Any) -> str:
        """Return the type of a number with those digits and decimals."""
        return dtype if precision is None or scale is None else f"{dtype}({precision},{scale})"


def quoted(name: str) -> str:
    """Return the name as SQL has it in quotation marks."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"
