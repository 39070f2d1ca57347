-- One row per record and origin that its figures come from.
with records as (
    select * from {{ ref('int_records__known') }}
),

reports as (
    select * from {{ ref('int_records__reports') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

originals as (
    select
        records.record_id,
        unnest(string_split_regex(records.originals, '[;,]')) as named,
    from records
),

-- Reports lean on whom the record names; only where it names nobody are they origins.
origins_named as (
    select
        record_id,
        trim(named) as origin_name,
        true as is_original,
    from originals
    where {{ plain_words('named') }} <> ''
    union all
    select
        reports.record_id,
        reports.outlet_name,
        false,
    from reports
    left join records on reports.record_id = records.record_id
    where reports.outlet_name is not null
        and {{ plain_words("coalesce(records.originals, '')") }} = ''
    union all
    -- A claim is its claimant's, also if nobody says who that is.
    select
        record_id,
        coalesce(claimant_name, 'unnamed claimant'),
        true,
    from records
    where claim_reviewed is not null
),

records_origins as (
    select
        origins_named.record_id,
        coalesce(min(sources.source_id), {{ id_of_name('origins_named.origin_name') }})
            as origin_id,
        origins_named.origin_name,
        origins_named.is_original,
    from origins_named
    left join sources
        on {{ plain_words('origins_named.origin_name') }} = {{ plain_words('sources.name') }}
    group by origins_named.record_id, origins_named.origin_name, origins_named.is_original
),

origins_once as (
    select * from records_origins
    -- One name in two spellings, or two headlines of one outlet, are one origin.
    qualify row_number() over (partition by record_id, origin_id order by origin_name) = 1
)

select * from origins_once
