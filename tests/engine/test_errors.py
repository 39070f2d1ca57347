from wh.errors import WhError, closest


def test_an_error_prints_what_is_wrong_where_and_the_way_out() -> None:
    error = WhError(
        "There is no model named `stg_articels`.", at="models/x.sql:3", way_out="`stg_articles`, the closest name"
    )
    assert str(error) == (
        "There is no model named `stg_articels`.\n  at  models/x.sql:3\n  try `stg_articles`, the closest name"
    )


def test_the_closest_name_is_the_one_spelled_most_alike() -> None:
    assert closest("claim", ["facts", "claims", "claimants"]) == "claims"


def test_no_name_is_offered_where_none_is_near() -> None:
    assert closest("people", ["facts", "claims"]) is None
