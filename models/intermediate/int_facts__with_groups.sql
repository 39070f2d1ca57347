-- One row per fact, with the origins that it counts once with before any leaning is looked for.
with facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

origins_grouped as (
    select * from {{ ref('int_origins__grouped') }}
),

sources_owned as (
    select * from {{ ref('int_sources__owned') }}
),

facts_with_groups as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.outlet_id,
        facts.voice_id,
        facts.origin_id,
        origins_grouped.speaker_id,
        case
            when origins_grouped.is_named or facts.origin_is_from = 'article'
                then origins_grouped.origin_group_id
            -- `Officials` of two outlets may be two; if one agency or house brought them, one.
            else concat(
                origins_grouped.origin_group_id, '|',
                coalesce(
                    carriers.owner_group_id,
                    facts.carrier_id,
                    voices.owner_group_id,
                    facts.voice_id
                )
            )
        end as origin_group_id,
        facts.published_at,
        facts.published_on,
        origins_grouped.is_named,
        facts.origin_is_from in ('wire', 'outlet', 'article') as is_own_voice,
        facts.origin_is_from in ('via', 'wire', 'outlet', 'article')
        or origins_grouped.is_medium
        or not origins_grouped.is_named as is_passed_on,
    from facts_with_origins as facts
    inner join origins_grouped on facts.origin_id = origins_grouped.origin_id
    left join sources_owned as carriers on facts.carrier_id = carriers.source_id
    left join sources_owned as voices on facts.voice_id = voices.source_id
)

select * from facts_with_groups
