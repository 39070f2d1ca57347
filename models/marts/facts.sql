-- One row per labelled fact, live or not.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

facts_live as (
    select * from {{ ref('int_facts__live') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

facts_told as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts_with_origins.outlet_id,
        facts.event_id,
        facts.subject_id,
        facts.scope_id,
        facts.source_id,
        facts.via_id,
        facts_with_origins.origin_id,
        facts.target_fact_id,
        facts.attribute,
        facts_as_intervals.value_kind,
        facts.value,
        facts_as_intervals.value_text,
        facts_as_intervals.low,
        facts_as_intervals.best,
        facts_as_intervals.high,
        facts_as_intervals.unit,
        facts_as_intervals.qualifier,
        facts_as_intervals.vague_policy,
        facts.stance,
        facts.exact,
        evidence.evidence_start,
        evidence.evidence_end,
        coalesce(evidence.evidence_state, 'orphaned') as evidence_state,
        facts_live.not_live_because,
        facts_gone.gone_in_version,
        facts.note,
        facts_as_intervals.earliest_on,
        facts_as_intervals.latest_on,
        facts_as_intervals.as_of,
        facts_as_intervals.as_of_earliest_on,
        facts_as_intervals.as_of_latest_on,
        facts_gone.gone_on,
        facts_live.is_live,
        facts_live.is_retracted,
        facts.labelled_by,
        facts.labelled_on,
    from facts
    inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id
    inner join facts_with_origins on facts.fact_id = facts_with_origins.fact_id
    inner join facts_live on facts.fact_id = facts_live.fact_id
    left join evidence on facts.fact_id = evidence.fact_id
    left join facts_gone on facts.fact_id = facts_gone.fact_id
)

select * from facts_told
