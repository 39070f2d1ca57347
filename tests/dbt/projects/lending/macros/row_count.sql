{% test row_count_is_at_most(model, most) %}
    select count(*) as row_count from {{ model }} having count(*) > {{ most }}
{% endtest %}
