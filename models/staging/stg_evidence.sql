-- One row per fact and edition whose evidence needs more context.
with evidence as (
    select * from {{ source('raw', 'evidence_now') }}
),

renamed as (
    select
        fact_id,
        edition,
        prefix,
        suffix,
        file,
        line,
    from evidence
)

select * from renamed
