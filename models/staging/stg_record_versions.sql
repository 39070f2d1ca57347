-- One row per record of a structured source in each version of its file ever loaded.
{# A view: a table would hold every row of every release a second time. #}
{{ config(materialized='view') }}

with ucdp_events as (
    select * from {{ source('raw', 'ucdp_events') }}
),

acled_events as (
    select * from {{ source('raw', 'acled_events') }}
),

claim_reviews as (
    select * from {{ source('raw', 'claim_reviews') }}
),

-- What a release changes of a record is its content; where it stands in the file is none.
renamed as (
    select
        concat('ucdp-', regexp_replace(id, '\.0+$', '')) as record_id,
        md5(concat_ws(
            '|', date_start, date_end, best, low, high, deaths_a, deaths_b, deaths_civilians,
            deaths_unknown, coalesce(source_article, ''), coalesce(source_original, ''),
            coalesce(date_prec, ''), coalesce(where_coordinates, '')
        )) as content_md5,
        try_cast(best as double) as best,
        try_cast(low as double) as low,
        try_cast(high as double) as high,
        cast(null as varchar) as rating_name,
        file,
        line,
        file_sha256,
        load_id,
    from ucdp_events
    union all
    select
        concat('acled-', regexp_replace(event_id_cnty, '[\s,/]+', '-', 'g')),
        md5(concat_ws(
            '|', event_date, fatalities, event_type, coalesce(sub_event_type, ''),
            coalesce(time_precision, ''), coalesce(actor1, ''), coalesce(actor2, ''),
            coalesce(location, ''), coalesce(source, ''), coalesce(notes, '')
        )),
        try_cast(fatalities as double),
        try_cast(fatalities as double),
        try_cast(fatalities as double),
        cast(null as varchar),
        file,
        line,
        file_sha256,
        load_id,
    from acled_events
    union all
    select
        concat('review-', left(md5(review_id), 12)),
        md5(concat_ws(
            '|', claim_reviewed, reviewer_name, coalesce(claimant_name, ''),
            coalesce(rating_value, ''), coalesce(rating_name, ''), coalesce(reviewed_on, ''),
            coalesce(appearances, '')
        )),
        cast(null as double),
        cast(null as double),
        cast(null as double),
        rating_name,
        file,
        line,
        file_sha256,
        load_id,
    from claim_reviews
)

select * from renamed
