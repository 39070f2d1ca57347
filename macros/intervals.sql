{# Closed intervals: an end that is open is null, and an interval with two open ends meets all. #}

{# True if two closed intervals have a point in common. #}
{% macro intervals_meet(low, high, other_low, other_high) -%}
(coalesce({{ low }} <= {{ other_high }}, true) and coalesce({{ other_low }} <= {{ high }}, true))
{%- endmacro %}

{# True if the first closed interval lies inside the second. #}
{% macro interval_is_inside(low, high, outer_low, outer_high) -%}
(
    ({{ outer_low }} is null or coalesce({{ low }} >= {{ outer_low }}, false))
    and ({{ outer_high }} is null or coalesce({{ high }} <= {{ outer_high }}, false))
)
{%- endmacro %}

{# The least that a vague word may mean under the policy in use; how much it may mean at most stays open. #}
{# acled: the lowest number that the word may stand for (tens 10, dozens 12, hundreds 100), as ACLED codes it; it has #}
{# no number for a few, several or many, which are the least here that they mean. ranges: a plural is at least two #}
{# (dozens 24, hundreds 200). none: a vague word says nothing. `most` and `countless` have no least number at all. #}
{# The words are those of wh/figures/policy.py; a test holds the two together. #}
{% macro vague_low(word) -%}
{%- set policy = var('vague_words', 'acled') -%}
{%- if policy == 'none' -%}
cast(null as double)
{%- else -%}
{%- set plural = 2 if policy == 'ranges' else 1 -%}
case {{ word }}
    {%- for small, least in [
        ('some', 1), ('couple', 2), ('number', 2), ('various', 2), ('multiple', 2), ('few', 3), ('handful', 3),
        ('several', 3), ('many', 3), ('numerous', 3),
    ] %}
    when '{{ small }}' then {{ 1.0 * least }}
    {%- endfor %}
    {%- for noun, least in [
        ('tens', 10), ('dozens', 12), ('scores', 20), ('hundreds', 100), ('thousands', 1000), ('lakhs', 100000),
        ('millions', 1000000), ('crores', 10000000), ('billions', 1000000000), ('trillions', 1000000000000),
    ] %}
    when '{{ noun }}' then {{ 1.0 * least * plural }}
    {%- endfor %}
end
{%- endif -%}
{%- endmacro %}

{# The name of the policy in use. #}
{% macro vague_policy() -%}
'{{ var('vague_words', 'acled') }}'
{%- endmacro %}

{# A number as people write it: 9 rather than 9.0. #}
{% macro number_text(number) -%}
regexp_replace(cast({{ number }} as varchar), '\.0$', '')
{%- endmacro %}

{# An interval in the manner of the labels: `9`, `8..9`, `51..` (or more), `..49` (or less). #}
{# An age of completed years, 69 until the day before 70, is told by its number, 18 or 19 as 18..19. #}
{% macro interval_text(low, high) -%}
case
    when {{ low }} = {{ high }} or round({{ high }} - {{ low }}, 4) = 0.9973
        then {{ number_text(low) }}
    when {{ low }} is not null or {{ high }} is not null then concat(
        coalesce({{ number_text(low) }}, ''),
        '..',
        coalesce({{ number_text(last_number(high)) }}, '')
    )
end
{%- endmacro %}

{# The last number of a number or of an age: who is 26 until the day before 27 is 26. #}
{% macro last_number(high) -%}
case
    when {{ high }} > 1 and round({{ high }} - floor({{ high }}), 4) = 0.9973
        then floor({{ high }})
    else {{ high }}
end
{%- endmacro %}

{# An interval in words, to stand in a sentence: `9`, `8..9`, `51 or more`, `49 or less`. #}
{% macro interval_words(low, high) -%}
case
    when {{ low }} = {{ high }} or round({{ high }} - {{ low }}, 4) = 0.9973
        then {{ number_text(low) }}
    when {{ low }} is not null and {{ high }} is not null
        then concat({{ number_text(low) }}, '..', {{ number_text(last_number(high)) }})
    -- text and null are null
    else coalesce(
        {{ number_text(low) }} || ' or more', {{ number_text(last_number(high)) }} || ' or less'
    )
end
{%- endmacro %}

{# A period as EDTF: `2021-07-14`, `2021-07-01/2021-07-31`, `../2021-07-31`. #}
{% macro period_text(earliest_on, latest_on) -%}
case
    when {{ earliest_on }} = {{ latest_on }} then cast({{ earliest_on }} as varchar)
    when {{ earliest_on }} is not null or {{ latest_on }} is not null then concat(
        coalesce(cast({{ earliest_on }} as varchar), '..'),
        '/',
        coalesce(cast({{ latest_on }} as varchar), '..')
    )
end
{%- endmacro %}

{# What a value says, whatever its kind. #}
{% macro value_said(low, high, earliest_on, latest_on, value_text) -%}
coalesce(
    {{ interval_text(low, high) }},
    {{ period_text(earliest_on, latest_on) }},
    {{ value_text }}
)
{%- endmacro %}

{# A day as a number (days since 1970-01-01), so that one arithmetic serves days and numbers. #}
{% macro day_number(day) -%}
cast(date_diff('day', date '1970-01-01', {{ day }}) as double)
{%- endmacro %}

{# The day that a day number stands for. #}
{% macro day_of(number) -%}
cast(date '1970-01-01' + cast({{ number }} as integer) as date)
{%- endmacro %}

{# Completed years from the one day to the other. #}
{% macro completed_years(from_day, to_day) -%}
cast(
    year({{ to_day }}) - year({{ from_day }})
    - case
        when month({{ to_day }}) * 100 + day({{ to_day }})
            < month({{ from_day }}) * 100 + day({{ from_day }}) then 1
        else 0
    end as double
)
{%- endmacro %}

{# An operand without its first part, which is the event of a claim, or `people`, or `events`. #}
{% macro operand_name(operand) -%}
regexp_replace({{ operand }}, '^[^/]*/', '')
{%- endmacro %}

{# How many roles a relation of this kind has; each has one operand, and a whole has a part or more. #}
{% macro role_count_of(kind) -%}
case when {{ kind }} in ('difference', 'duration', 'age') then 3 else 2 end
{%- endmacro %}
