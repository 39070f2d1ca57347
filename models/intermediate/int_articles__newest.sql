-- One row per article: its edition and version in use.
with articles as (
    select * from {{ ref('stg_articles') }}
),

article_versions as (
    select * from {{ ref('stg_article_versions') }}
),

outlets as (
    select * from {{ ref('stg_sources') }}
),

versions_counted as (
    select
        article_id,
        edition,
        count(distinct content_sha256) as version_count,
    from article_versions
    group by article_id, edition
),

articles_placed as (
    select
        articles.*,
        outlets.time_zone as outlet_zone,
        {{ instant_of(
            'articles.published_at', 'articles.published_local_at', 'outlets.time_zone'
        ) }} as instant,
    from articles
    left join outlets on articles.outlet_id = outlets.source_id
),

articles_dated as (
    select
        articles_placed.*,
        {{ local_day('instant', 'published_on', 'outlet_zone') }} as local_day,
        -- an instant in UTC has been turned from an hour on a clock that nobody names
        instant is not null and outlet_zone is null
            and {{ is_printed_in_utc('published_offset') }} as is_day_open,
    from articles_placed
),

articles_in_use as (
    select
        articles_dated.article_id,
        articles_dated.edition,
        articles_dated.version,
        articles_dated.outlet_id,
        articles_dated.wire_id,
        articles_dated.title,
        articles_dated.language,
        articles_dated.url,
        articles_dated.text,
        articles_dated.author,
        articles_dated.credit_line,
        articles_dated.passages,
        -- an agency that cancels or withholds an item takes back all that it said there
        coalesce(articles_dated.item_status in ('canceled', 'withheld'), false) as is_withdrawn,
        versions_counted.version_count,
        -- a word is what white space sets apart and what has a letter or a digit
        array_length(regexp_extract_all(articles_dated.text, '[\p{L}\p{N}]\S*')) as word_count,
        case when articles_dated.instant is not null then coalesce(
            articles_dated.outlet_zone,
            case when articles_dated.is_day_open then 'UTC' end,
            articles_dated.published_offset
        ) end as published_in_zone,
        articles_dated.instant as published_at,
        articles_dated.local_day as published_on,
        -- from twelve hours behind UTC to fourteen before it
        case
            when articles_dated.is_day_open
                then cast(articles_dated.instant - interval 12 hour as date)
            else articles_dated.local_day
        end as published_earliest_on,
        case
            when articles_dated.is_day_open
                then cast(articles_dated.instant + interval 14 hour as date)
            else articles_dated.local_day
        end as published_latest_on,
        articles_dated.content_sha256,
        articles_dated.file,
        articles_dated.line,
    from articles_dated
    inner join versions_counted
        on articles_dated.article_id = versions_counted.article_id
        and articles_dated.edition = versions_counted.edition
    -- the publisher's full text goes before our digest; of two files of one edition the first
    -- by name is taken
    qualify row_number() over (
        partition by articles_dated.article_id
        order by
            articles_dated.edition = 'full' desc, articles_dated.version desc,
            articles_dated.file
    ) = 1
)

select * from articles_in_use
