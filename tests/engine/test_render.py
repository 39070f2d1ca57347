import re

import duckdb
import pytest
from engine.worlds import Model, Pretended, dbt, render, renderer, this

from wh.errors import ModelError
from wh.relations import Relation
from wh.render import Overrides, literal_refs


def refusal(source: str, macros: dict[str, str] | None = None, world: Pretended | None = None, **more: object) -> str:
    with pytest.raises(ModelError) as refused:
        render(source, macros, world, **more)  # type: ignore[arg-type]  # whatever render takes
    return str(refused.value)


def test_ref_source_var_and_this_become_plain_sql() -> None:
    rendered = render(
        "select * from {{ ref('stg_facts') }}, {{ source('raw', 'facts_now') }}\n"
        "where '{{ var('build_day') }}' > '{{ var('since', '2020') }}' -- {{ this }}"
    )
    assert rendered.sql == (
        "select * from staging.stg_facts, raw.facts_now\nwhere '2026-01-02' > '2020' -- marts.claims"
    )
    assert rendered.refs == {"stg_facts": "staging.stg_facts"}
    assert rendered.sources == {"raw.facts_now": "raw.facts_now"}
    assert rendered.vars == {"build_day": "'2026-01-02'", "since": None}


def test_in_a_project_of_dbt_a_relation_is_quoted() -> None:
    assert render("select * from {{ ref('stg_facts') }}", world=dbt()).sql == 'select * from "staging"."stg_facts"'


def test_a_model_may_ask_whether_it_is_built_incrementally() -> None:
    source = "select 1 as a{% if is_incremental() %} where false{% endif %}"
    assert render(source).sql == "select 1 as a"
    assert render(source, incremental=True).sql == "select 1 as a where false"
    assert render(source).asks_incremental
    assert not render("select 1 as a").asks_incremental


def test_a_macro_may_call_another_in_another_file() -> None:
    macros = {
        "macros/a.sql": "{% macro twice(x) %}{{ times(x, 2) }}{% endmacro %}",
        "macros/b.sql": "{% macro times(x, n) %}{{ x }} * {{ n }}{% endmacro %}",
    }
    rendered = render("select {{ twice('a') }}", macros)
    assert rendered.sql == "select a * 2"
    assert set(rendered.macros) == {"twice", "times"}


def test_a_macro_names_the_models_and_vars_of_whoever_calls_it() -> None:
    macros = {
        "macros/a.sql": "{% macro facts() %}{{ ref('stg_facts') }} /* {{ this }} {{ model.name }} */{% endmacro %}"
    }
    rendered = render("select * from {{ facts() }}", macros)
    assert rendered.sql == "select * from staging.stg_facts /* marts.claims claims */"
    assert rendered.refs == {"stg_facts": "staging.stg_facts"}


def test_a_change_to_another_macro_of_the_file_does_not_count() -> None:
    used = "{% macro used() %}1{% endmacro %}\n"
    before = render("select {{ used() }}", {"macros/a.sql": used + "{% macro other() %}2{% endmacro %}"})
    after = render("select {{ used() }}", {"macros/a.sql": "\n" + used + "{% macro other() %}3{% endmacro %}"})
    changed = render("select {{ used() }}", {"macros/a.sql": used.replace("1", "4")})
    assert before.macros == after.macros != changed.macros


def test_the_semicolon_at_the_end_is_taken_off() -> None:
    assert render("select 1;\n\n").sql == "select 1"


def test_a_config_in_the_model_is_laid_over_that_from_above() -> None:
    above = {"materialized": "view", "tags": ["a"], "meta": {"owner": "x", "grain": "id"}, "pre_hook": ["select 1"]}
    rendered = render(
        "{{ config(materialized='table', tags='b', meta={'owner': 'y'}, pre_hook='select 2') }}select 1", base=above
    )
    assert rendered.config == {
        "materialized": "table",
        "tags": ["a", "b"],
        "meta": {"owner": "y", "grain": "id"},
        "pre_hook": ["select 1", "select 2"],
    }
    assert above["tags"] == ["a"]


def test_what_is_read_of_the_config_is_read_after_all_of_it_is_set() -> None:
    source = "select '{{ this }}', '{{ config.get('tags') | join }}' {{ config(alias='others', tags=['b']) }}"
    assert render(source, base={"tags": ["a"]}).sql == "select 'marts.others', 'ab'"
    assert render(source, base={"tags": ["a"]}).config["tags"] == ["a", "b"]


def test_a_query_is_run_only_where_there_is_a_connection() -> None:
    source = (
        "{% set found = run_query('select 1 as a, 2 as b union all select 3, 4 order by 1') %}"
        "select {% if execute %}{{ found.columns['a'].values() | join(', ') }}, {{ found.rows[1]['b'] }}, "
        "{{ found.column_names | join }}, {{ found | length }}"
        "{% for row in found %}, {{ row.a }}{% endfor %}{% else %}0{% endif %}"
    )
    assert render(source).sql == "select 0"
    assert render(source).is_late
    with duckdb.connect() as con:
        assert render(source, con=con).sql == "select 1, 3, 4, ab, 2, 1, 3"
    assert not render("select 1").is_late


def test_a_statement_keeps_its_rows_for_later() -> None:
    source = (
        "{% call statement('years', fetch_result=true) %}select 2025 as year{% endcall %}"
        "{% set found = load_result('years') %}select {{ found['data'][0][0] if found else 0 }}"
    )
    with duckdb.connect() as con:
        assert render(source, con=con).sql == "select 2025"
    assert render(source).sql == "select 0"


def test_what_there_is_in_the_database_can_be_asked() -> None:
    source = (
        "select {% for column in adapter.get_columns_in_relation(ref('stg_facts')) if column.is_number() %}"
        "{{ column.quoted }} /* {{ column.data_type }} */{% endfor %}"
        "{% if load_relation(this) is none %} from {{ adapter.get_relation(none, 'STAGING', 'stg_facts') }}{% endif %}"
    )
    with duckdb.connect() as con:
        con.execute("create schema staging; create table staging.stg_facts as select 'x' as name, 1.5::double as low")
        assert render(source, con=con).sql == 'select "low" /* DOUBLE */ from "staging"."stg_facts"'


def test_a_query_that_does_not_run_is_named_with_its_place() -> None:
    with duckdb.connect() as con:
        said = refusal("select 1\n{% do run_query('selec 1') %}", con=con)
    assert said == (
        'A query of `claims` does not run: Parser Error: syntax error at or near "selec"\n'
        "  it asks: selec 1\n"
        "     2 | {% do run_query('selec 1') %}\n"
        "       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  at  models/marts/claims.sql:2:1\n"
        "  try mend the query at that place"
    )


def test_what_tells_the_time_makes_a_rendering_one_of_the_moment() -> None:
    assert render("select '{{ run_started_at.date() }}'").is_of_the_moment
    assert render("select '{{ modules.datetime.date(2020, 1, 1) }}'").is_of_the_moment
    assert not render("select '{{ modules.re.sub('a', 'b', 'a') }}'").is_of_the_moment


def test_messages_are_kept_and_leave_nothing_in_the_sql() -> None:
    source = "select 1{{ log('one', info=true) }}{{ log('quiet') }}{{ print('two') }}{% do exceptions.warn('three') %}"
    rendered = render(source)
    assert rendered.sql == "select 1"
    assert rendered.messages == ("one", "two", "three")


# what is wrong


def test_an_unknown_model_is_shown_underlined_with_the_closest_name() -> None:
    assert refusal("select *\nfrom {{ ref('stg_fact') }}") == (
        "There is no model named `stg_fact`.\n"
        "     2 | from {{ ref('stg_fact') }}\n"
        "       |              ^^^^^^^^\n"
        "  at  models/marts/claims.sql:2:14\n"
        "  try `stg_facts`, the closest name"
    )


def test_an_unknown_raw_table_is_shown_underlined_with_the_closest_name() -> None:
    assert refusal("select * from {{ source('raw', 'fact_now') }}") == (
        "There is no raw table named `fact_now`.\n"
        "     1 | select * from {{ source('raw', 'fact_now') }}\n"
        "       |                                 ^^^^^^^^\n"
        "  at  models/marts/claims.sql:1:33\n"
        "  try `facts_now`, the closest name"
    )


def test_another_source_than_raw_is_underlined_itself() -> None:
    assert refusal("select * from {{ source('lake', 'facts') }}") == (
        "There is no source named `lake`.\n"
        "     1 | select * from {{ source('lake', 'facts') }}\n"
        "       |                          ^^^^\n"
        "  at  models/marts/claims.sql:1:26\n"
        "  try one of raw"
    )


def test_an_unknown_var_is_shown_in_the_macro_that_reads_it_and_whose_model_calls_it() -> None:
    macro = {
        "macros/m.sql": "{% macro fine() %}{% endmacro %}\n  {% macro low() %}{{ var('vague_wrods') }}{% endmacro %}"
    }
    assert refusal("select\n\n  {{ low() }}", macro) == (
        "There is no var named `vague_wrods`.\n"
        "     2 | {% macro low() %}{{ var('vague_wrods') }}{% endmacro %}\n"
        "       |                          ^^^^^^^^^^^\n"
        "  called for the model `claims` at models/marts/claims.sql:3:3\n"
        "  at  macros/m.sql:2:28\n"
        "  try `vague_words`, the closest name"
    )


def test_an_unknown_macro_is_named_with_what_there_is() -> None:
    assert refusal("select 1,\n{{ dbt_utils.star() }}") == (
        "The model `claims` uses what is not there: 'dbt_utils' is undefined.\n"
        "     2 | {{ dbt_utils.star() }}\n"
        "       |    ^^^^^^^^^\n"
        "  at  models/marts/claims.sql:2:4\n"
        "  try a macro of macros/, or one of dbt's names such as ref, source, config, var, this, is_incremental"
    )


def test_a_package_that_is_not_installed_is_named_in_a_project_of_dbt() -> None:
    assert refusal("{{ dbt_utils.star() }}", world=dbt()).endswith(
        "try `dbt deps`, which puts the package `dbt_utils` into dbt_packages/"
    )


def test_a_misspelt_macro_is_named_with_the_closest_name() -> None:
    macro = {"macros/m.sql": "{% macro vague_low(x) %}{{ x }}{% endmacro %}"}
    assert refusal("select {{ vauge_low(1) }}", macro).endswith("try `vague_low`, the closest name")


def test_broken_jinja_is_shown_underlined() -> None:
    assert refusal("select 1\nfrom {{ ref('stg_facts' }}") == (
        "The Jinja of the model `claims` is broken: unexpected '}', expected ')'.\n"
        "     2 | from {{ ref('stg_facts' }}\n"
        "       |                         ^\n"
        "  at  models/marts/claims.sql:2:25\n"
        "  try mend the Jinja at that place"
    )


def test_a_statement_that_is_never_closed_is_shown_where_it_begins() -> None:
    assert refusal("select 1\n  {% if a %}\n, 2\n{% for x in [1] %}{% endfor %}\n") == (
        "The Jinja of the model `claims` is broken: a statement is never closed.\n"
        "     2 |   {% if a %}\n"
        "       |   ^^^^^^^^^^\n"
        "  at  models/marts/claims.sql:2:3\n"
        "  try `{% endif %}` where it ends"
    )


@pytest.mark.parametrize(
    ("source", "said", "place"),
    [
        ("a\n\t{{ 'abc }}", 'unexpected char "\'"', "2:5"),
        ("a {# never closed", "missing end of comment tag", "1:3"),
        ("\n{{ a | no_such }}", "no filter named 'no_such'", "2:8"),
        ("{% if a %}\n{% endfor %}", "`endfor` closes nothing here", "2:1"),
        ("{% foo %}", "encountered unknown tag 'foo'", "1:4"),
        ("{% include 'x' %}", "`include` takes a text from elsewhere, and a model is one text", "1:4"),
        ("é {{ 1 1 }}", "expected token 'end of print statement', got 'integer'", "1:8"),
    ],
)
def test_each_slip_of_syntax_has_its_exact_place(source: str, said: str, place: str) -> None:
    told = refusal(source)
    assert told.startswith(f"The Jinja of the model `claims` is broken: {said}.\n")
    assert f"  at  models/marts/claims.sql:{place}\n" in told


def test_an_expression_that_cannot_be_carried_out_is_no_traceback() -> None:
    assert refusal("select 1\nlimit {{ 1 / 0 }}") == (
        "The Jinja of the model `claims` cannot be carried out: division by zero.\n"
        "     2 | limit {{ 1 / 0 }}\n"
        "       |       ^^^^^^^^^^^\n"
        "  at  models/marts/claims.sql:2:7\n"
        "  try mend the expression at that place"
    )


def test_a_macro_called_with_too_much_is_named_where_it_is_called() -> None:
    macro = {"macros/m.sql": "{% macro low(x) %}{{ x }}{% endmacro %}"}
    told = refusal("select\n{{ low(1, 2) }}", macro)
    assert "macro 'low' takes not more than 1 argument(s).\n" in told
    assert "  at  models/marts/claims.sql:2:1\n" in told


def test_a_macro_that_calls_itself_for_ever_is_no_traceback() -> None:
    told = refusal("{{ low() }}", {"macros/m.sql": "{% macro low() %}{{ low() }}{% endmacro %}"})
    assert "maximum recursion depth exceeded" in told
    assert "called for the model `claims` at models/marts/claims.sql:1:1" in told


def test_a_macro_may_refuse_in_its_own_words() -> None:
    macro = {"macros/m.sql": "{% macro low() %}\n{{ exceptions.raise_compiler_error('Say how low') }}{% endmacro %}"}
    told = refusal("{{ low() }}", macro)
    assert told.startswith("Say how low.\n     2 | {{ exceptions")
    assert "  at  macros/m.sql:2:1\n" in told


def test_a_misspelt_config_is_underlined_with_the_closest_name() -> None:
    assert refusal("-- One row.\n{{ config(\n    materialised='view') }}\nselect 1") == (
        "The config of `claims` sets `materialised`, which is not understood.\n"
        "     3 |     materialised='view') }}\n"
        "       |     ^^^^^^^^^^^^\n"
        "  at  models/marts/claims.sql:3:5\n"
        "  try `materialized`, the closest name"
    )


def test_a_way_of_building_that_is_not_understood_is_refused() -> None:
    told = refusal("{{ config(materialized='veiw') }}select 1")
    assert told.startswith("The model `claims` is to be materialized as `veiw`, which is not understood.\n")
    assert told.endswith("try `view`, the closest name")


def test_a_config_of_its_own_is_let_through_in_a_project_of_dbt_but_no_slip_of_the_pen() -> None:
    assert render("{{ config(freshness_hours=3) }}select 1", world=dbt()).config["freshness_hours"] == 3
    assert "`materialized`, the closest name" in refusal("{{ config(materialised='view') }}", world=dbt())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ ref(stg_facts) }}", "`stg_facts` is nobody's name here, and no text.\n"),
        ("{{ ref('a', 'b', 'c') }}", "`ref` takes the name of a model, or its package and its name.\n"),
        ("{{ source('raw') }}", "`source` takes two names.\n"),
        ("{{ source(name='raw') }}", "unexpected keyword argument 'name'.\n"),
        ("{{ config('table') }}", "`config` takes names and values.\n"),
        ("{{ config.require('owner') }}", "The config has no `owner`, which is required.\n"),
        ("{{ var() }}", "`var` takes a name, and a default if need be.\n"),
        ("{{ target.nope }}", "The model `claims` uses what is not there: the property 'nope'.\n"),
        ("{{ dbt.datediff('a') }}", "`datediff` missing 2 required positional arguments"),
        ("{{ adapter.dispatch('a.b') }}", "`adapter.dispatch` takes a macro's name and a package.\n"),
        ("{{ return(1) }}", "`return` stands outside of a macro.\n"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_plain_words(source: str, said: str) -> None:
    assert said in refusal(source)
    assert "  at  models/marts/claims.sql:1:" in refusal(source)


def test_versions_of_models_are_refused() -> None:
    assert refusal("{{ ref('stg_facts', v=2) }}").startswith("Versions of models are not understood.\n")


def test_a_variable_of_the_environment_must_be_there_or_have_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_REGION", "north")
    rendered = render("select '{{ env_var('CLAIMS_REGION') }}', '{{ env_var('CLAIMS_NO_SUCH', 'x') }}'")
    assert rendered.sql == "select 'north', 'x'"
    assert rendered.env == {"CLAIMS_REGION": "north", "CLAIMS_NO_SUCH": None}
    assert refusal("{{ env_var('CLAIMS_NO_SUCH') }}").startswith("The environment has no variable `CLAIMS_NO_SUCH`.\n")
    assert "is a secret by its name" in refusal("{{ env_var('DBT_ENV_SECRET_KEY', 'x') }}")


def test_what_dbt_knows_and_we_do_not_is_refused_by_name() -> None:
    assert "dbt's `metric` is not understood" in refusal("{{ metric('a') }}")
    told = refusal("select 1\n{{ adapter.get_relatoin() }}")
    assert told.startswith("dbt's `adapter.get_relatoin` is not understood.\n")
    assert told.endswith("  at  models/marts/claims.sql:2:12\n  try `adapter.get_relation`, the closest name")


def test_what_is_not_set_is_refused_in_our_own_projects_and_empty_in_those_of_dbt() -> None:
    source = "select 1{% if no_such %}, 2{% endif %}{% if false %}{% set more = ', 3' %}{% endif %}{{ more }}"
    assert "'no_such' is undefined" in refusal(source)
    assert render(source, world=dbt()).sql == "select 1"
    assert "'no_such' is undefined" in refusal("select {{ no_such }}", world=dbt())


def test_the_line_of_a_text_that_begins_further_down_is_that_of_the_file() -> None:
    with pytest.raises(ModelError) as refused:
        renderer().render(Model("claims", "select\n{{ ref('stg_fact') }}", first_line=7), {}, this)
    assert refused.value.at == "models/marts/claims.sql:8:9"


# the rest of what is rendered


def test_a_schema_follows_the_rule_of_dbt_or_the_project_s_own_macro() -> None:
    model = Model("claims", "")
    assert renderer(world=dbt()).schema_of(None, model, {}) == "main"
    assert renderer(world=dbt()).schema_of(" sales ", model, {}) == "main_sales"
    macro = (
        "{% macro generate_schema_name(custom_schema_name, node) %}\n"
        "  {{ custom_schema_name or target.schema }}_{{ node.name }}_{{ node.fqn[1] }}\n{% endmacro %}"
    )
    assert renderer({"macros/m.sql": macro}, dbt()).schema_of("sales", model, {}) == "sales_claims_marts"


def test_a_table_is_named_as_its_alias_or_by_the_project_s_own_macro() -> None:
    model = Model("claims", "")
    assert renderer(world=dbt()).alias_of(None, model, {}) == "claims"
    assert renderer(world=dbt()).alias_of("other", model, {}) == "other"
    macro = "{% macro generate_alias_name(custom_alias_name=none, node=none) %}x_{{ node.name }}{% endmacro %}"
    assert renderer({"macros/m.sql": macro}, dbt()).alias_of(None, model, {}) == "x_claims"


POSITIVE = (
    "{% test positive(model, column_name, low=0, other=none) %}\n"
    "select * from {{ model }}{% if other %}, {{ other }}{% endif %} where {{ column_name }} <= {{ low }}\n"
    "{% endtest %}"
)


def test_a_generic_test_of_the_project_becomes_its_query() -> None:
    made = renderer({"tests/generic/positive.sql": POSITIVE}, dbt(variables={"least": 3}))
    test = Model("positive_claims_low", "", kind="test")
    rendered = made.test_sql(
        test, "positive", Relation("main", "claims"), "low", {"low": "{{ var('least') }}", "other": "ref('stg_facts')"}
    )
    assert rendered.sql == '\nselect * from "main"."claims", "staging"."stg_facts" where low <= 3'
    assert rendered.refs == {"stg_facts": '"staging"."stg_facts"'}
    assert list(rendered.macros) == ["test_positive"]
    assert made.has_test("positive")
    assert not made.has_test("negative")


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("positiv", {}, "There is no test named `positiv`.\n  at  models/marts/t.sql:1\n  try `positive`, the closest"),
        ("positive", {"lo": 1}, "macro 'test_positive' takes no keyword argument 'lo'.\n  at  models/marts/t.sql:1\n"),
        (
            "positive",
            {"low": "ref('nope')"},
            "There is no model named `nope`.\n  {{ ref('nope') }}\n  at  models/marts/t",
        ),
    ],
)
def test_a_generic_test_that_cannot_be_asked_is_named_with_its_place_in_the_yaml(
    name: str, arguments: dict[str, object], message: str
) -> None:
    made = renderer({"tests/generic/positive.sql": POSITIVE}, dbt())
    with pytest.raises(ModelError) as refused:
        made.test_sql(Model("t", "", kind="test"), name, Relation("main", "claims"), "low", arguments)
    assert message in str(refused.value)


def test_a_value_in_yaml_keeps_its_type() -> None:
    made = renderer(world=dbt(variables={"on": True, "days": [1, 2]}))
    assert made.value("{{ var('on') }}") is True
    assert made.value("{{ var('days') }}") == [1, 2]
    assert made.value("{{ '7' | as_number }}") == 7
    assert made.value("{{ 'false' | as_bool }}") is False
    assert made.value("{{ target.name }}_x") == "dev_x"
    assert made.value("100 {percent}") == "100 {percent}"


def test_a_value_in_yaml_that_names_what_is_not_there_is_refused_with_its_place() -> None:
    with pytest.raises(ModelError, match=re.escape("'ref' is undefined")) as refused:
        renderer().value("{{ ref('a') }}", at="models/marts/claims.yml:3")
    assert refused.value.at == "models/marts/claims.yml:3"


def test_a_unit_test_may_put_its_own_in_the_place_of_macros_and_vars() -> None:
    overrides = Overrides(
        {"is_incremental": True, "low": "9", "dbt.current_timestamp": "now"},
        {"build_day": "never"},
        {"CLAIMS_REGION": "here"},
    )
    source = "select {{ low(1) }}, '{{ var('build_day') }}', '{{ env_var('CLAIMS_REGION') }}', {{ is_incremental() }}"
    source += ", {{ dbt.current_timestamp() }}"
    made = renderer({"macros/m.sql": "{% macro low(x) %}{{ x }}{% endmacro %}"})
    assert (
        made.render(Model("claims", source), {}, this, overrides=overrides).sql
        == "select 9, 'never', 'here', True, now"
    )


def test_the_literal_names_are_found_without_rendering() -> None:
    source = (
        "-- depends on {{ ref('a') }}\n{# {{ ref('no') }} #}\nselect * from {{ ref( \"b\" ) }}, {{ ref('pkg', 'c') }}"
        "{% for x in [ref('d'), ref(name)] %}{% endfor %} prefer('e') {{ ref('f', v=1) }}"
    )
    assert literal_refs(source) == ["a", "b", "c", "d", "f"]
