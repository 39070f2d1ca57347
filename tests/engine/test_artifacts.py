"""What a run leaves for tools: manifest.json and run_results.json, with the keys and words of dbt."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.engine.conftest import MakeProject
from wh import artifacts
from wh.artifacts import NodeResult
from wh.errors import ProjectError, WarehouseError
from wh.manifest import manifest_text
from wh.parsing import Parsed, parse
from wh.planning import Plan
from wh.results import Answer, CheckOutcome, RuleResult, Severity, UnitTestResult, Violation
from wh.running import Outcome, Shaped
from wh.telling import Moment

NOON = datetime(2026, 5, 6, 12, 0, 1, 500000, tzinfo=UTC)
MOMENT = Moment(NOON, datetime(2026, 5, 6, 12, 0, tzinfo=UTC), "a-run")
SHOP = {
    "models/staging/stg_orders.sql": "{{ config(materialized='ephemeral') }}\nselect * from {{ source('till', 'o') }}",
    "models/orders.sql": "select {{ one() }} as order_id from {{ ref('stg_orders') }}\n",
    "models/off.sql": "{{ config(enabled=false) }}select 1 as x",
    "seeds/countries.csv": "code\nBY\n",
    "macros/one.sql": "{# of no use #}{% macro one() %}1{% endmacro %}",
    "models/texts.md": "{% docs order %}One order.{% enddocs %}",
    "tests/none_is_free.sql": "select * from {{ ref('orders') }} where order_id = 0",
    "models/shop.yml": """
sources: [{name: till, schema: raw, tables: [{name: o, identifier: receipts}]}]
models:
  - name: orders
    description: "{{ doc('order') }}"
    config: {tags: [daily], meta: {owner: ann}, post_hook: select 1}
    columns:
      - name: order_id
        description: Its number.
        data_tests: [unique, not_null]
unit_tests:
  - name: u
    model: orders
    given: [{input: ref('stg_orders'), rows: []}]
    expect: {rows: []}
""",
}
UNIQUE = "test.shop.unique_orders_order_id.fed79b3a6e"


@pytest.fixture
def shop(make_dbt_project: MakeProject) -> Parsed:
    """Return a small shop, read."""
    project = make_dbt_project(SHOP)
    parsed = parse(project, project.settings.vars)
    assert parsed.wrong == []
    return parsed


@pytest.fixture
def manifest(shop: Parsed) -> dict[str, Any]:
    """Return the shop's manifest, read back."""
    read: dict[str, Any] = json.loads(manifest_text(shop, MOMENT, {"orders": [("order_id", "INTEGER")]}))
    return read


def test_the_manifest_has_the_parts_that_dbt_s_has(manifest: dict[str, Any]) -> None:
    assert list(manifest) == [
        *("metadata", "nodes", "sources", "macros", "docs", "exposures", "metrics", "groups", "selectors"),
        *("disabled", "parent_map", "child_map", "group_map", "saved_queries", "semantic_models", "unit_tests"),
        "functions",
    ]
    about = manifest["metadata"]
    assert about["dbt_schema_version"] == "https://schemas.getdbt.com/dbt/manifest/v12.json"
    assert (about["generated_at"], about["invocation_id"]) == ("2026-05-06T12:00:01.500000Z", "a-run")
    assert (about["project_name"], about["adapter_type"]) == ("shop", "duckdb")


def test_a_model_is_told_with_its_text_its_columns_and_what_it_needs(manifest: dict[str, Any]) -> None:
    orders = manifest["nodes"]["model.shop.orders"]
    expected = {
        "unique_id": "model.shop.orders",
        "resource_type": "model",
        "fqn": ["shop", "orders"],
        "path": "orders.sql",
        "original_file_path": "models/orders.sql",
        "relation_name": '"shop"."main"."orders"',
        "alias": "orders",
        "tags": ["daily"],
        "meta": {"owner": "ann"},
        "description": "One order.",
        "raw_code": "select {{ one() }} as order_id from {{ ref('stg_orders') }}",
        "refs": [{"name": "stg_orders", "package": None, "version": None}],
        "depends_on": {"macros": ["macro.shop.one"], "nodes": ["model.shop.stg_orders"]},
        "patch_path": "shop://models/shop.yml",
        "primary_key": ["order_id"],
        "language": "sql",
        "access": "protected",
    }
    assert {key: orders[key] for key in expected} == expected
    assert orders["columns"]["order_id"]["data_type"] == "INTEGER"
    assert "__dbt__cte__stg_orders" in orders["compiled_code"]
    config = orders["config"]
    assert (config["materialized"], config["tags"], config["enabled"]) == ("view", ["daily"], True)
    assert config["post-hook"] == [{"sql": "select 1", "transaction": True, "index": None}]


def test_every_key_of_a_node_is_there_once(shop: Parsed) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    read = json.loads(manifest_text(shop, MOMENT, {}), object_pairs_hook=once)
    for node in read["nodes"].values():
        assert {"config", "tags", "checksum", "unrendered_config", "columns", "depends_on"} <= node.keys()


def test_a_generic_test_says_of_which_column_of_which_model_it_is(manifest: dict[str, Any]) -> None:
    test = manifest["nodes"][UNIQUE]
    assert (test["column_name"], test["attached_node"]) == ("order_id", "model.shop.orders")
    assert test["test_metadata"] == {
        "name": "unique",
        "kwargs": {"column_name": "order_id", "model": "{{ get_where_subquery(ref('orders')) }}"},
        "namespace": None,
    }
    assert (test["config"]["severity"], test["config"]["fail_calc"]) == ("ERROR", "count(*)")


def test_an_ephemeral_model_has_no_table(manifest: dict[str, Any]) -> None:
    assert manifest["nodes"]["model.shop.stg_orders"]["relation_name"] is None


def test_sources_seeds_macros_docs_and_unit_tests_are_told_too(manifest: dict[str, Any]) -> None:
    assert manifest["sources"]["source.shop.till.o"]["relation_name"] == '"shop"."raw"."receipts"'
    assert manifest["nodes"]["seed.shop.countries"]["checksum"]["name"] == "sha256"
    assert manifest["macros"]["macro.shop.one"]["macro_sql"] == "{% macro one() %}1{% endmacro %}"
    assert manifest["docs"]["doc.shop.order"]["block_contents"] == "One order."
    unit_test = manifest["unit_tests"]["unit_test.shop.orders.u"]
    assert unit_test["given"] == [{"input": "ref('stg_orders')", "rows": [], "format": "dict", "fixture": None}]


def test_what_is_disabled_is_told_apart(manifest: dict[str, Any]) -> None:
    assert "model.shop.off" not in manifest["nodes"]
    (off,) = manifest["disabled"]["model.shop.off"]
    assert off["config"]["enabled"] is False


def test_parents_and_children_mirror_each_other(manifest: dict[str, Any]) -> None:
    parents, children = manifest["parent_map"], manifest["child_map"]
    assert parents["model.shop.stg_orders"] == ["source.shop.till.o"]
    assert children["source.shop.till.o"] == ["model.shop.stg_orders"]
    pairs = {(parent, child) for child, found in parents.items() for parent in found}
    assert pairs == {(parent, child) for parent, found in children.items() for child in found}


def test_the_same_project_gives_the_same_manifest(shop: Parsed) -> None:
    assert manifest_text(shop, MOMENT, {}) == manifest_text(shop, MOMENT, {})


def rule(name: str, answer: Answer, severity: Severity = Severity.CRITICAL, broken: int = 0) -> RuleResult:
    return RuleResult("b", name, "main.orders", severity, answer, 3, broken)


Run = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def run(shop: Parsed) -> Run:
    """Return the function that writes down a build of the shop, and reads what came of each node."""

    def write(
        shaped: list[Shaped] | None = None, checks: CheckOutcome | None = None, units: tuple[UnitTestResult, ...] = ()
    ) -> dict[str, dict[str, Any]]:
        plan = Plan(shop, (), (), {})
        outcome = Outcome(shaped=shaped or [])
        artifacts.write(shop.project, plan, outcome, checks or CheckOutcome((), ()), NOON, units)
        read = json.loads((shop.project.root / "target" / "run_results.json").read_text())
        assert read["metadata"]["dbt_schema_version"].endswith("/run-results/v6.json")
        return {one["unique_id"]: one for one in read["results"]}

    return write


def test_a_built_model_has_its_times_and_the_sql_that_was_run(run: Run) -> None:
    start = NOON.timestamp()
    results = run(
        [
            Shaped("countries", "success", start, start + 0.25, 1, thread="worker 1"),
            Shaped("orders", "success", start, start + 0.5, 3),
        ]
    )
    orders, countries = results["model.shop.orders"], results["seed.shop.countries"]
    assert (orders["status"], orders["message"], orders["execution_time"]) == ("success", "OK", 0.5)
    assert orders["timing"][1] == {
        "name": "execute",
        "started_at": "2026-05-06T12:00:01.500000Z",
        "completed_at": "2026-05-06T12:00:02.000000Z",
    }
    assert "select 1 as order_id" in orders["compiled_code"]
    assert (countries["message"], countries["thread_id"]) == ("INSERT 1", "worker 1")
    assert countries["adapter_response"] == {"_message": "INSERT 1", "rows_affected": 1}


def test_a_failed_model_says_why_and_what_hangs_on_it_is_skipped(run: Run) -> None:
    results = run([Shaped("orders", "error", 1.0, 2.0, message="It does not run.")])
    assert (results["model.shop.orders"]["status"], results["model.shop.orders"]["message"]) == (
        "error",
        "It does not run.",
    )
    assert {key: one["status"] for key, one in results.items() if key.startswith("test.")} == dict.fromkeys(
        (UNIQUE, "test.shop.not_null_orders_order_id.cf6c17daed", "test.shop.none_is_free"), "skipped"
    )


def test_a_data_test_has_dbt_s_word_for_its_answer_and_the_number_of_failures(run: Run) -> None:
    results = (
        rule("unique_orders_order_id", Answer.BROKEN, broken=1),
        rule("not_null_orders_order_id", Answer.BROKEN, Severity.WARNING, broken=2),
        rule("none_is_free", Answer.UNANSWERED),
    )
    found = list(run(checks=CheckOutcome(results, ())).values())
    assert [(one["status"], one["failures"], one["message"]) for one in found] == [
        ("fail", 1, "Got 1 result, configured to fail if != 0"),
        ("warn", 2, "Got 2 results, configured to warn if != 0"),
        ("pass", 0, None),
    ]


def test_what_hangs_on_a_failed_test_is_looked_for_only_where_one_failed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_asks(parsed: Parsed) -> dict[str, Any]:
        raise AssertionError("nothing failed")

    monkeypatch.setattr(artifacts, "nodes_of", nobody_asks)
    found = run(checks=CheckOutcome((rule("unique_orders_order_id", Answer.HELD),), ()))
    assert [one["status"] for one in found.values()] == ["pass"]


def test_a_data_test_that_could_not_be_asked_says_why(run: Run) -> None:
    detail = Violation("b", "none_is_free", Severity.CRITICAL, "main.orders", None, None, None, "No such column.")
    found = run(checks=CheckOutcome((rule("none_is_free", Answer.ERROR),), (detail,)))["test.shop.none_is_free"]
    assert (found["status"], found["failures"], found["message"]) == ("error", None, "No such column.")


@pytest.mark.parametrize(
    ("answer", "status", "failures"),
    [(Answer.HELD, "pass", 0), (Answer.BROKEN, "fail", 1), (Answer.ERROR, "error", None)],
)
def test_a_unit_test_has_a_result_of_its_own(run: Run, answer: Answer, status: str, failures: int | None) -> None:
    result = UnitTestResult("u", "orders", "main.orders", answer, ({"a": 1},), fault="No such column.")
    found = run(units=(result,))["unit_test.shop.orders.u"]
    assert (found["status"], found["failures"]) == (status, failures)


def test_the_last_run_s_results_are_read_back_by_id(shop: Parsed) -> None:
    results = [NodeResult("model.shop.orders", "error"), NodeResult(UNIQUE, "skipped")]
    artifacts.write_results(shop.project, results, MOMENT)
    assert artifacts.read_results(shop.project) == {"model.shop.orders": "error", UNIQUE: "skipped"}


def test_results_of_a_run_that_never_was_are_refused(shop: Parsed) -> None:
    with pytest.raises(ProjectError) as refused:
        artifacts.read_results(shop.project)
    assert str(refused.value) == (
        "`result:` asks what came of the last run, and there is none.\n  at  target/run_results.json\n  try `wh build`"
    )


def test_results_that_somebody_else_wrote_are_refused(shop: Parsed) -> None:
    artifacts.write_results(shop.project, [], MOMENT)
    (shop.project.root / "target" / "run_results.json").write_text("[]")
    with pytest.raises(ProjectError, match="cannot be read"):
        artifacts.read_results(shop.project)


def test_nothing_but_the_two_files_is_left_in_the_folder(shop: Parsed, run: Run) -> None:
    run()
    assert sorted(path.name for path in (shop.project.root / "target").iterdir()) == [
        "manifest.json",
        "run_results.json",
    ]


def test_a_folder_that_is_no_folder_is_refused(shop: Parsed) -> None:
    (shop.project.root / "target").write_text("")
    with pytest.raises(WarehouseError, match="cannot be written"):
        artifacts.write_results(shop.project, [], MOMENT)
