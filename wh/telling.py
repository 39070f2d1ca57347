"""What every part of dbt's manifest is told from: the project, the moment, and how one value is written as JSON.

What is the same for all nodes of a kind is written once.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from wh.criteria import Node
from wh.model import Model
from wh.names import DBT_VERSION
from wh.nodes import ids_by_name, nodes_of, path_of
from wh.parsing import Parsed
from wh.properties import Column
from wh.testing import AskedTest, tests_of

_DOC = re.compile(r"""\{\{\s*doc\(\s*['"](?:\w+['"]\s*,\s*['"])?(\w+)['"]\s*\)\s*\}\}""")
# dbt's hash of a larger seed is that of its path
_LARGEST_HASHED_SEED = 1 << 20


@dataclass(frozen=True, slots=True)
class Moment:
    """When and in which run something was written; `started_at` is when the run began."""

    generated_at: datetime
    started_at: datetime
    invocation_id: str

    def metadata(self, schema: str) -> dict[str, Any]:
        """Return what every file says of itself."""
        return {
            "dbt_schema_version": schema,
            "dbt_version": DBT_VERSION,
            "generated_at": in_utc(self.generated_at),
            "invocation_id": self.invocation_id,
            "invocation_started_at": in_utc(self.started_at),
            "env": {},
        }


def in_utc(moment: datetime) -> str:
    """Return a moment as dbt writes it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def compact(value: Any) -> str:
    """Return a value as JSON without white space; what JSON does not know is written as its text."""
    return _ENCODER.encode(value)


@dataclass(frozen=True)
class Telling:
    """A project at one moment; `columns` has name and type of each column of the models of which they are known."""

    parsed: Parsed
    moment: Moment
    columns: Mapping[str, Sequence[tuple[str, str]]]

    @cached_property
    def ids(self) -> dict[str, str]:
        """The unique id of each model, seed and snapshot by its name."""
        return ids_by_name(self.parsed)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every node by its unique id."""
        return nodes_of(self.parsed)

    @cached_property
    def database(self) -> str:
        """The name by which DuckDB knows the file."""
        return self.parsed.project.target.database

    @cached_property
    def created_at(self) -> float:
        """The moment in seconds since the epoch."""
        return self.moment.generated_at.timestamp()

    @cached_property
    def tests_by_model(self) -> dict[str, list[AskedTest]]:
        """The data tests of each model."""
        found: dict[str, list[AskedTest]] = {}
        for test in tests_of(self.parsed):
            if test.about and not test.is_source:
                found.setdefault(test.about, []).append(test)
        return found

    def described(self, text: str) -> str:
        """Return a sentence with the docs blocks that it names."""
        if "{{" not in text:
            return text
        return _DOC.sub(lambda found: self.parsed.docs.get(found[1], found[0]), text)

    def said_of_a_file(self, model: Model, path: str) -> dict[str, Any]:
        """Return what is said of everything that has a file."""
        below = path.split("/", 1)[-1]
        return {
            "database": self.database,
            "name": model.name,
            "package_name": model.package,
            "path": below,
            "original_file_path": path,
            "build_path": f"target/run/{model.package}/{path}",
            "created_at": self.created_at,
            "raw_code": model.source.strip(),
        }

    def columns_of(self, described: Sequence[Column], bound: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Return the described columns, with the types that they are known to have."""
        types = {name.casefold(): type_ for name, type_ in bound}
        return {
            column.name: {
                "name": column.name,
                "description": self.described(column.description),
                "meta": column.meta,
                "data_type": column.data_type or types.get(column.name.casefold()),
                "constraints": [],
                "quote": None,
                "config": {"meta": column.meta, "tags": column.tags},
                "tags": column.tags,
                "granularity": None,
                "doc_blocks": [],
            }
            for column in described
        }


def entry(
    unique_id: str,
    said: Mapping[str, Any],
    always: tuple[Mapping[str, Any], Mapping[str, Any]],
    config: Mapping[str, Any],
) -> str:
    """Return a node as JSON, after its key: what is said of it, and what is always so and not said."""
    usual, usual_config = always
    rest = _rest(usual, frozenset(said.keys() & usual.keys()))
    return f'{compact(unique_id)}:{compact(said)[:-1]},{rest}"config":{_with_rest(config, usual_config)}}}'


def _with_rest(said: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    rest = _rest(usual, frozenset(said.keys() & usual.keys())).rstrip(",")
    if not said:
        return f"{{{rest}}}"
    return f"{compact(said)[:-1]}{',' if rest else ''}{rest}}}"


def _rest(usual: Mapping[str, Any], said: frozenset[str]) -> str:
    """Return what is always so, without what was said, as the inner of a JSON object with a comma after it."""
    key = (id(usual), said)
    if key not in _rests:
        left = {name: value for name, value in usual.items() if name not in said}
        _rests[key] = f"{compact(left)[1:-1]}," if left else ""
    return _rests[key]


_rests: dict[tuple[int, frozenset[str]], str] = {}


def checksum(model: Model) -> dict[str, str]:
    """Return dbt's hash of the file."""
    if model.kind != "seed":
        return {"name": "sha256", "checksum": hashlib.sha256(model.source.strip().encode()).hexdigest()}
    try:
        if model.path.stat().st_size < _LARGEST_HASHED_SEED:
            text = model.path.read_bytes()
            return {"name": "sha256", "checksum": hashlib.sha256(text.strip()).hexdigest()}
    except OSError:
        pass  # it was there when it was loaded
    return {"name": "path", "checksum": path_of(model.shown)}


# one for all: json.dumps would make one for each node
_ENCODER = json.JSONEncoder(separators=(",", ":"), default=str, check_circular=False)
