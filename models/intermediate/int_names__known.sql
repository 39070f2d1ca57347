-- One row per folded name and person whom the labels know by it.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

names_known as (
    select
        name_folded as name,
        person_id,
    from people
    union
    select
        exact_folded as name,
        person_id,
    from mentions
    where person_id is not null
)

select * from names_known
