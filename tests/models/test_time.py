"""What was said when: versions of an article, corrections, and each claim day by day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]
Models = Callable[..., dict[str, list[Row]]]


def day(number: int) -> date:
    return date(2025, 12, number)


def _versions(run_model: Run, *rows: Row) -> list[Row]:
    versions = [
        {"article_id": "a", "edition": "full", "version": number, "content_sha256": f"{number}", **row}
        for number, row in enumerate(rows, start=1)
    ]
    newest = {key: versions[-1][key] for key in ("article_id", "edition", "version")}
    return run_model("int_articles__versioned", {"int_articles__newest": [newest], "stg_article_versions": versions})


def test_a_first_version_tells_since_its_publication_and_a_changed_one_since_it_was_seen(run_model: Run) -> None:
    seen = [day(20), day(22)]
    rows = _versions(
        run_model,
        {"published_on": day(13), "loaded_on": seen[0]},
        {"published_on": day(13), "loaded_on": seen[1]},
    )
    assert [(row["version"], row["told_on"], row["is_in_use"]) for row in rows] == [
        (1, day(13), False),
        (2, day(22), True),
    ]


def test_a_publisher_who_dates_a_change_knows_it_better_than_we_who_saw_it(run_model: Run) -> None:
    seen = day(22)
    rows = _versions(
        run_model, {"published_on": day(13), "loaded_on": seen}, {"published_on": day(15), "loaded_on": seen}
    )
    assert rows[-1]["told_on"] == day(15)


def test_a_version_was_seen_when_it_was_fetched_and_not_when_its_archive_was_loaded(run_model: Run) -> None:
    loaded = day(28)
    first = {"published_on": day(13), "loaded_on": loaded, "fetched_at": datetime(2025, 12, 13, 18)}
    second = {"published_on": day(13), "loaded_on": loaded, "fetched_at": datetime(2025, 12, 14, 8)}
    assert _versions(run_model, first, second)[-1]["told_on"] == day(14)


def _changes(run_model: Run, *words_by_version: str) -> dict[str, list[str]]:
    """Return what became of the facts `nine` and `ten`, on one claim, from version to version."""
    versions = [
        {
            "article_id": "a",
            "edition": "full",
            "version": number,
            "told_on": day(number),
            "is_in_use": number == len(words_by_version),
        }
        for number in range(1, len(words_by_version) + 1)
    ]
    words = [
        {"article_id": "a", "edition": "full", "version": number, "words": word, "occurrence": 1}
        for number, said in enumerate(words_by_version, start=1)
        for word in said.split()
    ]
    facts = [{"fact_id": word, "claim_id": "c", "article_id": "a", "exact": word} for word in ("nine", "ten")]
    rows = run_model(
        "int_facts__in_versions",
        {"stg_facts": facts, "int_articles__versioned": versions, "int_words__located": words},
    )
    return {
        fact: [row["change"] for row in rows if row["fact_id"] == fact] for fact in sorted({r["fact_id"] for r in rows})
    }


def test_words_that_give_way_to_others_on_the_same_claim_are_a_change(run_model: Run) -> None:
    assert _changes(run_model, "nine", "ten") == {"nine": ["first", "changed"], "ten": ["absent", "added"]}


def test_words_that_go_and_leave_nothing_are_withdrawn(run_model: Run) -> None:
    assert _changes(run_model, "nine", "nine", "") == {
        "nine": ["first", "kept", "withdrawn"],
        "ten": ["absent", "absent", "absent"],
    }


def test_words_that_come_back_are_added_again(run_model: Run) -> None:
    assert _changes(run_model, "nine", "", "nine")["nine"] == ["first", "withdrawn", "added"]


def test_an_article_s_versions_tell_how_many_facts_came_changed_and_went(run_model: Run) -> None:
    changes = {"first": True, "added": True, "changed": False, "withdrawn": False}
    rows = run_model(
        "article_versions",
        {
            "int_articles__versioned": [{"article_id": "a", "edition": "full", "version": 2}],
            "int_facts__in_versions": [
                {"fact_id": change, "article_id": "a", "version": 2, "change": change, "is_there": is_there}
                for change, is_there in changes.items()
            ],
        },
    )
    counts = ("fact_count", "added_count", "changed_count", "withdrawn_count")
    assert [tuple(row[name] for name in counts) for row in rows] == [(2, 1, 1, 1)]


def test_what_a_version_never_had_is_no_news_about_it(run_model: Run) -> None:
    facts = [{"fact_id": change, "version": 1, "change": change} for change in ("first", "absent")]
    assert [row["fact_id"] for row in run_model("fact_versions", {"int_facts__in_versions": facts})] == ["first"]


def _retracted(run_models: Models, target: Row, taking_back: Row) -> list[Row]:
    facts = [
        {"fact_id": "f", "claim_id": "c", "article_id": "a", "stance": "asserts", **target},
        {"fact_id": "g", "claim_id": "c", "article_id": "b", "target_fact_id": "f", **taking_back},
    ]
    with_origins = [
        {
            "fact_id": fact["fact_id"],
            "claim_id": "c",
            "article_id": fact["article_id"],
            "outlet_id": "paper",
            "published_on": fact.pop("published_on", day(15)),
        }
        for fact in facts
    ]
    evidence = [{"fact_id": fact["fact_id"], "evidence_state": "anchored"} for fact in facts]
    return run_models(
        ["int_retractions__judged", "int_retractions__weighed", "int_facts__retracted"],
        {"stg_facts": facts, "int_facts__with_origins": with_origins, "int_evidence__located": evidence},
    )["int_facts__retracted"]


def test_a_correction_takes_back_the_fact_that_it_names(run_models: Models) -> None:
    (row,) = _retracted(run_models, {}, {"stance": "asserts"})
    assert (row["fact_id"], row["retraction_id"], row["is_correction"]) == ("f", "g", True)


def test_an_assertion_on_another_claim_corrects_nothing(run_models: Models) -> None:
    assert _retracted(run_models, {}, {"stance": "asserts", "claim_id": "d"}) == []


def test_nobody_takes_back_what_was_not_said_yet(run_models: Models) -> None:
    assert _retracted(run_models, {}, {"stance": "retracts", "published_on": day(14)}) == []


def test_a_denial_that_names_a_fact_takes_nothing_back(run_models: Models) -> None:
    assert _retracted(run_models, {}, {"stance": "denies"}) == []


def _spanned(run_models: Models, live: Row, **parents: list[Row]) -> list[tuple[date | None, date | None]]:
    versions = parents.pop("versions", [{"version": 1, "told_on": day(13), "is_there": True}])
    rows = run_models(
        ["int_facts__gone", "int_facts__lasting", "int_facts__spanned"],
        {
            "int_retractions__weighed": parents.pop("weighed", []),
            "int_facts__live": [{"fact_id": "f", "claim_id": "c", "stance": "asserts", "is_live": True, **live}],
            "int_facts__in_versions": [{"fact_id": "f", **version} for version in versions],
            **{f"int_facts__{name}": given for name, given in parents.items()},
        },
    )["int_facts__spanned"]
    return [(row["counts_from_on"], row["counts_until_on"]) for row in rows]


def test_a_fact_counts_from_the_day_on_which_it_was_first_told(run_models: Models) -> None:
    assert _spanned(run_models, {}) == [(day(13), None)]


def test_a_fact_counts_until_the_same_voice_says_something_newer(run_models: Models) -> None:
    assert _spanned(run_models, {"is_live": False, "superseded_on": day(14)}) == [(day(13), day(14))]


def test_a_fact_counts_until_it_is_taken_back(run_models: Models) -> None:
    retracted = [{"fact_id": "f", "retraction_id": "r", "retracted_on": day(15)}]
    assert _spanned(run_models, {"is_live": False}, retracted=retracted) == [(day(13), day(15))]


def test_a_fact_that_rests_on_another_counts_until_that_one_is_taken_back(run_models: Models) -> None:
    fallen = [{"fact_id": "f", "fallen_with_id": "g", "retracted_on": day(16), "is_standing": True}]
    assert _spanned(run_models, {"is_live": False}, fallen=fallen) == [(day(13), day(16))]


def test_a_fact_that_rests_on_another_pauses_with_it(run_models: Models) -> None:
    pause = {"fact_id": "f", "retracted_on": day(15), "taken_back_on": day(17), "is_standing": False}
    assert _spanned(run_models, {}, fallen=[pause]) == [(day(13), day(15)), (day(17), None)]


def test_who_repeats_what_was_taken_back_already_never_counted(run_models: Models) -> None:
    fallen = [{"fact_id": "f", "fallen_with_id": "g", "retracted_on": day(12), "is_standing": True}]
    assert _spanned(run_models, {"is_live": False}, fallen=fallen) == []


def test_a_fact_counts_until_its_words_leave_the_article(run_models: Models) -> None:
    versions = [
        {"version": 1, "told_on": day(13), "is_there": True, "change": "first", "is_in_use": False},
        {"version": 2, "told_on": day(17), "is_there": False, "change": "withdrawn", "is_in_use": False},
        {"version": 3, "told_on": day(18), "is_there": False, "change": "absent", "is_in_use": True},
    ]
    assert _spanned(run_models, {"is_live": False}, versions=versions) == [(day(13), day(17))]


def test_words_that_come_back_count_on_no_day_between(run_models: Models) -> None:
    versions = [
        {"version": 1, "told_on": day(13), "is_there": True, "change": "first", "is_in_use": False},
        {"version": 2, "told_on": day(17), "is_there": False, "change": "changed", "is_in_use": False},
        {"version": 3, "told_on": day(18), "is_there": True, "change": "added", "is_in_use": True},
    ]
    assert _spanned(run_models, {}, versions=versions) == [(day(13), day(17)), (day(18), None)]


def test_words_that_the_version_in_use_has_not_and_an_earlier_one_had_are_gone(run_model: Run) -> None:
    def version(fact_id: str, number: int, change: str) -> Row:
        is_there = change in ("first", "kept", "added")
        return {
            "fact_id": fact_id,
            "version": number,
            "change": change,
            "told_on": day(number),
            "is_there": is_there,
            "is_in_use": number == 3,
        }

    changes = {
        "dropped": ("first", "withdrawn", "absent"),
        "replaced": ("first", "kept", "changed"),
        "back": ("first", "withdrawn", "added"),
        "never": ("absent", "absent", "absent"),
    }
    rows = [version(fact, number, change) for fact, said in changes.items() for number, change in enumerate(said, 1)]
    gone = run_model("int_facts__gone", {"int_facts__in_versions": rows})
    assert [(row["fact_id"], row["reason"], row["gone_in_version"], row["gone_on"]) for row in gone] == [
        ("dropped", "its words were withdrawn in version 2", 2, day(2)),
        ("replaced", "its words were changed in version 3", 3, day(3)),
    ]


def test_a_label_that_gave_way_to_another_of_its_words_never_counted(run_models: Models) -> None:
    assert _spanned(run_models, {"is_live": False}) == []


def _pause(since: int, until: int) -> Row:
    """Return a retraction of `f` that was itself taken back."""
    return {"fact_id": "f", "retracted_on": day(since), "taken_back_on": day(until), "is_standing": False}


@pytest.mark.parametrize(
    ("pauses", "runs"),
    [
        ([(15, 17)], [(13, 15), (17, None)]),
        ([(15, 17), (19, 20)], [(13, 15), (17, 19), (20, None)]),
        ([(15, 18), (16, 20)], [(13, 15), (20, None)]),
        ([(15, 15)], [(13, None)]),
    ],
)
def test_what_was_taken_back_and_said_again_counts_on_no_day_between(
    run_models: Models, pauses: list[tuple[int, int]], runs: list[tuple[int, int | None]]
) -> None:
    weighed = [_pause(since, until) for since, until in pauses]
    wanted = [(day(since), day(until) if until else None) for since, until in runs]
    assert _spanned(run_models, {}, weighed=weighed) == wanted


def test_what_was_said_again_counts_until_a_newer_word(run_models: Models) -> None:
    live = {"is_live": False, "superseded_on": day(19)}
    assert _spanned(run_models, live, weighed=[_pause(15, 17)]) == [(day(13), day(15)), (day(17), day(19))]
    live["superseded_on"] = day(16)
    assert _spanned(run_models, live, weighed=[_pause(15, 17)]) == [(day(13), day(15))]


def test_a_retraction_that_was_taken_back_does_not_stand_and_tells_until_when_it_did(run_models: Models) -> None:
    said = {"f": (13, None), "g": (15, "f"), "h": (17, "g")}
    facts = [
        {
            "fact_id": name,
            "claim_id": "c",
            "article_id": name,
            "stance": "retracts" if target else "asserts",
            "target_fact_id": target,
        }
        for name, (_, target) in said.items()
    ]
    placed = [
        {"fact_id": name, "claim_id": "c", "article_id": name, "outlet_id": "paper", "published_on": day(told)}
        for name, (told, _) in said.items()
    ]
    found = run_models(
        ["int_retractions__judged", "int_retractions__weighed", "int_facts__retracted"],
        {
            "stg_facts": facts,
            "int_facts__with_origins": placed,
            "int_evidence__located": [{"fact_id": name, "evidence_state": "anchored"} for name in said],
        },
    )
    weighed = {row["fact_id"]: row for row in found["int_retractions__weighed"]}
    assert (weighed["f"]["retracted_on"], weighed["f"]["taken_back_on"]) == (day(15), day(17))
    assert [row["fact_id"] for row in found["int_facts__retracted"]] == ["g"]


def _history(run_model: Run, *facts: Row, over_time: str = "fixed") -> list[Row]:
    spanned = [
        {
            "fact_id": f"{number}",
            "claim_id": "c",
            "article_id": f"{number}",
            "stance": "asserts",
            "is_live": "counts_until_on" not in fact,
            **{key: fact[key] for key in fact if key in ("stance", "counts_from_on", "counts_until_on")},
        }
        for number, fact in enumerate(facts)
    ]
    intervals = [
        {
            "fact_id": f"{number}",
            "claim_id": "c",
            "over_time": over_time,
            "is_single_valued": True,
            **{key: fact[key] for key in fact if key in ("low", "high", "as_of_earliest_on", "as_of_latest_on")},
        }
        for number, fact in enumerate(facts)
    ]
    return run_model("claim_history", {"int_facts__spanned": spanned, "int_facts__as_intervals": intervals})


def _told(rows: list[Row]) -> list[tuple[date | None, int, float | None, float | None, bool]]:
    return [(row["known_on"], row["support"], row["low"], row["high"], row["is_apart"]) for row in rows]


def test_a_claim_narrows_as_accounts_come(run_model: Run) -> None:
    rows = _history(
        run_model,
        {"counts_from_on": day(13), "low": 8.0, "high": 9.0},
        {"counts_from_on": day(14), "low": 9.0, "high": 9.0},
    )
    assert _told(rows) == [(day(13), 1, 8.0, 9.0, False), (day(14), 2, 9.0, 9.0, False)]


def test_accounts_that_cannot_both_be_true_span_all_that_is_said_until_one_is_taken_back(run_model: Run) -> None:
    rows = _history(
        run_model,
        {"counts_from_on": day(13), "low": 9.0, "high": 9.0},
        {"counts_from_on": day(14), "counts_until_on": day(16), "low": 12.0, "high": 12.0},
    )
    assert _told(rows) == [
        (day(13), 1, 9.0, 9.0, False),
        (day(14), 2, 9.0, 12.0, True),
        (day(16), 1, 9.0, 9.0, False),
    ]


def test_a_claim_of_which_nothing_is_left_has_a_day_without_support(run_model: Run) -> None:
    rows = _history(run_model, {"counts_from_on": day(13), "counts_until_on": day(15), "low": 9.0, "high": 9.0})
    assert _told(rows)[-1] == (day(15), 0, None, None, False)


def test_a_denial_is_dissent_and_bounds_nothing(run_model: Run) -> None:
    (row,) = _history(
        run_model,
        {"counts_from_on": day(13), "low": 9.0, "high": 9.0},
        {"counts_from_on": day(13), "stance": "denies", "low": 9.0, "high": 9.0},
    )
    assert (row["support"], row["dissent_count"], row["low"]) == (1, 1, 9.0)


def test_what_is_told_on_no_known_day_counts_on_each_and_before_each(run_model: Run) -> None:
    rows = _history(
        run_model,
        {"counts_from_on": None, "low": 8.0, "high": None},
        {"counts_from_on": day(14), "low": 9.0, "high": 9.0},
    )
    assert _told(rows) == [(None, 1, 8.0, None, False), (day(14), 2, 9.0, 9.0, False)]


def test_a_count_that_grows_is_that_of_its_newest_day_and_no_less_than_before(run_model: Run) -> None:
    rows = _history(
        run_model,
        {
            "counts_from_on": day(13),
            "low": 40.0,
            "high": 40.0,
            "as_of_earliest_on": day(13),
            "as_of_latest_on": day(13),
        },
        {
            "counts_from_on": day(14),
            "low": 30.0,
            "high": 60.0,
            "as_of_earliest_on": day(14),
            "as_of_latest_on": day(14),
        },
        over_time="cumulative",
    )
    assert _told(rows)[-1] == (day(14), 2, 40.0, 60.0, False)
