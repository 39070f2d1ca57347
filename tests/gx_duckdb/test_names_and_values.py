"""Names that need quotation marks, and values at the edge: none, not a number, without end, too large for 64 bits."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from wh.gx_duckdb import lent_datasource

# isort: split
import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

NAMES = (
    *("select", "two words", "it's", "50%", "a:b", ":b", "über", "日本", "a.b", "CamelCase", "a(b)"),
    *("semi;colon", "back\\slash", "{batch}", "--", "%s", "%(x)s", "$x"),
)
# Great Expectations' own faults: how it writes down that a column is not null, and fills in a query that it shows
STILL_WRONG = ('a "quotation"', "?")
AT_THE_EDGE = """
create table hollow (id bigint, level double);
create table levels as select * from (values
    (1, 1.5::double, 170141183460469231731687303715884105727::hugeint),
    (2, 'inf'::double, 1),
    (3, 'nan'::double, 2),
    (4, null, null)
) as rows(id, level, large);
"""


@pytest.fixture(scope="module")
def source() -> Iterator[Any]:
    with duckdb.connect() as connection:
        connection.execute(AT_THE_EDGE)
        for name in (*NAMES, *STILL_WRONG):
            connection.execute(
                f"create table {quoted(name)} as select i as id, 'x' || i as {quoted(name)} from range(3) r(i)"
            )
        connection.execute('create schema "my ""schema"; create table "my ""schema"."a table" as select 1 as id')
        with lent_datasource(connection) as lent:
            yield lent


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def batch(source: Any, table: str, schema: str | None = None) -> Any:
    if table not in {asset.name for asset in source.assets}:
        source.add_table_asset(table, table, *([schema] if schema else []))
        source.get_asset(table).add_batch_definition_whole_table("all")
    return source.get_asset(table).get_batch_definition("all").get_batch()


@pytest.mark.parametrize("name", NAMES)
def test_a_table_and_a_column_of_any_name_are_checked(name: str, source: Any) -> None:
    held = [
        gxe.ExpectColumnValuesToBeUnique(column=name),
        gxe.ExpectColumnValuesToNotBeNull(column=name),
        gxe.ExpectColumnToExist(column=name),
        gxe.ExpectColumnValuesToBeOfType(column=name, type_="VARCHAR"),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column=name, min_value=3, max_value=3),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=[name, "id"]),
        gxe.ExpectColumnValuesToBeUnique(column="id", row_condition=Column(name).is_not_null()),
    ]
    broken = gxe.ExpectColumnValuesToNotBeInSet(column=name, value_set=["x0"])
    suite = gx.ExpectationSuite(name, expectations=[*held, broken])
    said = batch(source, name).validate(suite, result_format="COMPLETE").results
    (failed,) = (each for each in said if not each.success)
    assert failed.result["unexpected_list"] == ["x0"]


@pytest.mark.parametrize("name", STILL_WRONG)
def test_two_names_of_columns_are_still_an_error_and_no_verdict(name: str, source: Any) -> None:
    said = batch(source, name).validate(gxe.ExpectColumnValuesToBeUnique(column=name), result_format="COMPLETE")
    assert (said.success, said.result) == (False, {})


def test_a_schema_of_any_name_is_found(source: Any) -> None:
    assert batch(source, "a table", 'my "schema').validate(gxe.ExpectColumnValuesToBeUnique(column="id")).success


EMPTY = (
    gxe.ExpectColumnValuesToBeUnique(column="id"),
    gxe.ExpectColumnValuesToNotBeNull(column="id"),
    gxe.ExpectColumnValuesToBeBetween(column="level", min_value=1),
    gxe.ExpectColumnValuesToBeOfType(column="level", type_="DOUBLE"),
    gxe.ExpectTableRowCountToEqual(value=0),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["id", "level"]),
    gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch}"),
)


@pytest.mark.parametrize("expectation", EMPTY, ids=lambda each: each.expectation_type)
def test_an_empty_table_breaks_nothing_as_on_any_database(expectation: Any, source: Any) -> None:
    assert batch(source, "hollow").validate(expectation).success


@pytest.mark.parametrize("kind", ["Max", "Mean", "Sum", "Stdev", "Median"])
def test_an_aggregate_of_no_rows_is_no_success_and_no_error(kind: str, source: Any) -> None:
    asked = getattr(gxe, f"ExpectColumn{kind}ToBeBetween")(column="level", min_value=1)
    said = batch(source, "hollow").validate(asked)
    assert not said.exception_info["raised_exception"], said.exception_info
    assert (said.success, said.result["observed_value"]) == (False, None)


def told(source: Any, expectation: Any) -> dict[str, Any]:
    said = batch(source, "levels").validate(expectation, result_format="COMPLETE")
    result: dict[str, Any] = said.result
    return result


def test_infinity_and_what_is_no_number_are_greater_than_any_number(source: Any) -> None:
    said = told(source, gxe.ExpectColumnValuesToBeBetween(column="level", max_value=100))
    assert [str(value) for value in said["unexpected_list"]] == ["inf", "nan"]
    assert said["missing_count"] == 1


def test_a_number_beyond_64_bits_keeps_every_digit(source: Any) -> None:
    said = told(source, gxe.ExpectColumnMaxToBeBetween(column="large", max_value=0))
    assert said["observed_value"] == 170141183460469231731687303715884105727
    said = told(source, gxe.ExpectColumnValuesToBeInSet(column="large", value_set=[1, 2]))
    assert said["unexpected_list"] == [170141183460469231731687303715884105727]


def test_a_null_is_missing_and_neither_in_a_set_nor_beside_it(source: Any) -> None:
    for check in (gxe.ExpectColumnValuesToBeInSet, gxe.ExpectColumnValuesToNotBeInSet):
        said = told(source, check(column="id", value_set=[1, 2, 3, 4], row_condition=Column("level").is_null()))
        assert said["element_count"] == 1
    assert told(source, gxe.ExpectColumnValuesToBeInSet(column="large", value_set=[1]))["missing_count"] == 1
