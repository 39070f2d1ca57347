-- One row per excluded passage of a text in use, labelled or known to its loader.
with excluded_passages as (
    select * from {{ ref('stg_excluded_passages') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

words as (
    select * from {{ ref('int_words__located') }}
),

passages_in_use as (
    select
        excluded_passages.article_id,
        articles.edition,
        excluded_passages.exact_from,
        excluded_passages.exact_to,
        excluded_passages.reason,
        excluded_passages.file,
        excluded_passages.line,
    from excluded_passages
    inner join articles
        on excluded_passages.article_id = articles.article_id
        -- a passage of the other edition is not in this text
        and coalesce(excluded_passages.edition, articles.edition) = articles.edition
),

places_opened as (
    select
        passages_in_use.file,
        passages_in_use.line,
        opening.words_start,
        min(closing.words_end) as words_end,
    from passages_in_use
    inner join words as opening
        on passages_in_use.article_id = opening.article_id
        and passages_in_use.exact_from = opening.words
    inner join words as closing
        on passages_in_use.article_id = closing.article_id
        and passages_in_use.exact_to = closing.words
        -- the last words may be the first words too, or lie among them
        and closing.words_start >= opening.words_start
        and closing.words_end >= opening.words_end
    where opening.is_in_use and closing.is_in_use
    group by passages_in_use.file, passages_in_use.line, opening.words_start
),

places_counted as (
    select
        file,
        line,
        count(*) as occurrence_count,
        min(words_start) as words_start,
        min(words_end) as words_end,
    from places_opened
    group by file, line
),

passages_located as (
    select
        passages_in_use.article_id,
        passages_in_use.edition,
        passages_in_use.reason,
        passages_in_use.exact_from,
        passages_in_use.exact_to,
        case
            when places_counted.occurrence_count = 1 then 'anchored'
            when places_counted.occurrence_count > 1 then 'ambiguous'
            else 'orphaned'
        end as passage_state,
        -- of an ambiguous passage no place is the right one
        case when places_counted.occurrence_count = 1 then places_counted.words_start end
            as passage_start,
        case when places_counted.occurrence_count = 1 then places_counted.words_end end
            as passage_end,
        coalesce(places_counted.occurrence_count, 0) as occurrence_count,
        passages_in_use.file,
        passages_in_use.line,
    from passages_in_use
    left join places_counted
        on passages_in_use.file = places_counted.file
        and passages_in_use.line = places_counted.line
),

passages_known as (
    select
        article_id,
        edition,
        file,
        line,
        unnest(passages) as passage,
    from articles
),

all_passages as (
    select * from passages_located
    union all
    select
        article_id,
        edition,
        passage.reason,
        null,
        null,
        'anchored',
        passage.passage_start,
        passage.passage_end,
        1,
        file,
        line,
    from passages_known
)

select * from all_passages
