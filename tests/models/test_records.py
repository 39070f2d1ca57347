"""Records of structured sources on their way to facts: who says it, however the record spells the name."""

from collections.abc import Callable
from typing import Any

Rows = list[dict[str, Any]]
RunModels = Callable[..., dict[str, Rows]]

HERALD = {"source_id": "the-herald", "name": "Norland Herald"}
RECORD = {"record_id": "acled-1", "dataset": "acled", "event_id": "acled-1", "file": "a.csv", "line": 2}


def test_an_outlet_and_an_origin_that_the_desk_knows_are_that_source_in_any_spelling(run_models: RunModels) -> None:
    reports = "norland  herald; Norland-Herald; Hill Radio"
    models = run_models(
        ["int_records__reports", "int_records__origins"],
        {"int_records__known": [RECORD | {"reports": reports}], "stg_sources": [HERALD, HERALD | {"source_id": "z"}]},
    )
    outlets = {row["position"]: row["outlet_id"] for row in models["int_records__reports"]}
    assert outlets == {1: "the-herald", 2: "the-herald", 3: "hill-radio"}
    origins = {(row["origin_id"], row["origin_name"]) for row in models["int_records__origins"]}
    assert origins == {("the-herald", "Norland-Herald"), ("hill-radio", "Hill Radio")}


def test_a_review_is_the_outlets_that_the_desk_knows_and_another_record_its_publishers(run_models: RunModels) -> None:
    review = RECORD | {
        "record_id": "review-1",
        "dataset": "claim_reviews",
        "reviewer_name": "NORLAND HERALD",
        "claim_reviewed": "It rained",
        "reviewer_stance": "denies",
    }
    other = review | {"record_id": "review-2", "reviewer_name": "Hill Checks"}
    models = run_models(
        ["int_records__figures", "int_records__facts"],
        {"int_records__known": [RECORD | {"best": 4.0}, review, other], "stg_sources": [HERALD]},
    )
    by_record = {row["article_id"]: row["outlet_id"] for row in models["int_records__facts"]}
    assert by_record == {"acled-1": "acled", "review-1": "the-herald", "review-2": "hill-checks"}
