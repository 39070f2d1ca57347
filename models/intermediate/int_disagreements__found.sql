-- One row per disagreement: what a rule finds between sources, in their own words.
with disagreements_parts as (
    select * from {{ ref('int_disagreements__parts') }}
),

parts_by_subject as (
    select
        rule,
        about_id,
        min(claim_id) as claim_id,
        min(arithmetic) as arithmetic,
        string_agg(part_id, ',' order by part_id) as part_ids,
        string_agg(phrase, '; ' order by value_said, phrase) as phrases,
    from disagreements_parts
    group by rule, about_id
),

disagreements_told as (
    select
        concat(rule, '-', left(md5(concat(rule, '|', part_ids)), 10)) as disagreement_id,
        rule,
        about_id,
        claim_id,
        part_ids,
        case when arithmetic is not null then concat(arithmetic, '. ', phrases) else phrases end
            as detail,
    from parts_by_subject
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
    from disagreements_told
    group by disagreement_id, rule
)

select * from disagreements_found
