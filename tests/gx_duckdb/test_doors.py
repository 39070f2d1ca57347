"""How one comes to a data source: a file, one for reading alone, a lent connection; and what it leaves behind."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy
from gx_duckdb.checks import EVERYWHERE, TABLES

from wh.gx_duckdb import DuckDBDatasource, add, lent, lent_datasource, quiet_context

# isort: split
import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.datasource.fluent.interfaces import TestConnectionError as NoConnection

ROOT = Path(__file__).resolve().parents[2]
UNIQUE = gxe.ExpectColumnValuesToBeUnique(column="id")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "it's 100% of $HOME é.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path


def whole(source: DuckDBDatasource, table: str, schema: str | None = None) -> Any:
    asset = source.add_table_asset(table, table, *([schema] if schema else []))
    return asset.add_batch_definition_whole_table("all").get_batch()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_is_checked_whatever_its_name(read_only: bool, file: Path) -> None:
    source = add(quiet_context(), "file", file, read_only=read_only)
    assert whole(source, "people", "s").validate(UNIQUE).success
    source.close()


def test_a_file_is_read_beside_another_process_that_reads_it(file: Path) -> None:
    reading = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True);"
        "print(con.execute('select count(*) from people').fetchone(), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reading, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "(20,)\n"
        source = add(quiet_context(), "file", file)
        assert whole(source, "people").validate(UNIQUE).success
        source.close()
        reader.communicate()


def test_a_file_that_is_closed_may_be_opened_for_writing(file: Path) -> None:
    source = add(quiet_context(), "file", file)
    whole(source, "people").validate(UNIQUE)
    source.close()
    with duckdb.connect(str(file)) as connection:
        connection.execute("create or replace table written as select 1 as id")


def test_a_file_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoConnection, match=r"none\.duckdb"):
        add(quiet_context(), "file", tmp_path / "none.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_data_source_of_great_expectations_own_making_is_the_same(file: Path) -> None:
    source = quiet_context().data_sources.add_duckdb("file", connection_string="duckdb:///:memory:")
    assert isinstance(source, DuckDBDatasource)
    source.close()


def test_an_engine_is_lent_alone_and_gives_rows_after_the_connection_went_back(
    people: duckdb.DuckDBPyConnection,
) -> None:
    with lent(people) as engine:
        batch = engine.load_table("s", "people")
        rows = engine.execute_query(sqlalchemy.text(engine.batch_as_sql({"batch_id": batch})))
        assert len(rows.fetchall()) == 20


def test_the_lender_goes_on_with_its_own_connection(people: duckdb.DuckDBPyConnection) -> None:
    with lent_datasource(people) as source:
        whole(source, "people").validate(UNIQUE)
    assert people.execute("select count(*) from people").fetchone() == (20,)


def test_the_loan_is_of_the_database_and_schema_in_use() -> None:
    with duckdb.connect() as connection:
        connection.execute('attach \':memory:\' as "other ""one"; use "other ""one"; create schema s;')
        connection.execute('use "other ""one".s; create table things as select 1 as id')
        with lent_datasource(connection) as source:
            assert whole(source, "things").validate(gxe.ExpectTableRowCountToEqual(value=1)).success


def test_what_is_not_committed_is_not_seen() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table things as select 1 as id; begin; insert into things values (2)")
        with lent_datasource(connection) as source:
            assert whole(source, "things").validate(gxe.ExpectTableRowCountToEqual(value=1)).success
        connection.execute("rollback")


@pytest.mark.parametrize("door", ["file", "lent"])
def test_a_checkpoint_runs_a_suite_and_says_it_in_json(
    door: str, file: Path, people: duckdb.DuckDBPyConnection
) -> None:
    context = quiet_context()
    source = add(context, "people", file if door == "file" else people)
    names = [
        "row condition",
        "type DATE",
        "no regex",
        "not like",
        "no compound key",
        "max of days",
        "custom SQL with rows",
    ]
    suite = context.suites.add(
        gx.ExpectationSuite("people", expectations=[EVERYWHERE[name].expectation.copy() for name in names])
    )
    data = source.add_table_asset("people", "people", "s").add_batch_definition_whole_table("all")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="all", data=data, suite=suite))
    checkpoint = context.checkpoints.add(gx.Checkpoint(name="all", validation_definitions=[definition]))
    told = json.loads(checkpoint.run().describe())
    assert told["statistics"]["evaluated_validations"] == 1
    (validated,) = told["validation_results"]
    assert validated["statistics"]["successful_expectations"] == sum(EVERYWHERE[name].holds for name in names)
    assert validated["statistics"]["evaluated_expectations"] == len(names)
    source.close()


@pytest.mark.parametrize("form", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_each_form_of_result_is_json_and_says_as_much_as_is_asked(form: str, batches: dict[str, Any]) -> None:
    check = gxe.ExpectColumnValuesToBeBetween(column="age", max_value=28)
    said = json.loads(json.dumps(batches["view"].validate(check, result_format=form).to_json_dict()))
    assert said["success"] is False
    assert said["result"].get("unexpected_count") == (None if form == "BOOLEAN_ONLY" else 2)
    assert ("unexpected_list" in said["result"]) is (form == "COMPLETE")


def test_broken_values_come_with_the_keys_of_their_rows(batches: dict[str, Any]) -> None:
    said = batches["query"].validate(
        gxe.ExpectColumnValuesToBeBetween(column="age", max_value=28),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]},
    )
    assert said.result["unexpected_index_list"] == [{"age": 28.5, "id": 19}, {"age": 30.0, "id": 20}]


def test_a_quiet_context_shows_no_progress(batches: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    batches["table"].validate(UNIQUE)
    assert capfd.readouterr() == ("", "")


def test_the_example_of_the_page_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect("shop.duckdb") as connection:
        connection.execute("create table orders as select 1 as order_id, -5 as price")
    page = (ROOT / "docs" / "gx-duckdb.md").read_text(encoding="utf-8")
    exec(page.split("```python\n")[1].split("```")[0], {})
    said = json.loads(capsys.readouterr().out)
    assert (said["success"], said["result"]["unexpected_list"]) == (False, [-5])


SCRIPT = """
import sys, duckdb
from wh.gx_duckdb import add, lent, quiet_context
import great_expectations.expectations as gxe
con = duckdb.connect(); con.execute("create table things as select 1 as id")
source = add(quiet_context(), "things", con)
batch = source.add_table_asset("things").add_batch_definition_whole_table("all").get_batch()
with lent(con) as engine:
    assert batch.validate(gxe.ExpectColumnMaxToBeBetween(column="id", max_value=1)).success
    assert not batch.validate(gxe.ExpectColumnMaxToBeBetween(column="no_such", max_value=1)).success
    sys.exit(3)
"""


def test_a_process_ends_without_a_word_even_by_an_error_with_all_still_open() -> None:
    """DuckDB's library would name what outlives it on standard error."""
    ran = subprocess.run([sys.executable, "-W", "error", "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "", "")


def test_the_folder_works_alone_under_another_name_where_nothing_else_of_claimhouse_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "wh" / "gx_duckdb", tmp_path / "bridge", ignore=shutil.ignore_patterns("__pycache__"))
    alone = (
        "import sys; sys.modules['wh'] = None\n"
        "import bridge, duckdb, great_expectations.expectations as gxe\n"
        "con = duckdb.connect(); con.execute('create table t as select 1 as id')\n"
        "with bridge.lent_datasource(con) as source:\n"
        "    batch = source.add_table_asset('t', 't').add_batch_definition_whole_table('all').get_batch()\n"
        "    print(batch.validate(gxe.ExpectColumnValuesToBeUnique(column='id')).success)\n"
    )
    ran = subprocess.run([sys.executable, "-c", alone], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert ran.stdout == "True\n"
