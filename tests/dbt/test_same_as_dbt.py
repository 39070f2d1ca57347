"""Projects of dbt, built by dbt and by `wh` in the same run: the same tables, rows and verdicts."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dbt.support import (
    PROJECTS,
    artifact,
    build_with_dbt,
    build_with_wh,
    differences,
    relations,
    verdicts,
    without_clock,
)

GOOD = ("bakery", "lending", "weather")
BAD = ("fares", "faults")
# Columns with times of the run, and ids made of them: of `check` without `updated_at`, and of rows that vanish.
CLOCKS = {
    "kept.items_by_price": ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"),
    "main_history.items_with_removals": ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"),
    "main_archive.items_ending": ("valid_to",),
}


@dataclass(frozen=True, slots=True)
class Twins:
    """One project twice, side by side."""

    under_dbt: Path
    under_wh: Path

    def build(self) -> tuple[int, int]:
        """Build both and return the two exit statuses, dbt's first."""
        return build_with_dbt(self.under_dbt), build_with_wh(self.under_wh)

    def differences(self) -> list[str]:
        """Say in words how the two warehouses differ."""
        name = f"{self.under_dbt.name}.duckdb"
        theirs, ours = self.under_dbt / name, self.under_wh / name
        return differences(
            without_clock(relations(theirs), theirs, CLOCKS), without_clock(relations(ours), ours, CLOCKS)
        )


@pytest.fixture
def twins(tmp_path: Path) -> Callable[[str], Twins]:
    """Copies of a project of tests/dbt/projects, for dbt and for `wh`."""

    def copy(name: str) -> Twins:
        pair = Twins(tmp_path / "dbt" / name, tmp_path / "wh" / name)
        shutil.copytree(PROJECTS / name, pair.under_dbt)
        shutil.copytree(PROJECTS / name, pair.under_wh)
        return pair

    return copy


@pytest.mark.parametrize("name", GOOD)
def test_a_project_gives_the_same_tables_rows_and_verdicts(name: str, twins: Callable[[str], Twins]) -> None:
    pair = twins(name)
    assert pair.build() == (0, 0)
    assert verdicts(pair.under_wh) == verdicts(pair.under_dbt)
    assert pair.differences() == []


def test_exposures_groups_and_stored_failures_are_told_alike(twins: Callable[[str], Twins]) -> None:
    pair = twins("bakery")
    assert pair.build() == (0, 0)
    theirs, ours = (_of_people(artifact(project, "manifest")) for project in (pair.under_dbt, pair.under_wh))
    assert ours == theirs
    assert ours["exposures"].keys() == {"exposure.bakery.window_board"}
    assert (pair.under_wh / "built" / "dev" / "manifest.json").exists()


def _of_people(manifest: Any) -> Any:
    exposures = {
        key: {word: value for word, value in one.items() if word != "created_at"}
        for key, one in manifest["exposures"].items()
    }
    below = {key: [one for one in found if one in exposures] for key, found in manifest["child_map"].items()}
    return {
        "exposures": exposures,
        # dbt lays what it says of the models over the config of a group
        "groups": {key: {**one, "config": one["config"]["meta"]} for key, one in manifest["groups"].items()},
        "group_map": {key: sorted(found) for key, found in manifest["group_map"].items()},
        "below": {key: found for key, found in below.items() if found},
        "stored": {
            node["name"]: (node["schema"], node["alias"], node["relation_name"])
            for node in manifest["nodes"].values()
            if node["resource_type"] == "test" and node["relation_name"]
        },
    }


def test_what_is_kept_over_time_is_kept_alike(twins: Callable[[str], Twins]) -> None:
    pair = twins("stock")
    assert pair.build() == (0, 0)
    assert pair.differences() == []
    for project in (pair.under_dbt, pair.under_wh):
        shutil.copytree(PROJECTS / "stock" / "later", project / "seeds", dirs_exist_ok=True)
    assert pair.build() == (0, 0)
    assert verdicts(pair.under_wh) == verdicts(pair.under_dbt)
    assert pair.differences() == []


@pytest.mark.parametrize("name", BAD)
def test_what_fails_fails_alike_and_skips_the_same_but_is_live_under_dbt_alone(
    name: str, twins: Callable[[str], Twins]
) -> None:
    pair = twins(name)
    theirs, ours = pair.build()
    assert theirs != 0
    assert ours != 0
    assert verdicts(pair.under_wh) == verdicts(pair.under_dbt)
    # the reason to be unlike dbt here: nobody is to read a table that failed its tests
    assert relations(pair.under_dbt / f"{name}.duckdb")
    assert not (pair.under_wh / f"{name}.duckdb").exists()
