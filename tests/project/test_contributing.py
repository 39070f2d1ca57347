"""The page for contributors knows every module of the engine."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_of_the_engine_has_its_place_in_the_table() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = page.split("## Where things are in wh/")[1].split("\n## ")[0]
    named = [name for line in told.splitlines() if line.startswith("|") for name in re.findall(r"`(\w+)/?`", line)]
    there = {path.stem for path in (ROOT / "wh").glob("*.py")} - {"__init__"}
    there |= {path.parent.name for path in (ROOT / "wh").glob("*/__init__.py")}
    assert sorted(named) == sorted(there)
