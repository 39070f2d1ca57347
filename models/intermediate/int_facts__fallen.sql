-- One row per fact that rests on one that was taken back, and so falls with it.
with facts as (
    select * from {{ ref('int_facts__asserted') }}
),

facts_leaning as (
    select * from {{ ref('int_facts__leaning') }}
),

facts_retracted as (
    select * from {{ ref('int_facts__retracted') }}
),

-- An origin that takes back its word takes it back from everybody who had it by then: the same
-- speaker through the same hands, and no other figure of his.
said_alike as (
    select
        facts.fact_id,
        min(targets.fact_id) as fallen_with_id,
    from facts_retracted
    inner join facts as targets on facts_retracted.fact_id = targets.fact_id
    inner join facts
        on targets.claim_id = facts.claim_id
        and targets.speaker_id = facts.speaker_id
        and targets.origin_group_id = facts.origin_group_id
    where facts_retracted.is_by_origin
        and facts.fact_id <> targets.fact_id
        and coalesce(facts.published_on <= facts_retracted.retracted_on, true)
        and coalesce(facts.value_folded = targets.value_folded, true)
        and {{ intervals_meet('facts.low', 'facts.high', 'targets.low', 'targets.high') }}
        and {{ intervals_meet(
            'facts.earliest_on', 'facts.latest_on', 'targets.earliest_on', 'targets.latest_on'
        ) }}
    group by facts.fact_id
),

gone as (
    select fact_id from facts_retracted
    union
    select fact_id from said_alike
),

steps_0 as (
    select
        facts_leaning.fact_id,
        facts_leaning.leans_on_fact_id as rests_on_id,
        gone.fact_id as fallen_with_id,
    from facts_leaning
    left join gone on facts_leaning.leans_on_fact_id = gone.fact_id
    -- of two articles with one text either may be the copy: neither falls with the other
    where facts_leaning.is_directed
),

-- Each round doubles the steps: six reach through 64 copies of copies.
{%- for round in [1, 2, 3, 4, 5, 6] %}
steps_{{ round }} as (
    select
        nearer.fact_id,
        further.rests_on_id,
        coalesce(nearer.fallen_with_id, further.fallen_with_id) as fallen_with_id,
    from steps_{{ round - 1 }} as nearer
    left join steps_{{ round - 1 }} as further on nearer.rests_on_id = further.fact_id
),
{%- endfor %}

falls as (
    select fact_id, fallen_with_id from said_alike
    union all
    select fact_id, fallen_with_id from steps_6
    where fallen_with_id is not null
),

facts_fallen as (
    select
        fact_id,
        min(fallen_with_id) as fallen_with_id,
    from falls
    -- what was taken back in so many words needs no other reason
    where fact_id not in (select fact_id from facts_retracted)
    group by fact_id
)

select * from facts_fallen
