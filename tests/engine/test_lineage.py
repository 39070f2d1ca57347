from collections.abc import Callable

import pytest

from wh import lineage
from wh.errors import ModelError
from wh.model import read_models
from wh.project import Project
from wh.render import Renderer

MakeProject = Callable[..., Project]


def meaning(make_project: MakeProject, source: str) -> str:
    project = make_project({"models/marts/claims.sql": source})
    models = read_models(project)
    rendered = Renderer(models, None, (), {}).render(models["claims"])
    return lineage.meaning(lineage.parse(models["claims"], rendered))


def refusal(make_project: MakeProject, source: str) -> str:
    with pytest.raises(ModelError) as refused:
        meaning(make_project, source)
    return str(refused.value)


def test_a_comment_or_white_space_changes_no_meaning(make_project: MakeProject) -> None:
    plain = meaning(make_project, "select a, b from t where a > 1")
    assert meaning(make_project, "-- One row per t.\nselect\n    a,\n    b, /* both */\nfrom t\nwhere a > 1") == plain


@pytest.mark.parametrize(
    "changed", ["select a, b from t where a > 2", "select b, a from t where a > 1", "select a, b from T2 where a > 1"]
)
def test_a_changed_value_order_or_table_changes_the_meaning(make_project: MakeProject, changed: str) -> None:
    assert meaning(make_project, changed) != meaning(make_project, "select a, b from t where a > 1")


def test_white_space_inside_a_text_is_part_of_the_meaning(make_project: MakeProject) -> None:
    assert meaning(make_project, "select 'a  b' as a") != meaning(make_project, "select 'a b' as a")


def test_a_syntax_error_shows_the_line_with_the_culprit_underlined(make_project: MakeProject) -> None:
    assert refusal(make_project, "select\n    a,\n    b c d\nfrom t\n") == (
        "The SQL of `claims` does not parse: Invalid expression / Unexpected token.\n"
        "     3 |     b c d\n"
        "       |         ^\n"
        "  at  models/marts/claims.sql:3\n"
        "  try mend the SQL at that place"
    )


def test_a_syntax_error_below_a_loop_is_named_with_the_line_as_written(make_project: MakeProject) -> None:
    source = "select\n{% for n in [1, 2, 3] %}\n    {{ n }},\n{% endfor %}\n    b c d\nfrom t\n"
    assert "  at  models/marts/claims.sql:5\n" in refusal(make_project, source)


@pytest.mark.parametrize(
    ("source", "picture"),
    [
        ("select 'it''s' as a,\n    'open as b\nfrom t\n", "     2 |     'open as b\n       |     ^\n"),
        ('select 1 as "a",\n  2 as "b\nfrom t\n', '     2 |   2 as "b\n       |        ^\n'),
        ("select 1 -- it's fine\n/* open\nfrom t\n", "     2 | /* open\n       | ^^\n"),
    ],
)
def test_what_is_opened_and_never_closed_is_shown_where_it_opens(
    make_project: MakeProject, source: str, picture: str
) -> None:
    assert refusal(make_project, source) == (
        "The SQL of `claims` does not parse: a quotation mark or a comment is opened here and never closed.\n"
        f"{picture}"
        "  at  models/marts/claims.sql:2\n"
        "  try mend the SQL at that place"
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("-- nothing yet\n", "nothing"),
        ("select 1; select 2", "SELECT and SELECT"),
        ("create table t as select 1", "CREATE"),
        ("delete from marts.claims", "DELETE"),
    ],
)
def test_a_model_that_is_not_one_select_is_refused(make_project: MakeProject, source: str, found: str) -> None:
    assert refusal(make_project, source) == (
        f"The model `claims` is not one SELECT, but {found}.\n"
        "  at  models/marts/claims.sql:1\n"
        "  try a single query; what must run before or after it is not a model's business"
    )


@pytest.mark.parametrize(
    "source",
    [
        "select a from t union all select b from u",
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select i from n",
        "select list_transform(l, lambda x: x + 1) as l from t",
        "select arg_max(a, b) as a from t group by all",
        "select a from t qualify row_number() over (partition by a order by b) = 1",
        "select {'a': 1}.a as a, [x for x in l if x > 1] as l, a::double as d from t",
        "from t select a",
    ],
)
def test_the_constructs_of_duckdb_parse(make_project: MakeProject, source: str) -> None:
    assert meaning(make_project, source)
