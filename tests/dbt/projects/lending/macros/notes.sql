{% macro note_the_end(results) %}
    {%- if execute -%}
    insert into run_notes values ('{{ results | selectattr("status", "equalto", "success") | list | length }} built')
    {%- endif -%}
{% endmacro %}
