"""The suites of the five reports in Great Expectations alone: what `wh build` answered is what it says too."""

import json
from pathlib import Path

import duckdb
from end_to_end.support import ROOT

import wh.expectations  # noqa: F401  # makes the rules known by their names
from wh.rules.bridge import lent_datasource

# isort: split
from great_expectations import ExpectationSuite


def test_each_suite_has_the_verdicts_of_the_build(built_once: Path) -> None:
    said, answered = {}, {}
    with (
        duckdb.connect((built_once / "warehouse.duckdb").resolve(), read_only=True) as con,
        lent_datasource(con) as source,
    ):
        for file in (ROOT / "expectations").glob("*.json"):
            suite = ExpectationSuite(**json.loads(file.read_text(encoding="utf-8")))
            schema, table = suite.name.split(".")
            asset = source.add_table_asset(suite.name, schema_name=schema, table_name=table)
            batch = asset.add_batch_definition_whole_table("all").get_batch()
            for result in batch.validate(suite).results:
                said[suite.name, result.expectation_config.meta["rule"]] = result.success
        for table, rule, answer in con.execute("select table_name, rule, answer from quality.rule_results").fetchall():
            answered[table, rule] = answer in ("held", "unanswered")
    assert len(said) > 180
    assert said == {key: answered[key] for key in said}
