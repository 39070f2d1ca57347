-- One row per fact and retraction or correction that takes it back, whether it stands or not.
with retractions_judged as (
    select * from {{ ref('int_retractions__judged') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

retractions as (
    select
        retractions_judged.target_fact_id as fact_id,
        retractions_judged.fact_id as retraction_id,
        retractions_judged.told_on as retracted_on,
        retractions_judged.is_by_origin,
        retractions_judged.is_correction,
    from retractions_judged
    inner join evidence on retractions_judged.fact_id = evidence.fact_id
    left join facts_gone on retractions_judged.fact_id = facts_gone.fact_id
    where retractions_judged.no_effect_because is null
        -- only words that are or were in the article can take anything back: a note that went
        -- later has not said the first word again
        and (
            evidence.evidence_state in ('anchored', 'moved')
            or facts_gone.fact_id is not null
        )
),

-- Who takes a retraction back says the first word again. Who takes back or corrects a
-- correction has not: the first figure was wrong before and after.
taken_back as (
    select
        fact_id,
        min(retracted_on) as taken_back_on,
    from retractions
    where not is_correction
    group by fact_id
),

retractions_weighed as (
    select
        retractions.fact_id,
        retractions.retraction_id,
        retractions.retracted_on,
        taken_back.taken_back_on,
        retractions.is_by_origin,
        retractions.is_correction,
        taken_back.fact_id is null as is_standing,
    from retractions
    left join taken_back
        on retractions.retraction_id = taken_back.fact_id
        and not retractions.is_correction
)

select * from retractions_weighed
