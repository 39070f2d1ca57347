import pytest
from engine.worlds import Pretended, dbt, render, renderer

from wh.blocks import blocks_in
from wh.errors import ModelError


def refusal(*texts: str, world: Pretended | None = None) -> str:
    files = {f"macros/{name}.sql": text for name, text in zip("abc", texts, strict=False)}
    with pytest.raises(ModelError) as refused:
        renderer(files, world).check_macros()
    return str(refused.value)


def test_a_broken_macro_is_named_with_its_own_place_also_if_nobody_calls_it() -> None:
    assert refusal("{# fine #}\n\n", "\n{% macro low(x) %}{{ x }\n{% endmacro %}\n") == (
        "The Jinja of the macro `low` is broken: unexpected '}'.\n"
        "     2 | {% macro low(x) %}{{ x }\n"
        "       |                        ^\n"
        "  at  macros/b.sql:2:24\n"
        "  try mend the Jinja at that place"
    )


def test_all_broken_macros_are_named_at_once() -> None:
    with pytest.raises(ExceptionGroup) as refused:
        text = "{% macro a() %}{{ 1 + }}{% endmacro %}{% macro b() %}{% if %}{% endmacro %}"
        renderer({"macros/a.sql": text}).check_macros()
    assert len(refused.value.exceptions) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n {% macro low() %}", "This macro is never closed.\n  at  macros/a.sql:2:2\n  try `{% endmacro %}` where"),
        ("{% endmacro %}", "Here ends a macro that never began.\n  at  macros/a.sql:1:1\n"),
        (
            "{% macro %}{% endmacro %}",
            "This macro has no name.\n  at  macros/a.sql:1:1\n  try `{% macro its_name() %}`",
        ),
        ("{# fine #}\n{% set x = 1 %}", "This `set` stands outside of any macro, where nobody reads it.\n"),
        (
            "{% macro low() %}{% endmacro %}\n{% macro low() %}{% endmacro %}",
            "The macro `low` is written twice.\n  at  macros/a.sql:2:1\n  try another name for one of the two; the",
        ),
        (
            "{% materialization mine, default %}{% endmaterialization %}",
            "The materialization `mine` is the project's own, and such are not understood.\n  at  macros/a.sql:1:1\n",
        ),
    ],
)
def test_what_is_no_macro_is_refused_with_its_place(text: str, message: str) -> None:
    assert message in refusal(text)


def test_what_stands_between_macros_is_left_alone_in_a_project_of_dbt() -> None:
    macros = {"macros/a.sql": "{% set x = 1 %} words {{ y }} {% macro low() %}1{% endmacro %}"}
    assert render("select {{ low() }}", macros, dbt()).sql == "select 1"


def test_a_tag_in_a_comment_or_a_string_begins_nothing() -> None:
    text = (
        "{# {% macro no() %} #}{% raw %}{% macro no() %}{% endraw %}\n"
        "{%- macro low(x='%}', y=\"{% endmacro %}\") -%}{{ '{% endmacro %}' }}{# {% endmacro %} #}{%- endmacro -%}\n"
        "{% macro high() %}{% macro inner() %}1{% endmacro %}{{ inner() }}{% endmacro %}"
    )
    found = list(blocks_in(text, "macros/a.sql", "house"))
    assert [(block.kind, block.name, block.first_line) for block in found] == [
        ("macro", "low", 2),
        ("macro", "high", 3),
    ]
    assert render("{{ low() }}{{ high() }}", {"macros/a.sql": text}).sql == "{% endmacro %}1"


def test_the_text_of_a_snapshot_block_stands_between_its_tags() -> None:
    text = "{% snapshot s %}\n{{ config(strategy='check') }} select 1\n{% endsnapshot %}"
    (block,) = blocks_in(text, "snapshots/s.sql", "house", ["snapshot"])
    assert block.body == "\n{{ config(strategy='check') }} select 1\n"
    assert (block.name, block.first_line) == ("s", 1)


PACKAGE = {
    "macros/star.sql": "{% macro star() %}{{ return(adapter.dispatch('star', 'pkg')()) }}{% endmacro %}",
    "macros/default.sql": "{% macro default__star() %}default {{ part() }}{% endmacro %}\n"
    "{% macro part() %}p{% endmacro %}",
}


def test_a_package_s_macro_is_called_by_its_package_and_finds_its_own() -> None:
    rendered = render("{{ pkg.star() }}", pkg=PACKAGE)
    assert rendered.sql == "default p"
    assert set(rendered.macros) == {"pkg.star", "pkg.default__star", "pkg.part"}
    with pytest.raises(ModelError, match="'star' is undefined"):
        render("{{ star() }}", pkg=PACKAGE)
    with pytest.raises(ModelError, match="`pkg` has no macro `stat`"):
        render("{{ pkg.stat() }}", pkg=PACKAGE)


def test_the_project_s_own_macro_comes_before_the_package_s_and_duckdb_before_default() -> None:
    own = {"macros/own.sql": "{% macro default__star() %}own{% endmacro %}"}
    assert render("{{ pkg.star() }}", own, pkg=PACKAGE).sql == "own"
    own["macros/more.sql"] = "{% macro duckdb__star() %}duck{% endmacro %}"
    assert render("{{ pkg.star() }}", own, pkg=PACKAGE).sql == "duck"
    assert renderer(own, None, {"pkg": ["pkg"]}, pkg=PACKAGE).library.search_order("pkg") == ["pkg"]


def test_a_dispatch_that_finds_nothing_names_where_it_looked() -> None:
    with pytest.raises(ModelError, match="There is no macro `duckdb__x` or `default__x` in house, pkg"):
        render("{{ adapter.dispatch('x', 'pkg')() }}", pkg=PACKAGE)


def test_the_project_may_put_its_own_in_the_place_of_ref_and_still_reach_ours() -> None:
    own = {
        "macros/ref.sql": "{% macro ref(name) %}{{ return(builtins.ref(name).include(schema=false)) }}{% endmacro %}"
    }
    rendered = render("select * from {{ ref('stg_facts') }}", own)
    assert rendered.sql == "select * from stg_facts"
    assert rendered.refs == {"stg_facts": "staging.stg_facts"}
