-- One row per version of a record: each time that a release said something else of it.
with record_versions as (
    select * from {{ ref('stg_record_versions') }}
),

-- A release that says of a record what the one before said is no version of it.
records_compared as (
    select
        *,
        lag(content_md5) over (partition by record_id order by load_id, file, line)
            as content_before,
    from record_versions
),

versions_numbered as (
    select
        record_id,
        row_number() over (partition by record_id order by load_id, file, line) as version,
        low,
        best,
        high,
        best - lag(best) over (partition by record_id order by load_id, file, line)
            as best_change,
        rating_name,
        load_id,
        file,
        line,
    from records_compared
    where content_md5 is distinct from content_before
)

select * from versions_numbered
