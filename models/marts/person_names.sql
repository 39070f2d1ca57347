-- One row per spelling of a person in an article, and the role printed with it.
with mentions as (
    select * from {{ ref('int_people__matched') }}
),

names_printed as (
    select distinct
        person_id,
        article_id,
        name,
        role,
    from mentions
    -- a label whose words are not in the article is no spelling of it
    where mention_state = 'anchored'
)

select * from names_printed
