-- One row per disagreement and fact that takes part in it.
with disagreements_parts as (
    select * from {{ ref('int_disagreements__parts') }}
),

disagreements_found as (
    select * from {{ ref('int_disagreements__found') }}
),

disagreement_facts as (
    select distinct
        disagreements_found.disagreement_id,
        disagreements_parts.part_id as fact_id,
    from disagreements_found
    inner join disagreements_parts
        on disagreements_found.rule = disagreements_parts.rule
        and disagreements_found.about_id = disagreements_parts.about_id
    -- Quotations disagree as well, and are no facts.
    where disagreements_parts.is_fact
)

select * from disagreement_facts
