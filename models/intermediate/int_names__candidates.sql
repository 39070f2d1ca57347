-- One row per name of one word that is still open, and person whom it may be.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

scored as (
    select * from {{ ref('int_names__scored') }}
),

grouped as (
    select * from {{ ref('int_names__grouped') }}
),

groups as (
    select * from {{ ref('int_groups__people') }}
),

known as (
    select * from {{ ref('int_names__known') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
),

names_open as (
    select distinct mentions.exact_folded as name
    from mentions
    left join grouped on mentions.exact_folded = grouped.name
    where mentions.person_id is null and grouped.name is null
),

pairs as (
    select name, other_name, score, reason from scored
    union all
    select other_name as name, name as other_name, score, reason from scored
),

people_by_score as (
    select
        names_open.name,
        groups.person_id,
        pairs.other_name as whole_name,
        pairs.score,
        pairs.reason,
        groups.known_count = 1 as is_known,
    from names_open
    inner join pairs on names_open.name = pairs.name
    inner join grouped on pairs.other_name = grouped.name
    inner join groups on grouped.group_name = groups.group_name
    where pairs.score >= {{ one_person() }}
),

people_by_name as (
    select
        names_open.name,
        known.person_id,
        known.name as whole_name,
        1.0 as score,
        known.name as reason,
        true as is_known,
    from names_open
    inner join known on names_open.name = known.name
),

people_possible as (
    select *, true as is_same_name from people_by_name
    union all
    select *, false as is_same_name from people_by_score
),

people_apart as (
    select
        judged.name,
        coalesce(known.person_id, groups.person_id) as person_id,
    from judged
    left join known on judged.other_name = known.name
    left join grouped on judged.other_name = grouped.name
    left join groups on grouped.group_name = groups.group_name
    where not judged.is_one_person
),

candidates as (
    select
        people_possible.name,
        people_possible.person_id,
        people_possible.whole_name,
        people_possible.score,
        people_possible.reason,
        people_possible.is_known,
        people_possible.is_same_name,
    from people_possible
    left join people_apart
        on people_possible.name = people_apart.name
        and people_possible.person_id = people_apart.person_id
    -- one name of a person judged apart is enough to rule the person out
    where people_apart.name is null
    qualify row_number() over (
        partition by people_possible.name, people_possible.person_id
        order by
            people_possible.is_same_name desc,
            people_possible.score desc,
            people_possible.whole_name
    ) = 1
)

select * from candidates
