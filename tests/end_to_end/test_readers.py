"""Readers of a growing warehouse see one build whole at every moment, whatever becomes of the builds meanwhile."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from end_to_end.support import WH, dbt_project, run

pytestmark = pytest.mark.slow

SEED = 20261122
BUILDS = 30
ROWS = 20_000
# Three ways to grow, which agree in every build that is whole: appended, merged by key, and made anew.
LEDGER = {
    "models/events.sql": f"""{{{{ config(materialized='incremental', incremental_strategy='append') }}}}
select batch, i from range(1, {{{{ var('upto') }}}} + 1) b(batch), range({ROWS}) r(i)
{{% if is_incremental() %}}where batch > (select max(batch) from {{{{ this }}}}){{% endif %}}""",
    "models/batches.sql": """{{ config(materialized='incremental', unique_key='batch', incremental_strategy='merge') }}
select batch, count(*) as row_count from {{ ref('events') }}
{% if is_incremental() %}where batch >= (select max(batch) from {{ this }}){% endif %} group by batch""",
    "models/totals.sql": "select max(batch) as batch, sum(row_count)::bigint as n from {{ ref('batches') }}",
    "tests/nothing_is_wrong.sql": "{{ config(enabled=var('doubted', false)) }} select * from {{ ref('totals') }}",
}
READER = f"""
import json, sys, time
from pathlib import Path
import duckdb

file, stop = map(Path, sys.argv[1:])
seen, mixed, errors = [], [], []
while not stop.exists():
    try:
        with duckdb.connect(str(file), read_only=True) as con:
            told = con.execute(
                "select (select max(batch) from events), (select count(*) from events) // {ROWS},"
                " (select max(batch) from batches), (select count(*) from batches), (select batch from totals),"
                " (select n from totals) // {ROWS}"
            ).fetchone()
            time.sleep(0.01)  # what is asked later of the same connection is of the same build
            later = con.execute("select max(batch) from batches").fetchone()
        (seen if len({{*told, *later}}) == 1 else mixed).append([*told, *later])
    except duckdb.Error as error:
        errors.append(str(error))
print(json.dumps({{"seen": [told[0] for told in seen], "mixed": mixed, "errors": errors}}))
"""


def attempt(project: Path, words: list[str], after: float | None) -> int | None:
    """Build, and kill that after so many seconds; return the exit status, or None where it was killed."""
    build = subprocess.Popen([WH, *words], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        build.wait(timeout=after)
    except subprocess.TimeoutExpired:
        build.kill()
        build.communicate()
        return None
    build.communicate()
    return build.returncode


def test_no_reader_ever_sees_a_mixture_while_incremental_builds_succeed_fail_and_are_killed(tmp_path: Path) -> None:
    moments = random.Random(SEED)
    project = dbt_project(tmp_path / "ledger", LEDGER, settings="vars: {upto: 1}")
    run(project, "build")
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READER, str(project / "shop.duckdb"), str(stop)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    became: Counter[str] = Counter()
    for number in range(2, BUILDS + 2):
        words = ["build", "--vars", f"{{upto: {number}}}"]
        if number % 6 == 0:
            ended = attempt(project, ["build", "--vars", f"{{upto: {number}, doubted: true}}"], None)
            became["failed a test"] += 1
            assert ended == 1
        elif number % 2:
            ended = attempt(project, words, moments.uniform(0.1, 1.2))
            became["killed" if ended is None else "published"] += 1
        else:
            assert attempt(project, words, None) == 0
            became["published"] += 1
    run(project, "build", "--vars", f"{{upto: {BUILDS + 2}}}")
    stop.touch()
    told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    print(json.dumps({**became, "reads": sum(len(one["seen"]) for one in told), "cores": os.cpu_count()}))
    assert [one["mixed"] for one in told] == [[]] * 3
    assert [one["errors"] for one in told] == [[]] * 3
    for one in told:
        assert one["seen"] == sorted(one["seen"]), "no reader is thrown back to an earlier build"
        assert len(set(one["seen"])) > 8
    assert became["killed"] >= 5
