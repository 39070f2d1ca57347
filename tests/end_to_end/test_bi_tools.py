"""What a BI tool sees of the published file, by the driver that such tools use."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy


@pytest.fixture
def engine(built_once: Path) -> Iterator[sqlalchemy.Engine]:
    path = built_once / "warehouse.duckdb"
    engine = sqlalchemy.create_engine(f"duckdb:///{path}", connect_args={"read_only": True})
    yield engine
    engine.dispose()


def test_schemas_and_tables_are_listed(engine: sqlalchemy.Engine) -> None:
    inspector = sqlalchemy.inspect(engine)
    schemas = {name.rsplit(".", 1)[-1] for name in inspector.get_schema_names()}
    assert {"raw", "staging", "intermediate", "marts", "quality"} <= schemas
    assert {"articles", "people", "claims", "facts", "figures"} <= set(inspector.get_table_names(schema="marts"))
    assert {"builds", "rule_results", "violations"} <= set(inspector.get_table_names(schema="quality"))


def test_columns_have_their_types_and_their_sentences(engine: sqlalchemy.Engine) -> None:
    columns = {column["name"]: column for column in sqlalchemy.inspect(engine).get_columns("claims", schema="marts")}
    assert isinstance(columns["low"]["type"], sqlalchemy.types.Float)
    assert isinstance(columns["claim_id"]["type"], sqlalchemy.types.String)
    assert all(column["comment"] for column in columns.values())
    assert sqlalchemy.inspect(engine).get_table_comment("claims", schema="marts")["text"]


def test_pandas_reads_a_mart(engine: sqlalchemy.Engine) -> None:
    with engine.connect() as connection:
        claims = pd.read_sql(sqlalchemy.text("select claim_id, low, high, agreement from marts.claims"), connection)
    assert list(claims.columns) == ["claim_id", "low", "high", "agreement"]
    assert len(claims) > 50
    assert claims["claim_id"].is_unique
