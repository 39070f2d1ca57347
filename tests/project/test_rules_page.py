"""The page of rules says what the classes say, and what it shows is what happens."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import wh.expectations
from wh.rules.expectation import RuleBetweenSources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules", ROOT / "docs" / "rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_make_docs_writes(rules: ModuleType) -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules.page(), "run `make docs`"


@pytest.mark.parametrize("rule", wh.expectations.CLASSES, ids=lambda rule: rule.__name__)
def test_a_rule_says_what_it_expects_of_which_table_with_which_parameters(
    rule: type[RuleBetweenSources], rules: ModuleType
) -> None:
    own = set(rule.parameters()) - set(RuleBetweenSources.parameters())
    assert {name for name, _ in rules.parameters_of(rule)} == own
    assert (rule.__doc__ or "").startswith("Expect ")
    assert " ".join(rules.looks_at(rule)).startswith("For ")
    assert rule.sentence.endswith(".")
    assert rule.asked_by
    assert set(rule.thresholds) <= {*own, "mostly"}
    assert set(re.findall(r"{(\w+)}", rule.sentence)) <= own


def test_there_are_thirty_rules_between_sources_and_more() -> None:
    assert len(wh.expectations.CLASSES) >= 50


def test_a_misspelt_rule_is_refused_with_the_closest_name() -> None:
    with pytest.raises(AttributeError, match="the closest name is `ExpectPartsToAddUp`"):
        _ = wh.expectations.ExpectPartToAddUp
