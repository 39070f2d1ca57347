"""Column-level lineage on pairs of a query and its origins, each held against DuckDB as well as against the page.

A pair is written by hand in `lineage/*.yml`: `values` gives each output column with the columns of schema `s` that its
value is computed from, `rows` what decides on rows, and a question mark what cannot be resolved. DuckDB then runs each
query while the columns of the tables are changed one by one: an output that changes must name what was changed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from wh.lineage.columns import Lineage, Origin, column_parents, lineage_of

PAIRS = {
    f"{path.stem}: {pair['says']}": pair
    for path in sorted((Path(__file__).parent / "lineage").glob("*.yml"))
    for pair in yaml.safe_load(path.read_text(encoding="utf-8"))
}
RESOLVED = [name for name in PAIRS if not name.startswith("unresolved:")]
TABLES = {
    "people": """values
        (1, 'Ada', 36, 1, 3, ['a', 'b'], {'city': 'Riga', 'zip': 5}, date '2026-01-01'),
        (2, 'Bo', 20, 1, 1, ['b'], {'city': 'Oslo', 'zip': 6}, date '2026-01-02'),
        (3, 'Cy', 51, 2, null, null, {'city': 'Bonn', 'zip': 7}, date '2026-01-03'),
        (4, null, 41, null, 2, ['Ada', 'Di'], null, date '2026-01-04')""",
    "teams": "values (1, 'Red', 3, 10.5::double), (2, 'Ray', 2, 36), (5, 'Blue', null, null)",
    "scores": """values
        (1, date '2026-01-01', 7, 'a'), (1, date '2026-01-02', 4, 'b'), (2, date '2026-01-03', 9, 'a'),
        (5, date '2026-01-04', 2, null), (3, date '2026-01-03', 6, 'c')""",
    "quarters": "values (1, 3, 4, 5), (2, 6, null, 8), (3, 1, 1, 2)",
    "edges": "values (1, 2, 3), (2, 3, 1), (3, 4, 2)",
    "Odd Names": "values ('Ada', 1, 2), ('Bo', 3, 4)",
}
COLUMNS = {
    "people": {
        "id": "integer",
        "name": "varchar",
        "age": "integer",
        "team_id": "integer",
        "boss_id": "integer",
        "tags": "varchar[]",
        "home": "struct(city varchar, zip integer)",
        "joined_on": "date",
    },
    "teams": {"team_id": "integer", "title": "varchar", "lead_id": "integer", "budget": "double"},
    "scores": {"id": "integer", "day": "date", "points": "integer", "note": "varchar"},
    "quarters": {"id": "integer", "q1": "integer", "q2": "integer", "q3": "integer"},
    "edges": {"source": "integer", "target": "integer", "weight": "integer"},
    "Odd Names": {"Full Name": "varchar", "a.b": "integer", "select": "integer"},
}
KNOWN = {f's."{table}"' if " " in table else f"s.{table}": tuple(columns) for table, columns in COLUMNS.items()}
# how a value of each type is made another one
OTHER = {
    "integer": "{} + 1",
    "double": "{} * 2 + 1",
    "varchar": "{} || 'b'",
    "date": "{} + 1",
    "varchar[]": "list_append({}, 'b')",
    "struct(city varchar, zip integer)": "{{'city': {0}.city || 'b', 'zip': {0}.zip + 1}}",
}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set threads = 1; create schema kept; create schema s")
        for table, rows in TABLES.items():
            types = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS[table].items())
            connection.execute(f'create table kept."{table}" ({types}); insert into kept."{table}" {rows}')
            connection.execute(f'create view s."{table}" as from kept."{table}"')
        yield connection


def lineage_by_page(pair: Mapping[str, Any], names: tuple[str, ...]) -> Lineage:
    def listed(found: str | list[str], kind: str) -> frozenset[Origin]:
        return frozenset(one(text, kind) for text in ([found] if isinstance(found, str) else found))

    def one(text: str, kind: str) -> Origin:
        if text.startswith("?"):
            relation, _, column = text[1:].rpartition(".")
            known = relation.startswith(("elsewhere.", "READ_CSV"))
            return Origin(relation, column, "unknown") if known else Origin("", text.strip("?."), "unknown")
        table, column = text.removeprefix("elsewhere.").split(".", 1)
        schema = "elsewhere" if text.startswith("elsewhere.") else "s"
        return Origin(f'{schema}."{table}"' if " " in table else f"{schema}.{table}", column, kind)

    by_name = {name.lower(): listed(found, "value") for name, found in pair["values"].items()}
    assert sorted(name.lower() for name in names) == sorted(by_name)
    return Lineage({name: by_name[name.lower()] for name in names}, listed(pair.get("rows", []), "rows"), frozenset())


def names_in_duckdb(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...]:
    """Return the output columns as a table made of the query has them, where no name comes twice."""
    return tuple(row[0] for row in con.execute(f"describe from ({sql})").fetchall())


@pytest.mark.parametrize("pair", PAIRS)
def test_a_query_has_the_origins_that_the_page_gives(con: duckdb.DuckDBPyConnection, pair: str) -> None:
    sql = PAIRS[pair]["sql"]
    is_resolved = pair in RESOLVED
    names = names_in_duckdb(con, sql) if is_resolved else tuple(lineage_of(sql, KNOWN).columns)
    found = lineage_of(sql, KNOWN, names if is_resolved else None)
    expected = lineage_by_page(PAIRS[pair], names)
    assert dict(found.columns) == dict(expected.columns)
    assert found.rows == expected.rows
    assert list(found.columns) == list(names)


@pytest.mark.parametrize("pair", RESOLVED)
def test_what_changes_an_output_in_duckdb_is_among_its_origins(con: duckdb.DuckDBPyConnection, pair: str) -> None:
    sql = PAIRS[pair]["sql"]
    names = names_in_duckdb(con, sql)
    lineage = lineage_of(sql, KNOWN, names)
    before = outputs(con, sql, names)
    for table, columns in COLUMNS.items():
        for column, kind in columns.items() if table.lower() in sql.lower() else ():
            for other in (
                "null",
                OTHER[kind].format(f'"{column}"'),
                f'case rowid when 0 then null else "{column}" end',
            ):
                changed = changes(con, sql, names, before, f'select * replace (({other})::{kind} as "{column}")', table)
                origin = (f's."{table}"' if " " in table else f"s.{table}", column)
                in_rows = {(found.relation, found.column) for found in lineage.rows}
                named = {
                    name
                    for name, found in lineage.columns.items()
                    if origin in in_rows | {(one.relation, one.column) for one in found}
                }
                assert changed <= named | ({""} if origin in in_rows else set()), f"{origin} as {other}"


def outputs(con: duckdb.DuckDBPyConnection, sql: str, names: tuple[str, ...]) -> dict[str, object]:
    """Return the values of each output column, whatever their order; under no name, how many rows there are."""
    rows = con.execute(f"select * from ({sql})").fetchall()
    return {
        "": len(rows),
        **{name: sorted(map(repr, values)) for name, values in zip(names, zip(*rows, strict=True), strict=False)},
    }


def changes(
    con: duckdb.DuckDBPyConnection,
    sql: str,
    names: tuple[str, ...],
    before: Mapping[str, object],
    changed_rows: str,
    table: str,
) -> set[str]:
    """Return the outputs that are others when the table is; where the query then asks for other columns, none."""
    try:
        con.execute(f'create or replace view s."{table}" as {changed_rows} from kept."{table}"')
        after = outputs(con, sql, names)
    except duckdb.Error:
        return set()
    finally:
        con.execute(f'create or replace view s."{table}" as from kept."{table}"')
    return {name for name in before if before[name] != after.get(name, [])}


def test_origins_may_be_asked_for_as_pairs() -> None:
    sql = "select name as who, count(*) as n from s.people group by name"
    assert column_parents(sql, KNOWN) == {
        "who": frozenset({("s.people", "name")}),
        "n": frozenset({("s.people", "*")}),
    }


def test_a_relation_is_found_as_it_is_written_in_any_spelling() -> None:
    known = {'"lake"."marts"."claims"': ("claim_id",), "raw.facts": ("fact_id",)}
    sql = 'select claim_id, fact_id from MARTS."claims" join lake.Raw.facts on true'
    assert column_parents(sql, known) == {
        "claim_id": frozenset({('"lake"."marts"."claims"', "claim_id")}),
        "fact_id": frozenset({("raw.facts", "fact_id")}),
    }


def test_a_condition_longer_than_python_calls_go_deep_is_read_to_its_end() -> None:
    sql = "select " + " or ".join(f"age = {n}" for n in range(3000)) + " or id = 1 as found from s.people"
    assert column_parents(sql, KNOWN)["found"] == {("s.people", "age"), ("s.people", "id")}


def test_a_union_of_hundreds_is_read_whole() -> None:
    sql = " union all ".join(["select id from s.people"] * 300 + ["select q1 from s.quarters"])
    assert column_parents(sql, KNOWN)["id"] == {("s.people", "id"), ("s.quarters", "q1")}
