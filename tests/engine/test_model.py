from collections.abc import Callable

import pytest

from wh.errors import ModelError, ProjectError
from wh.model import Column, read_models
from wh.project import Project

MakeProject = Callable[..., Project]

CLAIMS = "models/marts/claims.sql"
YAML = "models/marts/claims.yml"


def refusal(project: Project) -> str:
    with pytest.raises((ModelError, ProjectError)) as refused:
        read_models(project)
    return str(refused.value)


def test_a_model_s_name_is_its_file_and_its_schema_the_folder(make_project: MakeProject) -> None:
    project = make_project({CLAIMS: "select 1 as a", "models/staging/belarus/stg_facts.sql": "select 1 as a"})
    models = read_models(project)
    assert [model.table for model in models.values()] == ["marts.claims", "staging.stg_facts"]


def test_the_yaml_gives_a_model_its_sentence_its_grain_and_its_columns(make_project: MakeProject) -> None:
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
    properties = read_models(make_project({CLAIMS: "select 1", YAML: described}))["claims"].properties
    assert properties is not None
    assert properties.description == "What facts are about."
    assert properties.grain == ("claim_id",)
    assert properties.columns == (Column("claim_id", "Its id."), Column("low", ""))
    assert properties.config == {"materialized": "view"}
    assert properties.at == "models/marts/claims.yml:2"


def test_what_the_project_says_of_a_built_in_model_replaces_what_is_built_in(make_project: MakeProject) -> None:
    project = make_project(
        {"models/schema.yml": "models:\n  - {name: claims, description: Mine.}\n"},
        built_in={CLAIMS: "select 1", YAML: "models:\n  - {name: claims, description: Built in.}\n"},
    )
    properties = read_models(project)["claims"].properties
    assert properties is not None
    assert properties.description == "Mine."


def test_a_model_outside_the_layers_is_refused_since_it_has_no_schema(make_project: MakeProject) -> None:
    assert refusal(make_project({"models/claims.sql": "select 1"})) == (
        "The model `claims` lies in no layer, so it has no schema.\n"
        "  at  models/claims.sql\n"
        "  try one of the folders models/staging/, models/intermediate/, models/marts/"
    )


def test_two_models_of_one_name_are_refused_even_if_only_capitals_differ(make_project: MakeProject) -> None:
    project = make_project({"models/staging/Claims.sql": "select 1", CLAIMS: "select 1"})
    assert refusal(project).splitlines()[0] == (
        "Two files of models/ are named `Claims.sql`, and a name stands for one thing."
    )


def test_a_model_in_python_is_refused_by_name(make_project: MakeProject) -> None:
    assert refusal(make_project({"models/marts/spread.py": "def model(dbt, session): ..."})) == (
        "The model `spread` is written in Python, and only SQL models are built.\n"
        "  at  models/marts/spread.py\n"
        "  try the same in SQL, as `spread.sql`, or take the file out of models/"
    )


def test_a_name_that_no_table_can_have_unquoted_is_refused(make_project: MakeProject) -> None:
    assert refusal(make_project({"models/marts/my-claims.sql": "select 1"})) == (
        "The model `my-claims` has a name that no table can have unquoted.\n"
        "  at  models/marts/my-claims.sql\n"
        "  try `my_claims.sql`: letters, digits and underscores"
    )


def test_a_model_that_is_not_utf_8_is_named_with_the_byte(make_project: MakeProject) -> None:
    assert refusal(make_project({CLAIMS: "select 'é'".encode("latin-1")})) == (
        "The file is not UTF-8: byte 8 cannot be read.\n  at  models/marts/claims.sql\n  try save it as UTF-8"
    )


def test_broken_yaml_is_named_with_its_line(make_project: MakeProject) -> None:
    broken = "models:\n  - name: claims\n    description: of: what\n"
    assert refusal(make_project({CLAIMS: "select 1", YAML: broken})) == (
        "The YAML is broken: mapping values are not allowed in this context.\n"
        "  at  models/marts/claims.yml:3\n"
        "  try mend that line"
    )


def test_yaml_that_describes_no_model_offers_the_closest_name(make_project: MakeProject) -> None:
    described = "version: 2\nmodels:\n  - name: claim\n"
    assert refusal(make_project({CLAIMS: "select 1", YAML: described})) == (
        "The YAML describes a model `claim`, but there is no `claim.sql`.\n"
        "  at  models/marts/claims.yml:3\n"
        "  try `claims`, the closest name"
    )


def test_a_model_described_twice_is_named_with_both_places(make_project: MakeProject) -> None:
    described = "models:\n  - name: claims\n"
    project = make_project({CLAIMS: "select 1", YAML: described, "models/marts/schema.yml": described})
    assert refusal(project) == (
        "The model `claims` is described twice.\n"
        "  at  models/marts/schema.yml:2\n"
        "  try take out one of the two; the other is at models/marts/claims.yml:2"
    )


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ("- name: claims\n", "The YAML is no mapping, so nothing in it describes a model."),
        ("model:\n  - name: claims\n", "The YAML has a property `model`, which is not understood."),
        ("models: claims\n", "What stands under `models:` is no list of entries."),
        ("models:\n  - claims\n", "What stands under `models:` is no list of entries."),
        ("models:\n  - description: x\n", "An entry under `models:` has no `name`."),
        (
            "models:\n  - name: claims\n    desciption: x\n",
            "The YAML of `claims` has a property `desciption`, which is not understood.",
        ),
        ("models:\n  - name: claims\n    columns: [a, b]\n", "What stands under `columns:` is no list of entries."),
        (
            "models:\n  - name: claims\n    columns:\n      - {nme: a}\n",
            "A column of `claims` has a property `nme`, which is not understood.",
        ),
        (
            "models:\n  - name: claims\n    columns:\n      - {description: a}\n",
            "A column of `claims` has no `name`.",
        ),
        (
            "models:\n  - name: claims\n    columns: [{name: a}, {name: a}]\n",
            "The YAML of `claims` describes the column `a` twice.",
        ),
        ("models:\n  - name: claims\n    meta: [grain]\n", "`meta:` is no mapping."),
        (
            "models:\n  - name: claims\n    columns: [{name: a, data_tests: [unique]}]\n",
            "The YAML of `claims` has tests, which nobody would ask.",
        ),
    ],
)
def test_yaml_that_would_not_be_heeded_is_refused(make_project: MakeProject, described: str, message: str) -> None:
    assert refusal(make_project({CLAIMS: "select 1", YAML: described})).splitlines()[0] == message


def test_what_dbt_keeps_in_the_same_yaml_is_left_to_dbt(make_project: MakeProject) -> None:
    described = "version: 2\nsources:\n  - name: raw\nexposures: []\n"
    assert set(read_models(make_project({CLAIMS: "select 1", YAML: described}))) == {"claims"}


def test_an_empty_yaml_file_says_nothing_and_is_no_error(make_project: MakeProject) -> None:
    assert read_models(make_project({CLAIMS: "select 1", YAML: ""}))["claims"].properties is None


def test_all_that_is_wrong_is_named_at_once(make_project: MakeProject) -> None:
    project = make_project(
        {
            "models/claims.sql": "select 1",
            "models/marts/spread.py": "",
            "models/marts/a.yml": "models: [",
            "models/marts/b.yml": "models:\n  - name: nobody\n",
        }
    )
    with pytest.raises(ExceptionGroup) as refused:
        read_models(project)
    assert [str(error).splitlines()[1].strip() for error in refused.value.exceptions] == [
        "at  models/marts/a.yml:2",
        "at  models/claims.sql",
        "at  models/marts/spread.py",
        "at  models/marts/b.yml:2",
    ]
