{{ config(materialized='table', alias='calendar') }}

{{ dbt.date_spine('day', "cast('" ~ var('first_day') ~ "' as date)", "date '2024-03-05'") }}
