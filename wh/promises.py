"""What config, tests and YAML say of a model's columns, held against the columns that it gives.

Asks DuckDB of types alone.
"""

import re
from collections.abc import Iterator, Mapping

import duckdb

from wh.config_words import nearest_of
from wh.configs import listed
from wh.errors import ModelError, closest
from wh.parsed import Parsed
from wh.properties import Column
from wh.tables import first_unknown

# name and type of each
Columns = tuple[tuple[str, str], ...]
Con = duckdb.DuckDBPyConnection


def broken_promises(
    con: Con, parsed: Parsed, columns: Mapping[str, Columns], all_columns: Mapping[str, Columns]
) -> Iterator[ModelError]:
    """Yield where something is said of columns that is not so; `all_columns` are also those that were bound before."""
    yield from _disagreements_with_yaml(con, parsed, columns)
    yield from _columns_not_given(parsed, columns)
    yield from _columns_of_unit_tests(parsed, columns, all_columns)


def _columns_not_given(parsed: Parsed, columns: Mapping[str, Columns]) -> Iterator[ModelError]:
    """Yield where a config, or a test, names a column that its model does not give."""
    for name in sorted(columns):
        config, kind = parsed.rendered[name].config, parsed.kinds[name]
        given = [column for column, _ in columns[name]]
        keys = {"incremental": ("unique_key",), "snapshot": ("unique_key", "updated_at", "check_cols")}.get(kind, ())
        for key in keys:
            for wanted in listed(config.get(key)):
                if (key, wanted) != ("check_cols", "all") and first_unknown([str(wanted)], columns[name]):
                    yield ModelError(
                        f"The config of `{name}` names `{wanted}` as `{key}`, a column that"
                        f" the {parsed.models[name].kind} does not give.",
                        at=parsed.models[name].shown,
                        way_out=nearest_of(str(wanted), given),
                    )
    for test in parsed.tests:
        known = None if test.is_source else columns.get(test.about)
        if known and test.test.column and first_unknown([test.test.column], known):
            yield ModelError(
                f"The test `{test.test.kind}` is asked of a column `{test.test.column}`, which `{test.about}` does not"
                " give.",
                at=test.test.at,
                way_out=nearest_of(test.test.column, [column for column, _ in known]),
            )


def _columns_of_unit_tests(
    parsed: Parsed, columns: Mapping[str, Columns], all_columns: Mapping[str, Columns]
) -> Iterator[ModelError]:
    """Yield where the rows of a unit test have a column that their table does not have."""
    for test in parsed.unit_tests:
        if test.model not in columns:
            continue
        tables = [(test.expect, test.model, "expects of")]
        for given in test.given:
            found = re.fullmatch(
                r"""\s*ref\(\s*(?:['"]\w+['"]\s*,\s*)?['"](\w+)['"]\s*\)\s*""", str(given.get("input"))
            )
            if found:
                tables.append((given, found[1], "gives"))
        for stated, name, doing in tables:
            rows = stated.get("rows")
            named = {str(key) for row in rows if isinstance(row, dict) for key in row} if isinstance(rows, list) else ()
            known = all_columns.get(name, ())
            for column in sorted(named) if known else ():
                if first_unknown([column], known):
                    yield ModelError(
                        f"The unit test `{test.name}` {doing} `{name}` a column `{column}`, which it does not have.",
                        at=str(stated.get("at") or test.at),
                        way_out=nearest_of(column, [one for one, _ in known]),
                    )


def _disagreements_with_yaml(con: Con, parsed: Parsed, columns: Mapping[str, Columns]) -> Iterator[ModelError]:
    """Yield where a model's columns are not those that our YAML describes: dbt asks for no such thing."""
    if parsed.project.dialect != "wh":
        return
    for name in sorted(columns):
        properties = parsed.models[name].properties
        if properties is None:
            continue
        given = {column.casefold(): (column, type_) for column, type_ in columns[name]}
        described = {column.name.casefold(): column for column in properties.columns}
        for key, column in described.items():
            if key not in given:
                near = closest(column.name, [other for other, _ in given.values() if other.casefold() not in described])
                yield ModelError(
                    f"The YAML of `{name}` describes a column `{column.name}`, which the model does not give.",
                    at=properties.place(column.name),
                    way_out=f"`{near}`, the closest name"
                    if near
                    else "take it out of the YAML, or select it in the model",
                )
            elif column.data_type and not _is_same_type(con, column.data_type, given[key][1]):
                yield _other_type(con, name, column, given[key][1].lower(), properties.place(column.name))
        # the columns that tell a snapshot's history need no sentence
        if parsed.kinds[name] != "snapshot" and any(column.description for column in properties.columns):
            for key, (column_name, _) in given.items():
                if key not in described:
                    yield ModelError(
                        f"The model `{name}` gives a column `{column_name}`, which its YAML does not describe.",
                        at=properties.at,
                        way_out=f"`- name: {column_name}` with its `description:`, or take it out of the model",
                    )
        for column_name in properties.grain:
            if column_name.casefold() not in given:
                near = closest(column_name, [other for other, _ in given.values()])
                yield ModelError(
                    f"The grain of `{name}` names a column `{column_name}`, which the model does not give.",
                    at=properties.at,
                    way_out=f"`{near}`, the closest name" if near else "the columns that make a row unique",
                )


def _other_type(con: Con, name: str, column: Column, given: str, at: str) -> ModelError:
    stated = column.data_type
    if not _is_type(con, str(stated)):
        return ModelError(
            f"The YAML of `{name}` says that `{column.name}` is {stated}, and DuckDB has no such type.",
            at=at,
            way_out=f"`data_type: {given}`, which the model gives",
        )
    return ModelError(
        f"The YAML of `{name}` says that `{column.name}` is {stated}, and the model gives {given}.",
        at=at,
        way_out=f"`cast(… as {stated})` in the model, or `data_type: {given}`",
    )


def _is_type(con: Con, stated: str) -> bool:
    try:
        con.execute(f"select cast(null as {stated})")
    except duckdb.Error:
        return False
    return True


def _is_same_type(con: Con, stated: str, given: str) -> bool:
    if stated.casefold() == given.casefold():
        return True
    try:
        meant = con.execute(f"select typeof(cast(null as {stated}))").fetchone()
    except duckdb.Error:
        return False
    return meant is not None and str(meant[0]).casefold() in (given.casefold(), '"null"')
