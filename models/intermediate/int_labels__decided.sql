-- One row per label and other labeller who says otherwise, or nothing, with what was decided.
with labels_differing as (
    select * from {{ ref('int_labels__differing') }}
),

labels_merged as (
    select * from {{ ref('int_labels__merged') }}
),

adjudications as (
    select * from {{ ref('stg_adjudications') }}
),

-- A decision on a label is one on all that say the same.
adjudications_read as (
    select
        adjudications.decision,
        labels.standing_fact_id as named_fact_id,
        least(labels.standing_fact_id, others.standing_fact_id) as fact_id,
        -- null where only one labeller has it
        case
            when others.fact_id is not null
                then greatest(labels.standing_fact_id, others.standing_fact_id)
        end as other_fact_id,
        adjudications.file,
        adjudications.line,
    from adjudications
    inner join labels_merged as labels on adjudications.fact_id = labels.fact_id
    left join labels_merged as others on adjudications.other_fact_id = others.fact_id
    where adjudications.other_fact_id is null
        or others.fact_id is not null
),

decisions as (
    select
        fact_id,
        other_fact_id,
        min(decision) as decision,
        max(case when decision = 'prefer' then named_fact_id end) as preferred_fact_id,
        min(file) as file,
        min(line) as line,
        min(concat(decision, named_fact_id)) < max(concat(decision, named_fact_id))
        -- only who is preferred makes two rows of one decision contradict each other
        and (min(decision) < max(decision) or min(decision) = 'prefer') as is_contradictory,
    from adjudications_read
    group by fact_id, other_fact_id
),

labels_decided as (
    select
        labels_differing.fact_id,
        labels_differing.other_fact_id,
        labels_differing.unit_id,
        labels_differing.article_id,
        labels_differing.differs_in,
        case
            when labels_differing.adjudicated_fact_id is not null then 'decided'
            when decisions.is_contradictory then 'contradictory'
            when decisions.decision is not null then 'decided'
            when labels_differing.other_fact_id is null then 'unmatched'
            else 'open'
        end as state,
        case
            when labels_differing.adjudicated_fact_id is not null then 'relabelled'
            when not decisions.is_contradictory then decisions.decision
        end as decision,
        case
            when labels_differing.adjudicated_fact_id is not null
                then labels_differing.adjudicated_fact_id
            when not decisions.is_contradictory then decisions.preferred_fact_id
        end as preferred_fact_id,
        labels_differing.labelled_by,
        labels_differing.other_labelled_by,
        decisions.file,
        decisions.line,
    from labels_differing
    left join decisions
        on labels_differing.fact_id = decisions.fact_id
        and labels_differing.other_fact_id is not distinct from decisions.other_fact_id
)

select * from labels_decided
