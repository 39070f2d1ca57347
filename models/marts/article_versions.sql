-- One row per version of an article in the edition in use.
with articles_versioned as (
    select * from {{ ref('int_articles__versioned') }}
),

facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

changes_by_version as (
    select
        article_id,
        version,
        count(*) filter (where is_there) as fact_count,
        count(*) filter (where change = 'added') as added_count,
        count(*) filter (where change = 'changed') as changed_count,
        count(*) filter (where change = 'withdrawn') as withdrawn_count,
    from facts_in_versions
    group by article_id, version
),

article_versions as (
    select
        articles_versioned.article_id,
        articles_versioned.edition,
        articles_versioned.version,
        coalesce(changes_by_version.fact_count, 0) as fact_count,
        coalesce(changes_by_version.added_count, 0) as added_count,
        coalesce(changes_by_version.changed_count, 0) as changed_count,
        coalesce(changes_by_version.withdrawn_count, 0) as withdrawn_count,
        articles_versioned.told_on,
        articles_versioned.is_in_use,
        articles_versioned.content_sha256,
    from articles_versioned
    left join changes_by_version
        on articles_versioned.article_id = changes_by_version.article_id
        and articles_versioned.version = changes_by_version.version
)

select * from article_versions
