-- One row per rule and thing that it found: the disagreement, by the id that its facts give it.
with disagreements_parts as (
    select * from {{ ref('int_disagreements__parts') }}
),

claims_inferred as (
    select * from {{ ref('int_claims__inferred') }}
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

disagreements_identified as (
    select
        concat(rule, '-', left(md5(concat(rule, '|', part_ids)), 10)) as disagreement_id,
        rule,
        about_id,
        parts_by_subject.claim_id,
        part_ids,
        concat(
            case when arithmetic is not null then concat(arithmetic, '. ') else '' end,
            phrases,
            -- Of accounts that exclude each other, what is related may tell which one fits.
            case
                when rule = 'sources_agree' and claims_inferred.is_narrowed
                    then concat('. Of what is related, ', claims_inferred.inferred_because)
                else ''
            end
        ) as detail,
    from parts_by_subject
    left join claims_inferred on parts_by_subject.claim_id = claims_inferred.claim_id
)

select * from disagreements_identified
