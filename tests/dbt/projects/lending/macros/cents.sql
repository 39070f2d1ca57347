{% macro cents(column, scale=2) -%}
    cast(round({{ column }} * {{ 10 ** scale }}) as integer)
{%- endmacro %}
