-- One row per spelling of a person in an article, and the role printed with it.
with mentions as (
    select * from {{ ref('int_people__matched') }}
),

names_printed as (
    select
        person_id,
        article_id,
        name,
        role,
        -- where two labels say the same, the first tells why
        min_by(matched_by, concat(file, lpad(cast(line as varchar), 9, '0'))) as matched_by,
        min_by(matched_name, concat(file, lpad(cast(line as varchar), 9, '0')))
            filter (where matched_name is not null) as matched_name,
        min_by(score, concat(file, lpad(cast(line as varchar), 9, '0')))
            filter (where score is not null) as score,
        min_by(reason, concat(file, lpad(cast(line as varchar), 9, '0')))
            filter (where reason is not null) as reason,
    from mentions
    -- a label whose words are not in the article is no spelling of it
    where mention_state = 'anchored'
    group by person_id, article_id, name, role
)

select * from names_printed
