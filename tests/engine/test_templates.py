"""Each place of the rendered SQL is known by the line and the column at which it was written."""

import pytest
from engine.worlds import dbt, render

from wh.render import Rendered

THREE = {"macros/m.sql": "{% macro three() %}1,\n2,\n3{% endmacro %}"}


def written(rendered: Rendered, source: str, words: str, number: int = 1) -> str:
    """Return the line of the source from the place on at which the n-th `words` of the SQL were written."""
    at = -1
    for _ in range(number):
        at = rendered.sql.index(words, at + 1)
    line = rendered.sql.count("\n", 0, at) + 1
    column = at - (rendered.sql.rfind("\n", 0, at) + 1) + 1
    found_line, found_column = rendered.place(line, column)
    return source.splitlines()[found_line - 1][found_column - 1 :]


def test_copied_text_is_traced_to_its_very_character() -> None:
    source = "select a, {{ 1 }}, b, -- été {{ ref('stg_facts') }} ü end\n\tc {{ this }}\td\nfrom x"
    rendered = render(source)
    assert written(rendered, source, "b,") == "b, -- été {{ ref('stg_facts') }} ü end"
    assert written(rendered, source, "end") == "end"
    assert written(rendered, source, "d\nfrom") == "d"
    assert written(rendered, source, "from x") == "from x"


def test_text_of_an_expression_is_traced_to_its_braces() -> None:
    source = "select {{ 'abc' ~ 'def' }}, {{- ' x' -}}\n , {{ three() }}, y"
    rendered = render(source, THREE)
    assert rendered.sql == "select abcdef, x, 1,\n2,\n3, y"
    assert written(rendered, source, "def") == "{{ 'abc' ~ 'def' }}, {{- ' x' -}}"
    assert written(rendered, source, "x,") == "{{- ' x' -}}"
    assert written(rendered, source, "3,") == "{{ three() }}, y"
    assert written(rendered, source, ", y") == ", y"


def test_each_turn_of_a_loop_is_traced_to_its_body() -> None:
    source = "select\n{%- for name in ['a', 'b'] %}\n    sum({{ name }}) as total,\n{%- endfor %}\n  wrong"
    rendered = render(source)
    assert rendered.sql == "select\n    sum(a) as total,\n    sum(b) as total,\n  wrong"
    assert written(rendered, source, "sum", 2) == "sum({{ name }}) as total,"
    assert written(rendered, source, "b)") == "{{ name }}) as total,"
    assert written(rendered, source, "total", 2) == "total,"
    assert written(rendered, source, "wrong") == "wrong"


def test_blocks_that_capture_text_are_traced_to_where_it_is_put_out() -> None:
    source = (
        "{% set part %}a, b{% endset %}select {{ part }}, c\n"
        "{% call show() %}d{% endcall %} e {% filter upper %}f{% endfilter %} {% raw %}{{ g }}{% endraw %} h"
    )
    rendered = render(source, {"m.sql": "{% macro show() %}[{{ caller() }}]{% endmacro %}"})
    assert rendered.sql == "select a, b, c\n[d] e F {{ g }} h"
    assert written(rendered, source, "b, c") == "{{ part }}, c"
    assert written(rendered, source, "d]").startswith("{% call show() %}")
    assert written(rendered, source, "F").startswith("{% filter upper %}")
    assert written(rendered, source, "g }}") == "g }}{% endraw %} h"
    assert written(rendered, source, "h") == "h"


@pytest.mark.parametrize("jinja", ["{{ ref('stg_facts') }}", "{{ ref('stg_facts') ~ '' }}"])
def test_lines_and_columns_are_right_in_a_file_from_windows(jinja: str) -> None:
    rendered = render(f"\ufeffselect\r\n  {jinja},\r\n  {{#- note\r\n -#}}  wrong\r\n")
    assert "\r" not in rendered.sql
    line = rendered.sql.split("\n").index("  staging.stg_facts,wrong") + 1
    assert rendered.place(line, 3) == (2, 3)
    assert rendered.place(line, rendered.sql.split("\n")[line - 1].index("wrong") + 1) == (4, 7)


def test_each_rendered_line_is_known_by_the_line_on_which_it_was_written() -> None:
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
    rendered = render(source, THREE)
    lines = rendered.sql.split("\n")
    first = [len(line) - len(line.lstrip()) + 1 for line in lines]
    assert [(line.strip(), rendered.place(number, first[number - 1])[0]) for number, line in enumerate(lines, 1)] == [
        ("-- One row per claim.", 1),
        ("", 4),
        ("select", 5),
        ("a,", 7),
        ("b,", 7),
        ("[1,", 9),
        ("2,", 9),
        ("3] as numbers,", 9),
        ("wrong", 12),
        ("from t", 13),
    ]


def test_a_place_beyond_the_text_is_its_end() -> None:
    rendered = render("select 1\nfrom t")
    assert rendered.place(2, 99) == (2, 7)
    assert rendered.place(99, 1) == (2, 1)
    assert render("").place(1, 1) == (1, 1)


def test_a_loop_may_be_left_and_a_turn_skipped() -> None:
    source = (
        "{% for x in range(9) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}{% break %}{% endif %}{{ x }}"
    )
    assert render(source + "{% endfor %}").sql == "02"


def test_a_macro_may_give_any_value() -> None:
    macros = {
        "m.sql": "{% macro least() %}\n"
        "{% for x in [3, 1, 2] if x < 2 %}{{ return({'x': x}) }}{% endfor %}{% endmacro %}"
        "{% macro all() %}{% do return((varargs | list) + (kwargs.values() | list)) %}{% endmacro %}"
    }
    assert render("{{ least().x + 1 }}, {{ all(1, 2, a=3) | sum }}", macros).sql == "2, 6"


def test_an_argument_that_is_not_given_is_empty_in_a_project_of_dbt() -> None:
    macros = {"m.sql": "{% macro pair(a, b) %}[{{ a }}{% if b %}, {{ b }}{% endif %}]{{ b }}{% endmacro %}"}
    assert render("{{ pair(1) }}", macros, dbt()).sql == "[1]"
