-- One row per phrase that bears out a value.
with phrases as (
    select * from {{ source('raw', 'phrases_now') }}
),

renamed as (
    select
        attribute,
        value,
        phrase,
        file,
        line,
    from phrases
)

select * from renamed
