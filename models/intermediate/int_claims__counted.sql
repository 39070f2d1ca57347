-- One row per claim, with how many facts, articles, outlets, owners and origins bear on it.
with facts_live as (
    select * from {{ ref('int_facts__live') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

origins_grouped as (
    select * from {{ ref('int_origins__grouped') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

facts_flagged as (
    select
        facts_live.claim_id,
        facts_live.article_id,
        facts_with_origins.outlet_id,
        -- As far up as the owners of origins are followed.
        coalesce(owners.owner_id, sources.owner_id, facts_with_origins.outlet_id) as owner_id,
        case
            when origins_grouped.is_named then origins_grouped.origin_group_id
            -- `Officials` of two outlets may be two; carried by one agency they are one.
            else concat(
                origins_grouped.origin_group_id, '|',
                coalesce(facts_with_origins.carrier_id, facts_with_origins.voice_id)
            )
        end as origin_group_id,
        facts_live.stance = 'asserts' as is_asserting,
        facts_live.stance in ('denies', 'unconfirmed') as is_dissenting,
        origins_grouped.is_named,
        facts_live.is_live,
        facts_live.is_retracted,
    from facts_live
    inner join facts_with_origins on facts_live.fact_id = facts_with_origins.fact_id
    inner join origins_grouped on facts_with_origins.origin_id = origins_grouped.origin_id
    left join sources on facts_with_origins.outlet_id = sources.source_id
    left join sources as owners on sources.owner_id = owners.source_id
),

-- Only what is live is counted; what was retracted makes is_retracted and nothing else.
claims_summed as (
    select
        claim_id,
        count(*) filter (where is_live) as fact_count,
        count(*) filter (where is_live and is_asserting) as support,
        count(*) filter (where is_live and is_dissenting) as dissent_count,
        count(distinct article_id) filter (where is_live) as article_count,
        count(distinct outlet_id) filter (where is_live) as outlet_count,
        count(distinct owner_id) filter (where is_live) as owner_count,
        count(distinct origin_group_id) filter (where is_live and is_asserting and is_named)
            as named_origin_count,
        count(distinct origin_group_id) filter (where is_live and is_asserting and not is_named)
            as unnamed_origin_count,
        count(*) filter (where is_asserting) as asserted_count,
        count(*) filter (where is_asserting and is_retracted) as retracted_count,
    from facts_flagged
    group by claim_id
),

claims_counted as (
    select
        claim_id,
        support,
        dissent_count,
        fact_count,
        article_count,
        outlet_count,
        owner_count,
        -- An origin without a name may be any of the named ones, and at the most one more.
        case when support > 0 then greatest(named_origin_count, 1) else 0 end
            as origin_count_low,
        named_origin_count + unnamed_origin_count as origin_count_high,
        asserted_count > 0 and asserted_count = retracted_count as is_retracted,
    from claims_summed
)

select * from claims_counted
