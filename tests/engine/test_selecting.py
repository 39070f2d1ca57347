"""Selections over one small shop; what dbt knows too was taken from dbt-core 1.11 on the same project."""

from collections.abc import Mapping
from typing import Any

import pytest

from wh.errors import ProjectError
from wh.selecting import Node, State, select

STAGING = "models/staging"
MARTS = "models/marts"


def node(
    name: str,
    resource_type: str,
    folders: str,
    path: str,
    parents: str = "",
    *,
    tags: str = "",
    described_in: str = "",
    test_name: str | None = None,
    **config: Any,
) -> Node:
    kinds = {"unit_test": "unit", "test": "generic" if test_name else "singular"}
    return Node(
        name=name,
        resource_type=resource_type,
        fqn=(*folders.split(), name),
        path=path,
        package="shop",
        tags=frozenset(tags.split()),
        config={"tags": tags.split(), **config},
        parents=tuple(parents.split()),
        test_type=kinds.get(resource_type),
        test_name=test_name,
        described_in=described_in,
    )


def model(name: str, folders: str, parents: str, *, described_in: str = "", tags: str = "", **config: Any) -> Node:
    path = "/".join(["models", *folders.split(), f"{name}.sql"])
    settings = {"materialized": "table" if folders.startswith("marts") else "view", **config}
    layer = "staging " if folders.startswith("staging") and "web" not in folders else ""
    return node(
        name, "model", f"shop {folders}", path, parents, tags=f"{layer}{tags}", described_in=described_in, **settings
    )


def generic(name: str, test_name: str, folder: str, parents: str, severity: str = "ERROR", tags: str = "") -> Node:
    path = f"models/{folder}/{folder}.yml"
    settings = {"materialized": "test", "severity": severity}
    return node(name, "test", f"shop {folder}", path, parents, tags=tags, test_name=test_name, **settings)


def source(name: str, table: str, tags: str = "") -> Node:
    return node(table, "source", name, f"{STAGING}/staging.yml", tags=tags)


META = {"owner": "ana", "pii": True, "level": 3, "on_call": ["bo", "cy"]}
STAGING_YAML = f"{STAGING}/staging.yml"
SHOP: Mapping[str, Node] = {
    "raw.orders": source("raw", "orders"),
    "raw.customers": source("raw", "customers"),
    "web.visits": source("web", "visits", tags="nightly"),
    "rates": node("rates", "seed", "shop", "seeds/rates.csv", materialized="seed"),
    "stg_orders": model("stg_orders", "staging", "raw.orders", described_in=STAGING_YAML),
    "stg_customers": model("stg_customers", "staging", "raw.customers", described_in=STAGING_YAML),
    "stg_visits": model("stg_visits", "staging web", "web.visits", tags="staging nightly web"),
    "orders": model("orders", "marts", "stg_orders", tags="nightly", materialized="incremental", meta=META),
    "customers": model(
        "customers",
        "marts",
        "stg_customers orders",
        described_in=f"{MARTS}/marts.yml",
        schema="crm",
        meta={"owner": "bo", "pii": False},
    ),
    "revenue": model("revenue", "marts finance", "orders rates"),
    "orders_history": node(
        "orders_history",
        "snapshot",
        "shop orders_history",
        "snapshots/orders_history.sql",
        "orders",
        materialized="snapshot",
    ),
    "unique_order": generic("unique_order", "unique", "staging", "stg_orders"),
    "known_order": generic("known_order", "not_null", "staging", "stg_orders", "warn", "quick"),
    "known_customer": generic("known_customer", "relationships", "staging", "stg_customers stg_orders"),
    "unique_stg_customer": generic("unique_stg_customer", "unique", "staging", "stg_customers"),
    "known_raw_order": generic("known_raw_order", "not_null", "staging", "raw.orders"),
    "unique_customer": generic("unique_customer", "unique", "marts", "customers"),
    "every_order_has_a_visit": node(
        "every_order_has_a_visit",
        "test",
        "shop",
        "tests/every_order_has_a_visit.sql",
        "orders stg_visits",
        materialized="test",
        severity="ERROR",
    ),
    "totals_add_up": node("totals_add_up", "unit_test", "shop staging revenue", STAGING_YAML, "revenue", enabled=True),
}


def chosen(include: str, exclude: str = "", *, indirect: str = "eager", state: State | None = None) -> str:
    """Return the names that are chosen, sorted, with a space between."""
    words = [include] if include else []
    return " ".join(sorted(select(SHOP, words, exclude.split(), state, indirect=indirect, this="shop")))


def refusal(include: str, *, indirect: str = "eager", state: State | None = None) -> str:
    with pytest.raises(ProjectError) as refused:
        chosen(include, indirect=indirect, state=state)
    message, at, way_out = str(refused.value).splitlines()
    assert at == "  at  the command line"
    return f"{message}\n{way_out}"


@pytest.mark.parametrize(
    ("include", "named"),
    [
        ("orders", "orders"),
        ("customers", "customers"),
        ("stg_orders", "stg_orders"),
        ("+customers", "customers orders raw.customers raw.orders stg_customers stg_orders"),
        (
            "stg_orders+",
            "customers every_order_has_a_visit known_customer known_order orders orders_history revenue "
            "stg_orders totals_add_up unique_customer unique_order",
        ),
        ("1+customers", "customers orders stg_customers"),
        ("2+customers", "customers orders raw.customers stg_customers stg_orders"),
        ("0+customers", "customers"),
        ("stg_orders+1", "known_customer known_order orders stg_orders unique_order"),
        (
            "stg_orders+2",
            "customers every_order_has_a_visit known_customer known_order orders orders_history revenue "
            "stg_orders unique_order",
        ),
        (
            "@orders",
            "customers every_order_has_a_visit orders orders_history rates raw.customers raw.orders revenue "
            "stg_customers stg_orders stg_visits totals_add_up unique_customer web.visits",
        ),
        ("@stg_visits", "every_order_has_a_visit orders raw.orders stg_orders stg_visits web.visits"),
        (
            "staging",
            "known_customer known_order known_raw_order stg_customers stg_orders stg_visits totals_add_up "
            "unique_order unique_stg_customer",
        ),
        ("marts", "customers orders revenue unique_customer"),
        ("marts.finance", "revenue"),
        ("marts.finance.revenue", "revenue"),
        (
            "shop.staging",
            "known_customer known_order known_raw_order stg_customers stg_orders stg_visits totals_add_up "
            "unique_order unique_stg_customer",
        ),
        (
            "staging.*",
            "known_customer known_order known_raw_order stg_customers stg_orders stg_visits totals_add_up "
            "unique_order unique_stg_customer",
        ),
        ("staging.web", "stg_visits"),
        ("staging.web.*", "stg_visits"),
        ("marts.*", "customers orders revenue unique_customer"),
        ("*.finance.*", "revenue"),
        ("*_orders", "stg_orders"),
        ("stg_*", "stg_customers stg_orders stg_visits"),
        ("stg_?rders", "stg_orders"),
        ("stg_[ov]*", "stg_orders stg_visits"),
        ("s*.stg_orders", "stg_orders"),
        ("shop.*.stg_orders", "stg_orders"),
        ("marts.o*", "orders"),
        ("fin*", ""),
        (
            "models/staging",
            "known_customer known_order known_raw_order raw.customers raw.orders stg_customers stg_orders "
            "stg_visits totals_add_up unique_order unique_stg_customer web.visits",
        ),
        ("models/staging/stg_orders.sql", "stg_orders"),
        ("models/*/stg_orders.sql", "stg_orders"),
        ("models/**/revenue.sql", "revenue"),
        ("models/marts/*", "customers orders revenue unique_customer"),
        ("models/marts/*.sql", "customers orders"),
        ("path:seeds", "rates"),
        ("path:tests", "every_order_has_a_visit"),
        (
            "models/staging/staging.yml",
            "known_customer known_order known_raw_order raw.customers raw.orders stg_customers stg_orders "
            "totals_add_up unique_order unique_stg_customer web.visits",
        ),
        ("path:models/marts/marts.yml", "customers unique_customer"),
        ("stg_orders.sql", "stg_orders"),
        ("rates.csv", "rates"),
        ("file:stg_orders", "stg_orders"),
        ("file:stg_orders.sql", "stg_orders"),
        (
            "file:*.sql",
            "customers every_order_has_a_visit orders orders_history revenue stg_customers stg_orders stg_visits",
        ),
        (
            "file:staging.yml",
            "known_customer known_order known_raw_order raw.customers raw.orders totals_add_up unique_order "
            "unique_stg_customer web.visits",
        ),
        ("file:stg*", "stg_customers stg_orders stg_visits"),
        ("tag:nightly", "orders stg_visits web.visits"),
        ("tag:quick", "known_order"),
        ("tag:staging", "stg_customers stg_orders stg_visits"),
        ("tag:none", ""),
        ("+tag:nightly", "orders raw.orders stg_orders stg_visits web.visits"),
        ("tag:nightly+1", "customers every_order_has_a_visit orders orders_history revenue stg_visits web.visits"),
        ("config.materialized:table", "customers revenue"),
        ("config.materialized:incremental", "orders"),
        ("config.materialized:view", "stg_customers stg_orders stg_visits"),
        ("config.materialized:seed", "rates"),
        ("config.schema:crm", "customers"),
        ("config.meta.owner:ana", "orders"),
        ("config.meta.pii:true", "orders"),
        ("config.meta.pii:FALSE", "customers"),
        ("config.meta.on_call:cy", "orders"),
        ("config.tags:nightly", "orders stg_visits web.visits"),
        ("config.severity:WARN", "known_order"),
        (
            "config.severity:error",
            "every_order_has_a_visit known_customer known_raw_order unique_customer unique_order unique_stg_customer",
        ),
        ("config.meta.nothing:x", ""),
        (
            "package:shop",
            "customers every_order_has_a_visit known_customer known_order known_raw_order orders orders_history "
            "rates raw.customers raw.orders revenue stg_customers stg_orders stg_visits totals_add_up "
            "unique_customer unique_order unique_stg_customer web.visits",
        ),
        ("package:other", ""),
        ("fqn:orders", "orders"),
        (
            "fqn:*",
            "customers every_order_has_a_visit known_customer known_order known_raw_order orders orders_history "
            "rates revenue stg_customers stg_orders stg_visits totals_add_up unique_customer unique_order "
            "unique_stg_customer",
        ),
        ("resource_type:model", "customers orders revenue stg_customers stg_orders stg_visits"),
        (
            "resource_type:test",
            "every_order_has_a_visit known_customer known_order known_raw_order unique_customer unique_order "
            "unique_stg_customer",
        ),
        ("resource_type:unit_test", "totals_add_up"),
        ("resource_type:seed", "rates"),
        ("resource_type:snapshot", "orders_history"),
        ("resource_type:source", "raw.customers raw.orders web.visits"),
        ("source:raw", "raw.customers raw.orders"),
        ("source:raw.orders", "raw.orders"),
        ("source:shop.raw.orders", "raw.orders"),
        ("source:*", "raw.customers raw.orders web.visits"),
        (
            "source:raw.*+",
            "customers every_order_has_a_visit known_customer known_order known_raw_order orders orders_history "
            "raw.customers raw.orders revenue stg_customers stg_orders totals_add_up unique_customer unique_order "
            "unique_stg_customer",
        ),
        ("source:raw.orders+1", "known_raw_order raw.orders stg_orders"),
        ("source:w?b", "web.visits"),
        (
            "test_type:generic",
            "known_customer known_order known_raw_order unique_customer unique_order unique_stg_customer",
        ),
        ("test_type:singular", "every_order_has_a_visit"),
        ("test_type:unit", "totals_add_up"),
        (
            "test_type:data",
            "every_order_has_a_visit known_customer known_order known_raw_order unique_customer unique_order "
            "unique_stg_customer",
        ),
        ("test_name:unique", "unique_customer unique_order unique_stg_customer"),
        ("test_name:not_*", "known_order known_raw_order"),
        ("test_name:relationships", "known_customer"),
        ("test_name:totals*", "totals_add_up"),
        ("unit_test:totals_add_up", "totals_add_up"),
        ("unit_test:shop.*", "totals_add_up"),
        ("+unit_test:*", "orders rates raw.orders revenue stg_orders totals_add_up"),
        ("orders_history", "orders_history"),
        ("+orders_history", "orders orders_history raw.orders stg_orders"),
        ("every_order_has_a_visit", "every_order_has_a_visit"),
        ("+every_order_has_a_visit", "every_order_has_a_visit orders raw.orders stg_orders stg_visits web.visits"),
        ("every_*", "every_order_has_a_visit"),
        ("rates", "rates"),
        ("rates+", "rates revenue totals_add_up"),
        ("totals_add_up", "totals_add_up"),
        ("+totals_add_up", "orders rates raw.orders revenue stg_orders totals_add_up"),
        ("orders_history.orders_history", "orders_history"),
        ("staging,tag:nightly", "stg_visits"),
        ("tag:nightly,config.materialized:incremental", "orders"),
        ("stg_orders+,+customers", "customers orders stg_orders"),
        ("stg_orders,stg_customers", ""),
        ("@orders,resource_type:model", "customers orders revenue stg_customers stg_orders stg_visits"),
        ("orders+,test_name:unique", "unique_customer"),
        ("marts,resource_type:test", "unique_customer"),
        ("stg_orders stg_customers", "stg_customers stg_orders"),
        ("stg_orders stg_customers", "stg_customers stg_orders"),
        ("stg_orders,stg_customers orders", "orders"),
        ("orders stg_visits", "orders stg_visits"),
        ("revenue stg_visits", "revenue stg_visits"),
    ],
)
def test_words_choose_what_they_choose_in_dbt(include: str, named: str) -> None:
    assert chosen(include, indirect="empty") == named


@pytest.mark.parametrize(
    ("indirect", "include", "named"),
    [
        ("eager", "orders", "every_order_has_a_visit orders"),
        ("eager", "stg_orders", "known_customer known_order stg_orders unique_order"),
        (
            "eager",
            "+customers",
            "customers every_order_has_a_visit known_customer known_order known_raw_order orders raw.customers "
            "raw.orders stg_customers stg_orders unique_customer unique_order unique_stg_customer",
        ),
        ("eager", "models/staging/stg_orders.sql", "known_customer known_order stg_orders unique_order"),
        ("eager", "tag:nightly", "every_order_has_a_visit orders stg_visits web.visits"),
        ("eager", "resource_type:source", "known_raw_order raw.customers raw.orders web.visits"),
        ("eager", "source:raw", "known_raw_order raw.customers raw.orders"),
        ("eager", "rates", "rates"),
        ("eager", "stg_orders,stg_customers", "known_customer"),
        ("eager", "orders+,test_name:unique", "unique_customer"),
        (
            "eager",
            "stg_orders stg_customers",
            "known_customer known_order stg_customers stg_orders unique_order unique_stg_customer",
        ),
        ("eager", "orders stg_visits", "every_order_has_a_visit orders stg_visits"),
        ("eager", "revenue stg_visits", "every_order_has_a_visit revenue stg_visits totals_add_up"),
        ("cautious", "orders", "orders"),
        ("cautious", "stg_orders", "known_order stg_orders unique_order"),
        (
            "cautious",
            "+customers",
            "customers known_customer known_order known_raw_order orders raw.customers raw.orders stg_customers "
            "stg_orders unique_customer unique_order unique_stg_customer",
        ),
        ("cautious", "models/staging/stg_orders.sql", "known_order stg_orders unique_order"),
        ("cautious", "tag:nightly", "every_order_has_a_visit orders stg_visits web.visits"),
        ("cautious", "resource_type:source", "known_raw_order raw.customers raw.orders web.visits"),
        ("cautious", "source:raw", "known_raw_order raw.customers raw.orders"),
        ("cautious", "rates", "rates"),
        ("cautious", "stg_orders,stg_customers", ""),
        ("cautious", "orders+,test_name:unique", "unique_customer"),
        (
            "cautious",
            "stg_orders stg_customers",
            "known_customer known_order stg_customers stg_orders unique_order unique_stg_customer",
        ),
        ("cautious", "orders stg_visits", "every_order_has_a_visit orders stg_visits"),
        ("cautious", "revenue stg_visits", "revenue stg_visits totals_add_up"),
        ("buildable", "orders", "orders"),
        ("buildable", "stg_orders", "known_order stg_orders unique_order"),
        (
            "buildable",
            "+customers",
            "customers known_customer known_order known_raw_order orders raw.customers raw.orders stg_customers "
            "stg_orders unique_customer unique_order unique_stg_customer",
        ),
        ("buildable", "models/staging/stg_orders.sql", "known_order stg_orders unique_order"),
        ("buildable", "tag:nightly", "every_order_has_a_visit orders stg_visits web.visits"),
        ("buildable", "resource_type:source", "known_raw_order raw.customers raw.orders web.visits"),
        ("buildable", "source:raw", "known_raw_order raw.customers raw.orders"),
        ("buildable", "rates", "rates"),
        ("buildable", "stg_orders,stg_customers", ""),
        ("buildable", "orders+,test_name:unique", "unique_customer"),
        (
            "buildable",
            "stg_orders stg_customers",
            "known_customer known_order stg_customers stg_orders unique_order unique_stg_customer",
        ),
        ("buildable", "orders stg_visits", "every_order_has_a_visit orders stg_visits"),
        ("buildable", "revenue stg_visits", "every_order_has_a_visit revenue stg_visits totals_add_up"),
    ],
)
def test_tests_come_with_what_they_ask_about_as_in_dbt(indirect: str, include: str, named: str) -> None:
    assert chosen(include, indirect=indirect) == named


@pytest.mark.parametrize(
    ("include", "exclude", "named"),
    [
        (
            "stg_orders+",
            "customers",
            "every_order_has_a_visit known_customer known_order orders orders_history revenue stg_orders "
            "totals_add_up unique_order",
        ),
        (
            "stg_orders+",
            "tag:nightly",
            "customers known_customer known_order orders_history revenue stg_orders totals_add_up unique_customer "
            "unique_order",
        ),
        (
            "",
            "stg_orders+",
            "known_raw_order rates raw.customers raw.orders stg_customers stg_visits unique_stg_customer web.visits",
        ),
        (
            "",
            "resource_type:test",
            "customers orders orders_history rates raw.customers raw.orders revenue stg_customers stg_orders "
            "stg_visits totals_add_up web.visits",
        ),
        (
            "",
            "test_type:generic test_type:unit",
            "customers every_order_has_a_visit orders orders_history rates raw.customers raw.orders revenue "
            "stg_customers stg_orders stg_visits web.visits",
        ),
        (
            "staging",
            "stg_customers",
            "every_order_has_a_visit known_order known_raw_order stg_orders stg_visits totals_add_up unique_order",
        ),
        ("marts", "orders,tag:nightly", "customers revenue totals_add_up unique_customer"),
        (
            "@orders",
            "staging",
            "customers orders orders_history rates raw.customers raw.orders revenue unique_customer web.visits",
        ),
        (
            "stg_orders stg_customers",
            "test_name:relationships",
            "known_order stg_customers stg_orders unique_order unique_stg_customer",
        ),
        (
            "resource_type:model",
            "stg_orders",
            "customers every_order_has_a_visit orders revenue stg_customers stg_visits totals_add_up "
            "unique_customer unique_stg_customer",
        ),
        (
            "+customers",
            "stg_orders",
            "customers every_order_has_a_visit known_raw_order orders raw.customers raw.orders stg_customers "
            "unique_customer unique_stg_customer",
        ),
        (
            "stg_orders stg_customers",
            "orders",
            "known_customer known_order stg_customers stg_orders unique_order unique_stg_customer",
        ),
    ],
)
def test_what_is_excluded_goes_with_its_tests_as_in_dbt(include: str, exclude: str, named: str) -> None:
    assert chosen(include, exclude) == named


@pytest.mark.parametrize(
    ("include", "named"),
    [
        ("staging/", "stg_customers stg_orders stg_visits"),
        ("staging/+,marts/", "customers orders revenue"),
        ("staging/web", "stg_visits"),
        ("staging/stg_orders.sql", "stg_orders"),
        ("staging/stg_*.sql", "stg_customers stg_orders"),
        ("marts\\finance", "revenue"),
        ("./models/marts/finance", "revenue"),
        ("web", "stg_visits"),
        ("finance", "revenue"),
        ("finance.revenue", "revenue"),
        ("crm.customers", "customers"),
        ("+crm.customers,stg_*", "stg_customers stg_orders"),
        ("config.meta.level:3", "orders"),
    ],
)
def test_a_few_words_choose_more_than_in_dbt(include: str, named: str) -> None:
    assert chosen(f"{include},resource_type:model", indirect="empty") == named


def test_no_word_means_everything_and_a_blank_one_nothing() -> None:
    assert select(SHOP, []) == SHOP.keys()
    assert select(SHOP, [""]) == frozenset()


def test_several_arguments_are_one_union() -> None:
    assert select(SHOP, ["orders", "  rates   revenue "], indirect="empty") == {"orders", "rates", "revenue"}


def test_without_a_project_of_its_own_every_package_is_this_one() -> None:
    assert select(SHOP, ["package:this"]) == SHOP.keys()


def test_a_parent_that_is_not_there_is_passed_over() -> None:
    alone = {"orders": SHOP["orders"]}
    assert select(alone, ["+orders+"]) == {"orders"}


class TestState:
    state = State(
        modified=frozenset({"orders", "rates"}),
        new=frozenset({"revenue"}),
        results={"orders": "success", "customers": "error", "unique_customer": "skipped", "known_order": "warn"},
    )

    @pytest.mark.parametrize(
        ("include", "named"),
        [
            ("state:new", "revenue"),
            ("state:modified", "orders rates revenue"),
            ("state:modified,resource_type:seed", "rates"),
            ("state:modified+1,resource_type:snapshot", "orders_history"),
            ("state:old,marts,resource_type:model", "customers orders"),
            ("state:unmodified,marts,resource_type:model", "customers"),
            ("result:success", "orders"),
            ("result:error", "customers"),
            ("result:skipped", "unique_customer"),
            ("result:warn", "known_order"),
            ("1+result:warn", "known_order stg_orders"),
            ("result:fail", ""),
            ("result:pass", ""),
        ],
    )
    def test_what_changed_and_how_it_ended_can_be_chosen(self, include: str, named: str) -> None:
        assert chosen(include, indirect="empty", state=self.state) == named

    def test_a_part_of_a_change_is_not_known(self) -> None:
        assert refusal("state:modified.body+", state=self.state) == (
            "`state:modified.body+` asks in what a node was modified, which is not kept apart.\n"
            "  try `state:modified+`, modified in anything that matters"
        )

    def test_without_an_earlier_build_nothing_can_be_compared(self) -> None:
        assert refusal("state:modified") == (
            "`state:modified` has no earlier build to compare with.\n  try `wh build` first, without it"
        )
        assert refusal("result:error+") == "`result:error+` has no last run to ask.\n  try `wh build` first, without it"


class TestGroupsAndAccess:
    nodes: Mapping[str, Node] = {
        "open": model("open", "marts", "", access="public", group="finance"),
        "shut": model("shut", "marts", "", access="private"),
        "said_nothing": model("said_nothing", "marts", ""),
    }

    @pytest.mark.parametrize(
        ("word", "named"),
        [
            ("group:finance", {"open"}),
            ("group:sales", set()),
            ("access:public", {"open"}),
            ("access:private", {"shut"}),
            ("access:protected", {"said_nothing"}),
        ],
    )
    def test_they_are_answered_where_a_model_has_one(self, word: str, named: set[str]) -> None:
        assert select(self.nodes, [word]) == named


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("+custmers", "There is no model named `custmers`.\n  try `customers`, the closest name"),
        ("stagng", "There is no model named `stagng`.\n  try `staging`, the closest name"),
        ("marts.custmers", "There is no model named `marts.custmers`.\n  try `marts.customers`, the closest name"),
        (
            "every_order_had_a_visit",
            "There is no model named `every_order_had_a_visit`.\n  try `every_order_has_a_visit`, the closest name",
        ),
        ("zzz", "There is no model named `zzz`.\n  try `wh ls` to see them all"),
        ("visits", "There is no model named `visits`.\n  try `source:web.visits`, the source of that name"),
        (
            "raw.customers",
            "There is no model named `raw.customers`.\n  try `source:raw.customers`, the source of that name",
        ),
        ("custmers.sql", "There is no file named `custmers.sql`.\n  try `customers.sql`, the closest name"),
        (
            "models/stagng",
            "There is no folder or file named `models/stagng`.\n  try `models/staging`, the closest name",
        ),
        ("stagng/", "There is no folder or file named `stagng/`.\n  try `staging`, the closest name"),
        ("orders,custmers", "There is no model named `custmers`.\n  try `customers`, the closest name"),
        ("tga:nightly", "`tga:` in `tga:nightly` is not a method of selection.\n  try `tag:`, the closest one"),
        (
            "confg.materialized:view",
            "`confg:` in `confg.materialized:view` is not a method of selection.\n"
            "  try `config.materialized:`, the closest one",
        ),
        ("config:view", "`config:view` does not say which setting.\n  try such as `config.materialized:view`"),
        ("tag.x:y", "`tag` in `tag.x:y` takes nothing after a point.\n  try `tag:y`"),
        ("+", "`+` names nothing to select.\n  try a name right beside the sign, such as `+claims`"),
        ("@", "`@` names nothing to select.\n  try a name right beside the sign, such as `+claims`"),
        ("2+", "`2+` names nothing to select.\n  try a name right beside the sign, such as `+claims`"),
        ("tag:", "`tag:` names nothing to select.\n  try a name right beside the sign, such as `+claims`"),
        (
            "@orders+",
            "`@orders+` has `@` before the name and `+` after it.\n"
            "  try `@orders`, which takes what follows too, and all that it needs",
        ),
        (
            "orders+rates+x",
            "`orders+rates+x` is not one name: `@` stands before a name, `+` before or after it.\n"
            "  try `a b` for two names, `+a` for a name and all that it needs, `a+` for all that needs it",
        ),
        (
            "+@orders",
            "`+@orders` is not one name: `@` stands before a name, `+` before or after it.\n"
            "  try `a b` for two names, `+a` for a name and all that it needs, `a+` for all that needs it",
        ),
        (
            "orders, rates",
            "A comma of `orders,` has nothing on one side.\n"
            "  try `a,b` without a space for what both choose, `a b` for what either chooses",
        ),
        ("source:a.b.c.d", "`source:a.b.c.d` has too many points.\n  try `source:c.d`: source, then table"),
        (
            "resource_type:modl",
            "`modl` is not something that `resource_type:` can be.\n  try `resource_type:model`, the closest one",
        ),
        (
            "test_type:genric",
            "`genric` is not something that `test_type:` can be.\n  try `test_type:generic`, the closest one",
        ),
        ("state:modifed", "`modifed` is not something that `state:` can be.\n  try `state:modified`, the closest one"),
        (
            "result:x",
            "`x` is not something that `result:` can be.\n"
            "  try one of `error`, `fail`, `pass`, `skipped`, `success`, `warn`",
        ),
        (
            "group:finance",
            "`group:finance` has nothing to choose from: no model has a group.\n"
            "  try names, folders, `tag:` or `config.`",
        ),
        (
            "access:public",
            "`access:public` has nothing to choose from: no model says its access.\n"
            "  try names, folders, `tag:` or `config.`",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_way_out(word: str, said: str) -> None:
    assert refusal(word) == said


@pytest.mark.parametrize("method", ["metric", "saved_query", "selector", "semantic_model", "source_status", "version"])
def test_methods_for_what_is_not_here_are_refused_by_name(method: str) -> None:
    assert refusal(f"+{method}:x").startswith(f"`+{method}:x` has nothing to choose from: ")


def test_a_method_that_is_like_no_other_is_answered_with_the_list() -> None:
    assert "try one of `fqn:`, `path:`, `file:`, `tag:`" in refusal("zzzzz:x")


def test_a_name_that_is_excluded_must_be_there_too() -> None:
    with pytest.raises(ProjectError, match=r"There is no model named `custmers`"):
        select(SHOP, [], ["custmers"])


def test_an_unknown_way_to_choose_tests_is_refused() -> None:
    assert refusal("orders", indirect="eagre") == "`eagre` is no way to choose tests.\n  try `eager`, the closest one"


@pytest.mark.parametrize("word", ["tag:zzz", "zzz*", "path:zzz", "zzz/*", "file:zzz", "fqn:zzz", "source:zzz"])
def test_a_pattern_or_a_method_may_find_nothing(word: str) -> None:
    assert chosen(word) == ""
