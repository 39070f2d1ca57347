-- One row per figure of a record and origin that it comes from.
with records as (
    select * from {{ ref('int_records__known') }}
),

figures as (
    select * from {{ ref('int_records__figures') }}
),

origins as (
    select * from {{ ref('int_records__origins') }}
),

reports as (
    select * from {{ ref('int_records__reports') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

last_reports as (
    select
        record_id,
        max(published_on) as published_on,
    from reports
    group by record_id
),

-- A reviewer whom the desk knows is that outlet.
publishers as (
    select
        records.record_id,
        case when records.reviewer_name is null then records.dataset else coalesce(
            min(sources.source_id), {{ id_of_name('records.reviewer_name') }}
        ) end as outlet_id,
    from records
    left join sources
        on {{ plain_words('records.reviewer_name') }} = {{ plain_words('sources.name') }}
    group by records.record_id, records.dataset, records.reviewer_name
),

facts as (
    select
        concat_ws(
            '.', records.record_id, figures.attribute, figures.scope_id,
            case when not figures.is_from_origins then 'reviewer' end, origins.origin_id
        ) as fact_id,
        {{ claim_id_of(
            'records.event_id', 'figures.subject_id', 'figures.attribute', 'figures.scope_id'
        ) }} as claim_id,
        records.record_id as article_id,
        records.event_id,
        figures.subject_id,
        figures.scope_id,
        origins.origin_id as source_id,
        publishers.outlet_id,
        figures.attribute,
        coalesce(
            figures.value,
            case when figures.low = figures.best and figures.high = figures.best
                then format('{:.0f}', figures.best)
                else format('{:.0f} ({:.0f}..{:.0f})', figures.best, figures.low, figures.high)
            end
        ) as value,
        figures.low as recorded_low,
        figures.best as recorded_best,
        figures.high as recorded_high,
        figures.stance,
        records.note,
        case
            when records.earliest_on is null then null
            when records.earliest_on = records.latest_on
                then cast(records.earliest_on as varchar)
            else concat(
                cast(records.earliest_on as varchar), '/', cast(records.latest_on as varchar)
            )
        end as as_of,
        records.earliest_on as as_of_earliest_on,
        records.latest_on as as_of_latest_on,
        coalesce(records.published_on, last_reports.published_on, records.latest_on)
            as recorded_on,
        -- What a source is not named for is nobody's that is known, unless it is a verdict.
        not figures.is_from_origins as is_own_voice,
        records.dataset as labelled_by,
        records.file,
        records.line,
    from figures
    inner join records on figures.record_id = records.record_id
    inner join publishers on figures.record_id = publishers.record_id
    left join origins
        on figures.record_id = origins.record_id
        and figures.is_from_origins
    left join last_reports on figures.record_id = last_reports.record_id
)

select * from facts
