import pytest

from wh.tokens import mean_the_same, quoted_texts, tokens_of, without_quotes

PLAIN = "select a, b from t where a > 1"


@pytest.mark.parametrize(
    "other",
    [
        "-- One row per t.\nselect\n    a,\n    b /* both */\nfrom t\nwhere a > 1",
        "select a,b from t where a>1 -- the end",
        "\tselect a , b\r\nfrom t /* * / -- */ where a > 1",
    ],
)
def test_a_comment_or_white_space_changes_no_meaning(other: str) -> None:
    assert mean_the_same(PLAIN, other)


@pytest.mark.parametrize(
    "other",
    [
        "select a, b from t where a > 2",
        "select b, a from t where a > 1",
        "select a, b from t2 where a > 1",
        "select a, b from t where a > 1.0",
        "select a, b from t where a >= 1",
        "select a, b from t --where a > 1",
        "select ab from t where a > 1",
    ],
)
def test_a_changed_value_order_sign_or_table_changes_the_meaning(other: str) -> None:
    assert not mean_the_same(PLAIN, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 'a  b' as a", "select 'a b' as a"),
        ("select '-- no comment' as a", "select '' as a"),
        ('select "a  b" from t', 'select "a b" from t'),
        ("select $$a  b$$ as a", "select $$a b$$ as a"),
        ("select 'it''s  a' as a", "select 'it''s a' as a"),
        ("select '/*' as a, 1 as b, '*/' as c", "select '/*' as a, 2 as b, '*/' as c"),
    ],
)
def test_white_space_and_comment_signs_inside_a_text_or_a_name_are_part_of_the_meaning(one: str, other: str) -> None:
    assert not mean_the_same(one, other)


def test_the_texts_of_a_query_are_those_that_no_comment_holds() -> None:
    assert quoted_texts("select 'a' as \"b'c\" -- 'd'\nfrom read_csv('e.csv') /* 'f' */") == ["a", "e.csv"]


def test_a_comment_begins_right_after_a_sign() -> None:
    assert tokens_of("select 1 +-- it's\n2") == ("select", "1", "+", "2")
    assert tokens_of("select a*/* it's */b") == ("select", "a", "*", "b")


def test_what_is_quoted_or_a_comment_is_blanked_and_all_else_keeps_its_place() -> None:
    sql = "select 'a' || \"b\" - c / d -- e"
    assert without_quotes(sql) == "select     ||     - c / d     "
    assert len(without_quotes(sql)) == len(sql)
