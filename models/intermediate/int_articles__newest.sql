-- One row per article: its edition and version in use.
with articles as (
    select * from {{ ref('stg_articles') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

versions_counted as (
    select
        article_id,
        edition,
        count(distinct content_sha256) as version_count,
    from article_versions
    group by article_id, edition
),

articles_in_use as (
    select
        articles.article_id,
        articles.edition,
        articles.version,
        articles.outlet_id,
        articles.wire_id,
        articles.title,
        articles.language,
        articles.url,
        articles.text,
        versions_counted.version_count,
        -- a word is what white space sets apart and what has a letter or a digit
        array_length(regexp_extract_all(articles.text, '[\p{L}\p{N}]\S*')) as word_count,
        articles.published_at,
        articles.published_on,
        articles.content_sha256,
        articles.file,
        articles.line,
    from articles
    inner join versions_counted
        on articles.article_id = versions_counted.article_id
        and articles.edition = versions_counted.edition
    -- the publisher's full text goes before our digest; of two files of one edition the first
    -- by name is taken
    qualify row_number() over (
        partition by articles.article_id
        order by articles.edition = 'full' desc, articles.version desc, articles.file
    ) = 1
)

select * from articles_in_use
