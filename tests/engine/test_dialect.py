"""dbt's own macros, carried out by DuckDB: each gives what dbt says that it gives."""

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from engine.worlds import dbt, render

from wh.answers import Answer
from wh.errors import ModelError
from wh.relations import Relation, TableColumn

VALUES = [
    ("{{ concat(['\\'a\\'', '\\'b\\'']) }}", "ab"),
    ("{{ dbt.hash(\"'a'\") }}", "0cc175b9c0f1b6a831c399e269772661"),
    ("{{ dbt.length(\"'abc'\") }} + {{ dbt.position(\"'b'\", \"'abc'\") }}", 5),
    ("{{ dbt.right(\"'abc'\", 2) }}", "bc"),
    ("{{ dbt.replace(\"'abc'\", \"'b'\", \"'x'\") }}", "axc"),
    ("{{ dbt.split_part(\"'a-b-c'\", \"'-'\", 2) }}", "b"),
    ("{{ dbt.split_part(\"'a-b-c'\", \"'-'\", -1) }}", "c"),
    ('{{ dbt.string_literal(dbt.escape_single_quotes("it\'s")) }}', "it's"),
    ("{{ dbt.safe_cast(\"'7'\", type_int()) }}", 7),
    ("{{ dbt.cast_bool_to_text('true') }}", "true"),
    ("{{ dbt.date(2024, 2, 3) }}", date(2024, 2, 3)),
    ("{{ dbt.date_trunc('month', \"date '2024-02-03'\") }}", datetime(2024, 2, 1)),
    ("{{ dateadd('day', 3, \"date '2024-02-27'\") }}", datetime(2024, 3, 1)),
    (
        "{{ dbt.dateadd(datepart='quarter', interval=-1, from_date_or_timestamp=\"date '2024-05-01'\") }}",
        datetime(2024, 2, 1),
    ),
    ("{{ dbt.dateadd('week', '1 + 1', \"date '2024-05-01'\") }}", datetime(2024, 5, 15)),
    ("{{ datediff(\"date '2024-01-31'\", \"date '2024-02-01'\", 'month') }}", 1),
    # from a Saturday to the Sunday after it, and back
    ("{{ datediff(\"date '2024-01-06'\", \"date '2024-01-07'\", 'week') }}", 1),
    ("{{ datediff(\"date '2024-01-07'\", \"date '2024-01-06'\", 'week') }}", -1),
    # one more than there are between two Sundays, as dbt counts backwards
    ("{{ datediff(\"date '2024-01-14'\", \"date '2024-01-07'\", 'week') }}", -2),
    ("{{ dbt.last_day(\"date '2024-02-03'\", 'month') }}", date(2024, 2, 29)),
    ("{{ dbt.last_day(\"date '2024-02-03'\", 'quarter') }}", date(2024, 3, 31)),
    ("{{ dbt.array_concat(dbt.array_construct([1, 2]), dbt.array_append('[3]', 4)) }}", [1, 2, 3, 4]),
    ("{{ dbt.array_construct([], 'integer') }}", []),
    ("{{ dbt.snapshot_hash_arguments(['1', \"timestamp '2024-01-01'\"]) }}", "8bd6037542377309505ab720e545f24e"),
    ("typeof({{ dbt.cast('1', type_numeric()) }})", "DECIMAL(28,6)"),
    ("typeof({{ dbt.cast('1', dbt.type_float()) }})", "FLOAT"),
    ("typeof({{ dbt.cast('1', api.Column.translate_type('string')) }})", "VARCHAR"),
]


@pytest.mark.parametrize(("written", "expected"), VALUES)
def test_each_gives_the_value_that_dbt_gives(written: str, expected: Any) -> None:
    with duckdb.connect() as con:
        found = con.execute(f"select {render(written, world=dbt()).sql}").fetchone()
    assert found == (expected,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{ dbt.listagg('n', \"', '\", 'order by n desc') }}", "3, 2, 1"),
        ("{{ dbt.listagg('n', \"'-'\", 'order by n', 2) }}", "1-2"),
        ("{{ dbt.bool_or('n = 2') }}", True),
    ],
)
def test_each_aggregate_gives_the_value_that_dbt_gives(written: str, expected: Any) -> None:
    with duckdb.connect() as con:
        sql = render(f"select {written} from ({{{{ dbt.generate_series(3) }}}}) as t(n)").sql
        assert con.execute(sql).fetchone() == (expected,)


def test_a_spine_of_dates_has_each_day_but_the_last() -> None:
    with duckdb.connect() as con:
        sql = render("{{ dbt.date_spine('day', \"date '2024-01-30'\", \"date '2024-02-02'\") }}").sql
        found = con.execute(sql)
        assert [column[0] for column in found.description] == ["date_day"]
        assert found.fetchall() == [(datetime(2024, 1, 30),), (datetime(2024, 1, 31),), (datetime(2024, 2, 1),)]


def test_a_project_may_put_its_own_in_the_place_of_a_macro_of_dbt() -> None:
    macros = {"macros/m.sql": "{% macro default__concat(fields) %}concat({{ fields | join(', ') }}){% endmacro %}"}
    assert render("{{ dbt.concat(['a', 'b']) }}", macros, dbt()).sql == "concat(a, b)"


def test_a_misspelt_macro_of_dbt_is_named_with_the_closest() -> None:
    with pytest.raises(ModelError, match="`dbt` has no macro `type_strng`") as refused:
        render("{{ dbt.type_strng() }}")
    assert refused.value.way_out == "`type_string`, the closest name"


def test_the_other_names_of_dbt_are_there() -> None:
    source = (
        "{{ target.name }} {{ target.schema }} {{ schema }} {{ project_name }} {{ invocation_id }} {{ flags.WHICH }} "
        "{{ tojson({'a': [1]}) }} {{ fromjson('[1]')[0] }} {{ fromyaml('a: 2').a }} {{ toyaml([1]) | trim }} "
        "{{ local_md5('a')[:4] }} {{ set([1, 1]) | length }} {{ zip([1], [2]) | list }} {{ modules.re.escape('.') }} "
        "{{ model.unique_id }} {{ model.config.materialized }} {{ context['var']('build_day') }} "
        "{{ render('{{ 1 }}') }}"
    )
    assert render(source, world=dbt()).sql == (
        'dev main marts house a run build {"a": [1]} 1 2 - 1 0cc1 1 [(1, 2)] \\. model.house.claims view 2026-01-02 1'
    )


def test_a_relation_can_be_taken_apart() -> None:
    source = (
        "{% set r = api.Relation.create(database='d', schema='s', identifier='i', type='view') %}"
        "{{ r }} {{ r.include(schema=false) }} {{ r.name }} {{ r.database }} {{ r.is_view }} {{ r.type }} "
        "{{ r is mapping }} {{ r.quote(schema=false, identifier=false) }} {{ r.without_identifier() }}"
    )
    assert render(source).sql == '"s"."i" "i" i d True view True s.i "s"'
    assert str(Relation(None, "orders", kind="cte")) == "__dbt__cte__orders"
    assert str(Relation("marts", "Odd name", is_plain=True)) == 'marts."Odd name"'


def test_a_column_knows_its_type_as_dbt_tells_types_apart() -> None:
    low, name = TableColumn("low", "DECIMAL(18,3)"), TableColumn('na"me', "VARCHAR")
    assert (low.is_number(), low.is_string(), low.data_type) == (False, False, "DECIMAL(18,3)")
    assert (name.is_number(), name.is_string(), name.quoted) == (False, True, '"na""me"')
    assert name.data_type == "character varying(256)"
    assert TableColumn("n", "UBIGINT").is_integer()
    assert TableColumn("n", "DOUBLE").is_number()


def test_an_answer_is_read_by_row_and_by_column() -> None:
    answer = Answer(["a", "b"], [(1, "x"), (1, None)])
    assert answer.columns["a"].values() == (1, 1)
    assert answer.columns[1].values_without_nulls() == ("x",)
    assert answer.columns["a"].values_distinct() == (1,)
    assert answer.rows[1]["b"] is None
    assert answer.rows[0].dict() == {"a": 1, "b": "x"}
    assert Answer(["a"], []).columns[0].values() == ()


def test_a_schema_can_be_made_and_a_relation_dropped_where_there_is_a_connection() -> None:
    source = (
        "{% do adapter.create_schema(api.Relation.create(schema='extra')) %}"
        "{% do adapter.drop_relation(api.Relation.create(schema='main', identifier='old')) %}"
        "select {{ adapter.check_schema_exists(none, 'extra') }}"
    )
    with duckdb.connect() as con:
        con.execute("create view old as select 1")
        assert render(source, con=con).sql == "select True"
        assert con.execute("select count(*) from information_schema.tables").fetchone() == (0,)
    assert render(source).sql == "select False"
