"""The people, as each kind of asset, on a lent connection."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from gx_duckdb.checks import EVERYWHERE, TABLES

from wh.gx_duckdb import add, quiet_context

# isort: split
import great_expectations as gx


@pytest.fixture(scope="session")
def people() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


@pytest.fixture(scope="session")
def batches(people: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Yield a batch of each kind of asset."""
    source = add(quiet_context(), "here", people)
    assets = (
        source.add_table_asset("table", "people", "s"),
        source.add_table_asset("table without a schema", "people"),
        source.add_table_asset("view", table_name="seen", schema_name="s"),
        source.add_query_asset("query", "select * from s.people where id > 0;\n"),
    )
    yield {asset.name: asset.add_batch_definition_whole_table("all").get_batch() for asset in assets}
    source.close()


@pytest.fixture(scope="session")
def results(batches: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the result of each check on each asset: one suite an asset, as Great Expectations validates it."""
    found = {}
    for name, batch in batches.items():
        expectations = [check.expectation.copy(update={"meta": {"check": key}}) for key, check in EVERYWHERE.items()]
        said = batch.validate(gx.ExpectationSuite(name, expectations=expectations), result_format="COMPLETE")
        found |= {(name, result.expectation_config.meta["check"]): result for result in said.results}
    return found
