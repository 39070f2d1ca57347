"""A build by several threads gives what a build by one gives: tables, rows, fingerprints, answers and messages."""

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import copy_of_this_project, dbt_project, run


@dataclass(frozen=True)
class Left:
    """What a build leaves, without what is its own: ids, times, threads."""

    tables: dict[str, Counter[str]]
    models: list[tuple[object, ...]]
    rules: list[tuple[object, ...]]
    violations: Counter[str]
    statuses: list[tuple[str, str, str]]
    printed: list[str]


def left_by(project: Path, file: Path, printed: str) -> Left:
    with duckdb.connect(str(file.resolve()), read_only=True) as con:

        def ask(sql: str) -> list[tuple[object, ...]]:
            return con.execute(sql).fetchall()

        names = [
            f'"{schema}"."{table}"'
            for schema, table in ask(
                "select table_schema, table_name from information_schema.tables"
                " where table_schema not in ('quality', 'raw') and table_catalog = current_database()"
            )
        ]
        tables = {name: Counter(map(repr, ask(f"select * from {name}"))) for name in names}
        models = ask(
            "select model, schema_name, table_name, materialized, meaning_sha256, fingerprint, row_count"
            " from quality.models order by all"
        )
        rules = ask(
            "select rule, table_name, severity, answer, compared_count, broken_count, candidate_count"
            " from quality.rule_results order by all"
        )
        violations = Counter(map(repr, ask("select rule, table_name, detail, file_line from quality.violations")))
    results = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    statuses = [(one["unique_id"], one["status"], one["message"] or "") for one in results]
    own = ("Published", "building", "loading", "checking", "publishing")
    return Left(tables, models, rules, violations, statuses, [x for x in printed.splitlines() if not x.startswith(own)])


FAILING_SHOP = {
    "seeds/batches.csv": "batch,item,price\n1,a,10\n1,b,20\n2,a,11\n2,b,oops\n3,c,5\n",
    "seeds/batches.yml": "seeds: [{name: batches, config: {column_types: {price: varchar}}}]\n",
    "models/lines.sql": """{{ config(materialized='incremental', unique_key=['batch', 'item']) }}
select batch, item, try_cast(price as integer) as price from {{ ref('batches') }}
where batch <= {{ var('upto') }}
{% if is_incremental() %}and batch > (select max(batch) from {{ this }}){% endif %}""",
    "models/log.sql": """{{ config(materialized='incremental', incremental_strategy='append') }}
{% do log('seen ' ~ this, info=true) %}
select batch, count(*) as line_count from {{ ref('lines') }}
{% if is_incremental() %}where batch > (select max(batch) from {{ this }}){% endif %} group by batch""",
    "models/latest.sql": "{{ config(materialized='view') }} select max(batch) as batch from {{ ref('lines') }}",
    "models/strict.sql": "select batch, price::integer as price from {{ ref('batches') }}",
    "models/after_strict.sql": "select sum(price) as price from {{ ref('strict') }}",
    **{
        f"models/fan_{n}.sql": f"select *, {n} as n from {{{{ ref('lines') }}}} {'where error(item)' * (n == 7)}"
        for n in range(12)
    },
    **{f"models/sum_{n}.sql": f"select count(*) as n from {{{{ ref('fan_{n}') }}}}" for n in range(12)},
    "models/tests.yml": """
models:
  - name: lines
    columns: [{name: price, data_tests: [not_null]}, {name: item, data_tests: [unique: {config: {severity: warn}}]}]
  - name: after_strict
    columns: [{name: price, data_tests: [not_null]}]
""",
}


def shop_built_twice(root: Path, threads: int) -> list[Left]:
    """Build the shop, then once more with another batch: its incremental models grow."""
    project = dbt_project(root, FAILING_SHOP)
    built = []
    for upto in (1, 3):
        words = ("build", "--threads", str(threads), "--vars", f"{{upto: {upto}}}")
        ran = run(project, *words, expect=2)
        built.append(left_by(project, project / ".wh" / "dev" / "unpublished.duckdb", ran.stdout + ran.stderr))
    return built


@pytest.mark.slow
def test_a_dbt_project_with_failures_and_growing_models_gives_the_same_by_one_two_and_four_threads(
    tmp_path: Path,
) -> None:
    alone, *others = [shop_built_twice(tmp_path / str(threads), threads) for threads in (1, 2, 4)]
    assert [len(left.tables['"main"."lines"']) for left in alone] == [2, 5]
    assert sorted({status for _, status, _ in alone[1].statuses}) == ["error", "fail", "skipped", "success", "warn"]
    assert sum("error:" in line for line in alone[1].printed) == 2
    assert others == [alone, alone]


@pytest.mark.parametrize("threads", [2, 4])
def test_this_project_gives_the_same_by_several_threads_as_by_one(
    built_by_one: Left, tmp_path: Path, threads: int
) -> None:
    assert built_with(tmp_path, threads) == built_by_one


@pytest.fixture(scope="module")
def built_by_one(tmp_path_factory: pytest.TempPathFactory) -> Left:
    return built_with(tmp_path_factory.mktemp("one"), 1)


def built_with(folder: Path, threads: int) -> Left:
    project = copy_of_this_project(folder)
    ran = run(project, "build", "--threads", str(threads))
    left = left_by(project, project / "warehouse.duckdb", ran.stdout + ran.stderr)
    shutil.rmtree(project)
    return left
