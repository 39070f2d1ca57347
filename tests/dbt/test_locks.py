"""dbt and `wh` are compared on one DuckDB."""

import re

from dbt.support import ROOT


def test_both_locks_name_the_same_duckdb() -> None:
    found = [
        re.findall(r"^duckdb==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name in ("requirements.lock", "requirements-dbt.lock")
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 1
