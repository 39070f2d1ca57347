from collections.abc import Callable, Mapping
from typing import Any

import pytest

from wh.parsing import Parsed, parse
from wh.project import Project

MakeProject = Callable[..., Project]

CLAIMS = "models/marts/claims.sql"
YAML = "models/marts/claims.yml"
IN_YAML = "models:\n  - name: claims\n    config: {{{}}}\n"


def config_of(project: Project, name: str = "claims") -> Mapping[str, Any]:
    parsed: Parsed = parse(project, project.settings.vars)
    assert parsed.wrong == []
    return parsed.rendered[name].config


class TestPrecedence:
    @pytest.mark.parametrize(
        ("in_model", "in_yaml", "in_folder", "kind"),
        [
            ("", "", "", "table"),
            ("", "", "view", "view"),
            ("", "incremental", "view", "incremental"),
            ("ephemeral", "incremental", "view", "ephemeral"),
            ("ephemeral", "", "view", "ephemeral"),
        ],
    )
    def test_the_model_s_own_word_is_above_the_yaml_s_and_that_above_the_project_s(
        self, make_project: MakeProject, in_model: str, in_yaml: str, in_folder: str, kind: str
    ) -> None:
        own = f"{{{{ config(materialized='{in_model}') }}}}\n" if in_model else ""
        files = {CLAIMS: f"{own}select 1 as a"}
        if in_yaml:
            files[YAML] = IN_YAML.format(f"materialized: {in_yaml}")
        settings = f"[tool.wh.models.marts]\nmaterialized = '{in_folder}'" if in_folder else ""
        project = make_project(files, settings=settings)
        assert parse(project, {}).kinds == {"claims": kind}

    def test_the_nearer_folder_s_word_holds_and_the_file_s_above_it(self, make_project: MakeProject) -> None:
        settings = """
[tool.wh.models]
schema = "all"
[tool.wh.models.marts]
schema = "of_marts"
[tool.wh.models.marts.daily]
schema = "of_daily"
[tool.wh.models.marts.daily.claims]
schema = "of_claims"
"""
        project = make_project(
            {
                "models/marts/daily/claims.sql": "select 1 as a",
                "models/marts/daily/facts.sql": "select 1 as a",
                "models/marts/people.sql": "select 1 as a",
                "models/staging/stg_facts.sql": "select 1 as a",
            },
            settings=settings,
        )
        parsed = parse(project, {})
        assert {name: parsed.rendered[name].config["schema"] for name in parsed.rendered} == {
            "claims": "of_claims",
            "facts": "of_daily",
            "people": "of_marts",
            "stg_facts": "all",
        }

    def test_tags_add_up_from_every_layer(self, make_project: MakeProject) -> None:
        project = make_project(
            {CLAIMS: "{{ config(tags='own') }} select 1 as a", YAML: IN_YAML.format("tags: [yaml]")},
            settings="[tool.wh.models]\ntags = ['all']\n[tool.wh.models.marts]\n'+tags' = ['marts', 'all']",
        )
        assert config_of(project)["tags"] == ["all", "marts", "yaml", "own"]

    def test_meta_is_merged_from_every_layer(self, make_project: MakeProject) -> None:
        project = make_project(
            {
                CLAIMS: "{{ config(meta={'c': 3, 'd': 4}) }} select 1 as a",
                YAML: IN_YAML.format("meta: {b: 2, c: 2}"),
            },
            settings="[tool.wh.models]\nmeta = {a = 1, b = 1}",
        )
        assert config_of(project)["meta"] == {"a": 1, "b": 2, "c": 3, "d": 4}

    def test_seeds_and_snapshots_have_their_own_words(self, make_project: MakeProject) -> None:
        project = make_project(
            {"seeds/codes.csv": "a\n1\n", CLAIMS: "select 1 as a"},
            settings="[tool.wh.seeds]\ntags = ['typed']\n[tool.wh.models]\ntags = ['shaped']",
        )
        assert config_of(project, "codes")["tags"] == ["typed"]
        assert config_of(project)["tags"] == ["shaped"]


class TestDisabling:
    @pytest.mark.parametrize("where", ["model", "yaml", "project"])
    def test_a_model_that_is_disabled_anywhere_takes_no_part(self, make_project: MakeProject, where: str) -> None:
        files = {CLAIMS: "select 1 as a", "models/marts/facts.sql": "select 1 as a"}
        settings = ""
        if where == "model":
            files[CLAIMS] = "{{ config(enabled=false) }} select 1 as a"
        elif where == "yaml":
            files[YAML] = IN_YAML.format("enabled: false")
        else:
            settings = "[tool.wh.models.marts.claims]\nenabled = false"
        parsed = parse(make_project(files, settings=settings), {})
        assert parsed.wrong == []
        assert set(parsed.models) == {"facts"}
        assert set(parsed.disabled) == {"claims"}

    def test_what_a_disabled_model_refers_to_need_not_be_there(self, make_project: MakeProject) -> None:
        parsed = parse(make_project({CLAIMS: "{{ config(enabled=false) }} select * from {{ ref('gone') }}"}), {})
        assert (parsed.wrong, set(parsed.disabled)) == ([], {"claims"})

    def test_a_model_that_is_disabled_in_the_project_may_take_part_by_its_own_word(
        self, make_project: MakeProject
    ) -> None:
        project = make_project(
            {CLAIMS: "{{ config(enabled=true) }} select 1 as a"}, settings="[tool.wh.models]\nenabled = false"
        )
        assert set(parse(project, {}).models) == {"claims"}

    def test_a_ref_to_a_disabled_model_says_that_it_is_disabled(self, make_project: MakeProject) -> None:
        project = make_project(
            {
                CLAIMS: "{{ config(enabled=false) }} select 1 as a",
                "models/marts/facts.sql": "select * from {{ ref('claims') }}",
            }
        )
        (wrong,) = parse(project, {}).wrong
        assert wrong.message.startswith("The model `claims` is disabled.")
        assert wrong.at == "models/marts/facts.sql:1:23"


class TestRefusals:
    @pytest.mark.parametrize(
        ("files", "settings", "at"),
        [
            ({CLAIMS: "{{ config(materialized='tabel') }} select 1 as a"}, "", f"{CLAIMS}:1:11"),
            ({CLAIMS: "select 1", YAML: IN_YAML.format("materialized: tabel")}, "", f"{YAML}:2:5"),
            ({CLAIMS: "select 1"}, "[tool.wh.models]\nmaterialized = 'tabel'", "pyproject.toml"),
        ],
        ids=["model", "yaml", "project"],
    )
    def test_what_is_not_understood_is_refused_where_it_is_said(
        self, make_project: MakeProject, files: dict[str, str], settings: str, at: str
    ) -> None:
        (wrong,) = parse(make_project(files, settings=settings), {}).wrong
        assert "to be materialized as `tabel`, which is not understood." in wrong.message
        assert (wrong.at or "").startswith(at)
        assert wrong.way_out == "`table`, the closest name"
