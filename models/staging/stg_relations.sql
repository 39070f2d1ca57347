-- One row per operand of a relation.
with relations as (
    select * from {{ source('raw', 'relations_now') }}
),

renamed as (
    select
        relation_id,
        kind,
        role,
        operand,
        note,
        file,
        line,
    from relations
)

select * from renamed
