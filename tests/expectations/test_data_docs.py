"""Great Expectations' own Data Docs show a rule's sentence with its parameters, the counts and the broken rows."""

from collections.abc import Iterator

import duckdb
import pytest

from wh.expectations import ExpectPartsToAddUp
from wh.rules.bridge import lent_datasource

# isort: split
from great_expectations import ExpectationSuite
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view import DefaultJinjaPageView


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create table floods as from (values ('a', 3, 4, 7), ('b', 3, 4, 9), ('c', 3, null, 9))"
            " as told(report, dead, hurt, casualties)"
        )
        yield connection


def shown(con: duckdb.DuckDBPyConnection, rule: ExpectPartsToAddUp) -> str:
    with lent_datasource(con) as source:
        asset = source.add_table_asset("floods", table_name="floods")
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        result = batch.validate(ExpectationSuite("floods", expectations=[rule]))
    page = ValidationResultsPageRenderer(run_info_at_end=True).render(result)
    return str(DefaultJinjaPageView().render(page))


def test_a_broken_rule_is_shown_with_its_sentence_and_the_rows_that_break_it(con: duckdb.DuckDBPyConnection) -> None:
    page = shown(con, ExpectPartsToAddUp(parts=["dead", "hurt"], whole="casualties", key=["report"]))
    assert "dead, hurt add up to casualties. (key report)" in page
    assert "1 of 2 compared rows breaks it; 1 could not be compared" in page
    assert "report b: dead 3 + hurt 4 = 7, casualties 9" in page


def test_a_sentence_of_the_suites_own_is_shown_in_its_place(con: duckdb.DuckDBPyConnection) -> None:
    rule = ExpectPartsToAddUp(parts=["dead", "hurt"], whole="casualties", description="They add up, $ or not.")
    assert "They add up, $ or not." in shown(con, rule)


def test_without_a_description_the_sentence_is_still_told(con: duckdb.DuckDBPyConnection) -> None:
    page = shown(con, ExpectPartsToAddUp(parts=["dead"], whole="dead", description=None))
    assert "dead add up to dead." in page
    assert "0 of 3 compared rows break it" in page


def test_a_rule_that_cannot_be_asked_says_why(con: duckdb.DuckDBPyConnection) -> None:
    assert "wounded" in shown(con, ExpectPartsToAddUp(parts=["wounded"], whole="casualties"))
