-- One row per claim: what its newest facts say together, and whether they can all be true.
with facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

positions_conflicting as (
    select * from {{ ref('int_positions__conflicting') }}
),

claims_summed as (
    select * from {{ ref('int_claims__summed') }}
),

claims as (
    select distinct
        claim_id,
        value_kind,
        unit,
        over_time,
        is_single_valued,
    from facts_as_intervals
),

asserted_levels as (
    select distinct
        claim_id,
        article_id,
        as_of_earliest_on,
        as_of_latest_on,
    from facts_positioned
    -- What is fixed is compared always, and what grows is held against its earlier self.
    where stance = 'asserts'
        and over_time = 'level'
),

-- Two articles on a level are comparable if they speak of one time.
levels_comparable as (
    select distinct asserted_levels.claim_id
    from asserted_levels
    inner join asserted_levels as others
        on asserted_levels.claim_id = others.claim_id
        and asserted_levels.article_id < others.article_id
    where {{ intervals_meet(
        'asserted_levels.as_of_earliest_on', 'asserted_levels.as_of_latest_on',
        'others.as_of_earliest_on', 'others.as_of_latest_on'
    ) }}
),

claims_disputed as (
    select distinct claim_id from positions_conflicting
    -- Not confirmed is not denied.
    where is_contradiction
),

claims_judged as (
    select
        claims.claim_id,
        case
            when claims_summed.claim_id is null then 'not_comparable'
            when claims_disputed.claim_id is not null then 'disputed'
            when claims_summed.interval_count = 0 then 'not_comparable'
            when claims_summed.article_count = 1 then 'single'
            when claims.over_time = 'level' and levels_comparable.claim_id is null
                then 'not_comparable'
            when claims_summed.value_count = 1 then 'identical'
            else 'compatible'
        end as agreement,
        -- Several values that are all true (two sentences, two dates) are told by their span.
        -- A growing count is what its newest day says, unless that is what is in dispute.
        (claims_disputed.claim_id is not null and claims.over_time <> 'cumulative')
            or coalesce(claims_summed.is_apart, false) as is_wide,
    from claims
    left join claims_summed on claims.claim_id = claims_summed.claim_id
    left join levels_comparable on claims.claim_id = levels_comparable.claim_id
    left join claims_disputed on claims.claim_id = claims_disputed.claim_id
),

claims_compared as (
    select
        claims.claim_id,
        claims.value_kind,
        claims.unit,
        claims.over_time,
        claims_judged.agreement,
        case when claims_judged.agreement <> 'disputed' then claims_summed.value_text end
            as value_text,
        case when is_wide then span_low else shared_low end as low,
        case
            when is_wide then null
            when shared_low = shared_high then shared_low
            when best_low = best_high and best_low between shared_low and shared_high
                then best_low
        end as best,
        case when is_wide then span_high else shared_high end as high,
        case when is_wide then span_earliest_on else shared_earliest_on end as earliest_on,
        case when is_wide then span_latest_on else shared_latest_on end as latest_on,
        claims.is_single_valued,
    from claims
    inner join claims_judged on claims.claim_id = claims_judged.claim_id
    left join claims_summed on claims.claim_id = claims_summed.claim_id
)

select * from claims_compared
