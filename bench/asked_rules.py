"""Rules of every common kind, as suites of Great Expectations and as raw SQL, one statement a table.

Each rule is written twice, side by side: as the expectation that it is, and as what counts its broken rows. All hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.results import Severity
from wh.rules import Rule, Suite

COLUMNS = """
    i as fact_id, i // 3 as claim_id, i % 1000 as article_id, 'source ' || i % 200 as source_id,
    ['asserts', 'denies', 'retracts', 'unknown'][i % 4 + 1] as stance, (i % 5000)::double as low,
    (i % 5000)::double + i % 3 as high, 'the words of fact ' || i as exact,
    date '2025-01-01' + (i % 365)::integer as published_on, if(i % 7 = 0, null, i % 50) as note_id
"""
STANCES = ["asserts", "denies", "retracts", "unknown"]
BETWEEN = '''
"""A rule of the bench's own."""

from wh.rules.expectation import RuleBetweenSources


class ExpectBoundsToBeInOrder(RuleBetweenSources):
    """Expect no fact to end before it begins."""

    sentence = "No fact ends before it begins."
    most: int = 10

    def candidates(self) -> str:
        return f"""
            select claim_id, fact_id, article_id, low is not null as is_compared, high < low or high - low > {self.most}
                as is_broken, exact as detail
            from {{batch}}
        """
'''


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule: the expectation's type and parameters, and SQL that counts what breaks it, over its table's rows."""

    type: str
    kwargs: dict[str, Any]
    broken: str


def kinds() -> Iterator[Asked]:
    """Yield a rule of each kind, on columns of the facts."""
    yield Asked("expect_table_row_count_to_be_between", {"min_value": 1}, "0")
    yield Asked("expect_column_values_to_be_unique", {"column": "fact_id"}, "count(*) - count(distinct fact_id)")
    yield Asked("expect_bounds_to_be_in_order", {}, "count(*) filter (where high < low or high - low > 10)")
    for name in ("fact_id", "claim_id", "article_id", "source_id", "stance", "low", "high", "exact", "published_on"):
        yield Asked("expect_column_values_to_not_be_null", {"column": name}, f"count(*) - count({name})")
    yield Asked(
        "expect_compound_columns_to_be_unique",
        {"column_list": ["claim_id", "fact_id"]},
        "count(*) - count(distinct row(claim_id, fact_id))",
    )
    listed = ", ".join(f"'{stance}'" for stance in STANCES)
    yield Asked(
        "expect_column_values_to_be_in_set",
        {"column": "stance", "value_set": STANCES},
        f"count(*) filter (where stance not in ({listed}))",
    )
    yield Asked(
        "expect_column_values_to_not_be_in_set",
        {"column": "stance", "value_set": ["x", "y"]},
        "count(*) filter (where stance in ('x', 'y'))",
    )
    for name, least, most in (("low", 0, 5000), ("high", 0, 5010), ("article_id", 0, 999), ("note_id", 0, 49)):
        yield Asked(
            "expect_column_values_to_be_between",
            {"column": name, "min_value": least, "max_value": most},
            f"count(*) filter (where not {name} between {least} and {most})",
        )
    for name, regex in (("source_id", "^source [0-9]+$"), ("exact", "^the words")):
        yield Asked(
            "expect_column_values_to_match_regex",
            {"column": name, "regex": regex},
            f"count(*) filter (where not regexp_matches({name}, '{regex}'))",
        )
    yield Asked(
        "expect_column_values_to_not_match_regex",
        {"column": "exact", "regex": "  "},
        "count(*) filter (where regexp_matches(exact, '  '))",
    )
    yield Asked(
        "expect_column_values_to_match_like_pattern",
        {"column": "source_id", "like_pattern": "source %"},
        "count(*) filter (where source_id not like 'source %')",
    )
    yield Asked(
        "expect_column_value_lengths_to_be_between",
        {"column": "exact", "min_value": 1, "max_value": 40},
        "count(*) filter (where not length(exact) between 1 and 40)",
    )
    yield Asked(
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": "high", "column_B": "low", "or_equal": True},
        "count(*) filter (where not high >= low)",
    )
    yield Asked("expect_column_max_to_be_between", {"column": "low", "max_value": 5000}, "(max(low) > 5000)::int")
    yield Asked("expect_column_min_to_be_between", {"column": "low", "min_value": 0}, "(min(low) < 0)::int")
    yield Asked("expect_column_mean_to_be_between", {"column": "low", "max_value": 5000}, "(avg(low) > 5000)::int")
    yield Asked("expect_column_sum_to_be_between", {"column": "low", "min_value": 0}, "(sum(low) < 0)::int")
    yield Asked(
        "expect_column_unique_value_count_to_be_between",
        {"column": "stance", "min_value": 1, "max_value": 4},
        "(count(distinct stance) > 4)::int",
    )
    yield Asked(
        "expect_column_values_to_be_between",
        {"column": "published_on", "min_value": "2025-01-01", "max_value": "2026-01-01"},
        "count(*) filter (where not published_on between '2025-01-01' and '2026-01-01')",
    )
    yield Asked(
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "select * from {batch} where high < low"},
        "count(*) filter (where high < low)",
    )


def rules_of(table_count: int, rule_count: int) -> list[list[Asked]]:
    """Return the rules of each table, `rule_count` in all, of every kind in turn and none twice on a table."""
    known = list(kinds())
    found: list[list[Asked]] = [[] for _ in range(table_count)]
    for number in range(rule_count):
        place, table = divmod(number, table_count)
        found[table].append(known[(place + 7 * table) % len(known)])
    return found


def make_tables(table_count: int, row_count: int) -> Iterator[str]:
    """Yield the statements that make the tables, each of `row_count` rows."""
    yield "create schema marts"
    for number in range(table_count):
        yield f"create table marts.facts_{number} as select {COLUMNS} from range({row_count}) r(i)"


def suites_of(rules: Sequence[Sequence[Asked]]) -> list[Suite]:
    """Return the rules as suites, one a table."""
    return [
        Suite(
            f"marts.facts_{number}",
            f"marts.facts_{number}",
            ("fact_id",),
            Path("bench.json"),
            tuple(
                Rule(f"rule {place}", asked.type, Severity.CRITICAL, 1, dict(asked.kwargs), {})
                for place, asked in enumerate(table)
            ),
        )
        for number, table in enumerate(rules)
    ]


def statements_of(rules: Sequence[Sequence[Asked]]) -> list[str]:
    """Return the rules as raw SQL, one statement a table."""
    return [
        f"select {', '.join(asked.broken for asked in table)} from marts.facts_{number}"
        for number, table in enumerate(rules)
    ]
