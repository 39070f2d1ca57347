-- One row per folded name that some mention leaves open and name that may stand for it.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

names_judged as (
    select * from {{ ref('int_names__judged') }}
),

names_open as (
    select distinct {{ folded_words('exact') }} as name
    from mentions
    -- where the labeller says who it is, nothing is to be matched
    where person_id is null
),

-- two judgements deep: a third in a row wants one of its own, and no recursion is needed
names_reached as (
    select
        name,
        name as other_name,
    from names_open
    union
    select
        names_open.name,
        nearer.other_name,
    from names_open
    inner join names_judged as nearer on names_open.name = nearer.name
    where nearer.is_one_person
    union
    select
        names_open.name,
        further.other_name,
    from names_open
    inner join names_judged as nearer on names_open.name = nearer.name
    inner join names_judged as further on nearer.other_name = further.name
    where nearer.is_one_person and further.is_one_person
),

names_joined as (
    select
        names_reached.name,
        names_reached.other_name,
    from names_reached
    left join names_judged
        on names_reached.name = names_judged.name
        and names_reached.other_name = names_judged.other_name
    -- what is judged apart stays apart, also by way of a third name
    where names_judged.is_one_person is null or names_judged.is_one_person
)

select * from names_joined
