-- One row per record of a structured source.
with records as (
    select * from {{ ref('int_records__known') }}
),

reports as (
    select * from {{ ref('int_records__reports') }}
),

origins as (
    select * from {{ ref('int_records__origins') }}
),

record_versions as (
    select * from {{ ref('record_versions') }}
),

parts as (
    select
        record_id,
        sum(best) as parts_sum,
    from {{ ref('int_records__figures') }}
    where scope_id is not null
    group by record_id
),

reports_counted as (
    select
        record_id,
        count(distinct outlet_id) as outlet_count,
    from reports
    group by record_id
),

origins_counted as (
    select
        record_id,
        count(*) as origin_count,
    from origins
    group by record_id
),

versions_counted as (
    select
        record_id,
        max(version) as version_count,
    from record_versions
    group by record_id
),

records_told as (
    select
        records.record_id,
        records.dataset,
        records.publisher_record_id,
        records.event_id,
        records.name,
        records.place,
        records.low,
        records.best,
        records.high,
        parts.parts_sum,
        records.report_count,
        coalesce(reports_counted.outlet_count, 0) as outlet_count,
        coalesce(origins_counted.origin_count, 0) as origin_count,
        versions_counted.version_count,
        records.originals,
        records.note,
        records.latitude,
        records.longitude,
        records.day_precision,
        records.earliest_on,
        records.latest_on,
        records.file,
        records.line,
    from records
    left join parts on records.record_id = parts.record_id
    left join reports_counted on records.record_id = reports_counted.record_id
    left join origins_counted on records.record_id = origins_counted.record_id
    left join versions_counted on records.record_id = versions_counted.record_id
)

select * from records_told
