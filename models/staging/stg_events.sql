-- One row per event.
with events as (
    select * from {{ source('raw', 'events_now') }}
),

renamed as (
    select
        event_id,
        name,
        place,
        happened_on as happened_edtf,
        happened_on_earliest as happened_earliest_on,
        happened_on_latest as happened_latest_on,
        file,
        line,
    from events
)

select * from renamed
