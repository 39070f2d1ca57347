"""The library of expectations, for anyone with Great Expectations and DuckDB: `import wh.expectations`.

The import makes every class known to Great Expectations, so that suites in JSON may name them, and DuckDB known as a
data source: `context.data_sources.add_duckdb(...)`. It needs no project and runs nothing.
"""

from wh.errors import closest
from wh.rules.checking import LIBRARY, learn
from wh.rules.expectation import ColumnName, RuleBetweenSources, TableName

_FOUND = {
    name: each
    for file in sorted(LIBRARY.glob("*.py"))
    for name, each in vars(learn(file)).items()
    if isinstance(each, type) and issubclass(each, RuleBetweenSources) and name.startswith("Expect")
}
CLASSES: tuple[type[RuleBetweenSources], ...] = tuple(_FOUND[name] for name in sorted(_FOUND))
"""Every class of the library, by name."""

__all__ = ["CLASSES", "ColumnName", "RuleBetweenSources", "TableName", *sorted(_FOUND)]


def __getattr__(name: str) -> type[RuleBetweenSources]:
    if name in _FOUND:
        return _FOUND[name]
    near = closest(name, _FOUND)
    raise AttributeError(f"there is no expectation `{name}`" + (f"; the closest name is `{near}`" if near else ""))


def __dir__() -> list[str]:
    return sorted(__all__)
