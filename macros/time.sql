{# Instants are kept in UTC; what day an instant was is told by a place. DuckDB's `timezone` turns the one into the
   other and back; Spark calls it to_utc_timestamp and from_utc_timestamp. #}

{# When something was published, in UTC; an hour printed without its zone is in the zone of its outlet. #}
{% macro instant_of(instant, local_hour, time_zone) -%}
coalesce({{ instant }}, timezone('UTC', timezone({{ time_zone }}, {{ local_hour }})))
{%- endmacro %}

{# The day that an instant was in a zone; the day as printed where either is not known. #}
{% macro local_day(instant, printed_day, time_zone) -%}
coalesce(cast(timezone({{ time_zone }}, timezone('UTC', {{ instant }})) as date), {{ printed_day }})
{%- endmacro %}

{# True if an hour is printed in UTC, which is the clock of few outlets and of many feeds. #}
{% macro is_printed_in_utc(offset_printed) -%}
coalesce({{ offset_printed }} in ('Z', '+00:00', '+0000', '-00:00', '-0000'), false)
{%- endmacro %}
