-- One row per fact and retraction of another that it rests on, and so falls with.
with facts as (
    select * from {{ ref('int_facts__asserted') }}
),

facts_leaning as (
    select * from {{ ref('int_facts__leaning') }}
),

retractions as (
    select * from {{ ref('int_retractions__weighed') }}
),

-- An origin that takes back its word takes it back from everybody who had it by then: the same
-- speaker through the same hands, and no other figure of his.
said_alike as (
    select
        facts.fact_id,
        retractions.retraction_id,
    from retractions
    inner join facts as targets on retractions.fact_id = targets.fact_id
    inner join facts
        on targets.claim_id = facts.claim_id
        and targets.speaker_id = facts.speaker_id
        and targets.origin_group_id = facts.origin_group_id
    where retractions.is_by_origin
        and facts.fact_id <> targets.fact_id
        and coalesce(facts.published_on <= retractions.retracted_on, true)
        and coalesce(facts.value_folded = targets.value_folded, true)
        and {{ intervals_meet('facts.low', 'facts.high', 'targets.low', 'targets.high') }}
        and {{ intervals_meet(
            'facts.earliest_on', 'facts.latest_on', 'targets.earliest_on', 'targets.latest_on'
        ) }}
),

falls_0 as (
    select fact_id, retraction_id from retractions
    union
    select fact_id, retraction_id from said_alike
),

steps_0 as (
    select
        fact_id,
        leans_on_fact_id as rests_on_id,
    from facts_leaning
    -- of two articles with one text either may be the copy: neither falls with the other
    where is_directed
),

-- Each round doubles the steps: six reach through 63 copies of copies.
{%- for round in [1, 2, 3, 4, 5, 6] %}
falls_{{ round }} as (
    select fact_id, retraction_id from falls_{{ round - 1 }}
    union
    select
        steps_{{ round - 1 }}.fact_id,
        falls_{{ round - 1 }}.retraction_id,
    from steps_{{ round - 1 }}
    inner join falls_{{ round - 1 }}
        on steps_{{ round - 1 }}.rests_on_id = falls_{{ round - 1 }}.fact_id
),

steps_{{ round }} as (
    select
        nearer.fact_id,
        further.rests_on_id,
    from steps_{{ round - 1 }} as nearer
    inner join steps_{{ round - 1 }} as further on nearer.rests_on_id = further.fact_id
),
{%- endfor %}

facts_fallen as (
    select
        falls_6.fact_id,
        retractions.fact_id as fallen_with_id,
        falls_6.retraction_id,
        retractions.retracted_on,
        retractions.taken_back_on,
        retractions.is_standing,
    from falls_6
    inner join retractions on falls_6.retraction_id = retractions.retraction_id
    -- what was taken back in so many words needs no other reason
    where falls_6.fact_id <> retractions.fact_id
)

select * from facts_fallen
