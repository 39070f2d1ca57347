-- One row per version of an article in the edition in use.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

outlets as (
    select * from {{ ref('stg_sources') }}
),

versions_dated as (
    select
        article_versions.*,
        {{ local_day(
            instant_of(
                'article_versions.published_at', 'article_versions.published_local_at',
                'outlets.time_zone'
            ),
            'article_versions.published_on', 'outlets.time_zone'
        ) }} as local_day,
    from article_versions
    left join outlets on article_versions.outlet_id = outlets.source_id
),

-- The same text may have been described anew by a later load.
versions_first_seen as (
    select
        versions_dated.article_id,
        versions_dated.edition,
        versions_dated.version,
        versions_dated.content_sha256,
        min(versions_dated.local_day) as published_on,
        -- what we load today may have been changed, or fetched, long before
        min(cast(coalesce(
            versions_dated.updated_at, versions_dated.fetched_at, versions_dated.loaded_on
        ) as date)) as seen_on,
        max(articles.version) as newest_version,
    from versions_dated
    inner join articles
        on versions_dated.article_id = articles.article_id
        and versions_dated.edition = articles.edition
        and versions_dated.version <= articles.version
    group by
        versions_dated.article_id,
        versions_dated.edition,
        versions_dated.version,
        versions_dated.content_sha256
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
