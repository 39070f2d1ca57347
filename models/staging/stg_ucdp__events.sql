-- One row per event in a file of UCDP's dataset.
with events as (
    select * from {{ source('raw', 'ucdp_events_now') }}
),

renamed as (
    select
        -- A spreadsheet writes whole numbers with a fraction.
        concat('ucdp-', regexp_replace(id, '\.0+$', '')) as record_id,
        regexp_replace(id, '\.0+$', '') as publisher_record_id,
        try_cast(best as double) as best,
        try_cast(low as double) as low,
        try_cast(high as double) as high,
        try_cast(deaths_a as double) as side_a_count,
        try_cast(deaths_b as double) as side_b_count,
        try_cast(deaths_civilians as double) as civilian_count,
        try_cast(deaths_unknown as double) as unknown_count,
        try_cast(nullif(regexp_replace(number_of_sources, '\.0+$', ''), '-1') as integer)
            as report_count,
        try_cast(try_cast(date_prec as double) as integer) as day_precision,
        try_cast(try_cast(type_of_violence as double) as integer) as violence_code,
        conflict_name,
        side_a,
        side_b,
        where_coordinates as place,
        where_description as place_description,
        adm_1 as province,
        country,
        try_cast(latitude as double) as latitude,
        try_cast(longitude as double) as longitude,
        source_article,
        source_original,
        try_cast(left(date_start, 10) as date) as started_on,
        try_cast(left(date_end, 10) as date) as ended_on,
        file,
        line,
    from events
)

select * from renamed
