"""The rules that are asked together: data tests, our own rules, and the commonest of Great Expectations' own.

Each statement asks for many tables, so that the cost of a rule is that of its counting. What is not answered here
is asked table by table, in Great Expectations' own way.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wh.rules.bridge import RuleEngine, columns_of_tables, first_line  # first: it imports Great Expectations quietly
from wh.rules.counting import counted
from wh.rules.data_test_expectations import DataTestExpectation
from wh.rules.data_tests import DataTestAnswer
from wh.rules.expectation import RuleBetweenSources
from wh.rules.screening import screened, screening
from wh.rules.suites import Rule, Suite
from wh.rules.verdicts import IDS, Verdict, answer_from, erred, of_answer, of_query, of_row, shown

# isort: split
from great_expectations.expectations.expectation import Expectation

_BESIDE = 5
"""Columns shown with a value that fails a data test, where nobody says which are the key."""


class Asked(NamedTuple):
    """A rule of a suite, as the expectation that it is."""

    suite: Suite
    rule: Rule
    expectation: Expectation


def verdicts_together(engine: RuleEngine, asked: Sequence[Asked]) -> dict[int, Verdict]:
    """Return the verdicts of those expectations that can be asked so, by their id."""
    columns = columns_of_tables(engine)
    engine.named_tables.update(each.suite.table_name for each in asked)
    there = [each for each in asked if each.suite.table_name.lower() in columns]
    return _by_metric(engine, asked, there) | _by_screening(engine, there, columns)


def _by_metric(engine: RuleEngine, asked: Sequence[Asked], there: Sequence[Asked]) -> dict[int, Verdict]:
    """Return the verdicts of those that take one metric, which is computed for all of them together."""
    wanted: list[tuple[Asked, Any]] = []
    verdicts: dict[int, Verdict] = {}
    for each in (
        *(each for each in asked if isinstance(each.expectation, DataTestExpectation)),
        *(each for each in there if _takes_one_metric(each.expectation)),
    ):
        expectation: Any = each.expectation
        if getattr(expectation, "row_condition", None) is None:
            try:
                wanted.append((each, expectation.metric(each.suite.table_name)))
            except Exception as error:  # a class of the project's own may raise anything: that is its answer
                verdicts[id(expectation)] = erred(first_line(error))
    # rules that ask the same share one answer
    answers = engine.resolve_metrics({metric.id: metric for _, metric in wanted}.values()) if wanted else {}
    for each, metric in wanted:
        try:
            verdicts[id(each.expectation)] = _read(each, answers[metric.id])
        except Exception as error:
            verdicts[id(each.expectation)] = erred(first_line(error))
    return verdicts


def _by_screening(
    engine: RuleEngine, asked: Sequence[Asked], columns: Mapping[str, Mapping[str, str]]
) -> dict[int, Verdict]:
    """Return the verdicts of those of Great Expectations' own that hold for certain."""
    screens = [
        (each.expectation, counting)
        for each in asked
        if (counting := screening(each.expectation, each.suite.table_name, columns[each.suite.table_name.lower()]))
    ]
    counts = counted(engine, [counting for _, counting in screens])
    verdicts = {
        id(expectation): screened(expectation, *numbers)
        for (expectation, _), numbers in zip(screens, counts, strict=True)
        if not isinstance(numbers, str)
    }
    return {key: verdict for key, verdict in verdicts.items() if verdict is not None}


def _takes_one_metric(expectation: Expectation) -> bool:
    """Whether it is a rule between sources that asks for its candidates and for nothing beside them."""
    asks = type(expectation).get_validation_dependencies
    return isinstance(expectation, RuleBetweenSources) and asks is RuleBetweenSources.get_validation_dependencies


def _read(asked: Asked, said: Any) -> Verdict:
    if isinstance(asked.expectation, RuleBetweenSources):
        return of_answer(asked.expectation, said)
    return _of_data_test(said, asked.expectation, asked.suite.grain)


def _of_data_test(said: DataTestAnswer, expectation: Any, grain: Sequence[str]) -> Verdict:
    """Read what a data test says: what it looks at is all that it is about, for it passes where that is nothing."""
    if said.fault is not None:
        return erred(said.fault)
    answer = answer_from(said.compared_count, said.severity is not None)
    rows = tuple(_of_test_row(dict(row), expectation, grain) for row in said.rows)
    return Verdict(answer, said.compared_count, said.compared_count, said.failures, rows, said.severity)


def _of_test_row(row: dict[str, Any], expectation: Any, grain: Sequence[str]) -> dict[str, Any]:
    """Say what fails a data test in words: a value, and how often it stands there or what finds its row."""
    if expectation.kind == "query":
        return of_query(row)
    column = expectation.column
    if expectation.kind in ("unique", "accepted_values"):
        count = row["n_records"]
        return {"detail": f"{column} {shown(row[column])} ({count} {'row' if count == 1 else 'rows'})"}
    keys = [key for key in dict.fromkeys([*grain, *IDS]) if key in row and key != column]
    beside = keys or [key for key in row if key != column][:_BESIDE]
    ids = {each: row.get(each) for each in IDS}
    return ids | {"detail": of_row({key: row[key] for key in (column, *beside)}, beside)["detail"]}
