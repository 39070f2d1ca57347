-- One row per report that a record names as what it rests on.
with records as (
    select * from {{ ref('int_records__known') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

-- UCDP packs `"Outlet,day,headline";"…"`, and writes free text before 2013.
pieces as (
    select
        records.record_id,
        records.dataset,
        string_split_regex(
            case when records.dataset = 'ucdp'
                then regexp_replace(trim(records.reports), '^"|"$', '', 'g')
                else records.reports
            end,
            case records.dataset
                when 'ucdp' then '";\s*"'
                when 'acled' then '\s*;\s*'
                else '\n'
            end
        ) as report_list,
    from records
    -- Where nothing is named, nothing is unpacked.
    where trim(records.reports) <> ''
),

numbered as (
    select
        pieces.record_id,
        pieces.dataset,
        unnest(pieces.report_list) as report_text,
        unnest(generate_series(1, array_length(pieces.report_list))) as position,
    from pieces
),

unpacked as (
    select
        numbered.record_id,
        numbered.position,
        numbered.report_text,
        case numbered.dataset
            when 'ucdp' then nullif(trim(regexp_extract(
                numbered.report_text, '(?s)^(.*?),\s*\d{4}-\d\d-\d\d\s*,', 1
            )), '')
            when 'acled' then nullif(trim(numbered.report_text), '')
        end as outlet_name,
        case numbered.dataset
            when 'ucdp' then nullif(trim(regexp_extract(
                numbered.report_text, '(?s)^.*?,\s*\d{4}-\d\d-\d\d\s*,\s*(.*)$', 1
            ), ' "'), '')
        end as headline,
        case when numbered.dataset = 'claim_reviews' then trim(numbered.report_text) end as url,
        case when numbered.dataset = 'ucdp' then try_cast(regexp_extract(
            numbered.report_text, '(?s)^.*?,\s*(\d{4}-\d\d-\d\d)\s*,', 1
        ) as date) end as published_on,
    from numbered
),

reports_named as (
    select
        unpacked.record_id,
        unpacked.position,
        case when unpacked.outlet_name is not null then coalesce(
            min(sources.source_id), {{ id_of_name('unpacked.outlet_name') }}
        ) end as outlet_id,
        unpacked.outlet_name,
        unpacked.headline,
        unpacked.url,
        unpacked.report_text,
        unpacked.published_on,
    from unpacked
    -- An outlet that the desk knows is that outlet.
    left join sources
        on {{ plain_words('unpacked.outlet_name') }} = {{ plain_words('sources.name') }}
    group by
        unpacked.record_id,
        unpacked.position,
        unpacked.outlet_name,
        unpacked.headline,
        unpacked.url,
        unpacked.report_text,
        unpacked.published_on
)

select * from reports_named
