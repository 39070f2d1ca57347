"""The checks of the contract: an expectation, whether the people hold it, and what is seen of those that do not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import wh.gx_duckdb  # noqa: F401  # first: it imports Great Expectations quietly

# isort: split
import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

TABLES = """
create schema s;
create type s.mood as enum ('calm', 'cross');
create table s.people as select
    i::bigint as id,
    'name ' || i as name,
    i * 1.5::double as age,
    if(i > 15, null, i::integer) as seat,
    (i * 1.1)::decimal(10, 2) as price,
    i::hugeint * 100000000000000000000 as far,
    date '2000-01-01' + i::integer as born,
    timestamp '2025-01-01 00:00:00' + to_hours(i::integer) as seen,
    timestamptz '2025-01-01 00:00:00+00' + to_hours(i::integer) as called,
    i % 2 = 0 as is_free,
    if(i % 2 = 0, 'calm', 'cross')::s.mood as mood,
    ['a', 'b'] as tags,
    {'city': 'c' || i % 2, 'zip': i::integer} as home,
    map {'k': i::integer} as marks,
    '2025-01-' || lpad(i::varchar, 2, '0') as day,
    '{"seat": ' || i || '}' as note,
    null::varchar as nothing
from range(1, 21) as r(i);
create view s.seen as from s.people;
create table people as from s.people;
create table s.other as from range(20);
create table s.fewer as from range(19);
create table other as from range(20);
create table fewer as from range(19);
"""
COLUMNS = [
    *("id", "name", "age", "seat", "price", "far", "born", "seen", "called", "is_free", "mood", "tags", "home"),
    *("marks", "day", "note", "nothing"),
]
NAMES = [f"name {number}" for number in range(1, 21)]


class Check(NamedTuple):
    """An expectation of the people, whether it holds, and what its result is to say beside."""

    expectation: Any
    holds: bool
    said: dict[str, Any]


def held(expectation: Any, **said: Any) -> Check:
    """Return a check that holds."""
    return Check(expectation, True, said)


def broken(expectation: Any, **said: Any) -> Check:
    """Return a check that is broken."""
    return Check(expectation, False, said)


def rows(*values: Any) -> dict[str, Any]:
    """Say which values break a check on each row."""
    return {"unexpected_list": list(values), "unexpected_count": len(values)}


TYPES = {
    "BIGINT": "id",
    "VARCHAR": "name",
    "DOUBLE": "age",
    "INTEGER": "seat",
    "DECIMAL(10,2)": "price",
    "HUGEINT": "far",
    "DATE": "born",
    "TIMESTAMP": "seen",
    "TIMESTAMP WITH TIME ZONE": "called",
    "BOOLEAN": "is_free",
    "ENUM('calm', 'cross')": "mood",
    "VARCHAR[]": "tags",
    "STRUCT(city VARCHAR, zip INTEGER)": "home",
    "MAP(VARCHAR, INTEGER)": "marks",
}
ALIASES = {"INT8": "id", "TEXT": "name", "FLOAT8": "age", "INT": "seat", "TIMESTAMPTZ": "called", "BOOL": "is_free"}

ON_TYPES = {
    **{
        f"type {name}": held(gxe.ExpectColumnValuesToBeOfType(column=column, type_=name))
        for name, column in TYPES.items()
    },
    **{
        f"type {name}": held(gxe.ExpectColumnValuesToBeOfType(column=column, type_=name))
        for name, column in ALIASES.items()
    },
    "type of a list is not that of its members": broken(
        gxe.ExpectColumnValuesToBeOfType(column="tags", type_="VARCHAR"), observed_value="VARCHAR[]"
    ),
    "type of another precision": broken(
        gxe.ExpectColumnValuesToBeOfType(column="price", type_="DECIMAL(18,3)"), observed_value="DECIMAL(10,2)"
    ),
    "type in a list": held(gxe.ExpectColumnValuesToBeInTypeList(column="age", type_list=["FLOAT4", "FLOAT8"])),
    "type in no list": broken(
        gxe.ExpectColumnValuesToBeInTypeList(column="seen", type_list=["DATE", "TIMESTAMPTZ"]),
        observed_value="TIMESTAMP",
    ),
    "type of the column": held(gxe.ExpectColumnTypeToBe(column="born", type_="DATE")),
    "other type of the column": broken(
        gxe.ExpectColumnTypeToBe(column="born", type_="TIMESTAMP"), observed_value="DATE"
    ),
}
ON_ROWS = {
    "unique": held(gxe.ExpectColumnValuesToBeUnique(column="id")),
    "not unique": broken(gxe.ExpectColumnValuesToBeUnique(column="is_free"), unexpected_count=20),
    "unique structs": held(gxe.ExpectColumnValuesToBeUnique(column="home")),
    "unique lists": broken(gxe.ExpectColumnValuesToBeUnique(column="tags"), unexpected_count=20),
    "given": held(gxe.ExpectColumnValuesToNotBeNull(column="name")),
    "not given": broken(gxe.ExpectColumnValuesToNotBeNull(column="seat"), unexpected_count=5),
    "mostly given": held(gxe.ExpectColumnValuesToNotBeNull(column="seat", mostly=0.75), unexpected_count=5),
    "null": held(gxe.ExpectColumnValuesToBeNull(column="nothing")),
    "not null": broken(gxe.ExpectColumnValuesToBeNull(column="seat"), unexpected_count=15),
    "in set": held(gxe.ExpectColumnValuesToBeInSet(column="name", value_set=NAMES)),
    "not in set": broken(
        gxe.ExpectColumnValuesToBeInSet(column="name", value_set=NAMES[:18]), **rows("name 19", "name 20")
    ),
    "set of booleans": held(gxe.ExpectColumnValuesToBeInSet(column="is_free", value_set=[True, False])),
    "set of an enum": broken(gxe.ExpectColumnValuesToBeInSet(column="mood", value_set=["calm"]), unexpected_count=10),
    "set of days": broken(
        gxe.ExpectColumnValuesToBeInSet(column="born", value_set=[date(2000, 1, 2)]), unexpected_count=19
    ),
    "set of nulls": held(gxe.ExpectColumnValuesToBeInSet(column="nothing", value_set=["x"]), missing_count=20),
    "in no set": held(gxe.ExpectColumnValuesToNotBeInSet(column="name", value_set=["it's", "x:y", "50%"])),
    "in a forbidden set": broken(
        gxe.ExpectColumnValuesToNotBeInSet(column="name", value_set=["name 3"]), **rows("name 3")
    ),
    "between": held(gxe.ExpectColumnValuesToBeBetween(column="age", min_value=1.5, max_value=30)),
    "not between": broken(gxe.ExpectColumnValuesToBeBetween(column="age", max_value=28), **rows(28.5, 30.0)),
    "strictly between": broken(
        gxe.ExpectColumnValuesToBeBetween(column="age", min_value=1.5, strict_min=True), **rows(1.5)
    ),
    "between decimals": broken(
        gxe.ExpectColumnValuesToBeBetween(column="price", max_value=20.9), **rows(Decimal("22.00"))
    ),
    "between days": broken(
        gxe.ExpectColumnValuesToBeBetween(column="born", max_value=date(2000, 1, 20)), **rows(date(2000, 1, 21))
    ),
    "between times": held(gxe.ExpectColumnValuesToBeBetween(column="seen", min_value=datetime(2025, 1, 1))),
    "between zoned times": held(
        gxe.ExpectColumnValuesToBeBetween(column="called", min_value=datetime(2025, 1, 1, tzinfo=UTC))
    ),
    "between huge numbers": broken(
        gxe.ExpectColumnValuesToBeBetween(column="far", max_value=19 * 10**20), **rows(20 * 10**20)
    ),
    "regex": held(gxe.ExpectColumnValuesToMatchRegex(column="name", regex=r"^name [0-9]{1,2}$")),
    "no regex": broken(gxe.ExpectColumnValuesToMatchRegex(column="name", regex=r"\d\d$"), unexpected_count=9),
    "regex with a colon and a percent sign": held(
        gxe.ExpectColumnValuesToNotMatchRegex(column="name", regex=r":\w|%|'")
    ),
    "forbidden regex": broken(
        gxe.ExpectColumnValuesToNotMatchRegex(column="name", regex="1$"), **rows("name 1", "name 11")
    ),
    "any regex": held(
        gxe.ExpectColumnValuesToMatchRegexList(column="name", regex_list=["^name", "^x"], match_on="any")
    ),
    "all regexes": broken(
        gxe.ExpectColumnValuesToMatchRegexList(column="name", regex_list=["^name", "0$"], match_on="all"),
        unexpected_count=18,
    ),
    "no regex of a list": held(gxe.ExpectColumnValuesToNotMatchRegexList(column="name", regex_list=["^x", "y$"])),
    "a regex of a forbidden list": broken(
        gxe.ExpectColumnValuesToNotMatchRegexList(column="name", regex_list=["^x", "0$"]), **rows("name 10", "name 20")
    ),
    "like": held(gxe.ExpectColumnValuesToMatchLikePattern(column="name", like_pattern="name %")),
    "not like": broken(
        gxe.ExpectColumnValuesToMatchLikePattern(column="name", like_pattern="name _"), unexpected_count=11
    ),
    "like none": held(gxe.ExpectColumnValuesToNotMatchLikePattern(column="name", like_pattern="x%")),
    "like what is forbidden": broken(
        gxe.ExpectColumnValuesToNotMatchLikePattern(column="name", like_pattern="%1"), **rows("name 1", "name 11")
    ),
    "like any": held(
        gxe.ExpectColumnValuesToMatchLikePatternList(column="name", like_pattern_list=["na%", "x%"], match_on="any")
    ),
    "like all": broken(
        gxe.ExpectColumnValuesToMatchLikePatternList(column="name", like_pattern_list=["na%", "%0"], match_on="all"),
        unexpected_count=18,
    ),
    "like none of a list": held(
        gxe.ExpectColumnValuesToNotMatchLikePatternList(column="name", like_pattern_list=["x%", "%y"])
    ),
    "like one of a forbidden list": broken(
        gxe.ExpectColumnValuesToNotMatchLikePatternList(column="name", like_pattern_list=["%0"]),
        **rows("name 10", "name 20"),
    ),
    "length": held(gxe.ExpectColumnValueLengthsToBeBetween(column="name", min_value=6, max_value=7)),
    "too long": broken(gxe.ExpectColumnValueLengthsToBeBetween(column="name", max_value=6), unexpected_count=11),
    "equal length": held(gxe.ExpectColumnValueLengthsToEqual(column="day", value=10)),
    "other length": broken(gxe.ExpectColumnValueLengthsToEqual(column="name", value=7), unexpected_count=9),
    "near the mean": held(gxe.ExpectColumnValueZScoresToBeLessThan(column="age", threshold=2, double_sided=True)),
    "far from the mean": broken(
        gxe.ExpectColumnValueZScoresToBeLessThan(column="age", threshold=1.5, double_sided=True), **rows(1.5, 30.0)
    ),
    "no outliers": held(gxe.ExpectColumnValuesToNotBeOutliers(column="age", method="iqr", multiplier=1.5)),
    "outliers beyond the quartiles": broken(
        gxe.ExpectColumnValuesToNotBeOutliers(column="age", method="iqr", multiplier=0.49), **rows(1.5, 30.0)
    ),
    "outliers": broken(
        gxe.ExpectColumnValuesToNotBeOutliers(column="age", method="std", multiplier=1.5), **rows(1.5, 30.0)
    ),
    "day as text": held(gxe.ExpectColumnValuesToMatchStrftimeFormat(column="day", strftime_format="%Y-%m-%d")),
    "no day": broken(
        gxe.ExpectColumnValuesToMatchStrftimeFormat(column="name", strftime_format="%Y-%m-%d"), unexpected_count=20
    ),
    "json": held(gxe.ExpectColumnValuesToBeJsonParseable(column="note")),
    "no json": broken(gxe.ExpectColumnValuesToBeJsonParseable(column="name"), unexpected_count=20),
    "row condition": held(
        gxe.ExpectColumnValuesToBeBetween(column="id", max_value=5, row_condition=Column("name") == "name 5")
    ),
    "row condition on null": held(
        gxe.ExpectColumnValuesToBeBetween(column="id", min_value=16, row_condition=Column("seat").is_null()),
        element_count=5,
    ),
    "row condition that is broken": broken(
        gxe.ExpectColumnValuesToBeBetween(
            column="id", max_value=19, row_condition=(Column("id") > 18) & Column("name").is_in(["name 20", "x"])
        ),
        **rows(20),
    ),
}
ON_COLUMNS = {
    "greater": held(gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="age", column_B="id")),
    "not greater": broken(
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="id", column_B="seat", ignore_row_if="either_value_is_missing"
        ),
        unexpected_count=15,
    ),
    "greater or equal": held(
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="id", column_B="seat", or_equal=True, ignore_row_if="either_value_is_missing"
        )
    ),
    "equal pair": held(
        gxe.ExpectColumnPairValuesToBeEqual(column_A="id", column_B="seat", ignore_row_if="either_value_is_missing")
    ),
    "unequal pair": broken(gxe.ExpectColumnPairValuesToBeEqual(column_A="id", column_B="age"), unexpected_count=20),
    "pair in set": held(
        gxe.ExpectColumnPairValuesToBeInSet(
            column_A="is_free", column_B="mood", value_pairs_set=[(True, "calm"), (False, "cross")]
        )
    ),
    "pair in no set": broken(
        gxe.ExpectColumnPairValuesToBeInSet(column_A="is_free", column_B="mood", value_pairs_set=[(True, "calm")]),
        unexpected_count=10,
    ),
    "compound key": held(gxe.ExpectCompoundColumnsToBeUnique(column_list=["id", "is_free"])),
    "no compound key": broken(
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["tags", "is_free"]), unexpected_count=20
    ),
    "sum of columns": held(
        gxe.ExpectMulticolumnSumToEqual(column_list=["id", "seat"], sum_total=4, row_condition=Column("id") == 2)
    ),
    "other sum of columns": broken(
        gxe.ExpectMulticolumnSumToEqual(column_list=["id", "seat"], sum_total=4, ignore_row_if="any_value_is_missing"),
        unexpected_count=14,
    ),
    "equal columns": held(
        gxe.ExpectMulticolumnValuesToBeEqual(column_list=["id", "seat"], ignore_row_if="any_value_is_missing")
    ),
    "unequal columns": broken(gxe.ExpectMulticolumnValuesToBeEqual(column_list=["id", "age"]), unexpected_count=20),
    "unique within a row": held(gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(column_list=["id", "age"])),
    "twice within a row": broken(
        gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(
            column_list=["id", "seat"], ignore_row_if="any_value_is_missing"
        ),
        unexpected_count=15,
    ),
}
ON_AGGREGATES = {
    "max": held(gxe.ExpectColumnMaxToBeBetween(column="id", min_value=20, max_value=20), observed_value=20),
    "max too small": broken(
        gxe.ExpectColumnMaxToBeBetween(column="price", min_value=30), observed_value=Decimal("22.00")
    ),
    "max of days": held(
        gxe.ExpectColumnMaxToBeBetween(column="born", max_value=date(2000, 1, 21)), observed_value=date(2000, 1, 21)
    ),
    "min": held(gxe.ExpectColumnMinToBeBetween(column="age", min_value=1.5), observed_value=1.5),
    "min too small": broken(gxe.ExpectColumnMinToBeBetween(column="far", min_value=10**21), observed_value=10**20),
    "mean": held(gxe.ExpectColumnMeanToBeBetween(column="id", min_value=10.5, max_value=10.5), observed_value=10.5),
    "other mean": broken(gxe.ExpectColumnMeanToBeBetween(column="price", max_value=11), observed_value=11.55),
    "median": held(gxe.ExpectColumnMedianToBeBetween(column="id", min_value=10.5, max_value=10.5), observed_value=10.5),
    "other median": broken(gxe.ExpectColumnMedianToBeBetween(column="seat", min_value=9), observed_value=8),
    "deviation": held(gxe.ExpectColumnStdevToBeBetween(column="id", min_value=5.91, max_value=5.92)),
    "other deviation": broken(gxe.ExpectColumnStdevToBeBetween(column="id", max_value=1)),
    "sum": held(gxe.ExpectColumnSumToBeBetween(column="id", min_value=210, max_value=210), observed_value=210),
    "other sum": broken(gxe.ExpectColumnSumToBeBetween(column="seat", max_value=119), observed_value=120),
    "quantiles": held(
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="id", quantile_ranges={"quantiles": [0.1, 0.5, 0.9], "value_ranges": [[2, 2], [10, 10], [18, 18]]}
        )
    ),
    "other quantiles": broken(
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="age", quantile_ranges={"quantiles": [0.5], "value_ranges": [[1, 2]]}
        )
    ),
    "distinct values in set": held(
        gxe.ExpectColumnDistinctValuesToBeInSet(column="mood", value_set=["calm", "cross", "glad"])
    ),
    "distinct values beside a set": broken(gxe.ExpectColumnDistinctValuesToBeInSet(column="mood", value_set=["calm"])),
    "distinct values contain": held(gxe.ExpectColumnDistinctValuesToContainSet(column="is_free", value_set=[True])),
    "distinct values lack": broken(gxe.ExpectColumnDistinctValuesToContainSet(column="mood", value_set=["glad"])),
    "distinct values equal": held(gxe.ExpectColumnDistinctValuesToEqualSet(column="is_free", value_set=[True, False])),
    "distinct values differ": broken(gxe.ExpectColumnDistinctValuesToEqualSet(column="mood", value_set=["calm"])),
    "number of distinct values": held(
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="name", min_value=20, max_value=20), observed_value=20
    ),
    "few distinct values": broken(
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="mood", min_value=3), observed_value=2
    ),
    "share of distinct values": held(
        gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="id", min_value=1), observed_value=1
    ),
    "low share of distinct values": broken(
        gxe.ExpectColumnProportionOfUniqueValuesToBeBetween(column="is_free", min_value=0.5), observed_value=0.1
    ),
    "share of given values": held(
        gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(column="seat", min_value=0.75, max_value=0.75),
        observed_value=0.75,
    ),
    "low share of given values": broken(
        gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(column="nothing", min_value=0.1), observed_value=0
    ),
    "most common value": held(
        gxe.ExpectColumnMostCommonValueToBeInSet(column="mood", value_set=["calm"], ties_okay=True)
    ),
    "other most common value": broken(gxe.ExpectColumnMostCommonValueToBeInSet(column="day", value_set=["x"])),
    "distribution of kinds": held(
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="is_free", partition_object={"values": [True, False], "weights": [0.5, 0.5]}, threshold=0.01
        )
    ),
    "other distribution of kinds": broken(
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="is_free", partition_object={"values": [True, False], "weights": [0.9, 0.1]}, threshold=0.1
        )
    ),
    "distribution of numbers": held(
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="age", partition_object={"bins": [0, 15, 31], "weights": [0.5, 0.5]}, threshold=0.1
        )
    ),
    "other distribution of numbers": broken(
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column="age", partition_object={"bins": [0, 15, 31], "weights": [0.99, 0.01]}, threshold=0.1
        )
    ),
}
ON_TABLES = {
    "rows": held(gxe.ExpectTableRowCountToEqual(value=20), observed_value=20),
    "other rows": broken(gxe.ExpectTableRowCountToEqual(value=19), observed_value=20),
    "rows between": held(gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=20), observed_value=20),
    "rows not between": broken(gxe.ExpectTableRowCountToBeBetween(max_value=19), observed_value=20),
    "columns": held(gxe.ExpectTableColumnCountToEqual(value=17), observed_value=17),
    "other columns": broken(gxe.ExpectTableColumnCountToEqual(value=7), observed_value=17),
    "columns between": held(gxe.ExpectTableColumnCountToBeBetween(max_value=17), observed_value=17),
    "columns not between": broken(gxe.ExpectTableColumnCountToBeBetween(min_value=18), observed_value=17),
    "column": held(gxe.ExpectColumnToExist(column="price", column_index=4)),
    "no column": broken(gxe.ExpectColumnToExist(column="no_such")),
    "set of columns": held(gxe.ExpectTableColumnsToMatchSet(column_set=["id", "name"], exact_match=False)),
    "other set of columns": broken(gxe.ExpectTableColumnsToMatchSet(column_set=["id", "name"])),
    "order of columns": held(gxe.ExpectTableColumnsToMatchOrderedList(column_list=COLUMNS)),
    "other order of columns": broken(gxe.ExpectTableColumnsToMatchOrderedList(column_list=["id", "name"])),
    "custom SQL": held(
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch} where name = 'a:b' or id > 20"),
        observed_value=0,
    ),
    "custom SQL with rows": broken(
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select id from {batch} where id > 18 order by id"),
        observed_value=2,
        details={"unexpected_rows": [{"id": 19}, {"id": 20}]},
    ),
    "custom SQL with a percent sign": broken(
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select id from {batch} where name like '%20'"),
        observed_value=1,
    ),
    "custom SQL of groups": broken(
        gxe.UnexpectedRowsExpectation(
            unexpected_rows_query="select mood, count(*) as number from {batch} group by all having count(*) > 5"
        ),
        observed_value=2,
    ),
    "results of queries": held(
        gxe.ExpectQueryResultsToMatchComparison(
            base_query="select id from {batch}",
            comparison_data_source_name="here",
            comparison_query="select range + 1 from s.other",
        )
    ),
    "other results of queries": broken(
        gxe.ExpectQueryResultsToMatchComparison(
            base_query="select id from {batch}",
            comparison_data_source_name="here",
            comparison_query="select range from s.other",
        )
    ),
    "as many rows as another table": held(gxe.ExpectTableRowCountToEqualOtherTable(other_table_name="other")),
    "more rows than another table": broken(gxe.ExpectTableRowCountToEqualOtherTable(other_table_name="fewer")),
}
EVERYWHERE = ON_TYPES | ON_ROWS | ON_COLUMNS | ON_AGGREGATES | ON_TABLES
