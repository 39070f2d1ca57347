-- One row per source that a record names and no label does.
with records as (
    select * from {{ ref('int_records__known') }}
),

reports as (
    select * from {{ ref('int_records__reports') }}
),

origins as (
    select * from {{ ref('int_records__origins') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

publishers as (
    select * from (values
        ('ucdp', 'Uppsala Conflict Data Program', 'academic'),
        ('acled', 'Armed Conflict Location and Event Data', 'ngo')
    ) as known (source_id, name, kind)
),

sources_named as (
    select distinct
        publishers.source_id,
        publishers.name,
        publishers.kind,
    from publishers
    inner join records on publishers.source_id = records.dataset
    union all
    select distinct {{ id_of_name('reviewer_name') }}, reviewer_name, 'outlet' from records
    where reviewer_name is not null
    union all
    select distinct outlet_id, outlet_name, 'outlet' from reports
    where outlet_id is not null
    union all
    select distinct
        origin_id,
        origin_name,
        case when origin_id = 'unnamed-claimant' then 'anonymous' end,
    from origins
),

records_sources as (
    select
        sources_named.source_id,
        min(sources_named.name) as name,
        -- Who is named as a report here and as an original there is an outlet.
        min(sources_named.kind) as kind,
    from sources_named
    left join sources on sources_named.source_id = sources.source_id
    where sources.source_id is null
    group by sources_named.source_id
)

select * from records_sources
