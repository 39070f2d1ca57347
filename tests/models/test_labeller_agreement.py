"""Krippendorff's alpha of labels: the worked example of its author, and what a public implementation makes of others.

The values of PAPER are those of K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C; all
others were computed by the package `krippendorff` 0.9.0 on 22 November 2026, which gives those of the paper too.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

Row = dict[str, Any]
RunModels = Callable[..., dict[str, list[Row]]]

MODELS = (
    "int_labels__rated",
    "int_labels__compared",
    "int_labels__observed",
    "int_labels__expected",
    "int_labels__circles",
    "int_labels__present",
    "int_labels__agreed",
)
LABELLERS = ("ann", "ben", "cyd", "dee")

PAPER = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
TOLLS = (
    "378 250 273 358 231 310 333 90 23 120 114 349 365 3 200 328 53 319 48 187",
    "378 250 273 358 231 310 330 90 23 120 111 349 368 3 202 331 53 320 48 187",
)


def _agreement(run_models: RunModels, rows: Sequence[str], kind: str) -> dict[str, Row]:
    """Return what is said of each question, of values in columns: one a unit, a point where there is none."""
    labels, read = [], []
    for labeller, row in zip(LABELLERS, rows, strict=False):
        for unit, value in enumerate(row.split()):
            if value == ".":
                continue
            fact_id = f"{unit:03d}-{labeller}"
            label = {
                "fact_id": fact_id,
                "unit_id": f"{unit:03d}",
                "article_id": "x",
                "attribute": "freed",
                "version": 0,
            }
            label |= {"labelled_by": labeller, "is_adjudicated": False, "stance": "asserts", "source_read": ""}
            labels.append({**label, "value_kind": kind, "value_read": value, "context_start": unit})
            numbers = {} if kind == "text" else {"low": float(value), "high": float(value), "best": float(value)}
            read.append({"fact_id": fact_id, **numbers})
    adjudicated = {"fact_id": "z", "unit_id": "000", "attribute": "freed", "is_adjudicated": True, "value_kind": kind}
    labels.append({**adjudicated, "value_read": "99", "labelled_by": "adjudicated", "stance": "denies"})
    read.append({"fact_id": "z", "low": 99.0, "high": 99.0})
    models = (*MODELS, "labeller_agreement", "labeller_pairs")
    found = run_models(models, {"int_labels__merged": labels, "int_facts__as_intervals": read})
    pairs = {f"{row['labellers']}: {row['aspect']}": row for row in found["labeller_pairs"]}
    return {row["aspect"]: row for row in found["labeller_agreement"]} | pairs


@pytest.mark.parametrize(
    ("kind", "metric", "alpha"),
    [("text", "nominal", 0.743), ("quantity", "interval", 0.849), ("count", "ratio", 0.797)],
)
def test_the_worked_example_of_krippendorff_comes_out_as_he_has_it(
    run_models: RunModels, kind: str, metric: str, alpha: float
) -> None:
    value = _agreement(run_models, PAPER, kind)["value"]
    assert (value["metric"], round(value["alpha"], 3)) == (metric, alpha)
    # of the twelve units one has a single value
    assert (value["unit_count"], value["label_count"], value["labellers"]) == (11, 40, "ann, ben, cyd, dee")


@pytest.mark.parametrize(
    ("kind", "alpha"),
    [("text", 0.6945169712793734), ("quantity", 0.9999358203283872), ("count", 0.9999512572188768)],
)
def test_alpha_is_what_a_public_implementation_computes(run_models: RunModels, kind: str, alpha: float) -> None:
    value = _agreement(run_models, TOLLS, kind)["value"]
    assert value["alpha"] == pytest.approx(alpha, abs=1e-12)
    assert value["alpha"] == pytest.approx(1 - value["observed_disagreement"] / value["expected_disagreement"])


def test_each_two_labellers_have_an_alpha_of_what_both_labelled(run_models: RunModels) -> None:
    """Each two rows of the example by themselves are what all of them would be if there were no others."""
    found = _agreement(run_models, PAPER, "count")
    for one, other in ((0, 1), (1, 2), (0, 3)):
        rows = [PAPER[at] if at in (one, other) else ". " * 12 for at in range(4)]
        alone = _agreement(run_models, rows, "count")["value"]
        pair = found[f"{LABELLERS[one]}, {LABELLERS[other]}: value"]
        numbers = {name: value for name, value in alone.items() if isinstance(value, float)}
        assert {**pair, **numbers} == alone
        assert {name: pair[name] for name in numbers} == pytest.approx(numbers)


def test_where_all_say_the_same_there_is_no_telling_agreement_from_chance(run_models: RunModels) -> None:
    stance = _agreement(run_models, PAPER, "count")["stance"]
    assert (stance["alpha"], stance["observed_disagreement"], stance["expected_disagreement"]) == (None, 0, 0)


def test_a_range_is_rated_by_its_middle_and_a_bound_by_its_closed_end(run_models: RunModels) -> None:
    labels = [
        {"fact_id": name, "unit_id": "u", "attribute": "a", "value_kind": "count", "is_adjudicated": False}
        for name in ("exact", "range", "bound", "none")
    ]
    read = [
        {"fact_id": "exact", "low": 9.0, "high": 9.0, "best": 9.0},
        {"fact_id": "range", "low": 8.0, "high": 9.0},
        {"fact_id": "bound", "low": 51.0},
        {"fact_id": "none"},
    ]
    found = run_models(("int_labels__rated",), {"int_labels__merged": labels, "int_facts__as_intervals": read})
    rated = {row["fact_id"]: row["rated_number"] for row in found["int_labels__rated"] if row["aspect"] == "value"}
    assert rated == {"exact": 9, "range": 8.5, "bound": 51}


def test_presence_is_a_mark_in_a_sentence_in_which_somebody_labelled_something(run_models: RunModels) -> None:
    # by sentence: ann marks `freed` in 0, 1 and 4; ben in 0, 4 and 7; in 2, 3, 5 and 6 both label something else
    marks = {"ann": {0, 1, 4}, "ben": {0, 4, 7}}
    labels = [
        {"article_id": "x", "context_start": sentence, "attribute": attribute, "labelled_by": who, "version": 0}
        for who, its in marks.items()
        for sentence in range(8)
        for attribute in (["freed"] if sentence in its else ["other"] if sentence in (2, 3, 5, 6) else [])
    ]
    shared = [{"article_id": "x", "labelled_by": who} for who in marks]
    found = run_models(
        ("int_labels__circles", "int_labels__present"), {"int_labels__merged": labels, "int_labels__shared": shared}
    )
    freed, pair = sorted(
        (row for row in found["int_labels__present"] if row["attribute"] == "freed"), key=lambda row: str(row["circle"])
    )
    assert pair == {**freed, "circle": "ann, ben"}
    assert (freed["unit_count"], freed["label_count"], freed["labellers"]) == (8, 16, "ann, ben")
    assert 1 - freed["observed_disagreement"] / freed["expected_disagreement"] == pytest.approx(0.5)


def test_of_very_many_values_three_digits_tell_how_far_chance_would_go(run_models: RunModels) -> None:
    def expected(count: int) -> float:
        rated = [
            {"fact_id": str(n), "unit_id": str(n // 2), "attribute": "a", "aspect": "value", "metric": "ratio"}
            | {"rated_number": float(1000 + 7 * (n % count))}
            for n in range(1200)
        ]
        (row,) = run_models(("int_labels__expected",), {"int_labels__compared": rated})["int_labels__expected"]
        return float(row["expected_disagreement"])

    # the same numbers to the last digit: 1,000 of them, and 1,001
    assert expected(1001) == pytest.approx(expected(1000), rel=0.005)
