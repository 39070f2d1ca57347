"""The page on dbt projects is a closed list: all that the engine understands stands on it, and nothing else."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from wh import (
    configs,
    dbt_project,
    dialect,
    exposures,
    incremental,
    made_up_rows,
    materializing,
    names,
    objects,
    properties,
    questions,
)

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "dbt.md").read_text(encoding="utf-8")
OF_MATERIALIZATIONS = (Path(__file__).resolve().parents[2] / "docs" / "materializations.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return what stands below a heading of the page."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def listed(first_cell: str, page: str = PAGE) -> list[str]:
    """Return the names in the first column of the first table whose head begins with that cell."""
    head = re.search(rf"^\| {re.escape(first_cell)} \|.*\n\|---.*\n((?:\|.*\n)+)", page, flags=re.MULTILINE)
    assert head is not None, f"no table begins with {first_cell}"
    return [name for row in head[1].splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def members(kind: type, *of_instances: str) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")} | set(of_instances)


def test_the_keys_of_a_project_are_those_that_are_read() -> None:
    assert sorted(listed("key", section("Projects"))) == sorted(dbt_project._KEYS)
    assert [old for old in dbt_project._OUTDATED if f"`{old}`" not in section("Projects")] == []


def test_the_keys_of_an_output_are_those_that_are_read() -> None:
    assert sorted(listed("key", section("Profiles"))) == sorted(dbt_project._OUTPUT_KEYS)


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ("file", properties._FILE_KEYS),
        ("model, seed or snapshot", {key for keys in properties._KEYS.values() for key in keys}),
        ("column", properties._COLUMN_KEYS),
        ("source", properties._SOURCE_KEYS),
        ("table of a source", properties._TABLE_KEYS),
        ("of a test", {*properties.TEST_CONFIGS, *properties._TEST_KEYS}),
        ("exposure", exposures.EXPOSURE_KEYS),
        ("group", exposures.GROUP_KEYS),
        ("of a unit test", properties._UNIT_TEST_KEYS),
        (
            "of `given`, `expect` or `overrides`",
            {*made_up_rows._GIVEN_KEYS, *made_up_rows._EXPECT_KEYS, *made_up_rows._OVERRIDES},
        ),
        ("config", configs.KEYS),
        ("refused config", configs._REFUSED),
        ("name", names.NAMES),
        ("macro", dialect.SQL),
        ("name in YAML", names.NAMES_OF_YAML),
        ("generic test", questions.BUILT_IN),
    ],
)
def test_a_table_of_the_page_lists_what_is_understood_and_nothing_else(table: str, known: Iterable[str]) -> None:
    assert sorted(listed(table)) == sorted(known)


def test_the_members_of_a_name_are_those_that_it_has() -> None:
    of_the_adapter = re.findall(r"self\.([a-z]\w*) = ", inspect.getsource(objects.Adapter))
    known = {
        *(f"adapter.{name}" for name in members(objects.Adapter, *of_the_adapter)),
        *(f"config.{name}" for name in members(objects.Config)),
        *(f"var.{name}" for name in members(objects.Var)),
        *(f"modules.{name}" for name in members(objects.Modules)),
        *(f"exceptions.{name}" for name in members(objects.Exceptions, "warn")),
        *(f"api.{name}" for name in members(objects.Api)),
    }
    assert sorted(listed("member")) == sorted(known)


def test_what_is_refused_by_name_is_named() -> None:
    refused = re.search(r"Refused by name: (.*?)\n\n", section("Names in Jinja"), flags=re.DOTALL)
    assert refused is not None
    assert sorted(re.findall(r"`([^`]+)`", refused[1])) == sorted(dialect.NOT_UNDERSTOOD)


def test_what_cannot_be_materialized_is_named() -> None:
    kinds = section("Configs").split("`materialized` |")[1].splitlines()[0]
    assert [kind for kind in configs.MATERIALIZATIONS if f"`{kind}`" not in kinds] == []
    told = section("Materializations") + OF_MATERIALIZATIONS
    assert [kind for kind in materializing._NOT_UNDERSTOOD[:3] if f"`{kind}`" not in told] == []
    assert [one for one in incremental._OFFERED if f"`{one}`" not in section("Materializations")] == []
