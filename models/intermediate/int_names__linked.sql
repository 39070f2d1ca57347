-- One row per name and other name of the same group, the best link only.
with grouped as (
    select * from {{ ref('int_names__grouped') }}
),

scored as (
    select * from {{ ref('int_names__scored') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
),

known as (
    select * from {{ ref('int_names__known') }}
),

names_known as (
    select distinct name from known
),

links as (
    select
        name,
        other_name,
        1.0 as score,
        'judgement' as linked_by,
        'judged to be one person' as reason,
    from judged
    where is_one_person
    union all
    select name, other_name, score, 'score' as linked_by, reason from scored
    where score >= {{ slip_of_the_pen() }}
    union all
    select other_name as name, name as other_name, score, 'score' as linked_by, reason
    from scored
    where score >= {{ slip_of_the_pen() }}
),

names_linked as (
    select
        links.name,
        links.other_name,
        links.linked_by,
        links.score,
        links.reason,
    from links
    inner join grouped on links.name = grouped.name
    inner join grouped as others
        on links.other_name = others.name
        and grouped.group_name = others.group_name
    left join names_known on links.other_name = names_known.name
    -- a person's word first, then what leads to somebody known
    qualify row_number() over (
        partition by links.name
        order by links.linked_by, names_known.name is null, links.score desc, links.other_name
    ) = 1
)

select * from names_linked
