-- One row per source: whoever may be said to have said something.
with sources as (
    select * from {{ source('raw', 'sources_now') }}
),

renamed as (
    select
        source_id,
        owner_id,
        person_id,
        name,
        kind,
        time_zone,
        file,
        line,
    from sources
)

select * from renamed
