-- One row per words that some label quotes from an article.
with facts as (
    select * from {{ ref('stg_facts') }}
),

mentions as (
    select * from {{ ref('stg_mentions') }}
),

quotes as (
    select * from {{ ref('stg_quotes') }}
),

excluded_passages as (
    select * from {{ ref('stg_excluded_passages') }}
),

words_quoted as (
    select article_id, exact as words from facts
    union
    select article_id, exact as words from mentions
    union
    select article_id, exact_from as words from quotes
    union
    select article_id, exact_to as words from quotes
    union
    select article_id, exact_from as words from excluded_passages
    union
    select article_id, exact_to as words from excluded_passages
),

words_labelled as (
    select
        article_id,
        words,
        {{ folded_pattern('words') }} as pattern,
    from words_quoted
    -- an empty cell would be found everywhere
    where words is not null
)

select * from words_labelled
