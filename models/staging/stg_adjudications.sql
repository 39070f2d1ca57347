-- One row per decision between two labels of one thing.
with adjudications as (
    select * from {{ source('raw', 'adjudications_now') }}
),

renamed as (
    select
        fact_id,
        other_fact_id,
        decision,
        reason,
        decided_by,
        decided_on,
        file,
        line,
    from adjudications
)

select * from renamed
