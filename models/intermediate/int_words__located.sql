-- One row per place where words that a label quotes stand in a text.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

words as (
    select * from {{ ref('int_words__labelled') }}
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

words_found as (
    select
        texts_searched.article_id,
        texts_searched.edition,
        texts_searched.version,
        texts_searched.is_in_use,
        texts_searched.text,
        words.words,
        words.pattern,
        regexp_extract_all(texts_searched.text, words.pattern) as found,
    from texts_searched
    inner join words on texts_searched.article_id = words.article_id
),

words_set_apart as (
    select
        article_id,
        edition,
        version,
        is_in_use,
        words,
        found,
        -- plain words split a text twenty times faster than a pattern, and to the same pieces
        -- if all places read alike
        case
            when array_length(array_distinct(found)) = 1 then string_split(text, found[1])
            else string_split_regex(text, pattern)
        end as skipped,
    from words_found
),

words_placed as (
    select
        words_set_apart.article_id,
        words_set_apart.edition,
        words_set_apart.version,
        words_set_apart.words,
        places.occurrence,
        -- what was skipped up to here and what was found before it add up to the offset
        cast(
            sum(
                length(words_set_apart.skipped[places.occurrence]) + length(places.found_words)
            ) over (
                partition by
                    words_set_apart.article_id,
                    words_set_apart.version,
                    words_set_apart.words
                order by places.occurrence
            ) as integer
        ) as words_end,
        length(places.found_words) as found_length,
        -- the characters on both sides of each end, two of them where a number may go on
        right(words_set_apart.skipped[places.occurrence], 2) || left(places.found_words, 1)
            as around_start,
        right(places.found_words, 1) || left(words_set_apart.skipped[places.occurrence + 1], 2)
            as around_end,
        words_set_apart.is_in_use,
    from words_set_apart
    cross join unnest(words_set_apart.found) with ordinality as places (found_words, occurrence)
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
    -- `12 people` is not in `112 people` or `3,012 people`, nor `Ek` in `Eklund`; a script that
    -- sets no blanks between its words is cut anywhere, so only alphabets are looked at
    where not regexp_matches(around_start, '(\d|\d[.,])\d$|[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}$')
        and not regexp_matches(around_end, '^\d(\d|[.,]\d)|^[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}')
)

select * from words_located
