-- One row per place where words that a label quotes stand in a text.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

facts as (
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

words_labelled as (
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

texts_searched as (
    select distinct
        articles.article_id,
        articles.edition,
        article_versions.version,
        article_versions.version = articles.version as is_in_use,
        article_versions.text,
    from articles
    inner join article_versions
        on articles.article_id = article_versions.article_id
        and articles.edition = article_versions.edition
        -- the version before the one in use tells which evidence has moved
        and article_versions.version between articles.version - 1 and articles.version
),

words_searched as (
    select
        texts_searched.article_id,
        texts_searched.edition,
        texts_searched.version,
        texts_searched.is_in_use,
        texts_searched.text,
        words_labelled.words,
        {{ folded_pattern('words_labelled.words') }} as pattern,
    from texts_searched
    inner join words_labelled
        on texts_searched.article_id = words_labelled.article_id
    -- an empty cell would be found everywhere
    where words_labelled.words is not null
),

words_found as (
    select
        article_id,
        edition,
        version,
        is_in_use,
        words,
        regexp_extract_all(text, pattern) as found,
        string_split_regex(text, pattern) as skipped,
    from words_searched
),

words_placed as (
    select
        words_found.article_id,
        words_found.edition,
        words_found.version,
        words_found.words,
        places.occurrence,
        -- what was skipped up to here and what was found before it add up to the offset
        cast(
            sum(
                length(words_found.skipped[places.occurrence]) + length(places.found_words)
            ) over (
                partition by words_found.article_id, words_found.version, words_found.words
                order by places.occurrence
            ) as integer
        ) as words_end,
        length(places.found_words) as found_length,
        words_found.is_in_use,
    from words_found
    cross join unnest(words_found.found) with ordinality as places (found_words, occurrence)
),

words_located as (
    select
        article_id,
        edition,
        version,
        words,
        cast(occurrence as integer) as occurrence,
        cast(words_end - found_length as integer) as words_start,
        words_end,
        is_in_use,
    from words_placed
)

select * from words_located
