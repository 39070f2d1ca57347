-- One row per text and words that a label quotes from it: what is left when they are cut out.
{# Never a table: it would hold every text once for each of its labels. #}
{{ config(materialized='ephemeral') }}

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
        -- the versions before the one in use tell which evidence has moved, come or gone
        and article_versions.version <= articles.version
),

texts_levelled as (
    select
        article_id,
        edition,
        version,
        is_in_use,
        text,
        {{ levelled('text') }} as text_levelled,
        regexp_replace({{ levelled('text') }}, '  +', ' ', 'g') as text_joined,
    from texts_searched
),

words_levelled as (
    select
        article_id,
        words,
        pattern,
        regexp_replace({{ levelled('words') }}, '  +', ' ', 'g') as words_levelled,
    from words
),

words_cut as (
    select
        texts_levelled.article_id,
        texts_levelled.edition,
        texts_levelled.version,
        words_levelled.words,
        words_levelled.pattern,
        words_levelled.words_levelled,
        texts_levelled.text,
        -- plain words cut a text up ten times faster than a pattern
        string_split(texts_levelled.text_levelled, words_levelled.words_levelled) as pieces,
        array_length(
            string_split(texts_levelled.text_joined, words_levelled.words_levelled)
        ) as piece_count,
        texts_levelled.is_in_use,
    from texts_levelled
    inner join words_levelled on texts_levelled.article_id = words_levelled.article_id
)

select * from words_cut
