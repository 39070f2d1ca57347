"""dbt's data tests as rules: the verdicts of dbt, the failing rows, and the same in Great Expectations alone."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest

from wh.results import Answer, CheckOutcome, DataTest, Severity
from wh.rules import check, dbt_status, suites_of
from wh.rules.bridge import lent_datasource

# isort: split
from great_expectations import ExpectationSuite

ROWS = """
create schema shop;
create table shop.orders as from (values
    (1, 10, 'placed', 5.0), (2, 10, 'shipped', null), (3, 11, 'lost', 7.0),
    (3, null, null, 8.0), (null, 99, 'lost', 9.0)
) as t(order_id, customer_id, status, amount);
create table shop.customers as from (values (10, 'Ann'), (11, 'Bob')) as t(customer_id, name);
create table shop.nothing as from shop.orders where false;
create table shop.nulls as select null::integer as order_id from range(3);
create table shop."odd.table ""x"" y" as from (values (1, 'a:b'), (1, 'c')) as t("my col", "select");
create table shop.told as select 'it''s' as status;
create view shop.seen as from shop.orders;
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        yield connection


def make(kind: str, column: str | None = "order_id", table: str = "shop.orders", **told: Any) -> DataTest:
    beside = ("severity", "where", "limit", "warn_if", "error_if", "fail_calc", "name")
    settings = {key: told.pop(key) for key in beside if key in told}
    settings.setdefault("name", f"{kind}_{column}")
    return DataTest(kind=kind, table_name=table, column=column, arguments=told, at="models/orders.yml:7", **settings)


def ask(con: duckdb.DuckDBPyConnection, *tests: DataTest, grains: Mapping[str, Any] | None = None) -> CheckOutcome:
    return check(con, suites_of(tests, grains), (), "b1")


def batch(source: Any, table_name: str) -> Any:
    """Return a table as a batch of Great Expectations; by a query where it cannot spell the name."""
    schema, _, table = table_name.partition(".")
    if table.isidentifier():
        asset = source.add_table_asset("it", schema_name=schema, table_name=table)
        return asset.add_batch_definition_whole_table("all").get_batch()
    quoted = table.replace('"', '""')
    asset = source.add_query_asset("it", query=f'select * from {schema}."{quoted}"')
    return asset.add_batch_definition_whole_table("all").get_batch()


UNIQUE = "select order_id from shop.orders where order_id is not null group by 1 having count(*) > 1"
# Each case: the test, the SQL by which dbt asks it, and the details of its failing rows.
CASES: dict[str, tuple[DataTest, str, list[str] | None]] = {
    "unique counts values, not the rows they stand in": (make("unique"), UNIQUE, ["order_id 3 (2 rows)"]),
    "unique among the rows that a condition leaves": (make("unique", where="amount > 7"), "select 1 where false", []),
    "a condition may end in a comment": (make("not_null", where="amount = 5 -- five"), "select 1 where false", []),
    "not null": (
        make("not_null"),
        "select 1 from shop.orders where order_id is null",
        ["order_id null (customer_id 99, status 'lost', amount 9.0)"],
    ),
    "not null of an expression": (
        make("not_null", "order_id + amount"),
        "select 1 from shop.orders where order_id + amount is null",
        None,
    ),
    "values are counted once": (
        make("accepted_values", "status", values=["placed", "shipped"]),
        "select distinct status from shop.orders where status not in ('placed', 'shipped')",
        ["status 'lost' (2 rows)"],
    ),
    "a text is compared with a number as SQL does": (
        make("accepted_values", "customer_id", values=[10, 11]),
        "select 1 where 99 not in ('10', '11')",
        ["customer_id 99 (1 row)"],
    ),
    "values that are no texts": (
        make("accepted_values", "customer_id", values=[10, "9 + 2", 99], quote=False),
        "select 1 where false",
        [],
    ),
    "an apostrophe in a value": (
        make("accepted_values", "status", table="shop.told", values=["it's"]),
        "select 1 where false",
        [],
    ),
    "an apostrophe in a value as dbt wants it": (
        make("accepted_values", "status", table="shop.told", values=["it''s"]),
        "select 1 where false",
        [],
    ),
    "a child without a parent": (
        make("relationships", "customer_id", to="shop.customers", field="customer_id"),
        "select 1 from shop.orders where customer_id = 99",
        ["customer_id 99 (order_id null, status 'lost', amount 9.0)"],
    ),
    "a query": (
        make("query", None, sql="select order_id, amount from shop.orders where amount > 7 -- dear\n;"),
        "select 1 from shop.orders where amount > 7",
        ["order_id 3, amount 8.0", "order_id null, amount 9.0"],
    ),
    "a view": (make("unique", table="shop.seen"), UNIQUE, ["order_id 3 (2 rows)"]),
    "nothing to look at": (make("unique", table="shop.nothing"), "select 1 where false", []),
    "nothing but null": (make("unique", table="shop.nulls"), "select 1 where false", []),
    "names of any spelling": (
        make("unique", "my col", table='shop.odd.table "x" y'),
        "select 1",
        ["my col 1 (2 rows)"],
    ),
    "a name that is quoted already": (
        make("not_null", '"my col"', table='shop.odd.table "x" y'),
        "select 1 where false",
        [],
    ),
    "a colon in a value": (
        make("accepted_values", "select", table='shop.odd.table "x" y', values=["a:b", "c"]),
        "select 1 where false",
        [],
    ),
    "a test of a table in another case": (make("unique", "ORDER_ID", table="SHOP.Orders"), UNIQUE, None),
    "not more than some failures": (
        make("accepted_values", "customer_id", values=[10], warn_if="> 2", error_if="> 2"),
        "select 1 where false",
        [],
    ),
    "not more failures than are looked for": (
        make("not_null", "amount", table="shop.orders", limit=1),
        "select 1 from shop.orders where amount is null limit 1",
        None,
    ),
    "a count of one's own": (
        make("unique", fail_calc="sum(n_records)"),
        "select 1 from range(2)",
        ["order_id 3 (2 rows)"],
    ),
}


@pytest.mark.parametrize(("test", "dbt_asks", "details"), CASES.values(), ids=CASES)
def test_a_data_test_fails_where_it_does_in_dbt(
    test: DataTest, dbt_asks: str, details: list[str] | None, con: duckdb.DuckDBPyConnection
) -> None:
    failures = con.execute(f"select count(*) from ({dbt_asks})").fetchall()[0][0]
    outcome = ask(con, test)
    (result,) = outcome.results
    assert (dbt_status(result), result.broken_count) == ("fail" if failures else "pass", failures)
    if details is not None:
        assert [violation.detail for violation in outcome.violations] == details


@pytest.mark.parametrize(("test", "dbt_asks", "details"), CASES.values(), ids=CASES)
def test_great_expectations_alone_gives_the_same_verdict(
    test: DataTest, dbt_asks: str, details: list[str] | None, con: duckdb.DuckDBPyConnection
) -> None:
    outcome = ask(con, test)
    (suite,) = suites_of([test])
    (rule,) = suite.rules
    with lent_datasource(con) as source:
        written = {"type": rule.type, "kwargs": rule.kwargs, "severity": rule.severity}
        read = json.loads(json.dumps({"name": "it", "expectations": [written]}))
        said = batch(source, suite.table_name).validate(ExpectationSuite(**read), result_format="COMPLETE").results[0]
    assert said["exception_info"].get("exception_message") is None
    assert said["success"] is (outcome.results[0].answer is not Answer.BROKEN)
    assert said["result"]["unexpected_count"] == outcome.results[0].broken_count
    assert len(said["result"]["details"]["unexpected_rows"]) == len(outcome.violations)


@pytest.mark.parametrize(
    ("told", "status", "severity"),
    [
        ({}, "fail", Severity.CRITICAL),
        ({"severity": "warn"}, "warn", Severity.WARNING),
        ({"severity": "WARN"}, "warn", Severity.WARNING),
        ({"error_if": "> 10"}, "warn", Severity.WARNING),
        ({"error_if": "> 10", "warn_if": "> 5"}, "pass", Severity.CRITICAL),
        ({"warn_if": "> 5"}, "fail", Severity.CRITICAL),
        ({"severity": "warn", "warn_if": "> 5"}, "pass", Severity.WARNING),
        ({"error_if": "= 1"}, "fail", Severity.CRITICAL),
        ({"fail_calc": "nullif(count(*), 1)"}, "error", Severity.CRITICAL),
        ({"fail_calc": "no_such"}, "error", Severity.CRITICAL),
    ],
    ids=str,
)
def test_thresholds_say_pass_warn_or_fail_as_in_dbt(
    told: dict[str, Any], status: str, severity: Severity, con: duckdb.DuckDBPyConnection
) -> None:
    (result,) = ask(con, make("unique", **told)).results
    assert (dbt_status(result), result.severity) == (status, severity)


def test_a_threshold_may_ask_for_failures(con: duckdb.DuckDBPyConnection) -> None:
    (result,) = ask(con, make("not_null", "customer_id", table="shop.customers", error_if="< 1")).results
    assert dbt_status(result) == "fail"


@pytest.mark.parametrize("table", ["shop.nothing", "shop.nulls"])
def test_where_there_is_nothing_to_look_at_a_test_is_unanswered_and_no_failure(
    table: str, con: duckdb.DuckDBPyConnection
) -> None:
    (result,) = ask(con, make("unique", table=table)).results
    assert (result.answer, result.candidate_count) == (Answer.UNANSWERED, 0)
    assert dbt_status(result) == "pass"


def test_a_failing_row_is_shown_with_the_key_of_its_table(con: duckdb.DuckDBPyConnection) -> None:
    outcome = ask(con, make("not_null", "amount"), grains={"shop.orders": ["order_id"]})
    assert [violation.detail for violation in outcome.violations] == ["amount null (order_id 2)"]


def test_a_row_that_a_query_gives_tells_its_own_detail_and_ids(con: duckdb.DuckDBPyConnection) -> None:
    sql = "select 'c1' as claim_id, 'it is wrong' as detail"
    (violation,) = ask(con, make("query", None, sql=sql)).violations
    assert (violation.claim_id, violation.detail) == ("c1", "it is wrong")


def test_a_query_about_no_table_is_answered(con: duckdb.DuckDBPyConnection) -> None:
    good = make("query", None, table="", sql="select 1 where false")
    bad = make("query", None, table="shop.not_built", sql="select 7 as seven", name="other")
    assert [result.answer for result in ask(con, good, bad).results] == [Answer.HELD, Answer.BROKEN]


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        (make("unique", "no_such"), 'Referenced column "no_such" not found'),
        (make("unique", table="shop.no_such"), "Table with name no_such does not exist"),
        (make("not_null", where="no_such > 1"), 'Referenced column "no_such" not found'),
        # a name that the parent lacks and the child has
        (make("relationships", "order_id", to="shop.customers", field="order_id"), '"order_id" not found'),
        # a name that the query's own table lacks, and the table that the test is about has
        (make("query", None, sql="select 1 from shop.customers where amount > 1"), '"amount" not found'),
        (make("query", None, sql="selct 1"), "syntax error"),
        (make("accepted_values", "order_id", values=["one"]), "Could not convert string 'one' to INT32"),
    ],
    ids=lambda value: f"{value.kind} {value.column}" if isinstance(value, DataTest) else "",
)
def test_a_test_that_cannot_be_asked_says_why_and_takes_no_other_with_it(
    test: DataTest, fault: str, con: duckdb.DuckDBPyConnection
) -> None:
    others = [make("not_null", "status", name=f"other_{number}") for number in range(3)]
    outcome = ask(con, *others[:2], test, others[2])
    result = next(each for each in outcome.results if each.rule == test.name)
    assert (result.answer, dbt_status(result)) == (Answer.ERROR, "error")
    (told,) = [each for each in outcome.violations if each.rule == test.name]
    assert fault in told.detail
    assert told.file_line == "models/orders.yml:7"
    assert {dbt_status(each) for each in outcome.results if each.rule != test.name} == {"fail"}


def test_many_tests_of_many_tables_are_answered_each_for_itself(con: duckdb.DuckDBPyConnection) -> None:
    for number in range(130):
        con.execute(
            f"create table shop.t{number} as select {number} % 3 as a, r % (2 + {number} % 2) as b from range(2) t(r)"
        )
    tests = [make(kind, column, f"shop.t{number}", name=f"{kind}_{column}_{number}")
             for number in range(130) for kind in ("unique", "not_null") for column in ("a", "b")]  # fmt: skip
    together = ask(con, *tests)
    alone = [ask(con, test) for test in tests[::17]]
    assert together.results[::17] == tuple(each.results[0] for each in alone)
    assert sum(dbt_status(result) == "fail" for result in together.results) == 130


def test_tests_of_one_table_and_file_are_one_suite_with_their_lines() -> None:
    read = suites_of([make("unique"), make("not_null"), make("unique", table="shop.customers")])
    assert [(suite.table_name, str(suite.file), len(suite.rules)) for suite in read] == [
        ("shop.orders", "models/orders.yml", 2),
        ("shop.customers", "models/orders.yml", 1),
    ]
    assert {rule.line for suite in read for rule in suite.rules} == {7}
