from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from engine.building import NOW
from engine.conftest import MakeProject, write

from wh import build, dbt_project
from wh.errors import ProjectError
from wh.parsing import parse
from wh.project import Project

PROJECT = "name: shop\nprofile: desk\n"
PROFILES = "desk:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb}\n"
PACKAGE = "dbt_packages/words/dbt_project.yml"

Read = Callable[..., Project]


@pytest.fixture
def project_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return the function that writes a dbt project and reads it; nothing outside of it is looked at."""
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def read(files: Mapping[str, str] | None = None, target: str | None = None, **variables: object) -> Project:
        root = tmp_path / "shop"
        write(root, {"dbt_project.yml": PROJECT, "profiles.yml": PROFILES, **(files or {})})
        return dbt_project.read(root, target, variables)

    return read


@pytest.fixture
def refusal(project_of: Read) -> Callable[..., str]:
    """Return the function that gives the message of a refusal without the line that it shows."""

    def refused(files: Mapping[str, str], target: str | None = None) -> str:
        with pytest.raises(ProjectError) as raised:
            project_of(files, target)
        lines = str(raised.value).splitlines()
        return "\n".join(line for line in lines if not line.lstrip("0123456789 ").startswith("| "))

    return refused


class TestWhereItIsBuilt:
    def test_the_profile_s_default_output_names_the_file(self, project_of: Read) -> None:
        project = project_of()
        assert (project.dialect, project.name, project.target.name) == ("dbt", "shop", "dev")
        assert project.warehouse == project.root / "shop.duckdb"
        assert (project.target.schema, project.target.database, project.settings.threads) == ("main", "shop", 1)

    def test_another_output_is_named_on_the_command_line(self, project_of: Read) -> None:
        profiles = PROFILES + "    prod: {type: duckdb, path: out/prod.duckdb, schema: live, threads: 3}\n"
        project = project_of({"profiles.yml": profiles}, "prod")
        assert project.warehouse == project.root / "out" / "prod.duckdb"
        assert (project.target.schema, project.settings.threads) == ("live", 3)

    def test_what_duckdb_is_told_when_the_file_is_opened(self, project_of: Read) -> None:
        profiles = PROFILES.replace("shop.duckdb", "shop.duckdb, settings: {timezone: UTC}, extensions: [json]")
        target = project_of({"profiles.yml": profiles}).target
        assert (target.settings, target.extensions) == ({"timezone": "UTC"}, ("json",))

    def test_what_dbt_keeps_in_memory_is_published_beside_the_project(self, project_of: Read) -> None:
        project = project_of({"profiles.yml": PROFILES.replace(", path: shop.duckdb", "")})
        assert project.warehouse == project.root / "warehouse.duckdb"

    def test_the_environment_may_say_where_the_profiles_are(
        self, project_of: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "elsewhere", {"profiles.yml": PROFILES.replace("shop.duckdb", "other.duckdb")})
        monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path / "elsewhere"))
        assert project_of().warehouse.name == "other.duckdb"

    def test_the_home_folder_s_profiles_are_the_last_resort(
        self, project_of: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "home" / ".dbt", {"profiles.yml": PROFILES.replace("shop.duckdb", "home.duckdb")})
        assert project_of().warehouse.name == "shop.duckdb"
        (tmp_path / "shop" / "profiles.yml").unlink()
        assert dbt_project.read(tmp_path / "shop").warehouse.name == "home.duckdb"

    def test_files_may_ask_the_environment_and_vars(self, project_of: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHOP_FILE", "asked.duckdb")
        profiles = PROFILES.replace("shop.duckdb", "\"{{ env_var('SHOP_FILE') }}\", schema: \"{{ var('where') }}\"")
        project = project_of({"profiles.yml": profiles, "dbt_project.yml": PROJECT + "vars: {where: north}\n"})
        assert (project.warehouse.name, project.target.schema) == ("asked.duckdb", "north")


class TestWhatTheProjectSays:
    def test_files_lie_where_it_says(self, project_of: Read) -> None:
        project = project_of(
            {
                "dbt_project.yml": PROJECT + "model-paths: [sql]\nseed-paths: [csv]\n",
                "sql/a.sql": "select 1 as a",
                "models/b.sql": "select 1 as b",
                "csv/c.csv": "c\n1\n",
            }
        )
        assert [project.show(path) for path in project.files("models")] == ["sql/a.sql"]
        assert [project.show(path) for path in project.files("seeds")] == ["csv/c.csv"]

    def test_its_settings_reach_the_models_below_a_folder(self, project_of: Read) -> None:
        models = (
            "models:\n  shop:\n    +materialized: table\n    staging:\n      +materialized: view\n      +tags: [raw]\n"
        )
        project = project_of(
            {
                "dbt_project.yml": PROJECT + models,
                "models/a.sql": "select 1 as a",
                "models/staging/b.sql": "select 1 as b",
            }
        )
        parsed = parse(project, project.settings.vars)
        assert parsed.wrong == []
        assert parsed.kinds == {"a": "table", "b": "view"}
        assert parsed.rendered["b"].config["tags"] == ["raw"]

    def test_without_a_word_a_model_is_a_view_in_the_target_s_schema(self, project_of: Read) -> None:
        parsed = parse(project_of({"models/a.sql": "select 1 as a"}), {})
        assert (parsed.kinds, parsed.table("a")) == ({"a": "view"}, "main.a")

    def test_a_schema_of_its_own_is_added_to_the_target_s(self, project_of: Read) -> None:
        parsed = parse(project_of({"models/a.sql": "{{ config(schema='north') }} select 1 as a"}), {})
        assert parsed.table("a") == "main_north.a"

    def test_the_project_s_own_rule_names_schemas_instead(self, project_of: Read) -> None:
        rule = "{% macro generate_schema_name(name, node) %}{{ name or 'plain' }}{% endmacro %}"
        files = {"models/a.sql": "{{ config(schema='north') }} select 1 as a", "models/b.sql": "select 1 as b"}
        parsed = parse(project_of({**files, "macros/names.sql": rule}), {})
        assert [parsed.table(name) for name in "ab"] == ["north.a", "plain.b"]

    def test_the_command_line_s_vars_are_above_the_project_s(self, project_of: Read) -> None:
        stated = PROJECT + "vars: {a: 1, b: 1, shop: {c: 1}}\n"
        project = project_of({"dbt_project.yml": stated}, b=2)
        assert dict(project.settings.vars) == {"a": 1, "b": 2, "c": 1}

    def test_the_command_line_s_vars_are_above_what_the_project_says_of_a_package(self, project_of: Read) -> None:
        files = {
            "dbt_project.yml": PROJECT + "vars: {rate: 1, shop: {rate: 2}}\n",
            "models/orders.sql": "select {{ var('rate') }}",
        }
        for said, expected in (({}, "select 2"), ({"rate": 3}, "select 3")):
            project = project_of(files, **said)
            assert parse(project, project.settings.vars).rendered["orders"].sql == expected

    @pytest.mark.parametrize("settings", ["", "models: {shop: {old: {+enabled: false}}}\n"])
    def test_one_of_two_models_with_a_name_may_be_taken_out(self, project_of: Read, settings: str) -> None:
        taken_out = "select 1" if settings else "{{ config(enabled=false) }}select 1"
        models = {"models/old/orders.sql": taken_out, "models/orders.sql": "select 2"}
        parsed = parse(project_of({"dbt_project.yml": PROJECT + settings, **models}), {})
        assert parsed.wrong == []
        assert parsed.rendered["orders"].sql == "select 2"

    def test_hooks_of_a_whole_build_are_one_or_many(self, project_of: Read) -> None:
        stated = PROJECT + "on-run-start: select 1\non-run-end: [select 2, select 3]\n"
        project = project_of({"dbt_project.yml": stated})
        own = project.packages[0]
        assert (own.on_run_start, own.on_run_end) == (("select 1",), ("select 2", "select 3"))


class TestPackages:
    FILES: Mapping[str, str] = {
        "packages.yml": "packages:\n  - local: ../words\n",
        PACKAGE: "name: words\nvars: {word: one}\nmodels: {words: {+materialized: table}}\n",
        "dbt_packages/words/models/all_words.sql": "select '{{ var('word') }}' as word",
        "dbt_packages/words/macros/loud.sql": "{% macro loud(c) %}upper({{ c }}){% endmacro %}",
        "models/a.sql": "select {{ words.loud('word') }} as word from {{ ref('words', 'all_words') }}",
    }

    def test_an_installed_package_gives_models_macros_vars_and_settings(self, project_of: Read) -> None:
        project = project_of(self.FILES)
        parsed = parse(project, project.settings.vars)
        assert parsed.wrong == []
        assert parsed.kinds == {"a": "view", "all_words": "table"}
        assert "upper(word)" in parsed.rendered["a"].sql
        assert parsed.rendered["all_words"].sql == "select 'one' as word"

    def test_the_project_s_word_on_a_package_is_above_its_own(self, project_of: Read) -> None:
        stated = PROJECT + "vars: {words: {word: two}}\nmodels: {words: {+materialized: ephemeral}}\n"
        project = project_of({**self.FILES, "dbt_project.yml": stated})
        parsed = parse(project, project.settings.vars)
        assert parsed.kinds["all_words"] == "ephemeral"
        assert parsed.rendered["all_words"].sql == "select 'two' as word"

    def test_a_package_s_own_vars_hold_in_it_alone_and_the_project_s_own_not_in_it(self, project_of: Read) -> None:
        stated = PROJECT + "vars: {shared: 1, shop: {mine: 1}}\n"
        seen = "select '{{ var('word', 'none') }} {{ var('shared', 'none') }} {{ var('mine', 'none') }}' as seen"
        files = {**self.FILES, "dbt_project.yml": stated, "models/b.sql": seen}
        project = project_of({**files, "dbt_packages/words/models/c.sql": seen})
        parsed = parse(project, project.settings.vars)
        assert parsed.rendered["b"].sql == "select 'none 1 1' as seen"
        assert parsed.rendered["c"].sql == "select 'one 1 none' as seen"

    def test_a_package_that_is_not_installed_is_asked_for(self, refusal: Callable[..., str]) -> None:
        assert refusal({"packages.yml": "packages:\n  - package: desk/words\n    version: 1.0.0\n"}) == (
            "The project uses packages, and dbt_packages/ holds none.\n"
            "  at  packages.yml:1\n"
            "  try `dbt deps`, which fetches them; claimhouse itself fetches nothing"
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("files", "message"),
        [
            (
                {"dbt_project.yml": "profile: desk\n"},
                "The project has no `name:`.\n  at  dbt_project.yml:1:1\n  try `name: my_project` as its first line",
            ),
            (
                {"dbt_project.yml": "name: my-shop\nprofile: desk\n"},
                "The project's name is `my-shop`.\n  at  dbt_project.yml:1:1\n  try letters, digits and underscores",
            ),
            (
                {"dbt_project.yml": PROJECT + "modelpaths: [sql]\n"},
                "The project has a property `modelpaths`, which is not understood.\n"
                "  at  dbt_project.yml:3:1\n"
                "  try `model-paths`, the closest name",
            ),
            (
                {"dbt_project.yml": PROJECT + "source-paths: [sql]\n"},
                "`source-paths:` is dbt's old word for `model-paths:`.\n"
                "  at  dbt_project.yml:3:1\n"
                "  try `model-paths:`",
            ),
            (
                {"dbt_project.yml": "name: shop\nprofile: dsk\n"},
                "There is no profile named `dsk` in profiles.yml.\n"
                "  at  dbt_project.yml:2:1\n"
                "  try `desk`, the closest name",
            ),
            (
                {"profiles.yml": PROFILES.replace("target: dev", "target: prod")},
                "The profile `desk` has no output named `prod`.\n  at  profiles.yml:2:3\n  try `dev`",
            ),
            (
                {"profiles.yml": PROFILES.replace("type: duckdb", "type: snowflake")},
                "The output `dev` of the profile `desk` is of type `snowflake`, not DuckDB.\n"
                "  at  profiles.yml:4:11\n"
                "  try an output with `type: duckdb` and `path:`, named with --target",
            ),
            (
                {"profiles.yml": PROFILES.replace("shop.duckdb", "shop.duckdb, schem: north")},
                "The output `dev` sets `schem`, which is not understood.\n"
                "  at  profiles.yml:4:44\n"
                "  try `schema`, the closest name",
            ),
            (
                {"profiles.yml": PROFILES.replace("shop.duckdb", "'md:shop'")},
                "The output is at `md:shop`, and only a file is built.\n"
                "  at  profiles.yml:4:25\n"
                "  try `path: dev.duckdb`",
            ),
            (
                {"profiles.yml": PROFILES.replace("shop.duckdb", "shop.duckdb, threads: many")},
                "`threads: many` is no number of threads.\n  at  profiles.yml:4:44\n  try `threads: 1`",
            ),
        ],
    )
    def test_what_is_not_understood_is_refused_with_its_place(
        self, refusal: Callable[..., str], files: dict[str, str], message: str
    ) -> None:
        assert refusal(files) == message

    def test_an_output_that_nobody_named_is_the_command_line_s_fault(self, refusal: Callable[..., str]) -> None:
        assert refusal({}, "dv") == (
            "The profile `desk` has no output named `dv`.\n  at  the command line\n  try `dev`"
        )

    def test_without_profiles_it_says_where_they_are_sought(self, project_of: Read, tmp_path: Path) -> None:
        project_of()
        (tmp_path / "shop" / "profiles.yml").unlink()
        with pytest.raises(ProjectError) as raised:
            dbt_project.read(tmp_path / "shop")
        assert raised.value.message.startswith("There is no profiles.yml, which says where the project is built.")
        assert str(raised.value).endswith(
            "try profiles.yml beside it, with an output of `type: duckdb` and a `path:`; or DBT_PROFILES_DIR"
        )


def test_a_part_of_a_project_is_built_and_tested_before_the_rest_is_there(make_dbt_project: MakeProject) -> None:
    described = "models:\n" + "".join(
        f"  - {{name: {name}, columns: [{{name: n, data_tests: [not_null]}}]}}\n" for name in ("a", "b")
    )
    project = make_dbt_project(
        {"models/a.sql": "select 1 as n", "models/b.sql": "select n from {{ ref('a') }}", "models/y.yml": described}
    )

    def rules_of(*select: str) -> tuple[str, list[str]]:
        outcome = build.build(project, build.Options(select=select), NOW, lambda *_: None)
        assert outcome.checks is not None
        return outcome.status, [result.rule for result in outcome.checks.results]

    assert rules_of("a") == ("published", ["not_null_a_n"])
    assert rules_of() == ("published", ["not_null_a_n", "not_null_b_n"])
