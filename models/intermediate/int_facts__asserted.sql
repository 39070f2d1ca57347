-- One row per asserting fact whose words were found, with all that tells whose it is.
with facts_with_groups as (
    select * from {{ ref('int_facts__with_groups') }}
),

facts as (
    select * from {{ ref('int_facts__stated') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

labels_settled as (
    select * from {{ ref('int_labels__settled') }}
),

facts_asserted as (
    select
        facts_with_groups.fact_id,
        facts_with_groups.claim_id,
        facts_with_groups.article_id,
        facts_with_groups.outlet_id,
        facts_with_groups.voice_id,
        facts.source_id,
        facts.via_id,
        facts_with_groups.origin_id,
        facts_with_groups.speaker_id,
        facts_with_groups.origin_group_id,
        lower(facts_as_intervals.value_text) as value_folded,
        facts_as_intervals.low,
        facts_as_intervals.high,
        facts_as_intervals.earliest_on,
        facts_as_intervals.latest_on,
        facts_with_groups.published_at,
        facts_with_groups.published_on,
        facts_with_groups.is_named,
        facts_with_groups.is_own_voice,
        facts_with_groups.is_passed_on,
    from facts_with_groups
    inner join facts on facts_with_groups.fact_id = facts.fact_id
    inner join facts_as_intervals on facts_with_groups.fact_id = facts_as_intervals.fact_id
    inner join evidence on facts_with_groups.fact_id = evidence.fact_id
    left join facts_gone on facts_with_groups.fact_id = facts_gone.fact_id
    left join labels_settled on facts_with_groups.fact_id = labels_settled.fact_id
    -- who denies or does not know has not had it from anybody, and words that never were in the
    -- article tell nothing
    where facts.stance = 'asserts'
        and (
            evidence.evidence_state in ('anchored', 'moved', 'record')
            or facts_gone.fact_id is not null
        )
        -- what two labellers read once was said once
        and labels_settled.fact_id is null
)

select * from facts_asserted
