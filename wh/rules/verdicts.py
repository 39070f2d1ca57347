"""What a rule's answer looks like, and how a row that breaks it is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wh.results import Answer, Severity
from wh.rules.expectation import RuleAnswer, RuleBetweenSources

IDS = ("claim_id", "fact_id", "article_id")
"""The ids that a violation has columns for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one expectation said of its table; rows carry claim_id, fact_id, article_id and detail.

    `severity` is None where it is the rule's own.
    """

    answer: Answer
    candidate_count: int = 0
    compared_count: int = 0
    broken_count: int = 0
    rows: tuple[dict[str, Any], ...] = ()
    severity: Severity | None = None


def of_answer(rule: RuleBetweenSources, said: RuleAnswer) -> Verdict:
    """Read what a rule of our own says: it counts for itself what it compared."""
    if said.fault is not None:
        return erred(said.fault)
    said = rule.answer_of(said)
    rows = tuple(said.broken_rows()) if said.broken_count else ()
    answer = answer_from(said.compared_count, said.broken_count > 0)
    return Verdict(answer, said.candidate_count, said.compared_count, said.broken_count, rows)


def answer_from(compared_count: int, is_broken: bool) -> Answer:
    """Return the answer to a rule that could be asked."""
    if is_broken:
        return Answer.BROKEN
    return Answer.HELD if compared_count else Answer.UNANSWERED


def erred(cause: str) -> Verdict:
    """Return the verdict of a rule that could not be asked, and why it could not."""
    return Verdict(Answer.ERROR, rows=({"detail": cause},))


def of_row(row: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Say a broken row in words: the values that break the rule, then the key that finds the row."""
    values = ", ".join(f"{column} {shown(value)}" for column, value in row.items() if column not in keys)
    key = ", ".join(f"{column} {shown(row[column])}" for column in keys if column in row)
    return {each: row.get(each) for each in IDS} | {"detail": f"{values} ({key})" if values and key else values or key}


def of_query(row: dict[str, Any]) -> dict[str, Any]:
    """Say a row of a suite's own query: its own `detail`, or else all its values."""
    detail = row.get("detail") or of_row(row, ())["detail"]
    return {each: row.get(each) for each in IDS} | {"detail": detail}


def shown(value: Any) -> str:
    """Return a value as a violation shows it."""
    if value is None:
        return "null"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value) if isinstance(value, str) else str(value)
