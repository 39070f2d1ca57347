-- One row per origin, with the group of origins that may have told each other.
with facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

origins as (
    select
        origin_id,
        min(origin_is_from) as origin_is_from,
    from facts_with_origins
    group by origin_id
),

origins_owned as (
    select
        origins.origin_id,
        -- An owner may have an owner: two steps reach every holding met so far (2026-11).
        coalesce(owners.owner_id, sources.owner_id, origins.origin_id) as owner_id,
        -- Who is not named may be anybody, also somebody who is named elsewhere.
        origins.origin_is_from <> 'article' and coalesce(sources.kind, '') <> 'anonymous'
            as is_named,
    from origins
    left join sources on origins.origin_id = sources.source_id
    left join sources as owners on sources.owner_id = owners.source_id
),

-- Here is the place for deeper methods: shared rare errors, reused text, credit lines.
origins_grouped as (
    select
        origins_owned.origin_id,
        -- A person may be known as several sources, and may own a medium.
        case
            when owners.person_id is not null then concat('person:', owners.person_id)
            else origins_owned.owner_id
        end as origin_group_id,
        origins_owned.is_named,
    from origins_owned
    left join sources as owners on origins_owned.owner_id = owners.source_id
)

select * from origins_grouped
