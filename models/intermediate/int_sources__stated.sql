-- One row per source, of the labels or named by a record.
{{ config(materialized='view') }}

with sources as (
    select * from {{ ref('stg_sources') }}
),

recorded as (
    select * from {{ ref('int_records__sources') }}
),

sources_stated as (
    select
        source_id,
        owner_id,
        person_id,
        name,
        kind,
    from sources
    union all
    select
        source_id,
        null,
        null,
        name,
        kind,
    from recorded
)

select * from sources_stated
