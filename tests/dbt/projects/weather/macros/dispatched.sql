{% macro rounded(value, digits=1) -%}
    {{ return(adapter.dispatch('rounded', 'weather')(value, digits)) }}
{%- endmacro %}

{% macro default__rounded(value, digits) -%}
    cast({{ value }} as integer)
{%- endmacro %}

{% macro duckdb__rounded(value, digits) -%}
    round({{ value }}, {{ digits }})
{%- endmacro %}

{% macro in_brackets() -%}
    ( {{ caller() }} )
{%- endmacro %}

{% macro many(first) -%}
    {{ first }}{% for other in varargs %}, {{ other }}{% endfor %}{% for name, value in kwargs.items() %}, {{ value }} as {{ name }}{% endfor %}
{%- endmacro %}
