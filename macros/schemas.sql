{# For dbt alone: a model's schema is its folder's, without the target's before it. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
{{ custom_schema_name or target.schema }}
{%- endmacro %}
