"""Builds generated worlds of growing size and holds what the warehouse found against what was planted.

Prints time, memory and their growth, and how much of what is planted was found: contradictions and false sums, copies,
and who is meant by each name. With --record, writes the table into docs/benchmarks.md.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from timing import Measure, Run, command_of, machine, record, time_in_turn, today
from world import write_world

SIZES = (10_000, 100_000, 1_000_000)
SEED = 20251213


@dataclass(frozen=True, slots=True)
class Found:
    """How much of one kind of planted thing was found: shares of 1."""

    what: str
    recall: float
    precision: float
    planted: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def main() -> None:
    """Build a world of each size, once, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="facts of each world")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    runs: list[tuple[int, Run, list[Found]]] = []
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "world"
            write_world(project, size, SEED)
            run = _build(project)
            runs.append((size, run, found_in(project)))
        print(_table(runs), flush=True)
    if asked.record:
        record("generated world", _table(runs))


def found_in(project: Path) -> list[Found]:
    """Hold a built warehouse against the truth that lies beside it."""
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as con:
        return [
            _compared(con, "contradictions", _CONTRADICTIONS, project / "truth"),
            _compared(con, "copies", _COPIES, project / "truth"),
            _compared(con, "people, by pairs of names", _PEOPLE, project / "truth"),
        ]


def _build(project: Path) -> Run:
    build = Measure("wh build", [command_of("wh"), "build", "--fail-on", "never"], project, most_runs=1)
    return time_in_turn([build], 1)["wh build"].runs[0]


def _compared(con: duckdb.DuckDBPyConnection, what: str, query: str, truth: Path) -> Found:
    row = con.execute(query.format(truth=truth)).fetchone()
    assert row is not None
    hits, planted, told = row
    assert planted, f"nothing was planted for {what}: the world is too small"
    return Found(what, hits / planted, hits / told if told else 1.0, planted)


# Both a claim whose figures contradict and a sum that does not come out count as one planted thing.
_CONTRADICTIONS = """
    with planted as (
        select claim_id as thing from read_csv('{truth}/contradicted_claims.csv', header = true, all_varchar = true)
        union
        select relation_id from read_csv('{truth}/false_sums.csv', header = true, all_varchar = true)
    ),
    told as (
        select distinct claim_id as thing from marts.claims where agreement = 'disputed'
        union
        select relation_id from marts.relations where verdict = 'does not hold'
    )
    select
        (select count(*) from planted semi join told using (thing)),
        (select count(*) from planted),
        (select count(*) from told)
"""
_COPIES = """
    with planted as (
        select original_id, copy_id from read_csv('{truth}/copies.csv', header = true, all_varchar = true)
    ),
    -- two copies of one original are copies of each other, whichever of the three is taken for the first
    families as (
        select original_id as family_id, original_id as article_id from planted
        union
        select original_id, copy_id from planted
    ),
    told as (
        select distinct
            least(article_id, leans_on_article_id) as one_id, greatest(article_id, leans_on_article_id) as other_id,
        from intermediate.int_articles__leaning
        where reason = 'reuses text' and leans_on_article_id is not null
    ),
    true_pairs as (
        select one.article_id as one_id, other.article_id as other_id,
        from families as one
        inner join families as other on one.family_id = other.family_id and one.article_id < other.article_id
    ),
    copies_told as (
        select distinct planted.copy_id
        from planted
        inner join told on planted.copy_id in (told.one_id, told.other_id)
        semi join true_pairs on told.one_id = true_pairs.one_id and told.other_id = true_pairs.other_id
    )
    select
        (select count(*) from copies_told),
        (select count(*) from planted),
        (select count(*) from copies_told) + (select count(*) from told anti join true_pairs using (one_id, other_id))
"""
_PEOPLE = """
    with mentions as (
        select truth.person, told.person_id, count(*) as mention_count,
        from read_csv('{truth}/names.csv', header = true, all_varchar = true) as truth
        left join marts.person_names as told
            on truth.article_id = told.article_id and truth.name = told.name
        group by truth.person, told.person_id
    ),
    by_truth as (select sum(mention_count) as total from mentions group by person),
    by_answer as (select sum(mention_count) as total from mentions where person_id is not null group by person_id)
    select
        (select sum(mention_count * (mention_count - 1) / 2) from mentions where person_id is not null),
        (select sum(total * (total - 1) / 2) from by_truth),
        (select sum(total * (total - 1) / 2) from by_answer)
"""


def _table(runs: Sequence[tuple[int, Run, list[Found]]]) -> str:
    what = [found.what for found in runs[0][2]]
    head = ["facts", "seconds", "CPU seconds", "growth", "peak MB", *what]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    before: tuple[int, Run] | None = None
    for size, run, found in runs:
        growth = ""
        if before is not None:
            growth = f"n^{math.log(run.cpu / before[1].cpu) / math.log(size / before[0]):.2f}"
        shares = [f"{each.recall:.1%} found, {1 - each.precision:.1%} false, F1 {each.f1:.3f}" for each in found]
        cells = [f"{size:,}", f"{run.seconds:.1f}", f"{run.cpu:.1f}", growth, f"{run.peak_mb:.0f}", *shares]
        lines.append("| " + " | ".join(cells) + " |")
        before = (size, run)
    return "\n".join([*lines, "", f"Measured {today()} on {machine()}, each size once, seed {SEED}."])


if __name__ == "__main__":
    sys.exit(main())
