-- One row per labelled mention, and the person it names.
with mentions as (
    select * from {{ ref('int_mentions__located') }}
),

names as (
    select * from {{ ref('int_names__matched') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

people_matched as (
    select
        mentions.article_id,
        coalesce(mentions.person_id, names.person_id) as person_id,
        mentions.exact as name,
        mentions.role,
        mentions.mention_state,
        case when mentions.person_id is not null then 'label' else names.matched_by end
            as matched_by,
        coalesce(names.candidate_count, 0) as candidate_count,
        mentions.as_of,
        people.person_id is not null as is_known,
        mentions.file,
        mentions.line,
    from mentions
    left join names
        on {{ folded_words('mentions.exact') }} = names.name
        -- the labeller's word goes before any match
        and mentions.person_id is null
    left join people on coalesce(mentions.person_id, names.person_id) = people.person_id
)

select * from people_matched
