-- One row per report that a record names as what it rests on.
with reports as (
    select * from {{ ref('int_records__reports') }}
),

record_reports as (
    select
        record_id,
        position,
        outlet_id,
        outlet_name,
        headline,
        url,
        report_text,
        published_on,
    from reports
)

select * from record_reports
