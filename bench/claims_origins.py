"""Measures who had it from whom: how the models grow with the number of articles, and what they find of planted copies.

A seeded world of articles of 300 words by 500 outlets: stories by agencies and by desks of their own, copies of which
60 to 95 % of the sentences are kept and one word in 25 is another, each outlet's boilerplate below. The models' own SQL
runs over it in one DuckDB. Prints a table and, with --record, writes it into docs/benchmarks.md.
"""

import argparse
import itertools
import math
import random
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
from timing import machine, record, today

from wh.parsing import Parsed, parse
from wh.project import Project, Settings

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
TEXT_MODELS = (
    "int_articles__own_words",
    "int_shingles__sampled",
    "int_shingles__telling",
    "int_articles__paired",
    "int_articles__credited",
    "int_articles__compared",
    "int_articles__overlapping",
)
FACT_MODELS = (
    "int_sources__owned",
    "int_facts__with_origins",
    "int_origins__grouped",
    "int_facts__with_groups",
    "int_facts__asserted",
    "int_facts__naming",
    "int_facts__leaning",
    "int_retractions__judged",
    "int_retractions__weighed",
    "int_facts__retracted",
    "int_facts__fallen",
    "int_origins__joined",
    "int_articles__leaning",
    "source_overlap",
)
FACTS_AN_ARTICLE = 10


@dataclass(frozen=True, slots=True)
class Made:
    """An article of the world: what it tells of, and the article it was copied from, if any."""

    article_id: str
    story: int
    outlet_id: str
    published_on: date
    text: str
    copied_from: str | None


@dataclass(frozen=True, slots=True)
class Grown:
    """What the models took for so many articles, and what they found."""

    articles: int
    text_cpu: float
    fact_cpu: float
    peak_mb: float
    recall: float
    precision: float


def main() -> None:
    """Build the models over worlds of each size and print what they took and found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    parsed = parse(Project(root=ROOT, settings=Settings()), {"vague_words": "acled", "build_day": "2026-01-01"})
    table = _table([measured(parsed, size) for size in arguments.sizes])
    print(table)
    if arguments.record:
        record("origins", table)


def world(size: int, seed: int = 20251213) -> Iterator[Made]:
    """Yield `size` articles, half of them copies, over a year; the same seed gives the same articles."""
    chance = random.Random(seed)
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprst", "aeiou")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(20_000)]
    weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(words))))
    boilerplate = [" ".join(chance.choices(words, k=30)) for _ in range(500)]
    originals: list[Made] = []
    for number in range(size):
        outlet = chance.randrange(500)
        published = date(2025, 1, 1) + timedelta(days=number * 365 // size)
        recent = [made for made in originals[-40:] if (published - made.published_on).days <= 5]
        if recent and chance.random() < 0.5:
            source = chance.choice(recent)
            body = _copied(source.text, words, chance)
            made = Made(f"a{number}", source.story, f"o{outlet}", published, body, source.article_id)
        else:
            body = ". ".join(" ".join(chance.choices(words, cum_weights=weights, k=20)) for _ in range(15))
            made = Made(f"a{number}", number, f"o{outlet}", published, body, None)
            originals.append(made)
        text = f"{made.text}. {boilerplate[outlet]}"
        yield Made(made.article_id, made.story, made.outlet_id, published, text, made.copied_from)


def _copied(text: str, words: list[str], chance: random.Random) -> str:
    sentences = text.split(". ")
    kept = chance.uniform(0.6, 0.95)
    lines = [
        " ".join(chance.choice(words) if chance.random() < 0.04 else word for word in sentence.split())
        if chance.random() < kept
        else " ".join(chance.choices(words, k=20))
        for sentence in sentences
    ]
    return ". ".join(lines)


def measured(parsed: Parsed, size: int) -> Grown:
    """Run the models over a world of so many articles."""
    articles = list(world(size))
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        for schema in ("staging", "intermediate", "marts"):
            con.execute(f"create schema {schema}")
        _fill(con, parsed, articles)
        text_cpu = _run(con, parsed, TEXT_MODELS)
        fact_cpu = _run(con, parsed, FACT_MODELS)
        found = con.execute(
            "select distinct article_id, leans_on_article_id from intermediate.int_articles__overlapping"
        ).fetchall()
    stories = {made.article_id: made.story for made in articles}
    outlets = {made.article_id: made.outlet_id for made in articles}
    right = {copy for copy, source in found if stories[copy] == stories[source]}
    planted = {made.article_id for made in articles if made.copied_from and outlets[made.copied_from] != made.outlet_id}
    wrong = [pair for pair in found if stories[pair[0]] != stories[pair[1]]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return Grown(size, text_cpu, fact_cpu, peak, len(right & planted) / len(planted), 1 - len(wrong) / len(found))


def _fill(con: duckdb.DuckDBPyConnection, parsed: Parsed, articles: list[Made]) -> None:
    """Write the tables that the models read; each article asserts ten claims of its story."""
    for model in ("stg_sources", "stg_facts", "stg_fact_chain", "int_sources__stated", "int_facts__stated"):
        _create(con, parsed, model)
    for model in ("int_articles__newest", "int_passages__located", "int_quotes__found", "int_evidence__located"):
        _create(con, parsed, model)
    for model in ("int_facts__as_intervals", "int_facts__in_versions", "int_facts__gone", "int_labels__settled"):
        _create(con, parsed, model)
    con.execute("create temp table made (article_id varchar, story int, outlet_id varchar, day date, text varchar)")
    for start in range(0, len(articles), 1_000):
        batch = articles[start : start + 1_000]
        marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(batch))
        values = [[made.article_id, made.story, made.outlet_id, made.published_on, made.text] for made in batch]
        con.execute(f"insert into made values {marks}", [value for row in values for value in row])
    con.execute(
        "insert into intermediate.int_articles__newest by name"
        " select article_id, outlet_id, text, day as published_on from made"
    )
    con.execute(
        "insert into staging.stg_sources by name select distinct outlet_id as source_id, 'outlet' as kind from made"
    )
    con.execute(
        "insert into staging.stg_facts by name select concat(article_id, '-', claim) as fact_id, article_id,"
        " concat('story', story, '/', claim) as claim_id, 'asserts' as stance"
        f" from made cross join range({FACTS_AN_ARTICLE}) as claims (claim)"
    )
    con.execute("insert into intermediate.int_sources__stated by name select source_id, kind from staging.stg_sources")
    con.execute(
        "insert into intermediate.int_facts__stated by name"
        " select fact_id, article_id, claim_id, stance from staging.stg_facts"
    )
    con.execute(
        "insert into intermediate.int_facts__as_intervals by name"
        " select fact_id, claim_id, article_id, 9.0 as low, 9.0 as high from staging.stg_facts"
    )
    con.execute(
        "insert into intermediate.int_evidence__located by name"
        " select fact_id, 'anchored' as evidence_state from staging.stg_facts"
    )


def _create(con: duckdb.DuckDBPyConnection, parsed: Parsed, model: str) -> None:
    properties = parsed.models[model].properties
    assert properties, f"{model} has its YAML"
    columns = ", ".join(f'"{column.name}" {column.data_type}' for column in properties.columns)
    con.execute(f"create table {parsed.table(model)} ({columns})")


def _run(con: duckdb.DuckDBPyConnection, parsed: Parsed, models: tuple[str, ...]) -> float:
    """Build the models in turn and return the CPU seconds."""
    started = resource.getrusage(resource.RUSAGE_SELF)
    for model in models:
        rendered = parsed.rendered[model]
        con.execute(f"create {rendered.materialized} {parsed.table(model)} as\n{rendered.sql}")
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime


def _table(grown: list[Grown]) -> str:
    lines = [
        f"Measured {today()} on {machine()}, DuckDB {duckdb.__version__}; CPU seconds, {FACTS_AN_ARTICLE} facts an "
        "article.",
        "",
        "| articles | text CPU s | facts CPU s | peak MB | copies found | pairs that are right |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {each.articles:,} | {each.text_cpu:.1f} | {each.fact_cpu:.1f} | {each.peak_mb:,.0f} | {each.recall:.1%} | "
        f"{each.precision:.1%} |"
        for each in grown
    ]
    for before, after in itertools.pairwise(grown):
        times = math.log(after.articles / before.articles)
        cpu = math.log((after.text_cpu + after.fact_cpu) / (before.text_cpu + before.fact_cpu)) / times
        lines += ["", f"From {before.articles:,} to {after.articles:,} articles it grows as n^{cpu:.2f}."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
