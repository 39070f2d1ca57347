"""Whatever stands in an export, loading ends with rows and refusals, never with a fault of ours."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from loaders.conftest import LOADERS

from wh.annotation_files import annotation_files, read_annotations
from wh.discovery import discover
from wh.kinds import Kinds

EXPORTS = sorted(path for path in (Path(__file__).parent / "annotations").iterdir() if path.suffix != ".txt")
ODD = (
    None,
    True,
    -1,
    7,
    10**12,
    0.5,
    "",
    "x",
    "\ud800",
    "value=1",
    [],
    [None],
    [1, "x"],
    {},
    {"id": 5},
    [[["x"]]],
    {"value": {}},
)
ROUNDS = 60


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return discover(sorted(LOADERS.glob("*.py")), LOADERS.parent)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_a_value_of_another_kind_anywhere_is_no_fault(export: Path, kinds: Kinds, tmp_path: Path) -> None:
    text = export.read_text(encoding="utf-8")
    (tmp_path / "herald.txt").write_text("Ann Lee said that eight or nine of 123 prisoners were freed.\n")
    chance = Random(export.name)
    for _ in range(ROUNDS):
        written = _troubled(text, chance, is_json="json" in export.suffix)
        (tmp_path / export.name).write_bytes(written.encode("utf-8", "surrogatepass"))
        annotated = read_annotations(tmp_path, "labels", annotation_files(tmp_path, kinds), kinds, (), ())
        faults = [each.reason for each in annotated.rejects if "The loader cannot deal with" in each.reason]
        assert faults == [], written
        for name, marks in annotated.seen.items():  # each mark is a row, a refusal or nobody's
            rejects = [*annotated.rejects, *(each for file in annotated.label_files for each in file.rejects)]
            refused = {each.line for each in rejects if each.file == name}
            kept = {row.line for file in annotated.label_files for row in file.rows} - refused
            tally = annotated.tally(name, kept, refused, ())
            assert tally.seen == len(kept) + tally.refused + tally.passed, (marks, tally, written)


def _troubled(text: str, chance: Random, *, is_json: bool) -> str:
    """Return an export with something else in one place."""
    if not is_json:
        at = chance.randrange(len(text))
        return (
            text[:at]
            + chance.choice(["", "\t", "\n", "<", "🙂", "\ud800", "\0", " 9"])
            + text[at + chance.randrange(30) :]
        )
    value = json.loads(text)
    where, key = chance.choice(list(_places(value)))
    where[key] = chance.choice(ODD)
    return json.dumps(value)


def _places(value: Any) -> Any:
    """Yield each place in a JSON value: what holds it, and under which key."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, each in entries:
        yield value, key
        yield from _places(each)
