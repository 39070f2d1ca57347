"""On which of several labels a finding stands: the new one, else the odd one out, else the newest published."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from wh.reports.accounts import Account, Accounts
from wh.results import Severity, Violation


def account(name: str, low: float | None = None, high: float | None = None, **values: Any) -> Account:
    usual: dict[str, Any] = {
        "claim_id": "e/s/a",
        "stance": "asserts",
        "numbers": (low, high if high is not None else low),
        "days": (None, None),
        "text": None,
        "is_live": True,
        "published_at": datetime(2026, 1, 1),
        "place": f"data/labels/facts.csv:{name}",
    }
    return Account(name, **(usual | values))


def violation(detail: str = "", **ids: str | None) -> Violation:
    named = {"claim_id": "e/s/a", "fact_id": None, "article_id": None} | ids
    return Violation("b1", "rule", Severity.CRITICAL, "marts.claims", detail=detail, **named)


def order(*accounts: Account, of: Violation | None = None) -> list[str]:
    known = {each.id: each for each in accounts}
    about = Accounts(known, of_claims={"e/s/a": list(known)}).about(of or violation())
    return [each.id for each in about]


LATER = datetime(2026, 1, 2)
DAYS = {"numbers": (None, None), "days": (date(2026, 1, 1), date(2026, 1, 31))}


@pytest.mark.parametrize(
    ("accounts", "first"),
    [
        ([account("a", 9), account("b", 9, is_new=True), account("c", 8)], "b"),
        ([account("a", 9), account("b", 12), account("c", 8, 9), account("d", 9)], "b"),
        ([account("a", 9, is_new=True), account("b", 12, is_new=True), account("c", 9)], "b"),
        ([account("a", text="lithuania"), account("b", text="ukraine"), account("c", text="lithuania")], "b"),
        ([account("a", 9), account("b", 9, stance="denies"), account("c", 9)], "b"),
        ([account("a", **DAYS), account("b", days=(date(2026, 2, 1), None)), account("c", **DAYS)], "b"),
        ([account("a", 9, published_at=LATER), account("b", 8)], "a"),
        ([account("a", 9, published_at=None), account("b", 8), account("c", 7, published_at=None)], "b"),
        ([account("a", 9), account("b", 8)], "b"),
        ([account("a", 9), account("b", 12, is_live=False, is_new=True), account("c", 9)], "c"),
    ],
    ids=[
        "new",
        "a number that the others exclude",
        "the odd one of two that are new",
        "another text",
        "another stance",
        "other days",
        "of two that differ the newest published",
        "a day before no day",
        "of one day the last by id",
        "what counts before what does not",
    ],
)
def test_a_finding_about_several_facts_stands_on(accounts: list[Account], first: str) -> None:
    assert order(*accounts)[0] == first
    assert sorted(order(*accounts)) == [each.id for each in accounts]


def test_a_finding_about_one_fact_is_about_no_other_but_those_that_it_names() -> None:
    accounts = account("one", 9), account("two", 8, published_at=LATER), account("three", 7)
    assert order(*accounts, of=violation("one: it is wrong", fact_id="one")) == ["one"]
    assert order(*accounts, of=violation("x has 9 (one), y has 8", fact_id="two")) == ["two", "one"]
    assert order(*accounts, of=violation("x has 9 (three), y has 8", fact_id="one")) == ["three", "one"]


def test_very_many_accounts_are_ordered_all_the_same() -> None:
    accounts = [account(f"{number:04}", 9) for number in range(2_000)]
    assert order(*accounts, replace(accounts[0], id="odd", numbers=(1, 1), published_at=LATER))[0] == "odd"


def test_without_marts_a_finding_is_about_nothing() -> None:
    with duckdb.connect() as con:
        given = violation("r1: so", fact_id="f1")
        assert Accounts.of(con, [given], "b1").about(given) == []
