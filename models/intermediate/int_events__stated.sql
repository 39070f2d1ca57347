-- One row per event, labelled or of a record.
{{ config(materialized='view') }}

with events as (
    select * from {{ ref('stg_events') }}
),

records as (
    select * from {{ ref('int_records__known') }}
),

-- Two reviews of one claim are of one event: the day of the one, if the other does not say it.
recorded as (
    select
        event_id,
        arg_min(name, record_id) as name,
        arg_min(place, record_id) as place,
        min(earliest_on) as happened_earliest_on,
        max(latest_on) as happened_latest_on,
        arg_min(file, record_id) as file,
        arg_min(line, record_id) as line,
    from records
    group by event_id
),

events_stated as (
    select
        event_id,
        name,
        place,
        happened_earliest_on,
        happened_latest_on,
        file,
        line,
    from events
    union all
    select recorded.*
    from recorded
    -- An event that the desk describes under the record's id is as the desk says.
    left join events on recorded.event_id = events.event_id
    where events.event_id is null
)

select * from events_stated
