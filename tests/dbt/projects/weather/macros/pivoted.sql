{% macro values_of(relation, column) -%}
    {%- set query -%}
    select distinct {{ column }} from {{ relation }} where {{ column }} is not null order by 1
    {%- endset -%}
    {%- if execute -%}
        {%- set found = run_query(query) -%}
        {{ return(found.columns[0].values() | list) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}

{% macro pivoted(relation, column, value, prefix='', how='max') -%}
    {%- for found in values_of(relation, column) %}
    {{ how }}(case when {{ column }} = '{{ found }}' then {{ value }} end) as {{ prefix ~ found }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
