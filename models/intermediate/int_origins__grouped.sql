-- One row per origin, with the owner or person that it counts once with.
with facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

sources_owned as (
    select * from {{ ref('int_sources__owned') }}
),

origins as (
    select
        origin_id,
        min(origin_is_from) as origin_is_from,
    from facts_with_origins
    group by origin_id
),

origins_grouped as (
    select
        origins.origin_id,
        coalesce(sources_owned.owner_group_id, origins.origin_id) as origin_group_id,
        coalesce(sources_owned.speaker_id, origins.origin_id) as speaker_id,
        -- Who is not named may be anybody, also somebody who is named elsewhere.
        origins.origin_is_from <> 'article' and not coalesce(sources_owned.is_anonymous, false)
            as is_named,
        origins.origin_is_from = 'article' or coalesce(sources_owned.is_medium, false)
            as is_medium,
    from origins
    left join sources_owned on origins.origin_id = sources_owned.source_id
)

select * from origins_grouped
