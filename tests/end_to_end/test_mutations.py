"""Single faults planted in labels, articles and models: each is caught, and the report names the culprit."""

import shutil
from pathlib import Path

import pytest
from mutations import FAULTS, Clean, built_clean, verdict_on
from planting import ROOT, Fault

# Some of each kind, and quick ones; the others take a quarter of an hour.
QUICK = {
    "a quotation given to another",
    "a retraction of nothing",
    "one person split in two",
    "a ruling that has expired",
    "the roles of a `before` swapped",
    "a birth moved by ten years",
    "quotation marks lost",
    "low and high swapped: steps",
    "a join made inner: events without facts lost",
    "counts of two columns swapped",
    "verdicts turned round",
    "a column left out",
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """This project without a fault, built once."""
    return built_clean(tmp_path_factory.mktemp("clean") / "project")


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, id=f"{fault.where}: {fault.name}", marks=[] if fault.name in QUICK else [pytest.mark.slow])
        for fault in FAULTS
    ],
)
def test_a_fault_is_caught_and_its_culprit_named(fault: Fault, clean: Clean) -> None:
    verdict = verdict_on(fault, clean)
    assert verdict.is_caught, "nothing new is reported"
    assert verdict.is_named, f"{', '.join(verdict.caught_by)} do not name {fault.culprit}"


def test_the_faults_are_all_different_and_of_each_kind() -> None:
    assert len({(fault.where, fault.name, fault.culprit) for fault in FAULTS}) == len(FAULTS)
    assert {fault.name for fault in FAULTS} >= QUICK
    assert all(
        sum(fault.where == where for fault in FAULTS) >= least
        for where, least in (("labels", 30), ("articles", 15), ("models", 30))
    )


def test_every_fault_finds_what_it_changes(tmp_path: Path) -> None:
    lost = []
    for number, fault in enumerate(FAULTS):
        project = tmp_path / str(number)
        shutil.copytree(ROOT / "data", project / "data")
        try:
            fault.plant(project)
        except (AssertionError, FileNotFoundError) as error:
            lost.append(f"{fault.name}: {error}")
    assert lost == []


def test_planting_refuses_what_is_not_there_to_be_changed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "articles.csv").write_text("article_id,file\none,one.txt\n", encoding="utf-8")
    fault = next(fault for fault in FAULTS if fault.name == "the file of another name")
    with pytest.raises(AssertionError, match=r"articles.csv has 0 rows"):
        fault.plant(tmp_path)
