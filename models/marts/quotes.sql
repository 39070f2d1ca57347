-- One row per quotation in an article.
with quotes as (
    select * from {{ ref('int_quotes__located') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

quotes_attributed as (
    select
        quotes.quote_id,
        quotes.article_id,
        quotes.source_id,
        sources.person_id,
        quotes.said_to_id,
        quotes.quote_group_id,
        quotes.quote_text as exact,
        quotes.quote_state,
        quotes.quote_start,
        quotes.quote_end,
        quotes.is_verbatim,
    from quotes
    left join sources on quotes.source_id = sources.source_id
)

select * from quotes_attributed
