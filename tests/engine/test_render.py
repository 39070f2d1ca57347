from collections.abc import Callable, Sequence

import pytest

from wh.errors import ModelError
from wh.model import read_models
from wh.project import Project
from wh.render import Rendered, Renderer

MakeProject = Callable[..., Project]

STG = "models/staging/stg_facts.sql"


def render(project: Project, name: str, raw_tables: Sequence[str] | None = ("facts_now",)) -> Rendered:
    models = read_models(project)
    variables = {**project.settings.vars, "build_day": "2026-01-02"}
    return Renderer(models, raw_tables, project.files("macros"), variables).render(models[name])


def refusal(project: Project, name: str = "claims") -> str:
    with pytest.raises(ModelError) as refused:
        render(project, name)
    return str(refused.value)


def claims(source: str, **more: str) -> dict[str, str]:
    return {"models/marts/claims.sql": source, STG: "select 1 as a", **more}


def test_ref_source_var_and_this_become_plain_sql(make_project: MakeProject) -> None:
    source = (
        "select * from {{ ref('stg_facts') }}, {{ source('raw', 'facts_now') }}\n"
        "where '{{ var('build_day') }}' > '{{ var('since', '2020') }}' -- {{ this }}"
    )
    rendered = render(make_project(claims(source)), "claims")
    assert rendered.sql == (
        "select * from staging.stg_facts, raw.facts_now\nwhere '2026-01-02' > '2020' -- marts.claims"
    )
    assert rendered.refs == ("stg_facts",)
    assert rendered.sources == ("facts_now",)
    assert rendered.vars == ("build_day", "since")


def test_a_model_is_a_table_unless_it_or_its_yaml_says_otherwise(make_project: MakeProject) -> None:
    described = "models:\n  - {name: claims, config: {materialized: view}}\n"
    assert render(make_project(claims("select 1")), "claims").materialized == "table"
    yaml = {"models/marts/claims.yml": described}
    assert render(make_project(claims("select 1", **yaml)), "claims").materialized == "view"
    nearer = claims("{{ config(materialized='table') }} select 1", **yaml)
    assert render(make_project(nearer), "claims").materialized == "table"


def test_a_model_may_ask_whether_it_is_built_incrementally_and_is_told_no(make_project: MakeProject) -> None:
    source = "select 1 as a{% if is_incremental() %} where false{% endif %}"
    assert render(make_project(claims(source)), "claims").sql == "select 1 as a"


def test_a_macro_may_call_another_in_another_file(make_project: MakeProject) -> None:
    macros = {
        "macros/a.sql": "{% macro twice(x) %}{{ times(x, 2) }}{% endmacro %}",
        "macros/b.sql": "{% macro times(x, n) %}{{ x }} * {{ n }}{% endmacro %}",
    }
    assert render(make_project(claims("select {{ twice('a') }}", **macros)), "claims").sql == "select a * 2"


def test_the_semicolon_at_the_end_is_taken_off(make_project: MakeProject) -> None:
    assert render(make_project(claims("select 1;\n\n")), "claims").sql == "select 1"


def test_each_rendered_line_is_known_by_the_line_on_which_it_was_written(make_project: MakeProject) -> None:
    macro = {"macros/m.sql": "{% macro three() %}1,\n2,\n3{% endmacro %}"}
    source = """\
-- One row per claim.
{{ config(
    materialized='view'
) }}
select
{%- for name in ['a', 'b'] %}
    {{ name }},
{%- endfor %}
    [{{ three() }}] as numbers,
{#- a comment
    on two lines #}
    wrong
from t
"""
    rendered = render(make_project(claims(source, **macro)), "claims")
    lines = rendered.sql.split("\n")
    assert [(line.strip(), rendered.written_on(number)) for number, line in enumerate(lines, start=1)] == [
        ("-- One row per claim.", 1),
        ("", 2),
        ("select", 5),
        ("a,", 7),
        ("b,", 7),
        ("[1,", 9),
        ("2,", 9),
        ("3] as numbers,", 9),
        ("wrong", 12),
        ("from t", 13),
    ]


def test_the_lines_are_right_too_in_a_file_from_windows(make_project: MakeProject) -> None:
    rendered = render(make_project(claims("select\r\n{{ 1 }},\r\nwrong\r\n")), "claims")
    assert rendered.lines[:3] == (1, 2, 3)


def test_an_unknown_model_is_named_with_its_line_and_the_closest_name(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select *\nfrom {{ ref('stg_fact') }}"))) == (
        "There is no model named `stg_fact`.\n  at  models/marts/claims.sql:2\n  try `stg_facts`, the closest name"
    )


def test_an_unknown_raw_table_is_named_with_the_closest_name(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select * from {{ source('raw', 'fact_now') }}"))) == (
        "There is no raw table named `fact_now`.\n  at  models/marts/claims.sql:1\n  try `facts_now`, the closest name"
    )


def test_before_anything_is_loaded_any_raw_table_is_taken_as_it_is_named(make_project: MakeProject) -> None:
    project = make_project(claims("select * from {{ source('raw', 'anything') }}"))
    assert render(project, "claims", raw_tables=None).sources == ("anything",)


def test_another_source_than_raw_is_refused(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select * from {{ source('lake', 'facts') }}"))) == (
        "There is no source named `lake`.\n  at  models/marts/claims.sql:1\n  try one of raw"
    )


def test_an_unknown_var_is_named_also_where_a_macro_reads_it(make_project: MakeProject) -> None:
    macro = {"macros/m.sql": "{% macro low() %}{{ var('vague_wrods') }}{% endmacro %}"}
    assert refusal(make_project(claims("select\n\n{{ low() }}", **macro))) == (
        "There is no var named `vague_wrods`.\n  at  models/marts/claims.sql:3\n  try `vague_words`, the closest name"
    )


def test_an_unknown_macro_is_named_with_what_there_is(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select 1,\n{{ dbt_utils.star() }}"))) == (
        "The model `claims` uses what is not there: 'dbt_utils' is undefined.\n"
        "  at  models/marts/claims.sql:2\n"
        "  try a macro of macros/, or ref, source, config, var, this, is_incremental"
    )


def test_broken_jinja_is_named_with_its_line(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select 1\nfrom {{ ref('stg_facts' }}"))) == (
        "The Jinja of `claims` is broken: unexpected '}', expected ')'.\n"
        "  at  models/marts/claims.sql:2\n"
        "  try mend the braces on that line"
    )


def test_an_expression_that_cannot_be_carried_out_is_no_traceback(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("select 1\nlimit {{ 1 / 0 }}"))) == (
        "The Jinja of `claims` cannot be carried out: division by zero.\n"
        "  at  models/marts/claims.sql:2\n"
        "  try mend the expression on that line"
    )


def test_a_macro_called_with_too_much_is_named_with_the_model_s_line(make_project: MakeProject) -> None:
    macro = {"macros/m.sql": "{% macro low(x) %}{{ x }}{% endmacro %}"}
    assert refusal(make_project(claims("select\n{{ low(1, 2) }}", **macro))) == (
        "The Jinja of `claims` cannot be carried out: macro 'low' takes not more than 1 argument(s).\n"
        "  at  models/marts/claims.sql:2\n"
        "  try mend the expression on that line"
    )


def test_a_broken_macro_file_is_named_with_its_own_line(make_project: MakeProject) -> None:
    macros = {"macros/a.sql": "{# fine #}\n\n", "macros/b.sql": "\n{% macro low(x) %}{{ x }\n{% endmacro %}\n"}
    assert refusal(make_project(claims("select 1", **macros))) == (
        "The macros are broken: unexpected '}'.\n  at  macros/b.sql:2\n  try mend the Jinja on that line"
    )


def test_a_misspelt_config_is_named_with_the_closest_name(make_project: MakeProject) -> None:
    assert refusal(make_project(claims("-- One row.\n{{ config(materialised='view') }}\nselect 1"))) == (
        "The config of `claims` sets `materialised`, which is not understood.\n"
        "  at  models/marts/claims.sql:2\n"
        "  try `materialized`, the closest name"
    )


def test_a_misspelt_config_of_the_yaml_is_named_there(make_project: MakeProject) -> None:
    described = "models:\n  - name: claims\n    config: {materialized: veiw}\n"
    assert refusal(make_project(claims("select 1", **{"models/marts/claims.yml": described}))) == (
        "The model `claims` is to be materialized as `veiw`, which is not understood.\n"
        "  at  models/marts/claims.yml:2\n"
        "  try `table` or `view`"
    )


@pytest.mark.parametrize(
    ("macro", "message"),
    [
        ("\n{% set x = 1 / 0 %}\n", "division by zero"),
        ("\n{% set x = nope.at_all %}\n", "'nope' is undefined"),
    ],
)
def test_a_macro_file_that_cannot_be_carried_out_is_named_with_its_own_line(
    make_project: MakeProject, macro: str, message: str
) -> None:
    assert refusal(make_project(claims("select 1", **{"macros/a.sql": "{# fine #}\n", "macros/b.sql": macro}))) == (
        f"The macros are broken: {message}.\n  at  macros/b.sql:2\n  try mend the Jinja on that line"
    )


def test_a_macro_file_in_another_encoding_is_named_with_its_line(make_project: MakeProject) -> None:
    project = make_project(claims("select 1", **{"macros/a.sql": ""}))
    (project.root / "macros" / "a.sql").write_bytes("{# one #}\n{# caf\u00e9 #}\n".encode("latin-1"))
    assert refusal(project) == "The file is not UTF-8.\n  at  macros/a.sql:2\n  try save it as UTF-8"
