-- One row per quotation: where it stands in the text in use.
with quotes as (
    select * from {{ ref('stg_quotes') }}
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

places_opened as (
    select
        quotes.quote_id,
        quotes.article_id,
        opening.words_start,
        min(closing.words_end) as words_end,
    from quotes
    inner join words as opening
        on quotes.article_id = opening.article_id
        and quotes.exact_from = opening.words
    inner join words as closing
        on quotes.article_id = closing.article_id
        and quotes.exact_to = closing.words
        -- the last words may be the first words too, or lie among them
        and closing.words_start >= opening.words_start
        and closing.words_end >= opening.words_end
    where opening.is_in_use and closing.is_in_use
    group by quotes.quote_id, quotes.article_id, opening.words_start
),

places_in_body as (
    select
        places_opened.quote_id,
        places_opened.words_start,
        places_opened.words_end,
    from places_opened
    inner join quotes on places_opened.quote_id = quotes.quote_id
    left join articles on places_opened.article_id = articles.article_id
    left join passages
        on places_opened.article_id = passages.article_id
        and places_opened.words_start >= passages.passage_start
        and places_opened.words_end <= passages.passage_end
    -- what stands in an excluded passage is not the report
    where
        passages.article_id is null
        -- the words around it choose among several places
        and {{ stands_between(
            'articles.text', 'places_opened.words_start', 'places_opened.words_end',
            'quotes.prefix', 'quotes.suffix'
        ) }}
),

places_counted as (
    select
        quote_id,
        count(*) as occurrence_count,
        min(words_start) as words_start,
        min(words_end) as words_end,
    from places_in_body
    group by quote_id
),

quotes_found as (
    select
        quotes.quote_id,
        quotes.article_id,
        quotes.source_id,
        quotes.said_to_id,
        case
            when places_counted.occurrence_count = 1 then 'anchored'
            when places_counted.occurrence_count > 1 then 'ambiguous'
            else 'orphaned'
        end as quote_state,
        coalesce(places_counted.occurrence_count, 0) as occurrence_count,
        -- of an ambiguous quotation no place is the right one
        case when places_counted.occurrence_count = 1 then places_counted.words_start end
            as quote_start,
        case when places_counted.occurrence_count = 1 then places_counted.words_end end
            as quote_end,
    from quotes
    left join places_counted on quotes.quote_id = places_counted.quote_id
)

select * from quotes_found
