"""What a rule says in reports, with the parameters of its suite."""

from dataclasses import replace
from pathlib import Path

import pytest

from wh.results import Severity
from wh.rules.kinds_in_words import words_for
from wh.rules.sentences import sentence_of, sentences_in
from wh.rules.suites import Rule

NULLITY = {"type": "nullity", "column": {"name": "unit"}, "is_null": False}
WRITTEN = '''
class ExpectFewTimes(Base):
    """No figure is far off."""
    sentence: ClassVar[str] = "No {thing} is {times} times what {parts} say."
    times: float = pydantic.Field(10.0, gt=1)
    thing: str
class ExpectOften(ExpectFewTimes):
    sentence: ClassVar[str] = "It is {times} times."
class ExpectCalm(Base):
    """All is calm.

    More of it.
    """
'''


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"thing": "figure", "parts": ["a", "b"]}, "No figure is 10 times what a, b say."),
        ({"thing": "figure", "parts": ["a"], "times": 2.5}, "No figure is 2.5 times what a say."),
        ({"parts": None, "times": None}, "No thing is 10 times what parts say."),
    ],
)
def test_the_parameters_stand_in_the_sentence(tmp_path: Path, given: dict[str, object], said: str) -> None:
    file = tmp_path / "own.py"
    file.write_text(WRITTEN, encoding="utf-8")
    sentences = sentences_in([file])
    assert sentences["expect_few_times"].with_parameters(given) == said
    assert sentences["expect_calm"].with_parameters(given) == "All is calm."


def test_a_parameter_of_the_class_below_is_said_too(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(WRITTEN, encoding="utf-8")
    assert sentences_in([file])["expect_often"].with_parameters({}) == "It is 10 times."


@pytest.mark.parametrize(
    ("type_", "given", "said"),
    [
        ("column_values_to_be_between", {"min_value": 1000}, "`low` of marts.claims is at least 1000."),
        (
            "column_values_to_be_between",
            {"min_value": 1000, "max_value": 2000.0, "mostly": 0.9},
            "`low` of marts.claims is between 1000 and 2000, in at least 90 % of the rows.",
        ),
        (
            "column_values_to_be_between",
            {"min_value": 0, "strict_min": True, "max_value": 9},
            "`low` of marts.claims is more than 0 and at most 9.",
        ),
        ("column_values_to_not_be_null", {}, "`low` of marts.claims is never empty."),
        ("column_values_to_be_in_set", {"value_set": ["a", "b"]}, "`low` of marts.claims is one of a, b."),
        (
            "column_values_to_match_regex",
            {"regex": "^n{1}$", "row_condition": NULLITY},
            "`low` of marts.claims has the form ^n{1}$, where `unit` is not empty.",
        ),
        ("column_max_to_be_between", {"max_value": 2}, "The highest `low` of marts.claims is at most 2."),
        ("table_row_count_to_be_between", {"min_value": 1}, "The number of rows of marts.claims is at least 1."),
        ("table_row_count_to_equal", {"value": 3}, "marts.claims has 3 rows."),
        (
            "column_pair_values_a_to_be_greater_than_b",
            {"column_A": "high", "column_B": "low", "or_equal": True},
            "`high` of marts.claims is at least `low`.",
        ),
        (
            "compound_columns_to_be_unique",
            {"column_list": ["a", "b"]},
            "`a` and `b` of marts.claims are never twice the same together.",
        ),
    ],
)
def test_a_common_expectation_is_said_as_an_editor_would(type_: str, given: dict[str, object], said: str) -> None:
    assert words_for(f"expect_{type_}", {"column": "low", **given}, "marts.claims") == said


def test_what_an_author_says_of_a_rule_is_what_it_says_and_else_its_name() -> None:
    rule = Rule("one_article_a_day", "expect_query_to_give_no_rows", Severity.WARNING, 1, {"sql": "select 1"}, {})
    assert sentence_of(rule, "marts.articles", {}) == "`one_article_a_day` finds no rows."
    assert sentence_of(replace(rule, says="One article\n a day"), "marts.articles", {}) == "One article a day."
    assert sentence_of(replace(rule, type="expect_this_and_that"), "marts.articles", {}) == "Expect this and that."
