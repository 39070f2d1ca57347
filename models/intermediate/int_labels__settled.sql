-- One row per fact that gave way to another label of what it says, or waits for a decision.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
),

labels_decided as (
    select * from {{ ref('int_labels__decided') }}
),

sides as (
    select
        fact_id,
        other_fact_id,
        state,
        decision,
        preferred_fact_id,
    from labels_decided
    where state <> 'unmatched'
    union all
    select
        other_fact_id,
        fact_id,
        state,
        decision,
        preferred_fact_id,
    from labels_decided
    where other_fact_id is not null
),

outcomes as (
    select
        fact_id,
        adjudicated_fact_id as other_fact_id,
        1 as rank,
        'adjudicated as' as reason,
    from labels_merged
    -- also labels on which two agree and the adjudicator does not
    where fact_id <> adjudicated_fact_id
    union all
    select fact_id, preferred_fact_id, 2, 'adjudicated as' from sides
    where decision = 'prefer' and preferred_fact_id <> fact_id
    union all
    select fact_id, other_fact_id, 3, 'adjudicated as wrong, and so is' from sides
    where decision = 'neither' and other_fact_id is not null
    union all
    select fact_id, other_fact_id, 3, 'adjudicated as wrong' from sides
    where decision = 'neither' and other_fact_id is null
    union all
    -- Labels that agree need no adjudication: the first of them stands for all.
    select fact_id, standing_fact_id, 4, 'labelled alike as' from labels_merged
    where fact_id <> standing_fact_id
),

-- Who has lost against one is no rival to a third.
waiting as (
    select
        sides.fact_id,
        sides.other_fact_id,
        5 as rank,
        'to be adjudicated with' as reason,
    from sides
    left join outcomes on sides.fact_id = outcomes.fact_id
    left join outcomes as others on sides.other_fact_id = others.fact_id
    where sides.state in ('open', 'contradictory')
        and outcomes.fact_id is null
        and others.fact_id is null
),

reasons as (
    select * from outcomes
    union all
    select * from waiting
),

gravest as (
    select * from reasons
    -- The gravest reason is the one that is told.
    qualify row_number() over (partition by fact_id order by rank, other_fact_id) = 1
),

labels_settled as (
    select
        gravest.fact_id,
        gravest.other_fact_id,
        gravest.rank,
        gravest.reason,
        -- what stands for a label may itself have given way to a third
        case
            when gravest.rank not in (1, 2, 4) then gravest.fact_id
            when others.rank in (1, 2, 4) then others.other_fact_id
            else gravest.other_fact_id
        end as stands_fact_id,
    from gravest
    left join gravest as others on gravest.other_fact_id = others.fact_id
)

select * from labels_settled
