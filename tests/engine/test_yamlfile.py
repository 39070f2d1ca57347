from pathlib import Path

import pytest

from wh.errors import ModelError
from wh.yamlfile import file_text, plain, read_entry, read_value


def refusal(text: str) -> str:
    with pytest.raises(ModelError) as refused:
        read_entry(text, "x.yml")
    return str(refused.value)


def test_every_mapping_and_key_knows_its_place() -> None:
    entry = read_entry("version: 2\nmodels:\n  - name: a\n    config:\n      tags: [x]\n", "x.yml")
    (model,) = entry.entries("models")
    assert entry.place("models") == "x.yml:2:1"
    assert (model.at, model.place("config")) == ("x.yml:3:5", "x.yml:4:5")
    assert model.entry("config").place("tags") == "x.yml:5:7"
    assert model.place("nothing") == model.at


def test_plain_leaves_no_place_behind() -> None:
    assert plain(read_entry("a: {b: [{c: 1}]}", "x.yml")) == {"a": {"b": [{"c": 1}]}}


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert read_entry("# nothing yet\n", "x.yml").content == {}


def test_a_text_is_one_line_however_it_is_folded() -> None:
    assert read_entry("d: |\n  One\n  two.\n", "x.yml").text("d") == "One two."


def test_an_anchor_merged_in_may_be_overruled() -> None:
    text = "base: &base {a: 1, b: 1}\nmine:\n  <<: *base\n  b: 2\n"
    assert read_entry(text, "x.yml").mapping("mine") == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\na: 2\n",
            "`a:` is said twice in one place, and the second would hide the first.\n"
            "  at  x.yml:2:1\n  try take out one of the two; the other is at x.yml:1:1",
        ),
        (
            "a: [1\n",
            "The YAML is broken: did not find expected ',' or ']'.\n  at  x.yml:2:1\n  try mend that line",
        ),
        ("a:\n\t- b\n", "The YAML is broken: a sign stands where no text may begin with it.\n  at  x.yml:2:1\n"),
        ("- a\n", "The YAML is no mapping, so nothing in it describes a model.\n  at  x.yml:1\n"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_value_of_the_command_line_is_yaml() -> None:
    assert read_value("{a: [1, x], b: true}") == {"a": [1, "x"], "b": True}
    with pytest.raises(ModelError, match=r"is no YAML\.\n  at  the command line"):
        read_value("{a: [")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_bytes(b"\xef\xbb\xbfselect 1")
    assert file_text(tmp_path / "a.sql", "a.sql") == "select 1"


def test_a_file_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        file_text(tmp_path / "a.sql", "models/a.sql")
    assert str(refused.value).splitlines() == [
        "The file cannot be opened: No such file or directory.",
        "  at  models/a.sql",
        "  try a file that you may read",
    ]
