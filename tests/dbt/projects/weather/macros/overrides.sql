{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}{{ custom_alias_name | trim }}{%- else -%}w_{{ node.name }}{%- endif -%}
{%- endmacro %}

{% test not_null(model, column_name) %}
    {# nothing is null here but what is missing, and a dash is missing #}
    select * from {{ model }} where {{ column_name }} is null or cast({{ column_name }} as varchar) = '-'
{% endtest %}
