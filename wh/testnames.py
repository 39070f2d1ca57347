"""The names of data tests as dbt makes them: long, short, and the ten digits that tell two of one name apart."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from wh.parsing import DeclaredTest, Parsed

_LONGEST = 63


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


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_text(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_as_text(one) for one in value]
    return str(value)
