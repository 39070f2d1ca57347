-- One row per fact and retraction or correction that takes it back and that stands.
with facts as (
    select * from {{ ref('stg_facts') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

-- Only words that are in the article can take anything back.
retractions_found as (
    select
        facts.fact_id,
        facts.target_fact_id,
        facts.claim_id,
        facts.article_id,
        facts.source_id,
        facts_with_origins.outlet_id,
        facts_with_origins.origin_id,
        facts_with_origins.published_on,
        facts.stance = 'asserts' as is_correction,
    from facts
    inner join facts_with_origins on facts.fact_id = facts_with_origins.fact_id
    inner join evidence on facts.fact_id = evidence.fact_id
    -- who says something else in its place corrects it
    where facts.stance in ('retracts', 'asserts')
        and facts.target_fact_id is not null
        and evidence.evidence_state in ('anchored', 'moved')
),

-- Nobody can take back another's word: that would be a denial. An outlet takes back what it
-- printed in its own voice, not in that of somebody whom it quotes.
retractions as (
    select
        targets.fact_id,
        retractions_found.fact_id as retraction_id,
        retractions_found.published_on as retracted_on,
        coalesce(
            retractions_found.source_id = targets.source_id
            or retractions_found.origin_id = targets.origin_id,
            false
        ) as is_by_origin,
        retractions_found.is_correction,
    from retractions_found
    inner join facts_with_origins as targets
        on retractions_found.target_fact_id = targets.fact_id
    where (
            retractions_found.source_id in (targets.source_id, targets.outlet_id)
            or retractions_found.origin_id = targets.origin_id
            or (
                retractions_found.source_id is null
                and (
                    retractions_found.outlet_id = targets.outlet_id
                    or retractions_found.article_id = targets.article_id
                )
            )
        )
        -- what is said of another claim puts nothing in its place
        and (not is_correction or retractions_found.claim_id = targets.claim_id)
),

-- A retraction that was itself taken back takes nothing back.
facts_retracted as (
    select
        retractions.fact_id,
        retractions.retraction_id,
        retractions.retracted_on,
        retractions.is_by_origin,
        retractions.is_correction,
    from retractions
    left join retractions as later on retractions.retraction_id = later.fact_id
    where later.fact_id is null
)

select * from facts_retracted
