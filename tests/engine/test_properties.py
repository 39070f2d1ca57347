from collections.abc import Callable

import pytest

from wh.parsing import Parsed, parse
from wh.project import Project
from wh.properties import Column, Properties, read_declared, read_docs

MakeProject = Callable[..., Project]

CLAIMS = "models/marts/claims.sql"
YAML = "models/marts/claims.yml"


def refusal(project: Project) -> str:
    wrong = parse(project, project.settings.vars).wrong
    assert len(wrong) == 1, wrong
    return str(wrong[0])


def properties_of(parsed: Parsed, name: str) -> Properties:
    properties = parsed.models[name].properties
    assert parsed.wrong == []
    assert properties is not None
    return properties


class TestWhatIsRead:
    def test_the_yaml_gives_a_model_its_sentence_its_grain_and_its_columns(self, make_project: MakeProject) -> None:
        described = """\
models:
  - name: claims
    description: |
      What facts
      are about.
    config: {materialized: view}
    meta: {grain: claim_id}
    columns:
      - {name: claim_id, data_type: VARCHAR, description: Its id.}
      - {name: low}
"""
        parsed = parse(make_project({CLAIMS: "select 1", YAML: described}), {})
        properties = properties_of(parsed, "claims")
        assert properties.description == "What facts are about."
        assert properties.grain == ("claim_id",)
        assert properties.columns == (Column("claim_id", "Its id.", "VARCHAR"), Column("low", ""))
        assert properties.config == {"materialized": "view", "meta": {"grain": "claim_id"}}
        assert properties.at == "models/marts/claims.yml:2:5"
        assert properties.place("LOW") == "models/marts/claims.yml:10:9"

    def test_what_the_project_says_of_a_built_in_model_replaces_what_is_built_in(
        self, make_project: MakeProject
    ) -> None:
        project = make_project(
            {"models/schema.yml": "models:\n  - {name: claims, description: Mine.}\n"},
            built_in={CLAIMS: "select 1", YAML: "models:\n  - {name: claims, description: Built in.}\n"},
        )
        assert properties_of(parse(project, {}), "claims").description == "Mine."

    def test_what_dbt_keeps_in_the_same_yaml_is_left_to_dbt(self, make_project: MakeProject) -> None:
        described = "version: 2\nsources:\n  - name: raw\nexposures: []\n"
        parsed = parse(make_project({CLAIMS: "select 1", YAML: described}), {})
        assert parsed.wrong == []
        assert set(parsed.models) == {"claims"}

    def test_an_empty_yaml_file_says_nothing_and_is_no_error(self, make_project: MakeProject) -> None:
        parsed = parse(make_project({CLAIMS: "select 1", YAML: ""}), {})
        assert parsed.wrong == []
        assert parsed.models["claims"].properties is None

    def test_a_source_has_its_tables_each_with_its_columns_and_tests(self) -> None:
        text = """\
sources:
  - name: shop
    schema: raw_shop
    meta: {owner: desk}
    tables:
      - name: orders
        identifier: orders_2026
        columns: [{name: id, data_tests: [unique]}]
"""
        (table,) = read_declared(text, "x.yml").sources
        assert (table.schema, table.identifier, table.meta) == ("raw_shop", "orders_2026", {"owner": "desk"})
        assert [(test.kind, test.column) for test in table.tests] == [("unique", "id")]

    def test_docs_blocks_are_read_by_name(self) -> None:
        text = "Before.\n{% docs low %}\nThe least.\n{% enddocs %}\n{% docs high %}The most.{% enddocs %}"
        assert dict(read_docs(text)) == {"low": "The least.", "high": "The most."}


class TestDataTests:
    @pytest.mark.parametrize(
        "written",
        [
            "tests: [{accepted_values: {values: [a]}}]",
            "data_tests: [{accepted_values: {values: [a]}}]",
            "data_tests: [{accepted_values: {arguments: {values: [a]}}}]",
            "data_tests: [{test_name: accepted_values, values: [a]}]",
        ],
    )
    def test_both_spellings_and_both_places_of_arguments_ask_the_same(self, written: str) -> None:
        ((_, _, claims),) = read_declared(f"models: [{{name: claims, columns: [{{name: c, {written}}}]}}]", "x").tables
        (test,) = claims.tests
        assert (test.kind, test.column, test.arguments) == ("accepted_values", "c", {"values": ["a"]})

    @pytest.mark.parametrize("written", ["{config: {severity: warn, where: a > 1}}", "{severity: warn, where: a > 1}"])
    def test_settings_stand_beside_the_arguments_or_under_config(self, written: str) -> None:
        ((_, _, claims),) = read_declared(f"models: [{{name: claims, tests: [{{unique: {written}}}]}}]", "x").tables
        assert claims.tests[0].config == {"severity": "warn", "where": "a > 1"}

    def test_a_setting_that_no_test_has_offers_the_closest(self, make_project: MakeProject) -> None:
        described = "models:\n  - name: claims\n    tests:\n      - unique: {config: {severty: warn}}\n"
        assert refusal(make_project({CLAIMS: "select 1", YAML: described})) == (
            "The config of the test `unique` sets `severty`, which is not understood.\n"
            "  at  models/marts/claims.yml:4:18\n"
            "  try `severity`, the closest name"
        )


class TestRefusals:
    def test_broken_yaml_is_named_with_its_line(self, make_project: MakeProject) -> None:
        broken = "models:\n  - name: claims\n    description: of: what\n"
        assert refusal(make_project({CLAIMS: "select 1", YAML: broken})) == (
            "The YAML is broken: a colon stands where no name may end.\n"
            "  at  models/marts/claims.yml:3:20\n"
            '  try quotation marks around a text that holds a colon: "…: …"; or the line indented as its neighbours are'
        )

    def test_yaml_that_describes_no_model_offers_the_closest_name(self, make_project: MakeProject) -> None:
        described = "version: 2\nmodels:\n  - name: claim\n"
        assert refusal(make_project({CLAIMS: "select 1", YAML: described})) == (
            "The YAML describes a model `claim`, but there is no `claim.sql`.\n"
            "  at  models/marts/claims.yml:3:5\n"
            "  try `claims`, the closest name"
        )

    def test_a_model_described_twice_is_named_with_both_places(self, make_project: MakeProject) -> None:
        described = "models:\n  - name: claims\n"
        project = make_project({CLAIMS: "select 1", YAML: described, "models/marts/schema.yml": described})
        assert refusal(project) == (
            "The model `claims` is described twice.\n"
            "  at  models/marts/schema.yml:2:5\n"
            "  try take out one of the two; the other is at models/marts/claims.yml:2:5"
        )

    @pytest.mark.parametrize(
        ("described", "message", "place"),
        [
            ("- name: claims\n", "The YAML is no mapping, so nothing in it describes a model.", "1"),
            ("model:\n  - name: claims\n", "The YAML has a property `model`, which is not understood.", "1:1"),
            ("models: claims\n", "What stands under `models:` is no list of entries.", "1:1"),
            ("models:\n  - claims\n", "What stands under `models:` is no list of entries.", "1:1"),
            ("models:\n  - description: x\n", "An entry under `models:` has no `name`.", "2:5"),
            (
                "models:\n  - name: claims\n    desciption: x\n",
                "The YAML of `claims` has a property `desciption`, which is not understood.",
                "3:5",
            ),
            (
                "models:\n  - name: claims\n    columns: [a, b]\n",
                "What stands under `columns:` is no list of entries.",
                "3:5",
            ),
            (
                "models:\n  - name: claims\n    columns:\n      - {nme: a}\n",
                "A column of `claims` has no `name`.",
                "4:9",
            ),
            (
                "models:\n  - name: claims\n    columns:\n      - {name: a, tpe: b}\n",
                "A column of `claims` has a property `tpe`, which is not understood.",
                "4:19",
            ),
            (
                "models:\n  - name: claims\n    columns:\n      - {description: a}\n",
                "A column of `claims` has no `name`.",
                "4:9",
            ),
            (
                "models:\n  - name: claims\n    columns: [{name: a}, {name: a}]\n",
                "The YAML of `claims` describes the column `a` twice.",
                "3:26",
            ),
            ("models:\n  - name: claims\n    meta: [grain]\n", "`meta:` is no mapping.", "3:5"),
            (
                "models:\n  - name: claims\n    tests: unique\n",
                "What stands under `tests:` of `claims` is no list.",
                "3:5",
            ),
            (
                "models:\n  - name: claims\n    tests:\n      - {severity: warn}\n",
                "A test of `claims` begins with `severity:`, which is no test.",
                "4:9",
            ),
            (
                "models:\n  - name: claims\n    tests:\n      - accepted_values: [a]\n",
                "The test `accepted_values` of `claims` has no named arguments.",
                "4:9",
            ),
            (
                "models:\n  - name: claims\n    columns: [{name: a, constraints: [{type: unique}]}]\n",
                "The YAML of `claims` sets constraints, which are not understood.",
                "3:25",
            ),
            (
                "models:\n  - name: claims\n    versions: [{v: 1}]\n",
                "The YAML of `claims` gives it versions, which are not understood.",
                "3:5",
            ),
            ("unit_tests:\n  - {name: t, model: claims}\n", "The unit test `t` has no `expect:`.", "2:5"),
        ],
    )
    def test_yaml_that_would_not_be_heeded_is_refused(
        self, make_project: MakeProject, described: str, message: str, place: str
    ) -> None:
        said = refusal(make_project({CLAIMS: "select 1", YAML: described})).splitlines()
        assert said[:2] == [message, f"  at  {YAML}:{place}"]
        assert len(said) == 3
