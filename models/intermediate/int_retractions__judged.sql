-- One row per fact that takes back or corrects another, with why it cannot, if so.
with labels as (
    select * from {{ ref('stg_facts') }}
),

labels_settled as (
    select * from {{ ref('int_labels__settled') }}
),

-- A label that gave way to another, or waits for a decision, takes nothing back, and what is
-- taken back is the label that stands.
facts as (
    select
        labels.fact_id,
        coalesce(targets.stands_fact_id, labels.target_fact_id) as target_fact_id,
        labels.claim_id,
        labels.source_id,
        labels.stance,
    from labels
    left join labels_settled on labels.fact_id = labels_settled.fact_id
    left join labels_settled as targets on labels.target_fact_id = targets.fact_id
    where labels_settled.fact_id is null
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

-- A word that came with a later version was not said before it.
days_told as (
    select
        fact_id,
        arg_min(told_on, version) as told_on,
    from facts_in_versions
    where is_there
    group by fact_id
),

facts_told as (
    select
        facts_with_origins.*,
        coalesce(days_told.told_on, facts_with_origins.published_on) as told_on,
    from facts_with_origins
    left join days_told on facts_with_origins.fact_id = days_told.fact_id
),

compared as (
    select
        facts.fact_id,
        facts.target_fact_id,
        facts.claim_id,
        told.told_on,
        targets.told_on as target_told_on,
        coalesce(
            facts.source_id = targets.source_id or told.origin_id = targets.origin_id, false
        ) as is_by_origin,
        -- who says something else in its place corrects it
        facts.stance = 'asserts' as is_correction,
        facts.claim_id = targets.claim_id as is_same_claim,
        -- Nobody can take back another's word: that would be a denial. An outlet takes back
        -- what it printed in its own voice, not in that of somebody whom it quotes.
        coalesce(
            facts.source_id in (targets.source_id, targets.outlet_id)
            or told.origin_id = targets.origin_id
            or (
                facts.source_id is null
                and (
                    told.outlet_id = targets.outlet_id or told.article_id = targets.article_id
                )
            ),
            false
        ) as is_own_word,
        -- days of two zones may be one moment apart: the hours decide where both are known
        coalesce(
            told.told_on < targets.told_on
            and coalesce(told.published_at < targets.published_at, true),
            false
        ) as is_too_early,
    from facts
    inner join facts_told as told on facts.fact_id = told.fact_id
    inner join facts_told as targets on facts.target_fact_id = targets.fact_id
    -- a denial may name what it denies, and takes nothing back
    where facts.stance in ('retracts', 'asserts')
),

retractions_judged as (
    select
        fact_id,
        target_fact_id,
        claim_id,
        told_on,
        is_by_origin,
        is_correction,
        case
            when not is_same_claim then 'which is about another claim'
            when not is_own_word and is_correction then 'which another said'
            when not is_own_word then 'which another said: that is a denial'
            when is_too_early then concat('which was said only on ', target_told_on)
        end as no_effect_because,
    from compared
)

select * from retractions_judged
