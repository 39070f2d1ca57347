-- One row per disagreement: what a rule finds between sources, in their own words.
with disagreements_identified as (
    select * from {{ ref('int_disagreements__identified') }}
),

-- Two relations over the same facts are one disagreement: its id is made of the facts.
disagreements_found as (
    select
        disagreement_id,
        min(claim_id) as claim_id,
        rule,
        -- Not confirmed is a matter to know, not one to settle.
        case when rule = 'status_confirmed' then 'info' else 'warning' end as severity,
        min(about_id) as about_id,
        min(part_ids) as part_ids,
        string_agg(detail, ' / ' order by about_id) as detail,
    from disagreements_identified
    group by disagreement_id, rule
)

select * from disagreements_found
