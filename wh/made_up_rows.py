"""A unit test as its YAML has it: rows made up for each table that a model reads, and the rows that it is to give.

Refuses what is malformed, with its place. Runs nothing.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.errors import ModelError, closest
from wh.model import Model
from wh.parsing import Parsed
from wh.properties import UnitTest
from wh.questions import line_of, read_reference
from wh.relations import Relation
from wh.yamlfile import file_text

_FORMATS = ("dict", "csv", "sql")
_GIVEN_KEYS = ("input", "rows", "format", "fixture")
_EXPECT_KEYS = ("rows", "format", "fixture")
_OVERRIDES = ("macros", "vars", "env_vars")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows made up: as they are written, or as SQL that gives them."""

    rows: tuple[Mapping[str, Any], ...]
    sql: str | None
    at: str
    names: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are named, in the order in which they first are."""
        return self.names or tuple(dict.fromkeys(name for row in self.rows for name in row))


@dataclass(frozen=True, slots=True)
class Given:
    """The rows of one table that the model reads: a model by name, `source.table`, or the model's own table."""

    label: str
    relation: Relation
    rows: Rows


@dataclass(frozen=True, slots=True)
class Prepared:
    """A unit test, read: `models` and `sources` are what is given, by key, `this` the model's own table."""

    test: UnitTest
    model: Model
    models: Mapping[str, Given]
    sources: Mapping[str, Given]
    this: Given | None
    expected: Rows


def prepare(parsed: Parsed, test: UnitTest) -> Prepared:
    """Read a unit test; refuse what is malformed."""
    model = parsed.models.get(test.model)
    if model is None:
        near = closest(test.model, [name for name, one in parsed.models.items() if one.kind == "model"])
        raise ModelError(
            f"The unit test `{test.name}` is of a model `{test.model}`, which is not there.",
            way_out=f"`{near}`, the closest name" if near else "`model:` with the name of a model",
        )
    if model.kind != "model" or model.is_python:
        kind = "model in Python" if model.is_python else model.kind
        raise ModelError(
            f"The unit test `{test.name}` is of a {kind}, which has no query to run.", way_out="a model written in SQL"
        )
    _refuse_unknown(test.overrides, _OVERRIDES, f"`overrides:` of the unit test `{test.name}`", test.at)
    models: dict[str, Given] = {}
    sources: dict[str, Given] = {}
    this: Given | None = None
    for given in test.given:
        at = str(given.get("at") or test.at)
        _refuse_unknown(given, (*_GIVEN_KEYS, "at"), f"An entry under `given:` of the unit test `{test.name}`", at)
        written = str(given.get("input") or "")
        rows = _rows(parsed, test, given, at)
        found = read_reference(written)
        if written.strip(" {}") == "this":
            this = Given("this", Relation(None, "given this"), rows)
        elif found is None or (found[0] == "source" and found[2] is None):
            raise ModelError(
                f"The unit test `{test.name}` gives rows for `{written}`, which is no table."
                if written
                else f"The unit test `{test.name}` gives rows and does not say for which table.",
                at=at,
                way_out="`input: ref('a_model')`, `input: source('a_source', 'a_table')` or `input: this`",
            )
        elif found[0] == "source":
            key = _source_key(parsed, model, found[1], str(found[2]), at)
            sources[key] = Given(key, Relation(None, f"given {key}"), rows)
        else:
            key = _model_key(parsed, model, found, at)
            models[key] = Given(key, Relation(None, f"given {key}"), rows)
    at = str(test.expect.get("at") or test.at)
    _refuse_unknown(test.expect, (*_EXPECT_KEYS, "at"), f"`expect:` of the unit test `{test.name}`", at)
    return Prepared(test, model, models, sources, this, _rows(parsed, test, test.expect, at))


def _refuse_unknown(stated: Mapping[str, Any], known: Sequence[str], what: str, at: str) -> None:
    for key in stated:
        if key not in known:
            near = closest(key, known)
            raise ModelError(
                f"{what} has a property `{key}`, which is not understood.",
                at=at,
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(known)}",
            )


def _model_key(parsed: Parsed, asking: Model, found: tuple[str, str, str | None], at: str) -> str:
    assert parsed.world is not None
    _, first, second = found
    try:
        return parsed.world.relation_of(second or first, first if second else None, asking)[0]
    except ModelError as error:
        error.at = at
        raise


def _source_key(parsed: Parsed, asking: Model, source: str, table: str, at: str) -> str:
    assert parsed.world is not None
    try:
        parsed.world.source_of(source, table, asking)
    except ModelError as error:
        error.at = at
        raise
    return f"{source}.{table}"


def _rows(parsed: Parsed, test: UnitTest, stated: Mapping[str, Any], at: str) -> Rows:
    """Read rows in one of the three formats, written there or in a file."""
    form = str(stated.get("format") or "dict")
    if form not in _FORMATS:
        near = closest(form, _FORMATS)
        raise ModelError(
            f"The unit test `{test.name}` has rows of the format `{form}`.",
            at=at,
            way_out=f"`{near}`, the closest name" if near else "`dict`, `csv` or `sql`",
        )
    written = stated.get("rows")
    if stated.get("fixture") is not None:
        if written is not None or form == "dict":
            raise ModelError(
                f"The unit test `{test.name}` names a file of rows "
                + ("and has rows as well." if written is not None else "and not their format."),
                at=at,
                way_out="one of the two" if written is not None else "`format: csv` or `format: sql`",
            )
        written, at = _fixture(parsed, test, str(stated["fixture"]), form, at)
    if form == "dict":
        return _dicts(parsed, test, written, at)
    if not isinstance(written, str) and (form == "sql" or written is not None):
        raise ModelError(
            f"The unit test `{test.name}` has rows of the format `{form}` that are no text.",
            at=at,
            way_out="`rows: |` and the text below it, indented",
        )
    if form == "sql":
        sql = str(parsed.renderer.value(str(written), at=line_of(at)))
        return Rows((), sql.strip().removesuffix(";"), at)
    return _from_csv(test, str(written or ""), at)


def _dicts(parsed: Parsed, test: UnitTest, written: Any, at: str) -> Rows:
    if written is None:
        written = []
    if not isinstance(written, list) or not all(isinstance(row, dict) for row in written):
        raise ModelError(
            f"The rows of the unit test `{test.name}` are no list of rows.",
            at=at,
            way_out="`rows: [{id: 1, name: a}]`, or a text with `format: csv` or `format: sql`",
        )
    value = parsed.renderer.value
    return Rows(
        tuple(
            {str(name): value(cell, at=line_of(at)) if isinstance(cell, str) else cell for name, cell in row.items()}
            for row in written
        ),
        None,
        at,
    )


def _from_csv(test: UnitTest, text: str, at: str) -> Rows:
    """Read CSV; an empty cell is null."""
    lines = [line for line in csv.reader(io.StringIO(text.strip())) if line]
    if not lines:
        return Rows((), None, at)
    header = [name.strip() for name in lines[0]]
    for line in lines[1:]:
        if len(line) != len(header):
            raise ModelError(
                f"A row of the unit test `{test.name}` has {len(line)} cells, and its header {len(header)}: "
                f"`{','.join(line)}`.",
                at=at,
                way_out="a cell for each column, empty for null",
            )
    rows = tuple({name: cell or None for name, cell in zip(header, line, strict=True)} for line in lines[1:])
    return Rows(rows, None, at, tuple(header))


def _fixture(parsed: Parsed, test: UnitTest, name: str, form: str, at: str) -> tuple[str, str]:
    """Return the text of a file of rows, and its path as the place."""
    project = parsed.project
    folders = {folder for package in project.packages for folder in package.folders.get("tests", ())}
    found = {
        path.stem: path
        for folder in sorted({*folders, project.root / "tests"})
        for path in sorted((folder / "fixtures").rglob(f"*.{form}"))
    }
    stem = name.removesuffix(f".{form}")
    if stem not in found:
        near = closest(stem, found)
        raise ModelError(
            f"The unit test `{test.name}` takes its rows from `{stem}.{form}`, which is not there.",
            at=at,
            way_out=f"`{near}`, the closest name" if near else f"tests/fixtures/{stem}.{form}",
        )
    shown = project.show(found[stem])
    return file_text(found[stem], shown), shown
