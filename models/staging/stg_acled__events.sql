-- One row per event in a file of ACLED's.
with events as (
    select * from {{ source('raw', 'acled_events_now') }}
),

renamed as (
    select
        concat('acled-', regexp_replace(event_id_cnty, '[\s,/]+', '-', 'g')) as record_id,
        event_id_cnty as publisher_record_id,
        try_cast(fatalities as double) as fatality_count,
        try_cast(time_precision as integer) as day_precision,
        event_type,
        sub_event_type,
        actor1 as actor_1,
        actor2 as actor_2,
        location as place,
        admin1 as province,
        country,
        try_cast(latitude as double) as latitude,
        try_cast(longitude as double) as longitude,
        source as outlets,
        source_scale,
        notes,
        -- The export writes 13 December 2025, the programming interface 2025-12-13.
        coalesce(
            try_cast(event_date as date),
            cast(try_strptime(event_date, '%d %B %Y') as date)
        ) as happened_on,
        file,
        line,
    from events
)

select * from renamed
