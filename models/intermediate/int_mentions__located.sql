-- One row per labelled mention: where the name first stands in the text in use.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

words as (
    select * from {{ ref('int_words__located') }}
),

passages as (
    select * from {{ ref('int_passages__located') }}
),

places_in_body as (
    select
        words.article_id,
        words.words,
        words.words_start,
        words.words_end,
    from words
    left join passages
        on words.article_id = passages.article_id
        and words.words_start >= passages.passage_start
        and words.words_end <= passages.passage_end
    -- a name in an excluded passage is not named by the report
    where words.is_in_use and passages.article_id is null
),

places_counted as (
    select
        article_id,
        words,
        count(*) as occurrence_count,
        min(words_start) as mention_start,
        min(words_end) as mention_end,
    from places_in_body
    group by article_id, words
),

mentions_located as (
    select
        mentions.article_id,
        articles.edition,
        mentions.person_id,
        mentions.exact,
        mentions.exact_folded,
        mentions.role,
        case when places_counted.occurrence_count > 0 then 'anchored' else 'orphaned' end
            as mention_state,
        coalesce(places_counted.occurrence_count, 0) as occurrence_count,
        places_counted.mention_start,
        places_counted.mention_end,
        mentions.as_of,
        mentions.as_of_earliest_on,
        mentions.as_of_latest_on,
        mentions.file,
        mentions.line,
    from mentions
    left join articles on mentions.article_id = articles.article_id
    left join places_counted
        on mentions.article_id = places_counted.article_id
        and mentions.exact = places_counted.words
)

select * from mentions_located
