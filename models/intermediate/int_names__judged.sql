-- One row per ordered pair of folded names that were judged to be one person or two.
with judgements as (
    select * from {{ ref('stg_person_judgements') }}
),

judgements_both_ways as (
    select
        name_a_folded as name,
        name_b_folded as other_name,
        judgement,
    from judgements
    union all
    select
        name_b_folded as name,
        name_a_folded as other_name,
        judgement,
    from judgements
),

names_judged as (
    select
        name,
        other_name,
        -- whatever else was said of the two, one negative judgement keeps them apart
        not bool_or(judgement = 'negative') as is_one_person,
    from judgements_both_ways
    -- unsure neither joins nor keeps apart
    where judgement in ('positive', 'negative')
    group by name, other_name
)

select * from names_judged
