-- One row per version of an article in the edition in use.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

-- The same text may have been described anew by a later load.
versions_first_seen as (
    select
        article_versions.article_id,
        article_versions.edition,
        article_versions.version,
        article_versions.content_sha256,
        min(article_versions.published_on) as published_on,
        min(article_versions.loaded_on) as seen_on,
        max(articles.version) as newest_version,
    from article_versions
    inner join articles
        on article_versions.article_id = articles.article_id
        and article_versions.edition = articles.edition
        and article_versions.version <= articles.version
    group by
        article_versions.article_id,
        article_versions.edition,
        article_versions.version,
        article_versions.content_sha256
),

articles_versioned as (
    select
        versions_first_seen.article_id,
        versions_first_seen.edition,
        versions_first_seen.version,
        versions_first_seen.content_sha256,
        case
            when versions_first_seen.version = 1 then versions_first_seen.published_on
            -- A publisher who dates the change knows it better than we, who only saw it.
            when versions_first_seen.published_on > lag(versions_first_seen.published_on)
                over (
                    partition by versions_first_seen.article_id
                    order by versions_first_seen.version
                )
                then versions_first_seen.published_on
            else versions_first_seen.seen_on
        end as told_on,
        versions_first_seen.version = versions_first_seen.newest_version as is_in_use,
    from versions_first_seen
)

select * from articles_versioned
