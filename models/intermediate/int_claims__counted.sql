-- One row per claim, with how many facts, articles, outlets, owners and origins bear on it.
with facts_live as (
    select * from {{ ref('int_facts__live') }}
),

facts_with_groups as (
    select * from {{ ref('int_facts__with_groups') }}
),

origins_joined as (
    select * from {{ ref('int_origins__joined') }}
),

sources_owned as (
    select * from {{ ref('int_sources__owned') }}
),

facts_flagged as (
    select
        facts_live.claim_id,
        facts_live.article_id,
        facts_with_groups.outlet_id,
        coalesce(sources_owned.owner_group_id, facts_with_groups.outlet_id) as owner_id,
        origins_joined.independent_origin_id,
        facts_live.stance = 'asserts' as is_asserting,
        facts_live.stance in ('denies', 'unconfirmed') as is_dissenting,
        origins_joined.is_named,
        facts_live.is_live,
        facts_live.is_retracted,
    from facts_live
    inner join facts_with_groups on facts_live.fact_id = facts_with_groups.fact_id
    -- who does not assert it is no origin of it
    left join origins_joined
        on facts_live.claim_id = origins_joined.claim_id
        and facts_with_groups.origin_group_id = origins_joined.origin_group_id
    left join sources_owned on facts_with_groups.outlet_id = sources_owned.source_id
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
        count(distinct independent_origin_id)
            filter (where is_live and is_asserting and is_named) as named_origin_count,
        count(distinct independent_origin_id)
            filter (where is_live and is_asserting and not is_named) as unnamed_origin_count,
        count(*) filter (where is_asserting) as asserted_count,
        count(*) filter (where is_asserting and is_retracted) as retracted_count,
    from facts_flagged
    group by claim_id
),

origins_bounded as (
    select
        claims_summed.*,
        -- An origin without a name may be any of the named ones, and at the most one more.
        case when support > 0 then greatest(named_origin_count, 1) else 0 end
            as origin_count_low,
        named_origin_count + unnamed_origin_count as origin_count_high,
    from claims_summed
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
        origin_count_low,
        origin_count_high,
        case
            when origin_count_high = 1 then true
            when origin_count_low > 1 then false
        end as is_single_origin,
        asserted_count > 0 and asserted_count = retracted_count as is_retracted,
    from origins_bounded
)

select * from claims_counted
