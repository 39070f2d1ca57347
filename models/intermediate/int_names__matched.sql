-- One row per folded name that some mention leaves open, and the person it is.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

names_judged as (
    select * from {{ ref('int_names__judged') }}
),

names_joined as (
    select * from {{ ref('int_names__joined') }}
),

names_known as (
    select
        person_id,
        {{ folded_words('name') }} as name,
    from people
    union
    select
        person_id,
        {{ folded_words('exact') }} as name,
    from mentions
    where person_id is not null
),

people_apart as (
    select distinct
        names_judged.name,
        names_known.person_id,
    from names_judged
    inner join names_known on names_judged.other_name = names_known.name
    where not names_judged.is_one_person
),

people_possible as (
    select
        names_joined.name,
        min(names_known.person_id) as person_id,
        count(distinct names_known.person_id) as candidate_count,
        bool_or(names_known.name = names_joined.name) as is_same_name,
    from names_joined
    inner join names_known on names_joined.other_name = names_known.name
    left join people_apart
        on names_joined.name = people_apart.name
        and names_known.person_id = people_apart.person_id
    -- one name of a person judged apart is enough to rule the person out
    where people_apart.name is null
    group by names_joined.name
),

names_left as (
    select
        names_joined.name,
        names_joined.other_name,
    from names_joined
    left join people_possible on names_joined.name = people_possible.name
    -- two possible people are none: the name is a person of its own until it is judged
    where coalesce(people_possible.candidate_count, 0) <> 1
),

people_new as (
    select
        names_left.name,
        min(others.name) as leading_name,
    from names_left
    -- of several new names of one person, the first gives the id
    inner join names_left as others on names_left.other_name = others.name
    group by names_left.name
),

people_named as (
    select
        people_new.name,
        replace(people_new.leading_name, ' ', '-')
        -- a slug that people.csv uses already is somebody else's
        || case when people.person_id is null then '' else '-2' end as person_id,
    from people_new
    left join people on replace(people_new.leading_name, ' ', '-') = people.person_id
),

names_matched as (
    select distinct
        names_joined.name,
        coalesce(people_named.person_id, people_possible.person_id) as person_id,
        case
            when people_possible.candidate_count > 1 then 'ambiguous'
            when people_possible.candidate_count is null then 'new'
            when people_possible.is_same_name then 'name'
            else 'judgement'
        end as matched_by,
        coalesce(people_possible.candidate_count, 0) as candidate_count,
    from names_joined
    left join people_possible on names_joined.name = people_possible.name
    left join people_named on names_joined.name = people_named.name
)

select * from names_matched
