-- One row per fact that was taken back, or that gave way to another label of its words.
with facts_retracted as (
    select * from {{ ref('int_facts__retracted') }}
),

facts_fallen as (
    select * from {{ ref('int_facts__fallen') }}
),

labels_settled as (
    select * from {{ ref('int_labels__settled') }}
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
    select fact_id, other_fact_id, 2 + rank, reason from labels_settled
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
