"""What must hold between claims is checked, and narrows them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Row = dict[str, Any]
Run = Callable[..., list[Row]]

BORN = [{"person_id": "p", "born_earliest_on": date(1954, 8, 30), "born_latest_on": date(1954, 8, 31)}]
FREED = [{"event_id": "e", "happened_earliest_on": date(2025, 12, 13), "happened_latest_on": date(2025, 12, 13)}]
UNITS = [{"unit": "weeks", "base_unit": "days", "factor": 7.0}]


def _count(low: float | None, high: float | None = None) -> Row:
    return {"value_kind": "count", "unit": "people", "low": low, "high": high}


def _length(low: float, high: float, unit: str) -> Row:
    return {"value_kind": "duration", "unit": unit, "low": low, "high": high}


def _period(earliest: date | None, latest: date | None) -> Row:
    return {"value_kind": "date", "earliest_on": earliest, "latest_on": latest}


class Related:
    """The chain of the relation models over one relation or more, each a list of (role, operand)."""

    def __init__(
        self, run_model: Run, claims: Mapping[str, Row], relations: Mapping[str, tuple[str, list[tuple[str, str]]]]
    ):
        rows = [
            {"relation_id": name, "kind": kind, "role": role, "operand": operand}
            for name, (kind, operands) in relations.items()
            for role, operand in operands
        ]
        compared = [{"claim_id": claim_id, **claim} for claim_id, claim in claims.items()]
        operands = run_model(
            "int_relations__operands",
            {
                "stg_relations": rows,
                "int_claims__compared": compared,
                "stg_people": BORN,
                "stg_events": FREED,
                "stg_units": UNITS,
            },
        )
        solved = run_model("int_relations__solved", {"int_relations__operands": operands})
        checked = run_model(
            "int_relations__checked", {"int_relations__operands": operands, "int_relations__solved": solved}
        )
        self.checked = {row["relation_id"]: row for row in checked}
        inferred = run_model(
            "int_claims__inferred",
            {
                "int_claims__compared": compared,
                "int_relations__solved": solved,
                "int_relations__checked": checked,
            },
        )
        self.inferred = {row["claim_id"]: row for row in inferred}

    def numbers(self, claim_id: str) -> tuple[float | None, float | None]:
        return self.inferred[claim_id]["inferred_low"], self.inferred[claim_id]["inferred_high"]

    def days(self, claim_id: str) -> tuple[date | None, date | None]:
        return self.inferred[claim_id]["inferred_earliest_on"], self.inferred[claim_id]["inferred_latest_on"]


SUM = ("sum", [("whole", "all"), ("part", "south"), ("part", "west")])


def test_parts_that_sum_to_the_whole_hold_and_narrow_each_other(run_model: Run) -> None:
    related = Related(run_model, {"all": _count(123, 123), "south": _count(114, 114), "west": _count(8, 9)}, {"r": SUM})
    assert related.checked["r"]["holds"] is True
    assert related.numbers("west") == (9, 9)
    assert related.inferred["west"]["inferred_because"] == "r leaves 9"
    assert related.numbers("all") == (123, 123)
    assert related.inferred["all"]["inferred_because"] is None


def test_parts_that_do_not_sum_to_the_whole_do_not_hold_and_tell_nothing(run_model: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(114, 114), "west": _count(12, 12)}
    related = Related(run_model, claims, {"r": SUM})
    row = related.checked["r"]
    assert row["holds"] is False
    assert (row["stated_low"], row["computed_low"], row["computed_high"]) == (123, 126, 126)
    assert related.numbers("west") == (12, 12)


def test_a_sum_with_a_missing_part_cannot_say_but_bounds_the_part(run_model: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(114, 114), "west": _count(None)}
    related = Related(run_model, claims, {"r": SUM})
    assert related.checked["r"]["holds"] is None
    assert related.numbers("west") == (9, 9)


def test_a_sum_fails_even_while_a_part_is_missing(run_model: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(130, 130), "west": _count(None)}
    assert Related(run_model, claims, {"r": SUM}).checked["r"]["holds"] is False


def test_an_operand_without_facts_leaves_the_sum_open(run_model: Run) -> None:
    related = Related(run_model, {"all": _count(123, 123), "south": _count(114, 114)}, {"r": SUM})
    assert related.checked["r"]["holds"] is None
    assert related.numbers("south") == (114, 114)


def test_units_that_do_not_convert_cannot_say(run_model: Run) -> None:
    claims = {"all": _count(123, 123), "south": {**_count(114, 114), "unit": "tonnes"}, "west": _count(50, 50)}
    assert Related(run_model, claims, {"r": SUM}).checked["r"]["holds"] is None


def test_a_part_lies_within_its_whole(run_model: Run) -> None:
    part_of = ("part_of", [("whole", "all"), ("part", "some")])
    related = Related(run_model, {"all": _count(100, 123), "some": _count(110, None)}, {"r": part_of})
    assert related.checked["r"]["holds"] is True
    assert (related.numbers("all"), related.numbers("some")) == ((110, 123), (110, 123))
    assert (
        Related(run_model, {"all": _count(100, 100), "some": _count(110)}, {"r": part_of}).checked["r"]["holds"]
        is False
    )


def test_a_difference_is_minuend_less_subtrahend(run_model: Run) -> None:
    difference = ("difference", [("minuend", "before"), ("subtrahend", "after"), ("result", "gone")])
    claims = {"before": _count(1350, 1350), "after": _count(1227, 1227), "gone": _count(100, 150)}
    assert Related(run_model, claims, {"r": difference}).numbers("gone") == (123, 123)
    claims["gone"] = _count(200, 200)
    assert Related(run_model, claims, {"r": difference}).checked["r"]["holds"] is False


DAYS = ("duration", [("start", "since"), ("end", "events/e/happened_on"), ("length", "held")])


def test_days_held_agree_with_the_month_and_narrow_it_to_two_days(run_model: Run) -> None:
    july = _period(date(2021, 7, 1), date(2021, 7, 31))
    related = Related(run_model, {"since": july, "held": _length(1613, 1613, "days")}, {"r": DAYS})
    row = related.checked["r"]
    assert (row["holds"], row["computed_low"], row["computed_high"]) == (True, 1596, 1627)
    assert related.days("since") == (date(2021, 7, 14), date(2021, 7, 15))


def test_a_length_may_count_the_last_day_or_not(run_model: Run) -> None:
    for days, holds in ((1612, False), (1613, True), (1614, True), (1615, False)):
        claims = {"since": _period(date(2021, 7, 14), date(2021, 7, 14)), "held": _length(days, days, "days")}
        assert Related(run_model, claims, {"r": DAYS}).checked["r"]["holds"] is holds


def test_a_length_in_weeks_or_years_is_converted_to_days(run_model: Run) -> None:
    since = _period(date(2023, 12, 13), date(2023, 12, 13))
    for length, holds in (
        (_length(2, 2, "years"), True),
        (_length(3, 3, "years"), False),
        (_length(104, 105, "weeks"), True),
        (_length(24, 24, "months"), True),
        (_length(20, 20, "months"), False),
    ):
        assert Related(run_model, {"since": since, "held": length}, {"r": DAYS}).checked["r"]["holds"] is holds


AGE = ("age", [("born", "people/p/born_on"), ("on", "events/e/happened_on"), ("age", "age")])


def test_an_age_is_counted_by_the_calendar(run_model: Run) -> None:
    for years, holds in ((69, False), (70, False), (71, True), (72, False)):
        related = Related(run_model, {"age": _length(years, years + 0.9973, "years")}, {"r": AGE})
        assert related.checked["r"]["holds"] is holds
    assert "so the age must be 71" in related.checked["r"]["detail"]


def test_an_age_narrows_an_unknown_birth(run_model: Run) -> None:
    age = ("age", [("born", "birth"), ("on", "events/e/happened_on"), ("age", "age")])
    claims = {"birth": _period(date(1950, 1, 1), None), "age": _length(69, 69.9973, "years")}
    earliest, latest = Related(run_model, claims, {"r": age}).days("birth")
    assert earliest is not None
    assert latest is not None
    assert date(1955, 12, 10) <= earliest <= date(1955, 12, 14)
    assert date(1956, 12, 13) <= latest <= date(1956, 12, 16)


def test_the_earlier_is_not_after_the_later(run_model: Run) -> None:
    before = ("before", [("earlier", "jailed"), ("later", "events/e/happened_on")])
    related = Related(run_model, {"jailed": _period(date(2025, 1, 1), date(2025, 12, 31))}, {"r": before})
    assert related.checked["r"]["holds"] is True
    assert related.days("jailed") == (date(2025, 1, 1), date(2025, 12, 13))
    late = {"jailed": _period(date(2026, 1, 1), None)}
    assert Related(run_model, late, {"r": before}).checked["r"]["holds"] is False


def test_the_smaller_is_at_most_the_larger(run_model: Run) -> None:
    at_most = ("at_most", [("smaller", "offered"), ("larger", "held")])
    related = Related(run_model, {"offered": _count(0, None), "held": _count(1227, 1227)}, {"r": at_most})
    assert related.numbers("offered") == (0, 1227)
    claims = {"offered": _count(1400, 1400), "held": _count(1227, 1227)}
    assert Related(run_model, claims, {"r": at_most}).checked["r"]["holds"] is False


def test_relations_that_together_leave_nothing_leave_the_claim_as_it_is(run_model: Run) -> None:
    claims = {"small": _count(80, 80), "middle": _count(0, None), "large": _count(50, 50)}
    relations = {
        "r1": ("at_most", [("smaller", "small"), ("larger", "middle")]),
        "r2": ("at_most", [("smaller", "middle"), ("larger", "large")]),
    }
    related = Related(run_model, claims, relations)
    assert related.numbers("middle") == (0, None)
    assert related.inferred["middle"]["is_clashing"]
    assert not related.inferred["middle"]["is_narrowed"]


def test_a_relation_that_lacks_a_role_says_nothing(run_model: Run) -> None:
    claims = {"e/s/a": _count(9, 9), "e/s/b": _count(114, 114)}
    parts = [("part", "e/s/a"), ("part", "e/s/b")]
    related = Related(run_model, claims, {"r": ("sum", parts), "q": ("difference", [("minuend", "e/s/a")])})
    assert [row["holds"] for row in related.checked.values()] == [None, None]
    assert [(row["inferred_low"], row["inferred_high"]) for row in related.inferred.values()] == [(9, 9), (114, 114)]
