-- One row per ruling on a disagreement.
with rulings as (
    select * from {{ source('raw', 'rulings_now') }}
),

renamed as (
    select
        disagreement_id,
        fact_id,
        decision,
        reason,
        decided_by,
        decided_on,
        expires_on,
        file,
        line,
    from rulings
)

select * from renamed
