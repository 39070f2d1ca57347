-- One row per fact that was taken back, or that gave way to another label of its words.
with facts as (
    select * from {{ ref('stg_facts') }}
),

facts_retracted as (
    select * from {{ ref('int_facts__retracted') }}
),

facts_fallen as (
    select * from {{ ref('int_facts__fallen') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

-- Only words that are in the article are labelled twice.
facts_found as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.source_id,
        facts.via_id,
        facts.target_fact_id,
        facts.value,
        facts.unit,
        facts.as_of,
        facts.stance,
        facts.labelled_by,
        evidence.evidence_start,
        evidence.evidence_end,
    from facts
    inner join evidence on facts.fact_id = evidence.fact_id
    where evidence.evidence_state in ('anchored', 'moved')
),

-- Two labellers read the same words of one article as being about one claim.
double_labels as (
    select
        facts_found.fact_id,
        others.fact_id as other_fact_id,
        others.labelled_by = 'adjudicated' as is_adjudicated,
        facts_found.value is not distinct from others.value
            and facts_found.unit is not distinct from others.unit
            and facts_found.stance = others.stance
            and facts_found.as_of is not distinct from others.as_of
            and facts_found.source_id is not distinct from others.source_id
            and facts_found.via_id is not distinct from others.via_id
            and facts_found.target_fact_id is not distinct from others.target_fact_id
            as is_alike,
    from facts_found
    inner join facts_found as others
        on facts_found.claim_id = others.claim_id
        and facts_found.article_id = others.article_id
    where facts_found.labelled_by <> others.labelled_by
        and facts_found.labelled_by <> 'adjudicated'
        and facts_found.evidence_start < others.evidence_end
        and others.evidence_start < facts_found.evidence_end
),

reasons as (
    select
        fact_id,
        retraction_id as other_fact_id,
        1 as rank,
        case when is_correction then 'corrected by' else 'retracted by' end as reason,
    from facts_retracted
    union all
    select fact_id, fallen_with_id, 2, 'rests on the retracted' from facts_fallen
    where is_standing
    union all
    select fact_id, other_fact_id, 3, 'adjudicated as' from double_labels where is_adjudicated
    union all
    -- Labels that agree need no adjudication: the first of them stands for both.
    select fact_id, other_fact_id, 4, 'labelled alike as' from double_labels
    where is_alike and not is_adjudicated and other_fact_id < fact_id
    union all
    select fact_id, other_fact_id, 5, 'to be adjudicated with' from double_labels
    where not is_alike and not is_adjudicated
),

facts_taken_back as (
    select
        fact_id,
        other_fact_id,
        reason,
        rank <= 2 as is_retracted,
    from reasons
    -- The gravest reason is the one that is told.
    qualify row_number() over (partition by fact_id order by rank, other_fact_id) = 1
)

select * from facts_taken_back
