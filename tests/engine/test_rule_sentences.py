"""What a rule says in reports, with the parameters of its suite."""

from pathlib import Path

import pytest

from wh.rules.sentences import sentences_in

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
