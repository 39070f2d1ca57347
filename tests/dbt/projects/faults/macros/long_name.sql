{% test a_test_of_a_long_name_that_is_cut_short_in_the_name_of_its_file(model, column_name, words) %}
    select * from {{ model }} where cast({{ column_name }} as varchar) in ('{{ words | join("', '") }}')
{% endtest %}
