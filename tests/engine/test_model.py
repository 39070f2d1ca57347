from collections.abc import Callable

import pytest

from wh.errors import ProjectError, WhError
from wh.model import macro_files, read_files, singular_tests
from wh.parsing import parse
from wh.project import Project

MakeProject = Callable[..., Project]

CLAIMS = "models/marts/claims.sql"


def refusal(project: Project) -> str:
    """Return the one thing that is wrong with the files of the project, or with what they are to become."""
    wrong: list[WhError] = parse(project, project.settings.vars).wrong
    assert len(wrong) == 1, wrong
    return str(wrong[0])


class TestFiles:
    def test_a_model_s_name_is_its_file_and_its_schema_the_folder(self, make_project: MakeProject) -> None:
        project = make_project({CLAIMS: "select 1 as a", "models/staging/belarus/stg_facts.sql": "select 1 as a"})
        parsed = parse(project, {})
        assert [parsed.table(name) for name in parsed.models] == ["marts.claims", "staging.stg_facts"]

    def test_the_folders_between_belong_to_its_full_name(self, make_project: MakeProject) -> None:
        (model,) = read_files(make_project({"models/staging/belarus/stg_facts.sql": "select 1"}), []).values()
        assert model.fqn == ("desk", "staging", "belarus", "stg_facts")

    def test_an_empty_file_is_no_model_of_dbt_s(self, make_dbt_project: MakeProject) -> None:
        assert list(read_files(make_dbt_project({"models/a.sql": " \n", "models/b.sql": "select 1 as a"}), [])) == ["b"]

    def test_a_seed_and_a_snapshot_are_known_among_the_models(self, make_project: MakeProject) -> None:
        project = make_project(
            {
                "seeds/codes.csv": "code\n01\n",
                "snapshots/claims_over_time.sql": (
                    "{% snapshot claims_over_time %}select 1 as a{% endsnapshot %}\n"
                    "{% snapshot facts_over_time %}\nselect 2 as a\n{% endsnapshot %}\n"
                ),
            }
        )
        files = read_files(project, [])
        assert {name: model.kind for name, model in files.items()} == {
            "claims_over_time": "snapshot",
            "codes": "seed",
            "facts_over_time": "snapshot",
        }
        assert files["facts_over_time"].source == "\nselect 2 as a\n"
        assert files["facts_over_time"].first_line == 2

    def test_a_model_may_be_a_program_in_python(self, make_project: MakeProject) -> None:
        (model,) = read_files(make_project({"models/marts/spread.py": "def model(dbt, session): ..."}), []).values()
        assert (model.name, model.kind, model.is_python) == ("spread", "model", True)

    def test_a_project_has_every_built_in_file_that_it_does_not_replace(self, make_project: MakeProject) -> None:
        project = make_project(
            {CLAIMS: "select 'own'", "macros/a.sql": ""},
            built_in={
                CLAIMS: "select 1",
                "models/marts/facts.sql": "select 1",
                "seeds/codes.csv": "a\n1\n",
                "macros/a.sql": "",
                "macros/b.sql": "",
                "expectations/none.sql": "select 1",
            },
        )
        files = read_files(project, [])
        assert {name: model.shown for name, model in files.items()} == {
            "claims": CLAIMS,
            "codes": "(built-in) seeds/codes.csv",
            "facts": "(built-in) models/marts/facts.sql",
        }
        shown = [project.show(path) for path in macro_files(project)["desk"]]
        assert shown == ["macros/a.sql", "(built-in) macros/b.sql"]
        assert [test.shown for test in singular_tests(project, [])] == ["(built-in) expectations/none.sql"]

    def test_a_query_in_expectations_is_one_that_is_to_give_no_rows(self, make_project: MakeProject) -> None:
        project = make_project({"expectations/no_negative_claim.sql": "select 1 where false"})
        assert [test.name for test in singular_tests(project, [])] == ["no_negative_claim"]
        assert read_files(project, []) == {}

    def test_macros_are_those_of_the_macros_folder(self, make_project: MakeProject) -> None:
        project = make_project({"macros/text.sql": "", "macros/text.yml": ""})
        assert [path.name for path in macro_files(project)["desk"]] == ["text.sql"]


class TestRefusals:
    def test_a_model_outside_the_layers_is_refused_since_it_has_no_schema(self, make_project: MakeProject) -> None:
        assert refusal(make_project({"models/claims.sql": "select 1"})) == (
            "The model `claims` lies in no layer, so it has no schema.\n"
            "  at  models/claims.sql\n"
            "  try one of the folders models/staging/, models/intermediate/, models/marts/; or its own `schema`"
        )

    def test_a_model_outside_the_layers_may_name_its_schema(self, make_project: MakeProject) -> None:
        parsed = parse(make_project({"models/claims.sql": "{{ config(schema='desk') }} select 1"}), {})
        assert parsed.wrong == []
        assert parsed.table("claims").endswith("desk.claims")

    def test_two_models_of_one_name_are_refused_even_if_only_capitals_differ(self, make_project: MakeProject) -> None:
        project = make_project({"models/staging/Claims.sql": "select 1", CLAIMS: "select 1"})
        with pytest.raises(ProjectError) as refused:
            parse(project, {})
        assert str(refused.value).splitlines()[0] == (
            "Two files of models/ are named `Claims.sql`, and a name stands for one thing."
        )

    def test_a_model_and_a_seed_of_one_name_are_refused_with_both_places(self, make_project: MakeProject) -> None:
        assert refusal(make_project({CLAIMS: "select 1", "seeds/claims.csv": "a\n1\n"})) == (
            "There are two tables named `claims`, and a name stands for one thing.\n"
            "  at  seeds/claims.csv\n"
            "  try another name for one of them; the other is at models/marts/claims.sql"
        )

    def test_a_model_in_python_without_its_function_is_refused_by_name(self, make_project: MakeProject) -> None:
        assert refusal(make_project({"models/marts/spread.py": "def mdel(dbt, session): ..."})) == (
            "The model `spread` has no function `model(dbt, session)`.\n"
            "  at  models/marts/spread.py:1\n"
            "  try `def model(dbt, session):`, which returns rows"
        )

    def test_a_name_that_no_table_can_have_unquoted_is_refused(self, make_project: MakeProject) -> None:
        assert refusal(make_project({"models/marts/my-claims.sql": "select 1"})) == (
            "The model `my-claims` has a name that no table can have unquoted.\n"
            "  at  models/marts/my-claims.sql\n"
            "  try `my_claims.sql`: letters, digits and underscores"
        )

    def test_a_model_that_is_not_utf_8_is_named_with_the_line_and_the_byte(self, make_project: MakeProject) -> None:
        assert refusal(make_project({CLAIMS: "select\n'é'".encode("latin-1")})) == (
            "The file is not UTF-8: byte 8 cannot be read.\n  at  models/marts/claims.sql:2\n  try save it as UTF-8"
        )

    def test_a_snapshot_that_is_not_closed_is_refused(self, make_project: MakeProject) -> None:
        assert refusal(make_project({"snapshots/s.sql": "{% snapshot s %}select 1"})) == (
            "A `{% snapshot %}` is opened and not closed.\n"
            "  at  snapshots/s.sql\n"
            "  try `{% endsnapshot %}` below its query"
        )

    def test_all_that_is_wrong_is_named_at_once_and_the_rest_is_read(self, make_project: MakeProject) -> None:
        project = make_project(
            {
                CLAIMS: "select 1 as a",
                "models/facts.sql": "select 1",
                "models/marts/spread.py": "",
                "models/marts/a.yml": "models: [",
                "models/marts/b.yml": "models:\n  - name: nobody\n",
            }
        )
        parsed = parse(project, {})
        assert {error.at for error in parsed.wrong} == {
            "models/marts/a.yml:2:1",
            "models/facts.sql",
            "models/marts/spread.py:1",
            "models/marts/b.yml:2:5",
        }
        assert set(parsed.rendered) == {"claims"}


def test_a_fixture_of_a_unit_test_is_no_test(make_dbt_project: MakeProject) -> None:
    project = make_dbt_project(
        {"tests/fixtures/rows.sql": "select 1 as a", "tests/generic/even.sql": "", "tests/none_is_odd.sql": "select 1"}
    )
    assert [test.name for test in singular_tests(project, [])] == ["none_is_odd"]
