-- One row per group of names, and the person whose names they are.
with names_read as (
    select * from {{ ref('int_names__read') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

grouped as (
    select * from {{ ref('int_names__grouped') }}
),

known as (
    select * from {{ ref('int_names__known') }}
),

names_in_groups as (
    select
        coalesce(grouped.group_name, names_read.name) as group_name,
        known.person_id,
    from names_read
    left join grouped on names_read.name = grouped.name
    left join known on names_read.name = known.name
),

groups as (
    select
        group_name,
        count(distinct person_id) as known_count,
        min(person_id) as person_id,
        replace(group_name, ' ', '-') as slug,
    from names_in_groups
    group by group_name
),

groups_placed as (
    select
        groups.group_name,
        groups.person_id,
        groups.known_count,
        -- a slug that people.csv uses already is somebody else's
        groups.slug || case when people.person_id is null then '' else '-2' end as new_id,
    from groups
    left join people on groups.slug = people.person_id
),

groups_named as (
    select
        group_name,
        -- one name of two people is a person of its own until it is judged
        case when known_count = 1 then person_id else new_id end as person_id,
        new_id,
        known_count,
    from groups_placed
)

select * from groups_named
