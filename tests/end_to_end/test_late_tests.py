"""A data test that asks the database what to ask is written once the tables are built, as in dbt."""

import json
from pathlib import Path

from end_to_end.support import dbt_project, run

SHOP = {
    "models/orders.sql": "select 1 as id, 10 as amount",
    "models/limits.sql": "select 20 as most",
    # at first there is no table to ask, and 0 would be the most
    "tests/no_order_is_too_large.sql": """
{% set limits = ref('limits') %}
{% set most = run_query('select most from ' ~ limits).columns[0][0] if execute else 0 %}
select * from {{ ref('orders') }} where amount > {{ most }}
""",
    "macros/tests.sql": """
{% test no_column_is_empty(model) %}
{% for column in adapter.get_columns_in_relation(model) %}
select '{{ column.name }}' as detail from {{ model }} having count({{ column.name }}) = 0 union all
{% endfor %}
select 'nothing' where false
{% endtest %}
""",
    "models/shop.yml": "models: [{name: orders, data_tests: [no_column_is_empty]}]\n",
}


def verdicts(project: Path) -> dict[str, str]:
    told = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {one["unique_id"].split(".")[2]: one["status"] for one in told if one["unique_id"].startswith("test.")}


def test_what_a_test_asks_is_read_from_the_tables_as_built(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    assert verdicts(project) == {"no_column_is_empty_orders_": "pass", "no_order_is_too_large": "pass"}
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert "amount > 20" in manifest["nodes"]["test.shop.no_order_is_too_large"]["compiled_code"]


def test_a_changed_answer_of_the_tables_makes_another_question(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    (project / "models" / "limits.sql").write_text("select 5 as most")
    ran = run(project, "build", expect=1)
    assert "no_order_is_too_large" in ran.stdout
    (project / "models" / "limits.sql").write_text("select 20 as most")
    (project / "models" / "orders.sql").write_text("select 1 as id, null::integer as amount")
    ran = run(project, "build", expect=1)
    assert "no_column_is_empty_orders" in ran.stdout
    assert verdicts(project)["no_order_is_too_large"] == "pass"


def test_a_late_test_is_asked_again_only_where_what_it_reads_changed(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    (project / "models" / "other.sql").write_text("select 1 as one")
    planned = json.loads(run(project, "plan", "--json").stdout)
    assert planned["rules"] == []


def test_a_test_that_cannot_be_written_is_one_that_is_in_error(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    (project / "tests" / "no_order_is_too_large.sql").write_text(
        "select * from {{ ref('orders') }} where amount > {{ run_query('select no_such').rows[0][0] if execute }}"
    )
    ran = run(project, "build", expect=1)
    assert "no_order_is_too_large on main.orders: could not be asked" in ran.stdout
    assert "no_such" in ran.stdout
    assert "tests/no_order_is_too_large.sql:1" in ran.stdout
    assert verdicts(project) == {"no_column_is_empty_orders_": "pass", "no_order_is_too_large": "error"}
    assert not (project / "shop.duckdb").exists()


def test_a_late_test_of_a_model_that_fails_is_skipped(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP | {"models/limits.sql": "select 'x'::integer as most"})
    run(project, "build", expect=2)
    assert verdicts(project) == {"no_column_is_empty_orders_": "pass", "no_order_is_too_large": "skipped"}


def test_check_writes_late_tests_too(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", SHOP)
    run(project, "build")
    assert "2 rules" in run(project, "check").stdout
