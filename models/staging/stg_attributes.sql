-- One row per attribute.
with attributes as (
    select * from {{ source('raw', 'attributes_now') }}
),

renamed as (
    select
        attribute,
        value_kind,
        unit,
        over_time,
        tolerance as tolerance_share,
        lowest,
        highest,
        question,
        single_valued as is_single_valued,
        file,
        line,
    from attributes
)

select * from renamed
