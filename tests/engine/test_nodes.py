"""A project's nodes: their ids, names and parents as dbt has them, and its data tests as the rules ask them."""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pytest

from tests.engine.conftest import MakeProject
from wh import nodes, selecting, testing
from wh.errors import ModelError
from wh.parsing import Parsed, parse
from wh.project import Project
from wh.results import DataTest
from wh.testnames import generic_name, hashed, short_name

Parse = Callable[..., Parsed]

ORDERS = "select 1 as order_id, 2 as customer_id, 'open' as state"
SHOP = {
    "models/staging/stg_orders.sql": "select * from {{ source('till', 'orders') }}",
    "models/staging/sources.yml": "sources: [{name: till, schema: raw, tables: [{name: orders, identifier: o}]}]",
    "models/orders.sql": "{{ config(tags=['daily']) }}select * from {{ ref('stg_orders') }}",
    "models/customers.sql": "select 2 as customer_id",
    "seeds/countries.csv": "code\nBY\n",
}


@pytest.fixture
def read(make_dbt_project: MakeProject) -> Parse:
    """Return the function that writes a small shop of dbt's with the YAML of its models, and reads it."""

    def make(described: str = "", *, settings: str = "", **files: str) -> Parsed:
        own = {name.replace("__", "/").replace("_sql", ".sql"): text for name, text in files.items()}
        project: Project = make_dbt_project({**SHOP, "models/shop.yml": described, **own}, settings=settings)
        return parse(project, project.settings.vars)

    return make


def of_orders(*tests: str, column: str = "order_id") -> str:
    """Return the YAML of the model `orders` with tests on one column, each as it stands after the dash."""
    listed = "".join(f"\n          - {test}" for test in tests)
    return f"models:\n  - name: orders\n    columns:\n      - name: {column}\n        data_tests:{listed}\n"


def questions(parsed: Parsed) -> list[DataTest]:
    return [test.question for test in testing.tests_of(parsed)]


def only(parsed: Parsed) -> DataTest:
    """Return the one data test of a project in which nothing is wrong."""
    (test,) = questions(parsed)
    assert parsed.wrong == []
    return test


def what_is_wrong(parsed: Parsed) -> Sequence[str]:
    testing.tests_of(parsed)
    return [str(error) for error in parsed.wrong]


def test_every_node_has_the_id_the_full_name_and_the_parents_that_dbt_gives_it(read: Parse) -> None:
    known = nodes.nodes_of(read(of_orders("unique")))
    assert {key: (node.fqn, node.parents) for key, node in known.items()} == {
        "model.shop.customers": (("shop", "customers"), ()),
        "model.shop.orders": (("shop", "orders"), ("model.shop.stg_orders",)),
        "model.shop.stg_orders": (("shop", "staging", "stg_orders"), ("source.shop.till.orders",)),
        "seed.shop.countries": (("shop", "countries"), ()),
        "source.shop.till.orders": (("shop", "staging", "till", "orders"), ()),
        "test.shop.unique_orders_order_id.fed79b3a6e": (("shop", "unique_orders_order_id"), ("model.shop.orders",)),
    }


def test_a_path_or_the_file_of_its_description_selects_a_node(read: Parse) -> None:
    known = nodes.nodes_of(read(of_orders("unique"), seeds__notes_sql=""))
    assert selecting.select(known, ["path:models/staging"]) == {"model.shop.stg_orders", "source.shop.till.orders"}
    assert "model.shop.orders" in selecting.select(known, ["path:models/shop.yml"])


def test_a_tag_of_a_column_is_a_tag_of_its_tests(read: Parse) -> None:
    described = of_orders("unique", "not_null: {config: {tags: nightly}}").replace(
        "order_id\n", "order_id\n        tags: [key]\n"
    )
    known = nodes.nodes_of(read(described))
    assert [name.split(".")[2] for name in sorted(selecting.select(known, ["tag:key"]))] == [
        "not_null_orders_order_id",
        "unique_orders_order_id",
    ]
    assert len(selecting.select(known, ["tag:nightly"])) == 1


def test_a_unit_test_hangs_on_its_model(read: Parse) -> None:
    parsed = read("unit_tests: [{name: u, model: orders, given: [], expect: {rows: []}}]")
    assert nodes.nodes_of(parsed)["unit_test.shop.orders.u"].parents == ("model.shop.orders",)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"column_name": "id"}, "accepted_values_m_id"),
        ({"values": ["a", "b"], "column_name": "v"}, "accepted_values_m_v__a__b"),
        ({"values": ["a"], "quote": True, "column_name": "v"}, "accepted_values_m_v__True__a"),
        ({"values": ["it's", "x y", "é"], "column_name": "v"}, "accepted_values_m_v__it_s__x_y___"),
        ({"column_name": "id || v"}, "accepted_values_m_id_v"),
    ],
)
def test_a_test_without_a_name_is_named_after_its_arguments(arguments: dict[str, Any], name: str) -> None:
    assert generic_name("accepted_values", "m", arguments) == name


def test_a_name_too_long_for_a_file_is_cut_and_told_apart_by_its_hash() -> None:
    model = "a_model_with_a_very_long_name_indeed_for_the_truncation"
    name = generic_name("not_null", model, {"column_name": "a_column_with_a_long_name_too"})
    assert short_name("not_null", model, name) == "not_null_a_model_with_a_very_l_5c5cdb650caa8961c5850141089d5aa1"
    assert short_name("not_null", "m", "not_null_m_id") == "not_null_m_id"


def test_the_hash_of_a_test_is_that_of_dbt() -> None:
    arguments = {"column_name": "id", "model": "{{ get_where_subquery(ref('a')) }}"}
    assert hashed("unique_a_id", "unique", "", arguments) == "f6a5f640da"


def test_a_test_of_a_source_says_so_in_its_name_and_asks_the_table_of_the_source(read: Parse) -> None:
    tables = "[{name: orders, identifier: o, columns: [{name: id, tests: [not_null]}]}]"
    test = only(read(f"sources: [{{name: shelf, schema: raw, tables: {tables}}}]"))
    assert (test.name, test.table_name) == ("source_not_null_shelf_orders_id", "raw.o")


@pytest.mark.parametrize(
    "to",
    [
        "ref('customers')",
        'ref("customers")',
        "\"{{ ref('customers') }}\"",
        "\"ref('shop', 'customers')\"",
        "\"ref(var('parent', 'customers'))\"",
    ],
)
def test_the_parent_of_a_relationship_is_written_as_in_sql(read: Parse, to: str) -> None:
    parsed = read(of_orders(f"relationships: {{to: {to}, field: customer_id}}", column="customer_id"))
    test = only(parsed)
    assert (test.kind, test.column) == ("relationships", "customer_id")
    assert test.arguments == {"to": "main.customers", "field": "customer_id"}
    assert testing.tests_of(parsed)[0].models == ("customers", "orders")


def test_arguments_and_config_may_be_nested_or_flat(read: Parse) -> None:
    flat = only(read(of_orders("accepted_values: {values: [a], severity: warn, where: 'x > 1', limit: 3}")))
    nested = "accepted_values: {arguments: {values: [a]}, config: {severity: warn, where: 'x > 1', limit: 3}}"
    assert only(read(of_orders(nested))) == flat
    assert (flat.severity, flat.where, flat.limit) == ("warn", "x > 1", 3)


def test_the_settings_of_a_test_stand_over_those_of_the_project(read: Parse) -> None:
    parsed = read(of_orders("unique", "not_null: {severity: error}"), settings="data_tests: {+severity: warn}")
    assert [(test.name, test.severity) for test in questions(parsed)] == [
        ("unique_orders_order_id", "warn"),
        ("not_null_orders_order_id", "error"),
    ]


def test_jinja_in_values_and_settings_is_carried_out(read: Parse) -> None:
    written = """accepted_values: {values: ["{{ var('one') }}", two], where: "x > {{ var('least') }}"}"""
    test = only(read(of_orders(written), settings="vars: {one: uno, least: 7}"))
    assert (test.arguments["values"], test.where) == (["uno", "two"], "x > 7")


def test_a_disabled_test_is_no_test(read: Parse) -> None:
    parsed = read(of_orders("unique: {config: {enabled: false}}"))
    assert questions(parsed) == []


def test_a_test_of_the_project_s_own_becomes_its_query_and_its_config_is_a_default(read: Parse) -> None:
    macro = (
        "{% test at_least(model, column_name, least) %}{{ config(severity='warn', limit=5) }}"
        "select * from {{ model }} where {{ column_name }} < {{ least }}{% endtest %}"
    )
    parsed = read(of_orders("at_least: {least: 3, where: x is not null, limit: 9}"), tests__generic__at_least_sql=macro)
    test = only(parsed)
    assert (test.kind, test.severity, test.limit, test.where) == ("query", "warn", 9, None)
    sql = " ".join(test.arguments["sql"].split())
    assert sql == 'select * from (select * from "main"."orders" where x is not null ) dbt_subquery where order_id < 3'


def test_a_project_may_have_a_not_null_of_its_own(read: Parse) -> None:
    macro = "{% test not_null(model, column_name) %}select 'own' from {{ model }}{% endtest %}"
    assert only(read(of_orders("not_null"), macros__own_sql=macro)).kind == "query"


def test_a_query_that_is_a_file_is_a_test_with_its_parents_and_its_settings(read: Parse) -> None:
    text = "{{ config(severity='warn') }}select * from {{ ref('orders') }} where order_id < 0"
    parsed = read(tests__no_negative_sql=text)
    test = only(parsed)
    assert (test.name, test.kind, test.table_name, test.severity) == ("no_negative", "query", "main.orders", "warn")
    node = nodes.nodes_of(parsed)["test.shop.no_negative"]
    assert (node.parents, node.test_type) == (("model.shop.orders",), "singular")


def test_a_test_of_an_ephemeral_model_is_asked_of_its_query(read: Parse, con: duckdb.DuckDBPyConnection) -> None:
    ephemeral = "{{ config(materialized='ephemeral') }}select unnest([1, 1, 2, null]) as order_id"
    parsed = read(of_orders("unique", "not_null", "accepted_values: {values: [1]}"), models__orders_sql=ephemeral)
    answers = [con.execute(test.arguments["sql"]).fetchall() for test in questions(parsed)]
    assert answers == [[(1, 2)], [(None,)], [(2, 1)]]
    assert parsed.wrong == []


def test_a_query_that_asks_the_database_is_written_when_there_is_one(
    read: Parse, con: duckdb.DuckDBPyConnection
) -> None:
    text = "select * from {{ ref('orders') }} where {{ run_query('select 42').columns[0][0] if execute else 0 }} = 0"
    parsed = read(tests__late_sql=text)
    assert "42" not in only(parsed).arguments["sql"]
    assert testing.write_late(parsed, testing.tests_of(parsed), con) == {}
    assert "42 = 0" in only(parsed).arguments["sql"]


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            "uniqe",
            "There is no test named `uniqe`, which `orders` is to pass.\n  at  models/shop.yml:6:13\n"
            "  try `unique`, the closest name",
        ),
        (
            "dbt_utils.at_least_one",
            "The package `dbt_utils` of the test `dbt_utils.at_least_one` of `orders` is not installed.\n"
            "  at  models/shop.yml:6:13\n  try `dbt_utils` in packages.yml, and `dbt deps`",
        ),
        (
            "accepted_values: {valuse: [a]}",
            "The test `accepted_values` of `orders` does not know the argument `valuse`.\n"
            "  at  models/shop.yml:6:13\n  try `values`, the closest name",
        ),
        (
            "accepted_values",
            "The test `accepted_values` of `orders` has no `values:`.\n"
            "  at  models/shop.yml:6:13\n  try `values: [open, closed]`",
        ),
        (
            "accepted_values: {values: a}",
            "The values of the test `accepted_values` of `orders` are no list.\n"
            "  at  models/shop.yml:6:13\n  try `values: [open, closed]`",
        ),
        (
            "relationships: {to: ref('costumers'), field: customer_id}",
            "There is no model named `costumers`.\n  at  models/shop.yml:6:13\n  try `customers`, the closest name",
        ),
        (
            "relationships: {to: customers, field: customer_id}",
            "`to: customers` is a text and no reference.\n  at  models/shop.yml:6:13\n  try `to: ref('customers')`",
        ),
        (
            "unique: {severity: wran}",
            "The test `unique_orders_order_id` has the severity `wran`.\n"
            "  at  models/shop.yml:6\n  try `warn`, the closest name",
        ),
        (
            "unique: {limit: few}",
            "The test `unique_orders_order_id` has the limit 'few', which is no number.\n"
            "  at  models/shop.yml:6\n  try `limit: 100`",
        ),
    ],
)
def test_what_is_wrong_with_a_test_is_said_with_its_place(read: Parse, test: str, message: str) -> None:
    written = test if ":" in test else f"{test}: {{}}"
    assert what_is_wrong(read(of_orders(written))) == [message]


def test_all_that_is_wrong_with_tests_is_said_at_once_and_once(read: Parse) -> None:
    parsed = read(of_orders("uniqe", "unique", "not_nul"), tests__broken_sql="select * from {{ ref('ordres') }}")
    assert len(what_is_wrong(parsed)) == 3
    assert len(what_is_wrong(parsed)) == 3
    assert [test.name for test in questions(parsed)] == ["unique_orders_order_id"]


def test_one_test_written_twice_is_refused(read: Parse) -> None:
    (message,) = what_is_wrong(read(of_orders("unique", "unique: {severity: warn}")))
    assert message == (
        "The test `unique_orders_order_id` is written twice.\n  at  models/shop.yml:7\n"
        "  try take out one of the two, or give one a `name:`; the other is at models/shop.yml:6"
    )


def test_two_tests_that_dbt_gives_one_name_are_two_rules(read: Parse) -> None:
    parsed = read(of_orders("accepted_values: {values: [a b]}", "accepted_values: {values: [a-b]}"))
    first, second = questions(parsed)
    assert parsed.wrong == []
    assert first.name == "accepted_values_orders_order_id__a_b"
    assert second.name.startswith("accepted_values_orders_order_id__a_b.")


def test_a_late_test_whose_macro_gives_nothing_cannot_be_written(read: Parse, con: duckdb.DuckDBPyConnection) -> None:
    macro = "{% test silent(model, column_name) %}{% if execute %}{% endif %}{% endtest %}"
    parsed = read(of_orders("silent"), macros__silent_sql=macro)
    (error,) = testing.write_late(parsed, testing.tests_of(parsed), con).values()
    assert error.message == "Its macro gives no SQL."


def test_a_project_of_our_own_has_tests_too_and_its_queries_lie_among_the_expectations(
    make_project: MakeProject,
) -> None:
    project = make_project(
        {
            "models/marts/orders.sql": ORDERS,
            "models/marts/orders.yml": of_orders("unique"),
            "expectations/none_is_free.sql": "select * from {{ ref('orders') }} where order_id = 0",
        }
    )
    parsed = parse(project, {}, ())
    assert [(test.name, test.table_name) for test in questions(parsed)] == [
        ("unique_orders_order_id", "marts.orders"),
        ("none_is_free", "marts.orders"),
    ]
    assert nodes.nodes_of(parsed)["model.desk.orders"].fqn == ("desk", "marts", "orders")
    assert all(isinstance(error, ModelError) for error in parsed.wrong)


def test_a_built_in_model_is_selected_by_its_folder(make_project: MakeProject) -> None:
    project = make_project(built_in={"models/marts/orders.sql": ORDERS})
    parsed = parse(project, {}, ())
    assert parsed.wrong == []
    known = nodes.nodes_of(parsed)
    assert selecting.select(known, ["marts"]) == {"model.desk.orders"}
    assert known["model.desk.orders"].path == "models/marts/orders.sql"


class TestSourcesElsewhere:
    @pytest.mark.parametrize(
        ("described", "read_as"),
        [
            ("schema: \"{{ var('raw', 'landed') }}\"", '"landed"."orders"'),
            ("schema: landed, database: other", '"other"."landed"."orders"'),
            ('schema: landed, database: "{{ target.database }}"', '"landed"."orders"'),
            ("meta: {external_location: 'in/{name}.csv'}", "'in/orders.csv'"),
            ("config: {external_location: \"read_csv('{identifier}.csv')\"}", "read_csv('orders.csv')"),
        ],
    )
    def test_a_source_is_read_where_its_yaml_says(
        self, make_dbt_project: MakeProject, described: str, read_as: str
    ) -> None:
        project = make_dbt_project(
            {
                "models/a.sql": "select * from {{ source('till', 'orders') }}",
                "models/s.yml": f"sources: [{{name: till, {described}, tables: [{{name: orders}}]}}]",
            }
        )
        parsed = parse(project, {})
        assert parsed.wrong == []
        assert parsed.rendered["a"].sql == f"select * from {read_as}"

    def test_the_tests_of_a_disabled_source_are_not_asked(self, make_dbt_project: MakeProject) -> None:
        table = "{name: orders, columns: [{name: id, data_tests: [unique]}]}"
        described = f"sources: [{{name: till, config: {{enabled: false}}, tables: [{table}]}}]"
        parsed = parse(make_dbt_project({"models/s.yml": described}), {})
        assert (parsed.wrong, parsed.sources, parsed.tests) == ([], {}, [])


def test_a_column_in_quotation_marks_gives_its_test_the_name_that_dbt_gives(read: Parse) -> None:
    column = "{name: order_id, quote: true, data_tests: [unique]}"
    parsed = read(f"models: [{{name: orders, columns: [{column}]}}]")
    (asked,) = testing.tests_of(parsed)
    assert asked.name == "unique_orders__order_id_"
    assert asked.arguments == {"column_name": '"order_id"'}


def test_an_exposure_is_selected_with_all_that_it_needs(read: Parse) -> None:
    described = "exposures:\n  - {name: board, type: dashboard, owner: {name: Ada}, depends_on: [ref('orders')]}\n"
    known = nodes.nodes_of(read(described))
    chosen = selecting.select(known, ["+exposure:board"], [], None, this="shop")
    assert {key.rpartition(".")[2] for key in chosen} == {"board", "orders", "stg_orders"}
