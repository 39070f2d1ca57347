"""DuckDB's types by their names, and what else Great Expectations asks of the module of a dialect.

The fault cured here: Great Expectations knows no dialect of the name `duckdb`, so it refuses types, regex and LIKE.
"""

from functools import cache

import duckdb_sqlalchemy

_OTHER_NAMES = {
    "BOOL": "BOOLEAN", "CHAR": "VARCHAR", "DATETIME": "TIMESTAMP", "FLOAT4": "FLOAT", "FLOAT8": "DOUBLE",
    "INT": "INTEGER", "INT1": "TINYINT", "INT2": "SMALLINT", "INT4": "INTEGER", "INT8": "BIGINT", "LONG": "BIGINT",
    "REAL": "FLOAT", "STRING": "VARCHAR", "TEXT": "VARCHAR", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


class ColumnType:
    """A column's type: one class per name, so that isinstance compares names."""


class DialectModule:
    """What Great Expectations asks of a dialect's module: its types by name, and how it spells a regex."""

    __name__ = "duckdb_sqlalchemy"
    # Great Expectations recognises a dialect by the class its module carries. Dremio's regular expressions
    # are DuckDB's (`regexp_matches`), and so is its LIKE.
    DremioDialect = duckdb_sqlalchemy.Dialect

    def __getattr__(self, name: str) -> type:
        """Return the type of a name as DESCRIBE prints it, or by one of its other names, in capitals.

        What is a plain word and not in capitals is asked about another dialect.
        """
        if name.startswith("_") or (name.isidentifier() and name != name.upper()):
            raise AttributeError(name)
        return type_named(_OTHER_NAMES.get(name, name))


@cache
def type_named(name: str) -> type[ColumnType]:
    """Return the class that stands for a type's name."""
    return type(name, (ColumnType,), {})
