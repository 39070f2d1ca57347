import pytest

from wh.configs import check_settings, is_enabled, key_of, listed, overlaid
from wh.errors import ModelError


def refusal(*, is_strict: bool = True, **settings: object) -> str:
    with pytest.raises(ModelError) as refused:
        check_settings("claims", settings, is_strict=is_strict)
    return str(refused.value)


class TestLayingOver:
    def test_the_later_word_holds(self) -> None:
        before = {"materialized": "view", "schema": "a"}
        assert overlaid(before, {"materialized": "table"}) == {"materialized": "table", "schema": "a"}
        assert before["materialized"] == "view"

    def test_tags_and_hooks_add_up_and_none_is_said_twice(self) -> None:
        config = overlaid({"tags": ["a"], "pre_hook": "one"}, {"tags": ["b", "a"], "pre-hook": ["two"]})
        assert config == {"tags": ["a", "b"], "pre_hook": ["one", "two"]}

    def test_meta_and_column_types_are_merged(self) -> None:
        config = overlaid(
            {"meta": {"owner": "desk", "day": 1}, "column_types": {"a": "int"}},
            {"meta": {"day": 2}, "column_types": {"b": "text"}},
        )
        assert config == {"meta": {"owner": "desk", "day": 2}, "column_types": {"a": "int", "b": "text"}}

    @pytest.mark.parametrize(
        ("written", "key"),
        [("+tags", "tags"), ("pre-hook", "pre_hook"), ("+post-hook", "post_hook"), ("unique_key", "unique_key")],
    )
    def test_a_key_has_one_spelling(self, written: str, key: str) -> None:
        assert key_of(written) == key


class TestTheClosedList:
    def test_a_slip_of_the_pen_offers_the_closest(self) -> None:
        assert refusal(unique_ky="a") == (
            "The config of `claims` sets `unique_ky`, which is not understood.\n  try `unique_key`, the closest name"
        )

    def test_in_a_project_of_ours_a_key_that_nobody_heeds_is_refused(self) -> None:
        assert refusal(zzz="high").startswith(
            "The config of `claims` sets `zzz`, which is not understood.\n  try one of "
        )

    def test_in_a_dbt_project_keys_of_its_own_are_allowed_but_a_slip_is_not(self) -> None:
        check_settings("claims", {"sensitivity": "high"}, is_strict=False)
        assert refusal(is_strict=False, materialised="view").endswith("`materialized`, the closest name")

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("contract", {"enforced": True}),
            ("grants", {"select": ["desk"]}),
            ("indexes", [{"columns": ["a"]}]),
            ("sql_header", "select 1"),
            ("database", "other"),
            ("batch_size", "day"),
            ("location", "out.parquet"),
            ("partitioned_by", ["a"]),
        ],
    )
    def test_what_dbt_knows_and_this_does_not_is_refused_by_name_with_another_way(
        self, key: str, value: object
    ) -> None:
        for is_strict in (True, False):
            message = refusal(is_strict=is_strict, **{key: value})
            assert message.startswith(f"The config of `claims` sets `{key}`, which is not understood.\n  try ")

    @pytest.mark.parametrize(("key", "value"), [("contract", {"enforced": False}), ("grants", {}), ("indexes", [])])
    def test_where_it_asks_for_nothing_it_is_let_pass(self, key: str, value: object) -> None:
        check_settings("claims", {key: value}, is_strict=True)

    @pytest.mark.parametrize(
        ("kind", "way_out"),
        [("tabel", "`table`, the closest name"), ("xyzzy", "`table`, `view`, `incremental` or `ephemeral`")],
    )
    def test_an_unknown_materialization_is_refused(self, kind: str, way_out: str) -> None:
        assert refusal(materialized=kind) == (
            f"The model `claims` is to be materialized as `{kind}`, which is not understood.\n  try {way_out}"
        )


@pytest.mark.parametrize(
    ("stated", "is_on"), [(True, True), ("true", True), (False, False), ("False", False), (0, False)]
)
def test_enabled_is_read_as_a_word_or_a_value(stated: object, is_on: bool) -> None:
    assert is_enabled({"enabled": stated}) is is_on


def test_without_a_word_a_model_takes_part() -> None:
    assert is_enabled({})


@pytest.mark.parametrize(("value", "values"), [(None, []), ("a", ["a"]), (["a", "b"], ["a", "b"]), (("a",), ["a"])])
def test_one_value_is_a_list_of_one(value: object, values: list[str]) -> None:
    assert listed(value) == values
