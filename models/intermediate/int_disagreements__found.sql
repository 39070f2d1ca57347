-- One row per disagreement: what a rule finds between sources, in their own words.
with disagreements_parts as (
    select * from {{ ref('int_disagreements__parts') }}
),

relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

parts_by_subject as (
    select
        rule,
        about_id,
        min(claim_id) as claim_id,
        string_agg(part_id, ',' order by part_id) as part_ids,
        string_agg(phrase, '; ' order by value_said, phrase) as phrases,
    from disagreements_parts
    group by rule, about_id
),

disagreements_told as (
    select
        concat(
            parts_by_subject.rule, '-',
            left(md5(concat(parts_by_subject.rule, '|', part_ids)), 10)
        ) as disagreement_id,
        parts_by_subject.rule,
        parts_by_subject.about_id,
        parts_by_subject.claim_id,
        parts_by_subject.part_ids,
        case
            when relations_checked.relation_id is not null
                then concat(relations_checked.detail, '. ', parts_by_subject.phrases)
            else parts_by_subject.phrases
        end as detail,
    from parts_by_subject
    left join relations_checked
        on parts_by_subject.about_id = relations_checked.relation_id
        -- A claim and a relation may bear one id.
        and parts_by_subject.rule not in (
            'sources_agree', 'status_agree', 'status_confirmed', 'counts_do_not_fall',
            'quotation_alike'
        )
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
