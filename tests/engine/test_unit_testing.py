"""Unit tests of models: rows made up for the parents, and what is said where the model gives other rows."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from tests.engine.conftest import MakeProject
from wh import unit_testing
from wh.parsing import Parsed, parse
from wh.results import Answer, UnitTestResult

Read = Callable[..., Parsed]

SHOP = {
    "models/till.yml": "sources: [{name: till, schema: main, tables: [{name: receipts}]}]",
    "models/stg_orders.sql": "select * from {{ source('till', 'receipts') }}",
    "models/orders.sql": "select order_id, upper(state) as state, amount * 2 as twice from {{ ref('stg_orders') }}",
    "models/grown.sql": (
        "{{ config(materialized='incremental') }}select order_id from {{ ref('stg_orders') }}"
        "{% if is_incremental() %} where order_id > (select max(order_id) from {{ this }}){% endif %}"
    ),
    "models/told.sql": (
        "select '{{ greeting('x') }}' as a, '{{ env_var('SHOP_TOWN', 'none') }}' as b, {{ var('n', 1) }} as n"
    ),
    "macros/greeting.sql": "{% macro greeting(name) %}hello {{ name }}{% endmacro %}",
}
ONE_ROW = "given: [{input: ref('stg_orders'), rows: [{order_id: 1, state: a}]}]"


@pytest.fixture
def read(make_dbt_project: MakeProject) -> Read:
    """Return the function that reads a shop with one unit test: what stands in its YAML below its name `u`."""

    def make(test: str, files: dict[str, str] | None = None) -> Parsed:
        described = f"unit_tests:\n  - name: u\n    {test.replace(chr(10), chr(10) + '    ')}\n"
        project = make_dbt_project({**SHOP, "models/units.yml": described, **(files or {})})
        return parse(project, project.settings.vars)

    return make


@pytest.fixture
def shop() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a warehouse in which the parents are built, with rows that no unit test may meet or change."""
    con = duckdb.connect()
    con.execute("create table receipts (order_id integer, state varchar, amount double, paid_on date, tags varchar[])")
    con.execute("insert into receipts values (99, 'real', 1, null, [])")
    con.execute("create view stg_orders as select * from receipts")
    con.execute("create table grown as select 98 as order_id")
    before = con.execute("select table_name, estimated_size from duckdb_tables() order by all").fetchall()
    yield con
    assert con.execute("select table_name, estimated_size from duckdb_tables() order by all").fetchall() == before
    con.close()


def result_of(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> UnitTestResult:
    assert parsed.wrong == []
    (result,) = unit_testing.run(con, parsed, unit_testing.enabled(parsed))
    return result


def said_of(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> list[str]:
    return unit_testing.lines_of(result_of(con, parsed))


@pytest.mark.parametrize(
    "test",
    [
        f"model: orders\n{ONE_ROW}\nexpect: {{rows: [{{order_id: 1, state: A}}]}}",
        # no matter in which order, and a column that is not named is not compared
        "model: orders\n"
        "given: [{input: ref('stg_orders'), rows: [{order_id: 1, amount: 1.5}, {order_id: 2, amount: '2'}]}]\n"
        "expect: {rows: [{twice: 4, order_id: 2}, {order_id: 1, twice: 3}]}",
        # a column left out is null, and has the type of the parent's
        f"model: orders\n{ONE_ROW}\nexpect: {{rows: [{{order_id: 1, twice: null}}]}}",
        "model: orders\ngiven: [{input: ref('stg_orders'), rows: []}]\nexpect: {rows: []}",
        "model: orders\ngiven: [{input: \"{{ ref('stg_orders') }}\", rows: []}]\nexpect: {rows: []}",
        "model: stg_orders\n"
        "given:\n  - input: source('till', 'receipts')\n"
        "    rows: [{order_id: 1, paid_on: 2024-05-06, tags: [a, it's]}]\n"
        "expect: {rows: [{order_id: 1, paid_on: 2024-05-06, tags: [a, it's]}]}",
        "model: orders\n"
        "given:\n  - input: ref('stg_orders')\n    format: csv\n"
        "    rows: |\n      order_id,state\n      1,a\n      2,\n"
        "expect:\n  format: csv\n  rows: |\n    order_id,state\n    2,\n    1,A",
        "model: orders\n"
        "given:\n  - input: ref('stg_orders')\n    format: sql\n"
        "    rows: select 1 as order_id, 'a' as state, 2.5 as amount\n"
        'expect: {format: sql, rows: "select 5 as twice, 1 as order_id;"}',
    ],
)
def test_rows_may_be_written_in_three_ways(read: Read, shop: duckdb.DuckDBPyConnection, test: str) -> None:
    result = result_of(shop, read(test))
    assert (result.answer, result.fault) == (Answer.HELD, None)
    assert unit_testing.lines_of(result) == []


def test_rows_may_stand_in_files_of_their_own(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    test = (
        "model: orders\ngiven: [{input: ref('stg_orders'), format: csv, fixture: some_orders}]\n"
        "expect: {format: sql, fixture: their_states}"
    )
    files = {
        "tests/fixtures/some_orders.csv": "order_id,state\n1,a\n",
        "tests/fixtures/deep/their_states.sql": "select 'A' as state",
    }
    assert result_of(shop, read(test, files)).answer is Answer.HELD


def test_other_rows_are_shown_side_by_side(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    test = (
        "model: orders\n"
        "given: [{input: ref('stg_orders'), rows: [{order_id: 1, state: a}, {order_id: 2, state: b}, {order_id: 3}]}]\n"
        "expect: {rows: [{order_id: 1, state: A}, {order_id: 20, state: b}]}"
    )
    result = result_of(shop, read(test))
    assert (result.answer, result.at) == (Answer.BROKEN, "models/units.yml:2")
    assert result.missing_rows == ({"order_id": 20, "state": "b"},)
    assert unit_testing.lines_of(result) == [
        "1 row is missing and 2 rows are too many:",
        "            order_id  state",
        "  missing   20        b",
        "  too many  2         B",
        "  too many  3         null",
    ]


def test_a_row_that_comes_twice_is_one_too_many(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    test = (
        "model: orders\ngiven: [{input: ref('stg_orders'), rows: [{order_id: 1}, {order_id: 1}]}]\n"
        "expect: {rows: [{order_id: 1}]}"
    )
    assert said_of(shop, read(test))[0] == "1 row is too many:"


def test_a_model_that_grows_is_asked_for_its_new_rows_if_the_test_says_so(
    read: Read, shop: duckdb.DuckDBPyConnection
) -> None:
    given = "given:\n  - {input: ref('stg_orders'), rows: [{order_id: 1}, {order_id: 2}]}\n"
    anew = f"model: grown\n{given}expect: {{rows: [{{order_id: 1}}, {{order_id: 2}}]}}"
    grown = (
        f"model: grown\noverrides: {{macros: {{is_incremental: true}}}}\n{given}"
        "  - {input: this, rows: [{order_id: 1}]}\nexpect: {rows: [{order_id: 2}]}"
    )
    for test in (anew, grown):
        assert result_of(shop, read(test)).answer is Answer.HELD


def test_macros_vars_and_the_environment_can_be_replaced(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    test = (
        "model: told\noverrides: {macros: {greeting: bye}, vars: {n: 7}, env_vars: {SHOP_TOWN: Minsk}}\n"
        "expect: {rows: [{a: bye, b: Minsk, n: 7}]}"
    )
    parsed = read(test)
    assert result_of(shop, parsed).answer is Answer.HELD
    assert "hello x" in parsed.rendered["told"].sql


def test_an_ephemeral_parent_is_given_like_any_other(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    files = {
        "models/thin.sql": "{{ config(materialized='ephemeral') }}select order_id, state from {{ ref('stg_orders') }}",
        "models/thick.sql": "select state from {{ ref('thin') }}",
    }
    test = "model: thick\ngiven: [{input: ref('thin'), rows: [{state: a}]}]\nexpect: {rows: [{state: a}]}"
    assert result_of(shop, read(test, files)).answer is Answer.HELD


def test_the_types_of_a_parent_that_is_not_built_are_those_it_is_bound_to_or_are_guessed(read: Read) -> None:
    test = (
        "model: orders\ngiven: [{input: ref('stg_orders'), rows: [{order_id: 1, state: a, amount: 1.5}]}]\n"
        "expect: {rows: [{order_id: 1, state: A, twice: 3}]}"
    )
    parsed, con = read(test), duckdb.connect()
    assert result_of(con, parsed).answer is Answer.HELD
    bound = {"stg_orders": (("order_id", "BIGINT"), ("state", "VARCHAR"), ("amount", "DECIMAL(9,1)"))}
    (result,) = unit_testing.run(con, parsed, unit_testing.enabled(parsed), bound)
    assert result.answer is Answer.HELD
    con.close()


def test_a_disabled_unit_test_is_not_run(read: Read) -> None:
    parsed = read("model: orders\nconfig: {enabled: false}\nexpect: {rows: []}")
    assert unit_testing.enabled(parsed) == []


def test_an_error_of_the_model_is_shown_in_the_model(read: Read, shop: duckdb.DuckDBPyConnection) -> None:
    files = {"models/broken.sql": "select\n    order_idd\nfrom {{ ref('stg_orders') }}"}
    test = "model: broken\ngiven: [{input: ref('stg_orders'), rows: [{order_id: 1}]}]\nexpect: {rows: []}"
    result = result_of(shop, read(test, files))
    assert (result.answer, result.at) == (Answer.ERROR, "models/broken.sql:2:5")
    assert "`order_id`, the closest name" in str(result.fault)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            "model: ordres\nexpect: {rows: []}",
            "The unit test `u` is of a model `ordres`, which is not there.\n"
            "  at  models/units.yml:2:5\n  try `orders`, the closest name",
        ),
        (
            "model: orders\nexpect: {rows: []}",
            "The unit test `u` gives no rows for `stg_orders`, which `orders` reads.\n  at  models/units.yml:2:5\n"
            "  try `- input: ref('stg_orders')` below `given:`, with `rows: []` where it is to be empty",
        ),
        (
            "model: stg_orders\nexpect: {rows: []}",
            "The unit test `u` gives no rows for `till.receipts`, which `stg_orders` reads.\n"
            "  at  models/units.yml:2:5\n"
            "  try `- input: source('till', 'receipts')` below `given:`, with `rows: []` where it is to be empty",
        ),
        (
            f"model: grown\noverrides: {{macros: {{is_incremental: true}}}}\n{ONE_ROW}\nexpect: {{rows: []}}",
            "The unit test `u` gives no rows for `this`, the table of `grown`, which it reads.\n"
            "  at  models/units.yml:2:5\n  try `- input: this` below `given:`, with `rows: []` where it is to be empty",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_ordres'), rows: []}]\nexpect: {rows: []}",
            "There is no model named `stg_ordres`.\n  at  models/units.yml:4:13\n  try `stg_orders`, the closest name",
        ),
        (
            "model: orders\ngiven: [{input: stg_orders, rows: []}]\nexpect: {rows: []}",
            "The unit test `u` gives rows for `stg_orders`, which is no table.\n  at  models/units.yml:4:13\n"
            "  try `input: ref('a_model')`, `input: source('a_source', 'a_table')` or `input: this`",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), row: []}]\nexpect: {rows: []}",
            "An entry under `given:` of the unit test `u` has a property `row`, which is not understood.\n"
            "  at  models/units.yml:4:13\n  try `rows`, the closest name",
        ),
        (
            "model: orders\noverrides: {macro: {}}\nexpect: {rows: []}",
            "`overrides:` of the unit test `u` has a property `macro`, which is not understood.\n"
            "  at  models/units.yml:2:5\n  try `macros`, the closest name",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), format: cvs, rows: x}]\nexpect: {rows: []}",
            "The unit test `u` has rows of the format `cvs`.\n  at  models/units.yml:4:13\n"
            "  try `csv`, the closest name",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), rows: 'a,b'}]\nexpect: {rows: []}",
            "The rows of the unit test `u` are no list of rows.\n  at  models/units.yml:4:13\n"
            "  try `rows: [{id: 1, name: a}]`, or a text with `format: csv` or `format: sql`",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), format: csv, rows: \"a,b\\n1\"}]\nexpect: {rows: []}",
            "A row of the unit test `u` has 1 cells, and its header 2: `1`.\n  at  models/units.yml:4:13\n"
            "  try a cell for each column, empty for null",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), format: csv, fixture: ordes}]\nexpect: {rows: []}",
            "The unit test `u` takes its rows from `ordes.csv`, which is not there.\n  at  models/units.yml:4:13\n"
            "  try `orders`, the closest name",
        ),
    ],
)
def test_what_is_wrong_with_a_unit_test_is_said_before_anything_runs(read: Read, test: str, message: str) -> None:
    parsed = read(test, {"tests/fixtures/orders.csv": "a\n"})
    assert [str(error) for error in unit_testing.wrong_in(parsed)] == [message]


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), rows: [{order: 1}]}]\nexpect: {rows: []}",
            "The unit test `u` names a column `order`, which `stg_orders` does not have.\n"
            "  at  models/units.yml:4:13\n  try `order_id`, the closest name",
        ),
        (
            f"model: orders\n{ONE_ROW}\nexpect: {{rows: [{{stat: A}}]}}",
            "The unit test `u` names a column `stat`, which `orders` does not have.\n"
            "  at  models/units.yml:5:5\n  try `state`, the closest name",
        ),
        (
            "model: orders\ngiven: [{input: ref('stg_orders'), rows: [{order_id: one}]}]\nexpect: {rows: []}",
            "The rows of the unit test `u` cannot be made: Could not convert string 'one' to INT32.\n"
            "  at  models/units.yml:4:13\n  try a value that the type of its column can hold",
        ),
    ],
)
def test_what_is_wrong_with_its_rows_is_said_when_it_runs(
    read: Read, shop: duckdb.DuckDBPyConnection, test: str, message: str
) -> None:
    result = result_of(shop, read(test))
    assert (result.answer, result.fault) == (Answer.ERROR, message)


def test_a_table_of_a_file_that_is_not_the_connection_s_first_is_found(read: Read) -> None:
    parsed = read("model: orders\ngiven: [{input: ref('stg_orders'), rows: [{order_id: 1}]}]\nexpect: {rows: []}")
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as shop")
        con.execute("create table shop.main.stg_orders (order_id integer, state varchar, amount double)")
        con.execute("use shop.main")
        assert result_of(con, parsed).unexpected_rows == ({"order_id": 1, "state": None, "twice": None},)
