{# What a fact is about: `event/subject/attribute[/scope]`. concat_ws leaves out the scope that is null. #}
{% macro claim_id_of(event_id, subject_id, attribute, scope_id) -%}
concat_ws('/', {{ event_id }}, {{ subject_id }}, {{ attribute }}, {{ scope_id }})
{%- endmacro %}
