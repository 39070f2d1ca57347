{% macro counted(column) %}{{ return(adapter.dispatch('counted', 'tallies')(column)) }}{% endmacro %}

{% macro default__counted(column) %}count({{ column }}){% endmacro %}

{% macro vars_seen() -%}
    '{{ var("tally_of", "none") }} {{ var("only_here", "none") }} {{ var("unit", "none") }} {{ var("smallest", "none") }}'
{%- endmacro %}

{% macro columns_of(relation) -%}
    {%- if execute -%}
        '{{ adapter.get_columns_in_relation(relation) | map(attribute="name") | join(" ") }}'
    {%- else -%}
        null
    {%- endif -%}
{%- endmacro %}

{% test at_least(model, column_name, smallest) %}
select * from {{ model }} where {{ column_name }} < {{ smallest }}
{% endtest %}

{% test same_columns_as(model, other) %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set own = adapter.get_columns_in_relation(model) | map(attribute='name') | list -%}
    {%- set others = adapter.get_columns_in_relation(other) | map(attribute='name') | list -%}
    select 1 where '{{ own | join(" ") }}' <> '{{ others | join(" ") }}'
{% endtest %}

{% test has_rows(model) %}
    {%- if execute -%}
        {%- set found = run_query("select count(*) from " ~ model).columns[0].values()[0] -%}
        select {{ found }} as row_count where {{ found }} = 0
    {%- endif -%}
{% endtest %}
