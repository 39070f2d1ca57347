"""What the bridge promises: Great Expectations' own checks, right on DuckDB, through each kind of asset."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy

from wh.rules.bridge import DuckDBDatasource, lent, lent_datasource, quiet_context

# isort: split
import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

PEOPLE = """
create schema s;
create table s.people (id bigint, name varchar, age double, born date, seen timestamp, is_free boolean, tags varchar[]);
insert into s.people
    select i, 'name ' || i, i * 1.5, date '2000-01-01' + i::int, timestamp '2025-01-01 00:00:00' + to_hours(i::int),
        i % 2 = 0, ['a', 'b']
    from range(1, 21) as r(i);
create view s.seen as from s.people;
create table people as from s.people;
"""

ASSETS = ("table", "view", "query", "table without a schema")

# Each check: an expectation that holds, and one of its kind that does not.
CHECKS = {
    "unique": (
        gxe.ExpectColumnValuesToBeUnique(column="id"),
        gxe.ExpectColumnValuesToBeUnique(column="is_free"),
    ),
    "not null": (
        gxe.ExpectColumnValuesToNotBeNull(column="name"),
        gxe.ExpectColumnValuesToBeNull(column="name"),
    ),
    "in set": (
        gxe.ExpectColumnValuesToBeInSet(column="is_free", value_set=[True, False]),
        gxe.ExpectColumnValuesToNotBeInSet(column="name", value_set=["name 3"]),
    ),
    "between": (
        gxe.ExpectColumnValuesToBeBetween(column="age", min_value=1.5, max_value=30),
        gxe.ExpectColumnValuesToBeBetween(column="age", max_value=29),
    ),
    "regex": (
        gxe.ExpectColumnValuesToMatchRegex(column="name", regex="^name [0-9]{1,2}$"),
        gxe.ExpectColumnValuesToNotMatchRegex(column="name", regex="1$"),
    ),
    "regex list": (
        gxe.ExpectColumnValuesToMatchRegexList(column="name", regex_list=["^name", "^other"], match_on="any"),
        gxe.ExpectColumnValuesToNotMatchRegexList(column="name", regex_list=["^name"]),
    ),
    "like": (
        gxe.ExpectColumnValuesToMatchLikePattern(column="name", like_pattern="name %"),
        gxe.ExpectColumnValuesToNotMatchLikePattern(column="name", like_pattern="%1"),
    ),
    "like list": (
        gxe.ExpectColumnValuesToMatchLikePatternList(column="name", like_pattern_list=["na%", "x%"], match_on="any"),
        gxe.ExpectColumnValuesToNotMatchLikePatternList(column="name", like_pattern_list=["na%"]),
    ),
    "length": (
        gxe.ExpectColumnValueLengthsToBeBetween(column="name", min_value=6, max_value=7),
        gxe.ExpectColumnValueLengthsToEqual(column="name", value=6),
    ),
    "type": (
        gxe.ExpectColumnValuesToBeOfType(column="name", type_="VARCHAR"),
        gxe.ExpectColumnValuesToBeOfType(column="name", type_="BIGINT"),
    ),
    "type of a list": (
        gxe.ExpectColumnValuesToBeOfType(column="tags", type_="VARCHAR[]"),
        gxe.ExpectColumnValuesToBeOfType(column="tags", type_="VARCHAR"),
    ),
    "type by another name": (
        gxe.ExpectColumnValuesToBeInTypeList(column="age", type_list=["FLOAT8", "FLOAT4"]),
        gxe.ExpectColumnValuesToBeInTypeList(column="seen", type_list=["DATE", "TIMESTAMPTZ"]),
    ),
    "pair": (
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="age", column_B="id"),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="age", column_B="id"),
    ),
    "compound key": (
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["id", "is_free"]),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["tags", "is_free"]),
    ),
    "sum of columns": (
        gxe.ExpectMulticolumnSumToEqual(column_list=["id", "id"], sum_total=4, row_condition=Column("id") == 2),
        gxe.ExpectMulticolumnSumToEqual(column_list=["id", "id"], sum_total=4),
    ),
    "unique within a row": (
        gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["id", "age"]),
        gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["id", "id"]),
    ),
    "row condition": (
        gxe.ExpectColumnValuesToBeBetween(column="id", max_value=5, row_condition=Column("name") == "name 5"),
        gxe.ExpectColumnValuesToBeBetween(column="id", max_value=5, row_condition=Column("id") > 4),
    ),
    "max": (
        gxe.ExpectColumnMaxToBeBetween(column="id", min_value=20, max_value=20),
        gxe.ExpectColumnMinToBeBetween(column="id", min_value=2),
    ),
    "mean": (
        gxe.ExpectColumnMeanToBeBetween(column="id", min_value=10.5, max_value=10.5),
        gxe.ExpectColumnMedianToBeBetween(column="id", min_value=11),
    ),
    "deviation": (
        gxe.ExpectColumnStdevToBeBetween(column="id", min_value=5.9, max_value=5.92),
        gxe.ExpectColumnStdevToBeBetween(column="id", max_value=1),
    ),
    "quantiles": (
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="age", quantile_ranges={"quantiles": [0.1, 0.9], "value_ranges": [[1, 5], [25, 30]]}
        ),
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="age", quantile_ranges={"quantiles": [0.5], "value_ranges": [[1, 2]]}
        ),
    ),
    "distinct values": (
        gxe.ExpectColumnDistinctValuesToEqualSet(column="is_free", value_set=[True, False]),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="is_free", min_value=3),
    ),
    "share of distinct values": (
        gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="id", min_value=1),
        gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="is_free", min_value=0.5),
    ),
    "most common value": (
        gxe.ExpectColumnMostCommonValueToBeInSet(column="is_free", value_set=[True], ties_okay=True),
        gxe.ExpectColumnMostCommonValueToBeInSet(column="is_free", value_set=["x"]),
    ),
    "sum": (
        gxe.ExpectColumnSumToBeBetween(column="id", min_value=210, max_value=210),
        gxe.ExpectColumnSumToBeBetween(column="id", max_value=209),
    ),
    "rows": (
        gxe.ExpectTableRowCountToEqual(value=20),
        gxe.ExpectTableRowCountToBeBetween(max_value=19),
    ),
    "columns": (
        gxe.ExpectTableColumnCountToEqual(value=7),
        gxe.ExpectColumnToExist(column="no_such"),
    ),
    "set of columns": (
        gxe.ExpectTableColumnsToMatchSet(column_set=["id", "name"], exact_match=False),
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=["id", "name"]),
    ),
    "custom SQL": (
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch} where name = 'a:b' or id > 20"),
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch} where id > 18"),
    ),
}


@pytest.fixture(scope="module")
def batches() -> Iterator[dict[str, Any]]:
    """Yield a batch of each kind of asset, on a lent connection."""
    with duckdb.connect() as connection:
        connection.execute(PEOPLE)
        with lent_datasource(connection) as source:
            assets = (
                source.add_table_asset("table", "people", "s"),
                source.add_table_asset("view", "seen", "s"),
                source.add_query_asset("query", "select * from s.people where id > 0"),
                source.add_table_asset("table without a schema", "people"),
            )
            yield {asset.name: asset.add_batch_definition_whole_table("all").get_batch() for asset in assets}


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_holds_and_breaks_where_it_should(check: str, asset: str, batches: dict[str, Any]) -> None:
    holding, breaking = CHECKS[check]
    held = batches[asset].validate(holding, result_format="COMPLETE")
    broken = batches[asset].validate(breaking, result_format="COMPLETE")
    assert not held.exception_info.get("raised_exception"), held.exception_info
    assert not broken.exception_info.get("raised_exception"), broken.exception_info
    assert (held.success, broken.success) == (True, False)


def test_broken_values_and_their_keys_come_with_the_verdict(batches: dict[str, Any]) -> None:
    said = batches["view"].validate(
        gxe.ExpectColumnValuesToBeBetween(column="age", max_value=28),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]},
    )
    assert said.result["unexpected_index_list"] == [{"age": 28.5, "id": 19}, {"age": 30.0, "id": 20}]


def test_an_engine_is_lent_alone_and_gives_rows_after_the_connection_went_back() -> None:
    with duckdb.connect() as connection:
        connection.execute(PEOPLE)
        with lent(connection) as engine:
            batch = engine.load_table("s", "people")
            rows = engine.execute_query(sqlalchemy.text(engine.batch_as_sql({"batch_id": batch})))
            assert len(rows.fetchall()) == 20


def test_the_lender_goes_on_with_its_own_connection() -> None:
    with duckdb.connect() as connection:
        connection.execute(PEOPLE)
        with lent(connection) as engine:
            engine.load_table("s", "people")
        assert connection.execute("select count(*) from s.people").fetchone() == (20,)


def test_the_loan_is_of_the_database_and_schema_in_use() -> None:
    with duckdb.connect() as connection:
        connection.execute('attach \':memory:\' as "other one"; use "other one"; create schema s; use "other one".s')
        connection.execute("create table things as select 1 as id")
        with lent_datasource(connection) as source:
            batch = source.add_table_asset("things").add_batch_definition_whole_table("all").get_batch()
            assert batch.validate(gxe.ExpectTableRowCountToEqual(value=1)).success


def test_what_is_not_committed_is_not_seen() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table things as select 1 as id")
        connection.execute("begin; insert into things values (2)")
        with lent_datasource(connection) as source:
            batch = source.add_table_asset("things").add_batch_definition_whole_table("all").get_batch()
            assert batch.validate(gxe.ExpectTableRowCountToEqual(value=1)).success
        connection.execute("rollback")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_is_checked_by_its_url(read_only: bool, tmp_path: Path) -> None:
    file = tmp_path / "things.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(PEOPLE)
    settings = {"connect_args": {"read_only": True}} if read_only else {}
    source = DuckDBDatasource(name="file", connection_string=f"duckdb:///{file}", kwargs=settings)
    source._data_context = quiet_context()
    try:
        batch = source.add_table_asset("people", "people", "s").add_batch_definition_whole_table("all").get_batch()
        assert batch.validate(gxe.ExpectColumnValuesToMatchRegex(column="name", regex="^name")).success
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def test_a_context_adds_the_data_source_as_one_of_its_own(tmp_path: Path) -> None:
    context = quiet_context()
    source = context.data_sources.add_duckdb("things", connection_string=f"duckdb:///{tmp_path / 'things.duckdb'}")
    assert isinstance(source, DuckDBDatasource)
    source.get_execution_engine().close()
    source.get_engine().dispose()


def test_no_progress_is_shown(batches: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    batches["table"].validate(gxe.ExpectColumnValuesToBeUnique(column="id"))
    assert capfd.readouterr() == ("", "")
