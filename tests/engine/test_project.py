import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wh.errors import ProjectError
from wh.project import Project, content_hash, find_project

MakeProject = Callable[..., Project]


def refusal(make_project: MakeProject, settings: str) -> str:
    with pytest.raises(ProjectError) as refused:
        make_project(settings=settings)
    return str(refused.value)


def test_a_project_is_found_from_any_folder_below_it(make_project: MakeProject) -> None:
    project = make_project({"data/labels/facts.csv": ""})
    assert find_project(project.root / "data" / "labels").root == project.root


def test_a_pyproject_without_the_table_is_passed_over_on_the_way_up(make_project: MakeProject) -> None:
    project = make_project({"tools/pyproject.toml": "[tool.other]\n"})
    assert find_project(project.root / "tools").root == project.root


def test_where_there_is_no_project_the_way_out_is_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as refused:
        find_project(tmp_path)
    assert str(refused.value) == (
        "There is no claimhouse project here: no pyproject.toml with a [tool.wh] table and no dbt_project.yml, "
        "in this folder or above it.\n"
        f"  at  {tmp_path}\n"
        "  try `wh init FOLDER` to start one, or change into a project's folder"
    )


def test_an_unknown_setting_is_named_with_its_line_and_the_closest_name(
    make_project: MakeProject, tmp_path: Path
) -> None:
    assert refusal(make_project, "keep_build = 3") == (
        "[tool.wh] has no setting `keep_build`.\n"
        f"  at  {tmp_path}/desk/pyproject.toml:2\n"
        "  try `keep_builds`, the closest name"
    )


def test_a_setting_of_the_wrong_kind_is_named_with_an_example(make_project: MakeProject, tmp_path: Path) -> None:
    assert refusal(make_project, '# how many\nkeep_builds = "many"') == (
        "The setting `keep_builds` in [tool.wh] is 'many', which is no whole number.\n"
        f"  at  {tmp_path}/desk/pyproject.toml:3\n"
        "  try a value such as 5"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("keep_builds = 0", "The setting `keep_builds` is 0; at least the published build must be kept."),
        ("keep_builds = true", "The setting `keep_builds` in [tool.wh] is True, which is no whole number."),
        ('fail_on = "info"', "The setting `fail_on` is `info`."),
        ('vars = "acled"', "The setting `vars` in [tool.wh] is 'acled', which is no table."),
        ('[tool.wh.vars]\nvague_words = "plenty"', "The var `vague_words` is 'plenty', which names no policy."),
        ('[tool.wh.vars]\nvague_word = "none"', "The var `vague_word` is read by no built-in model."),
    ],
)
def test_a_setting_that_cannot_be_heeded_is_refused(make_project: MakeProject, settings: str, message: str) -> None:
    assert refusal(make_project, settings).splitlines()[0] == message


def test_a_var_of_the_user_s_own_is_accepted_beside_ours(make_project: MakeProject) -> None:
    project = make_project(settings="[tool.wh.vars]\nfirst_year = 1994")
    assert project.settings.vars == {"vague_words": "acled", "first_year": 1994}


def test_broken_toml_is_named_with_its_line(make_project: MakeProject, tmp_path: Path) -> None:
    assert refusal(make_project, "keep_builds 5") == (
        "pyproject.toml cannot be read: Expected '=' after a key in a key/value pair.\n"
        f"  at  {tmp_path}/desk/pyproject.toml:2\n"
        "  try correct the TOML at that place"
    )


def test_the_project_s_own_file_replaces_the_built_in_one_of_the_same_name(make_project: MakeProject) -> None:
    project = make_project(
        {"models/marts/claims.sql": "select 'mine' as a"},
        built_in={"models/marts/claims.sql": "select 'built in' as a", "models/marts/facts.sql": "select 1 as a"},
    )
    assert [project.show(path) for path in project.files("models")] == [
        "models/marts/claims.sql",
        "(built-in) models/marts/facts.sql",
    ]


def test_every_folder_may_have_a_yaml_file_of_the_same_name(make_project: MakeProject) -> None:
    project = make_project({"models/staging/schema.yml": "", "models/marts/schema.yml": ""})
    assert [project.show(path) for path in project.files("models")] == [
        "models/marts/schema.yml",
        "models/staging/schema.yml",
    ]


def test_two_files_of_one_name_are_refused_since_one_would_be_ignored(make_project: MakeProject) -> None:
    project = make_project({"models/staging/claims.sql": "select 1 as a", "models/marts/claims.sql": "select 1 as a"})
    with pytest.raises(ProjectError) as refused:
        project.files("models")
    assert str(refused.value) == (
        "Two files of models/ are named `claims.sql`, and a name stands for one thing.\n"
        "  at  models/staging/claims.sql\n"
        "  try another name for one of them; the other is at models/marts/claims.sql"
    )


def test_hidden_files_and_compiled_ones_are_no_files_of_the_project(make_project: MakeProject) -> None:
    project = make_project({"loaders/.old/facts.py": "", "loaders/__pycache__/facts.py": "", "loaders/notes.txt": ""})
    assert project.files("loaders") == ()


def test_the_content_hash_changes_with_a_byte_and_with_a_name(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"a")
    before = content_hash([one])
    other.write_bytes(b"a")
    assert content_hash([other]) != before
    one.write_bytes(b"b")
    assert content_hash([one]) != before


def test_the_content_hash_takes_names_that_are_no_text_and_files_that_cannot_be_read(tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"byte\xff.txt")
    strange.write_text("News.")
    assert content_hash([strange]) != content_hash([tmp_path / "gone.txt"])


def test_a_settings_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.wh]\nkeep_builds = 2\n")
    assert find_project(tmp_path).settings.keep_builds == 2
