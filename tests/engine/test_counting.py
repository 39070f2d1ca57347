"""Many things are counted in few statements, and each is answered as if it had been asked alone."""

from collections.abc import Iterator

import duckdb
import pytest

from wh.rules.bridge import RuleEngine, lent
from wh.rules.counting import Counting, counted


@pytest.fixture
def engine() -> Iterator[RuleEngine]:
    with duckdb.connect() as con:
        con.execute("create table rows as select range as number from range(10)")
        with lent(con) as engine:
            yield engine


def long(number: int) -> Counting:
    """Return a counting that gives a number, and has a statement nearly to itself."""
    return Counting(f"(select {number} as told, '{'x' * 5000}' as padding)", ("max(told)",))


def test_what_takes_many_statements_comes_in_the_order_asked(engine: RuleEngine) -> None:
    assert counted(engine, [long(number) for number in range(20)]) == [(number,) for number in range(20)]


def test_one_that_does_not_run_is_the_only_one_without_numbers(engine: RuleEngine) -> None:
    asked = [long(1), Counting("rows", ("count(*)", "max(no_such)")), Counting("rows", ("max(number)",)), long(2)]
    first, fault, beside, last = counted(engine, asked)
    assert (first, beside, last) == ((1,), (9,), (2,))
    assert 'Referenced column "no_such" not found' in str(fault)


def test_whole_selects_are_counted_too_and_null_is_none(engine: RuleEngine) -> None:
    asked = [Counting(None, ("(select count(*) from rows)",)), Counting("rows where false", ("max(number)",))]
    assert counted(engine, asked) == [(10,), (0,)]
    assert counted(engine, []) == []


def test_however_much_is_counted_of_a_table_it_is_read_once(
    engine: RuleEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    asks = engine.rows
    monkeypatch.setattr(engine, "rows", lambda sql: statements.append(sql) or asks(sql))
    wide = [
        Counting("rows", (f"count(*) filter (where number < {most} and 'a' < '{'b' * 500}')",)) for most in range(40)
    ]
    assert counted(engine, wide) == [(min(most, 10),) for most in range(40)]
    (statement,) = statements
    assert statement.count("from rows") == 1
