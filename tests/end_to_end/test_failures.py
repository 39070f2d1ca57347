"""What a user sees when something fails: the rest is built, readers notice nothing, and the same again goes on."""

import json
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import dbt_project, run

SHOP = {
    "seeds/payments.csv": "id,amount\n1,10\n2,20\n",
    "seeds/payments.yml": "seeds: [{name: payments, config: {column_types: {id: integer, amount: varchar}}}]\n",
    "models/orders.sql": "select id, amount from {{ ref('payments') }}",
    "models/rates.sql": "select id, amount::integer as amount from {{ ref('orders') }}",
    "models/totals.sql": "select sum(amount) as total from {{ ref('rates') }}",
    "models/widths.sql": "select id, length(amount) as width from {{ ref('orders') }}",
    "models/constant.sql": "select 1 as one",
}
TESTED = {
    "models/tests.yml": """
models:
  - name: widths
    columns: [{name: id, data_tests: [unique]}]
  - name: totals
    columns: [{name: total, data_tests: [not_null]}]
"""
}
BROKEN = "id,amount\n1,10\n2,oops\n"
MENDED = "id,amount\n1,10\n2,30\n"


def rows(project: Path, sql: str, file: str = "shop.duckdb") -> list[tuple[object, ...]]:
    with duckdb.connect(str((project / file).resolve()), read_only=True) as con:
        return con.execute(sql).fetchall()


def unpublished(project: Path, sql: str) -> list[tuple[object, ...]]:
    return rows(project, sql, ".wh/dev/unpublished.duckdb")


def verdicts(project: Path) -> dict[str, str]:
    """Return what target/run_results.json says of each node, tests without the digest in their names."""
    told = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {_name(one["unique_id"]): one["status"] for one in told}


def _name(unique_id: str) -> str:
    kind, _, *names = unique_id.split(".")
    return names[-1] if kind == "unit_test" else names[0]


def history(project: Path) -> list[tuple[str, int, bool]]:
    """Return of each build its status, how many models it built, and whether readers see it."""
    told = json.loads(run(project, "history", "--json").stdout)
    return [(one["status"], one["rebuilt_count"], one["is_published"]) for one in told]


def planned(project: Path) -> list[str]:
    return sorted(model["table"] for model in json.loads(run(project, "plan", "--json").stdout)["models"])


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop without tests, published once."""
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    return project


@pytest.fixture
def failed(shop: Path) -> Path:
    """The shop after a build in which the model `rates` failed at run time."""
    (shop / "seeds" / "payments.csv").write_text(BROKEN)
    run(shop, "build", expect=2)
    return shop


def test_a_model_that_fails_holds_up_what_needs_it_and_the_rest_is_built(shop: Path) -> None:
    (shop / "seeds" / "payments.csv").write_text(BROKEN)
    ran = run(shop, "build", expect=2)
    assert "Built 3 of 6 models" in ran.stdout
    assert "Skipped 1 model, which need one that failed: totals." in ran.stdout
    assert "Not published: 1 model could not be built. shop.duckdb is as it was" in ran.stdout
    assert "models/rates.sql:1" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert verdicts(shop) == {
        "payments": "success",
        "orders": "success",
        "widths": "success",
        "rates": "error",
        "totals": "skipped",
    }
    assert history(shop) == [("published", 6, True), ("failed", 3, False)]


def test_readers_see_nothing_of_a_build_in_which_a_model_failed(failed: Path) -> None:
    assert rows(failed, "select sum(width), (select total from totals) from widths") == [(4, 30)]
    assert unpublished(failed, "select sum(width) from widths") == [(6,)]


def test_the_table_of_a_model_that_failed_is_as_it_was(failed: Path) -> None:
    assert unpublished(failed, "select id, amount from rates order by id") == [(1, 10), (2, 20)]
    assert unpublished(failed, "select total from totals") == [(30,)]


def test_the_next_build_builds_only_what_failed_and_what_needs_it(failed: Path) -> None:
    assert planned(failed) == ["main.rates", "main.totals"]
    (failed / "models" / "rates.sql").write_text(
        "select id, try_cast(amount as integer) as amount from {{ ref('orders') }}"
    )
    assert "Built 2 of 6 models" in run(failed, "build").stdout
    assert rows(failed, "select total from totals") == [(10,)]
    assert not (failed / ".wh" / "dev" / "unpublished.duckdb").exists()


def test_a_build_that_fails_again_says_the_same_again(failed: Path) -> None:
    again = run(failed, "build", expect=2)
    assert "Built 0 of 6 models" in again.stdout
    assert "models/rates.sql:1" in again.stderr
    assert rows(failed, "select total from totals") == [(30,)]


def test_what_failed_can_be_named_by_its_result(failed: Path) -> None:
    assert run(failed, "ls", "result:error+").stdout.split()[::2][:2] == ["main.rates", "main.totals"]
    assert run(failed, "ls", "result:skipped").stdout.startswith("main.totals ")
    (failed / "seeds" / "payments.csv").write_text(MENDED)
    ran = run(failed, "build", "payments", "orders", "result:error+")
    assert "Built 4 of 6 models" in ran.stdout
    assert rows(failed, "select total from totals") == [(40,)]


def test_half_of_what_failed_is_not_published(failed: Path) -> None:
    (failed / "seeds" / "payments.csv").write_text(MENDED)
    ran = run(failed, "build", "payments", "orders", "rates,result:error", expect=1)
    assert "1 model of it is not taken up: totals." in ran.stdout
    run(failed, "build")
    assert rows(failed, "select total from totals") == [(40,)]


def test_an_incremental_model_that_fails_keeps_the_rows_that_it_had(tmp_path: Path) -> None:
    grown = (
        "{{ config(materialized='incremental') }}\nselect id, amount::integer as amount from {{ ref('payments') }}"
        "{% if is_incremental() %} where id > (select max(id) from {{ this }}){% endif %}"
    )
    project = dbt_project(tmp_path / "shop", {**SHOP, "models/grown.sql": grown})
    run(project, "build")
    payments = project / "seeds" / "payments.csv"
    payments.write_text("id,amount\n1,10\n2,20\n3,5\n4,oops\n")
    run(project, "build", expect=2)
    assert unpublished(project, "select count(*), sum(amount) from grown") == [(2, 30)]
    payments.write_text("id,amount\n1,10\n2,20\n3,5\n4,6\n")
    run(project, "build")
    assert rows(project, "select count(*), sum(amount) from grown") == [(4, 41)]


def test_two_models_that_fail_are_both_told_in_the_order_of_their_files_whatever_the_threads(tmp_path: Path) -> None:
    failing = {f"models/bad_{n}.sql": f"select error('bad {n}') as x from {{{{ ref('orders') }}}}" for n in range(8)}
    project = dbt_project(tmp_path / "shop", {**SHOP, **failing})
    told = []
    for threads in "1224":
        ran = run(project, "build", "--full", "--threads", threads, expect=2)
        told.append([line for line in ran.stderr.splitlines() if "error:" in line])
    assert len(told[0]) == 8
    assert told[0] == sorted(told[0])
    assert told == [told[0]] * 4


def test_rules_of_what_was_built_are_asked_though_a_model_failed(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", {**SHOP, **TESTED, "seeds/payments.csv": "id,amount\n1,10\n1,oops\n"})
    ran = run(project, "build", expect=2)
    assert "unique_widths_id" in ran.stdout
    assert not (project / "shop.duckdb").exists()
    assert verdicts(project)["unique_widths_id"] == "fail"
    assert verdicts(project)["not_null_totals_total"] == "skipped"


def test_a_broken_test_keeps_the_build_from_readers_and_is_asked_again_when_its_rows_change(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", {**SHOP, **TESTED})
    run(project, "build")
    payments = project / "seeds" / "payments.csv"
    payments.write_text("id,amount\n1,10\n1,30\n")
    ran = run(project, "build", expect=1)
    assert "Not published" in ran.stdout
    assert "unique_widths_id" in ran.stdout
    assert verdicts(project)["unique_widths_id"] == "fail"
    assert history(project)[-1] == ("failed", 5, False)
    assert rows(project, "select total from totals") == [(30,)]
    again = run(project, "build", expect=1)
    assert "Built 0 of 6 models" in again.stdout
    assert rows(project, "select total from totals") == [(30,)]
    assert "main.widths" in run(project, "ls", "+result:fail").stdout
    payments.write_text(MENDED)
    assert "Published" in run(project, "build").stdout
    assert rows(project, "select total from totals") == [(40,)]


def test_a_selection_publishes_nothing_of_what_a_broken_test_held_back(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", {**SHOP, **TESTED})
    run(project, "build")
    (project / "seeds" / "payments.csv").write_text("id,amount\n1,10\n1,30\n")
    run(project, "build", expect=1)
    run(project, "build", "constant")
    assert rows(project, "select total from totals") == [(30,)]


UNIT_TEST = """
unit_tests:
  - name: widths_are_counted
    model: widths
    given: [{input: ref('orders'), rows: [{id: 1, amount: abc}]}]
    expect: {rows: [{id: 1, width: 4}]}
"""


def test_a_unit_test_that_fails_keeps_its_model_from_being_built(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    (project / "models" / "unit.yml").write_text(UNIT_TEST)
    (project / "seeds" / "payments.csv").write_text(MENDED.replace("30", "3000"))
    ran = run(project, "build", expect=1)
    assert "widths_are_counted" in ran.stdout
    told = verdicts(project)
    assert (told["widths"], told["widths_are_counted"]) == ("skipped", "fail")
    assert rows(project, "select sum(width), (select total from totals) from widths") == [(4, 30)]
    assert unpublished(project, "select sum(width), (select total from totals) from widths") == [(4, 3010)]
    (project / "models" / "unit.yml").write_text(UNIT_TEST.replace("width: 4", "width: 3"))
    run(project, "build")
    assert rows(project, "select sum(width), (select total from totals) from widths") == [(6, 3010)]


@pytest.mark.parametrize("when", ["on-run-start", "on-run-end"])
def test_a_statement_around_the_build_that_fails_is_told_and_nothing_is_published(tmp_path: Path, when: str) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    settings = (project / "dbt_project.yml").read_text()
    (project / "dbt_project.yml").write_text(f"{settings}\n{when}: [select 1, \"select error('no luck')\", select 2]\n")
    (project / "seeds" / "payments.csv").write_text(MENDED)
    ran = run(project, "build", expect=2)
    assert f"The `{when}` of `shop` does not run" in ran.stderr
    assert "no luck" in ran.stderr
    assert "Traceback" not in ran.stderr
    told = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    statements = [
        (one["unique_id"], one["status"], one["failures"], one["message"].splitlines()[0], one["compiled_code"])
        for one in told
        if one["unique_id"].startswith("operation.")
    ]
    assert statements == [
        (f"operation.shop.shop-{when}-0", "success", 0, f"shop.{when}.0 passed", "select 1"),
        (f"operation.shop.shop-{when}-1", "error", 1, f"shop.{when}.1 failed, error:", None),
        (f"operation.shop.shop-{when}-2", "skipped", 1, f"shop.{when}.2 skipped", None),
    ]
    assert [one["unique_id"] for one in told].index(statements[0][0]) == (0 if when == "on-run-start" else 5)
    assert verdicts(project)["totals"] == "success"
    assert rows(project, "select total from totals") == [(30,)]
    assert [status for status, _, _ in history(project)] == ["published", "failed"]
    (project / "dbt_project.yml").write_text(settings)
    run(project, "build")
    assert rows(project, "select total from totals") == [(40,)]


def test_nothing_goes_before_a_build_that_is_refused(tmp_path: Path) -> None:
    statement = "on-run-start: [\"select error('no luck')\"]"
    project = dbt_project(tmp_path / "shop", {"models/one.sql": "select * from {{ ref('two') }}"}, settings=statement)
    ran = run(project, "build", expect=2)
    assert "two" in ran.stderr
    assert "no luck" not in ran.stderr


def test_what_only_a_statement_before_the_build_could_make_is_told_with_its_failure(tmp_path: Path) -> None:
    statement = "on-run-start: [\"create table made as select error('no luck')\"]"
    project = dbt_project(tmp_path / "shop", {"models/one.sql": "select * from made"}, settings=statement)
    ran = run(project, "build", expect=2)
    assert "no luck" in ran.stderr
    assert "made" in ran.stderr
    assert ran.stderr.count("error:") == 2


def test_a_project_that_is_wrong_is_refused_before_anything_of_it_runs(failed: Path) -> None:
    (failed / "models" / "widths.sql").write_text("select no_such from {{ ref('orders') }}")
    ran = run(failed, "build", expect=2)
    assert "no_such" in ran.stderr
    assert unpublished(failed, "select sum(width) from widths") == [(6,)]
    assert rows(failed, "select sum(width) from widths") == [(4,)]
