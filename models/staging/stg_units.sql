-- One row per unit that is converted.
with units as (
    select * from {{ source('raw', 'units_now') }}
),

renamed as (
    select
        unit,
        base_unit,
        factor,
        file,
        line,
    from units
)

select * from renamed
