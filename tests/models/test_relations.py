"""What must hold between claims is checked, narrows them step by step, and clashes in a smallest set of facts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from wh.inference import solving

Row = dict[str, Any]
Run = Callable[..., dict[str, list[Row]]]
Operands = Sequence[tuple[str, str]]

BORN = [{"person_id": "p", "born_earliest_on": date(1954, 8, 30), "born_latest_on": date(1954, 8, 31)}]
FREED = [{"event_id": "e", "happened_earliest_on": date(2025, 12, 13), "happened_latest_on": date(2025, 12, 13)}]
UNITS = [{"unit": "weeks", "base_unit": "days", "factor": 7.0}]
TOLD = {"article_id": "x", "stance": "asserts", "over_time": "fixed", "is_single_valued": True}


def _count(low: float | None, high: float | None = None, **more: Any) -> Row:
    return {"value_kind": "count", "unit": "people", "low": low, "high": high, **more}


def _length(low: float, high: float, unit: str, **more: Any) -> Row:
    return {"value_kind": "duration", "unit": unit, "low": low, "high": high, **more}


def _period(earliest: date | None, latest: date | None) -> Row:
    return {"value_kind": "date", "earliest_on": earliest, "latest_on": latest}


class Related:
    """The chain of models over accounts of claims and the relations between them.

    A claim is named by one word; its accounts say what they give, and may say for which time and in which article.
    """

    def __init__(
        self,
        run_models: Run,
        claims: Mapping[str, Row | list[Row]],
        relations: Mapping[str, tuple[str, Operands]],
        kinds: Sequence[Row] = (),
        cut: Sequence[str] = (),
    ) -> None:
        told = {name: accounts if isinstance(accounts, list) else [accounts] for name, accounts in claims.items()}
        attributes = {
            name: {
                "attribute": name,
                "value_kind": accounts[0]["value_kind"],
                "unit": accounts[0].get("unit"),
                "over_time": accounts[0].get("over_time", "fixed"),
            }
            for name, accounts in told.items()
        }
        operands = [
            {
                "relation_id": name,
                "kind": kind,
                "role": role,
                "operand": self._operand(operand),
                "is_complete": name not in cut,
            }
            for name, (kind, named) in relations.items()
            for role, operand in named
        ]
        facts = [
            {
                **TOLD,
                **{key: value for key, value in account.items() if key not in ("value_kind", "unit")},
                "fact_id": f"{name}-{number}",
                "claim_id": self._operand(name),
                "position_key": f"{number}",
                "has_interval": any(
                    account.get(end) is not None for end in ("low", "high", "earliest_on", "latest_on")
                ),
            }
            for name, accounts in told.items()
            for number, account in enumerate(accounts)
        ]
        parents: dict[str, list[Row]] = {
            "stg_relations": operands,
            "stg_relation_kinds": [{**kind, "line": line} for line, kind in enumerate(kinds)],
            "stg_attributes": list(attributes.values()),
            "stg_people": BORN,
            "stg_events": FREED,
            "stg_units": UNITS,
            "int_facts__positioned": facts,
            "int_claims__compared": [
                {"claim_id": self._operand(name), "value_kind": accounts[0]["value_kind"], **self._own(accounts)}
                for name, accounts in told.items()
            ],
        }
        self._rows = run_models(CHAIN, parents)

    @staticmethod
    def _operand(name: str) -> str:
        return name if "/" in name else f"e/s/{name}"

    @staticmethod
    def _own(accounts: Sequence[Row]) -> Row:
        ends = ("low", "high", "earliest_on", "latest_on")
        return {end: accounts[-1].get(end) for end in ends}

    @property
    def checked(self) -> dict[str, Row]:
        return {row["relation_id"]: row for row in self._rows["int_relations__checked"]}

    def inferred(self, claim: str) -> Row:
        return next(row for row in self._rows["int_claims__inferred"] if row["claim_id"] == self._operand(claim))

    def numbers(self, claim: str) -> tuple[float | None, float | None]:
        return self.inferred(claim)["inferred_low"], self.inferred(claim)["inferred_high"]

    def days(self, claim: str) -> tuple[date | None, date | None]:
        return self.inferred(claim)["inferred_earliest_on"], self.inferred(claim)["inferred_latest_on"]

    def steps(self, claim: str) -> list[tuple[str | None, str | None]]:
        rows = [row for row in self._rows["int_claims__stepped"] if row["claim_id"] == self._operand(claim)]
        return [(row["relation_id"], row["given_by"]) for row in rows]

    def arithmetic(self) -> list[str]:
        return [row["arithmetic"] for row in self._rows["int_clashes__told"]]

    def clashes(self) -> list[tuple[str, list[str]]]:
        """Return rule and facts of each clash."""
        positions = {row["position_no"]: row for row in self._rows["int_positions__bounding"]}
        found = []
        for clash in self._rows["int_clashes__told"]:
            held = [
                positions[row["position_no"]]
                for row in self._rows["int_systems__solved"]
                if row["finding"] == "clash_position" and row["clash_no"] == clash["clash_no"]
            ]
            named = [f"{row['claim_id'].removeprefix('e/s/')}-{row['position_key']}" for row in held]
            found.append((clash["rule"], sorted(named)))
        return sorted(found)


CHAIN = [
    "int_kinds__known",
    "int_operands__known",
    "int_relations__weighed",
    "int_positions__bounding",
    "int_systems__solved",
    "int_rings__told",
    "int_claims__stepped",
    "int_claims__inferred",
    "int_relations__said",
    "int_relations__checked",
    "int_clashes__told",
]

SUM = ("sum", [("whole", "all"), ("part", "south"), ("part", "west")])
PART = ("part_of", [("whole", "all"), ("part", "some")])
LEFT = ("difference", [("minuend", "before"), ("subtrahend", "after"), ("result", "gone")])
DAYS = ("duration", [("start", "since"), ("end", "events/e/happened_on"), ("length", "held")])
AGE = ("age", [("born", "people/p/born_on"), ("on", "events/e/happened_on"), ("age", "years")])
ORDER = ("before", [("earlier", "jailed"), ("later", "events/e/happened_on")])
LIMIT = ("at_most", [("smaller", "offered"), ("larger", "held")])
TWICE = ("twice", [("double", "pair"), ("single", "one")])
OF_OUR_OWN = [
    {"kind": "twice", "role": "double", "times": 1.0, "total_low": 0.0, "total_high": 0.0},
    {"kind": "twice", "role": "single", "times": -2.0},
]

JULY = _period(date(2021, 7, 1), date(2021, 7, 31))


@pytest.mark.parametrize(
    ("relation", "holding", "clashing", "silent", "rule"),
    [
        (
            SUM,
            {"all": _count(123, 123), "south": _count(114, 114), "west": _count(8, 9)},
            {"all": _count(123, 123), "south": _count(114, 114), "west": _count(12, 12)},
            {"all": _count(123, 123), "south": _count(114, 114), "west": _count(None)},
            "parts_sum_to_whole",
        ),
        (
            PART,
            {"all": _count(100, 123), "some": _count(110)},
            {"all": _count(100, 100), "some": _count(110)},
            {"all": _count(100, 100), "some": _count(None)},
            "part_within_whole",
        ),
        (
            LEFT,
            {"before": _count(1350, 1350), "after": _count(1227, 1227), "gone": _count(100, 150)},
            {"before": _count(1350, 1350), "after": _count(1227, 1227), "gone": _count(200, 200)},
            {"before": _count(1350, 1350), "after": _count(None), "gone": _count(200, 200)},
            "difference_holds",
        ),
        (
            DAYS,
            {"since": JULY, "held": _length(1613, 1613, "days")},
            {"since": JULY, "held": _length(1595, 1595, "days")},
            {"since": _period(None, None), "held": _length(1595, 1595, "days")},
            "duration_matches_dates",
        ),
        (
            AGE,
            {"years": _length(71, 71.9973, "years")},
            {"years": _length(69, 69.9973, "years")},
            {"years": {**_length(0, 0, "years"), "low": None, "high": None}},
            "age_matches_birth",
        ),
        (
            ORDER,
            {"jailed": _period(date(2025, 1, 1), date(2025, 12, 31))},
            {"jailed": _period(date(2026, 1, 1), None)},
            {"jailed": _period(None, None)},
            "earlier_before_later",
        ),
        (
            LIMIT,
            {"offered": _count(0, None), "held": _count(1227, 1227)},
            {"offered": _count(1400, 1400), "held": _count(1227, 1227)},
            {"offered": _count(1400, 1400), "held": _count(None)},
            "at_most_holds",
        ),
        (
            TWICE,
            {"pair": _count(4, 6), "one": _count(3, 3)},
            {"pair": _count(4, 4), "one": _count(3, 3)},
            {"pair": _count(4, 4), "one": _count(None)},
            "relation_holds",
        ),
    ],
)
def test_each_kind_of_relation_holds_clashes_or_cannot_say(
    run_models: Run,
    relation: tuple[str, Operands],
    holding: dict[str, Row],
    clashing: dict[str, Row],
    silent: dict[str, Row],
    rule: str,
) -> None:
    for claims, holds in ((holding, True), (clashing, False), (silent, None)):
        related = Related(run_models, claims, {"r": relation}, OF_OUR_OWN)
        assert related.checked["r"]["holds"] is holds
        assert related.clashes() == ([(rule, sorted(f"{name}-0" for name in claims))] if holds is False else [])


def test_parts_that_sum_to_the_whole_narrow_each_other_in_steps_that_are_told(run_models: Run) -> None:
    related = Related(
        run_models, {"all": _count(123, 123), "south": _count(114, 114), "west": _count(8, 9)}, {"r": SUM}
    )
    assert related.numbers("west") == (9, 9)
    assert related.inferred("west")["inferred_because"] == "r leaves 9"
    assert related.steps("west") == [("r", "s/all = 123; s/south = 114")]
    assert related.numbers("all") == (123, 123)
    assert related.inferred("all")["inferred_because"] is None


def test_what_clashes_tells_nothing(run_models: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(114, 114), "west": _count(12, 12)}
    related = Related(run_models, claims, {"r": SUM})
    row = related.checked["r"]
    assert (row["stated_low"], row["computed_low"], row["computed_high"]) == (123, 126, 126)
    assert related.numbers("west") == (12, 12)
    assert related.inferred("west")["is_clashing"]


def test_a_sum_with_a_missing_part_cannot_say_but_bounds_the_part(run_models: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(114, 114), "west": _count(None)}
    assert Related(run_models, claims, {"r": SUM}).numbers("west") == (9, 9)


def test_a_sum_fails_even_while_a_part_is_missing(run_models: Run) -> None:
    claims = {"all": _count(123, 123), "south": _count(130, 130), "west": _count(None)}
    related = Related(run_models, claims, {"r": SUM})
    assert related.checked["r"]["holds"] is False
    assert related.clashes() == [("parts_sum_to_whole", ["all-0", "south-0"])]


def test_an_operand_that_nobody_tells_leaves_the_sum_open(run_models: Run) -> None:
    related = Related(run_models, {"all": _count(123, 123), "south": _count(114, 114)}, {"r": SUM})
    assert related.checked["r"]["holds"] is None
    assert related.numbers("south") == (114, 114)


def test_units_that_do_not_convert_cannot_say(run_models: Run) -> None:
    claims = {"all": _count(123, 123), "south": {**_count(114, 114), "unit": "tonnes"}, "west": _count(50, 50)}
    related = Related(run_models, claims, {"r": SUM})
    assert related.checked["r"]["holds"] is None
    assert related.clashes() == []


def test_a_part_and_its_whole_narrow_each_other(run_models: Run) -> None:
    related = Related(run_models, {"all": _count(100, 123), "some": _count(110, None)}, {"r": PART})
    assert (related.numbers("all"), related.numbers("some")) == ((110, 123), (110, 123))


def test_a_difference_is_minuend_less_subtrahend(run_models: Run) -> None:
    claims = {"before": _count(1350, 1350), "after": _count(1227, 1227), "gone": _count(100, 150)}
    assert Related(run_models, claims, {"r": LEFT}).numbers("gone") == (123, 123)


def test_a_kind_of_our_own_narrows_as_its_form_says_to_whole_numbers(run_models: Run) -> None:
    related = Related(run_models, {"pair": _count(5, 9), "one": _count(1, 9)}, {"r": TWICE}, OF_OUR_OWN)
    assert (related.numbers("pair"), related.numbers("one")) == ((6, 8), (3, 4))


def test_narrowing_goes_on_through_claims_that_nobody_tells_to_a_fixed_point(run_models: Run) -> None:
    claims = {"north": _count(5, 5), "south": _count(0, 90), "west": _count(0, 90), "some": _count(80, 80)}
    relations = {
        "r1": ("sum", [("whole", "all"), ("part", "south"), ("part", "west")]),
        "r2": ("part_of", [("whole", "west"), ("part", "some")]),
        "r3": ("at_most", [("smaller", "all"), ("larger", "most")]),
        "r4": ("sum", [("whole", "most"), ("part", "north"), ("part", "some")]),
    }
    claims |= {"all": _count(None), "most": _count(None)}
    related = Related(run_models, claims, relations)
    assert related.numbers("west") == (80, 85)
    assert related.numbers("south") == (0, 5)
    assert related.numbers("all") == (80, 85)
    assert [relation for relation, _ in related.steps("south")] == ["r1"]


def test_days_held_agree_with_the_month_and_narrow_it_to_two_days(run_models: Run) -> None:
    related = Related(run_models, {"since": JULY, "held": _length(1613, 1613, "days")}, {"r": DAYS})
    row = related.checked["r"]
    assert (row["holds"], row["computed_low"], row["computed_high"]) == (True, 1596, 1627)
    assert related.days("since") == (date(2021, 7, 14), date(2021, 7, 15))


def test_a_length_may_count_the_last_day_or_not(run_models: Run) -> None:
    for days, holds in ((1612, False), (1613, True), (1614, True), (1615, False)):
        claims = {"since": _period(date(2021, 7, 14), date(2021, 7, 14)), "held": _length(days, days, "days")}
        assert Related(run_models, claims, {"r": DAYS}).checked["r"]["holds"] is holds


def test_a_length_in_weeks_or_years_is_converted_to_days(run_models: Run) -> None:
    since = _period(date(2023, 12, 13), date(2023, 12, 13))
    for length, holds in (
        (_length(2, 2, "years"), True),
        (_length(3, 3, "years"), False),
        (_length(104, 105, "weeks"), True),
        (_length(24, 24, "months"), True),
        (_length(20, 20, "months"), False),
    ):
        assert Related(run_models, {"since": since, "held": length}, {"r": DAYS}).checked["r"]["holds"] is holds


def test_an_age_is_counted_by_the_calendar(run_models: Run) -> None:
    for years, holds in ((69, False), (70, False), (71, True), (72, False)):
        related = Related(run_models, {"years": _length(years, years + 0.9973, "years")}, {"r": AGE})
        assert related.checked["r"]["holds"] is holds
        assert "so the age must be 71" in related.checked["r"]["detail"]


def test_an_age_narrows_an_unknown_birth_to_the_day(run_models: Run) -> None:
    age = ("age", [("born", "birth"), ("on", "events/e/happened_on"), ("age", "years")])
    claims = {"birth": _period(date(1950, 1, 1), None), "years": _length(69, 69.9973, "years")}
    assert Related(run_models, claims, {"r": age}).days("birth") == (date(1955, 12, 14), date(1956, 12, 13))


def test_the_earlier_is_not_after_the_later(run_models: Run) -> None:
    related = Related(run_models, {"jailed": _period(date(2025, 1, 1), date(2025, 12, 31))}, {"r": ORDER})
    assert related.days("jailed") == (date(2025, 1, 1), date(2025, 12, 13))


def test_the_smaller_is_at_most_the_larger(run_models: Run) -> None:
    related = Related(run_models, {"offered": _count(0, None), "held": _count(1227, 1227)}, {"r": LIMIT})
    assert related.numbers("offered") == (0, 1227)


def test_relations_that_hold_one_by_one_and_not_together_do_not_agree(run_models: Run) -> None:
    claims = {"small": _count(80, 80), "middle": _count(0, None), "large": _count(50, 50)}
    relations = {
        "r1": ("at_most", [("smaller", "small"), ("larger", "middle")]),
        "r2": ("at_most", [("smaller", "middle"), ("larger", "large")]),
    }
    related = Related(run_models, claims, relations)
    assert related.clashes() == [("relations_agree", ["large-0", "small-0"])]
    assert related.numbers("middle") == (0, None)
    assert related.inferred("middle")["is_clashing"]
    assert not related.inferred("middle")["is_narrowed"]


def test_a_clash_names_no_fact_that_it_does_not_need(run_models: Run) -> None:
    claims = {
        "all": [_count(123, 123), _count(100, 200, article_id="y")],
        "south": _count(130, 130),
        "west": _count(8, 9),
    }
    assert Related(run_models, claims, {"r": SUM}).clashes() == [("parts_sum_to_whole", ["all-0", "south-0"])]


def test_all_who_say_the_same_take_part_in_a_clash(run_models: Run) -> None:
    claims = {"all": [_count(100, 100), _count(100, 100, article_id="y")], "some": _count(110, 110)}
    assert Related(run_models, claims, {"r": PART}).clashes() == [("part_within_whole", ["all-0", "all-1", "some-0"])]


def test_an_article_whose_own_figures_do_not_fit_is_found_though_the_others_make_room(run_models: Run) -> None:
    claims = {
        "all": [_count(123, 123), _count(130, 130, article_id="y")],
        "south": [_count(114, 114), _count(125, 125, article_id="y")],
        "west": _count(9, 9, article_id="y"),
    }
    related = Related(run_models, claims, {"r": SUM})
    assert ("parts_sum_to_whole", ["all-1", "south-1", "west-0"]) in related.clashes()
    assert related.checked["r"]["holds"] is True


def test_of_a_disputed_whole_the_parts_tell_which_account_fits(run_models: Run) -> None:
    claims = {
        "all": [_count(123, 123), _count(130, 130, article_id="y")],
        "south": _count(114, 114),
        "west": _count(9, 9),
    }
    related = Related(run_models, claims, {"r": SUM})
    assert related.clashes() == []
    assert (related.inferred("all")["is_narrowed"], related.numbers("all")) == (True, (123, 123))


def _level(day: int, until: int | None, low: float, high: float | None = None) -> Row:
    last = None if until is None else date(2025, 12, until)
    times = {"over_time": "level", "as_of_earliest_on": date(2025, 12, day), "as_of_latest_on": last}
    return _count(low, low if high is None else high, **times)


def test_levels_of_days_that_do_not_meet_are_not_held_against_each_other(run_models: Run) -> None:
    apart = Related(run_models, {"offered": _level(1, 1, 1400), "held": _level(2, 2, 1227)}, {"r": LIMIT})
    assert apart.checked["r"]["holds"] is None
    assert apart.clashes() == []
    meeting = Related(run_models, {"offered": _level(1, None, 1400), "held": _level(2, 2, 1227)}, {"r": LIMIT})
    assert meeting.clashes() == [("at_most_holds", ["held-0", "offered-0"])]


def test_a_level_is_inferred_for_the_time_of_its_newest_facts(run_models: Run) -> None:
    claims = {"offered": [_level(1, 1, 0, 900), _level(5, 5, 0, 2000)], "held": [_level(1, 1, 500), _level(5, 5, 1227)]}
    claims["offered"][0]["article_id"] = "y"
    assert Related(run_models, claims, {"r": LIMIT}).numbers("offered") == (0, 1227)


def test_a_count_that_only_grows_is_bounded_by_its_earlier_self_and_by_its_parts(run_models: Run) -> None:
    grows = {"over_time": "cumulative"}
    claims = {
        "all": [_level(1, 1, 100) | grows, _level(5, 5, 90, 200) | grows],
        "south": _level(5, 5, 30) | grows,
        "west": _level(5, 5, 0, 90) | grows,
    }
    related = Related(run_models, claims, {"r": SUM})
    assert related.numbers("all") == (100, 120)
    assert related.numbers("west") == (70, 90)


def test_an_age_told_for_another_time_is_not_held_against_the_birth(run_models: Run) -> None:
    years = {"over_time": "level", "as_of_earliest_on": date(2023, 1, 1), "as_of_latest_on": date(2023, 12, 31)}
    related = Related(run_models, {"years": _length(69, 69.9973, "years", **years)}, {"r": AGE})
    assert related.checked["r"]["holds"] is None
    assert related.clashes() == []


def test_a_relation_that_lacks_a_role_says_nothing(run_models: Run) -> None:
    claims = {"all": _count(9, 9), "south": _count(114, 114)}
    parts = [("part", "all"), ("part", "south")]
    related = Related(run_models, claims, {"r": ("sum", parts), "q": ("difference", [("minuend", "all")])})
    assert [row["holds"] for row in related.checked.values()] == [None, None]
    assert (related.numbers("all"), related.numbers("south")) == ((9, 9), (114, 114))


def test_a_relation_that_lost_an_operand_says_nothing(run_models: Run) -> None:
    claims = {"all": _count(14, 14), "south": _count(8, 8)}
    related = Related(run_models, claims, {"r": ("sum", [("whole", "all"), ("part", "south")])}, cut=["r"])
    assert related.checked["r"]["holds"] is None
    assert related.checked["r"]["detail"] == "an entry of it was refused"
    assert related.clashes() == []


def test_a_relation_with_a_role_that_its_kind_does_not_know_says_nothing(run_models: Run) -> None:
    claims = {"pair": _count(6, 6), "one": _count(4, 4)}
    cut_kind = [kind for kind in OF_OUR_OWN if kind["role"] != "single"]
    assert Related(run_models, claims, {"r": TWICE}, cut_kind).checked["r"]["holds"] is None


def test_a_relation_that_no_whole_number_satisfies_says_so(run_models: Run) -> None:
    related = Related(run_models, {"pair": _count(7, 7), "one": _count(1)}, {"r": TWICE}, OF_OUR_OWN)
    assert related.checked["r"]["detail"] == "double s/pair = 7; single s/one = 1 or more; no whole number does it"


def test_the_words_of_a_relation_leave_no_end_open(run_models: Run) -> None:
    related = Related(run_models, {"all": _count(14, 14), "some": _count(8)}, {"r": PART})
    assert related.checked["r"]["detail"] == "whole s/all = 14; part s/some = 8 or more; so the whole must be 8 or more"
    ages = Related(run_models, {"years": _length(50, 71.9973, "years")}, {"r": AGE})
    assert "age s/years = 50..71;" in ages.checked["r"]["detail"]


@pytest.mark.parametrize(
    ("whole", "says"),
    [
        ((123, 123), "; so the whole must be 9..10: the parts come to 9..10 of 123, a part may be missing"),
        ((8, 8), "; so the whole must be 9..10"),
        ((10, 12), "; so the whole must be 9..10"),
    ],
)
def test_parts_that_come_to_less_than_their_whole_may_not_be_all(
    run_models: Run, whole: tuple[int, int], says: str
) -> None:
    claims = {"all": _count(*whole), "some": _count(9, 10)}
    related = Related(run_models, claims, {"r": ("sum", [("whole", "all"), ("part", "some")])})
    assert related.checked["r"]["detail"].endswith(f"part s/some = 9..10{says}")


def test_what_several_relations_show_is_no_matter_of_what_one_of_them_leaves(run_models: Run) -> None:
    claims = {"small": _count(80, 80), "middle": _count(0, None), "large": _count(50, 50)}
    relations = {
        "r1": ("at_most", [("smaller", "small"), ("larger", "middle")]),
        "r2": ("at_most", [("smaller", "middle"), ("larger", "large")]),
    }
    assert Related(run_models, claims, relations).arithmetic() == [
        "larger s/middle = 0 or more; smaller s/small = 80 / larger s/large = 50; smaller s/middle = 0 or more"
    ]


def _pairs() -> tuple[dict[str, Row], dict[str, tuple[str, Operands]]]:
    claims = {
        "ab": _count(10, 10),
        "ac": _count(9, 9),
        "bc": _count(7, 7),
        "a": _count(0),
        "b": _count(0),
        "c": _count(0),
    }
    return claims, {pair: ("sum", [("whole", pair), *(("part", one) for one in pair)]) for pair in ("ab", "ac", "bc")}


def test_a_ring_narrows_in_a_step_that_names_its_relations(run_models: Run) -> None:
    related = Related(run_models, *_pairs())
    assert related.numbers("a") == (6, 6)
    assert related.steps("a")[-1] == (None, "ab; ac; bc")
    assert related.inferred("a")["inferred_because"].endswith("several relations together (ab; ac; bc) leaves 6")


def test_a_ring_that_is_too_large_says_that_it_is_not_tightened(
    run_models: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "MOST_TIGHTENED", 2)
    related = Related(run_models, *_pairs())
    assert related.numbers("a") == (3, 9)
    assert related.steps("a")[-1] == (None, "not tightened further: 6 claims in a ring")
    assert "not tightened further: 6 claims in a ring" in related.inferred("a")["inferred_because"]
