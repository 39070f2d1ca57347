-- One row per article: its newest version in the edition in use.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

articles_described as (
    select
        article_id,
        edition,
        version,
        outlet_id,
        wire_id,
        title,
        language,
        url,
        author,
        credit_line,
        is_withdrawn,
        word_count,
        version_count,
        published_in_zone,
        published_at,
        published_on,
        content_sha256,
    from articles
)

select * from articles_described
