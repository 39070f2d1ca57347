-- One row per labelled mention, and the person it names.
with mentions as (
    select * from {{ ref('int_mentions__located') }}
),

names as (
    select * from {{ ref('int_names__matched') }}
),

names_in_articles as (
    select * from {{ ref('int_names__in_articles') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

mentions_matched as (
    select
        mentions.*,
        case
            when mentions.person_id is not null then 'label'
            when names_in_articles.candidate_count = 1 then 'article'
            when names_in_articles.candidate_count > 1 then 'ambiguous'
            else names.matched_by
        end as matched_by,
        case
            when mentions.person_id is not null then mentions.person_id
            when names_in_articles.candidate_count = 1 then names_in_articles.person_id
            -- a surname of several people says who is meant in its article alone, if there
            when names_in_articles.candidate_count > 1
                or (names.matched_by = 'ambiguous' and not names.is_whole)
                then replace(mentions.exact_folded, ' ', '-') || '--' || mentions.article_id
            else names.person_id
        end as matched_person_id,
        coalesce(names_in_articles.candidate_count, names.candidate_count, 0)
            as candidate_count,
        coalesce(names_in_articles.matched_name, names.matched_name) as matched_name,
        coalesce(names_in_articles.score, names.score) as score,
        coalesce(names_in_articles.reason, names.reason) as reason,
    from mentions
    left join names
        on mentions.exact_folded = names.name
        -- the labeller's word goes before any match
        and mentions.person_id is null
    left join names_in_articles
        on mentions.article_id = names_in_articles.article_id
        and mentions.exact_folded = names_in_articles.name
        and mentions.person_id is null
),

people_matched as (
    select
        mentions_matched.article_id,
        mentions_matched.matched_person_id as person_id,
        mentions_matched.exact as name,
        mentions_matched.role,
        mentions_matched.mention_state,
        mentions_matched.matched_by,
        mentions_matched.candidate_count,
        mentions_matched.matched_name,
        mentions_matched.score,
        mentions_matched.reason,
        mentions_matched.as_of,
        people.person_id is not null as is_known,
        mentions_matched.file,
        mentions_matched.line,
    from mentions_matched
    left join people on mentions_matched.matched_person_id = people.person_id
)

select * from people_matched
