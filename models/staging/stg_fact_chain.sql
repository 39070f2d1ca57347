-- One row per fact and step on the way from its origin.
with fact_chain as (
    select * from {{ source('raw', 'fact_chain_now') }}
),

renamed as (
    select
        fact_id,
        source_id,
        position,
        file,
        line,
    from fact_chain
)

select * from renamed
