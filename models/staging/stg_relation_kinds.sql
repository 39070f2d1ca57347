-- One row per role of a kind of relation that the labels declare.
with relation_kinds as (
    select * from {{ source('raw', 'relation_kinds_now') }}
),

renamed as (
    select
        kind,
        role,
        times,
        takes_many,
        total_low,
        total_high,
        file,
        line,
    from relation_kinds
)

select * from renamed
